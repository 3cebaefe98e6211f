"""
Tables and statements of the embedded Events Engine. PURE.

The tables mirror those of Cassandra:

    sessions      one visit          (site, session_id)                      unique
                  a user's visits    (site, user_id), start and id           index sessions_by_user
                  a site's visits    (site), start and id                    index sessions_by_site
    page_views    a visit's events   (site, session_id), time and id         index page_views_by_session

Arithmetic: each read is one descent of an index plus the rows it returns, whatever the size of the table. The session
indexes end in `last_event_epoch_ms`, so that a key read stays inside the index: 5,000 keys touch some hundred pages
and no row. Texts compare as UTF-8 bytes, SQLite's `BINARY`, which is Cassandra's order of `text`.

Columns come from the fields of `Session` and `PageView`: a new field needs no change here, only its `ALTER TABLE` in an
existing file. `tests/unit/adapters/embedded/test_statements.py` holds each read to its index.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_type_hints

from adapters.base import REQUIRED_PAGE_VIEW_FIELDS, REQUIRED_SESSION_FIELDS, PageView, Session, SessionKey

TABLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"sessions": Session._fields, "page_views": PageView._fields}
)
"""Every table and its columns, in the order in which they are selected."""

_SQL_TYPES: Final[Mapping[object, str]] = MappingProxyType(
    {int: "INTEGER NOT NULL", str: "TEXT NOT NULL DEFAULT ''", int | None: "INTEGER"}
)


def _quoted(fields: tuple[str, ...]) -> str:
    return ", ".join(f'"{field}"' for field in fields)


def _create(table: str, row: type[Session] | type[PageView], key: tuple[str, ...]) -> str:
    """Return the DDL of a table; what is neither a number nor a text (`properties`) is kept as JSON text."""
    types = get_type_hints(row)
    columns = ", ".join(f'"{field}" {_SQL_TYPES.get(types[field], "TEXT")}' for field in row._fields)
    return f"CREATE TABLE IF NOT EXISTS {table} ({columns}, PRIMARY KEY ({_quoted(key)}))"


def _index(name: str, columns: str) -> str:
    """Return the DDL of an index; SQLite reads it backwards as fast as forwards, so none says DESC."""
    return f"CREATE INDEX IF NOT EXISTS {name} ON {columns}"


def _upsert(table: str, fields: tuple[str, ...], key: tuple[str, ...]) -> str:
    """Return the statement that stores a row unless the stored one is as new or newer."""
    marks = ", ".join("?" * len(fields))
    news = ", ".join(f'"{field}" = excluded."{field}"' for field in fields if field not in key)
    return (
        f"INSERT INTO {table} ({_quoted(fields)}) VALUES ({marks}) "  # noqa: S608 - names of our own fields only
        f"ON CONFLICT ({_quoted(key)}) DO UPDATE SET {news} WHERE excluded.version_us > {table}.version_us"
    )


def _newest_first(fields: tuple[str, ...], table: str, partition: str, order: tuple[str, str]) -> str:
    """Return the range read of a partition from a place on; its parameters end in start, id and count."""
    start, id_ = order
    return (
        f"SELECT {_quoted(fields)} FROM {table} "  # noqa: S608 - names of our own fields only
        f"WHERE {partition} AND ({start}, {id_}) <= (?, ?) ORDER BY {start} DESC, {id_} DESC LIMIT ?"
    )


SCHEMA: Final = (
    "PRAGMA journal_mode = WAL",
    _create("sessions", Session, REQUIRED_SESSION_FIELDS[:2]),
    _create("page_views", PageView, REQUIRED_PAGE_VIEW_FIELDS[:3]),
    _index("sessions_by_user", "sessions (site, user_id, session_start_epoch_ms, session_id, last_event_epoch_ms)"),
    _index("sessions_by_site", "sessions (site, session_start_epoch_ms, session_id, last_event_epoch_ms)"),
    _index("page_views_by_session", "page_views (site, session_id, event_epoch_ms, event_id)"),
)

_SESSION_ORDER: Final = ("session_start_epoch_ms", "session_id")
_OF_USER: Final = "site = ? AND user_id = ?"
_OF_SITE: Final = "site = ?"

READ_USER_SESSIONS: Final = _newest_first(Session._fields, "sessions", _OF_USER, _SESSION_ORDER)
READ_SITE_SESSIONS: Final = _newest_first(Session._fields, "sessions", _OF_SITE, _SESSION_ORDER)
READ_USER_KEYS: Final = _newest_first(SessionKey._fields, "sessions", _OF_USER, _SESSION_ORDER)
READ_SITE_KEYS: Final = _newest_first(SessionKey._fields, "sessions", _OF_SITE, _SESSION_ORDER)
READ_PAGE_VIEWS: Final = _newest_first(
    PageView._fields, "page_views", "site = ? AND session_id = ?", ("event_epoch_ms", "event_id")
)
FIND_SESSION: Final = f"SELECT {_quoted(Session._fields)} FROM sessions WHERE site = ? AND session_id = ?"  # noqa: S608 - our fields only

WRITE_SESSION: Final = _upsert("sessions", Session._fields, REQUIRED_SESSION_FIELDS[:2])
WRITE_PAGE_VIEW: Final = _upsert("page_views", PageView._fields, REQUIRED_PAGE_VIEW_FIELDS[:3])

READS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "a user's sessions": (READ_USER_SESSIONS, "sessions_by_user"),
        "a site's sessions": (READ_SITE_SESSIONS, "sessions_by_site"),
        "keys of a user": (READ_USER_KEYS, "sessions_by_user"),
        "keys of a site": (READ_SITE_KEYS, "sessions_by_site"),
        "one session": (FIND_SESSION, "sqlite_autoindex_sessions_1"),
        "page views of a session": (READ_PAGE_VIEWS, "page_views_by_session"),
    }
)
"""ONE TABLE: every read, by what it answers, with the index that it must use; `check()` and a test go through it."""


def plan_uses(plan: str, index: str) -> bool:
    """
    Say whether SQLite answers a read by seeking in `index` alone, without a scan and without sorting.

    Args:
        plan: the details that `EXPLAIN QUERY PLAN` gives, one a line.
        index: its name.
    """
    return plan.startswith("SEARCH ") and f" INDEX {index} (" in plan and "TEMP B-TREE" not in plan
