"""The demo's data: the committed file, and the published answer that it gives."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.base import PageView, Position, Scope, Session, SessionQuery
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from adapters.loading import load, parse_line
from adapters.walk import walk
from migrations.demo_data import NOW_MS, OLDER, PUBLISHED, as_lines, demo_rows

FILE = Path(__file__).parents[3] / "config" / "demo" / "sessions.jsonl"
LINES = FILE.read_bytes().splitlines(keepends=True)
ROWS = [parse_line(line) for line in LINES]
SESSIONS = [row for row in ROWS if isinstance(row, Session)]

DAY_START_MS = 1_321_470_000_000
"""Midnight of November 17th by the legacy clock of New York: 2011-11-16 19:00 UTC."""


@pytest.fixture
async def engine() -> AsyncIterator[EmbeddedEngine]:
    made = EmbeddedEngine(MEMORY, deadline_s=10)
    await made.create_schema()
    await load(LINES, made, lambda number, reason: pytest.fail(f"line {number}: {reason}"))
    yield made
    await made.close()


def test_the_file_is_what_the_program_makes() -> None:
    """The committed file is the program's output, byte for byte."""
    assert list(as_lines(demo_rows())) == LINES
    assert FILE.stat().st_size < 300_000


async def test_the_published_answer(engine: EmbeddedEngine) -> None:
    """The published day of the published user holds the published session, and its token is the older one."""
    scope = Scope(PUBLISHED.site, PUBLISHED.user_id)
    query = SessionQuery(scope, Position(NOW_MS + 1, ""), DAY_START_MS, 0, 40)
    pages = [page async for page in walk(engine, query)]
    assert [(list(page.sessions), page.next_token) for page in pages] == [([PUBLISHED], "1321313757710.180515048")]
    everything = [page async for page in walk(engine, query._replace(active_from_epoch_ms=None))]
    assert [list(page.sessions) for page in everything] == [[PUBLISHED, OLDER]]


def test_the_rest_is_made_up_of_others() -> None:
    """About 150 more sessions of two sites belong to other users and are over by the published instant."""
    others = [row for row in SESSIONS if row not in (PUBLISHED, OLDER)]
    assert len(others) == 150
    assert set(Counter(row.site for row in others)) == {"www.opentracker.net", "shop.example.com"}
    assert PUBLISHED.user_id not in {row.user_id for row in others}
    assert len({(row.site, row.session_id) for row in SESSIONS}) == len(SESSIONS)
    assert max(row.last_event_epoch_ms for row in others) <= NOW_MS


def test_there_is_something_to_see() -> None:
    """The data has many users and countries, own properties, other scripts, the published day and days before."""
    others = SESSIONS[2:]
    assert len({row.user_id for row in others}) > 30
    assert len({row.country_code for row in others}) > 6
    assert 5 < sum(row.properties is not None for row in others) < 50
    assert any(not row.exit_title.isascii() for row in others)
    starts = Counter(row.session_start_epoch_ms >= DAY_START_MS for row in others)
    assert min(starts[True], starts[False]) > 30


def test_page_views_belong_to_sessions() -> None:
    """Every page view is of a session that is there, within its time; the published one has some."""
    sessions = {(row.site, row.session_id): row for row in SESSIONS}
    page_views = [row for row in ROWS if isinstance(row, PageView)]
    assert len(page_views) > 50
    assert sum(row.session_id == PUBLISHED.session_id for row in page_views) == 5
    for row in page_views:
        session = sessions[row.site, row.session_id]
        assert session.session_start_epoch_ms <= row.event_epoch_ms <= session.last_event_epoch_ms
        assert row.user_id == session.user_id
