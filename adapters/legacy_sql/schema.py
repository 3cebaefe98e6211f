"""
The tables of a trial, and how rows get into them. PURE but for SQLAlchemy, which only writes text here.

An operator's own database is never written to; these tables stand in for it in the demo, in tests and in benchmarks.
Layout: rows are found by (site, id), and read newest first by the two indexes

    sessions    primary key (site, session_id); indexes (site, user_id, start, id), (site, start, id)
    page_views  primary key (site, session_id, event_epoch_ms, event_id), which is also their reading order

so every read is one descent of a B-tree and as many neighbours as rows are wanted, however large the table is. Ids are
compared by bytes. A row that is there is replaced unless its `version_us` is greater.

To add a column: `adapters/base.py` says all; its SQL type follows from its Python type.
"""

from collections.abc import Container, Mapping
from typing import Any, Final, NamedTuple, get_type_hints

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite as lite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

from adapters.base import REQUIRED_PAGE_VIEW_FIELDS, REQUIRED_SESSION_FIELDS, PageView, Session
from adapters.legacy_sql.statements import Relations, Sql

SESSION_KEY: Final = ("site", "session_id")
PAGE_VIEW_KEY: Final = ("site", "session_id", "event_epoch_ms", "event_id")

SITE: Final = {"name": str, "timezone": str}
LOGIN: Final = {"login": str, "password_hash": str, "site": str}
"""Columns that no value type describes one to one."""

READING_ORDERS: Final = {
    "by_site": ("site", "session_start_epoch_ms", "session_id"),
    "by_user": ("site", "user_id", "session_start_epoch_ms", "session_id"),
}


class TrialTable(NamedTuple):
    """
    One table of a trial.

    Args:
        relation: its name, as in the settings.
        create: statements that make it and its indexes.
        stage: makes the connection's own table that `copy` fills (PostgreSQL only).
        copy: a COPY into that table, of all columns in the row's order (PostgreSQL only).
        upsert: writes rows and keeps the greater version: PostgreSQL's from the staged ones, SQLite's with parameters.
    """

    relation: str
    create: tuple[str, ...]
    stage: str = ""
    copy: str = ""
    upsert: str = ""


def trial_tables(sql: Sql, relations: Relations) -> tuple[TrialTable, TrialTable, TrialTable, TrialTable]:
    """Return the tables of sites, logins, sessions and page views."""
    sites = _table(sql, relations.sites, SITE, ("name",), SITE)
    logins = _table(sql, relations.logins, LOGIN, ("login", "site"), LOGIN)
    sessions = _table(sql, relations.sessions, get_type_hints(Session), SESSION_KEY, REQUIRED_SESSION_FIELDS)
    views = _table(sql, relations.page_views, get_type_hints(PageView), PAGE_VIEW_KEY, REQUIRED_PAGE_VIEW_FIELDS)
    for name, columns in READING_ORDERS.items():
        sa.Index(f"{sessions.name}_{name}", *(sessions.c[column] for column in columns))
    return (
        TrialTable(relations.sites, _create(sql, sites)),
        TrialTable(relations.logins, _create(sql, logins)),
        _written(sql, relations.sessions, sessions),
        _written(sql, relations.page_views, views),
    )


def _table(sql: Sql, name: str, fields: Mapping[str, Any], key: tuple[str, ...], required: Container[str]) -> sa.Table:
    """Return a table with a column for each field, by its Python type; the primary key keeps its own order."""
    schema, _, table = name.rpartition(".")
    text = sa.Text(collation=sql.byte_order)
    json = pg.JSONB() if sql.dialect.name == "postgresql" else sa.Text()
    types: dict[Any, sa.types.TypeEngine[Any]] = {str: text, int: sa.BigInteger(), int | None: sa.BigInteger()}
    columns = [
        sa.Column(field, types.get(hint, json), nullable=field not in required) for field, hint in fields.items()
    ]
    return sa.Table(table, sa.MetaData(), *columns, sa.PrimaryKeyConstraint(*key), schema=schema or None)


def _create(sql: Sql, table: sa.Table) -> tuple[str, ...]:
    statements: list[sa.DDLElement] = [
        CreateTable(table),
        *map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name))),
    ]
    return tuple(str(statement.compile(dialect=sql.dialect)).strip() for statement in statements)


def _written(sql: Sql, relation: str, table: sa.Table) -> TrialTable:
    write = {"postgresql": _write_staged, "sqlite": _write_rows}[sql.dialect.name]
    return write(sql, TrialTable(relation, _create(sql, table)), table)


def _write_staged(sql: Sql, trial: TrialTable, table: sa.Table) -> TrialTable:
    names = [column.name for column in table.c]
    quote = sql.dialect.identifier_preparer
    stage = sa.table(f"loading_{table.name}", *map(sa.column, names), schema="pg_temp")
    staged, target = quote.format_table(stage), quote.format_table(table)
    insert = pg.insert(table).from_select(names, sa.select(*stage.c))
    merge = insert.on_conflict_do_update(**_newer_wins(table, insert.excluded))
    return trial._replace(
        stage=f"CREATE TEMP TABLE IF NOT EXISTS {staged} (LIKE {target}) ON COMMIT DELETE ROWS",
        copy=f"COPY {staged} ({', '.join(map(quote.quote, names))}) FROM STDIN",
        upsert=str(merge.compile(dialect=sql.dialect)),
    )


def _write_rows(sql: Sql, trial: TrialTable, table: sa.Table) -> TrialTable:
    insert = lite.insert(table)
    upsert = insert.on_conflict_do_update(**_newer_wins(table, insert.excluded))
    return trial._replace(upsert=str(upsert.compile(dialect=sql.dialect)))


def _newer_wins(table: sa.Table, given: ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]) -> dict[str, Any]:
    """Return the conflict clause that both dialects share."""
    return {
        "index_elements": list(table.primary_key),
        "set_": {column.name: given[column.name] for column in table.c if not column.primary_key},
        "where": given["version_us"] >= table.c.version_us,
    }
