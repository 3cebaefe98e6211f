"""Evidence is added up in memory, written in batches, and lost by nobody who stops in order."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.base import OpsStore
from adapters.errors import StoreUnreachable
from adapters.evidence import Batch, Count, Latency, Planted, ReadCount
from adapters.ops_store import open_store
from shim import evidence as module
from shim.evidence import ENGINE_ERRORS, Evidence
from shim.histogram import bucket_of
from shim.trace import Step, Trace

NOW_MS = 1_321_472_822_803
HOUR, SLOT = NOW_MS // 3_600_000, NOW_MS // 5_000


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[OpsStore]:
    made = open_store(f"sqlite:///{tmp_path / 'ops.db'}", 30_000)
    await made.create_schema()
    yield made
    await made.close()


def answered(error: str | None = None) -> Trace:
    """Return the trace of a request that two round trips answered."""
    trace = Trace("GET", "", 0)
    trace.site, trace.served_by, trace.error = "a", "legacy", error
    trace.step("sessions", "legacy", 1.5)
    trace.step("sessions", "legacy", 2.5)
    return trace


async def test_two_instances_add_up(store: OpsStore) -> None:
    """What two instances count is one sum: requests, errors of engines, latencies and outcomes."""
    one, two = (Evidence(store.evidence, lambda: NOW_MS) for _ in range(2))
    for evidence in (one, two, one):
        evidence.answered(answered(), "user json")
        evidence.count("a", "shadow", "user json", "identical")
    one.answered(answered("EVENTS_TIMEOUT"), "user json")
    two.answered(answered("NUMBER_FORMAT"), "user json")
    await one.stop()
    await two.stop()
    assert await store.evidence.read_counts("a", 0) == [Count("a", "shadow", HOUR, "user json", "live", "identical", 3)]
    assert await store.evidence.read_latencies("a", 0) == [Latency("a", HOUR, "user json", "legacy", bucket_of(4), 4)]
    assert await store.evidence.read_reads(0) == [ReadCount("a", SLOT, 5, 1)]


async def test_what_cannot_be_written_waits(store: OpsStore) -> None:
    """A store that is down loses nothing: what came meanwhile is added, and written once it is back."""
    evidence, add, down = Evidence(store.evidence, lambda: NOW_MS), store.evidence.add, True

    async def failing(batch: Batch) -> None:
        if down:
            evidence.count("a", "shadow", "user json", "identical")  # while the batch is under way
            raise StoreUnreachable("down")
        await add(batch)

    store.evidence.add = failing  # type: ignore[method-assign] # the fault
    evidence.count("a", "shadow", "user json", "identical")
    await evidence.flush()
    down = False
    await evidence.stop()
    assert [row.counted for row in await store.evidence.read_counts("a", 0)] == [2]


async def test_it_is_written_by_itself(store: OpsStore) -> None:
    """Once started, what was counted is in the store soon, and what is old is forgotten."""
    await store.evidence.add(Batch([Count("a", "shadow", HOUR - 9 * 24 - 1, "x", "live", "identical", 1)], [], [], []))
    evidence = Evidence(store.evidence, lambda: NOW_MS, flush_s=0.01)
    evidence.start()
    evidence.count("a", "shadow", "user json", "identical")
    async with asyncio.timeout(30):
        while [row.hour for row in await store.evidence.read_counts("a", 0)] != [HOUR]:  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.01)
    await evidence.stop()


class Rationed:
    """The store's half that takes batches, while it is told to: fails, or keeps them waiting."""

    def __init__(self, store: OpsStore) -> None:
        self.add_for_real, self.down, self.batches = store.evidence.add, False, list[Batch]()
        self.let_go, self.begun = asyncio.Event(), asyncio.Event()
        self.let_go.set()
        store.evidence.add = self.add  # type: ignore[method-assign] # the fault

    async def add(self, batch: Batch) -> None:
        """Add a batch, when and if it may be."""
        self.begun.set()
        await self.let_go.wait()
        if self.down:
            raise StoreUnreachable("down")
        self.batches.append(batch)
        await self.add_for_real(batch)


async def test_the_time_is_that_of_the_engine_that_served(store: OpsStore) -> None:
    """When another engine stood in, its round trips count, and not those of the one that failed before."""
    evidence, trace = Evidence(store.evidence, lambda: NOW_MS), answered()
    trace.steps.insert(0, Step("sessions", "events", 3_000.0, "EngineTimeout"))
    evidence.answered(trace, "user json")
    await evidence.flush()
    assert await store.evidence.read_latencies("a", 0) == [Latency("a", HOUR, "user json", "legacy", bucket_of(4), 1)]


async def test_who_asks_no_engine_does_not_read(store: OpsStore) -> None:
    """A request that was refused before any engine was asked is no read: it makes errors no rarer than they are."""
    evidence, refused, unreachable = Evidence(store.evidence, lambda: NOW_MS), answered("NUMBER_FORMAT"), answered()
    refused.served_by = unreachable.served_by = ""
    unreachable.error = "EVENTS_UNREACHABLE"
    for trace in (refused, unreachable):
        evidence.answered(trace, "user json")
    await evidence.flush()
    assert await store.evidence.read_reads(0) == [ReadCount("a", SLOT, 1, 1)]
    assert await store.evidence.read_latencies("a", 0) == []


@pytest.mark.parametrize("error", sorted(ENGINE_ERRORS))
async def test_every_failure_of_an_engine_is_an_error(store: OpsStore, error: str) -> None:
    """A failure that reached a caller is an error, and no latency."""
    evidence = Evidence(store.evidence, lambda: NOW_MS)
    evidence.answered(answered(error), "user json")
    await evidence.flush()
    assert await store.evidence.read_reads(0) == [ReadCount("a", SLOT, 1, 1)]
    assert await store.evidence.read_latencies("a", 0) == []


async def test_planted_pairs_and_replays_are_counted_apart(store: OpsStore) -> None:
    """A planted pair is caught or not; what was replayed is marked so; each engine has its own times."""
    evidence = Evidence(store.evidence, lambda: NOW_MS)
    for caught in (True, False, True):
        evidence.planted(caught=caught)
    evidence.count("a", "shadow", "user json", "identical", source="replay")
    evidence.latency("a", "user json", "events", 7)
    await evidence.flush()
    assert await store.evidence.read_planted(0) == [Planted(HOUR, 3, 2)]
    assert [row.source for row in await store.evidence.read_counts("a", 0)] == ["replay"]
    assert await store.evidence.read_latencies("a", 0) == [Latency("a", HOUR, "user json", "events", bucket_of(7), 1)]


async def test_what_waits_is_bounded(store: OpsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the store is down, no more waits than may; what is new beyond that is counted as dropped."""
    monkeypatch.setattr(module, "MAX_KEYS", 10)
    rationed, evidence = Rationed(store), Evidence(store.evidence, lambda: NOW_MS)
    rationed.down = True
    for second in range(5):
        for number in range(6):
            evidence.count("a", "shadow", f"{second} {number}", "identical")
            evidence.count("a", "shadow", "0 0", "identical")
        await evidence.flush()
        assert len(evidence) <= 10
    assert evidence.dropped == 20
    rationed.down = False
    await evidence.stop()
    counts = {row.shape: row.counted for row in await store.evidence.read_counts("a", 0)}
    assert len(counts) == 10
    assert counts["0 0"] == 31


async def test_many_rows_are_several_batches(store: OpsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an outage no batch is too large for the store's deadline, and one that fails is not written twice."""
    monkeypatch.setattr(module, "MAX_ROWS", 4)
    rationed, evidence = Rationed(store), Evidence(store.evidence, lambda: NOW_MS)
    for number in range(10):
        evidence.count("a", "shadow", f"{number}", "identical")
    await evidence.flush()
    assert [len(batch.counts) for batch in rationed.batches] == [4, 4, 2]
    assert [row.counted for row in await store.evidence.read_counts("a", 0)] == [1] * 10


async def test_stopping_waits_for_the_batch_under_way(store: OpsStore) -> None:
    """A batch that is being written when the shim stops is written once, with what came meanwhile behind it."""
    rationed, evidence = Rationed(store), Evidence(store.evidence, lambda: NOW_MS, flush_s=0.001)
    rationed.let_go.clear()
    evidence.count("a", "shadow", "user json", "identical")
    evidence.start()
    await rationed.begun.wait()
    evidence.count("a", "shadow", "user json", "identical")
    stopping = asyncio.ensure_future(evidence.stop())
    await asyncio.sleep(0)
    rationed.let_go.set()
    await stopping
    assert [row.counted for row in await store.evidence.read_counts("a", 0)] == [2]
    await evidence.stop()


async def test_a_flush_that_is_cut_off_keeps_its_counts(store: OpsStore) -> None:
    """Whoever cancels a flush takes nothing away."""
    rationed, evidence = Rationed(store), Evidence(store.evidence, lambda: NOW_MS)
    rationed.let_go.clear()
    evidence.count("a", "shadow", "user json", "identical")
    flushing = asyncio.ensure_future(evidence.flush())
    await rationed.begun.wait()
    flushing.cancel()
    await asyncio.wait([flushing])
    rationed.let_go.set()
    await evidence.flush()
    assert [row.counted for row in await store.evidence.read_counts("a", 0)] == [1]


async def test_a_column_of_any_name_can_be_counted(store: OpsStore) -> None:
    """A cause names a customer's column: what no database takes is escaped, what is long is cut, nothing gets stuck."""
    evidence = Evidence(store.evidence, lambda: NOW_MS)
    for name in ("\0", "\ud800", "größe 😀", "x" * 1_000):
        evidence.count("a", "shadow", "user json", f"different:cell:{name}")
    await evidence.flush()
    assert len(evidence) == 0
    outcomes = sorted(row.outcome for row in await store.evidence.read_counts("a", 0))
    assert outcomes[:2] == ["different:cell:\\ud800", "different:cell:\\x00"]
    assert outcomes[2:] == ["different:cell:größe 😀", f"different:cell:{'x' * 1_000}"[:100]]
