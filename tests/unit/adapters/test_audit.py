"""The chain of the audit log: what was done to it is found, and where."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.audit import EMPTY, AuditHead, AuditRow, Chain, chained

FIRST: Final = AuditRow(1, 1_700_000_000_000, "jane", "flag", "fallback of a", "", "off", "too slow")

Tamper = Callable[[list[AuditRow]], list[AuditRow]]


def log(length: int) -> list[AuditRow]:
    """Return a whole log."""
    rows: list[AuditRow] = []
    for number in range(1, length + 1):
        row = AuditRow(number, number * 7, "jane", "flag", f"f{number}", "on", "off", f"grüße {number} 😀")
        rows.append(chained(rows[-1].hash if rows else "", row))
    return rows


def head_of(rows: Sequence[AuditRow]) -> AuditHead:
    return AuditHead(rows[-1].number, rows[-1].hash) if rows else EMPTY


def verdict(rows: Sequence[AuditRow], head: AuditHead, at_a_time: int = 3) -> str | None:
    """Return what a chain says of rows that are handed over a few at a time."""
    chain = Chain()
    for start in range(0, len(rows), at_a_time):
        if problem := chain.follow(rows[start : start + at_a_time]):
            return problem
    return chain.finish(head)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 50])
def test_a_whole_log_is_whole(length: int) -> None:
    """A log as it was written is well, however many rows are handed over at a time."""
    rows = log(length)
    for at_a_time in (1, 3, 100):
        assert verdict(rows, head_of(rows), at_a_time) is None


def test_a_hash_never_changes() -> None:
    """The hash of a row is what it was when certificates named it first; text beyond ASCII and quotes included."""
    assert chained("", FIRST).hash == "fc71119fc55a02875fc4e15160cafde339c1b14d474374d89c8673a9c34b85c8"
    assert (
        chained("ab", FIRST._replace(who='é"\\', why="\ud800")).hash
        == "0da611b6aefff8990515008c3ded80536a434190d0af525a3c9628a86b2c5310"
    )


@pytest.mark.parametrize("field", [field for field in AuditRow._fields if field not in {"number", "hash"}])
@pytest.mark.parametrize("number", [1, 5, 10])
def test_a_changed_row_is_named(field: str, number: int) -> None:
    """Whatever field of whatever row is changed, that row is named."""
    rows = log(10)
    before = getattr(rows[number - 1], field)
    changed: dict[str, Any] = {field: before + 1 if isinstance(before, int) else before + "x"}
    rows[number - 1] = rows[number - 1]._replace(**changed)
    assert verdict(rows, head_of(log(10))) == f"row {number} is not as it was written, or the row before it is not"


def test_a_row_that_was_hashed_anew_is_found_by_the_next() -> None:
    """Who changes a row and its hash breaks the row behind it, or, at the end, what the store remembers."""
    rows = log(10)
    rows[3] = chained(rows[2].hash, rows[3]._replace(who="joe"))
    assert verdict(rows, head_of(log(10))) == "row 5 is not as it was written, or the row before it is not"
    rows = log(10)
    rows[9] = chained(rows[8].hash, rows[9]._replace(who="joe"))
    assert verdict(rows, head_of(log(10))) == "row 10 is not the end of the log as the store remembers it, row 10"


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda rows: rows[1:], "row 1 is missing: row 2 comes after row 0"),
        (lambda rows: rows[:4] + rows[5:], "row 5 is missing: row 6 comes after row 4"),
        (lambda rows: rows[:9], "row 10 is missing, and all after it: 10 were written"),
        (lambda _: [], "row 1 is missing, and all after it: 10 were written"),
        (lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]], "row 4 is missing: row 5 comes after row 3"),
        (
            lambda rows: [*rows[:3], rows[4]._replace(number=4), rows[3]._replace(number=5), *rows[5:]],
            "row 4 is not as it was written, or the row before it is not",
        ),
        (lambda rows: [*rows[:4], rows[3], *rows[4:]], "row 5 is missing: row 4 comes after row 4"),
        (
            lambda rows: [*rows, chained(rows[-1].hash, FIRST._replace(number=11))],
            "row 11 is not the end of the log as the store remembers it, row 10",
        ),
        (
            lambda rows: [*rows[:3], *(row._replace(number=row.number - 1) for row in rows[4:])],
            "row 4 is not as it was written, or the row before it is not",
        ),
    ],
)
def test_what_was_done_is_told(tamper: Tamper, told: str) -> None:
    """Removed at the front, in the middle, at the end; all of it; swapped, renumbered, doubled, added."""
    assert verdict(tamper(log(10)), head_of(log(10))) == told


def test_a_head_that_was_changed_is_told() -> None:
    """A count or a hash of the end that is not the log's own is told, as is one of an empty log."""
    rows = log(4)
    assert verdict(rows, head_of(rows)._replace(rows=3))
    assert verdict(rows, head_of(rows)._replace(rows=5))
    assert verdict(rows, head_of(rows)._replace(hash=rows[0].hash))
    assert verdict(rows, EMPTY)
    assert verdict([], head_of(rows))


@given(st.lists(st.sampled_from(log(6)), max_size=8))
def test_only_the_log_itself_is_whole(rows: list[AuditRow]) -> None:
    """Of all selections of a log's rows in whatever order, only the whole log in its order is well."""
    assert (verdict(rows, head_of(log(6))) is None) == (rows == log(6))
