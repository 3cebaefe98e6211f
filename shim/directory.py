"""
All sites, flags and rules, in memory: immutable snapshots that follow the ops store.

A store that can tell of changes is listened to, and asked for its counters at each word of it, at each new beginning of
listening, and now and then besides; any other is asked all the time. So nothing is missed, whatever gets lost.

A request never waits for the store to know its site, stage and flags. When the store is down, the last snapshot stays
and the directory says how old it is. Must not know logins beyond the counter that tells `logins.py` to look again.
Ten thousand sites are read only when one of them changed. Guarded by `tests/unit/shim/test_directory.py`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from math import inf
from types import MappingProxyType
from typing import Final

import structlog
from openfeature.provider import FeatureProvider

from adapters.base import OpsStore, OpsVersions, Site
from adapters.errors import StoreUnreachable
from adapters.evidence import IgnoreRule
from shim.flag_provider import LiveFlags
from shim.flags import FlagBook, stored_values
from shim.tasks import Tasks

POLL_S: Final = 0.25
"""Between two looks at a store that tells nothing."""

LISTENING_POLL_S: Final = 0.75
"""Between two looks while the store tells of changes: behind a pooler of connections its word may get lost."""

REST_S: Final = 0.05
"""Between two looks however much is told: a thousand changes one after the other are some looks, not a thousand."""

RELISTEN_S: Final = 0.25
"""Between two attempts to listen."""

NEVER_READ: Final = OpsVersions(-1, -1, -1, -1)


class Directory:
    """
    The sites of the ops store as they were at the last look.

    Args:
        store: opened by whoever made it.
        poll_s: between the end of a look and the next, when nothing is told.
        front: an operator's own provider of flags, not yet started.
    """

    def __init__(self, store: OpsStore, poll_s: float = POLL_S, front: FeatureProvider | None = None) -> None:
        self._store = store
        self._poll_s = poll_s
        self._listening = False
        self._told = asyncio.Event()
        self._looking = asyncio.Lock()
        self._sites: Mapping[str, Site] = MappingProxyType({})
        self._rules: Sequence[IgnoreRule] = ()
        self._flags = LiveFlags(front)
        self._versions = NEVER_READ
        self._seen_s = -inf
        self._lost = False
        self._tasks = Tasks()

    async def start(self) -> None:
        """
        Look once, then go on in the background; succeeds even when the store is down.

        Raises:
            SettingsError: the operator's provider of flags does not start.
        """
        self._flags.open()
        await self.refresh()
        self._tasks.start("directory", self._follow())
        self._tasks.start("directory's listener", self._listen())

    async def stop(self) -> None:
        """Stop looking; the snapshot stays. Safe to call twice."""
        await self._tasks.drain(0)
        self._flags.close()

    @property
    def sites(self) -> Mapping[str, Site]:
        """All sites by name; never changes, a newer state is another mapping."""
        return self._sites

    @property
    def flags(self) -> FlagBook:
        """The flags of all sites; never changes, a newer state is another book."""
        return self._flags.book

    @property
    def rules(self) -> Sequence[IgnoreRule]:
        """All rules by name, expired ones too; never changes, a newer state is another sequence."""
        return self._rules

    @property
    def logins_version(self) -> int:
        """The store's counter of changes to logins, as last seen; negative before the first look."""
        return self._versions.logins

    @property
    def refusal(self) -> str:
        """Why the store did not take this instance's last change, as its evidence or sign of life; `""` if it did."""
        return self._store.refusal

    def find(self, name: str) -> Site | None:
        """Return a site, or `None`; case counts."""
        return self._sites.get(name)

    def stale_s(self, now_s: float) -> float:
        """Return how long ago the store last answered, by the event loop's clock; infinite if it never has."""
        return now_s - self._seen_s

    async def refresh(self) -> None:
        """Look now, as the background task does."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        asked_s = asyncio.get_running_loop().time()
        try:
            # The counters first: a change between the two reads is then seen twice, and never missed.
            versions = await self._store.read_versions()
            if versions.sites != self._versions.sites:
                self._sites = MappingProxyType({site.name: site for site in await self._store.read_sites()})
            if versions.flags != self._versions.flags:
                await self._flags.put(stored_values(await self._store.read_flags()), versions.flags)
            if versions.rules != self._versions.rules:
                self._rules = tuple(await self._store.evidence.read_rules())
        except StoreUnreachable as error:
            self._say_lost(error)
        else:
            self._say_found(asked_s)
            self._versions, self._seen_s = versions, asked_s

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(min(REST_S, self._poll_s))
            poll_s = max(self._poll_s, LISTENING_POLL_S) if self._listening else self._poll_s
            with suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await self._told.wait()
            self._told.clear()
            await self.refresh()

    async def _listen(self) -> None:
        """Listen for as long as the store can tell, and again after each loss."""
        while True:
            try:
                async with aclosing(self._store.changes()) as changes:
                    async for _ in changes:
                        self._listening = True
                        self._told.set()
            except StoreUnreachable:
                self._listening = False
                self._told.set()
                await asyncio.sleep(RELISTEN_S)
            else:
                return

    def _say_lost(self, error: StoreUnreachable) -> None:
        if not self._lost:
            structlog.get_logger().error("ops_store_lost", reason=str(error), sites=len(self._sites))
        self._lost = True

    def _say_found(self, now_s: float) -> None:
        if self._lost:
            structlog.get_logger().warning("ops_store_back", after_s=round(self.stale_s(now_s), 3))
        self._lost = False
