"""
One cluster, used by many tasks of one event loop: connected when first wanted and asked again when it was down.

Every request goes through the gate, so that the callers are free at the deadline and no more requests are in flight
than the setting allows. Must not know tables, nor import the driver before it is wanted.
Guarded by `tests/integration/test_cassandra_faults.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from adapters.cassandra.bridge import Answer
from adapters.cassandra.rows import Change, messages
from adapters.cassandra.statements import Statement
from adapters.errors import AdapterError, EngineUnreachable
from adapters.gate import Gate
from config.settings import Settings

if TYPE_CHECKING:
    from adapters.cassandra.connection import Connection

RETRY_AFTER_S: Final = 1.0
"""A cluster that could not be reached is left alone this long; meanwhile callers get the same answer at once."""

PATIENCE: Final = 0.9
"""Part of the deadline that a request waits for a connection that is being made: it must give up first, to say why."""

WRITERS: Final = 64
"""Writes in flight; more gain nothing."""

T = TypeVar("T")


class _Page(NamedTuple):
    """A page that was read, and who decodes it."""

    connection: "Connection"
    answer: Answer

    def decoded(self) -> Awaitable[list[Any]]:
        """Return its rows."""
        return self.connection.decoded(self.answer)


class Client:
    """
    Sends statements, one round trip each.

    Args:
        settings: where the cluster is, how it is asked, and the deadline.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._deadline_ms = settings.engine_deadline_ms
        self._gate = Gate(settings.cassandra_max_requests)
        self._connection: Connection | None = None
        self._attempt: asyncio.Task[AdapterError | None] | None = None
        self._retry_at_s = 0.0
        self._preparing = asyncio.Lock()
        self._closed = False

    async def close(self) -> None:
        """Give up what is running and disconnect; safe to call twice."""
        self._closed = True
        await self._gate.close()
        if self._attempt is not None:
            await asyncio.wait((self._attempt,))
        connection, self._connection = self._connection, None
        if connection is not None:
            await asyncio.to_thread(connection.close)

    async def fetch(self, statement: Statement, parameters: Sequence[object]) -> list[Any]:
        """
        Return the rows of a statement as tuples; one round trip for each `fetch_size` of them, each under the deadline.

        While a page is decoded, the node reads the next one.

        Raises:
            AdapterError: what the driver raised, in our words.
        """
        rows: list[Any] = []
        page = await self._page(statement, parameters, None)
        while (paging_state := page.answer.paging_state) is not None:
            ahead = asyncio.ensure_future(self._page(statement, parameters, paging_state))
            try:
                await asyncio.sleep(0)  # so that it is sent
                rows += await page.decoded()
                page = await ahead
            finally:
                ahead.cancel()
        return rows + await page.decoded()

    async def write(self, statement: Statement, parameters: Sequence[object]) -> list[Any]:
        """Write by one statement and return what it answers."""

        async def send(connection: "Connection") -> list[Any]:
            return await connection.decoded(await connection.write(statement, parameters))

        return await self._run((statement,), send)

    async def write_partitions(self, mutations: Iterable[list[Change]]) -> None:
        """Write mutations, in no order, so many at a time; the first failure ends it."""
        rest = messages(mutations)

        async def work() -> None:
            for message in rest:
                await self._run({statement for statement, _ in message}, partial(_write_together, message))

        await run_all(work() for _ in range(WRITERS))

    async def execute_all(self, cql: Iterable[str], *, timeout_s: float) -> None:
        """Run statements that change the schema, one after the other, on a connection of their own."""
        await asyncio.to_thread(_execute_all, self._settings, tuple(cql), timeout_s)
        self._retry_at_s = 0.0  # what was missing may be there now

    async def _page(self, statement: Statement, parameters: Sequence[object], paging_state: bytes | None) -> _Page:
        async def send(connection: "Connection") -> _Page:
            return _Page(connection, await connection.fetch(statement, parameters, paging_state))

        return await self._run((statement,), send)

    async def _run(self, statements: Iterable[Statement], send: "Callable[[Connection], Awaitable[T]]") -> T:
        async def call() -> T:
            connection = self._connection or await self._connected()
            if not connection.knows(statements):
                async with self._preparing:
                    await asyncio.to_thread(connection.prepare, statements)
            return await send(connection)

        return await self._gate.run(self._deadline_ms, call)

    async def _connected(self) -> "Connection":
        """Return the connection that all who ask meanwhile wait for together."""
        if self._closed:
            raise EngineUnreachable("cassandra: closed")
        attempt = self._attempt
        if attempt is None or (attempt.done() and asyncio.get_running_loop().time() >= self._retry_at_s):
            attempt = self._attempt = asyncio.ensure_future(self._connect())
        await asyncio.wait((attempt,), timeout=PATIENCE * self._deadline_ms / 1000)
        if not attempt.done():
            raise EngineUnreachable("cassandra: still connecting")
        if failure := attempt.result():
            raise type(failure)(*failure.args) from failure
        if self._connection is None:
            raise EngineUnreachable("cassandra: closed")
        return self._connection

    async def _connect(self) -> AdapterError | None:
        try:
            self._connection = await asyncio.to_thread(_connect, self._settings, self._deadline_ms / 1000)
        except AdapterError as failure:
            self._retry_at_s = asyncio.get_running_loop().time() + RETRY_AFTER_S
            return failure
        return None


async def run_all(calls: Iterable[Awaitable[T]], at_once: int = WRITERS) -> list[T]:
    """Run calls, so many at a time, and return what they return, in order; the first failure ends the others."""
    results: list[T] = []
    rest = iter(calls)
    while batch := list(islice(rest, at_once)):
        tasks = [asyncio.ensure_future(call) for call in batch]
        try:
            results += await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
    return results


def _write_together(message: Sequence[Change], connection: "Connection") -> Awaitable[Answer]:
    return connection.write_together(message)


def _connect(settings: Settings, timeout_s: float) -> "Connection":
    from adapters.cassandra.connection import connect  # noqa: PLC0415 - the driver is imported when it is used

    return connect(settings, keyspace=settings.cassandra_keyspace, timeout_s=timeout_s)


def _execute_all(settings: Settings, cql: Iterable[str], timeout_s: float) -> None:
    from adapters.cassandra.connection import connect  # noqa: PLC0415 - the driver is imported when it is used

    connection = connect(settings, keyspace=None, timeout_s=timeout_s)
    try:
        for statement in cql:
            connection.execute(statement)
    finally:
        connection.close()
