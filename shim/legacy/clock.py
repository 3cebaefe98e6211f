"""
ONE TABLE: every clock: what is shown for an instant, and which instant a shown time was. PURE: `now` is never asked.

The old server had the sign of the standard offset inverted and added daylight saving all the same; the published sample
shows it (`1321472798140` as `Nov 17 12:46 AM` for a site in New York). Another rule fits the sample too, a server's
zone plus fixed hours, and some customer will ask for the right time: so a site names its clock.
Must not know patterns or days. To add a clock: a row in `CLOCKS`.

Source: `legacy-contract.md`, section 4; guarded by `tests/unit/shim/legacy/test_clock.py` with `clock.jsonl`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from shim.legacy.zones import HOUR_MS, LAST_MS, Span, equivalent_ms, resolve_zone, zone_ids, zone_spans

NEVER_MS: Final = 2**64
"""Later than any instant."""


class Shift(NamedTuple):
    """What a clock does to an instant: shown minus UTC, and whether daylight saving is on."""

    offset_ms: int
    saving: bool


class Clock:
    """
    One clock in one zone; compared by identity, `clock_for` returns the same one again.

    Args:
        zone: the id that it follows.
        starts_ms: where each stretch begins, UTC, ascending; the first before all instants.
        shifts: what it does in each.
    """

    __slots__ = ("_shifts", "_shown_starts_ms", "_starts_ms", "zone")

    def __init__(self, zone: str, starts_ms: list[int], shifts: list[Shift]) -> None:
        self.zone = zone
        self._starts_ms = starts_ms
        self._shifts = shifts
        self._shown_starts_ms = [start + shift.offset_ms for start, shift in zip(starts_ms, shifts, strict=True)]

    def offset_ms(self, epoch_ms: int) -> int:
        """Return shown minus UTC at an instant, any 64-bit number of milliseconds."""
        return self.at(epoch_ms).offset_ms

    def at(self, epoch_ms: int) -> Shift:
        """Return the shift at an instant."""
        if epoch_ms >= LAST_MS:
            epoch_ms = equivalent_ms(epoch_ms)
        return self._shifts[bisect_right(self._starts_ms, epoch_ms) - 1]

    def even_from_ms(self, unit_ms: int) -> int:
        """Return an instant from which on each shift, and where it begins, is a multiple of a unit."""
        even_ms = NEVER_MS
        for start_ms, shift in zip(reversed(self._starts_ms), reversed(self._shifts), strict=True):
            if shift.offset_ms % unit_ms:
                break
            even_ms = -(-start_ms // unit_ms) * unit_ms
            if even_ms != start_ms:
                break
        return even_ms

    def epoch_ms(self, local_ms: int) -> int:
        """
        Return the instant at which a time is shown.

        Args:
            local_ms: the shown time, as milliseconds from 1970-01-01 00:00 on the same clock.

        Returns:
            The later instant when the time is shown twice; when it is skipped, the instant it would be without the
            skip.

        Source: java.util.GregorianCalendar; `parse-date.jsonl`.
        """
        like_ms = equivalent_ms(local_ms) if local_ms >= LAST_MS else local_ms
        return local_ms - self._shifts[bisect_right(self._shown_starts_ms, like_ms) - 1].offset_ms


class _Rule(NamedTuple):
    """The zone that a clock follows, and its shown minus UTC in a span of that zone."""

    zone: str
    offset_ms: Callable[[Span], int]


def _legacy(_: str, timezone: str) -> _Rule:
    return _Rule(timezone, lambda span: span.saving_ms - span.standard_ms)


def _true(_: str, timezone: str) -> _Rule:
    return _Rule(timezone, lambda span: span.saving_ms + span.standard_ms)


def _server_offset(argument: str, _: str) -> _Rule:
    zone, _, hours = argument.rpartition(":")
    if zone not in zone_ids() or not re.fullmatch(r"[+-]?[0-9]{1,2}", hours):
        raise LookupError(f"server-offset:{argument} is no clock; an example is server-offset:Europe/Amsterdam:4")
    return _Rule(zone, lambda span: span.saving_ms + span.standard_ms + int(hours) * HOUR_MS)


TRUE: Final = "true"
"""The clock that shows the site's own time."""

CLOCKS: Final = {"legacy": _legacy, TRUE: _true, "server-offset": _server_offset}
"""Name to its rule; what follows the name's colon, and the site's or caller's zone, go in."""


def clock_for(clock: str, timezone: str) -> Clock:
    """
    Return a site's clock in a zone.

    Args:
        clock: `legacy`, `true`, or `server-offset:<zone>:<whole hours>`, which has a zone of its own.
        timezone: as `java.util.TimeZone.getTimeZone` reads it; an unknown one is GMT, never an error.

    Raises:
        LookupError: there is no such clock.
    """
    return _clock(clock, resolve_zone(timezone))


@lru_cache(maxsize=256)
def _clock(clock: str, zone: str) -> Clock:
    name, _, argument = clock.partition(":")
    if name not in CLOCKS:
        raise LookupError(f"{clock} is no clock; there are {', '.join(CLOCKS)}")
    rule = CLOCKS[name](argument, zone)
    spans = zone_spans(rule.zone)
    shifts = [Shift(rule.offset_ms(span), span.saving_ms > 0) for span in spans]
    return Clock(rule.zone, [span.start_ms for span in spans], shifts)
