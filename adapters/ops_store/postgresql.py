"""
The ops store's database as a PostgreSQL database, by psycopg 3: one connection, made anew when it was lost.

Must not know what is stored. At the deadline the connection is closed instead of asking the server to cancel, which
would wait for a server that may be stopped; what was not committed is undone there.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from types import MappingProxyType
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from adapters.errors import StoreUnreachable, StoreUnwritable
from adapters.ops_store.database import Row, SchemaMissing, Transaction, Values
from adapters.ops_store.schema import POSTGRESQL
from adapters.ops_store.statements import CHANNEL, NOTIFYING, Statement
from adapters.postgres import PromptConnection
from config.settings import SettingsError

T = TypeVar("T")

TEXTS: Final[Mapping[Statement, str]] = MappingProxyType(
    {statement: re.sub(r":(\w+)", r"%(\1)s", NOTIFYING.get(statement, statement.value)) for statement in Statement}
)
"""The statements with their parameters as psycopg writes them."""

DEFAULTS: Final = {"application_name": "legacy-shim", "client_encoding": "utf8"}
"""Connection parameters, unless the URL has its own."""


LISTENING: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""Connection parameters of a listener, which would not notice otherwise that the server went without a word."""


UNWRITABLE: Final[Mapping[type[Exception], str]] = MappingProxyType(
    {
        errors.ReadOnlySqlTransaction: "it is read-only; let it be written, or name its primary in SHIM_OPS_STORE_URL",
        errors.DiskFull: "its disk is full; make room, then do it again",
        errors.InsufficientPrivilege: "its user may not do that; grant SELECT, INSERT, UPDATE and DELETE on its tables",
    }
)
"""ONE TABLE: how PostgreSQL says that it takes no changes, and what to do."""


class _Transaction:
    """Statements on a connection; see `database.Transaction`."""

    def __init__(self, connection: PromptConnection) -> None:
        self._connection = connection

    async def read(self, statement: Statement, values: Values) -> list[Row]:
        """Run a query and return its rows."""
        return await (await self._connection.execute(TEXTS[statement], values)).fetchall()

    async def write(self, statement: Statement, *many: Values) -> int:
        """Run a change for each of `many`, in one round trip; return how many rows it touched."""
        async with self._connection.cursor() as cursor:
            await cursor.executemany(TEXTS[statement], many)
            return cursor.rowcount

    async def define(self, texts: Sequence[str]) -> None:
        """Run definitions of tables."""
        for text in texts:
            await self._connection.execute(text)


class PostgresqlDatabase:
    """
    One database of a server; see `database.Database`.

    Args:
        url: `postgresql://...`, with any of libpq's parameters.
        deadline_ms: of a call; the server gives a statement no longer either.

    Raises:
        SettingsError: libpq does not understand the URL.
    """

    dialect = POSTGRESQL
    outlives_connections = True

    def __init__(self, url: str, deadline_ms: int) -> None:
        try:
            given: dict[str, Any] = conninfo_to_dict(url)
        except psycopg.Error:
            raise SettingsError("SHIM_OPS_STORE_URL: is no URL that PostgreSQL's client library understands") from None
        self.name = f"PostgreSQL {given.get('host', '')}:{given.get('port', '')}/{given.get('dbname', '')}"
        self._conninfo = make_conninfo(**(DEFAULTS | given))
        self._listening = make_conninfo(**(DEFAULTS | LISTENING | given))
        self._deadline_ms = deadline_ms
        self._connection: PromptConnection | None = None

    async def read(self, statement: Statement, values: Values) -> list[Row]:
        """
        Run one query and return its rows.

        What happened to the server while a connection was idle shows only now; that is no failure yet, and a query may
        be asked twice.
        """
        with self._our_errors():
            if self._connection is not None:
                with suppress(psycopg.OperationalError):
                    return await self._read(statement, values)
            return await self._read(statement, values)

    async def change(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction."""
        with self._our_errors():
            async with self._connected() as connection, connection.transaction():
                return await work(_Transaction(connection))

    async def create(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do as `change` does: the database is there, or it is not ours to make."""
        return await self.change(work)

    async def changes(self) -> AsyncGenerator[None, None]:
        """Listen on a connection of its own, which ends with the generator."""
        with self._our_errors():
            async with await PromptConnection.connect(self._listening, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                yield
                async for _ in connection.notifies():
                    yield

    async def close(self) -> None:
        """Close the connection; safe to call twice."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _read(self, statement: Statement, values: Values) -> list[Row]:
        async with self._connected() as connection:
            return await _Transaction(connection).read(statement, values)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[PromptConnection]:
        """Give the connection, and forget it when it comes back broken or in the middle of something."""
        connection = self._connection or await self._connect()
        try:
            yield connection
        finally:
            if connection.pgconn.transaction_status != TransactionStatus.IDLE:
                await self.close()

    async def _connect(self) -> PromptConnection:
        # Statements are not prepared: poolers that hand connections around would lose them, and these are quick.
        connection = await PromptConnection.connect(self._conninfo, autocommit=True, prepare_threshold=None)
        self._connection = connection
        await connection.execute(f"SET statement_timeout = {self._deadline_ms}")
        return connection

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        try:
            yield
        except (errors.UndefinedTable, errors.UndefinedColumn):
            raise SchemaMissing(f"{self.name}: a table or column is missing; run: shim-migrate sql") from None
        except tuple(UNWRITABLE) as error:
            raise StoreUnwritable(self.name, UNWRITABLE[type(error)]) from None
        except (psycopg.Error, UnicodeError, OSError) as error:
            raise StoreUnreachable(f"{self.name}: {_say(error)}") from None


def _say(error: Exception) -> str:
    """Return libpq's words on a connection, and only the kind of any other error: its text may quote a value."""
    if isinstance(error, errors.OperationalError) and error.sqlstate is None:
        return str(error).strip().splitlines()[0]
    return type(error).__name__
