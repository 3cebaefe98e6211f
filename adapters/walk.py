"""
The walk: newest first through a scope, past an offset, until the window, the limit or the data ends.

The same code walks every engine, so paging, stopping and the token cannot differ between them. It reads in bounded
pages: memory grows neither with `offset` nor with `limit`.

Source: `legacy-contract.md`, section 4. Guarded by `tests/contract/` and `tests/properties/test_walk.py`.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Final

from adapters.base import Page, Position, Session, SessionQuery, SessionReader

PAGE_ROWS: Final = 100
"""Sessions handed on at once: what a large answer does in one turn of the event loop, 1 to 2 ms, while others wait."""

KEY_PAGE_ROWS: Final = 5_000
"""Keys read at once while skipping: three columns, so 5,000 cost about what 250 whole rows would."""


async def read_page(reader: SessionReader, query: SessionQuery) -> Page:
    """
    Return all of a walk that is one page long: `walk` for most queries, without what a longer one costs.

    Args:
        reader: an opened engine.
        query: no `offset`, and a `limit` of at most `PAGE_ROWS`.

    Raises:
        AdapterError: from the read.
    """
    rows = await reader.read_sessions(query.scope, query.begin, query.limit + 1)
    return Page(*cut(rows, query.limit, query.active_from_epoch_ms))


async def walk(reader: SessionReader, query: SessionQuery, read_rows: int = PAGE_ROWS) -> AsyncGenerator[Page, None]:
    """
    Yield the pages of a walk; the last one carries the token.

    Args:
        reader: an opened engine.
        query: where to begin, what ends the walk.
        read_rows: sessions read at once.

    Yields:
        One or more pages of at most `PAGE_ROWS` sessions; all but the last have `next_token=None`. What follows is
        already being read while the caller works on a page.

    Raises:
        AdapterError: from any of the reads.
    """
    begin, token = await _skip(reader, query)
    if begin is None:
        yield Page((), token)
        return
    remaining = query.limit
    wanted = min(remaining, read_rows)
    rows = await reader.read_sessions(query.scope, begin, wanted + 1)
    while True:
        found, token = cut(rows, wanted, query.active_from_epoch_ms)
        remaining -= len(found)
        if len(found) < wanted or remaining == 0 or not token:
            for page in _pages(found, token):
                yield page
            return
        beyond = rows[wanted]
        wanted = min(remaining, read_rows)
        begin = Position(beyond.session_start_epoch_ms, beyond.session_id)
        ahead = asyncio.ensure_future(reader.read_sessions(query.scope, begin, wanted + 1))
        try:
            await asyncio.sleep(0)  # so that it is sent
            for page in _pages(found, None):
                yield page
            rows = await ahead
        finally:
            ahead.cancel()


def _pages(sessions: Sequence[Session], token: str | None) -> Iterator[Page]:
    """Yield sessions as pages, at least one; the last of them carries the token."""
    last = max(len(sessions) - 1, 0) // PAGE_ROWS * PAGE_ROWS
    for at in range(0, last, PAGE_ROWS):
        yield Page(sessions[at : at + PAGE_ROWS], None)
    yield Page(sessions[last:], token)


async def count(reader: SessionReader, query: SessionQuery) -> int:
    """
    Return how many sessions a walk would emit, without reading them; `offset` plays no part.

    Raises:
        AdapterError: from any of the reads.
    """
    begin, counted, bound = query.begin, 0, query.active_from_epoch_ms
    while counted < query.limit:
        wanted = min(query.limit - counted, KEY_PAGE_ROWS)
        keys = await reader.read_keys(query.scope, begin, wanted + 1)
        for place, key in enumerate(keys[:wanted]):
            if bound is not None and key.last_event_epoch_ms < bound:
                return counted + place
        counted += min(len(keys), wanted)
        if len(keys) <= wanted:
            break
        begin = Position(keys[wanted].session_start_epoch_ms, keys[wanted].session_id)
    return counted


async def _skip(reader: SessionReader, query: SessionQuery) -> tuple[Position | None, str]:
    """Return where emitting begins after `offset` places; `None` and the token when the walk ends before that."""
    begin, left, bound = query.begin, query.offset, query.active_from_epoch_ms
    while left:
        wanted = min(left, KEY_PAGE_ROWS)
        keys = await reader.read_keys(query.scope, begin, wanted + 1)
        if bound is not None:
            for key in keys[:wanted]:
                if key.last_event_epoch_ms < bound:
                    return None, key.session_id
        if len(keys) <= wanted:
            return None, ""
        begin = Position(keys[wanted].session_start_epoch_ms, keys[wanted].session_id)
        left -= wanted
    return begin, ""


def cut(rows: list[Session], wanted: int, active_from_epoch_ms: int | None) -> tuple[list[Session], str]:
    """Split what was read into the sessions to emit and the id of the first one not emitted, `""` if there is none."""
    page = rows[:wanted]
    if active_from_epoch_ms is not None:
        for place, session in enumerate(page):
            if session.last_event_epoch_ms < active_from_epoch_ms:
                return page[:place], session.session_id
    return page, rows[wanted].session_id if len(rows) > wanted else ""
