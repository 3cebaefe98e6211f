"""The walk on every engine: window, stop, offset, limit, token, and the way from one engine to another."""

from collections.abc import Callable
from typing import Final, NamedTuple

import pytest
import pytest_asyncio

from adapters import walk as walking
from adapters.base import Engine, Position, Scope, Session, SessionQuery
from adapters.walk import PAGE_ROWS, walk
from tests.builders import MINUTE_MS, START_MS, make_session, many_sessions

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS: Final = 2 * PAGE_ROWS + 60
NEWEST: Final = Position(START_MS + 1, "")
LONG_AGO: Final = -1


class Stored(NamedTuple):
    """What the walks of this module go through: `ROWS` sessions of one site, newest first."""

    engine: Engine
    scope: Scope
    sessions: list[Session]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stored(engine: Engine, new_site: Callable[[], str]) -> Stored:
    sessions = many_sessions(17, ROWS, site=new_site())
    await engine.write_sessions(sessions)
    return Stored(engine, Scope(sessions[0].site, sessions[0].user_id), sessions)


async def walked(engine: Engine, query: SessionQuery) -> tuple[list[Session], str | None]:
    """Return all sessions of a walk and its token; on the way see that only the last page carries one."""
    sessions: list[Session] = []
    tokens: list[str | None] = []
    async for page in walk(engine, query, engine.read_rows):
        assert len(page.sessions) <= PAGE_ROWS
        sessions += page.sessions
        tokens.append(page.next_token)
    assert tokens[:-1] == [None] * (len(tokens) - 1)
    return sessions, tokens[-1]


def place(session: Session) -> Position:
    return Position(session.session_start_epoch_ms, session.session_id)


@pytest.mark.parametrize(
    "limit", [0, 1, 40, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS, ROWS - 1, ROWS, ROWS + 1, 10_000]
)
async def test_limit(stored: Stored, limit: int) -> None:
    """A walk emits `limit` sessions in order; the token is the next one, empty at the end."""
    found, token = await walked(stored.engine, SessionQuery(stored.scope, NEWEST, None, 0, limit))
    assert found == stored.sessions[:limit]
    assert token == (stored.sessions[limit].session_id if limit < ROWS else "")


@pytest.mark.parametrize("bound", [None, LONG_AGO], ids=["no window", "window"])
@pytest.mark.parametrize("offset", [1, 99, 100, 101, 300, ROWS - 1, ROWS, ROWS + 1, 1_000_000])
async def test_offset(stored: Stored, offset: int, bound: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that are passed over count as walked, however many key reads that takes; beyond the end is empty."""
    monkeypatch.setattr(walking, "KEY_PAGE_ROWS", 100)
    found, token = await walked(stored.engine, SessionQuery(stored.scope, NEWEST, bound, offset, 40))
    assert found == stored.sessions[offset : offset + 40]
    assert token == (stored.sessions[offset + 40].session_id if offset + 40 < ROWS else "")


async def test_offset_with_limit_0(stored: Stored) -> None:
    """With nothing to emit the token is the place after the offset."""
    found, token = await walked(stored.engine, SessionQuery(stored.scope, NEWEST, None, 7, 0))
    assert (found, token) == ([], stored.sessions[7].session_id)


async def test_begin_in_the_middle(stored: Stored) -> None:
    """A walk that begins at a session emits it first."""
    begin = place(stored.sessions[PAGE_ROWS + 50])
    found, token = await walked(stored.engine, SessionQuery(stored.scope, begin, None, 0, 40))
    at = PAGE_ROWS + 50
    assert (found, token) == (stored.sessions[at : at + 40], stored.sessions[at + 40].session_id)


async def test_begin_after_the_last(stored: Stored) -> None:
    """Beyond the oldest session there is nothing, and no token."""
    found, token = await walked(stored.engine, SessionQuery(stored.scope, Position(0, ""), None, 0, 40))
    assert (found, token) == ([], "")


@pytest.mark.parametrize("step", [1, 7, 40, PAGE_ROWS, 300])
async def test_token_by_token_every_row_once(stored: Stored, step: int) -> None:
    """Following the token to its end emits every session exactly once."""
    found: list[Session] = []
    begin, token = NEWEST, None
    wanted = stored.sessions[: 20 * step]
    while token != "" and len(found) < len(wanted):
        page, token = await walked(stored.engine, SessionQuery(stored.scope, begin, None, 0, step))
        found += page
        if token:
            begin = place(next(row for row in stored.sessions if row.session_id == token))
    assert found[: len(wanted)] == wanted


async def test_token_goes_on_on_another_engine(stored: Stored, other_engine: Engine) -> None:
    """A walk begun on one engine goes on where it stopped on another one, and back again."""
    await other_engine.write_sessions(stored.sessions)
    found: list[Session] = []
    begin, token = NEWEST, None
    engines = (stored.engine, other_engine)
    for turn in range(ROWS // 100 + 1):
        page, token = await walked(engines[turn % 2], SessionQuery(stored.scope, begin, None, 0, 100))
        found += page
        if token:
            session = await engines[(turn + 1) % 2].find_session(stored.scope.site, token)
            assert session is not None
            begin = place(session)
    assert found == stored.sessions
    assert token == ""


@pytest_asyncio.fixture(loop_scope="module")
async def stops(engine: Engine, site: str) -> tuple[Scope, list[Session]]:
    """Six sessions: the fourth was active long ago, the two older ones still are."""
    lasts = (60, 50, 40, 0, 90, 90)
    sessions = [
        make_session(
            site=site,
            session_start_epoch_ms=START_MS - n * MINUTE_MS,
            last_event_epoch_ms=START_MS + last * MINUTE_MS,
        )
        for n, last in enumerate(lasts)
    ]
    await engine.write_sessions(sessions)
    return Scope(site, None), sessions


@pytest.mark.parametrize(
    ("asked", "emitted", "token"),
    [
        ((0, 40), slice(3), 3),
        ((0, 3), slice(3), 3),
        ((0, 2), slice(2), 2),
        ((0, 0), slice(0), 0),
        ((1, 40), slice(1, 3), 3),
        ((1, 0), slice(0), 1),
        ((3, 40), slice(0), 3),
        ((3, 0), slice(0), 3),
        ((4, 40), slice(0), 3),
        ((5, 0), slice(0), 3),
        ((100, 40), slice(0), 3),
    ],
)
async def test_stops_at_the_first_inactive_session(
    engine: Engine, stops: tuple[Scope, list[Session]], asked: tuple[int, int], emitted: slice, token: int
) -> None:
    """For any offset and limit asked, the first session inactive in the window ends the walk and is its token."""
    scope, sessions = stops
    query = SessionQuery(scope, NEWEST, START_MS + 30 * MINUTE_MS, *asked)
    assert await walked(engine, query) == (sessions[emitted], sessions[token].session_id)


async def test_the_window_is_closed(engine: Engine, stops: tuple[Scope, list[Session]]) -> None:
    """A session whose last event is the first instant of the window is in it."""
    scope, sessions = stops
    at_bound = sessions[2].last_event_epoch_ms
    inside, _ = await walked(engine, SessionQuery(scope, NEWEST, at_bound, 0, 40))
    outside, token = await walked(engine, SessionQuery(scope, NEWEST, at_bound + 1, 0, 40))
    assert (inside, outside, token) == (sessions[:3], sessions[:2], sessions[2].session_id)


async def test_stop_beyond_the_first_page(stored: Stored) -> None:
    """A window that ends on a later page ends the walk there; the pages before it are emitted."""
    bound = stored.sessions[PAGE_ROWS + 20].last_event_epoch_ms
    expected = [row for row in stored.sessions if row.last_event_epoch_ms >= bound]
    found, token = await walked(stored.engine, SessionQuery(stored.scope, NEWEST, bound, 0, 10_000))
    assert (found, token) == (expected, stored.sessions[len(expected)].session_id)
