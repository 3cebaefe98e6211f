"""The legacy engine while a real PostgreSQL is refused, paused, killed, restarted or slow."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from stat import S_ISSOCK
from typing import LiteralString

import psycopg
import pytest

from adapters.base import Position, Scope
from adapters.errors import EngineMisconfigured, EngineTimeout, EngineUnreachable
from adapters.legacy_sql.adapter import LegacySqlAdapter, make_legacy_sql
from adapters.legacy_sql.postgresql import PostgresqlDatabase
from adapters.legacy_sql.statements import Relations
from tests.builders import SITE, many_sessions
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.postgres

NEWEST = Position(2**62, "")
OF_SITE = Scope(SITE, None)
PATIENCE_MS = 60_000
DEADLINE_MS = 2_000
AT_ONCE_S = 5
"""Far below the patient deadline, far above what it takes on a busy machine."""
SLACK_S = 4
"""Beyond the deadline, for a busy machine."""
LIMIT_S = 60
SOME_FILES = 1_024
SLOW = "CREATE VIEW slow AS SELECT * FROM sessions WHERE pg_sleep(30) IS NOT NULL"
BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted"
ASLEEP = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
OURS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'legacy-shim' AND datname = current_database()"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of this module's own, to be ill-treated."""
    with PostgresServer.start() as server:
        yield server


@pytest.fixture
def url(server: PostgresServer) -> str:
    return server.new_database()


async def opened(url: str, deadline_ms: int) -> LegacySqlAdapter:
    """Return an adapter over fifty sessions with a pool of three that has used all of its connections."""
    adapter = make_legacy_sql(url, pool_size=3, deadline_ms=deadline_ms)
    await adapter.create_schema()
    await adapter.write_sessions(many_sessions(4, 50))
    await asyncio.gather(*(read(adapter) for _ in range(12)))
    return adapter


@pytest.fixture
async def adapter(url: str) -> AsyncIterator[LegacySqlAdapter]:
    """An adapter whose deadline is not reached in these tests."""
    adapter = await opened(url, PATIENCE_MS)
    yield adapter
    await adapter.close()


@pytest.fixture
async def impatient(url: str) -> AsyncIterator[LegacySqlAdapter]:
    """An adapter whose deadline is."""
    adapter = await opened(url, DEADLINE_MS)
    yield adapter
    await adapter.close()


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing that is in a cycle is freed, as for long in a shim that has calmed its collector."""
    gc.disable()
    yield
    gc.enable()


@contextmanager
def killed(server: PostgresServer) -> Iterator[None]:
    server.kill()
    try:
        yield
    finally:
        server.restart()


@contextmanager
def paused(server: PostgresServer) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.cont()


async def read(adapter: LegacySqlAdapter) -> int:
    return len(await adapter.read_sessions(OF_SITE, NEWEST, 41))


async def failed(adapter: LegacySqlAdapter, kind: type[Exception]) -> float:
    """Return the seconds after which a read failed as it must."""
    started_s = time.monotonic()
    with pytest.raises(kind):
        await read(adapter)
    return time.monotonic() - started_s


def execute(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def open_sockets() -> int:
    """Return how many sockets this process has."""
    found = 0
    for number in range(SOME_FILES):
        with suppress(OSError):
            found += S_ISSOCK(os.fstat(number).st_mode)
    return found


async def until(url: str, query: LiteralString, count: int) -> None:
    """Return once a query of the server's own views counts so many."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as observer, asyncio.timeout(LIMIT_S):
        while await (await observer.execute(query)).fetchone() != (count,):
            pass


async def test_a_refused_connection_is_told_at_once(server: PostgresServer, adapter: LegacySqlAdapter) -> None:
    """With the server gone every read fails at once, and the first one after its return succeeds."""
    with killed(server):
        for _ in range(10):
            assert await failed(adapter, EngineUnreachable) < AT_ONCE_S
    assert await read(adapter) == 41


async def test_a_restart_between_reads_is_not_noticed(server: PostgresServer, adapter: LegacySqlAdapter) -> None:
    """Pooled connections that died with the old server are replaced within the read, after a crash as after a stop."""
    server.restart()
    assert await asyncio.gather(*(read(adapter) for _ in range(9))) == [41] * 9
    with killed(server):
        pass
    assert await asyncio.gather(*(read(adapter) for _ in range(9))) == [41] * 9


async def test_statements_that_a_pooler_forgot_are_prepared_again(adapter: LegacySqlAdapter) -> None:
    """What was prepared on a connection may be gone, as behind a pooler; the read finds out and succeeds."""
    database = adapter._database
    assert isinstance(database, PostgresqlDatabase)
    for connection in database._idle:
        await connection.execute("DEALLOCATE ALL")
    assert await asyncio.gather(*(read(adapter) for _ in range(9))) == [41] * 9


async def test_a_paused_server_is_a_timeout(server: PostgresServer, impatient: LegacySqlAdapter) -> None:
    """Reads on old and new connections end at the deadline, more of them than slots, too; then all is well again."""
    with paused(server):
        for _ in range(2):
            late = await asyncio.gather(*(failed(impatient, EngineTimeout) for _ in range(8)))
            assert min(late) >= DEADLINE_MS / 1000
            assert max(late) < DEADLINE_MS / 1000 + SLACK_S
    assert await asyncio.gather(*(read(impatient) for _ in range(9))) == [41] * 9


@pytest.mark.usefixtures("no_collector")
async def test_abandoned_attempts_to_connect_are_closed(server: PostgresServer, impatient: LegacySqlAdapter) -> None:
    """Of reads that gave up while they connected to a paused server no socket is left; it would go on with them."""
    before = open_sockets()
    with paused(server):
        for _ in range(3):
            await asyncio.gather(*(failed(impatient, EngineTimeout) for _ in range(3)))
        assert open_sockets() <= before
    assert await asyncio.gather(*(read(impatient) for _ in range(9))) == [41] * 9


async def test_a_paused_server_does_not_hold_up_closing(server: PostgresServer, adapter: LegacySqlAdapter) -> None:
    """An adapter whose server is paused closes while a read is under way, and its caller is told."""
    with paused(server):
        reading = asyncio.ensure_future(failed(adapter, EngineUnreachable))
        await asyncio.sleep(0)
        started_s = time.monotonic()
        await adapter.close()
        assert time.monotonic() - started_s < AT_ONCE_S
        await reading


async def test_a_server_killed_while_reading_is_unreachable(
    server: PostgresServer, adapter: LegacySqlAdapter, url: str
) -> None:
    """Reads under way when the server dies fail at once, and succeed once it is back, without a new adapter."""
    locker = await psycopg.AsyncConnection.connect(url)
    await locker.execute("LOCK TABLE sessions")
    reading = [asyncio.ensure_future(failed(adapter, EngineUnreachable)) for _ in range(3)]
    await until(url, BLOCKED, 3)
    with killed(server):
        await asyncio.wait_for(asyncio.gather(*reading), AT_ONCE_S)
    assert await read(adapter) == 41
    await locker.close()


async def test_a_slow_query_is_a_timeout_and_ends_in_the_server(impatient: LegacySqlAdapter, url: str) -> None:
    """A query that takes longer than the deadline is abandoned then, and does not go on in the server for long."""
    slow = make_legacy_sql(url, Relations(sessions="slow"), pool_size=2, deadline_ms=DEADLINE_MS)
    execute(url, SLOW)
    late = await asyncio.gather(*(failed(slow, EngineTimeout) for _ in range(6)))
    assert max(late) < DEADLINE_MS / 1000 + SLACK_S
    assert await read(impatient) == 41
    await slow.close()
    await impatient.close()
    await until(url, OURS, 0)


async def test_reads_wait_their_turn_for_a_connection(adapter: LegacySqlAdapter, url: str) -> None:
    """While slow queries hold every connection other reads wait, and are answered as soon as one is free."""
    async with await psycopg.AsyncConnection.connect(url) as locker:
        await locker.execute("LOCK TABLE sessions")
        reading = [asyncio.ensure_future(read(adapter)) for _ in range(20)]
        await until(url, BLOCKED, 3)
    assert await asyncio.wait_for(asyncio.gather(*reading), LIMIT_S) == [41] * 20


@pytest.mark.usefixtures("adapter")
async def test_a_caller_that_goes_away_frees_its_connection(url: str) -> None:
    """Cancelled reads leave at once, and their slots serve others although the server still works for them."""
    slow = make_legacy_sql(url, Relations(sessions="slow"), pool_size=2, deadline_ms=PATIENCE_MS)
    execute(url, SLOW)
    reading = [asyncio.ensure_future(read(slow)) for _ in range(2)]
    await until(url, ASLEEP, 2)
    for task in reading:
        task.cancel()
    gone = await asyncio.gather(*reading, return_exceptions=True)
    assert [type(error) for error in gone] == [asyncio.CancelledError] * 2
    assert [site async for site in slow.read_sites()] == []
    await slow.close()


async def test_who_is_refused_by_name_must_act(server: PostgresServer) -> None:
    """An unknown database or user is a fault of the settings, told without the password."""
    base = f"{server.address}:{server.port}"
    for url in (f"postgresql://postgres:secret@{base}/none", f"postgresql://none:secret@{base}/postgres"):
        adapter = make_legacy_sql(url)
        with pytest.raises(EngineMisconfigured) as refused:
            await read(adapter)
        assert "secret" not in str(refused.value)
        assert "none" in str(refused.value)
        await adapter.close()


async def test_too_many_connections_is_not_the_settings_fault(server: PostgresServer, url: str) -> None:
    """A server that has no connection left is unreachable for now, and is asked again."""
    with psycopg.connect(server.url(), autocommit=True) as owner:
        name = url.rpartition("/")[2].encode()
        owner.execute(b"CREATE ROLE few LOGIN CONNECTION LIMIT 1; ALTER DATABASE %s OWNER TO few" % name)
    mine, other = (make_legacy_sql(url.replace("postgres@", "few@")) for _ in range(2))
    await mine.create_schema()
    await failed(other, EngineUnreachable)
    await mine.close()
    await until(url, OURS, 0)
    assert await read(other) == 0
    await other.close()
