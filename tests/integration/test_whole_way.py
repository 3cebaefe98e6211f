"""A site's whole way on both databases, on what two instances count while a clock goes from hour to hour."""

from collections.abc import AsyncIterator
from typing import Final

import orjson
import pytest_asyncio

from adapters.audit import Change
from adapters.base import Family, OpsStore, Site
from adapters.evidence import HOUR_MS
from adapters.ops_store import open_store
from config.stages import Stage
from shim.evidence import Evidence
from shim.gates import HISTORY
from shim.switch import Refused, attest, find_site, move
from shim.trace import Trace
from tests.builders import SITE

BEGIN_MS: Final = 490_000 * HOUR_MS
SHAPES: Final = ("user-day json", "site html")


class World:
    """A store, two instances that count, and the clock of all of them."""

    def __init__(self, store: OpsStore, other: OpsStore) -> None:
        self.store, self.now_ms = store, BEGIN_MS
        self.instances = [Evidence(one.evidence, lambda: self.now_ms) for one in (store, other)]

    async def serve(self, stage: Stage, hours: int, *, a_shape: int, outcome: str = "identical") -> None:
        """Let hours go by in which each instance compares so many requests of each shape."""
        for _ in range(hours):
            self.now_ms += HOUR_MS
            for instance in self.instances:
                for shape in SHAPES:
                    for _ in range(a_shape):
                        _count(instance, stage, shape, outcome)
                instance.planted(caught=True)
                await instance.flush()

    async def step(self, wanted: Stage, percent: int = 0) -> list[str]:
        """Move the site and return what the gate says it lacks."""
        try:
            await move(self.store, SITE, wanted, percent, self.by_jane("it is time"))
        except Refused as refused:
            return [condition.name for condition in refused.report.conditions if not condition.ok]
        return []

    def by_jane(self, why: str) -> Change:
        """Return who changes something now."""
        return Change("jane", why, self.now_ms)


def _count(instance: Evidence, stage: Stage, shape: str, outcome: str) -> None:
    """Count a request as the shadow does: what the caller got, what the other engine took, what came out."""
    trace = Trace("GET", "", 0)
    trace.site, trace.served_by = SITE, Family.LEGACY_SQL.value
    trace.step("sessions", trace.served_by, 20)
    instance.answered(trace, shape)
    instance.latency(SITE, shape, Family.EVENTS.value, 12)
    for counted in ("sampled", outcome):
        instance.count(SITE, stage.value, shape, counted)


@pytest_asyncio.fixture
async def world(store: OpsStore, url: str) -> AsyncIterator[World]:
    other = open_store(url, 30_000)
    yield World(store, other)
    await other.close()


NOTHING_YET: Final = ["comparisons", "unexplained mismatches", "every request shape"]


async def test_from_legacy_to_complete(world: World) -> None:
    """Each step is refused until its own stage has proven it, on the sum of both instances, and then made."""
    await world.store.put_site(Site(SITE), world.by_jane("a new site"))
    assert await world.step(Stage.SHADOW) == []
    assert await world.step(Stage.CANARY, 10) == [HISTORY, *NOTHING_YET, "Events Engine p99"]
    await world.serve(Stage.SHADOW, 9, a_shape=80)
    assert await world.step(Stage.CANARY, 10) == [HISTORY, "comparisons", "unexplained mismatches"]
    await attest(world.store, SITE, HISTORY, world.by_jane("copied by hand"))
    await world.serve(Stage.SHADOW, 1, a_shape=80)
    assert await world.step(Stage.CANARY, 10) == []
    assert await world.step(Stage.LIVE) == NOTHING_YET
    await world.serve(Stage.CANARY, 10, a_shape=80)
    assert await world.step(Stage.LIVE) == []
    await world.serve(Stage.LIVE, 6 * 24, a_shape=8)
    assert await world.step(Stage.COMPLETE) == ["every day"]
    await world.serve(Stage.LIVE, 24, a_shape=8)
    assert await world.step(Stage.COMPLETE) == []
    certificate = await world.store.evidence.find_certificate(SITE)
    assert certificate is not None
    figures = {one["name"]: one["figure"] for one in orjson.loads(certificate.text)["conditions"]}
    assert figures["comparisons"] == f"{168 * 2 * 2 * 8:,}"
    assert figures["planted pairs"] == "336 caught, 0 h void"


async def test_a_difference_stays_in_the_way_until_it_expires(world: World) -> None:
    """One persistent difference of 3,200 refuses the step, whichever instance met it, until its window has passed."""
    await world.store.put_site(Site(SITE, Stage.SHADOW), world.by_jane("a new site"))
    await attest(world.store, SITE, HISTORY, world.by_jane("copied by hand"))
    await world.serve(Stage.SHADOW, 10, a_shape=80)
    world.instances[1].count(SITE, Stage.SHADOW.value, SHAPES[0], "different:cell:city")
    await world.instances[1].stop()
    assert await world.step(Stage.CANARY, 10) == ["unexplained mismatches"]
    await world.serve(Stage.SHADOW, 24, a_shape=32)
    assert await world.step(Stage.CANARY, 10) == []
    assert (await find_site(world.store, SITE)).stage is Stage.CANARY
