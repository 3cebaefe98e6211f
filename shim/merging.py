"""
One walk through the sessions of several sites, which may be on different engines.

The sites' sessions are merged by the order of a walk, and of equals by site; the rules of a walk then hold for the
merged order: it ends at the first session that is not active in the window, and the token is the first one not emitted.
Memory: a page for all sites together, but `LEAST_ROWS` of each.

Source: `legacy-contract.md`, section 7, `c_view_session.jsp`. Guarded by `tests/unit/shim/test_merging.py`.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from adapters.base import Position, Scope, Session
from adapters.walk import PAGE_ROWS, cut
from shim.reads import Reading

LEAST_ROWS: Final = 10
"""Sessions of a site that are read at once, however many sites there are: one busy site needs a read for each such."""

FEW_SITES: Final = PAGE_ROWS // LEAST_ROWS
"""Up to so many sites hold no more rows than one does."""

OLDEST: Final = (-(2**63), b"")


class Part(NamedTuple):
    """A site, and who reads it."""

    site: str
    reading: Reading


class _Source:
    """A site's sessions from a place on, so many at a time."""

    def __init__(self, part: Part, begin: Position, count: int) -> None:
        self._part, self._begin, self._count = part, begin, count
        self._rows: list[Session] = []
        self.ended = False

    @property
    def is_dry(self) -> bool:
        """Say whether it has to be read before anything can be said of it."""
        return not self._rows and not self.ended

    async def fill(self) -> None:
        """Read what is next; there is something, or it has ended."""
        scope, wanted = Scope(self._part.site, None), self._count
        found = await self._part.reading.sessions(scope, self._begin, wanted + 1)
        self._rows, self.ended = found[:wanted], len(found) <= wanted
        if not self.ended:
            self._begin = Position(found[wanted].session_start_epoch_ms, found[wanted].session_id)

    @property
    def horizon(self) -> tuple[int, bytes]:
        """Down to where all its sessions are known."""
        return OLDEST if self.ended else _place(self._rows[-1])

    def release(self, horizon: tuple[int, bytes]) -> list[Session]:
        """Give away what is not older than a place."""
        released = [row for row in self._rows if _place(row) >= horizon]
        self._rows = self._rows[len(released) :]
        return released


async def walk_merged(
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
        parts: the sites, no two of one name, at least one.
        begin: the newest place that may be emitted.
        active_from_epoch_ms: the walk stops at the first session whose last event is before this; `None` never stops.
        limit: sessions to emit at most.
        take: called with at most `PAGE_ROWS` sessions at a time.

    Raises:
        LegacyError: an engine's failure as callers know it.
    """
    count = max(min(limit, max(PAGE_ROWS // len(parts), LEAST_ROWS)), 1)
    sources = [_Source(part, begin, count) for part in by_site(parts)]
    async with parts[0].reading.deadline():
        while True:
            await asyncio.gather(*(source.fill() for source in sources if source.is_dry))
            horizon = max(source.horizon for source in sources)
            ready = newest_first(row for source in sources for row in source.release(horizon))
            rows, token = cut(ready, limit, active_from_epoch_ms)
            for at in range(0, len(rows), PAGE_ROWS):
                take(rows[at : at + PAGE_ROWS])
                await asyncio.sleep(0)
            limit -= len(rows)
            if token or not ready:
                return token


def by_site(parts: Iterable[Part]) -> list[Part]:
    """Return parts by the names of their sites."""
    return sorted(parts, key=lambda part: part.site)


def newest_first(sessions: Iterable[Session]) -> list[Session]:
    """Return sessions in the order of a walk; those of one place stay in theirs."""
    return sorted(sessions, key=_place, reverse=True)


def _place(session: Session) -> tuple[int, bytes]:
    return session.session_start_epoch_ms, session.session_id.encode("utf-8", "replace")
