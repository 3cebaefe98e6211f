"""
`java.text.SimpleDateFormat`: a pattern, a locale and a clock to a function from instants to texts. PURE.

A pattern is compiled once. Fields of the day and of the zone become a template, made once a day (`Nov 17 %s`). What
fills it depends on a small number each: fields of hours and minutes on the minute of the day (`12:46 AM`), seconds on
that of the minute, milliseconds on that of the second. So nearly every part of a cell has been made before, whatever
the instant. A text may be filled once more by a finer unit (`Nov 17 %s:%%s`), in whatever order the pattern has them.
Whole texts are remembered too, by minute or second: sessions that are read together share their minutes, and callers
ask for the same sessions again. With milliseconds few do.
Letters and their meaning are `date_fields.py`.

Source: `legacy-contract.md`, section 8; guarded by `tests/unit/shim/legacy/test_dates.py` with `format.jsonl` and
`illegal-patterns.jsonl`, and by `tests/properties/test_dates.py`.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from shim.legacy.clock import Clock, Shift
from shim.legacy.date_fields import FIELDS, Text, locale_symbols, shown_day, shown_time, symbols_of
from shim.legacy.errors import Row
from shim.legacy.memo import Memo
from shim.legacy.zones import DAY_MS, MINUTE_MS, SECOND_MS

DEFAULT_PATTERN: Final = "MMM dd hh:mm a"

_TOKEN: Final = re.compile(r"''|'(?:[^']|'')*+'|'.*|([A-Za-z])\1*|[^A-Za-z']+", re.DOTALL)

_MAX_ISO_ZONE: Final = 3

_UNITS_MS: Final = {MINUTE_MS: DAY_MS // MINUTE_MS, SECOND_MS: 60, 1: SECOND_MS}
"""What fills a day's template, in this order, and how many of it there are until they begin anew."""

_DAYS: Final = 4_096
_TEXTS: Final = 4_096
_DAY_CHARACTERS: Final = 262_144
_TIME_CHARACTERS: Final = 65_536
_FIELD_CHARACTERS: Final = 5
"""
What is remembered of one pattern, for days and for each unit: patterns come from callers, and may be long. A field
counts as its letters, but at least as a name or the place that a finer unit fills.
"""


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
    """
    A field, or a literal, of a pattern.

    Args:
        unit_ms: a day, or that of `_UNITS_MS` in which its text stays the same; a literal's is that of what it follows.
        text: what it prints, none of which has a `%`; or the literal.
        characters: about how many it takes in what is remembered.
    """

    unit_ms: int
    text: Text | str
    characters: int


class _Run(NamedTuple):
    """
    Neighbouring pieces of one unit.

    Args:
        fillings: how many times a template has been filled when this has become text; 0 is part of the template.
        pieces: in order.
    """

    fillings: int
    pieces: list[_Piece]


@lru_cache(maxsize=64)
def _compiled(pattern: str, locale: str, clock: Clock) -> Callable[[int], str]:
    pieces = list(_pieces(pattern, locale))
    units_ms = [unit_ms for unit_ms in _UNITS_MS if any(piece.unit_ms == unit_ms for piece in pieces)]
    order = [DAY_MS, *units_ms]
    runs = [_Run(order.index(unit_ms), list(run)) for unit_ms, run in groupby(pieces, lambda piece: piece.unit_ms)]
    templates = _templates(runs, len(units_ms), clock.zone)
    times = [
        (unit_ms, _UNITS_MS[unit_ms], _times(runs, fillings, len(units_ms), unit_ms))
        for fillings, unit_ms in enumerate(units_ms, 1)
    ]

    def text(epoch_ms: int) -> str:
        shift = clock.at(epoch_ms)
        day, time_ms = divmod(epoch_ms + shift[0], DAY_MS)
        shown = templates[day, shift]
        for unit_ms, count, texts in times:
            shown %= texts[time_ms // unit_ms % count]
        return shown

    if units_ms[-1:] == [1]:
        return text
    step_ms = min(units_ms, default=MINUTE_MS)
    return _by_step(text, clock, step_ms, _entries(_TEXTS, _DAY_CHARACTERS, runs))


def _by_step(text: Callable[[int], str], clock: Clock, step_ms: int, entries: int) -> Callable[[int], str]:
    """Return what remembers texts by minute or second, which of old some clocks did not begin when UTC does."""
    even_from_ms, known = clock.even_from_ms(step_ms), dict[int, str]()

    def remembered(epoch_ms: int) -> str:
        if epoch_ms < even_from_ms:
            return text(epoch_ms)
        step = epoch_ms // step_ms
        shown = known.get(step)
        if shown is None:  # a `Memo` would do, but three calls more for what is not known yet cost too much here
            if len(known) >= entries:
                known.clear()
            shown = known[step] = text(epoch_ms)
        return shown

    return remembered


def _templates(runs: list[_Run], times: int, zone: str) -> Memo[tuple[int, Shift], str]:
    """Return the text of each day with places for what fills it; the finer the unit, the later is its turn."""
    parts = [text for run in runs for text in (_place(run.fillings) if run.fillings else _texts(run, times))]

    def template(key: tuple[int, Shift]) -> str:
        day, (offset_ms, saving) = key
        shown = shown_day(day, offset_ms, zone, saving)
        return "".join([text(shown) for text in parts])

    return Memo(template, _entries(_DAYS, _DAY_CHARACTERS, runs))


def _times(runs: list[_Run], fillings: int, times: int, unit_ms: int) -> Memo[int, tuple[str, ...]]:
    """Return the texts of all runs of one unit by its number."""
    own = [run for run in runs if run.fillings == fillings]
    parts = [_texts(run, times - fillings) for run in own]

    def filling(number: int) -> tuple[str, ...]:
        shown = shown_time(number * unit_ms)
        return tuple(["".join([text(shown) for text in texts]) for texts in parts])

    return Memo(filling, _entries(_UNITS_MS[unit_ms], _TIME_CHARACTERS, own))


def _entries(wanted: int, characters: int, runs: list[_Run]) -> int:
    each = sum(piece.characters for run in runs for piece in run.pieces) + 1
    return max(1, min(wanted, characters // each))


def _place(fillings: int) -> list[Text]:
    return [_constant("%" * 2 ** (fillings - 1) + "s")]


def _texts(run: _Run, fillings: int) -> list[Text]:
    """Return what prints a run, literals so that they come out of so many fillings unchanged."""
    return [
        _constant(_kept(piece.text, fillings)) if isinstance(piece.text, str) else piece.text for piece in run.pieces
    ]


def _kept(literal: str, fillings: int) -> str:
    return literal.replace("%", "%" * 2**fillings)


def _constant(text: str) -> Text:
    return lambda _: text


def _pieces(pattern: str, locale: str) -> Iterator[_Piece]:
    """Yield the parts of a pattern; a letter is refused before the run of letters that it ends."""
    parts = [match[0] for match in _TOKEN.finditer(pattern)]
    alone = sum(part[0] in FIELDS for part in parts) == 1  # then a month is not that of a day, and some languages tell
    unit_ms = DAY_MS
    for part, following in pairwise([*parts, ""]):
        _refuse_unknown(part)
        _refuse_unknown(following)
        if part.count("'") % 2:
            raise Row.UNTERMINATED_QUOTE.error()
        if part[0] not in FIELDS:
            yield _literal(part, unit_ms)
            continue
        if part[0] == "X" and len(part) > _MAX_ISO_ZONE:
            raise Row.ILLEGAL_PATTERN.error(f"invalid ISO 8601 format: length={len(part)}")
        piece = _field("L" if alone and part[0] == "M" else part[0], len(part), locale)
        unit_ms = piece.unit_ms
        yield piece


@lru_cache(maxsize=512)
def _field(letter: str, width: int, locale: str) -> _Piece:
    """Return the same piece again: a pattern may have thousands."""
    field = FIELDS[letter]
    unit_ms = next(unit_ms for unit_ms in (DAY_MS, *_UNITS_MS) if unit_ms <= field.unit_ms)
    return _Piece(unit_ms, field.make(width, locale_symbols()[locale]), max(width, _FIELD_CHARACTERS))


def _refuse_unknown(part: str) -> None:
    letter = part[:1]
    if letter.isascii() and letter.isalpha() and letter not in FIELDS:
        raise Row.ILLEGAL_PATTERN_CHARACTER.error(letter)


def _literal(part: str, unit_ms: int) -> _Piece:
    text = "'" if part == "''" else part[1:-1].replace("''", "'") if part[0] == "'" else part
    return _Piece(unit_ms, text, len(_kept(text, len(_UNITS_MS))))
