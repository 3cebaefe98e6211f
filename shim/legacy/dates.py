"""
`java.text.SimpleDateFormat`: a pattern, a locale and a clock to a function from instants to texts. PURE.

A pattern is compiled once: fields of the day become a template (`Nov 17 %s`), fields of the time of day what goes into
it (`12:46 AM`), and each is remembered by day and by the pattern's smallest unit; so are whole texts, and a cell is
then one look-up. Zone fields belong to the day. Letters and their meaning are `date_fields.py`.

Source: `legacy-contract.md`, section 8; guarded by `tests/unit/shim/legacy/test_dates.py` with `format.jsonl` and
`illegal-patterns.jsonl`, and by `tests/properties/test_dates.py`.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from shim.legacy.clock import Clock
from shim.legacy.date_fields import FIELDS, Shown, Symbols, Text, locale_symbols, shown_day, shown_time, symbols_of
from shim.legacy.errors import Row
from shim.legacy.memo import Memo
from shim.legacy.zones import DAY_MS, MINUTE_MS

DEFAULT_PATTERN: Final = "MMM dd hh:mm a"

_TOKEN: Final = re.compile(r"''|'(?:[^']|'')*+'|'.*|([A-Za-z])\1*|[^A-Za-z']+", re.DOTALL)

SHORTEST_STEP_MS: Final = 15 * MINUTE_MS
"""Clocks of today are a multiple of this from UTC, and change at one: until the next one, nothing else does."""

_MAX_ISO_ZONE: Final = 3

_MEMO_ENTRIES: Final = 4_096
_MEMO_CHARACTERS: Final = 131_072
"""What one memo may hold: patterns come from callers, and may be long."""


def date_format(pattern: str, locale: str, clock: Clock) -> Callable[[int], str]:
    """
    Return the function that prints an instant.

    Args:
        pattern: of `SimpleDateFormat`, Java 7.
        locale: a caller's text; one without data is its language's, else English.
        clock: as `clock_for` returns it.

    Returns:
        A function of any 64-bit unix ms; the same one again for the same arguments.

    Raises:
        LegacyError: ILLEGAL_PATTERN_CHARACTER, UNTERMINATED_QUOTE, ILLEGAL_PATTERN.
    """
    return _compiled(pattern, symbols_of(locale), clock)


class _Piece(NamedTuple):
    """A part of a pattern, or a literal, which stays the same for a whole day."""

    unit_ms: int
    text: Text


@lru_cache(maxsize=64)
def _compiled(pattern: str, locale: str, clock: Clock) -> Callable[[int], str]:
    pieces = list(_pieces(pattern, locale_symbols()[locale]))
    runs = [(timed, list(run)) for timed, run in groupby(pieces, lambda piece: piece.unit_ms < DAY_MS)]
    unit_ms = min((piece.unit_ms for piece in pieces), default=DAY_MS)
    entries = max(1, min(_MEMO_ENTRIES, _MEMO_CHARACTERS // (len(pattern) + 1)))

    def template(key: tuple[int, int, bool]) -> str:
        day, offset_ms, saving = key
        shown = shown_day(day, offset_ms, clock.zone, saving=saving)
        return "".join(["%s" if timed else _print(run, shown).replace("%", "%%") for timed, run in runs])

    def times(unit: int) -> tuple[str, ...]:
        shown = shown_time(unit * unit_ms)
        return tuple([_print(run, shown) for timed, run in runs if timed])

    templates, timed_texts = Memo(template, entries), Memo(times, entries)

    def compose(epoch_ms: int) -> str:
        offset_ms, saving = clock.at(epoch_ms)
        day, time_ms = divmod(epoch_ms + offset_ms, DAY_MS)
        return templates[day, offset_ms, saving] % timed_texts[time_ms // unit_ms]

    step_ms = min(unit_ms, SHORTEST_STEP_MS)
    even_from_ms = clock.even_from_ms(step_ms)
    known: Memo[int, str] = Memo(lambda step: compose(step * step_ms), entries)  # sessions of a page lie close together

    def text(epoch_ms: int) -> str:
        return known[epoch_ms // step_ms] if epoch_ms >= even_from_ms else compose(epoch_ms)

    return text


def _print(run: list[_Piece], shown: Shown) -> str:
    return "".join([piece.text(shown) for piece in run])


def _pieces(pattern: str, symbols: Symbols) -> Iterator[_Piece]:
    """Yield the parts of a pattern; a letter is refused before the run of letters that it ends."""
    parts = [match[0] for match in _TOKEN.finditer(pattern)]
    alone = sum(part[0] in FIELDS for part in parts) == 1  # then a month is not that of a day, and some languages tell
    for part, following in pairwise([*parts, ""]):
        _refuse_unknown(part)
        _refuse_unknown(following)
        if part.count("'") % 2:
            raise Row.UNTERMINATED_QUOTE.error()
        if part[0] not in FIELDS:
            yield _literal(part)
            continue
        if part[0] == "X" and len(part) > _MAX_ISO_ZONE:
            raise Row.ILLEGAL_PATTERN.error(f"invalid ISO 8601 format: length={len(part)}")
        field = FIELDS["L" if alone and part[0] == "M" else part[0]]
        yield _Piece(field.unit_ms, field.make(len(part), symbols))


def _refuse_unknown(part: str) -> None:
    letter = part[:1]
    if letter.isascii() and letter.isalpha() and letter not in FIELDS:
        raise Row.ILLEGAL_PATTERN_CHARACTER.error(letter)


def _literal(part: str) -> _Piece:
    text = "'" if part == "''" else part[1:-1].replace("''", "'") if part[0] == "'" else part
    return _Piece(DAY_MS, lambda _: text)
