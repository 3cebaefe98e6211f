"""
The guard: moves a site that the Events Engine serves back to `shadow` when a safety condition is breached.

Each instance has one, and each looks at the same evidence in the ops store; the store lets only the first of them move
a site. What is breached is decided in `gates.py`, the move is `switch.py`'s, and the flag `pin-stage` keeps a site
where it is. A store that is down moves nothing and stops nothing, nor does a clock that was set: reads count that lie
within a minute of it and in the site's stay.

Source: `migration-model.md`, "Gates". Guarded by `tests/integration/test_guard.py`.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import structlog

from adapters.audit import Change
from adapters.base import Family, OpsStore, Site
from adapters.errors import Conflict, StoreUnreachable
from adapters.evidence import HOUR_MS, SLOT_MS, ReadCount
from config.stages import Stage
from shim.breaker import Breaker
from shim.directory import Directory
from shim.gates import ERRORS_S, Condition, Serving, breaches, tally
from shim.logs import describe_error
from shim.switch import move
from shim.tasks import Tasks

WHO: Final = "shim guard"
LOOK_S: Final = 1.0
Served = tuple[str, str, int]
"""A site, an outcome and its count."""

AHEAD_SLOTS: Final = 2
"""Reads of this slot count, and of the next one, since clocks differ; none of a later one, which is another clock's."""

GUARDED: Final = frozenset({Stage.CANARY, Stage.LIVE})


class Guard:
    """
    Looks at the safety conditions of all sites.

    Args:
        store: opened by whoever made it.
        directory: knows the sites and their flags.
        breakers: of this instance's engines.
        now_epoch_ms: the wall clock.
        look_s: between the end of a look and the next.
    """

    def __init__(
        self,
        store: OpsStore,
        directory: Directory,
        breakers: Mapping[Family, Breaker],
        now_epoch_ms: Callable[[], int],
        look_s: float = LOOK_S,
    ) -> None:
        self._store, self._directory, self._breakers = store, directory, breakers
        self._now_epoch_ms, self._look_s = now_epoch_ms, look_s
        self._past: Sequence[Served] = ()
        self._past_of: tuple[int, Sequence[Site]] = (0, ())
        self._tasks = Tasks()

    def start(self) -> None:
        """Look from now on, in the background."""
        self._tasks.start("guard", self._watch())

    async def stop(self) -> None:
        """Look no more; safe to call twice."""
        await self._tasks.drain(0)

    async def look(self) -> None:
        """Look once, and move what is breached."""
        sites = self._guarded()
        if not sites:
            return
        now_ms = self._now_epoch_ms()
        try:
            serving = await self._read(sites, now_ms)
        except StoreUnreachable as error:
            structlog.get_logger().warning("guard_sees_nothing", reason=str(error))
            return
        for site in sites:
            for condition in breaches(serving[site.name])[:1]:
                await self._move_back(site, condition, now_ms)

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - a guard that has ended would be missed when it is needed
                structlog.get_logger().error("guard_failed", error=describe_error(error))
            await asyncio.sleep(self._look_s)

    def _guarded(self) -> list[Site]:
        flags = self._directory.flags
        served = [site for site in self._directory.sites.values() if site.stage in GUARDED]
        return [site for site in served if not flags.of(site.name).pin_stage]

    async def _read(self, sites: Sequence[Site], now_ms: int) -> Mapping[str, Serving]:
        """Return what is known of sites: the reads of the last minute that are of their stage, the counts since."""
        outcomes: dict[str, list[tuple[str, int]]] = {}
        for name, outcome, counted in await self._read_served(sites, now_ms // HOUR_MS):
            outcomes.setdefault(name, []).append((outcome, counted))
        slots, before = {site.name: _first_slot(site, now_ms) for site in sites}, now_ms // SLOT_MS + AHEAD_SLOTS
        reads = {
            (row.site, slot): row
            for slot in set(slots.values())
            for row in await self._store.evidence.read_reads(slot, before)
        }
        broken, found = self._breakers[Family.EVENTS].is_open(asyncio.get_running_loop().time()), {}
        for name, slot in slots.items():
            read = reads.get((name, slot), ReadCount(name, slot, 0, 0))
            compared, different = tally(outcomes.get(name, ()))
            found[name] = Serving(read.reads, read.errors, compared, different, broken)
        return found

    async def _read_served(self, sites: Sequence[Site], hour: int) -> Sequence[Served]:
        """Return the counts of this stay of each site; hours that nobody adds to any more are read once an hour."""
        read = self._store.evidence.read_served
        if self._past_of != (hour, sites):
            self._past, self._past_of = await read(0, hour - 1), (hour, sites)
        return [*self._past, *await read(hour - 1, hour + 1)]

    async def _move_back(self, site: Site, breached: Condition, now_ms: int) -> None:
        """Move a site, unless somebody was first: another instance's guard, or an operator."""
        log = structlog.get_logger().bind(site=site.name, condition=breached.name, figure=breached.figure)
        change = Change(WHO, f"{breached.name}: {breached.figure}, bound {breached.bound}", now_ms)
        try:
            await move(self._store, site.name, Stage.SHADOW, 0, change, seen=site)
        except (Conflict, StoreUnreachable, LookupError) as error:
            log.warning("guard_moved_nothing", reason=str(error))
        else:
            log.error("guard_moved_back", stage=site.stage.value)
        await self._directory.refresh()


def _first_slot(site: Site, now_ms: int) -> int:
    """
    Return the first slot of the last minute, or the first that lies whole in a site's stage if that is later.

    Who flees from an engine that fails, forward, must not be brought back to it by the failures that he left behind.
    """
    return max((now_ms - ERRORS_S * 1_000) // SLOT_MS, site.since_epoch_ms // SLOT_MS) + 1
