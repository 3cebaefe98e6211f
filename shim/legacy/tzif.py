"""
Compiled time zone files (RFC 8536) to stretches of constant offset. PURE: bytes come in.

Read here and not by `zoneinfo`, because that tells no changes, only the offset of one instant: finding the changes of
one zone by asking costs 25 ms, reading them 1 ms. Must not know Java. Guarded by
`tests/unit/shim/legacy/test_zones.py`, which compares every zone with `zoneinfo`.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import calcsize, unpack_from
from typing import Final, NamedTuple

_HEADER: Final = ">4s16x6I"
_TIME: Final = r"([+-]?\d+)(?::(\d+))?(?::(\d+))?"
_DAY: Final = rf",M(\d+)\.(\d)\.(\d)(?:/{_TIME})?"
_RULED: Final = re.compile(rf"(?:<[^>]+>|[A-Za-z]+){_TIME}(?:(?:<[^>]+>|[A-Za-z]+)(?:{_TIME})?{_DAY}{_DAY})?")
_HOUR_S: Final = 3600
_YEAR_S: Final = 31_556_952


class Stretch(NamedTuple):
    """From `start_s` (UTC) on a zone is `offset_s` ahead of UTC; `flagged` when that is called daylight saving."""

    start_s: int
    offset_s: int
    flagged: bool


def read_stretches(data: bytes, first_year: int, end_year: int) -> list[Stretch]:
    """
    Read all stretches of a zone in some years.

    Args:
        data: a whole file, version 2 or later.
        first_year: the first stretch begins with it.
        end_year: the first year that is left out.

    Raises:
        ValueError: its last line is no rule of months and weekdays.
    """
    stretches, footer = _listed(data)
    last_s = stretches[-1].start_s
    ruled_from = max(first_year, 1969 + last_s // _YEAR_S)
    stretches += [
        s for year in range(ruled_from, end_year) for s in ruled_stretches(footer, year) if s.start_s > last_s
    ]
    begin_s = int(datetime(first_year, 1, 1, tzinfo=UTC).timestamp())
    before = [stretch for stretch in stretches if stretch.start_s <= begin_s]
    return [before[-1]._replace(start_s=begin_s), *stretches[len(before) :]]


def _listed(data: bytes) -> tuple[list[Stretch], str]:
    """Return the stretches that a file lists, the first of which has no beginning, and its last line."""
    start = calcsize(_HEADER)
    _, utc, std, leap, times, types, names = unpack_from(_HEADER, data)
    start += times * 5 + types * 6 + names + leap * 8 + std + utc
    _, utc, std, leap, times, types, names = unpack_from(_HEADER, data, start)
    start += calcsize(_HEADER)
    starts, kinds = unpack_from(f">{times}q", data, start), unpack_from(f">{times}B", data, start + times * 8)
    table = [unpack_from(">i?B", data, start + times * 9 + kind * 6) for kind in range(types)]
    footer = data[start + times * 9 + types * 6 + names + leap * 12 + std + utc :].decode("ascii").strip()
    listed = [(-(2**63), 0), *zip(starts, kinds, strict=True)]
    return [Stretch(at, *table[kind][:2]) for at, kind in listed], footer


def ruled_stretches(rule: str, year: int) -> Iterator[Stretch]:
    """
    Yield the stretches that begin in a year by a rule, in order.

    Args:
        rule: as POSIX writes it: `EST5EDT,M3.2.0,M11.1.0`; without days there are none.
        year: of the Gregorian calendar.

    Raises:
        ValueError: it is no rule of months and weekdays.
    """
    match = _RULED.fullmatch(rule)
    if not match:
        raise ValueError(f"not a rule of months and weekdays: {rule}")
    parts = match.groups()
    standard_s = -_seconds(parts[:3])
    if parts[6] is None:
        return
    saving_s = -_seconds(parts[3:6]) if parts[3] else standard_s + _HOUR_S
    saving = Stretch(_local(year, parts[6:12]) - standard_s, saving_s, flagged=True)
    standard = Stretch(_local(year, parts[12:18]) - saving_s, standard_s, flagged=False)
    yield from sorted((saving, standard))


def _seconds(parts: tuple[str | None, ...]) -> int:
    """Return hours, minutes and seconds with the sign of the hours as seconds."""
    hours, minutes, seconds = parts
    rest = int(minutes or 0) * 60 + int(seconds or 0)
    return int(hours or 0) * _HOUR_S + (-rest if (hours or "").startswith("-") else rest)


def _local(year: int, parts: tuple[str | None, ...]) -> int:
    """Return when a rule (month, week, weekday, time or 02:00) falls in a year, as seconds on the clock before it."""
    month, week, weekday = (int(part or 0) for part in parts[:3])
    first, days = monthrange(year, month)
    day = (weekday - 1 - first) % 7 + 1 + (week - 1) * 7
    midnight = datetime(year, month, day if day <= days else day - 7, tzinfo=UTC)
    at = midnight + timedelta(seconds=_seconds(parts[3:6]) if parts[3] else 2 * _HOUR_S)
    return int(at.timestamp())
