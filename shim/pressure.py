"""
When shadow reads give way: the reasons, one by one. Each is a short word that is counted and shown.

    pool-full      so many run already
    loop-late      the event loop is late, so that everybody waits
    breaker-open   of either engine
    engine-slow    either took too long within the last second; then one read at a time tells whether it still does
    rate           there are more than so many a second: both engines may share a host, and answers are compared on the
                   processor that makes those of callers

What the rate lets through is spread evenly, since reads that end together hold up callers together. Whatever else is
asked for, each shape of each site has its turn every `TURN_S`, or no gate would open for what is asked rarely.

Must not know what is read. Guarded by `tests/unit/shim/test_pressure.py`.
"""

from collections.abc import Mapping
from typing import Final

from adapters.base import Family
from config.settings import Settings
from shim.pulse import Pulse
from shim.reads import Engines
from shim.routing import ReadPlan
from shim.throttle import Clocks
from shim.trace import Trace

LATE_S: Final = 0.05
"""The event loop is late when it comes back so much after it should."""

REST_S: Final = 1.0
"""How long a slow engine is left alone; then a read tells whether it still is."""

TURN_S: Final = 10.0
"""8,640 turns a day: a gate asks for 3,000 comparisons."""

TURNS: Final = 4_096
"""Clocks of shapes; two that share one share their turns."""


class Pressure:
    """
    Says whether there is room for a shadow read.

    Args:
        served: the engines that callers are served from.
        shadowed: those of shadow reads, which have pools of their own.
        pulse: knows how late the event loop is.
        settings: those of shadow reads.
    """

    def __init__(self, served: Engines, shadowed: Engines, pulse: Pulse, settings: Settings) -> None:
        self._served, self._shadowed, self._pulse = served, shadowed, pulse
        self._pool, self._slow_ms = settings.shadow_pool, settings.shadow_slow_ms
        self._rate, self._turns = Clocks(1, 1, 1 / settings.shadow_per_s), Clocks(TURNS, 1, TURN_S)
        self._slow_until_s: dict[Family, float] = {}
        self.running = 0

    def note(self, steps: Mapping[Family, float], now_s: float) -> None:
        """Note the slowest read of each engine that took part in something, in ms."""
        for family, ms in steps.items():
            if ms > self._slow_ms:
                self._slow_until_s[family] = now_s + REST_S
            elif self._slow_until_s.get(family, now_s) < now_s:
                del self._slow_until_s[family]

    def reason(self, plan: ReadPlan, shadow: Family, shape: str, now_s: float) -> str | None:
        """
        Return why a shadow read has to be left out, `None` when it may begin; then it counts as begun.

        Args:
            plan: of the request.
            shadow: who is to be asked.
            shape: of the request, with its site: what has its turn.
            now_s: the event loop's time.
        """
        if self.running >= self._pool:
            return "pool-full"
        if self._pulse.lag_s > LATE_S:
            return "loop-late"
        for family in (plan.primary, shadow):
            if self._served.breakers[family].is_open(now_s) or self._shadowed.breakers[family].refuses(now_s):
                return "breaker-open"
            if family in self._slow_until_s and (self.running or self._slow_until_s[family] > now_s):
                return "engine-slow"
        return None if self._has_turn(shape, now_s) else "rate"

    def _has_turn(self, shape: str, now_s: float) -> bool:
        """Say whether the rate or the shape's turn lets a read through; it uses up whichever does."""
        clocks = ((self._rate, 0), (self._turns, self._turns.slot_of(shape)))
        free = [(clock, slot) for clock, slot in clocks if not clock.wait_s(slot, now_s)]
        for clock, slot in free:
            clock.take(slot, now_s)
        return bool(free)


def slowest(trace: Trace) -> dict[Family, float]:
    """Return the slowest round trip of each engine in a trace, in ms."""
    found: dict[Family, float] = {}
    for step in trace.steps:
        family = Family(step.engine)
        found[family] = max(found.get(family, 0), step.ms)
    return found
