"""
One walk through the sessions of several sites, which may be on different engines.

The sites' sessions are merged by the order of a walk, and of equals by site; the rules of a walk then hold for the
merged order: it ends at the first session that is not active in the window, and the token is the first one not emitted.
Memory: a page of each site.

Source: `legacy-contract.md`, section 7, `c_view_session.jsp`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from adapters.base import Position, Scope, Session
from adapters.walk import PAGE_ROWS
from shim.reads import Reads
from shim.routing import ReadPlan


class Part(NamedTuple):
    """A site, and who reads it."""

    site: str
    plan: ReadPlan


class _Source:
    """A site's sessions from a place on, a page at a time."""

    def __init__(self, reads: Reads, part: Part, begin: Position) -> None:
        self._reads, self._part, self._begin = reads, part, begin
        self._ended = False
        self.rows: deque[Session] = deque()

    @property
    def place(self) -> tuple[int, bytes]:
        """Where its next session stands."""
        return self.rows[0].session_start_epoch_ms, self.rows[0].session_id.encode("utf-8", "replace")

    async def fill(self) -> None:
        """Have a session ready, if there is one."""
        if self.rows or self._ended:
            return
        scope = Scope(self._part.site, None)
        found = await self._reads.sessions(self._part.plan, scope, self._begin, PAGE_ROWS + 1)
        self.rows.extend(found[:PAGE_ROWS])
        self._ended = len(found) <= PAGE_ROWS
        if not self._ended:
            self._begin = Position(found[PAGE_ROWS].session_start_epoch_ms, found[PAGE_ROWS].session_id)


async def walk_merged(
    reads: Reads,
    parts: Sequence[Part],
    begin: Position,
    active_from_epoch_ms: int | None,
    limit: int,
    *,
    take: Callable[[Sequence[Session]], None],
) -> str:
    """
    Hand the sessions of several sites to `take`, page by page, and return the token.

    Args:
        reads: runs the reads.
        parts: the sites, no two of one name.
        begin: the newest place that may be emitted.
        active_from_epoch_ms: the walk stops at the first session whose last event is before this; `None` never stops.
        limit: sessions to emit at most.
        take: called with at most `PAGE_ROWS` sessions at a time.

    Raises:
        LegacyError: an engine's failure as callers know it.
    """
    sources = [_Source(reads, part, begin) for part in sorted(parts)]
    page: list[Session] = []
    left, bound = limit, -(2**63) if active_from_epoch_ms is None else active_from_epoch_ms
    while True:
        for source in sources:
            await source.fill()
        waiting = [source for source in sources if source.rows]
        first = max(waiting, key=lambda source: source.place) if waiting else None
        if first is None or not left or first.rows[0].last_event_epoch_ms < bound:
            take(page)
            return first.rows[0].session_id if first else ""
        page.append(first.rows.popleft())
        left -= 1
        if len(page) == PAGE_ROWS:
            take(page)
            page = []
            await asyncio.sleep(0)
