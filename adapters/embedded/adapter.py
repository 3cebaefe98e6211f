"""
The embedded Events Engine's I/O: SQLite through aiosqlite, one connection on one thread.

One connection, because four threads on SQLite serve less than one: they hand the interpreter's lock to each other at
every row. Every read is one call on that thread. The layout of the tables is in `statements.py`.
Guarded by `tests/contract/` and `tests/unit/adapters/embedded/test_adapter.py`.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast
from urllib.parse import quote

import aiosqlite

from adapters.base import Family, Finding, PageView, Position, Scope, Session, SessionKey
from adapters.embedded import rows, statements
from adapters.errors import AdapterError, EngineMisconfigured, EngineTimeout, EngineUnreachable
from adapters.gate import Gate
from adapters.walk import PAGE_ROWS
from config.settings import Settings, SettingsError

T = TypeVar("T")

MEMORY: Final = ":memory:"
"""In place of a file: tables that live as long as the engine is open."""

_INTERRUPT_AGAIN_S: Final = 0.01

_TO_CREATE: Final = "to create what is missing: shim-migrate load FILE --engine embedded --create"

_BUSY_SHARE: Final = 0.5
"""Part of the deadline that SQLite may wait for another process's lock: it must give up before we do, to say why."""

_PRIMARY_CODE: Final = 0xFF
"""SQLite's extended error codes carry the primary one in their lowest byte."""

ERRORS: Final[Mapping[int, tuple[type[AdapterError], str]]] = MappingProxyType(
    {
        sqlite3.SQLITE_INTERRUPT: (EngineTimeout, "a read was interrupted"),
        sqlite3.SQLITE_BUSY: (EngineTimeout, "another process holds its lock"),
        sqlite3.SQLITE_LOCKED: (EngineTimeout, "another connection holds a table's lock"),
        sqlite3.SQLITE_CANTOPEN: (EngineUnreachable, "the file cannot be opened"),
        sqlite3.SQLITE_IOERR: (EngineUnreachable, "the file cannot be read or written"),
        sqlite3.SQLITE_FULL: (EngineUnreachable, "the disk is full"),
        sqlite3.SQLITE_ERROR: (EngineMisconfigured, "a table or column is missing; `shim check` says which"),
        sqlite3.SQLITE_CORRUPT: (EngineMisconfigured, "the file is damaged; restore it or load it anew"),
        sqlite3.SQLITE_NOTADB: (EngineMisconfigured, "the file is not an SQLite database"),
        sqlite3.SQLITE_READONLY: (EngineMisconfigured, "the file may not be written"),
        sqlite3.SQLITE_PERM: (EngineMisconfigured, "the file may not be read"),
    }
)
"""ONE TABLE: SQLite's primary result codes in our words. Its own text may quote a value, so it is not passed on."""

_AFTER_ALL_IDS: Final = "\U0010ffff" * 129
"""Greater than any id of at most 512 bytes."""

_UNFORESEEN: Final = (EngineUnreachable, "SQLite failed")

_BROKEN: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""After these the file is opened anew: an operator may have put another one in its place."""


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code; 0 when Python's own checks raised."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE


def from_settings(settings: Settings) -> "EmbeddedEngine":
    """
    Return the engine that the settings describe, not yet opened.

    Raises:
        SettingsError: no file is set.
    """
    if not settings.embedded_file:
        raise SettingsError("SHIM_EMBEDDED_FILE: is not set. It names the file of the embedded Events Engine.")
    return EmbeddedEngine(settings.embedded_file, deadline_s=settings.engine_deadline_ms / 1000)


def _bounded(begin: Position) -> Position:
    """Return a place that SQLite's integers can hold; none lies beyond them."""
    if -(2**63) <= begin.start_epoch_ms < 2**63:
        return begin
    return Position(2**63 - 1, _AFTER_ALL_IDS) if begin.start_epoch_ms > 0 else Position(-(2**63), "")


def _existing(file: str) -> str:
    """Return how SQLite opens a file without making it: an unmounted disk must not look like an empty engine."""
    if file == MEMORY:
        return file
    path = Path(file).absolute()
    if not path.is_file():
        raise EngineUnreachable(f"embedded engine {file}: there is no such file")
    return f"file:{quote(str(path))}?mode=rw"


@contextmanager
def _our_errors(file: str) -> Iterator[None]:
    """Map what SQLite raises; the one place that knows its exceptions."""
    try:
        yield
    except sqlite3.Error as error:
        kind, says = ERRORS.get(_code(error), _UNFORESEEN)
        raise kind(f"embedded engine {file}: {says}") from error


async def _interrupt(connection: aiosqlite.Connection) -> None:
    """Stop what the connection's thread works on, and return when it has stopped."""
    stopped = asyncio.ensure_future(connection.execute_fetchall("SELECT 1"))
    while not stopped.done():  # again, as an interrupt that comes before its statement begins is lost
        await connection.interrupt()
        await asyncio.wait((stopped,), timeout=_INTERRUPT_AGAIN_S)
    stopped.exception()  # it may have been interrupted itself


class EmbeddedEngine:
    """
    Reader and writer of one SQLite file; see `adapters.base.EngineAdapter` and `EngineWriter`.

    Args:
        file: its path, or `MEMORY`. A missing file is made by `create_schema` only, and found when it appears.
        deadline_s: of each round trip, waiting for the connection included.
    """

    family = Family.EVENTS
    read_rows = PAGE_ROWS

    def __init__(self, file: str, *, deadline_s: float) -> None:
        self._file = file
        self._deadline_s = deadline_s
        self._connection: aiosqlite.Connection | None = None
        self._gate = Gate(slots=1)

    async def open(self) -> None:
        """Prepare nothing: the file is opened by the first call that finds it."""

    async def close(self) -> None:
        """Close the connection and end its thread; with `MEMORY` the data goes too."""
        await self._gate.close()
        await self._forget()

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Return `count` sessions of `scope` from `begin` on; one round trip."""
        if scope.user_id is None:
            found = await self._fetch(statements.READ_SITE_SESSIONS, (scope.site, *_bounded(begin), count))
        else:
            found = await self._fetch(statements.READ_USER_SESSIONS, (*scope, *_bounded(begin), count))
        return rows.sessions(found)

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
        """Return `count` keys of `scope` from `begin` on; one round trip that touches an index only."""
        if scope.user_id is None:
            found = await self._fetch(statements.READ_SITE_KEYS, (scope.site, *_bounded(begin), count))
        else:
            found = await self._fetch(statements.READ_USER_KEYS, (*scope, *_bounded(begin), count))
        return list(map(SessionKey._make, found))

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """Return one session of a site, or `None`; one round trip."""
        found = rows.sessions(await self._fetch(statements.FIND_SESSION, (site, session_id)))
        return found[0] if found else None

    async def read_page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:
        """Return `count` page views of a session from `begin` on; one round trip."""
        found = await self._fetch(statements.READ_PAGE_VIEWS, (site, session_id, *_bounded(begin), count))
        return list(map(PageView._make, found))

    async def create_schema(self) -> None:
        """Create file, tables and indexes where they are missing."""
        if self._file != MEMORY:
            with _our_errors(self._file), sqlite3.connect(self._file):
                pass
        for statement in statements.SCHEMA:
            await self._fetch(statement, ())

    async def write_sessions(self, sessions: Sequence[Session]) -> None:
        """Store sessions in one transaction; a stored row that is as new or newer stays."""
        await self._write(statements.WRITE_SESSION, rows.stored(sessions))

    async def write_page_views(self, page_views: Sequence[PageView]) -> None:
        """Store page views in one transaction; a stored row that is as new or newer stays."""
        await self._write(statements.WRITE_PAGE_VIEW, page_views)

    async def check(self) -> list[Finding]:
        """Look at the file, then at the columns of each table and the plan of each read."""
        try:
            await self._fetch("PRAGMA schema_version", ())
            findings = [Finding("embedded file", ok=True, detail=self._file)]
            findings += [await self._check_table(table, columns) for table, columns in statements.TABLES.items()]
            if all(finding.ok for finding in findings):
                findings += [await self._check_plan(subject, *read) for subject, read in statements.READS.items()]
        except AdapterError as error:
            return [Finding("embedded file", ok=False, detail=f"{error}; {_TO_CREATE}")]
        return findings

    async def _check_table(self, table: str, columns: Sequence[str]) -> Finding:
        there = {row[1] for row in await self._fetch(f"PRAGMA table_info({table})", ())}
        missing = [column for column in columns if column not in there]
        trouble = f"lacks {', '.join(missing)}" if there else f"is missing; {_TO_CREATE}"
        return Finding(
            f"embedded table {table}", ok=not missing, detail=trouble if missing else f"{len(there)} columns"
        )

    async def _check_plan(self, subject: str, statement: str, index: str) -> Finding:
        blanks = (None,) * statement.count("?")
        plan = "\n".join(row[3] for row in await self._fetch(f"EXPLAIN QUERY PLAN {statement}", blanks))
        ok = statements.plan_uses(plan, index)
        detail = f"by {index}" if ok else f"does not use {index}; {_TO_CREATE}"
        return Finding(f"embedded read: {subject}", ok=ok, detail=detail)

    async def _fetch(self, statement: str, parameters: tuple[Any, ...]) -> Sequence[rows.StoredRow]:
        async def fetch(connection: aiosqlite.Connection) -> Any:  # noqa: ANN401 - rows are whatever was selected
            return await connection.execute_fetchall(statement, parameters)

        return cast("Sequence[rows.StoredRow]", await self._run(fetch))

    async def _write(self, statement: str, items: Iterable[rows.StoredRow]) -> None:
        async def write(connection: aiosqlite.Connection) -> None:
            try:
                await connection.executemany(statement, items)
                await connection.commit()
            except BaseException:
                await _interrupt(connection)
                await connection.rollback()
                raise

        await self._run(write)

    async def _run(self, call: Callable[[aiosqlite.Connection], Awaitable[T]]) -> T:
        with _our_errors(self._file):
            return await self._gate.run(self._deadline_s * 1000, lambda: self._call(call))

    async def _call(self, call: Callable[[aiosqlite.Connection], Awaitable[T]]) -> T:
        """Run a call; it ends only when SQLite has let go of it, so that no interrupt meets the next one."""
        try:
            return await call(self._connection or await self._connect())
        except asyncio.CancelledError:
            if self._connection is not None:
                await _interrupt(self._connection)
            raise
        except sqlite3.DatabaseError as error:
            if _code(error) in _BROKEN:
                await self._forget()
            raise

    async def _connect(self) -> aiosqlite.Connection:
        busy_s = self._deadline_s * _BUSY_SHARE
        self._connection = await aiosqlite.connect(_existing(self._file), uri=True, timeout=busy_s)
        await self._connection.execute_fetchall("PRAGMA synchronous = NORMAL")
        return self._connection

    async def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
