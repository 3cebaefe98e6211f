"""
One visit's page views: a walk through them, newest first, in which each knows the next event.

Source: `legacy-contract.md`, section 7 [inferred].
"""

from collections.abc import Callable, Sequence

from adapters.base import PageView, Position
from adapters.walk import PAGE_ROWS
from shim.legacy import paging
from shim.legacy.page_views import ViewedPage
from shim.reads import Reading

NEWEST = Position(paging.LAST_MS + 1, "")


class Visit:
    """
    A place in one visit.

    Args:
        reading: of the request.
        site: whose visit.
        session_id: which.
    """

    def __init__(self, reading: Reading, site: str, session_id: str) -> None:
        self._reading, self._site, self._session_id = reading, site, session_id
        self._begin = NEWEST
        self._newer_ms: int | None = None

    async def go_to(self, token: str) -> None:
        """
        Go to the event of a token: a walk past the newer ones, since no engine finds an event by its id alone.

        Raises:
            LegacyError: NUMBER_FORMAT when it is neither a stored event's id nor begins with a number and a dot; the
                engine's failure as callers know it.
        """
        async with self._reading.deadline():
            if not await self._skip(lambda view: view.event_id == token):
                place = paging.place_of_token(token)
                stands = place.start_epoch_ms, place.id.encode("utf-8", "replace")
                self._begin, self._newer_ms = NEWEST, None
                await self._skip(lambda view: _place(view) <= stands)

    async def walk(self, limit: int, take: Callable[[Sequence[ViewedPage]], None]) -> str:
        """
        Hand page views to `take`, at most `limit`, and return the id of the first one after them, `""` if none.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        left = limit
        async with self._reading.deadline():
            while True:
                wanted = min(left, PAGE_ROWS)
                views = await self._read(wanted + 1)
                take([self._viewed(view) for view in views[:wanted]])
                left -= wanted
                if len(views) <= wanted:
                    return ""
                if not left:
                    return views[wanted].event_id
                self._begin = Position(views[wanted].event_epoch_ms, views[wanted].event_id)

    async def _skip(self, found: Callable[[PageView], bool]) -> bool:
        """Go to the first event of which something is true, or past the last one; say whether there is one."""
        while True:
            views = await self._read(PAGE_ROWS + 1)
            for view in views[:PAGE_ROWS]:
                self._begin = Position(view.event_epoch_ms, view.event_id)
                if found(view):
                    return True
                self._newer_ms = view.event_epoch_ms
            if len(views) <= PAGE_ROWS:
                self._begin = Position(-paging.LAST_MS, "")
                return False
            self._begin = Position(views[PAGE_ROWS].event_epoch_ms, views[PAGE_ROWS].event_id)

    def _viewed(self, view: PageView) -> ViewedPage:
        lasted_ms = None if self._newer_ms is None else self._newer_ms - view.event_epoch_ms
        self._newer_ms = view.event_epoch_ms
        return ViewedPage(view, lasted_ms)

    async def _read(self, count: int) -> list[PageView]:
        return await self._reading.page_views(self._site, self._session_id, self._begin, count)


def _place(view: PageView) -> tuple[int, bytes]:
    return view.event_epoch_ms, view.event_id.encode("utf-8", "replace")
