"""The statements against the classes of rows and against each other."""

import re

import pytest

from adapters.base import PageView, Session, SessionKey
from adapters.cassandra import statements
from adapters.walk import KEY_PAGE_ROWS, PAGE_ROWS

READS = {
    "a user's sessions": (statements.READ_USER_SESSIONS, Session._fields),
    "a slice's sessions": (statements.READ_SLICE_SESSIONS, Session._fields),
    "keys of a user": (statements.READ_USER_KEYS, SessionKey._fields),
    "keys of a slice": (statements.READ_SLICE_KEYS, SessionKey._fields),
    "one session": (statements.FIND_SESSION, Session._fields),
    "page views of a session": (statements.READ_PAGE_VIEWS, PageView._fields),
}


@pytest.mark.parametrize(("read", "fields"), READS.values(), ids=READS)
def test_reads_list_the_columns_in_the_order_of_fields(read: statements.Statement, fields: tuple[str, ...]) -> None:
    """Every read names its columns, in the order in which rows are made of them."""
    selected = re.match("SELECT (.*) FROM ", read.cql)
    assert selected is not None
    assert [column.strip('"') for column in selected[1].split(", ")] == list(fields)


def test_a_page_of_a_walk_is_one_round_trip() -> None:
    """What most walks ask for fits into one answer; what a long one asks for at once is handed on in whole pages."""
    assert statements.READ_ROWS % PAGE_ROWS == 0
    assert statements.READ_USER_SESSIONS.fetch_size == statements.READ_SLICE_SESSIONS.fetch_size == PAGE_ROWS + 1
    assert statements.READ_USER_KEYS.fetch_size == statements.READ_SLICE_KEYS.fetch_size == KEY_PAGE_ROWS + 1


@pytest.mark.parametrize("name", statements.TABLES)
def test_every_table_is_created_by_its_bare_name(name: str) -> None:
    """The keyspace is the session's: no statement names one."""
    created = [statement for statement in statements.SCHEMA if f"CREATE TABLE IF NOT EXISTS {name} (" in statement]
    assert len(created) == 1


@pytest.mark.parametrize("name", statements.TABLES)
def test_keys_are_columns(name: str) -> None:
    """The columns of every key are columns of its table, and the description knows all of them."""
    table = statements.TABLES[name]
    assert {*table.partition, *table.order} <= table.columns.keys()
    assert statements.described(table).keys() == table.columns.keys()


def test_a_write_takes_its_key_from_the_row() -> None:
    """What is forgotten before a row is stored is the row of the same key."""
    row = (*(f"of {field}" for field in Session._fields), "slice")
    assert statements.WRITE_BY_SITE.key_of(row) == (
        "of site",
        "slice",
        "of session_start_epoch_ms",
        "of session_id",
    )
    assert statements.WRITE_BY_SITE.partition_of(row) == ("of site", "slice")
    assert statements.WRITE_BY_ID.key_of(row) == ("of site", "of session_id")
