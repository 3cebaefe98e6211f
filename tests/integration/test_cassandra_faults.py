"""The Events Engine while a real Cassandra is absent, refused, paused, killed or restarted."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Final

import pytest

from adapters.base import Page, Position, Scope, Session, SessionQuery
from adapters.cassandra import CassandraEngine, make_cassandra
from adapters.errors import AdapterError, EngineMisconfigured, EngineTimeout, EngineUnreachable
from adapters.walk import walk
from tests.builders import SITE, USER, many_sessions
from tests.servers.cassandra import ADDRESS, CassandraServer
from tests.servers.processes import free_port

pytestmark = pytest.mark.cassandra

NEWEST: Final = Position(2**62, "")
OF_USER: Final = Scope(SITE, USER)
KEYSPACE: Final = "faults"
ROWS: Final = 1_200
DEADLINE_MS: Final = 1_500
SLACK_S: Final = 2
"""Beyond the deadline, for a busy machine."""
LIMIT_S: Final = 60


@pytest.fixture(scope="module")
def server() -> Iterator[CassandraServer]:
    """A node of this module's own, to be ill-treated; what it acknowledged is on disk."""
    with CassandraServer.start(durable=True) as server:
        yield server


@pytest.fixture(scope="module")
def sessions(server: CassandraServer) -> list[Session]:
    """What is stored."""

    async def store() -> list[Session]:
        writer = make_cassandra(server.address, server.port, KEYSPACE)
        await writer.create_schema()
        rows = [row._replace(properties=None) for row in many_sessions(1, ROWS)]
        await writer.write_sessions(rows)
        await writer.close()
        return sorted(rows, key=lambda row: (row.session_start_epoch_ms, row.session_id), reverse=True)

    return asyncio.run(store())


@pytest.fixture
async def engine(server: CassandraServer, sessions: list[Session]) -> AsyncIterator[CassandraEngine]:
    """An engine that is connected and has read the newest session."""
    engine = make_cassandra(server.address, server.port, KEYSPACE, engine_deadline_ms=DEADLINE_MS)
    await until_well(engine)
    assert await engine.read_sessions(OF_USER, NEWEST, 1) == sessions[:1]
    yield engine
    await engine.close()


async def read(engine: CassandraEngine) -> int:
    return len(await engine.read_sessions(OF_USER, NEWEST, 41))


async def failed(engine: CassandraEngine, *kinds: type[Exception]) -> float:
    """Return the seconds after which a read failed as it must."""
    started_s = time.monotonic()
    with pytest.raises(kinds):
        await read(engine)
    return time.monotonic() - started_s


async def rest_of(pages: AsyncIterator[Page]) -> list[Session]:
    return [row async for page in pages for row in page.sessions]


async def until_well(engine: CassandraEngine) -> None:
    """Return once a read succeeds, as it must without anybody's help."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            try:
                assert await read(engine) == 41
            except (EngineUnreachable, EngineTimeout):
                await asyncio.sleep(0.05)  # it is asked again and again, as by requests
            else:
                return


async def test_nobody_there_is_told_within_the_deadline() -> None:
    """An engine opens with nobody at its address, and each read says so in time."""
    engine = make_cassandra(ADDRESS, free_port(), KEYSPACE, engine_deadline_ms=DEADLINE_MS)
    await engine.open()
    for late_s in await asyncio.gather(*(failed(engine, EngineUnreachable) for _ in range(20))):
        assert late_s < DEADLINE_MS / 1000 + SLACK_S
    assert await failed(engine, EngineUnreachable) < DEADLINE_MS / 1000 + SLACK_S
    [finding] = await engine.check()
    assert not finding.ok
    await engine.close()
    await engine.close()


async def test_a_closed_engine_says_so(engine: CassandraEngine) -> None:
    """After closing every read is refused, and nothing connects again, be it for the first time."""
    unused = make_cassandra(ADDRESS, engine._settings.cassandra_port, KEYSPACE)
    for closed in (engine, unused):
        await closed.close()
        await failed(closed, EngineUnreachable)


async def test_a_missing_keyspace_is_for_an_operator(server: CassandraServer) -> None:
    """Without its keyspace or its tables an engine is misconfigured, and heals when they are made."""
    engine = make_cassandra(server.address, server.port, "not_there_yet")
    await failed(engine, EngineMisconfigured)
    await engine.create_schema()
    assert await read(engine) == 0
    await engine.close()


@pytest.mark.usefixtures("sessions")
async def test_a_cluster_that_comes_later_is_found(server: CassandraServer) -> None:
    """An engine that was opened before its cluster serves as soon as that is there."""
    server.kill()
    engine = make_cassandra(server.address, server.port, KEYSPACE, engine_deadline_ms=DEADLINE_MS)
    await engine.open()
    await failed(engine, EngineUnreachable)
    await asyncio.to_thread(server.restart)
    await until_well(engine)
    await engine.close()


async def test_a_paused_node_is_told_in_time_and_found_again(server: CassandraServer, engine: CassandraEngine) -> None:
    """Reads of a paused node end at the deadline or before, more of them than slots too; then all is well again."""
    server.stop()
    try:
        for _ in range(4):
            late = await asyncio.gather(*(failed(engine, EngineTimeout, EngineUnreachable) for _ in range(200)))
            assert max(late) < DEADLINE_MS / 1000 + SLACK_S
    finally:
        server.cont()
    await until_well(engine)


@pytest.mark.usefixtures("sessions")
async def test_a_paused_node_is_told_to_a_new_engine(server: CassandraServer) -> None:
    """An engine that has never reached its paused node says so in time, and serves once it goes on."""
    server.stop()
    engine = make_cassandra(server.address, server.port, KEYSPACE, engine_deadline_ms=DEADLINE_MS)
    try:
        assert await failed(engine, EngineUnreachable) < DEADLINE_MS / 1000 + SLACK_S
    finally:
        server.cont()
    await until_well(engine)
    await engine.close()


async def test_a_node_killed_in_the_middle_of_a_walk_is_found_again(
    server: CassandraServer, engine: CassandraEngine, sessions: list[Session]
) -> None:
    """A walk whose node dies between two pages fails in time; after a restart all acknowledged rows are read."""
    query = SessionQuery(OF_USER, NEWEST, active_from_epoch_ms=None, offset=0, limit=ROWS)
    pages = walk(engine, query)
    page = await anext(pages)
    assert list(page.sessions) == sessions[: len(page.sessions)]
    await anext(pages)
    server.kill()
    started_s = time.monotonic()
    with pytest.raises(AdapterError):
        await rest_of(pages)
    assert time.monotonic() - started_s < 2 * (DEADLINE_MS / 1000 + SLACK_S)
    await asyncio.to_thread(server.restart)
    await until_well(engine)
    assert await rest_of(walk(engine, query)) == sessions


def test_importing_the_engine_does_not_import_the_driver() -> None:
    """The driver, which costs more start-up time than all else, waits for the first connection."""
    code = "import sys, adapters.cassandra as package; sys.exit('cassandra.cluster' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
