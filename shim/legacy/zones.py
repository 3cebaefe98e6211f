"""
Time zones as the old server's Java knew them: id to the standard offset and daylight saving of every instant. PURE.

Must not know clocks. Offsets come from the pinned `tzdata` package, never from the machine, so that an answer has the
same bytes everywhere. Standard offset and saving are told apart by their neighbours in time: the tz database writes
some winters as negative saving (Dublin, Casablanca), and `zoneinfo` adds up two changes for Inuvik; Java does neither.
To add an id that only Java reads: a row in `JAVA_IDS`, or in `RULED_IDS`. Guarded by
`tests/unit/shim/legacy/test_clock.py` with `clock.jsonl`, and by `tests/properties/test_java_live.py`.
"""

import re
from calendar import isleap
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Final, NamedTuple

from shim.legacy.tzif import Stretch, read_stretches, ruled_stretches

SECOND_MS: Final = 1000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS

ALWAYS_MS: Final = -(2**64)
"""Before every instant that a 64-bit number of milliseconds can name."""

UTC_ID: Final = "GMT"

JAVA_IDS: Final = {
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage",
    "BET": "America/Sao_Paulo",
    "BST": "Asia/Dhaka",
    "CAT": "Africa/Harare",
    "CNT": "America/St_Johns",
    "CST": "America/Chicago",
    "CTT": "Asia/Shanghai",
    "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris",
    "EST": "GMT-05:00",
    "HST": "GMT-10:00",
    "IET": "America/Indiana/Indianapolis",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia",
    "MST": "GMT-07:00",
    "NET": "Asia/Yerevan",
    "NST": "Pacific/Auckland",
    "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix",
    "PRT": "America/Puerto_Rico",
    "PST": "America/Los_Angeles",
    "SST": "Pacific/Guadalcanal",
    "SystemV/AST4": "GMT-04:00",
    "SystemV/CST6": "GMT-06:00",
    "SystemV/EST5": "GMT-05:00",
    "SystemV/HST10": "GMT-10:00",
    "SystemV/MST7": "GMT-07:00",
    "SystemV/PST8": "GMT-08:00",
    "SystemV/YST9": "GMT-09:00",
    "VST": "Asia/Ho_Chi_Minh",
}
"""Ids that Java has beside those of the tz database, or reads otherwise, and the zone whose offsets they have."""

UNREAD_IDS: Final = frozenset({"Factory", "ROC"})
"""Ids of the tz database that Java does not read."""

RULED_IDS: Final = {
    "SystemV/AST4ADT": "AST4ADT",
    "SystemV/CST6CDT": "CST6CDT",
    "SystemV/EST5EDT": "EST5EDT",
    "SystemV/MST7MDT": "MST7MDT",
    "SystemV/PST8PDT": "PST8PDT",
    "SystemV/YST9YDT": "YST9YDT",
}
"""Ids that Java has beside those of the tz database, whose saving begins and ends as System V had it."""

SYSTEM_V_DAYS: Final = {1974: ",M1.1.0,M11.5.0", 1975: ",M2.4.0,M10.5.0"}
USUAL_SYSTEM_V_DAYS: Final = ",M4.5.0,M10.5.0"
"""As POSIX writes them: the last Sundays of April and October, whatever laws came since. Source: Java 17."""

_CUSTOM: Final = re.compile(r"GMT([+-])(?:([0-9]{0,2}):([0-9]{2})|([0-9]{1,2})|0*([0-9]{1,2})([0-9]{2}))")
"""Hours and minutes with a colon, hours alone, or both together after any zeros."""

FIRST_YEAR: Final = 1900
END_YEAR: Final = 2130

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CYCLE_MS: Final = 146_097 * DAY_MS
"""Four hundred years, after which the Gregorian calendar repeats, weekdays included."""

LAST_MS: Final = (datetime(END_YEAR, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
"""Spans are listed up to here; later instants are those of an earlier year with the same calendar."""


class Span(NamedTuple):
    """From `start_ms` (UTC) to the next span's start a zone keeps these offsets, in milliseconds."""

    start_ms: int
    standard_ms: int
    saving_ms: int


def resolve_zone(text: str) -> str:
    """
    Return the id that a time zone is known by.

    Args:
        text: a tz id, `GMT+5:30`, `GMT-0530`, `GMT+5`, or an old three-letter id; case counts.

    Returns:
        The id that Java gives the zone, old ones unchanged, or `GMT+hh:mm`; `GMT` for anything else, never an error. A
        number beyond an int is one of those, though Java wraps it (`GMT+4294967301` is `GMT+00:05` there) [ours].

    Source: java.util.TimeZone.getTimeZone of Java 7 to 17.
    """
    custom = _CUSTOM.fullmatch(text)
    if not custom:
        return text if text in _java_ids() else UTC_ID
    sign, *parts = custom.groups()
    colon_hour, colon_minute, hour, joint_hour, joint_minute = [int(part or "0") for part in parts]
    hours, minutes = colon_hour + hour + joint_hour, colon_minute + joint_minute
    return f"GMT{sign}{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else UTC_ID  # noqa: PLR2004 a day's parts


@lru_cache(maxsize=1)
def zone_ids() -> frozenset[str]:
    """Return all ids of the pinned tz database."""
    return frozenset((resources.files("tzdata") / "zones").read_text("utf-8").split())


@cache
def _java_ids() -> frozenset[str]:
    return zone_ids() - UNREAD_IDS | JAVA_IDS.keys() | RULED_IDS.keys()


@lru_cache(maxsize=256)
def zone_spans(id_: str) -> tuple[Span, ...]:
    """
    Return all spans of a zone up to 2130, the first of which has no beginning.

    Args:
        id_: as `resolve_zone` returns it.

    Source: java.util.TimeZone: before 1900 it knows only today's standard offset.
    """
    id_ = JAVA_IDS.get(id_, id_)
    custom = _CUSTOM.fullmatch(id_)
    if custom:
        minutes = int(custom[2]) * 60 + int(custom[3])
        return (Span(ALWAYS_MS, minutes * MINUTE_MS * (-1 if custom[1] == "-" else 1), 0),)
    stretches = _system_v(RULED_IDS[id_]) if id_ in RULED_IDS else _stored(id_)
    spans = [
        Span(stretch.start_s * SECOND_MS, stretch.offset_s * SECOND_MS - saving_s * SECOND_MS, saving_s * SECOND_MS)
        for stretch, saving_s in zip(stretches, _savings(stretches), strict=True)
    ]
    return (Span(ALWAYS_MS, spans[-1].standard_ms, 0), *spans)


def _stored(id_: str) -> list[Stretch]:
    return read_stretches((resources.files("tzdata") / "zoneinfo" / id_).read_bytes(), FIRST_YEAR, END_YEAR)


def _system_v(name: str) -> list[Stretch]:
    """Return the stretches of a zone that follows System V, by its name in a rule."""
    ruled = [
        stretch
        for year in range(FIRST_YEAR, END_YEAR)
        for stretch in ruled_stretches(name + SYSTEM_V_DAYS.get(year, USUAL_SYSTEM_V_DAYS), year)
    ]
    new_year_s = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)
    return [ruled[-1]._replace(start_s=new_year_s), *ruled]


def equivalent_ms(ms: int) -> int:
    """
    Return an instant before 2130 for one after it, at the same place of a year with the same calendar.

    Rules of zones name months and weekdays, so they give both instants the same offset.
    """
    ms = LAST_MS + (ms - LAST_MS) % _CYCLE_MS
    at = _EPOCH + timedelta(milliseconds=ms)
    new_year = datetime(at.year, 1, 1, tzinfo=UTC)
    return ms - (new_year - _same_calendars()[new_year.weekday(), isleap(at.year)]) // timedelta(milliseconds=1)


@cache
def _same_calendars() -> dict[tuple[int, bool], datetime]:
    """Return the new year of a listed year for each of the fourteen calendars."""
    new_years = [datetime(year, 1, 1, tzinfo=UTC) for year in range(END_YEAR - 28, END_YEAR)]
    return {(new_year.weekday(), isleap(new_year.year)): new_year for new_year in new_years}


def _savings(stretches: list[Stretch]) -> list[int]:
    """Return the daylight saving of each stretch: never negative, and measured from the nearest standard time."""
    standards = [stretch.offset_s for stretch in stretches]
    above = [_above_standard(stretches, index) for index in range(len(stretches))]
    winters = [stretch.flagged and not saving for stretch, saving in zip(stretches, above, strict=True)]
    return [
        saving
        or max((standards[i] - standards[j] for j in (i - 1, i + 1) if 0 <= j < len(winters) and winters[j]), default=0)
        for i, saving in enumerate(above)
    ]


def _above_standard(stretches: list[Stretch], index: int) -> int:
    """
    Return by how much a flagged stretch is above the lowest rise from an unflagged neighbour.

    Between two of its own offset it is an hour (Mendoza's summer of 1999, on the time of the zone west of it), else 0.
    """
    offset_s, flagged = stretches[index][1:]
    if not flagged:
        return 0
    before = next((s.offset_s for s in reversed(stretches[:index]) if not s.flagged), offset_s)
    after = next((s.offset_s for s in stretches[index + 1 :] if not s.flagged), offset_s)
    otherwise = HOUR_MS // SECOND_MS if before == offset_s == after else 0
    return min((offset_s - near for near in (before, after) if near < offset_s), default=otherwise)
