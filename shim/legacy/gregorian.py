"""
The calendar of java.util.GregorianCalendar: Julian before 15 October 1582, Gregorian from then on. PURE integers.

Python's `datetime` ends at the years 1 and 9999 and is Gregorian throughout; Java counts on, and callers may ask for
any 64-bit instant. Days are numbered from 1970-01-01; year 0 is 1 BC. Must not know time of day, zones or texts.

Source: `parse-date.jsonl`, `format.jsonl`; guarded by `tests/unit/shim/legacy/test_gregorian.py`.
"""

from typing import Final

CUTOVER_YEAR: Final = 1582
CUTOVER_DAY: Final = -141_427
"""15 October 1582, the day after 4 October."""

_GREGORIAN_ZERO: Final = 719_468
_JULIAN_ZERO: Final = 719_470
"""Days from 1 March of year 0 to 1970-01-01, in either calendar: years that begin in March end with the leap day."""

_FOUR_YEARS: Final = 1_461
_FOUR_CENTURIES: Final = 146_097
_MARCH: Final = 3


def day_number(year: int, month: int, day: int) -> int:
    """
    Return the number of a day.

    Args:
        year: 0 is 1 BC. It decides which calendar is meant, before the month is brought into its range.
        month: 1 to 12; other months are counted on from that year.
        day: of the month; any number, counted on from its first.
    """
    years, month_index = divmod(month - _MARCH, 12)
    march_year = year + years
    day_in_year = (153 * month_index + 2) // 5 + day - 1
    julian = march_year * 365 + march_year // 4 + day_in_year - _JULIAN_ZERO
    gregorian = julian - march_year // 100 + march_year // 400 + _JULIAN_ZERO - _GREGORIAN_ZERO
    return gregorian if year >= CUTOVER_YEAR and gregorian >= CUTOVER_DAY else julian


def civil(number: int) -> tuple[int, int, int]:
    """Return year, month and day of a day's number."""
    if number >= CUTOVER_DAY:
        cycle, rest = divmod(number + _GREGORIAN_ZERO, _FOUR_CENTURIES)
        century = min((rest * 4 + 3) // _FOUR_CENTURIES, 3)
        days, years = rest - century * _FOUR_CENTURIES // 4, cycle * 400 + century * 100
    else:
        days, years = number + _JULIAN_ZERO, 0
    year = (days * 4 + 3) // _FOUR_YEARS
    day_in_year = days - year * _FOUR_YEARS // 4
    month_index = (day_in_year * 5 + 2) // 153
    month = month_index + _MARCH if month_index < 10 else month_index - 9  # noqa: PLR2004 March to December are ten
    return years + year + (month < _MARCH), month, day_in_year - (153 * month_index + 2) // 5 + 1


def weekday(number: int) -> int:
    """Return the weekday of a day's number: 0 is Sunday."""
    return (number + 4) % 7
