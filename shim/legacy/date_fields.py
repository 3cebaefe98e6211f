"""
ONE TABLE: every letter of a `SimpleDateFormat` pattern: what of a moment it prints, and how. PURE.

Names, digits, calendars and week rules are the JRE's own, in `config/locale/`, made by `LocaleData.java` beside them;
no locale has a branch here. Must not know patterns as a whole. To add a letter: a row in `FIELDS`; a locale: data.

Source: java.text.SimpleDateFormat of Java 7, `format.jsonl`; guarded by `tests/unit/shim/legacy/test_dates.py`.
"""

from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib import resources
from typing import Any, Final, NamedTuple

import orjson

from shim.legacy.bundles import MAX_LOCALE, candidates, parse_locale
from shim.legacy.gregorian import civil, day_number, weekday
from shim.legacy.memo import Memo
from shim.legacy.zones import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UTC_ID

DEFAULT_LOCALE: Final = "en_US"

JANUARY: Final = 1
LONG_NAME: Final = 4
"""From this width on a name is written out."""

SHORT_NAME: Final = 3
"""From this width on a month is a name."""

MAX_DIGITS: Final = 309
"""java.text.DecimalFormat pads no further, however long the pattern."""


class Symbols(NamedTuple):
    """
    A locale's texts and rules; texts as Java indexes them: months from 0, weekdays from 1 (Sunday).

    `eras` are those of short patterns, `long_eras` of long ones; `year_offset` is the calendar's year minus the
    Gregorian one; `zero` is the first of ten digits; `zone_names` are read when some pattern asks for them.
    """

    months: list[str]
    short_months: list[str]
    alone_months: list[str]
    short_alone_months: list[str]
    weekdays: list[str]
    short_weekdays: list[str]
    am_pm: list[str]
    eras: list[str]
    long_eras: list[str]
    first_weekday: int
    minimal_days: int
    year_offset: int
    zero: str
    zone_names: Callable[[str], list[str] | None]


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
        zone: the clock's.
        saving: whether daylight saving is on.
    """

    day: int
    year: int
    month: int
    day_of_month: int
    time_ms: int
    offset_ms: int
    zone: str
    saving: bool


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


CALENDARS: Final = {"gregory": 0, "buddhist": 543}
"""Calendars that locales have, and what their years are ahead."""


@cache
def locale_symbols() -> dict[str, Symbols]:
    """Return the data of all locales there is data for, by name such as `pt_BR`."""
    rows: list[dict[str, Any]] = list(map(orjson.loads, _lines("symbols.jsonl")))
    return {locale: _symbols(row, locale) for row in rows for locale in row["locales"]}


def symbols_of(locale: str) -> str:
    """
    Return the name of the data of a locale: its own, else its language's, else English.

    Args:
        locale: a caller's text, `ll`, `ll_CC` or `ll-CC`; any other is English.

    Source: `legacy-contract.md`, section 8; `java.util.ResourceBundle.Control`.
    """
    return _data_of(locale[: MAX_LOCALE + 1])  # what is cut here is no locale anyway


@lru_cache(maxsize=1024)
def _data_of(locale: str) -> str:
    known = locale_symbols()
    return next((name for name in candidates(parse_locale(locale)) if name in known), DEFAULT_LOCALE)


def _symbols(row: dict[str, Any], locale: str) -> Symbols:
    return Symbols(
        months=row["months"],
        short_months=row["shortMonths"],
        alone_months=row["aloneMonths"],
        short_alone_months=row["shortAloneMonths"],
        weekdays=row["weekdays"],
        short_weekdays=row["shortWeekdays"],
        am_pm=row["amPm"],
        eras=row["shortEras"],
        long_eras=row["longEras"],
        first_weekday=row["firstDayOfWeek"] - 1,
        minimal_days=row["minimalDaysInFirstWeek"],
        year_offset=CALENDARS[row["calendar"]],
        zero=row["zeroDigit"],
        zone_names=partial(_zone_names, locale),
    )


@lru_cache(maxsize=256)
def _zone_names(locale: str, zone: str) -> list[str] | None:
    """Return the names of a zone in a language: short and long for standard time, then for daylight saving."""
    places, rows = _zone_rows()
    if zone not in places:
        return None
    names: list[str] = orjson.loads(rows[locale])["names"][places[zone]]
    return names


@cache
def _zone_rows() -> tuple[dict[str, int], dict[str, bytes]]:
    """Return each zone's place among names, and each locale's names as a line: parsed, all take five times as much."""
    groups, *lines = _lines("zone-names.jsonl")
    places = {zone: place for place, group in enumerate(orjson.loads(groups)["ids"]) for zone in group}
    return places, {locale: line for line in lines for locale in orjson.loads(line)["locales"]}


def _lines(file: str) -> list[bytes]:
    return (resources.files("config") / "locale" / file).read_bytes().splitlines()


def shown_day(day: int, offset_ms: int, zone: str, saving: bool) -> Shown:  # noqa: FBT001 as a shift has it
    """Return the midnight of a day."""
    return Shown._make((day, *_CIVIL[day], 0, offset_ms, zone, saving))


def shown_time(time_ms: int) -> Shown:
    """Return a time of any day, for fields that look no further."""
    return Shown._make((0, 0, 0, 0, time_ms, 0, "", False))


_CIVIL: Final = Memo(civil, entries=4_096)


@lru_cache(maxsize=4096)
def _digits(number: int, width: int, zero: str) -> str:
    """Return an integer with leading zeros, before which its sign stands, in the digits that begin with `zero`."""
    digits = str(abs(number)).zfill(min(width, MAX_DIGITS))
    if zero != "0":
        digits = digits.translate({ord("0") + digit: ord(zero) + digit for digit in range(10)})
    return f"-{digits}" if number < 0 else digits


def _number(value: Callable[[Shown], int]) -> Callable[[int, Symbols], Text]:
    """Return the field that prints a number."""

    def make(width: int, symbols: Symbols) -> Text:
        return lambda shown: _digits(value(shown), width, symbols.zero)

    return make


def _year(value: Callable[[Shown, Symbols], int]) -> Callable[[int, Symbols], Text]:
    """Return the field that prints a year; two letters cut it to two digits."""

    def make(width: int, symbols: Symbols) -> Text:
        def text(shown: Shown) -> str:
            year = value(shown, symbols)
            sign = -1 if year < 0 else 1
            if width == 2:  # noqa: PLR2004 `yy`
                return _digits(sign * (abs(year) % 100), 2, symbols.zero)
            return _digits(year, width, symbols.zero)

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
    return lambda shown: _digits(_week_date(shown, symbols)[1], width, symbols.zero)


def _week_of_month(width: int, symbols: Symbols) -> Text:
    return lambda shown: _digits(_week(_month_begin(shown), shown.day, symbols), width, symbols.zero)


def _month_begin(shown: Shown) -> int:
    return day_number(shown.year, shown.month, 1)


def _year_of_era(shown: Shown, symbols: Symbols) -> int:
    return (shown.year if shown.year > 0 else 1 - shown.year) + symbols.year_offset


def _week_year(shown: Shown, symbols: Symbols) -> int:
    return _week_date(shown, symbols)[0] + symbols.year_offset


def _era(width: int, symbols: Symbols) -> Text:
    names = symbols.long_eras if width >= LONG_NAME else symbols.eras
    return lambda shown: names[shown.year > 0]


def _month(width: int, symbols: Symbols) -> Text:
    return _month_named(width, symbols, symbols.months, symbols.short_months)


def _month_alone(width: int, symbols: Symbols) -> Text:
    return _month_named(width, symbols, symbols.alone_months, symbols.short_alone_months)


def _month_named(width: int, symbols: Symbols, long: list[str], short: list[str]) -> Text:
    if width < SHORT_NAME:
        return lambda shown: _digits(shown.month, width, symbols.zero)
    names = long if width >= LONG_NAME else short
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


def _general_zone(width: int, symbols: Symbols) -> Text:
    """
    Print the zone's name; an offset's is its id, and a zone that is newer than the names shows how far the clock is.

    Source: java.util.TimeZone.getDisplayName of Java 7 and 17: `GMT-0` is `GMT-00:00`.
    """
    offset, long = _offset(":"), width >= LONG_NAME

    def text(shown: Shown) -> str:
        if names := symbols.zone_names(shown.zone):
            return names[2 * shown.saving + long]
        return shown.zone if shown.zone.startswith(UTC_ID) else f"{UTC_ID}{offset(shown)}"

    return text


def _rfc_822_zone(_: int, __: Symbols) -> Text:
    return _offset("")


def _iso_8601_zone(width: int, _: Symbols) -> Text:
    offset = _offset(":" if width == len("XXX") else "")
    return lambda shown: (offset(shown)[: 3 if width == 1 else None]) if shown.offset_ms else "Z"


FIELDS: Final = {
    "G": Field(DAY_MS, _era),
    "y": Field(DAY_MS, _year(_year_of_era)),
    "Y": Field(DAY_MS, _year(_week_year)),
    "M": Field(DAY_MS, _month),
    "L": Field(DAY_MS, _month_alone),
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
