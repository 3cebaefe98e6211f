"""
Two answers side by side: bodies become tables of cells, and the cells that differ are marked. PURE.

Answers are read back as the verdict reads them; what cannot be read is compared line by line. Rows are put beside each
other by their ids, so that a missing row shows as one missing row and not as all later ones being different.
Must not know formats or verdicts: those are `read_back.py`'s and `shim/compare.py`'s. Guarded by
`tests/unit/shim/ops/test_sides.py`.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from shim.legacy.data_types.read_back import Unreadable, key_column, read_back

MAX_ROWS: Final = 200
MAX_COLUMNS: Final = 8
"""Of rows that only one side has, when no row of both differs."""

LINE: Final = "text"
"""The column of an answer that is no table."""

Row = dict[str, str]
Beside = tuple[str, Row | None, Row | None]
"""What a row is called, and what each side has of it."""


class Answer(NamedTuple):
    """
    An answer as a table.

    Args:
        facts: what stands around the rows, by name.
        columns: their ids.
        keys: what each row is called.
        rows: cells by column.
    """

    facts: Mapping[str, str]
    columns: Sequence[str]
    keys: Sequence[str]
    rows: Sequence[Row]


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


def sides_of(data_type: str, primary: bytes, shadow: bytes) -> Sides:
    """Return both answers, of one format, side by side."""
    ours, theirs = read_answer(data_type, primary), read_answer(data_type, shadow)
    if (ours.columns == [LINE]) != (theirs.columns == [LINE]):
        ours, theirs = _lines(primary), _lines(shadow)
    facts = [
        (name, ours.facts.get(name, ""), theirs.facts.get(name, ""))
        for name in dict.fromkeys((*ours.facts, *theirs.facts))
        if ours.facts.get(name) != theirs.facts.get(name)
    ]
    columns = list(dict.fromkeys((*ours.columns, *theirs.columns)))
    empty = dict.fromkeys(columns, "")  # which is what a side without a column shows
    beside = _beside(*[answer._replace(rows=[empty | row for row in answer.rows]) for answer in (ours, theirs)])
    differing = [row for row in beside if row[1] != row[2]]
    shown = _shown(columns, differing)
    pairs = [_pair(row, shown) for row in differing[:MAX_ROWS]]
    return Sides(shown, len(columns) - len(shown), pairs, len(beside) - len(differing), facts)


def _shown(columns: Sequence[str], differing: Sequence[Beside]) -> list[str]:
    """Return the columns that differ in a row that both have, and the one that rows are called by."""
    both = [(one, other) for _, one, other in differing if one is not None and other is not None]
    wanted = {name for one, other in both for name in columns if one[name] != other[name]}
    wanted.add(key_column(tuple(columns)))
    return [name for name in columns if name in wanted] or list(columns[:MAX_COLUMNS])


def _pair(row: Beside, columns: Sequence[str]) -> Pair:
    name, one, other = row
    return Pair(name, _cells(one, other, columns), _cells(other, one, columns))


def _cells(row: Row | None, other: Row | None, columns: Sequence[str]) -> Sequence[Cell] | None:
    """Return a side's cells of a row; all of them differ from a row that is not there."""
    if row is None:
        return None
    return [Cell(row[name], other is None or row[name] != other[name]) for name in columns]


def _beside(ours: Answer, theirs: Answer) -> list[Beside]:
    found: list[Beside] = []
    matcher = SequenceMatcher(None, ours.keys, theirs.keys, autojunk=False)
    for tag, begin, end, other_begin, other_end in matcher.get_opcodes():
        keys, mine = ours.keys[begin:end], ours.rows[begin:end]
        if tag == "equal":
            found += zip(keys, mine, theirs.rows[other_begin:other_end], strict=True)
        else:
            found += [(key, row, None) for key, row in zip(keys, mine, strict=True)]
            found += [(theirs.keys[place], None, theirs.rows[place]) for place in range(other_begin, other_end)]
    return found


def read_answer(data_type: str, body: bytes) -> Answer:
    """Return an answer as a table; what is not understood, as an error or one that was cut, is a table of lines."""
    try:
        table = read_back(data_type, body)
    except Unreadable:
        return _lines(body)
    shown = [list(map(_cell, row, sorts)) for row, sorts in zip(table.rows, table.sorts or table.rows, strict=True)]
    rows = [dict(zip(table.columns, row, strict=True)) for row in shown]
    return Answer({"nextToken": table.token, **dict(table.rest)}, table.columns, table.keys, rows)


def _cell(text: str, sort: str) -> str:
    return text if text == sort else f"{text} (sorts as {sort})"


def _lines(body: bytes) -> Answer:
    text = body.decode("utf-8", "replace")
    lines = text.replace("</tr>", "</tr>\n").replace("</thead>", "</thead>\n").splitlines()  # an old table is one line
    keys = [f"line {number}" for number in range(1, len(lines) + 1)]
    return Answer({}, [LINE], keys, [{LINE: line} for line in lines])
