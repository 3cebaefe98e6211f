"""
What the overview shows, asked of the ops store once for everybody who looks, and kept for a while.

A page never waits for the store but the very first time: it gets what was read last, while the next reading begins
behind it, at most every `REST_S`, and longer after a reading that took long. Must not know HTTP.
Guarded by `tests/unit/shim/ops/test_totals.py`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import structlog

from adapters.base import Site
from adapters.errors import StoreUnreachable
from shim.gates import upper_bound
from shim.ops.context import OpsContext
from shim.ops.figures import DAY_H, SiteLine, Totals, hour_of, recent_slot, site_lines
from shim.tasks import Tasks

REST_S: Final = 3.0
REST_SHARE: Final = 10
"""After a reading the store rests so many times as long as it took."""


class Overview:
    """
    The lines of all sites, and the totals that they are made of.

    Args:
        context: of the ops listener.
    """

    def __init__(self, context: OpsContext) -> None:
        self._context = context
        self._tasks = Tasks()
        self._reading: asyncio.Task[None] | None = None
        self._making = asyncio.Lock()
        self._next_s = 0.0
        self._sites: Mapping[str, Site] | None = None
        self.totals = Totals(0)
        self.lines: Sequence[SiteLine] = []
        self.version = 0

    async def refresh(self) -> None:
        """Begin a reading if it is time; wait for it only when nothing was ever read."""
        now_s = asyncio.get_running_loop().time()
        if self._reading is None and now_s >= self._next_s:
            self._reading = self._tasks.start("overview", self._read())
        if not self.totals.at_epoch_ms and self._reading is not None:
            await asyncio.shield(self._reading)
        elif self._context.directory.sites is not self._sites:
            await self._take(self.totals)

    async def close(self) -> None:
        """End what runs."""
        await self._tasks.drain(0)

    async def _read(self) -> None:
        time = asyncio.get_running_loop().time
        begun_s = time()
        try:
            totals = await self._totals()
        except StoreUnreachable as error:
            structlog.get_logger().warning("overview_not_read", reason=str(error))
            totals = self.totals
        await self._take(totals)
        self._next_s = time() + max(REST_S, REST_SHARE * (time() - begun_s))
        self._reading = None

    async def _totals(self) -> Totals:
        now_ms, evidence = self._context.now_epoch_ms(), self._context.store.evidence
        return Totals(
            now_ms,
            await evidence.read_totals(hour_of(now_ms, DAY_H)),
            await evidence.read_totals(hour_of(now_ms, 1)),
            await evidence.read_latency_totals(hour_of(now_ms, 1)),
            await evidence.read_reads(recent_slot(now_ms)),
            await evidence.count_open_mismatches(),
            await evidence.read_planted(hour_of(now_ms, DAY_H)),
            await evidence.read_instances(),
        )

    async def _take(self, totals: Totals) -> None:
        """Make the lines anew, off the event loop; if any is another one, the version grows."""
        async with self._making:
            sites = self._context.directory.sites
            if sites is self._sites and totals is self.totals:
                return
            lines, changed = await asyncio.to_thread(_lines, sites, totals, self.lines)
            self._sites, self.totals, self.lines = sites, totals, lines
            self.version += changed


def _lines(sites: Mapping[str, Site], totals: Totals, before: Sequence[SiteLine]) -> tuple[Sequence[SiteLine], bool]:
    """Return the lines by name, and whether they are other ones; ten thousand take some tenths of a second."""
    lines = site_lines(sorted(sites.values()), totals, upper_bound)
    return lines, lines != before
