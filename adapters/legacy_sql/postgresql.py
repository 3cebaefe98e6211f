"""
PostgreSQL by psycopg 3: a few connections behind the gate, opened when they are needed.

Must not know our statements or rows. Why not psycopg's own pool: with the server gone, its callers wait for the pool's
timeout (5.0 s measured) instead of being told "refused" at once, and its reconnects back off to minutes. Here a call
takes the connection that was used last, or opens one; a broken connection is forgotten, so nothing has to recover.
The gate is the bound on their number: each slot has at most one.

At the deadline, and when a caller goes away, the connection is closed instead of asking the server to cancel, which
would wait for a server that may be stopped; `statement_timeout` ends what is left of the query there.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import psycopg
from psycopg import AsyncRawCursor, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from adapters.errors import AdapterError, EngineMisconfigured, EngineTimeout, EngineUnreachable
from adapters.legacy_sql import plans, statements
from adapters.legacy_sql.database import LOAD_DEADLINE_MS, Database, Row
from adapters.legacy_sql.reading import ReadConnection
from adapters.legacy_sql.schema import TrialTable
from adapters.legacy_sql.statements import Statement

DEFAULTS: Final = {
    "application_name": "legacy-shim",
    "client_encoding": "utf8",
    # Finds out in 45 s that a firewall has dropped an idle connection.
    "keepalives_idle": "30",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""Connection parameters, unless the URL has its own."""

REFUSALS: Final = (
    "does not exist",
    "authentication failed",
    "no password",
    "pg_hba.conf",
    "not permitted to log in",
    "permission denied",
    "support SSL",
    "certificate",
)
"""In the text of a failed connection: the server is there and an operator must act. libpq gives no code for these."""

OUTDATED: Final = ("57P", "0A000", "26000")
"""
How the code of an error begins after which a new connection may do better: the server says goodbye, or what was
prepared is of another schema or gone.
"""

ERRORS: Final[tuple[tuple[type[Exception], type[AdapterError]], ...]] = (
    (errors.QueryCanceled, EngineTimeout),
    (errors.LockNotAvailable, EngineTimeout),
    (errors.ConnectionTimeout, EngineTimeout),
    (errors.OperationalError, EngineUnreachable),
    (errors.InterfaceError, EngineUnreachable),
    (errors.Error, EngineMisconfigured),
    (UnicodeError, EngineMisconfigured),
    (OSError, EngineUnreachable),
)
"""ONE TABLE: exceptions of the driver and ours; the first that fits."""

COLUMNS: Final = Statement(
    "SELECT a.attname::text, CASE WHEN t.typname IN ('json', 'jsonb') THEN 'J' ELSE t.typcategory::text END"
    " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
    " WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped"
)
LEADING: Final = Statement(
    "SELECT a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS key (number, place)"
    " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number"
    " WHERE c.relnamespace = to_regnamespace(quote_ident($1)) AND c.relname = $2 AND place <= $3::bigint"
)
NAMESAKES: Final = Statement(
    "SELECT relname::text FROM pg_class WHERE lower(relname) = lower($1) AND relkind IN ('r', 'v', 'm', 'p', 'f')"
)


DRIVER_ERRORS: Final = tuple(kind for kind, _ in ERRORS)


def _ours(error: Exception) -> AdapterError:
    """Return our error for one of `DRIVER_ERRORS`; texts of the server are kept only where they hold no values."""
    return next(ours for kind, ours in ERRORS if isinstance(error, kind))(_say(error))


def _say(error: Exception) -> str:
    """Return the kind of an error, and the name of what is missing, if something is."""
    kind = type(error).__name__
    if isinstance(error, errors.UndefinedTable | errors.UndefinedColumn | errors.InsufficientPrivilege):
        return f"{kind}: {error.diag.message_primary}"
    return kind


class PostgresqlDatabase(Database):
    """
    One PostgreSQL database.

    Args:
        url: `postgresql://...`, with any of libpq's parameters.
        slots: connections at most.
        deadline_ms: of one read, waiting for a connection included.

    Raises:
        EngineMisconfigured: libpq does not understand the URL.
    """

    prompt = True

    def __init__(self, url: str, slots: int, deadline_ms: int) -> None:
        super().__init__(statements.postgresql(), slots, deadline_ms)
        try:
            missing = {name: value for name, value in DEFAULTS.items() if name not in conninfo_to_dict(url)}
            self._conninfo = make_conninfo(url, **missing)
        except psycopg.Error:
            raise EngineMisconfigured("the URL of the legacy database is not one that libpq understands") from None
        self._idle: list[ReadConnection] = []

    async def columns(self, relation: str) -> Mapping[str, str]:
        """See `Database`."""
        return dict(await self.fetch(COLUMNS, self._quoted(relation)))

    async def namesakes(self, relation: str) -> Sequence[str]:
        """See `Database`."""
        return [name for (name,) in await self.fetch(NAMESAKES, relation.rpartition(".")[2])]

    async def _read(self, statement: Statement, values: tuple[object, ...]) -> list[Row]:
        try:
            if self._idle:
                # Whatever happened to the server since, an idle connection tells only now: that is no failure yet.
                reused = self._idle.pop()
                try:
                    return await self._use(reused, statement, values)
                except psycopg.Error as error:
                    if not (reused.closed or (error.sqlstate or "").startswith(OUTDATED)):
                        raise
                    await self._disconnect()
            return await self._use(await self._connect(), statement, values)
        except DRIVER_ERRORS as error:
            raise _ours(error) from None

    async def _use(self, connection: ReadConnection, statement: Statement, values: tuple[object, ...]) -> list[Row]:
        try:
            return await connection.read(statement.text, values)
        finally:
            await self._keep(connection)

    async def _keep(self, connection: ReadConnection) -> None:
        if connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            await connection.close()

    async def _disconnect(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    async def _connect(self) -> ReadConnection:
        try:
            connection = await ReadConnection.connect(self._conninfo, autocommit=True, cursor_factory=AsyncRawCursor)
        except errors.OperationalError as error:
            if any(word in str(error) for word in REFUSALS):
                raise EngineMisconfigured(f"refused us: {_last_line(error)}") from None
            raise
        try:
            await connection.execute(f"SET statement_timeout = {self._deadline_ms}")
        except BaseException:
            await connection.close()
            raise
        return connection

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[ReadConnection]:
        """Yield a connection in a transaction that has time for a load."""
        try:
            connection = self._idle.pop() if self._idle else await self._connect()
            try:
                async with connection.transaction():
                    await connection.execute(f"SET LOCAL statement_timeout = {LOAD_DEADLINE_MS}")
                    yield connection
            finally:
                await self._keep(connection)
        except DRIVER_ERRORS as error:
            raise _ours(error) from None

    async def _read_slowly(self, statement: Statement) -> list[Row]:
        async with self._transaction() as connection:
            return await (await connection.execute(statement.text)).fetchall()

    async def _create_missing(self, tables: Sequence[TrialTable]) -> None:
        async with self._transaction() as connection:
            for table in tables:
                there = await connection.execute(COLUMNS.text, (self._quoted(table.relation),))
                for text in () if await there.fetchone() else table.create:
                    await connection.execute(text)

    async def _load(self, table: TrialTable, records: Sequence[Row]) -> None:
        async with self._transaction() as connection:
            await connection.execute(table.stage)
            async with connection.cursor().copy(table.copy) as copy:
                for record in records:
                    await copy.write_row(record)
            await connection.execute(table.upsert)

    async def _faults(self, statement: Statement, values: tuple[object, ...], equalities: int) -> Sequence[str]:
        async with self._transaction() as connection:
            for setting in plans.FORBIDDEN:
                await connection.execute(f"SET LOCAL {setting} = off")
            cursor = await connection.execute(f"EXPLAIN (FORMAT JSON, VERBOSE) {statement.text}", values)
            [[[found]]] = await cursor.fetchall()
            decisive = [str(value) for value in values[: equalities + 1]]
            leading = {}
            for index in plans.indexes(found["Plan"]):
                columns = await connection.execute(LEADING.text, (*index, len(decisive)))
                leading[index] = [name for (name,) in await columns.fetchall()]
        return plans.postgresql_faults(found["Plan"], decisive, leading)

    def _quoted(self, relation: str) -> str:
        return self.sql.dialect.identifier_preparer.format_table(statements.relation(relation, ()))


def _last_line(error: Exception) -> str:
    return str(error).strip().splitlines()[-1]
