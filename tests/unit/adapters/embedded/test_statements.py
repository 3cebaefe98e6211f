"""Each read of the embedded engine seeks in its index, and the tables follow the row types."""

import sqlite3
from collections.abc import Iterator

import pytest

from adapters.base import PageView, Session
from adapters.embedded import statements


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for statement in statements.SCHEMA:
        connection.execute(statement)
    yield connection
    connection.close()


def plan_of(database: sqlite3.Connection, statement: str) -> str:
    blanks = (None,) * statement.count("?")
    return "\n".join(row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", blanks))


@pytest.mark.parametrize("subject", statements.READS)
def test_reads_seek_in_their_index(database: sqlite3.Connection, subject: str) -> None:
    """A read is one search of its index: no scan, no sorting."""
    statement, index = statements.READS[subject]
    assert statements.plan_uses(plan_of(database, statement), index)


@pytest.mark.parametrize("subject", [name for name in statements.READS if name != "one session"])
def test_a_read_without_its_index_is_noticed(database: sqlite3.Connection, subject: str) -> None:
    """When its index is gone a read no longer passes."""
    statement, index = statements.READS[subject]
    database.execute(f"DROP INDEX {index}")
    assert not statements.plan_uses(plan_of(database, statement), index)


@pytest.mark.parametrize("subject", ["keys of a user", "keys of a site"])
def test_keys_are_read_from_the_index_alone(database: sqlite3.Connection, subject: str) -> None:
    """A key read touches no row of the table."""
    assert "USING COVERING INDEX" in plan_of(database, statements.READS[subject][0])


def test_columns_are_the_fields(database: sqlite3.Connection) -> None:
    """Tables have one column for each field, in the same order and spelling."""
    for table, fields in (("sessions", Session._fields), ("page_views", PageView._fields)):
        assert tuple(row[1] for row in database.execute(f"PRAGMA table_info({table})")) == fields


def test_texts_compare_as_utf8_bytes(database: sqlite3.Connection) -> None:
    """The database keeps text as UTF-8, so that its plain comparison is that of bytes."""
    assert database.execute("PRAGMA encoding").fetchone() == ("UTF-8",)
