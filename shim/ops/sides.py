"""
Two answers side by side: bodies become tables of cells, and the cells that differ are marked. PURE.

Answers come in a handful of forms; what is none of them is compared line by line. Rows are put beside each other by
their ids, so that a missing row shows as one missing row and not as all later ones being different.
Must not know verdicts: those are `shim/compare.py`'s. Guarded by `tests/unit/shim/ops/test_sides.py`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from shim.legacy.data_types.read_back import key_column

MAX_ROWS: Final = 200
ABSENT: Final = None
"""In place of a row that one side has not."""


class Answer(NamedTuple):
    """
    An answer as a table.

    Args:
        facts: what stands around the rows, by name.
        columns: their ids.
        rows: cells, each as many as there are columns.
    """

    facts: Mapping[str, str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


class Cell(NamedTuple):
    """One cell, and whether it is another one on the other side."""

    text: str
    differs: bool


class Pair(NamedTuple):
    """
    One row of both answers.

    Args:
        name: what the row is called.
        primary: its cells in the columns that are shown, `None` where that side has no such row.
        shadow: the other side's.
    """

    name: str
    primary: Sequence[Cell] | None
    shadow: Sequence[Cell] | None

    @property
    def differs(self) -> bool:
        """Say whether anything of it does."""
        return self.primary is None or self.shadow is None or any(cell.differs for cell in self.primary)


class Sides(NamedTuple):
    """
    Both answers.

    Args:
        columns: that are shown: all that differ somewhere, and those that name the row.
        hidden: how many columns are the same everywhere and left out.
        pairs: of the rows that differ, at most `MAX_ROWS`.
        same: how many rows are the same.
        facts: what stands around the rows and differs: name, primary's and shadow's text.
    """

    columns: Sequence[str]
    hidden: int
    pairs: Sequence[Pair]
    same: int
    facts: Sequence[tuple[str, str, str]]


def sides_of(primary: bytes, shadow: bytes) -> Sides:
    """Return both answers side by side."""
    ours, theirs = read_answer(primary), read_answer(shadow)
    if ours.columns != theirs.columns or not ours.columns:
        ours, theirs = _lines(primary), _lines(shadow)
    facts = [
        (name, ours.facts.get(name, ""), theirs.facts.get(name, ""))
        for name in dict.fromkeys((*ours.facts, *theirs.facts))
        if ours.facts.get(name) != theirs.facts.get(name)
    ]
    beside = _beside(ours, theirs)
    differing = [(name, one, other) for name, one, other in beside if one != other]
    shown = _shown(ours.columns, differing)
    pairs = [_pair(name, one, other, shown) for name, one, other in differing[:MAX_ROWS]]
    titles = [ours.columns[place] for place in shown]
    return Sides(titles, len(ours.columns) - len(shown), pairs, len(beside) - len(differing), facts)


def _shown(columns: Sequence[str], differing: Sequence[tuple[str, Any, Any]]) -> list[int]:
    """Return the places of columns that differ in a row that both have, and of the one that names rows."""
    both = [(one, other) for _, one, other in differing if one is not ABSENT and other is not ABSENT]
    wanted = {place for one, other in both for place in range(len(columns)) if one[place] != other[place]}
    key = _key_of(columns)
    if key is not None:
        wanted.add(key)
    return sorted(wanted) or list(range(min(len(columns), 8)))


def _pair(name: str, one: Sequence[str] | None, other: Sequence[str] | None, shown: Sequence[int]) -> Pair:
    if one is ABSENT or other is ABSENT:
        return Pair(
            name,
            None if one is ABSENT else [Cell(one[place], differs=True) for place in shown],
            None if other is ABSENT else [Cell(other[place], differs=True) for place in shown],
        )
    cells = [(one[place], other[place]) for place in shown]
    return Pair(name, [Cell(a, a != b) for a, b in cells], [Cell(b, a != b) for a, b in cells])


def _beside(ours: Answer, theirs: Answer) -> list[tuple[str, Sequence[str] | None, Sequence[str] | None]]:
    key = _key_of(ours.columns)
    if key is None:
        return [
            (f"line {number}", one, other)
            for number, (one, other) in enumerate(zip_longest(ours.rows, theirs.rows, fillvalue=ABSENT), 1)
        ]
    names, other_names = ([row[key] for row in answer.rows] for answer in (ours, theirs))
    found: list[tuple[str, Sequence[str] | None, Sequence[str] | None]] = []
    for _, begin, end, other_begin, other_end in SequenceMatcher(
        None, names, other_names, autojunk=False
    ).get_opcodes():
        if names[begin:end] == other_names[other_begin:other_end]:
            both = zip(ours.rows[begin:end], theirs.rows[other_begin:other_end], strict=True)
            found += [(one[key], one, other) for one, other in both]
        else:
            found += [(row[key], row, ABSENT) for row in ours.rows[begin:end]]
            found += [(row[key], ABSENT, row) for row in theirs.rows[other_begin:other_end]]
    return found


def _key_of(columns: Sequence[str]) -> int | None:
    """Return the place of what the verdict tells rows apart by, `None` where there is no such column."""
    key = key_column(tuple(columns))
    return columns.index(key) if key in columns else None


def read_answer(body: bytes) -> Answer:
    """Return an answer as a table; what is not understood is a table of lines."""
    text = body.decode("utf-8", "replace")
    if text.endswith(")") and (begin := text.find("(")) > 0:  # JSONP
        text = text[begin + 1 : -1]
    try:
        parsed = json.loads(text)
    except ValueError:
        return _lines(body)
    forms = (form(parsed) for form in _FORMS if isinstance(parsed, dict))
    return next((answer for answer in forms if answer), None) or _lines(body)


def _envelope(parsed: dict[str, Any]) -> Answer | None:
    columns, rows = parsed.get("field"), parsed.get("resultsList")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return None
    facts = {name: _text(value) for name, value in parsed.items() if name not in {"field", "resultsList"}}
    return _answer(facts, columns, rows)


def _frozen(parsed: dict[str, Any]) -> Answer | None:
    rows = parsed.get("resultsList")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return _answer({}, columns, [[row.get(name, "") for name in columns] for row in rows])


def _grid(parsed: dict[str, Any]) -> Answer | None:
    rows = parsed.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "cell" in row for row in rows):
        return None
    cells = [[row.get("id", ""), *row["cell"]] for row in rows]
    width = max(map(len, cells), default=1)
    facts = {name: _text(value) for name, value in parsed.items() if name != "rows"}
    return _answer(facts, ["session_id", *(str(number) for number in range(1, width))], cells)


_FORMS: Final[Sequence[Callable[[dict[str, Any]], Answer | None]]] = (_envelope, _frozen, _grid)


def _answer(facts: Mapping[str, str], columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> Answer:
    width = len(columns)
    padded = [[_text(cell) for cell in (list(row) + [""] * width)[:width]] for row in rows]
    return Answer(facts, [str(column) for column in columns], padded)


def _lines(body: bytes) -> Answer:
    text = body.decode("utf-8", "replace")
    broken = text.replace("</tr>", "</tr>\n").replace("</thead>", "</thead>\n")  # a table of html is one line
    return Answer({}, ["text"], [[line] for line in broken.splitlines()])


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
