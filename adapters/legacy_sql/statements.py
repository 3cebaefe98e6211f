"""
Every statement that reads, built by SQLAlchemy Core and compiled once per adapter; drivers execute the text.

Must not know drivers or connections. SQLAlchemy writes the two dialects and their quoting; executing through it would
double the cost of a read. Rules that hold for all of them:

- Columns come in the order and with the types of the value types in `adapters/base.py`, whatever the operator's are:
  each is cast, an unknown text is `''`, `properties` are JSON text or NULL when there are none.
- What the database cannot know of an old row is decided here: no last event means the start, no version means 0; a row
  without site, id or time is no session, and is never read.
- Columns in WHERE and ORDER BY are bare, so that indexes serve them; ids compare by bytes.

To add a statement: a field of `Statements`, a line in `build`; if it reads by an index, a row in
`adapters/legacy_sql/inspection.py`. Guarded by `tests/unit/adapters/legacy_sql/test_statements.py`.
"""

from typing import Any, Final, NamedTuple, get_type_hints

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import Dialect

from adapters.base import PageView, Session, SessionKey

Expression = sa.ColumnElement[Any]


class Relations(NamedTuple):
    """Names of the four relations, `table` or `schema.table`, exactly as the database spells them."""

    sites: str = "sites"
    logins: str = "logins"
    sessions: str = "sessions"
    page_views: str = "page_views"


class Sql(NamedTuple):
    """What a dialect needs: SQLAlchemy's dialect, with positional parameters, and the collation of UTF-8 bytes."""

    dialect: Dialect
    byte_order: str


def postgresql() -> Sql:
    """Return PostgreSQL as psycopg's raw cursors want it."""
    return Sql(PGDialect_psycopg(paramstyle="numeric_dollar"), "C")  # type: ignore[no-untyped-call]  # SQLAlchemy's


def sqlite() -> Sql:
    """Return SQLite."""
    return Sql(SQLiteDialect(paramstyle="qmark"), "BINARY")


class Statement(NamedTuple):
    """
    A compiled statement.

    Args:
        text: with positional parameters.
        tail: values that always follow those of the call.
    """

    text: str
    tail: tuple[int, ...] = ()


class Statements(NamedTuple):
    """
    All statements that read. In parentheses: their parameters, in order.

    Args:
        site_sessions: sessions of a site, newest first (site, start, id, count).
        user_sessions: sessions of a user (site, user, start, id, count).
        site_keys: as `site_sessions`, keys only.
        user_keys: as `user_sessions`, keys only.
        one_session: (site, id).
        page_views: page views of a session, newest first (site, session, time, id, count).
        sites: name and time zone of every site, by name ().
        logins: login, hash and site of every login, by login ().
    """

    site_sessions: Statement
    user_sessions: Statement
    site_keys: Statement
    user_keys: Statement
    one_session: Statement
    page_views: Statement
    sites: Statement
    logins: Statement


def _is_number(hint: object) -> bool:
    return hint in (int, int | None)


SESSION_NUMBERS: Final = frozenset(name for name, hint in get_type_hints(Session).items() if _is_number(hint))
PAGE_VIEW_NUMBERS: Final = frozenset(name for name, hint in get_type_hints(PageView).items() if _is_number(hint))


def relation(name: str, columns: tuple[str, ...]) -> sa.TableClause:
    """Return the relation called `table` or `schema.table`."""
    schema, _, table = name.rpartition(".")
    return sa.table(table, *map(sa.column, columns), schema=schema or None)


def build(sql: Sql, relations: Relations) -> Statements:
    """Compile every statement for one dialect and the given names of relations."""
    sessions = relation(relations.sessions, Session._fields)
    views = relation(relations.page_views, PageView._fields)
    sites = relation(relations.sites, ("name", "timezone"))
    logins = relation(relations.logins, ("login", "password_hash", "site"))

    whole = [_session_cell(sessions.c[name]) for name in Session._fields]
    keys = [_session_cell(sessions.c[name]) for name in SessionKey._fields]
    views_whole = [_cell(views.c[name], number=name in PAGE_VIEW_NUMBERS) for name in PageView._fields]
    session_place = (sessions.c.session_start_epoch_ms, sa.collate(sessions.c.session_id, sql.byte_order))
    view_place = (views.c.event_epoch_ms, sa.collate(views.c.event_id, sql.byte_order))
    of_site = _equal(sessions, "site")
    of_user = _equal(sessions, "site", "user_id")
    of_session = _equal(sessions, "site", "session_id")
    is_session = sessions.c.session_start_epoch_ms.is_not(None)

    return Statements(
        site_sessions=_compile(sql, _range(whole, of_site, session_place)),
        user_sessions=_compile(sql, _range(whole, of_user, session_place)),
        site_keys=_compile(sql, _range(keys, of_site, session_place)),
        user_keys=_compile(sql, _range(keys, of_user, session_place)),
        one_session=_compile(sql, sa.select(*whole).where(*of_session, is_session).limit(sa.literal_column("1"))),
        page_views=_compile(sql, _range(views_whole, _equal(views, "site", "session_id"), view_place)),
        sites=_compile(sql, _all(sql, sites, "name")),
        logins=_compile(sql, _all(sql, logins, "login", "password_hash")),
    )


def _session_cell(column: Expression) -> Expression:
    """Return how a column of a session is selected."""
    name = column.key
    if name == "properties":
        text = sa.cast(column, sa.Text)
        return sa.func.nullif(text, sa.literal_column("'{}'")).label(name)
    if name == "last_event_epoch_ms":
        start = column.table.c.session_start_epoch_ms
        return sa.cast(sa.func.coalesce(column, start), sa.BigInteger).label(name)
    return _cell(column, number=name in SESSION_NUMBERS)


def _cell(column: Expression, *, number: bool) -> Expression:
    """Return a column as a number or NULL, or as a text that is never NULL."""
    name = column.key or ""
    if number and name == "version_us":
        return sa.func.coalesce(sa.cast(column, sa.BigInteger), sa.literal_column("0")).label(name)
    if number:
        return sa.cast(column, sa.BigInteger).label(name)
    return sa.func.coalesce(sa.cast(column, sa.Text), sa.literal_column("''")).label(name)


def _equal(table: sa.TableClause, *names: str) -> list[Expression]:
    return [table.c[name] == sa.bindparam(name, type_=sa.Text) for name in names]


def _range(cells: list[Expression], scope: list[Expression], place: tuple[Expression, Expression]) -> sa.Select[Any]:
    """Return the rows of a scope from a place on, newest first."""
    begin = sa.tuple_(sa.bindparam("begin_ms", type_=sa.BigInteger), sa.bindparam("begin_id", type_=sa.Text))
    reached = sa.tuple_(*place) <= begin
    # A row comparison lets a NULL id pass when the time is older.
    has_id = place[-1].is_not(None)
    newest_first = [part.desc() for part in place]
    count = sa.bindparam("count", type_=sa.BigInteger)
    return sa.select(*cells).where(*scope, reached, has_id).order_by(*newest_first).limit(count)


def _all(sql: Sql, table: sa.TableClause, *required: str) -> sa.Select[Any]:
    """Return every row that has the required columns, ordered by the first of them."""
    cells = [_cell(column, number=False) for column in table.c]
    complete = [table.c[name].is_not(None) for name in required]
    order = [sa.collate(cell, sql.byte_order) for cell in cells]
    return sa.select(*cells).where(*complete).order_by(*order)


def _compile(sql: Sql, select: sa.Select[Any]) -> Statement:
    compiled = select.compile(dialect=sql.dialect)
    names = getattr(compiled, "positiontup", None) or []
    # SQLite's LIMIT is written with an OFFSET 0 as a parameter of its own, which stands last.
    tail = tuple(compiled.params[name] for name in names if compiled.params[name] is not None)
    return Statement(compiled.string, tail)
