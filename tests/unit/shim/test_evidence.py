"""Evidence is added up in memory, written in batches, and lost by nobody who stops in order."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from adapters.base import OpsStore
from adapters.errors import StoreUnreachable
from adapters.evidence import Batch, Count, Latency, ReadCount
from adapters.ops_store import open_store
from shim.evidence import Evidence
from shim.histogram import bucket_of
from shim.trace import Trace

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
