r"""
Texts to values, as the JDK's own parsers read them. PURE.

Unlike Python's, they know no blanks and no underscores, but digits of every script in the Basic Multilingual Plane, and
a number out of range is no number. Must not know parameters or defaults.

Source: `parse-int.jsonl`, `parse-date.jsonl`; guarded by `tests/unit/shim/legacy/test_java.py`.
"""

import re
from decimal import Decimal
from typing import Final
from unicodedata import decimal

from shim.legacy.errors import Row
from shim.legacy.gregorian import day_number
from shim.legacy.zones import DAY_MS

_DIGITS: Final = r"[^\D\U00010000-\U0010ffff]+"
_INTEGER: Final = re.compile(rf"([+-]?)({_DIGITS})")
_NUMBER: Final = r"[ \t]*(?:(-?[0-9]+)(?:E(-?0*[0-9]{1,19})(?![0-9]))?|(-?∞|\ufffd))"
"""A number and its exponent, or a sign; an exponent that is no long is none, and stands in the way of what follows."""

_DATE: Final = re.compile(f"{_NUMBER}-{_NUMBER}-{_NUMBER}")

_INT_BITS: Final = 32
_LONG_BITS: Final = 64
_INT_MAX: Final = (1 << (_INT_BITS - 1)) - 1
_LONG_END: Final = 1 << (_LONG_BITS - 1)
_LONG_DIGITS: Final = 19
_SIGNS: Final = {"∞": _INT_MAX, "-∞": ~_INT_MAX, "\ufffd": 0}
"""How java.text.DecimalFormat writes what is no finite number, which it also reads, and what of them is an int."""


def parse_int(text: str) -> int:
    """
    Return a 32-bit integer.

    Raises:
        LegacyError: NUMBER_FORMAT.

    Source: java.lang.Integer.parseInt, `parse-int.jsonl`.
    """
    return _parse(text, _INT_BITS)


def parse_long(text: str) -> int:
    """
    Return a 64-bit integer.

    Raises:
        LegacyError: NUMBER_FORMAT.

    Source: java.lang.Long.parseLong, `parse-int.jsonl`.
    """
    return _parse(text, _LONG_BITS)


def parse_boolean(text: str | None) -> bool:
    """
    Tell whether a text is `true` in any case; everything else is false.

    Source: java.lang.Boolean.parseBoolean.
    """
    return text is not None and text.lower() == "true"


def parse_date(text: str) -> int:
    """
    Read a date as a lenient `SimpleDateFormat("yyyy-MM-dd")` does.

    Months and days out of range are counted on, blanks before a number and any text after the day are ignored, a year
    means itself, Julian before the cutover of 1582.

    Returns:
        Local midnight: milliseconds from 1970-01-01 00:00 on whatever clock the caller's is; 64 bits, wrapped as
        Java's are.

    Raises:
        LegacyError: UNPARSEABLE_DATE.

    Source: java.text.SimpleDateFormat, `parse-date.jsonl`.
    """
    match = _DATE.match(_ascii(text))
    if not match:
        raise Row.UNPARSEABLE_DATE.error(text)
    year, month, day = (_int_value(*match.group(at, at + 1, at + 2)) for at in (1, 4, 7))
    month = _wrap(month - 1, _INT_BITS)
    counted_on = year + month // 12
    month -= 12 * (counted_on - _wrap(counted_on, _INT_BITS))
    return _wrap(day_number(year, month + 1, day) * DAY_MS, _LONG_BITS)


def _parse(text: str, bits: int) -> int:
    match = _INTEGER.fullmatch(text)
    if match:
        digits = _ascii(match[2]).lstrip("0")
        value = int(match[1] + (digits or "0")) if len(digits) <= _LONG_DIGITS else 1 << bits
        if value == _wrap(value, bits):
            return value
    raise Row.NUMBER_FORMAT.error(text)


def _ascii(text: str) -> str:
    """Return a text with the digits of all scripts of the first plane as ASCII ones."""
    if text.isascii():
        return text
    return "".join([character if character > "\uffff" else str(decimal(character, character)) for character in text])


def _int_value(number: str, exponent: str | None, sign: str | None) -> int:
    """
    Return what java.text.DecimalFormat and `Number.intValue` make of a number, or of a sign that stands for one.

    A whole one that fits 64 bits is cut to its lower 32; any other is a double, which stops at the ends of the range.
    """
    if sign:
        return _SIGNS[sign]
    value = Decimal(f"{number}E{_wrap(int(exponent or 0), _INT_BITS)}")
    if value.adjusted() < _LONG_DIGITS and value == value.to_integral_value() and -_LONG_END <= value < _LONG_END:
        return _wrap(int(value), _INT_BITS)
    return int(max(~_INT_MAX, min(float(value), _INT_MAX)))


def _wrap(value: int, bits: int) -> int:
    """Return the lower bits of an integer, as a signed one."""
    half = 1 << (bits - 1)
    return (value + half) % (2 * half) - half
