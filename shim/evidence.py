"""
Evidence: what this instance saw, added up in memory and written to the ops store once a second, off the request path.

An orderly stop loses nothing; a crash loses at most what came in the last two seconds (one between two batches, one for
the batch under way). A batch that could not be written stays and grows, in a bounded number of keys: hours, shapes and
outcomes are few, and beyond `MAX_KEYS` what is new is dropped and counted.

Source: `migration-model.md`, "Gates". Guarded by `tests/unit/shim/test_evidence.py`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

import structlog

from adapters.errors import StoreUnreachable
from adapters.evidence import HOUR_MS, SLOT_MS, Batch, Count, EvidenceStore, Latency, Planted, ReadCount
from shim.histogram import bucket_of
from shim.legacy.errors import ENGINE_ROWS
from shim.tasks import Tasks
from shim.trace import Trace

K = TypeVar("K", bound=Hashable)

FLUSH_S: Final = 1.0
MAX_KEYS: Final = 50_000
"""Of each kind of count that waits to be written."""

KEEP_HOURS: Final = 9 * 24
"""Evidence of a week counts for the last step; two days more can be looked at."""

KEEP_SLOTS: Final = 120
FORGET_S: Final = 3_600

ENGINE_ERRORS: Final = frozenset(row.name for row in ENGINE_ROWS)


class _Sums:
    """Counts by key."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, int, str, str, str]] = Counter()
        self.latencies: Counter[tuple[str, int, str, str, int]] = Counter()
        self.reads: Counter[tuple[str, int]] = Counter()
        self.errors: Counter[tuple[str, int]] = Counter()
        self.planted: Counter[int] = Counter()
        self.caught: Counter[int] = Counter()

    def batch(self) -> Batch:
        """Return the counts as they are written."""
        return Batch(
            [Count(*key, counted) for key, counted in self.counts.items()],
            [Latency(*key, counted) for key, counted in self.latencies.items()],
            [ReadCount(*key, reads, self.errors[key]) for key, reads in self.reads.items()],
            [Planted(hour, planted, self.caught[hour]) for hour, planted in self.planted.items()],
        )

    def add(self, other: "_Sums") -> None:
        """Add other counts to these."""
        self.counts.update(other.counts)
        self.latencies.update(other.latencies)
        self.reads.update(other.reads)
        self.errors.update(other.errors)
        self.planted.update(other.planted)
        self.caught.update(other.caught)


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
        self._sums = _Sums()
        self._writing = asyncio.Lock()
        self.dropped = 0

    def start(self) -> None:
        """Write from now on; call within the loop."""
        self._tasks.start("evidence", self._follow())

    async def stop(self) -> None:
        """Write what there is, and no more."""
        await self._tasks.drain(0)
        await self.flush()

    def answered(self, trace: Trace, shape: str) -> None:
        """Count a request that had a plan: whether callers saw an engine's failure, and how long it took to read."""
        now = self._now_epoch_ms()
        slot = trace.site, now // SLOT_MS
        self._add(self._sums.reads, slot)
        if trace.error in ENGINE_ERRORS:
            self._add(self._sums.errors, slot)
        elif trace.served_by:
            self._latency(trace.site, now, shape, trace.served_by, sum(step[2] for step in trace.steps))

    def count(self, site: str, stage: str, shape: str, outcome: str, source: str = "live") -> None:
        """Count what came out of a shadow read."""
        self._add(self._sums.counts, (site, stage, self._now_epoch_ms() // HOUR_MS, shape, source, outcome))

    def latency(self, site: str, shape: str, engine: str, ms: float) -> None:
        """Count how long an engine took."""
        self._latency(site, self._now_epoch_ms(), shape, engine, ms)

    def planted(self, *, caught: bool) -> None:
        """Count a planted pair."""
        hour = self._now_epoch_ms() // HOUR_MS
        self._sums.planted[hour] += 1
        self._sums.caught[hour] += caught

    async def flush(self) -> None:
        """Write what there is; what cannot be written stays."""
        async with self._writing:
            sums, self._sums = self._sums, _Sums()
            batch = sums.batch()
            if not any(batch):
                return
            try:
                await self.store.add(batch)
            except (StoreUnreachable, asyncio.CancelledError) as error:
                sums.add(self._sums)
                self._sums = sums
                if isinstance(error, asyncio.CancelledError):
                    raise
                structlog.get_logger().warning("evidence_waits", reason=str(error))

    def _latency(self, site: str, now: int, shape: str, engine: str, ms: float) -> None:
        self._add(self._sums.latencies, (site, now // HOUR_MS, shape, engine, bucket_of(ms)))

    def _add(self, counter: Counter[K], key: K) -> None:
        if len(counter) < MAX_KEYS or key in counter:
            counter[key] += 1
        else:
            self.dropped += 1

    async def _follow(self) -> None:
        time = asyncio.get_running_loop().time
        forget_s = time() + self._flush_s
        while True:
            await asyncio.sleep(self._flush_s)
            await self.flush()
            if time() >= forget_s:
                forget_s = time() + FORGET_S
                await self._forget()

    async def _forget(self) -> None:
        now = self._now_epoch_ms()
        try:
            await self.store.forget(now // HOUR_MS - KEEP_HOURS, now // SLOT_MS - KEEP_SLOTS)
        except StoreUnreachable as error:
            structlog.get_logger().warning("evidence_not_forgotten", reason=str(error))
