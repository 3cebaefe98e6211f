"""
Tables and statements of the Cassandra Events Engine. PURE.

The names of columns come from the fields of `Session` and `PageView`, and every SELECT lists them: a prepared
`SELECT *` keeps answering with the columns of yesterday after `ALTER TABLE`. Why the tables look so stands in
`adapter.py`. `migrations/cql` holds the frozen statements that operators run; to add a column: there, in the row's
class, and raise `SCHEMA_NUMBER`. `tests/integration/test_apply_cql.py` proves that both give the same schema.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_type_hints

from adapters.base import PageView, Session, SessionKey
from adapters.walk import KEY_PAGE_ROWS, PAGE_ROWS

SCHEMA_NUMBER: Final = 1
"""The number of the last file in `migrations/cql` that this code needs."""

MIGRATIONS_TABLE: Final = "schema_migrations"
"""Where `shim-migrate cql` notes what ran."""

READ_ROWS: Final = 300
"""
Sessions that a long walk asks for at once, in three answers: while one is decoded the node reads the next. Where a read
goes on is known only when all of the one before is decoded, and meanwhile the node waits.
"""

_TYPES: Final[Mapping[object, str]] = MappingProxyType({int: "bigint", str: "text", int | None: "bigint"})
_MAP: Final = "frozen<map<text, text>>"


class Table(NamedTuple):
    """
    One table.

    Args:
        columns: name to CQL type, in the order in which they are selected.
        partition: columns of the partition key.
        order: clustering columns; all of them descend.
    """

    columns: Mapping[str, str]
    partition: tuple[str, ...]
    order: tuple[str, ...] = ()


class Statement(NamedTuple):
    """
    What is prepared.

    Args:
        cql: its text.
        fetch_size: rows of one answer at most; a reader that asks for no more gets all in one round trip.
    """

    cql: str
    fetch_size: int = PAGE_ROWS + 1


def _columns(row: type[Session] | type[PageView]) -> dict[str, str]:
    """Return the columns of a row's class; what is neither a number nor a text is a map (`properties`)."""
    types = get_type_hints(row)
    return {field: _TYPES.get(types[field], _MAP) for field in row._fields}


_SESSION_ORDER: Final = ("session_start_epoch_ms", "session_id")
_PAGE_VIEW_ORDER: Final = ("event_epoch_ms", "event_id")
_SLICE: Final = {"site": "text", "slice_start_epoch_ms": "bigint"}
_WIDTH: Final = {"site": "text", "day_start_epoch_ms": "bigint", "slice_ms": "bigint"}

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "sessions_by_user": Table(_columns(Session), ("site", "user_id"), _SESSION_ORDER),
        "sessions": Table(_columns(Session), ("site", "session_id")),
        "sessions_by_site": Table(_columns(Session) | _SLICE, ("site", "slice_start_epoch_ms"), _SESSION_ORDER),
        "slices_by_site": Table(_SLICE, ("site",), ("slice_start_epoch_ms",)),
        "slice_widths": Table(_WIDTH, ("site", "day_start_epoch_ms")),
        "page_views_by_session": Table(_columns(PageView), ("site", "session_id"), _PAGE_VIEW_ORDER),
    }
)
"""ONE TABLE: every table; `check()` compares the keyspace with it."""


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _create(name: str, table: Table) -> str:
    columns = ", ".join(f'"{column}" {type_}' for column, type_ in table.columns.items())
    key = ", ".join(filter(None, (f"({_quoted(table.partition)})", _quoted(table.order))))
    order = ", ".join(f'"{column}" DESC' for column in table.order)
    clustering = f" WITH CLUSTERING ORDER BY ({order})" if order else ""
    return f"CREATE TABLE IF NOT EXISTS {name} ({columns}, PRIMARY KEY ({key})){clustering}"


def _is(names: Sequence[str]) -> str:
    return " AND ".join(f'"{name}" = ?' for name in names)


def _newest_first(fields: Sequence[str], table: str, fetch_size: int) -> Statement:
    """Return the range read of a partition from a place on; its parameters end in start, id and count."""
    of_partition, order = _is(TABLES[table].partition), _quoted(TABLES[table].order)
    cql = f"SELECT {_quoted(fields)} FROM {table} WHERE {of_partition} AND ({order}) <= (?, ?) LIMIT ?"  # noqa: S608 - our names only
    return Statement(cql, fetch_size)


def _insert(table: str) -> str:
    columns = TABLES[table].columns
    return f"INSERT INTO {table} ({_quoted(tuple(columns))}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our names only


def _delete(table: str) -> str:
    key = TABLES[table].partition + TABLES[table].order
    return f"DELETE FROM {table} USING TIMESTAMP ? WHERE {_is(key)}"  # noqa: S608 - our names only


SCHEMA: Final = tuple(_create(name, table) for name, table in TABLES.items())

READ_USER_SESSIONS: Final = _newest_first(Session._fields, "sessions_by_user", PAGE_ROWS + 1)
READ_USER_KEYS: Final = _newest_first(SessionKey._fields, "sessions_by_user", KEY_PAGE_ROWS + 1)
READ_SLICE_SESSIONS: Final = _newest_first(Session._fields, "sessions_by_site", PAGE_ROWS + 1)
READ_SLICE_KEYS: Final = _newest_first(SessionKey._fields, "sessions_by_site", KEY_PAGE_ROWS + 1)
READ_PAGE_VIEWS: Final = _newest_first(PageView._fields, "page_views_by_session", PAGE_ROWS + 1)
FIND_SESSION: Final = Statement(
    f"SELECT {_quoted(Session._fields)} FROM sessions WHERE {_is(TABLES['sessions'].partition)}"  # noqa: S608 - our names only
)
READ_SLICES: Final = Statement(
    'SELECT "slice_start_epoch_ms" FROM slices_by_site WHERE "site" = ? AND "slice_start_epoch_ms" <= ? LIMIT ?'
)

DECIDE_WIDTH: Final = Statement(f"{_insert('slice_widths')} IF NOT EXISTS")
LIST_SLICE: Final = Statement(_insert("slices_by_site"))


class Write(NamedTuple):
    """
    How rows are stored so that each replaces an older one as a whole, also where it knows less.

    Args:
        forget: deletes what is older than the row; its parameters are `version_us - 1`, then the key.
        store: inserts the row; its parameters are all columns, then `version_us`.
        key_of: takes the primary key from a row.
        partition_of: takes the partition key from a row.
        version_of: takes `version_us` from a row.
    """

    forget: Statement
    store: Statement
    key_of: Callable[[Sequence[Any]], tuple[Any, ...]]
    partition_of: Callable[[Sequence[Any]], tuple[Any, ...]]
    version_of: Callable[[Sequence[Any]], int]


def _write(name: str) -> Write:
    table = TABLES[name]
    place_of = tuple(table.columns).index
    return Write(
        forget=Statement(_delete(name)),
        store=Statement(f"{_insert(name)} USING TIMESTAMP ?"),
        key_of=itemgetter(*map(place_of, table.partition + table.order)),
        partition_of=itemgetter(*map(place_of, table.partition)),
        version_of=itemgetter(place_of("version_us")),
    )


WRITE_BY_USER: Final = _write("sessions_by_user")
WRITE_BY_ID: Final = _write("sessions")
WRITE_BY_SITE: Final = _write("sessions_by_site")
WRITE_PAGE_VIEW: Final = _write("page_views_by_session")

DESCRIBE_KEYSPACE: Final = Statement("SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?")
DESCRIBE_COLUMNS: Final = Statement(
    "SELECT table_name, column_name, type, kind, position, clustering_order FROM system_schema.columns"
    " WHERE keyspace_name = ?",
    fetch_size=5_000,
)
READ_MIGRATIONS: Final = Statement(f"SELECT number FROM {MIGRATIONS_TABLE}", fetch_size=1_000)  # noqa: S608 - our name


def create_keyspace(keyspace: str) -> str:
    """Return the statement that makes a keyspace for a trial on one node, if it is missing."""
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    return f"CREATE KEYSPACE IF NOT EXISTS {keyspace} WITH replication = {replication}"


def described(table: Table) -> dict[str, tuple[str, str, int, str]]:
    """Return what `DESCRIBE_COLUMNS` says of a table: column to type, kind, position and order."""
    regular = {name: (type_, "regular", -1, "none") for name, type_ in table.columns.items()}
    partition = {
        name: (table.columns[name], "partition_key", place, "none") for place, name in enumerate(table.partition)
    }
    order = {name: (table.columns[name], "clustering", place, "desc") for place, name in enumerate(table.order)}
    return regular | partition | order
