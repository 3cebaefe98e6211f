"""
The legacy engine: sessions and page views of sites that have not been moved, from an old SQL database.

Must not know HTTP, cells or drivers. It reads four relations, tables or views, whose columns are

    sites       name, timezone
    logins      login, password_hash, site                       one row for each login and site
    sessions    the fields of `adapters.base.Session`            properties: a JSON object, {} or NULL
    page_views  the fields of `adapters.base.PageView`

The operator satisfies this with views over tables of his own; `check` tells what is missing. Every read is one
statement and one round trip (one more where a connection sees the statement for the first time, or turns out to be
dead). With an index in reading order (`schema.py` has the two of a trial) it touches as many rows as it returns,
wherever in the scope it begins and however large the relation is; a key is a session without 44 of its columns.
What an old row lacks is decided in `statements.py`; what it holds beyond our types raises `EngineMisconfigured`.

To add a database: see `database.py`. Guarded by `tests/contract/` and `tests/integration/test_legacy_sql_*.py`.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from adapters.base import Family, Finding, Login, PageView, Position, Scope, Session, SessionKey
from adapters.errors import EngineMisconfigured
from adapters.legacy_sql import rows
from adapters.legacy_sql.database import Database
from adapters.legacy_sql.inspection import inspect
from adapters.legacy_sql.schema import PAGE_VIEW_KEY, SESSION_KEY, trial_tables
from adapters.legacy_sql.statements import Relations, build
from adapters.walk import PAGE_ROWS
from config.settings import Settings, SettingsError

LEAST_INTEGER: Final = -(2**63)
GREATEST_INTEGER: Final = 2**63 - 1
DEFAULT_RELATIONS: Final = Relations()


def _postgresql(url: str, slots: int, deadline_ms: int) -> Database:
    from adapters.legacy_sql.postgresql import PostgresqlDatabase  # noqa: PLC0415 - a driver is imported when used

    return PostgresqlDatabase(url.replace("postgresql+psycopg://", "postgresql://", 1), slots, deadline_ms)


def _sqlite(url: str, _slots: int, deadline_ms: int) -> Database:
    from adapters.legacy_sql.sqlite import SqliteDatabase  # noqa: PLC0415 - a driver is imported when used

    return SqliteDatabase(url.partition(":///")[2], deadline_ms)


DATABASES: Final[dict[str, Callable[[str, int, int], Database]]] = {
    "postgresql": _postgresql,
    "postgresql+psycopg": _postgresql,
    "sqlite": _sqlite,
}
"""ONE TABLE: schemes of URLs, and what makes the database behind them."""


def make_legacy_sql(
    url: str, relations: Relations = DEFAULT_RELATIONS, *, pool_size: int = 10, deadline_ms: int = 5_000
) -> "LegacySqlAdapter":
    """
    Return the adapter for a URL.

    Args:
        url: `postgresql://USER:PASSWORD@HOST/DB`, or `sqlite:///FILE` (an absolute file has four slashes).
        relations: how the four relations are called.
        pool_size: connections at most; SQLite has one.
        deadline_ms: of one round trip, waiting for a connection included.

    Raises:
        EngineMisconfigured: the URL is of another kind.
    """
    scheme = url.partition("://")[0]
    if scheme not in DATABASES:
        raise EngineMisconfigured(f"the URL of the legacy database begins with none of: {', '.join(DATABASES)}")
    return LegacySqlAdapter(DATABASES[scheme](url, pool_size, deadline_ms), relations)


def from_settings(settings: Settings) -> "LegacySqlAdapter":
    """
    Return the engine that the settings describe.

    Raises:
        SettingsError: no old database is named.
        EngineMisconfigured: its URL is of a kind that is not known.
    """
    url = settings.legacy_url.get_secret_value()
    if not url:
        raise SettingsError("SHIM_LEGACY_URL: is not set. It names the old database.")
    relations = Relations(
        settings.legacy_sites, settings.legacy_logins, settings.legacy_sessions, settings.legacy_page_views
    )
    return make_legacy_sql(url, relations, pool_size=settings.legacy_pool_size, deadline_ms=settings.engine_deadline_ms)


class LegacySqlAdapter:
    """
    An `EngineAdapter` and `EngineWriter` over one database.

    Args:
        database: not yet connected.
        relations: how the four relations are called.
    """

    family = Family.LEGACY_SQL
    read_rows = PAGE_ROWS

    def __init__(self, database: Database, relations: Relations) -> None:
        self._database = database
        self._relations = relations
        self._statements = build(database.sql, relations)
        self._tables = trial_tables(database.sql, relations)

    async def open(self) -> None:
        """Do nothing: connections are made when they are needed."""

    async def close(self) -> None:
        """Release every connection and thread; safe to call twice."""
        await self._database.close()

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """See `SessionReader`."""
        user = self._statements.user_sessions
        statement = self._statements.site_sessions if scope.user_id is None else user
        return rows.sessions(await self._database.fetch(statement, *_range(scope, begin, count)))

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
        """See `SessionReader`."""
        statement = self._statements.site_keys if scope.user_id is None else self._statements.user_keys
        return rows.keys(await self._database.fetch(statement, *_range(scope, begin, count)))

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """See `EngineAdapter`."""
        found = rows.sessions(await self._database.fetch(self._statements.one_session, site, session_id))
        return found[0] if found else None

    async def read_page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:
        """See `EngineAdapter`."""
        values = (site, session_id, _bounded(begin.start_epoch_ms), begin.id, count)
        return rows.page_views(await self._database.fetch(self._statements.page_views, *values))

    async def read_sites(self) -> AsyncIterator[tuple[str, str]]:
        """Yield name and time zone (`""` when unknown) of every site, by name."""
        for name, timezone in await self._database.fetch_all(self._statements.sites):
            yield name, timezone

    async def read_logins(self) -> AsyncIterator[Login]:
        """Yield every login that has a password, by name; where its rows disagree about it, the first hash counts."""
        for login in rows.logins(await self._database.fetch_all(self._statements.logins)):
            yield login

    async def check(self) -> list[Finding]:
        """See `EngineAdapter`; reads no row of anybody."""
        return await inspect(self._database, self._statements, self._relations)

    async def create_schema(self) -> None:
        """Create the tables of a trial with their indexes, where no relation of that name is."""
        await self._database.create_missing(self._tables)

    async def write_sessions(self, sessions: Sequence[Session]) -> None:
        """See `EngineWriter`; all rows or none."""
        await self._database.load(self._tables[2], rows.records(sessions, SESSION_KEY))

    async def write_page_views(self, page_views: Sequence[PageView]) -> None:
        """See `EngineWriter`; all rows or none."""
        await self._database.load(self._tables[3], rows.records(page_views, PAGE_VIEW_KEY))


def _range(scope: Scope, begin: Position, count: int) -> tuple[object, ...]:
    place = (_bounded(begin.start_epoch_ms), begin.id, count)
    return (scope.site, *place) if scope.user_id is None else (scope.site, scope.user_id, *place)


def _bounded(epoch_ms: int) -> int:
    """Return the nearest instant that a BIGINT holds: no session is beyond."""
    return min(max(epoch_ms, LEAST_INTEGER), GREATEST_INTEGER)
