"""
All sites and flags, in memory: immutable snapshots that follow the ops store, asked for its counters all the time.

A request never waits for the store to know its site, stage and flags. When the store is down, the last snapshot stays
and the directory says how old it is. Must not know logins beyond the counter that tells `logins.py` to look again.
Ten thousand sites are read only when one of them changed. Guarded by `tests/unit/shim/test_directory.py`.
"""

import asyncio
from collections.abc import Mapping
from math import inf
from types import MappingProxyType
from typing import Final

import structlog

from adapters.base import OpsStore, OpsVersions, Site
from adapters.errors import StoreUnreachable
from shim.flags import FlagBook, evaluator, stored_values
from shim.tasks import Tasks

POLL_S: Final = 0.25
"""Between two looks; with LISTEN/NOTIFY it would be less, for a later day."""

NEVER_READ: Final = OpsVersions(-1, -1, -1, -1)


class Directory:
    """
    The sites of the ops store as they were at the last look.

    Args:
        store: opened by whoever made it.
        poll_s: between the end of a look and the next.
    """

    def __init__(self, store: OpsStore, poll_s: float = POLL_S) -> None:
        self._store = store
        self._poll_s = poll_s
        self._sites: Mapping[str, Site] = MappingProxyType({})
        self._flags = FlagBook(evaluator({}))
        self._versions = NEVER_READ
        self._seen_s = -inf
        self._lost = False
        self._tasks = Tasks()

    async def start(self) -> None:
        """Look once, then go on in the background; succeeds even when the store is down."""
        await self.refresh()
        self._tasks.start("directory", self._follow())

    async def stop(self) -> None:
        """Stop looking; the snapshot stays. Safe to call twice."""
        await self._tasks.drain(0)

    @property
    def sites(self) -> Mapping[str, Site]:
        """All sites by name; never changes, a newer state is another mapping."""
        return self._sites

    @property
    def flags(self) -> FlagBook:
        """The flags of all sites; never changes, a newer state is another book."""
        return self._flags

    @property
    def logins_version(self) -> int:
        """The store's counter of changes to logins, as last seen; negative before the first look."""
        return self._versions.logins

    def find(self, name: str) -> Site | None:
        """Return a site, or `None`; case counts."""
        return self._sites.get(name)

    def stale_s(self, now_s: float) -> float:
        """Return how long ago the store last answered, by the event loop's clock; infinite if it never has."""
        return now_s - self._seen_s

    async def refresh(self) -> None:
        """Look now, as the background task does."""
        asked_s = asyncio.get_running_loop().time()
        try:
            # The counters first: a change between the two reads is then seen twice, and never missed.
            versions = await self._store.read_versions()
            if versions.sites != self._versions.sites:
                self._sites = MappingProxyType({site.name: site for site in await self._store.read_sites()})
            if versions.flags != self._versions.flags:
                self._flags = FlagBook(evaluator(stored_values(await self._store.read_flags())), versions.flags)
        except StoreUnreachable as error:
            self._say_lost(error)
        else:
            self._say_found(asked_s)
            self._versions, self._seen_s = versions, asked_s

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._poll_s)
            await self.refresh()

    def _say_lost(self, error: StoreUnreachable) -> None:
        if not self._lost:
            structlog.get_logger().error("ops_store_lost", reason=str(error), sites=len(self._sites))
        self._lost = True

    def _say_found(self, now_s: float) -> None:
        if self._lost:
            structlog.get_logger().warning("ops_store_back", after_s=round(self.stale_s(now_s), 3))
        self._lost = False
