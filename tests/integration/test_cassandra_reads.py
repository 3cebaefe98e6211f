"""How many reads a site costs on a real Cassandra, however its sessions lie in time, and how full partitions get."""

import math
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import uuid4

import pytest

from adapters.base import Position, Scope, Session
from adapters.cassandra import CassandraEngine, make_cassandra
from adapters.cassandra.slices import DAY_MS, HOUR_MS, MINUTE_MS, Rung
from adapters.loading import MAX_EPOCH_MS
from adapters.walk import PAGE_ROWS
from tests.builders import make_page_view, make_session
from tests.servers.cassandra import CassandraServer

pytestmark = pytest.mark.cassandra

NEWEST: Final = Position(MAX_EPOCH_MS + 1, "")
MIDNIGHT_MS: Final = 1_321_401_600_000
"""2011-11-16T00:00:00Z"""
PAGE: Final = 41

SMALL_LADDER: Final = (Rung(10, DAY_MS), Rung(100, HOUR_MS), Rung(math.inf, 5 * MINUTE_MS))
"""Days above 10 sessions are cut into hours, above 100 into five minutes."""


@pytest.fixture
async def engine(cassandra_keyspace: tuple[str, int, str]) -> AsyncIterator[CassandraEngine]:
    """An engine that has connected and prepared its reads, so that only reads of a test are counted."""
    engine = make_cassandra(*cassandra_keyspace, ladder=SMALL_LADDER)
    await engine.create_schema()
    await engine.read_sessions(Scope("nobody", None), NEWEST, 1)
    yield engine
    await engine.close()


@pytest.fixture
def site() -> str:
    return f"{uuid4()}.example.com"


@pytest.fixture
def requests(engine: CassandraEngine, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every request that the driver is given from here on."""
    connection = engine._client._connection
    assert connection is not None
    session, seen = connection._session, []
    send = session.execute_async

    def noting(statement: object, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's own
        seen.append(statement)
        return send(statement, *arguments, **options)

    monkeypatch.setattr(session, "execute_async", noting)
    return seen


def sessions_at(site: str, starts_ms: Sequence[int]) -> list[Session]:
    return [
        make_session(site=site, session_id=str(start_ms), session_start_epoch_ms=start_ms) for start_ms in starts_ms
    ]


async def write(engine: CassandraEngine, sessions: Sequence[Session]) -> None:
    """Write as a load does: told first how full each day will be."""
    await engine.expect(Counter((row.site, row.session_start_epoch_ms // DAY_MS) for row in sessions))
    await engine.write_sessions(sessions)


async def partition_sizes(engine: CassandraEngine, sessions: Sequence[Session], slice_ms: int) -> Counter[int]:
    """Return how many rows each slice holds, asked of Cassandra slice by slice."""
    found = Counter[int]()
    connection = engine._client._connection
    assert connection is not None
    for start_ms in {row.session_start_epoch_ms // slice_ms * slice_ms for row in sessions}:
        cql = "SELECT count(*) FROM sessions_by_site WHERE site = %s AND slice_start_epoch_ms = %s"
        found[start_ms] = connection.execute(cql, (sessions[0].site, start_ms))[0][0]
    return found


async def test_empty_days_cost_nothing(engine: CassandraEngine, site: str, requests: list[object]) -> None:
    """A site whose only session is three years old answers with one read of its index and one of a slice."""
    [session] = sessions = sessions_at(site, [MIDNIGHT_MS - 3 * 365 * DAY_MS])
    await write(engine, sessions)
    requests.clear()
    assert await engine.read_sessions(Scope(site, None), Position(MIDNIGHT_MS, ""), PAGE) == [session]
    assert len(requests) == 2


async def test_an_unknown_site_is_one_read(engine: CassandraEngine, site: str, requests: list[object]) -> None:
    """A site without sessions costs one read of its index."""
    assert await engine.read_sessions(Scope(site, None), NEWEST, PAGE) == []
    assert len(requests) == 1


async def test_a_session_a_day_is_read_in_few_round_trips(
    engine: CassandraEngine, site: str, requests: list[object]
) -> None:
    """Where each day has one session, a page of them costs as many reads as days, and one of the index."""
    sessions = sessions_at(site, [MIDNIGHT_MS - day * DAY_MS for day in range(200)])
    await write(engine, sessions)
    requests.clear()
    assert await engine.read_sessions(Scope(site, None), NEWEST, PAGE) == sessions[:PAGE]
    assert len(requests) == 1 + PAGE
    requests.clear()
    keys = await engine.read_keys(Scope(site, None), NEWEST, 5_001)
    assert [key.session_id for key in keys] == [row.session_id for row in sessions]
    assert len(requests) == 200 + 4  # 200 slices, told in four reads of the index


async def test_a_full_slice_is_read_alone(engine: CassandraEngine, site: str, requests: list[object]) -> None:
    """Where the newest slice has enough, it is all that is read; where it is thin, only the next one is read, too."""
    thin = sessions_at(site, [MIDNIGHT_MS + 2, MIDNIGHT_MS + 1])
    full = sessions_at(site, [MIDNIGHT_MS - 1 - minute * MINUTE_MS for minute in range(59)])
    await write(engine, thin)
    await engine.expect({})
    await engine.write_sessions(full)
    requests.clear()
    found = await engine.read_sessions(Scope(site, None), Position(MIDNIGHT_MS, ""), PAGE)
    assert found == full[:PAGE]
    assert len(requests) == 3  # the slice of the day that has just begun is listed, and holds nothing as old
    requests.clear()
    assert await engine.read_sessions(Scope(site, None), NEWEST, PAGE) == (thin + full)[:PAGE]
    assert len(requests) == 3
    requests.clear()
    assert await engine.read_sessions(Scope(site, None), Position(MIDNIGHT_MS - 1, "~"), PAGE) == full[:PAGE]
    assert len(requests) == 2


@pytest.mark.parametrize(("count", "slice_ms"), [(10, DAY_MS), (96, HOUR_MS), (1_152, 5 * MINUTE_MS)])
async def test_busy_days_are_cut(engine: CassandraEngine, site: str, count: int, slice_ms: int) -> None:
    """The more sessions a day is expected to have, the narrower its partitions, and reads do not notice."""
    gap_ms = DAY_MS // count
    sessions = sessions_at(site, [MIDNIGHT_MS + DAY_MS - 1 - place * gap_ms for place in range(count)])
    await write(engine, sessions)
    sizes = await partition_sizes(engine, sessions, slice_ms)
    assert sum(sizes.values()) == count
    assert set(sizes.values()) == {count * slice_ms // DAY_MS}
    assert await engine.read_sessions(Scope(site, None), NEWEST, 251) == sessions[:251]
    middle = sessions[count // 2]
    begin = Position(middle.session_start_epoch_ms, middle.session_id)
    assert await engine.read_sessions(Scope(site, None), begin, 20) == sessions[count // 2 :][:20]


async def test_days_of_different_width_follow_one_another(engine: CassandraEngine, site: str) -> None:
    """A walk over a quiet, a busy and a very busy day gives one order."""
    quiet, busy = [DAY_MS, DAY_MS + 5], range(2 * DAY_MS, 3 * DAY_MS, HOUR_MS // 2)
    busiest = range(3 * DAY_MS, 4 * DAY_MS, 10 * MINUTE_MS)
    sessions = sessions_at(site, [MIDNIGHT_MS + start_ms for start_ms in reversed((*quiet, *busy, *busiest))])
    await write(engine, sessions)
    assert await engine.read_sessions(Scope(site, None), NEWEST, 1_000) == sessions


async def test_more_than_one_answer_is_paged(engine: CassandraEngine, site: str, requests: list[object]) -> None:
    """Asked for more rows than one answer holds, the engine asks again for the rest, once for each answer."""
    rows = 2 * (PAGE_ROWS + 1) + 98
    sessions = sessions_at(site, [MIDNIGHT_MS - place for place in range(rows)])
    await engine.write_sessions(sessions)
    await engine.read_sessions(Scope(site, sessions[0].user_id), NEWEST, 1)
    requests.clear()
    assert await engine.read_sessions(Scope(site, sessions[0].user_id), NEWEST, rows) == sessions
    assert len(requests) == 3


async def test_a_users_page_is_one_read(engine: CassandraEngine, site: str, requests: list[object]) -> None:
    """Sessions of a user, one visit and its page views are one round trip each."""
    [session] = sessions = sessions_at(site, [MIDNIGHT_MS])
    view = make_page_view(site=site, session_id=session.session_id)
    await engine.write_sessions(sessions)
    await engine.write_page_views([view])
    for _ in range(2):  # the first time prepares
        requests.clear()
        assert await engine.read_sessions(Scope(site, session.user_id), NEWEST, PAGE) == sessions
        assert await engine.find_session(site, session.session_id) == session
        assert await engine.read_page_views(site, session.session_id, NEWEST, PAGE) == [view]
    assert len(requests) == 3


async def test_the_driver_routes_by_token(engine: CassandraEngine, site: str, requests: list[Any]) -> None:
    """Every read carries its partition's routing key, so that it goes to a replica at once."""
    await engine.read_sessions(Scope(site, "u"), NEWEST, PAGE)
    await engine.find_session(site, "1")
    connection = engine._client._connection
    assert connection is not None
    prepared = [statement for statement in requests if statement.routing_key_indexes]
    assert len(prepared) == len(requests) == 2


async def test_five_thousand_keys_bring_no_warning(
    engine: CassandraEngine, site: str, cassandra_server: CassandraServer
) -> None:
    """Rows that replaced older ones and know little are read past no tombstones: the server has nothing to say."""
    sessions = sessions_at(site, [MIDNIGHT_MS - place for place in range(2_000)])
    await engine.write_sessions(sessions)
    await engine.write_sessions([row._replace(version_us=row.version_us + 1) for row in sessions])
    assert len(await engine.read_keys(Scope(site, None), NEWEST, 5_001)) == 2_000
    assert len(await engine.read_sessions(Scope(site, None), NEWEST, 2_000)) == 2_000
    log = cassandra_server.folder.joinpath("server.log").read_text()
    assert "tombstone" not in log
    assert "BatchStatement" not in log
