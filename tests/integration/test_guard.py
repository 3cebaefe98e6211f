"""The guard on both databases: each safety condition moves a site back, once, though every instance has a guard."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from adapters.audit import AuditRow, Change
from adapters.base import Family, OpsStore, Site
from adapters.errors import EngineUnreachable, StoreUnreachable
from adapters.evidence import HOUR_MS, SLOT_MS, Batch, Count, ReadCount
from adapters.ops_store import open_store
from config.stages import Stage
from shim.breaker import LEAST_READS, Breaker
from shim.directory import Directory
from shim.guard import Guard
from tests.builders import SITE

NOW_MS: Final = 490_000 * HOUR_MS + 30 * 60_000
HOUR, SLOT = NOW_MS // HOUR_MS, NOW_MS // SLOT_MS
BEGAN: Final = Change("jane", "it is time", NOW_MS - HOUR_MS)

ERRORS: Final = Batch((), (), [ReadCount(SITE, SLOT - 3, 40, 1), ReadCount(SITE, SLOT, 40, 1)], ())


def counts(different: int, identical: int, stage: str = "live", hour: int = HOUR) -> Batch:
    outcomes = {"different:token": different, "identical": identical, "sampled": different + identical}
    return Batch([Count(SITE, stage, hour, "user json", "live", *one) for one in outcomes.items()], (), (), ())


class Instance:
    """One of several shims: a store connection, a directory, breakers and a guard of its own."""

    def __init__(self, url: str) -> None:
        self.store = open_store(url, 30_000)
        self.directory = Directory(self.store)
        self.breakers = {family: Breaker() for family in Family}
        self.guard = Guard(self.store, self.directory, self.breakers, lambda: NOW_MS, 0.01)


@pytest_asyncio.fixture
async def instances(url: str) -> AsyncIterator[list[Instance]]:
    """Two of them, and a site that is live."""
    made = [Instance(url) for _ in range(2)]
    await made[0].store.create_schema()
    await made[0].store.put_site(Site(SITE, Stage.LIVE), BEGAN)
    yield made
    for one in made:
        await one.guard.stop()
        await one.guard.stop()
        await one.directory.stop()
        await one.store.close()


async def look(instances: list[Instance]) -> list[AuditRow]:
    """Let all guards look at what their directories saw before, at the same time, and return the moves."""
    for one in instances:
        await one.directory.refresh()
    await asyncio.gather(*(one.guard.look() for one in instances))
    return [row for row in await instances[0].store.read_audit(0, 100) if row.action == "stage"]


def open_breakers(instances: list[Instance]) -> None:
    for one in instances:
        for _ in range(LEAST_READS):
            one.breakers[Family.EVENTS].failed(EngineUnreachable("gone"), asyncio.get_running_loop().time())


@pytest.mark.parametrize(
    ("breach", "told"),
    [
        (ERRORS, "errors: 2.50% of 80 reads in 60 s, bound ≤ 1%"),
        (counts(4, 996), "unexplained mismatches: ≥ 0.137%: 4 of 1,000, bound ≤ 0.1%"),
        (None, "Events Engine breaker: open, bound closed"),
    ],
)
async def test_a_breach_moves_back_once(instances: list[Instance], breach: Batch | None, told: str) -> None:
    """Two guards see the same breach at the same time; one moves the site and says why with figures, the other logs."""
    if breach is None:
        open_breakers(instances)
    else:
        await instances[0].store.evidence.add(breach)
    with capture_logs() as logs:
        (row,) = await look(instances)
        assert len(await look(instances)) == 1
    assert (row.who, row.before, row.after, row.why, row.at_epoch_ms) == ("shim guard", "live", "shadow", told, NOW_MS)
    assert [log["event"] for log in logs if "guard" in log["event"]].count("guard_moved_back") == 1
    assert {one.directory.sites[SITE].stage for one in instances} == {Stage.SHADOW}


@pytest.mark.parametrize(
    "evidence",
    [
        counts(1, 999),
        counts(9, 1, stage="canary"),
        counts(9, 1, hour=HOUR - 2),
        Batch((), (), [ReadCount(SITE, SLOT, 49, 49)], ()),
        Batch((), (), [ReadCount(SITE, SLOT - 13, 100, 100)], ()),
        Batch((), (), [ReadCount(SITE, SLOT - 12, 100, 100)], ()),
        Batch((), (), [ReadCount(SITE, SLOT + 2, 100, 100)], ()),
        Batch((), (), [ReadCount("other.example.com", SLOT, 100, 100)], ()),
    ],
    ids=[
        *("within the bound", "of another stage", "of an earlier stay", "few reads", "over a minute ago"),
        *("a minute ago", "to come", "of another"),
    ],
)
async def test_no_breach_no_move(instances: list[Instance], evidence: Batch) -> None:
    """What is within bounds, of another stage, before its stay, too little or too old moves nothing."""
    await instances[0].store.evidence.add(evidence)
    assert await look(instances) == []


@pytest.mark.parametrize(("slot", "moves"), [(SLOT - 1, 1), (SLOT, 2)])
async def test_failures_that_a_site_left_behind(instances: list[Instance], slot: int, moves: int) -> None:
    """Reads of the slot in which a site was moved may be those of the old engine, which it fled; later ones count."""
    store, fled = instances[0].store, Change("jane", "the old engine fails", NOW_MS - SLOT_MS)
    await store.move_site(SITE, Site(SITE, Stage.LIVE), Site(SITE, Stage.CANARY, canary_percent=100), fled)
    await store.evidence.add(Batch((), (), [ReadCount(SITE, slot, 100, 100)], ()))
    assert len(await look(instances)) == moves


async def test_a_clock_that_was_set_back(instances: list[Instance]) -> None:
    """An instance whose clock lies before a site's last move takes no reads for those of its stay."""
    store, later = instances[0].store, Change("jane", "it is time", NOW_MS + HOUR_MS)
    await store.move_site(SITE, Site(SITE, Stage.LIVE), Site(SITE, Stage.CANARY, canary_percent=100), later)
    await store.evidence.add(ERRORS)
    assert len(await look(instances)) == 1


async def test_it_outlives_what_nobody_foresaw(instances: list[Instance], monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that fails is logged, and the next one moves the site."""
    one, failed, read = instances[0], asyncio.Event(), instances[0].store.evidence.read_reads
    await one.store.evidence.add(ERRORS)
    await one.directory.refresh()

    async def fail_once(*slots: int) -> list[ReadCount]:
        if failed.is_set():
            return await read(*slots)
        failed.set()
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(one.store.evidence, "read_reads", fail_once)
    with capture_logs() as logs:
        one.guard.start()
        async with asyncio.timeout(30):
            while one.directory.sites[SITE].stage is not Stage.SHADOW:  # noqa: ASYNC110 - nobody sets an event for it
                await asyncio.sleep(0.01)
    assert [log["event"] for log in logs][:2] == ["guard_failed", "guard_moved_back"]


async def test_a_stay_is_counted_as_a_whole(instances: list[Instance]) -> None:
    """Hours long ago and this one add up: what each of them alone would not prove moves the site."""
    store = instances[0].store
    began = Change("jane", "it is time", NOW_MS - 50 * HOUR_MS)
    await store.move_site(SITE, Site(SITE, Stage.LIVE), Site(SITE, Stage.CANARY, canary_percent=10), began)
    await store.evidence.add(counts(2, 998, "canary", HOUR - 50))
    assert len(await look(instances)) == 1
    await store.evidence.add(counts(9, 991, "canary", HOUR + 1))
    assert len(await look(instances)) == 1
    await store.evidence.add(counts(6, 994, "canary"))
    assert (await look(instances))[1].why.startswith("unexplained mismatches: ≥ 0.199%: 8 of 2,000")


async def test_a_pinned_site_stays(instances: list[Instance]) -> None:
    """Flag `pin-stage` keeps a site where it is, whatever is breached; without it the same breach moves it."""
    store = instances[0].store
    await store.evidence.add(counts(9, 1))
    open_breakers(instances)
    await store.put_flag("pin-stage", SITE, "on", BEGAN)
    assert await look(instances) == []
    await store.put_flag("pin-stage", SITE, None, BEGAN)
    assert len(await look(instances)) == 1


@pytest.mark.parametrize("stage", [Stage.LEGACY, Stage.SHADOW, Stage.COMPLETE])
async def test_other_stages_are_not_guarded(instances: list[Instance], stage: Stage) -> None:
    """Where the old engine serves, or is gone, nothing is moved."""
    store = instances[0].store
    await store.move_site(SITE, Site(SITE, Stage.LIVE), Site(SITE, stage), BEGAN)
    await store.evidence.add(counts(9, 1, stage=stage.value))
    open_breakers(instances)
    assert len(await look(instances)) == 1


async def test_who_moved_it_first_is_not_undone(instances: list[Instance]) -> None:
    """An operator took the site back to `legacy` before the guard's directory knew: it stays there."""
    first, second = instances
    await first.store.evidence.add(ERRORS)
    await second.directory.refresh()
    await first.store.move_site(SITE, Site(SITE, Stage.LIVE), Site(SITE), BEGAN)
    with capture_logs() as logs:
        await second.guard.look()
    assert second.directory.sites[SITE].stage is Stage.LEGACY
    assert [log["reason"] for log in logs] == [f"{SITE} is in legacy now, no longer in live"]


@contextmanager
def broken(store: OpsStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    async def fail(*_: Any) -> None:  # noqa: ANN401 - whatever it is asked
        raise StoreUnreachable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store.evidence, "read_served", fail)
        yield


async def test_it_looks_by_itself_and_outlives_a_lost_store(
    instances: list[Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the store is silent it goes on looking; once it answers again the site is moved, and nobody asked."""
    one = instances[0]
    await one.store.evidence.add(ERRORS)
    await one.directory.start()
    with broken(one.store, monkeypatch), capture_logs() as logs:
        one.guard.start()
        async with asyncio.timeout(5):
            while not logs:  # noqa: ASYNC110 - nobody sets an event for it
                await asyncio.sleep(0.01)
    assert logs[0]["event"] == "guard_sees_nothing"
    async with asyncio.timeout(5):
        while one.directory.sites[SITE].stage is not Stage.SHADOW:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.01)
