"""What writing to a real Cassandra leaves behind: once, twice, out of order, by two at once, and cut short."""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from uuid import uuid4

import pytest

from adapters.base import Position, Scope, Session
from adapters.cassandra import CassandraEngine, make_cassandra, statements
from adapters.cassandra.slices import DAY_MS, HOUR_MS, Rung
from adapters.errors import EngineUnavailable, EngineUnreachable
from adapters.loading import MAX_EPOCH_MS, PlanningWriter
from tests.builders import many_sessions

pytestmark = pytest.mark.cassandra

NEWEST: Final = Position(MAX_EPOCH_MS + 1, "")
LADDER: Final = (Rung(10, DAY_MS), Rung(math.inf, HOUR_MS))
ALL: Final = 1_000


@pytest.fixture
async def engine(cassandra_keyspace: tuple[str, int, str]) -> AsyncIterator[CassandraEngine]:
    engine = make_cassandra(*cassandra_keyspace, ladder=LADDER)
    await engine.create_schema()
    yield engine
    await engine.close()


@pytest.fixture
async def other(cassandra_keyspace: tuple[str, int, str]) -> AsyncIterator[CassandraEngine]:
    """A second writer of the same keyspace, that knows nothing of the first."""
    engine = make_cassandra(*cassandra_keyspace, ladder=LADDER)
    yield engine
    await engine.close()


@pytest.fixture
def site() -> str:
    return f"{uuid4()}.example.com"


def counted(sessions: list[Session]) -> Mapping[tuple[str, int], int]:
    return Counter((row.site, row.session_start_epoch_ms // DAY_MS) for row in sessions)


def sorted_sessions(sessions: list[Session]) -> list[Session]:
    return sorted(sessions, key=lambda row: (row.session_start_epoch_ms, row.session_id.encode()), reverse=True)


async def of_site(engine: CassandraEngine, site: str) -> list[Session]:
    return await engine.read_sessions(Scope(site, None), NEWEST, ALL)


async def count_rows(engine: CassandraEngine, table: str, site: str) -> int:
    await engine.find_session("", "")  # connects
    connection = engine._client._connection
    assert connection is not None
    cql = f"SELECT count(*) FROM {table} WHERE site = %s ALLOW FILTERING"  # noqa: S608 - names of our own tables
    return int(connection.execute(cql, (site,))[0][0])


def test_the_writer_wants_to_know_how_full_days_are(engine: CassandraEngine) -> None:
    """A load tells this engine first how many sessions each day will have."""
    assert isinstance(engine, PlanningWriter)


@pytest.mark.parametrize("sessions_a_day", [{}, None], ids=["not told", "told"])
async def test_loading_twice_lands_in_the_same_place(
    engine: CassandraEngine, other: CassandraEngine, site: str, sessions_a_day: dict[Any, int] | None
) -> None:
    """A second load by another process changes no row and adds none, whatever it was told to expect."""
    sessions = many_sessions(1, 60, site=site)
    await engine.expect(counted(sessions))
    await engine.write_sessions(sessions)
    before = [await count_rows(engine, table, site) for table in statements.TABLES if table.startswith("s")]
    await other.expect(counted(sessions) if sessions_a_day is None else sessions_a_day)
    await other.write_sessions(sessions)
    assert [await count_rows(other, table, site) for table in statements.TABLES if table.startswith("s")] == before
    assert await of_site(other, site) == sorted_sessions(sessions)


async def test_two_writers_at_once_agree(engine: CassandraEngine, other: CassandraEngine, site: str) -> None:
    """Two that begin a day at the same moment, one of which expects little, cut it the same way."""
    sessions = many_sessions(2, 60, site=site)
    await engine.expect(counted(sessions))
    await asyncio.gather(engine.write_sessions(sessions), other.write_sessions(sessions))
    assert await count_rows(engine, "sessions_by_site", site) == len(sessions)
    assert await of_site(engine, site) == sorted_sessions(sessions)


@pytest.mark.parametrize("requests", [0, 1, 2, 4, 8, 15])
async def test_a_load_that_was_cut_short_goes_on(
    engine: CassandraEngine, other: CassandraEngine, site: str, monkeypatch: pytest.MonkeyPatch, requests: int
) -> None:
    """Wherever writing stops, what is stored is found, and writing all again leaves each row once."""
    sessions = many_sessions(3, 60, site=site)
    await engine.expect(counted(sessions))
    await engine.write_sessions(sessions[:1])
    connection = engine._client._connection
    assert connection is not None
    session, send, left = connection._session, connection._session.execute_async, iter(range(requests))

    def until_it_breaks(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's own
        if next(left, None) is None:
            raise ConnectionResetError
        return send(*arguments, **options)

    monkeypatch.setattr(session, "execute_async", until_it_breaks)
    with pytest.raises(EngineUnreachable):
        await engine.write_sessions(sessions)
    assert len(await of_site(other, site)) == await count_rows(other, "sessions_by_site", site)
    await other.write_sessions(sessions)
    for table in ("sessions_by_site", "sessions_by_user", "sessions"):
        assert await count_rows(other, table, site) == len(sessions)
    assert await of_site(other, site) == sorted_sessions(sessions)


async def test_large_rows_are_stored(engine: CassandraEngine, site: str) -> None:
    """Rows far above what Cassandra takes in a batch of several partitions are stored and read."""
    sessions = [
        row._replace(properties={f"p{number}": "ü" * 4_000 for number in range(20)})
        for row in many_sessions(4, 20, site=site)
    ]
    await engine.write_sessions(sessions)
    assert await of_site(engine, site) == sorted_sessions(sessions)


async def test_too_few_replicas_are_told(engine: CassandraEngine, cassandra_keyspace: tuple[str, int, str]) -> None:
    """Three replicas on one node cannot make a quorum: neither reads nor writes pretend to."""
    address, port, keyspace = cassandra_keyspace
    await engine.find_session("", "")  # connects
    connection = engine._client._connection
    assert connection is not None
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 3}"
    await asyncio.to_thread(
        connection.execute, f"CREATE KEYSPACE IF NOT EXISTS {keyspace}_of_three WITH replication = {replication}"
    )
    scattered = make_cassandra(address, port, f"{keyspace}_of_three", cassandra_consistency="QUORUM")
    await scattered.create_schema()
    with pytest.raises(EngineUnavailable):
        await scattered.read_sessions(Scope("s", "u"), NEWEST, 1)
    with pytest.raises(EngineUnavailable):
        await scattered.write_sessions(many_sessions(5, 1))
    await scattered.close()
    near = make_cassandra(address, port, f"{keyspace}_of_three", cassandra_consistency="ONE")
    assert await near.read_sessions(Scope("s", "u"), NEWEST, 1) == []
    await near.close()
