"""
Stores sessions and page views in Cassandra; `adapter.py` says how the tables look.

The order of writing is what makes a crash harmless. First the width of a day is settled, for all writers and for good;
then its slices are listed; then the rows are stored. A row that stands is therefore always found; at worst a listed
slice is empty, which costs a reader one read. Everything but the width carries `version_us` or says the same each time,
so whatever was cut short is simply done again. Guarded by `tests/integration/test_cassandra_writes.py`.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from adapters.base import PageView, Session
from adapters.cassandra import rows, statements
from adapters.cassandra.client import Client, run_all
from adapters.cassandra.slices import DAY_MS, Rung, day_start_ms, slice_start_ms, slice_width_ms

REMEMBERED: Final = 100_000
"""Days and slices that are known to be settled; to forget one costs a request, to remember one some hundred bytes."""

Day = tuple[str, int]
"""A site and the start of a UTC day, unix ms."""


class Writer:
    """
    Writes one load; several at a time do no harm.

    Args:
        client: of the cluster.
        ladder: how a day is cut, by how many sessions are expected.
    """

    def __init__(self, client: Client, ladder: Sequence[Rung]) -> None:
        self._client, self._ladder = client, ladder
        self._expected: Mapping[tuple[str, int], int] = {}
        self._widths: dict[Day, int] = {}
        self._listed: set[tuple[str, int]] = set()

    def expect(self, sessions_of_day: Mapping[tuple[str, int], int]) -> None:
        """Take how many sessions each (site, number of the UTC day since 1970) will have; others count as none."""
        self._expected = sessions_of_day

    async def write_sessions(self, sessions: Sequence[Session]) -> None:
        """Store each session in all three tables, unless a newer one stands there."""
        if len(self._widths) + len(self._listed) > REMEMBERED:
            self._widths, self._listed = {}, set()
        await self._settle_widths(sessions)
        of_slices = [(*session, self._slice_start_ms(session)) for session in sessions]
        await self._list_slices({(row[0], row[-1]) for row in of_slices})
        mutations = (
            rows.mutations(statements.WRITE_BY_SITE, of_slices),
            rows.mutations(statements.WRITE_BY_USER, sessions),
            rows.mutations(statements.WRITE_BY_ID, sessions),
        )
        await self._client.write_partitions(chain.from_iterable(mutations))

    async def write_page_views(self, page_views: Sequence[PageView]) -> None:
        """Store each page view, unless a newer one stands there."""
        await self._client.write_partitions(rows.mutations(statements.WRITE_PAGE_VIEW, page_views))

    async def _settle_widths(self, sessions: Sequence[Session]) -> None:
        days = list({_day_of(session) for session in sessions} - self._widths.keys())
        self._widths.update(zip(days, await run_all(map(self._settled_width, days)), strict=True))

    async def _settled_width(self, day: Day) -> int:
        """Return the width that stands for a day, which is ours if nobody was there before."""
        site, start_ms = day
        wanted_ms = slice_width_ms(self._expected.get((site, start_ms // DAY_MS), 0), self._ladder)
        [(applied, *standing)] = await self._client.write(statements.DECIDE_WIDTH, (*day, wanted_ms))
        return wanted_ms if applied else int(standing[-1])

    async def _list_slices(self, slices: set[tuple[str, int]]) -> None:
        unlisted = slices - self._listed
        await run_all(self._client.write(statements.LIST_SLICE, slice_) for slice_ in unlisted)
        self._listed |= unlisted

    def _slice_start_ms(self, session: Session) -> int:
        return slice_start_ms(session.session_start_epoch_ms, self._widths[_day_of(session)])


def _day_of(session: Session) -> Day:
    return session.site, day_start_ms(session.session_start_epoch_ms)
