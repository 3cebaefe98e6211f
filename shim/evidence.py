"""
Evidence: what this instance saw, added up in memory and written to the ops store once a second, off the request path.

While the store takes what it is given, an orderly stop loses nothing, and a crash loses at most what came in the last
two seconds: one between two batches, one for the batch under way. What could not be written stays and is added to, and
is written once the store is back; should its answer have been lost after it had written, that batch counts twice. What
waits is bounded: hours, shapes and outcomes are few, and beyond `MAX_KEYS` what is new is dropped and counted.

To count something else: a row class in `adapters/evidence.py`, and how its key becomes one in `PARTS`.
Source: `migration-model.md`, "Gates". Guarded by `tests/unit/shim/test_evidence.py`.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, Final

import structlog

from adapters.errors import StoreUnreachable
from adapters.evidence import HOUR_MS, KEPT_H, SLOT_MS, Batch, Count, EvidenceStore, Latency, Planted, ReadCount
from shim.histogram import bucket_of
from shim.legacy.errors import ENGINE_ROWS
from shim.tasks import Tasks
from shim.trace import Trace

FLUSH_S: Final = 1.0
MAX_KEYS: Final = 100_000
"""Different things that wait to be written; some 30 MiB."""

MAX_ROWS: Final = 2_000
"""Of one batch: after an outage many wait, and each batch must be done within the store's deadline."""

MAX_OUTCOME_CHARACTERS: Final = 100

STOP_S: Final = 10.0
"""How long a batch under way may take when the shim stops."""

KEEP_SLOTS: Final = 120
FORGET_S: Final = 3_600

ENGINE_ERRORS: Final = frozenset(row.name for row in ENGINE_ROWS)


def _read(site: str, slot: int, failed: bool, number: int) -> ReadCount:  # noqa: FBT001 - a part of a key
    return ReadCount(site, slot, number, number if failed else 0)


def _planted(hour: int, caught: bool, number: int) -> Planted:  # noqa: FBT001 - a part of a key
    return Planted(hour, number, number if caught else 0)


PARTS: Final[tuple[Callable[..., Any], ...]] = (Count, Latency, _read, _planted)
"""What makes the rows of a batch's parts, in their order, of a key's fields and its number; a key begins with one."""

Sums = dict[tuple[Any, ...], int]


def batch_of(sums: Mapping[tuple[Any, ...], int]) -> Batch:
    """Return sums as they are written; the store adds up rows of one thing."""
    rows: dict[Callable[..., Any], list[Any]] = {part: [] for part in PARTS}
    for (part, *fields), number in sums.items():
        rows[part].append(part(*fields, number))
    return Batch(*rows.values())


class Evidence:
    """
    Adds up.

    Args:
        store: takes batches.
        now_epoch_ms: the wall clock.
        flush_s: between two batches.
    """

    def __init__(self, store: EvidenceStore, now_epoch_ms: Callable[[], int], flush_s: float = FLUSH_S) -> None:
        self.store, self._now_epoch_ms, self._flush_s = store, now_epoch_ms, flush_s
        self._tasks = Tasks()
        self._sums: Sums = {}
        self._writing = asyncio.Lock()
        self._ending = asyncio.Event()
        self._waits = False
        self.dropped = 0
        """How often something was not counted because too much waits."""

    def __len__(self) -> int:
        """Return how many different things wait to be written."""
        return len(self._sums)

    def start(self) -> None:
        """Write from now on; call within the loop."""
        self._tasks.start("evidence", self._follow())

    async def stop(self) -> None:
        """Write what there is, and no more; safe to call twice."""
        self._ending.set()
        await self._tasks.drain(STOP_S)  # a batch that is cut off might be written, and then be written again
        await self.flush()
        if self._sums:
            structlog.get_logger().error("evidence_lost", rows=len(self._sums))

    def answered(self, trace: Trace, shape: str) -> None:
        """
        Count a request that had a plan: whether callers saw an engine's failure, and how long the one that served took.

        A request that asked no engine, since something else was wrong with it, is no read.
        """
        failed, engine = trace.error in ENGINE_ERRORS, trace.served_by
        if not (failed or engine):
            return
        now, site = self._now_epoch_ms(), trace.site
        self._add((_read, site, now // SLOT_MS, failed))
        if not failed:
            ms = sum([step.ms for step in trace.steps if step.engine == engine])
            self._add((Latency, site, now // HOUR_MS, shape, engine, bucket_of(ms)))

    def count(self, site: str, stage: str, shape: str, outcome: str, source: str = "live") -> None:
        """Count what came out of a shadow read; a column may be called what no database takes, so that is escaped."""
        if not outcome.isprintable():
            outcome = ascii(outcome)[1:-1]
        hour = self._now_epoch_ms() // HOUR_MS
        self._add((Count, site, stage, hour, shape, source, outcome[:MAX_OUTCOME_CHARACTERS]))

    def latency(self, site: str, shape: str, engine: str, ms: float) -> None:
        """Count how long an engine took."""
        self._add((Latency, site, self._now_epoch_ms() // HOUR_MS, shape, engine, bucket_of(ms)))

    def planted(self, *, caught: bool) -> None:
        """Count a planted pair."""
        self._add((_planted, self._now_epoch_ms() // HOUR_MS, caught))

    async def flush(self) -> None:
        """Write what there is, in batches; what cannot be written stays."""
        async with self._writing:
            waiting, self._sums = self._sums, {}
            try:
                while waiting:
                    part = dict(islice(waiting.items(), MAX_ROWS))
                    await self.store.add(batch_of(part))
                    for key in part:
                        del waiting[key]
            except StoreUnreachable as error:
                self._say_waits(error)
            else:
                self._say_written()
            finally:
                self._put_back(waiting)

    def _put_back(self, waiting: Sums) -> None:
        """Go on from what could not be written, and add what came meanwhile."""
        came, self._sums = self._sums, waiting
        for key, number in came.items():
            self._add(key, number)

    def _add(self, key: tuple[Any, ...], number: int = 1) -> None:
        sums = self._sums
        if key in sums:
            sums[key] += number
        elif len(sums) < MAX_KEYS:
            sums[key] = number
        else:
            self.dropped += number

    async def _follow(self) -> None:
        time = asyncio.get_running_loop().time
        forget_s = time()
        while not self._ending.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._flush_s):
                    await self._ending.wait()
            await self.flush()
            if time() >= forget_s:
                forget_s = time() + FORGET_S
                await self._forget()

    async def _forget(self) -> None:
        now = self._now_epoch_ms()
        try:
            await self.store.forget(now // HOUR_MS - KEPT_H, now // SLOT_MS - KEEP_SLOTS)
        except StoreUnreachable as error:
            structlog.get_logger().warning("evidence_not_forgotten", reason=str(error))

    def _say_waits(self, error: StoreUnreachable) -> None:
        if not self._waits:
            structlog.get_logger().warning("evidence_waits", reason=str(error))
        self._waits = True

    def _say_written(self) -> None:
        if self._waits:
            structlog.get_logger().warning("evidence_written", dropped=self.dropped)
        self._waits = False
