"""
The floor: a bare aiohttp handler that reads the same rows with the raw driver and does as little as possible with them.

    python -m tests.benchmarks.floor < settings.json

Runs in a process of its own, as the shim does. `/40` reads the rows of the main job and sends a constant body of the
size of the shim's answer; `/10000` reads that many and sends them straight through the encoder. Must not import more of
the shim than that encoder. To add a driver: a context manager that gives a `Fetch`, and a row in `DRIVERS`.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from aiohttp import web

from adapters.base import Session
from shim.legacy.escaping import encode_page

ROWS: Final = 41
"""The shim reads one more than it answers, to know where the next page begins."""
LARGE_ROWS: Final = 10_001
POOL_SIZE: Final = 10
"""The shim's default."""

Row = tuple[Any, ...]
Fetch = Callable[[tuple[Any, ...]], Awaitable[Sequence[Row]]]

_FIRST_NUMBER: Final = Session._fields.index("session_start_epoch_ms")
_FIRST_TEXT: Final = Session._fields.index("browser")


class FloorSettings(NamedTuple):
    """
    What a floor is told.

    Args:
        driver: a row of `DRIVERS`.
        connect: what the driver connects with.
        statement: the adapter's own text; its parameters are site, user, start, id, count, and `tail`.
        site: whose sessions.
        begin_ms: where the read begins.
        body_file: holds the constant body.
        tail: parameters that follow the count.
    """

    driver: str
    connect: dict[str, Any]
    statement: str
    site: str
    begin_ms: int
    body_file: str
    tail: list[int]


@asynccontextmanager
async def _psycopg(settings: FloorSettings) -> AsyncIterator[Fetch]:
    from psycopg import AsyncConnection, AsyncRawCursor  # noqa: PLC0415 - one driver is imported, not all
    from psycopg_pool import AsyncConnectionPool  # noqa: PLC0415 - the same

    options = {"autocommit": True, "cursor_factory": AsyncRawCursor}
    pool: AsyncConnectionPool[AsyncConnection[Row]] = AsyncConnectionPool(
        settings.connect["url"], min_size=POOL_SIZE, max_size=POOL_SIZE, kwargs=options, open=False
    )

    async def fetch(parameters: tuple[Any, ...]) -> Sequence[Row]:
        async with pool.connection() as connection:
            return await (await connection.execute(settings.statement.encode(), parameters)).fetchall()

    async with pool:
        yield fetch


@asynccontextmanager
async def _cassandra(settings: FloorSettings) -> AsyncIterator[Fetch]:
    from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile  # noqa: PLC0415 - as above
    from cassandra.policies import DCAwareRoundRobinPolicy, TokenAwarePolicy  # noqa: PLC0415 - the same
    from cassandra.query import tuple_factory  # noqa: PLC0415 - the same

    policy = TokenAwarePolicy(DCAwareRoundRobinPolicy(settings.connect["local_dc"]))
    profile = ExecutionProfile(policy, row_factory=tuple_factory, request_timeout=60)
    cluster = Cluster(["127.0.0.1"], port=settings.connect["port"], execution_profiles={EXEC_PROFILE_DEFAULT: profile})
    session = await asyncio.to_thread(cluster.connect, settings.connect["keyspace"])
    prepared = await asyncio.to_thread(session.prepare, settings.statement)
    loop = asyncio.get_running_loop()

    def page(parameters: tuple[Any, ...], paging_state: bytes | None) -> asyncio.Future[tuple[list[Row], bytes | None]]:
        future: asyncio.Future[tuple[list[Row], bytes | None]] = loop.create_future()
        request = session.execute_async(prepared, parameters, paging_state=paging_state)
        request.add_callbacks(
            lambda rows: loop.call_soon_threadsafe(future.set_result, (rows, request._paging_state)),
            lambda error: loop.call_soon_threadsafe(future.set_exception, error),
        )
        return future

    async def fetch(parameters: tuple[Any, ...]) -> Sequence[Row]:
        rows, paging_state = await page(parameters, None)
        while paging_state:
            more, paging_state = await page(parameters, paging_state)
            rows += more
        return rows

    yield fetch
    await asyncio.to_thread(cluster.shutdown)


@asynccontextmanager
async def _aiosqlite(settings: FloorSettings) -> AsyncIterator[Fetch]:
    import aiosqlite  # noqa: PLC0415 - as above

    async with aiosqlite.connect(settings.connect["file"]) as connection:

        async def fetch(parameters: tuple[Any, ...]) -> Sequence[Row]:
            return await connection.execute_fetchall(settings.statement, parameters)  # type: ignore[return-value] # tuples

        yield fetch


DRIVERS: Final[dict[str, Callable[[FloorSettings], AbstractAsyncContextManager[Fetch]]]] = {
    "psycopg": _psycopg,
    "cassandra": _cassandra,
    "aiosqlite": _aiosqlite,
}
"""ONE TABLE: the raw drivers."""


def large_body(rows: Sequence[Row]) -> bytes:
    """Return the rows of a read as the encoder writes them, each number through `str`."""
    return b'[[ "' + encode_page(list(zip(*map(_cells, rows), strict=True))) + b'"] ]'


def _cells(row: Row) -> Row:
    numbers = map(str, row[_FIRST_NUMBER:_FIRST_TEXT])
    return (*row[:_FIRST_NUMBER], *numbers, *row[_FIRST_TEXT:-1], "")


async def serve(settings: FloorSettings) -> None:
    """Serve until the process is ended."""
    body = await asyncio.to_thread(Path(settings.body_file).read_bytes)
    async with DRIVERS[settings.driver](settings) as fetch:

        async def read(request: web.Request, count: int) -> Sequence[Row]:
            user = request.raw_path.rpartition("=")[2]
            return await fetch((settings.site, user, settings.begin_ms, "", count, *settings.tail))

        async def answer(request: web.Request) -> web.Response:
            rows = await read(request, ROWS)
            if len(rows) != ROWS:
                raise web.HTTPInternalServerError
            return web.Response(body=body, content_type="text/html")

        async def answer_large(request: web.Request) -> web.Response:
            return web.Response(body=large_body(await read(request, LARGE_ROWS)), content_type="text/html")

        app = web.Application()
        app.add_routes([web.get("/40", answer), web.get("/10000", answer_large)])
        runner = web.AppRunner(app, access_log=None, handle_signals=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"listening on http://127.0.0.1:{site.port}", flush=True)  # noqa: T201 - whoever started us waits for it
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, web.GracefulExit):
        asyncio.run(serve(FloorSettings(**json.load(sys.stdin))))
