"""
The verdict on two answers to one request: the same, the same but for what a rule ignores, or different, and why. PURE.

Both answers were made with the same `now`: the primary's is the one that was served, the shadow's the other engine's.
Must not know any format (`shim/legacy/data_types/read_back.py` does), nor when or why somebody compares. A new cause is
a new difference in `_differences` or below, and a row in `tests/unit/shim/test_compare.py`.

Causes, which rules name:

    row-missing  row-extra      a row that only the primary, only the shadow has
    row-order                   rows of both, in another order
    cell:<column>               a cell, or what it is sorted by; of a column that one side lacks, when there is a value;
                                a rule names an own property as `cell:properties.<name>`
    token                       `nextToken`
    envelope                    any other part: titles, the order of columns, an empty column that one side lacks
    error-versus-rows           one side failed as callers know it
    error-text                  both did, in other words
    timeout                     a side gave no answer in time
    not-compared:<why>          the failure that an `Outcome` names; or `unreadable`, `data-types`, `bytes-differ`

Source: `migration-model.md`, "Verdicts".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from adapters.evidence import IgnoreRule
from shim.legacy.columns import OWN_PREFIX
from shim.legacy.data_types.read_back import Table, Texts, Unreadable, label_name, read_back

MAX_CELLS: Final = 100
"""Differing cells that a verdict shows, the first."""

MAX_ERROR_CHARACTERS: Final = 200
"""Of an error's text that a verdict shows: it may repeat what a caller sent."""

ROW_MISSING: Final = "row-missing"
ROW_EXTRA: Final = "row-extra"
ROW_ORDER: Final = "row-order"
CELL: Final = "cell:"
ANY_CELL: Final = "cell:*"
OWN_CELL: Final = CELL + OWN_PREFIX
"""Begins what a rule calls a cell of an own property, which is no built-in column's however it is named."""
TOKEN: Final = "token"  # noqa: S105 - a cause
ENVELOPE: Final = "envelope"
ERROR_VERSUS_ROWS: Final = "error-versus-rows"
ERROR_TEXT: Final = "error-text"
TIMEOUT: Final = "timeout"
NOT_COMPARED: Final = "not-compared:"

ALONE: Final = (ROW_MISSING, ROW_EXTRA, ROW_ORDER, TOKEN, ENVELOPE, ERROR_VERSUS_ROWS, ERROR_TEXT, TIMEOUT)
"""Causes that are named by themselves."""

NAMING: Final = (CELL, NOT_COMPARED)
"""What causes begin with that name something: a column, or why."""

Key = tuple[str, int]
"""A row or a column: its name, and which of that name it is, from 0 on."""

Places = Sequence[tuple[str, int, int]]
"""Columns of two tables: name, place in the primary's, place in the shadow's; `LACKING` where one has no such."""

LACKING: Final = -1


class Outcome(NamedTuple):
    """
    What one side gave.

    Args:
        data_type: the format that was asked for.
        body: the answer's bytes.
        error: the legacy error's text, when it was one.
        failure: why there is nothing to compare: `timeout`, or another reason of a few words joined by hyphens.
    """

    data_type: str
    body: bytes = b""
    error: str | None = None
    failure: str | None = None


class Grade(StrEnum):
    """How far two answers agree."""

    IDENTICAL = "identical"
    CANONICAL = "canonical"
    DIFFERENT = "different"


class Cell(NamedTuple):
    """
    A cell that differs; `""` is what a side without that column shows.

    Args:
        row_key: the session's or event's id, else the row's place from 1 on; `""` of an error.
        column: its id, or `error`.
        primary: what was served.
        shadow: what the other engine would have served.
    """

    row_key: str
    column: str
    primary: str
    shadow: str


class Verdict(NamedTuple):
    """
    What came of a comparison.

    Args:
        grade: how far they agree.
        causes: why they differ, sorted; none when identical.
        rules: names of the rules that explain all causes, in the order of the rules; none when one stays unexplained.
        cells: those that differ, by the primary's rows and columns; at most `MAX_CELLS`.
    """

    grade: Grade
    causes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


class Differences(NamedTuple):
    """Causes, and the cells that show them."""

    causes: set[str]
    cells: Sequence[Cell] = ()


def compare(primary: Outcome, shadow: Outcome, rules: Sequence[IgnoreRule], site: str, now_epoch_ms: int) -> Verdict:
    """
    Return the verdict; equal bytes are not even read.

    Args:
        primary: what was served.
        shadow: what the other engine gave.
        rules: all there are.
        site: whose answers they are; a rule of another site does not count.
        now_epoch_ms: a rule that has expired does not count.
    """
    causes, cells = _differences(primary, shadow)
    if not causes:
        return Verdict(Grade.IDENTICAL)
    live = [rule for rule in rules if rule.expires_epoch_ms > now_epoch_ms and rule.site in ("", site)]
    explained = all(any(_explains(rule, cause) for rule in live) for cause in causes)
    useful = [rule.name for rule in live if explained and any(_explains(rule, cause) for cause in causes)]
    grade = Grade.CANONICAL if explained else Grade.DIFFERENT
    return Verdict(grade, tuple(sorted(causes)), tuple(dict.fromkeys(useful)), tuple(cells))


def _explains(rule: IgnoreRule, cause: str) -> bool:
    """Say whether a rule names a cause; `cell:*` names every cell."""
    return cause == rule.cause.replace(OWN_CELL, CELL, 1) or (rule.cause == ANY_CELL and cause.startswith(CELL))


def _differences(primary: Outcome, shadow: Outcome) -> Differences:
    failures = {side.failure for side in (primary, shadow) if side.failure is not None}
    if failures:
        return Differences({TIMEOUT if failure == TIMEOUT else NOT_COMPARED + failure for failure in failures})
    if (primary.body, primary.error) == (shadow.body, shadow.error):
        return Differences(set())
    found = _of_errors(primary.error, shadow.error) or _of_bodies(primary, shadow)
    return found if found.causes else Differences({NOT_COMPARED + "bytes-differ"})


def _of_errors(primary: str | None, shadow: str | None) -> Differences | None:
    """Return how errors differ; `None` when there is none, so that answers decide."""
    if primary is None and shadow is None:
        return None
    if primary is None or shadow is None:
        return Differences({ERROR_VERSUS_ROWS})
    if primary == shadow:
        return Differences(set())
    return Differences({ERROR_TEXT}, [Cell("", "error", primary[:MAX_ERROR_CHARACTERS], shadow[:MAX_ERROR_CHARACTERS])])


def _of_bodies(primary: Outcome, shadow: Outcome) -> Differences:
    if primary.data_type != shadow.data_type:
        return Differences({NOT_COMPARED + "data-types"})
    try:
        return _of_tables(read_back(primary.data_type, primary.body), read_back(shadow.data_type, shadow.body))
    except Unreadable:
        return Differences({NOT_COMPARED + "unreadable"})


def _of_tables(primary: Table, shadow: Table) -> Differences:
    ours, theirs = _numbered(primary.keys), _numbered(shadow.keys)
    columns = _columns(primary, shadow)
    names = [name for name, _, _ in columns] * (2 if primary.sorts else 1)
    causes, cells = _of_cells(_matched(primary, shadow, ours, theirs, columns), names)
    causes |= _of_rows(ours, theirs)
    if primary.token != shadow.token:
        causes.add(TOKEN)
    if _envelopes_differ(primary, shadow) or _empty_column_is_lacking(primary, shadow, columns, causes):
        causes.add(ENVELOPE)
    return Differences(causes, cells)


def _of_rows(ours: Sequence[Key], theirs: Sequence[Key]) -> set[str]:
    """Return how two lists of rows differ, by their keys alone."""
    common = set(ours) & set(theirs)
    found = {
        ROW_MISSING: len(ours) > len(common),
        ROW_EXTRA: len(theirs) > len(common),
        ROW_ORDER: [key for key in ours if key in common] != [key for key in theirs if key in common],
    }
    return {cause for cause, is_so in found.items() if is_so}


def _matched(
    primary: Table, shadow: Table, ours: Sequence[Key], theirs: Sequence[Key], columns: Places
) -> Iterator[tuple[str, Texts, Texts]]:
    """Yield the rows that both have, in the primary's order: key, and the cells of each as `columns` names them."""
    mine = _arranged(primary, [place for _, place, _ in columns])
    other = dict(zip(theirs, _arranged(shadow, [place for _, _, place in columns]), strict=True))
    for key, row in zip(ours, mine, strict=True):
        if key in other:
            yield key[0], row, other[key]


def _of_cells(rows: Iterable[tuple[str, Texts, Texts]], columns: Sequence[str]) -> Differences:
    names: set[str] = set()
    cells: list[Cell] = []
    for key, mine, other in rows:
        if mine == other:
            continue
        changed = [cell for cell in zip(columns, mine, other, strict=True) if cell[1] != cell[2]]
        names.update([name for name, _, _ in changed])
        cells += [Cell(key, *cell) for cell in changed[: MAX_CELLS - len(cells)]]
    return Differences({CELL + name for name in names}, cells)


def _envelopes_differ(primary: Table, shadow: Table) -> bool:
    """Say whether titles, columns' order or anything else differs, but for what comes of a column on one side."""
    one_sided = set(primary.columns) ^ set(shadow.columns)
    expected = {label_name(column) for column in one_sided}
    orders = [[key for key in _numbered(table.columns) if key[0] not in one_sided] for table in (primary, shadow)]
    differing = {name for name, _ in set(primary.rest) ^ set(shadow.rest)}
    return orders[0] != orders[1] or not differing <= expected


def _empty_column_is_lacking(primary: Table, shadow: Table, columns: Places, causes: set[str]) -> bool:
    """Say whether a side lacks a column without a value; one whose values all lie in lacking rows went with them."""
    for name, mine, other in columns:
        if LACKING in (mine, other) and CELL + name not in causes:
            table, place = (shadow, other) if mine == LACKING else (primary, mine)
            if not any(row[place] for row in table.rows):
                return True
    return False


def _columns(primary: Table, shadow: Table) -> Places:
    """Return the columns of both, the primary's first; none where a side does not tell its own."""
    if not (primary.columns and shadow.columns):
        return []
    ours, theirs = _numbered(primary.columns), _numbered(shadow.columns)
    mine, other = ({key: place for place, key in enumerate(keys)} for keys in (ours, theirs))
    return [(key[0], mine.get(key, LACKING), other.get(key, LACKING)) for key in dict.fromkeys([*ours, *theirs])]


def _arranged(table: Table, places: Sequence[int]) -> Sequence[Texts]:
    """Return rows as `places` wants them, and behind the texts what they are sorted by, where that is told."""
    rows = _placed(table.rows, places)
    if not table.sorts:
        return rows
    return [row + sort for row, sort in zip(rows, _placed(table.sorts, places), strict=True)]


def _placed(rows: Sequence[Texts], places: Sequence[int]) -> Sequence[Texts]:
    if not rows or list(places) == list(range(len(rows[0]))):
        return rows
    padded = [(*row, "") for row in rows]  # so that what is `LACKING` is empty
    return [tuple([row[place] for place in places]) for row in padded]


def _numbered(names: Sequence[str]) -> list[Key]:
    """Return names with how often each stood before, so that two that are equal stay two."""
    if len(set(names)) == len(names):
        return [(name, 0) for name in names]
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        numbered.append((name, seen[name]))
        seen[name] += 1
    return numbered
