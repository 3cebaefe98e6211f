"""How the walk reads: in bounded pages, one ahead, and without loose ends."""

import asyncio
import gc
from contextlib import aclosing
from typing import Any, NamedTuple

import pytest

from adapters.base import Position, Scope, Session, SessionKey, SessionQuery
from adapters.errors import AdapterError, EngineTimeout
from adapters.walk import KEY_PAGE_ROWS, PAGE_ROWS, walk
from tests.builders import SITE, START_MS, USER, make_session

NEWEST = Position(START_MS + 1, "")


class Read(NamedTuple):
    """One read of a reader: what kind, and how many rows were asked for."""

    kind: str
    rows: int


class ListReader:
    """A reader over sessions 0, 1, 2, ... (newest first) that are made as they are read; it notes every read."""

    def __init__(self, rows: int, *, fails_at: int | None = None) -> None:
        self.reads: list[Read] = []
        self._rows = rows
        self._fails_at = fails_at

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Make sessions."""
        self._note("sessions", count)
        return [
            make_session(site=scope.site, session_start_epoch_ms=start, session_id=f"{start}")
            for start in self._starts(begin, count)
        ]

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
        """Make keys."""
        self._note("keys", count)
        return [SessionKey(start, f"{start}", start) for start in self._starts(begin, count) if scope.site]

    def _note(self, kind: str, count: int) -> None:
        self.reads.append(Read(kind, count))
        if len(self.reads) == self._fails_at:
            raise EngineTimeout("on purpose")

    def _starts(self, begin: Position, count: int) -> range:
        oldest = START_MS - self._rows
        newest = min(begin.start_epoch_ms, START_MS)
        return range(newest, max(oldest, newest - count), -1)


def query(offset: int = 0, limit: int = 40) -> SessionQuery:
    return SessionQuery(Scope(SITE, USER), NEWEST, None, offset, limit)


async def test_forty_rows_are_one_read() -> None:
    """The main job is one read of one row more than is emitted."""
    reader = ListReader(1_000)
    pages = [page async for page in walk(reader, query())]
    assert reader.reads == [Read("sessions", 41)]
    assert [len(page.sessions) for page in pages] == [40]


async def test_reads_are_bounded() -> None:
    """Neither a great offset nor a great limit makes a read larger than a page."""
    reader = ListReader(100_000)
    pages = [page async for page in walk(reader, query(offset=12_000, limit=10_000))]
    assert sum(len(page.sessions) for page in pages) == 10_000
    assert reader.reads[:3] == [Read("keys", KEY_PAGE_ROWS + 1)] * 2 + [Read("keys", 2_001)]
    assert set(reader.reads[3:]) == {Read("sessions", PAGE_ROWS + 1)}
    assert len(reader.reads) == 3 + 10_000 // PAGE_ROWS


async def test_a_large_read_is_handed_on_in_pages() -> None:
    """An engine that reads more at once takes fewer reads, and whoever takes what was read takes a page at a time."""
    reader = ListReader(100_000)
    pages = [page async for page in walk(reader, query(limit=1_050), 3 * PAGE_ROWS)]
    assert reader.reads == [*[Read("sessions", 3 * PAGE_ROWS + 1)] * 3, Read("sessions", 151)]
    assert [len(page.sessions) for page in pages] == [*[PAGE_ROWS] * 10, 50]
    starts = [session.session_start_epoch_ms for page in pages for session in page.sessions]
    assert starts == list(range(START_MS, START_MS - 1_050, -1))
    assert [page.next_token for page in pages] == [*[None] * 10, f"{START_MS - 1_050}"]


async def test_offset_beyond_the_end_reads_once() -> None:
    """An offset of a million over few sessions is one read."""
    reader = ListReader(100)
    assert [page.next_token async for page in walk(reader, query(offset=1_000_000))] == [""]
    assert reader.reads == [Read("keys", KEY_PAGE_ROWS + 1)]


async def test_next_page_is_read_ahead() -> None:
    """While the caller works on a page the next one is already being read."""
    reader = ListReader(1_000)
    async with aclosing(walk(reader, query(limit=1_000))) as pages:
        await anext(pages)
        await asyncio.sleep(0)
        assert len(reader.reads) == 2


@pytest.mark.parametrize("fails_at", [1, 2, 3])
async def test_failures_reach_the_caller(fails_at: int) -> None:
    """An engine's failure on any page ends the walk with that failure."""
    reader = ListReader(10_000, fails_at=fails_at)
    with pytest.raises(AdapterError):
        [page async for page in walk(reader, query(limit=1_000))]
    assert len(reader.reads) == fails_at


async def test_an_abandoned_walk_leaves_nothing_behind() -> None:
    """A caller that stops in the middle leaves no task, and no failure that nobody took."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    pages = walk(ListReader(10_000, fails_at=2), query(limit=1_000))
    await anext(pages)
    await asyncio.sleep(0)
    await pages.aclose()
    await asyncio.sleep(0)
    gc.collect()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert complaints == []
