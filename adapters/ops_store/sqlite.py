"""
The ops store's database as an SQLite file that several processes share: one connection, one thread, WAL.

Must not know what is stored. With WAL readers never wait; a writer waits for another process's writer, at most half of
the deadline, so that it can say what it waited for. A missing file is not made by reading it: an unmounted disk must
not look like an empty store.
"""

import logging
import os
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar, cast
from urllib.parse import quote

import aiosqlite

from adapters.errors import StoreUnreachable, StoreUnwritable
from adapters.ops_store.database import Row, SchemaMissing, Transaction, Values
from adapters.ops_store.schema import SQLITE
from adapters.ops_store.statements import Statement

T = TypeVar("T")

MEMORY: Final = ":memory:"
"""In place of a file: tables that live as long as the connection."""

BUSY_SHARE: Final = 0.5
"""Part of the deadline that SQLite may wait for another process's lock."""

SETUP: Final = ("PRAGMA foreign_keys = ON",)

PRIMARY_CODE: Final = 0xFF
"""SQLite's extended error codes carry the primary one in their lowest byte."""

SAYS: Final[Mapping[int, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: "another process holds its lock",
        sqlite3.SQLITE_LOCKED: "another process holds its lock",
        sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
        sqlite3.SQLITE_IOERR: "the file cannot be read or written",
        sqlite3.SQLITE_CORRUPT: "the file is damaged",
        sqlite3.SQLITE_NOTADB: "the file is not an SQLite database",
        sqlite3.SQLITE_PERM: "the file may not be read",
        sqlite3.SQLITE_INTERRUPT: "interrupted",
    }
)
"""ONE TABLE: SQLite's primary result codes in our words; its own text may quote a value."""

UNWRITABLE: Final[Mapping[int, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: "the disk is full; make room, then do it again",
        sqlite3.SQLITE_READONLY: "the file may not be written; let the user of this program write it and its folder",
        sqlite3.SQLITE_IOERR_WRITE: "the disk takes no writes; see if it fails, has a quota, or is mounted read-only",
    }
)
"""The same, of a file that takes no changes, by primary or extended code, with what to do."""

MISSING: Final = ("no such table", "no such column")
"""How SQLite's text begins when the schema is not ours; it has no code of its own for that."""


class _Transaction:
    """Statements between BEGIN and COMMIT; see `database.Transaction`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def read(self, statement: Statement, values: Values) -> list[Row]:
        """Run a query and return its rows."""
        return cast("list[Row]", await self._connection.execute_fetchall(statement.value, dict(values)))

    async def write(self, statement: Statement, *many: Values) -> int:
        """Run a change for each of `many`; return how many rows it touched."""
        cursor = await self._connection.executemany(statement.value, cast("Sequence[Row]", many))  # mappings are fine
        return cursor.rowcount

    async def define(self, texts: Sequence[str]) -> None:
        """Run definitions of tables."""
        for text in texts:
            await self._connection.execute(text)


class SqliteDatabase:
    """
    One file; see `database.Database`.

    Args:
        file: its path, or `MEMORY`.
        deadline_ms: of a call; waiting for locks takes a part of it.
    """

    dialect = SQLITE

    def __init__(self, file: str, deadline_ms: int) -> None:
        self.name = f"SQLite file {file}"
        self.outlives_connections = file != MEMORY
        self._file = file
        self._uri = MEMORY if file == MEMORY else f"file:{quote(str(Path(file).absolute()))}?mode=rw"
        self._busy_s = deadline_ms / 1000 * BUSY_SHARE
        self._connection: aiosqlite.Connection | None = None
        self._identity: tuple[int, int] | None = None
        # At DEBUG it logs every statement with its values, which are hashes of passwords.
        logging.getLogger("aiosqlite").setLevel(logging.INFO)

    async def read(self, statement: Statement, values: Values) -> list[Row]:
        """Run one query and return its rows."""
        async with self._connected() as connection:
            return await _Transaction(connection).read(statement, values)

    async def change(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction that no other writer can interleave."""
        async with self._connected() as connection:
            try:
                await connection.execute("BEGIN IMMEDIATE")
                result = await work(_Transaction(connection))
                await connection.commit()
            except BaseException:
                await connection.rollback()
                raise
            return result

    async def create(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Make the file, then do as `change` does."""
        if self._file != MEMORY:
            self._make_file()
        return await self.change(work)

    async def changes(self) -> AsyncGenerator[None, None]:
        """End at once: a file tells nobody, it must be asked."""
        return
        yield

    async def close(self) -> None:
        """Close the connection and end its thread; safe to call twice."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosqlite.Connection]:
        """Give the connection; whoever leaves by an exception leaves nothing running on it."""
        try:
            await self._leave_other_file()
            connection = self._connection or await self._connect()
            try:
                yield connection
            except BaseException:
                await connection.interrupt()
                raise
        except sqlite3.Error as error:
            raise self._in_our_words(error) from None
        except UnicodeError:
            raise StoreUnreachable(f"{self.name}: a text is not valid Unicode") from None

    async def _leave_other_file(self) -> None:
        """Close a connection to a file that was removed or replaced: its readers would never notice."""
        if self._file != MEMORY and self._identify() != self._identity:
            await self.close()

    async def _connect(self) -> aiosqlite.Connection:
        self._identity = None if self._file == MEMORY else self._identify()
        connection = await aiosqlite.connect(self._uri, uri=True, timeout=self._busy_s, isolation_level=None)
        try:
            for text in SETUP:
                await connection.execute_fetchall(text)
            await _keep_ahead(connection)
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        return connection

    def _identify(self) -> tuple[int, int]:
        try:
            status = os.stat(self._file)  # noqa: PTH116 - four times a second, and Path is no gain
        except OSError:
            raise StoreUnreachable(f"{self.name}: there is no such file; to make it, run: shim-migrate sql") from None
        return status.st_dev, status.st_ino

    def _make_file(self) -> None:
        try:
            Path(self._file).touch()
        except OSError as error:
            raise StoreUnreachable(f"{self.name}: cannot be made: {error.strerror}") from None

    def _in_our_words(self, error: sqlite3.Error) -> StoreUnreachable:
        if str(error).startswith(MISSING):
            return SchemaMissing(f"{self.name}: a table or column is missing; run: shim-migrate sql")
        code = getattr(error, "sqlite_errorcode", 0)
        if reason := UNWRITABLE.get(code, UNWRITABLE.get(code & PRIMARY_CODE)):
            return StoreUnwritable(self.name, reason)
        return StoreUnreachable(f"{self.name}: {SAYS.get(code & PRIMARY_CODE, type(error).__name__)}")


async def _keep_ahead(connection: aiosqlite.Connection) -> None:
    """Have changes written ahead (WAL); a file that may only be read is read as it is."""
    try:
        await connection.execute_fetchall("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_READONLY:
            raise
