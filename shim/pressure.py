"""
When shadow reads give way: the reasons, one by one. Each is a short word that is counted and shown.

Must not know what is read. Guarded by `tests/unit/shim/test_pressure.py`.
"""

from collections.abc import Mapping
from typing import Final

from adapters.base import Family
from shim.pulse import Pulse
from shim.reads import Engines
from shim.routing import ReadPlan
from shim.trace import Trace

LATE_S: Final = 0.05
"""The event loop is late when it comes back so much after it should."""

REST_S: Final = 1.0
"""How long a slow engine is left alone; then the next few reads tell whether it still is."""


class Pressure:
    """
    Says whether there is room for a shadow read.

    Args:
        served: the engines that callers are served from.
        shadowed: those of shadow reads, which have pools of their own.
        pulse: knows how late the event loop is.
        slow_ms: a read that takes longer makes its engine slow for a while.
        pool: so many shadow reads at the same time.
    """

    def __init__(self, served: Engines, shadowed: Engines, pulse: Pulse, slow_ms: float, pool: int) -> None:
        self._served, self._shadowed, self._pulse, self._slow_ms, self._pool = served, shadowed, pulse, slow_ms, pool
        self._slow_until_s: dict[Family, float] = {}
        self.running = 0

    def note(self, steps: Mapping[Family, float], now_s: float) -> None:
        """Note the slowest read of each engine that took part in something, in ms."""
        for family, ms in steps.items():
            if ms > self._slow_ms:
                self._slow_until_s[family] = now_s + REST_S

    def reason(self, plan: ReadPlan, shadow: Family, now_s: float) -> str | None:
        """Return why a shadow read has to be left out, `None` when it may begin."""
        if self.running >= self._pool:
            return "pool-full"
        if self._pulse.lag_s > LATE_S:
            return "loop-late"
        for family in (plan.primary, shadow):
            if self._served.breakers[family].is_open(now_s) or self._shadowed.breakers[family].refuses(now_s):
                return "breaker-open"
            if self._slow_until_s.get(family, now_s) > now_s:
                return "engine-slow"
        return None


def slowest(trace: Trace) -> dict[Family, float]:
    """Return the slowest round trip of each engine in a trace, in ms."""
    found: dict[Family, float] = {}
    for step in trace.steps:
        family = Family(step.engine)
        found[family] = max(found.get(family, 0), step.ms)
    return found
