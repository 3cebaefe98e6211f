"""The walk, on pages of any size, equals a naive model of the contract."""

import asyncio
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import walk as walking
from adapters.base import Position, Scope, Session, SessionQuery
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from tests.builders import SITE, make_session

IDS = st.sampled_from(["1", "B", "a", "é", "\uffee", "😀"])
STARTS = st.integers(0, 5)
SCOPES = st.sampled_from([Scope(SITE, "u"), Scope(SITE, None)])


@st.composite
def sessions(draw: st.DrawFn) -> list[Session]:
    """Return up to 20 sessions, many of them with equal starts, some active long after they started."""
    keys = draw(st.sets(st.tuples(STARTS, IDS), max_size=20))
    return [
        make_session(
            session_id=f"{start}.{id_}",
            user_id=draw(st.sampled_from("uv")),
            session_start_epoch_ms=start,
            last_event_epoch_ms=start + draw(st.integers(0, 5)),
        )
        for start, id_ in keys
    ]


QUERIES = st.builds(
    SessionQuery,
    scope=SCOPES,
    begin=st.builds(Position, st.integers(-1, 7), st.one_of(st.just(""), st.builds("{}.{}".format, STARTS, IDS))),
    active_from_epoch_ms=st.one_of(st.none(), st.integers(0, 8)),
    offset=st.integers(0, 25),
    limit=st.integers(0, 25),
)


def naive(stored: list[Session], query: SessionQuery) -> tuple[list[Session], str]:
    """Say in one pass over everything what the contract says: sessions emitted, and the token."""
    bound = -1 if query.active_from_epoch_ms is None else query.active_from_epoch_ms
    begin = (query.begin.start_epoch_ms, query.begin.id.encode())
    places = {(row.session_start_epoch_ms, row.session_id.encode()): row for row in stored}
    ahead = [places[place] for place in sorted(places, reverse=True) if place <= begin]
    ahead = [row for row in ahead if query.scope.user_id in (None, row.user_id)]
    active = next((n for n, row in enumerate(ahead) if row.last_event_epoch_ms < bound), len(ahead))
    end = min(query.offset + query.limit, active)
    return ahead[query.offset : end], ahead[end].session_id if end < len(ahead) else ""


async def walked(stored: list[Session], query: SessionQuery, read_rows: int) -> tuple[list[Session], str | None]:
    engine = EmbeddedEngine(MEMORY, deadline_s=10)
    try:
        await engine.create_schema()
        await engine.write_sessions(stored)
        pages = [page async for page in walking.walk(engine, query, read_rows)]
    finally:
        await engine.close()
    assert [page.next_token for page in pages[:-1]] == [None] * (len(pages) - 1)
    assert all(len(page.sessions) <= walking.PAGE_ROWS for page in pages)
    return [row for page in pages for row in page.sessions], pages[-1].next_token


@settings(deadline=None, max_examples=150)
@given(sessions(), QUERIES, st.integers(1, 7), st.integers(1, 7), st.integers(1, 9))
def test_walk_equals_the_model(
    stored: list[Session], query: SessionQuery, page_rows: int, key_rows: int, read_rows: int
) -> None:
    """Whatever is stored and asked, and however it falls into reads and pages: the model's sessions and token."""
    with patch.object(walking, "PAGE_ROWS", page_rows), patch.object(walking, "KEY_PAGE_ROWS", key_rows):
        assert asyncio.run(walked(stored, query, read_rows)) == naive(stored, query)


@settings(deadline=None, max_examples=50)
@given(sessions(), SCOPES, st.integers(1, 4))
def test_tokens_lead_through_every_row_once(stored: list[Session], scope: Scope, step: int) -> None:
    """Walks that begin at one another's tokens emit every session of the scope once, in order."""
    by_id = {row.session_id: row for row in stored}
    query = SessionQuery(scope, Position(99, ""), None, 0, step)
    everything, _ = naive(stored, query._replace(limit=99))
    found: list[Session] = []
    while True:
        page, token = asyncio.run(walked(stored, query, walking.PAGE_ROWS))
        found += page
        if not token:
            break
        query = query._replace(begin=Position(by_id[token].session_start_epoch_ms, token))
    assert found == everything
