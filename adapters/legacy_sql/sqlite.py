"""
SQLite by aiosqlite: one connection, one thread; a pool of four has a quarter of its throughput.

Must not know our statements or rows. A file that is not there is "unreachable" and is not made by reading; only
`create` makes it, and switches it to WAL, so that a load does not lock readers out.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Final, cast
from urllib.parse import quote

import aiosqlite

from adapters.errors import AdapterError, EngineMisconfigured, EngineTimeout, EngineUnreachable
from adapters.legacy_sql import plans, statements
from adapters.legacy_sql.database import ANY_TYPE, Database, Row
from adapters.legacy_sql.schema import TrialTable
from adapters.legacy_sql.statements import Statement

READ: Final = "rw"
CREATE: Final = "rwc"
"""How a file is opened; reading needs `rw` too, for the WAL."""

ERRORS: Final[Mapping[int, type[AdapterError]]] = {
    sqlite3.SQLITE_BUSY: EngineTimeout,
    sqlite3.SQLITE_LOCKED: EngineTimeout,
    sqlite3.SQLITE_INTERRUPT: EngineTimeout,
    sqlite3.SQLITE_CANTOPEN: EngineUnreachable,
    sqlite3.SQLITE_IOERR: EngineUnreachable,
}
"""ONE TABLE: SQLite's primary result codes and our errors; every other code is `EngineMisconfigured`."""

PRIMARY_CODE: Final = 0xFF
MEMORY: Final = ":memory:"
MISSING: Final = ("no such table", "no such column")

COLUMNS: Final = Statement("SELECT name FROM pragma_table_info(?, ?)")
NAMESAKES: Final = Statement(
    "SELECT name FROM sqlite_schema WHERE lower(name) = lower(?) AND type IN ('table', 'view')"
)


@contextmanager
def _our_errors() -> Iterator[None]:
    """Turn what the driver raises into `AdapterError`; SQLite's text is kept only where it names what is missing."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        text = str(error) if str(error).startswith(MISSING) else getattr(error, "sqlite_errorname", "")
        raise ERRORS.get(code & PRIMARY_CODE, EngineMisconfigured)(f"{type(error).__name__}: {text}") from None
    except (UnicodeError, OverflowError) as error:
        raise EngineMisconfigured(type(error).__name__) from None


class SqliteDatabase(Database):
    """
    One SQLite file.

    Args:
        file: its path, or `:memory:`, which lasts until `close`.
        deadline_ms: of one read, waiting for others included.
    """

    def __init__(self, file: str, deadline_ms: int) -> None:
        super().__init__(statements.sqlite(), 1, deadline_ms)
        self._file = file
        self._connection: aiosqlite.Connection | None = None
        # At DEBUG it logs every statement with its values, which are a caller's.
        logging.getLogger("aiosqlite").setLevel(logging.INFO)

    async def columns(self, relation: str) -> Mapping[str, str]:
        """See `Database`."""
        return {name: ANY_TYPE for (name,) in await self.fetch(COLUMNS, *_parts(relation))}

    async def namesakes(self, relation: str) -> Sequence[str]:
        """See `Database`."""
        return [name for (name,) in await self.fetch(NAMESAKES, relation.rpartition(".")[2])]

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _read(self, statement: Statement, values: tuple[object, ...]) -> list[Row]:
        with _our_errors():
            connection = await self._connected(READ)
            try:
                found = await connection.execute_fetchall(statement.text, (*values, *statement.tail))
                return cast("list[Row]", found)
            except asyncio.CancelledError:
                await connection.interrupt()
                await connection.execute_fetchall("SELECT 1")  # answered when the thread is free, and so is the slot
                raise

    async def _read_slowly(self, statement: Statement) -> list[Row]:
        return await self._read(statement, ())

    async def _faults(self, statement: Statement, values: tuple[object, ...], equalities: int) -> Sequence[str]:
        plan = await self._read(statement._replace(text=f"EXPLAIN QUERY PLAN {statement.text}"), values)
        return plans.sqlite_faults([step[-1] for step in plan], equalities)

    async def _create_missing(self, tables: Sequence[TrialTable]) -> None:
        with _our_errors():
            connection = await self._connected(CREATE)
            await connection.execute_fetchall("PRAGMA journal_mode = WAL")
            async with _transaction(connection):
                for table in tables:
                    there = await connection.execute_fetchall(COLUMNS.text, _parts(table.relation))
                    for text in () if there else table.create:
                        await connection.execute(text)

    async def _load(self, table: TrialTable, records: Sequence[Row]) -> None:
        with _our_errors():
            connection = await self._connected(READ)
            async with _transaction(connection):
                await connection.executemany(table.upsert, records)

    async def _connected(self, mode: str) -> aiosqlite.Connection:
        if self._connection is None:
            name = self._file if self._file == MEMORY else f"file:{quote(self._file)}?mode={mode}"
            # Tried first, as aiosqlite forgets its thread when opening fails, to speak to a loop that may be closed.
            await asyncio.to_thread(_try_open, name)
            patience_s = self._deadline_ms / 1000
            self._connection = await aiosqlite.connect(name, timeout=patience_s, isolation_level=None, uri=True)
        return self._connection


@asynccontextmanager
async def _transaction(connection: aiosqlite.Connection) -> AsyncIterator[None]:
    await connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        await connection.commit()
    except BaseException:
        await connection.rollback()
        raise


def _try_open(name: str) -> None:
    sqlite3.connect(name, uri=True).close()


def _parts(relation: str) -> tuple[str, str]:
    schema, _, table = relation.rpartition(".")
    return table, schema or "main"
