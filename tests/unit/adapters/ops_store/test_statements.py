"""The table of statements: readable by both databases, and the same names in both."""

import re
import sqlite3
from contextlib import closing

import pytest

from adapters.ops_store.postgresql import TEXTS
from adapters.ops_store.schema import SQLITE, definitions
from adapters.ops_store.statements import NOTIFYING, Statement


@pytest.mark.parametrize("statement", Statement, ids=lambda statement: statement.name)
def test_a_statement_fits_the_schema(statement: Statement) -> None:
    """SQLite understands each statement on the tables of `schema.py`."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for text in definitions(SQLITE):
            connection.execute(text)
        connection.execute(f"EXPLAIN {statement}", dict.fromkeys(re.findall(r":(\w+)", statement), ""))


@pytest.mark.parametrize("statement", Statement, ids=lambda statement: statement.name)
def test_psycopg_gets_the_same_parameters(statement: Statement) -> None:
    """Rewritten for psycopg, a statement has the same parameters in the same places, and nothing else has changed."""
    assert ":" not in TEXTS[statement]
    assert re.sub(r"%\((\w+)\)s", r":\1", TEXTS[statement]) == NOTIFYING.get(statement, statement.value)


def test_what_notifies_does_the_same() -> None:
    """Where PostgreSQL runs another text, the statement itself is in it, unchanged."""
    assert NOTIFYING
    assert all(statement.value in text for statement, text in NOTIFYING.items())
