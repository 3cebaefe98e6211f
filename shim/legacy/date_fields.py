"""
ONE TABLE: every letter of a `SimpleDateFormat` pattern: what of a moment it prints, and how. PURE.

Names and week rules are the JRE's own, one line a locale in `config/locale/symbols.jsonl`; no locale has a branch here.
Must not know patterns as a whole. To add a letter: a row in `FIELDS`; a locale: a line of data.

Source: java.text.SimpleDateFormat of Java 7, `format.jsonl`; guarded by `tests/unit/shim/legacy/test_dates.py`.
"""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

from shim.legacy.gregorian import civil, day_number, weekday
from shim.legacy.zones import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS

DEFAULT_LOCALE: Final = "en_US"

JANUARY: Final = 1
LONG_NAME: Final = 4
"""From this width on a name is written out."""

SHORT_NAME: Final = 3
"""From this width on a month is a name."""

MAX_DIGITS: Final = 309
"""java.text.DecimalFormat pads no further, however long the pattern."""


class Symbols(NamedTuple):
    """A locale's texts and week rules; texts as Java indexes them: months from 0, weekdays from 1 (Sunday)."""

    months: list[str]
    short_months: list[str]
    weekdays: list[str]
    short_weekdays: list[str]
    am_pm: list[str]
    eras: list[str]
    first_weekday: int
    minimal_days: int


class Shown(NamedTuple):
    """
    A moment as a clock shows it.

    Args:
        day: days from 1970-01-01.
        year: 0 is 1 BC.
        month: 1 to 12.
        day_of_month: 1 to 31.
        time_ms: since midnight.
        offset_ms: shown minus UTC.
    """

    day: int
    year: int
    month: int
    day_of_month: int
    time_ms: int
    offset_ms: int


Text = Callable[[Shown], str]


class Field(NamedTuple):
    """
    One letter.

    Args:
        unit_ms: its text stays the same for this long; a whole day for fields of the day and of the zone.
        make: width and symbols to the function that prints it.
    """

    unit_ms: int
    make: Callable[[int, Symbols], Text]


@cache
def locale_symbols() -> dict[str, Symbols]:
    """Return the data of all locales there is data for."""
    lines = (resources.files("config") / "locale" / "symbols.jsonl").read_text("utf-8").splitlines()
    return {row["locale"]: _symbols(row) for row in map(json.loads, lines)}


def _symbols(row: dict[str, Any]) -> Symbols:
    return Symbols(
        months=row["months"],
        short_months=row["shortMonths"],
        weekdays=row["weekdays"],
        short_weekdays=row["shortWeekdays"],
        am_pm=row["amPm"],
        eras=row["eras"],
        first_weekday=row["firstDayOfWeek"] - 1,
        minimal_days=row["minimalDaysInFirstWeek"],
    )


def shown_day(day: int, offset_ms: int) -> Shown:
    """Return the midnight of a day."""
    return Shown(day, *civil(day), 0, offset_ms)


def shown_time(time_ms: int) -> Shown:
    """Return a time of any day, for fields that look no further."""
    return Shown(0, 0, 0, 0, time_ms, 0)


@lru_cache(maxsize=4096)
def _digits(number: int, width: int) -> str:
    """Return an integer with leading zeros, before which its sign stands."""
    digits = str(abs(number)).zfill(min(width, MAX_DIGITS))
    return f"-{digits}" if number < 0 else digits


def _number(value: Callable[[Shown], int]) -> Callable[[int, Symbols], Text]:
    """Return the field that prints a number."""

    def make(width: int, _: Symbols) -> Text:
        return lambda shown: _digits(value(shown), width)

    return make


def _year(value: Callable[[Shown, Symbols], int]) -> Callable[[int, Symbols], Text]:
    """Return the field that prints a year; two letters cut it to two digits."""

    def make(width: int, symbols: Symbols) -> Text:
        def text(shown: Shown) -> str:
            year = value(shown, symbols)
            sign = -1 if year < 0 else 1
            return _digits(sign * (abs(year) % 100), 2) if width == 2 else _digits(year, width)  # noqa: PLR2004 `yy`

        return text

    return make


def _week(first_day: int, day: int, symbols: Symbols) -> int:
    """Return the week of a year or month that began on `first_day`; 0 is its predecessor's last."""
    begin = first_day + (symbols.first_weekday - weekday(first_day)) % 7
    if begin - first_day >= symbols.minimal_days:
        begin -= 7
    return (day - begin) // 7 + 1


def _week_date(shown: Shown, symbols: Symbols) -> tuple[int, int]:
    """Return the year that a day's week belongs to, and its number there."""
    for year in (shown.year + 1, shown.year):
        week = _week(day_number(year, JANUARY, 1), shown.day, symbols)
        if week > 0:
            return year, week
    return shown.year - 1, _week(day_number(shown.year - 1, JANUARY, 1), shown.day, symbols)


def _week_of_year(width: int, symbols: Symbols) -> Text:
    return lambda shown: _digits(_week_date(shown, symbols)[1], width)


def _week_of_month(width: int, symbols: Symbols) -> Text:
    return lambda shown: _digits(_week(_month_begin(shown), shown.day, symbols), width)


def _month_begin(shown: Shown) -> int:
    return day_number(shown.year, shown.month, 1)


def _year_of_era(shown: Shown, _: Symbols) -> int:
    return shown.year if shown.year > 0 else 1 - shown.year


def _era(_: int, symbols: Symbols) -> Text:
    return lambda shown: symbols.eras[shown.year > 0]


def _month(width: int, symbols: Symbols) -> Text:
    if width < SHORT_NAME:
        return lambda shown: _digits(shown.month, width)
    names = symbols.months if width >= LONG_NAME else symbols.short_months
    return lambda shown: names[shown.month - 1]


def _weekday(width: int, symbols: Symbols) -> Text:
    names = symbols.weekdays if width >= LONG_NAME else symbols.short_weekdays
    return lambda shown: names[weekday(shown.day) + 1]


def _am_pm(_: int, symbols: Symbols) -> Text:
    return lambda shown: symbols.am_pm[shown.time_ms >= DAY_MS // 2]


def _offset(separator: str) -> Callable[[Shown], str]:
    """Return the function that prints hours and minutes from UTC."""

    def text(shown: Shown) -> str:
        hours, minutes = divmod(abs(shown.offset_ms) // MINUTE_MS, 60)
        return f"{'-' if shown.offset_ms <= -MINUTE_MS else '+'}{hours:02}{separator}{minutes:02}"

    return text


def _general_zone(_: int, __: Symbols) -> Text:
    """Print the offset; the names of zones come with the other locales."""
    offset = _offset(":")
    return lambda shown: f"GMT{offset(shown)}"


def _rfc_822_zone(_: int, __: Symbols) -> Text:
    return _offset("")


def _iso_8601_zone(width: int, _: Symbols) -> Text:
    offset = _offset(":" if width == len("XXX") else "")
    return lambda shown: (offset(shown)[: 3 if width == 1 else None]) if shown.offset_ms else "Z"


FIELDS: Final = {
    "G": Field(DAY_MS, _era),
    "y": Field(DAY_MS, _year(_year_of_era)),
    "Y": Field(DAY_MS, _year(lambda shown, symbols: _week_date(shown, symbols)[0])),
    "M": Field(DAY_MS, _month),
    "L": Field(DAY_MS, _month),
    "w": Field(DAY_MS, _week_of_year),
    "W": Field(DAY_MS, _week_of_month),
    "D": Field(DAY_MS, _number(lambda shown: shown.day - day_number(shown.year, JANUARY, 1) + 1)),
    "d": Field(DAY_MS, _number(lambda shown: shown.day_of_month)),
    "F": Field(DAY_MS, _number(lambda shown: (shown.day - _month_begin(shown)) // 7 + 1)),
    "E": Field(DAY_MS, _weekday),
    "u": Field(DAY_MS, _number(lambda shown: weekday(shown.day) or 7)),
    "z": Field(DAY_MS, _general_zone),
    "Z": Field(DAY_MS, _rfc_822_zone),
    "X": Field(DAY_MS, _iso_8601_zone),
    "a": Field(DAY_MS // 2, _am_pm),
    "H": Field(HOUR_MS, _number(lambda shown: shown.time_ms // HOUR_MS)),
    "k": Field(HOUR_MS, _number(lambda shown: shown.time_ms // HOUR_MS or 24)),
    "K": Field(HOUR_MS, _number(lambda shown: shown.time_ms // HOUR_MS % 12)),
    "h": Field(HOUR_MS, _number(lambda shown: shown.time_ms // HOUR_MS % 12 or 12)),
    "m": Field(MINUTE_MS, _number(lambda shown: shown.time_ms // MINUTE_MS % 60)),
    "s": Field(SECOND_MS, _number(lambda shown: shown.time_ms // SECOND_MS % 60)),
    "S": Field(1, _number(lambda shown: shown.time_ms % SECOND_MS)),
}
"""Letter to its field."""
