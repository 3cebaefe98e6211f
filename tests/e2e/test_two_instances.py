"""
Two processes, one ops store, two real engines, and callers who go on asking while all of that is changed and stopped.

Sites are pinned, since the guard would move them back from an engine that hangs on purpose.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from adapters.base import Family
from config.stages import Stage
from shim.directory import LISTENING_POLL_S
from tests.builders import SITE
from tests.e2e.open_loop import FOLLOWS_S, OpenLoop
from tests.e2e.twins import (
    BY_MARK,
    BY_USER,
    DEADLINE_MS,
    LOGIN_CACHE_S,
    MARKED_SITE,
    WITHIN_S,
    Servers,
    Twins,
    explained,
    metrics,
    ready,
    running_twins,
    served,
)
from tests.integration.test_faults_end_to_end import LEGACY_DOWN, LEGACY_SLOW
from tests.servers.cassandra import CassandraServer
from tests.servers.postgres import PostgresServer
from tests.servers.shim import ShimProcess

pytestmark = [pytest.mark.alone, pytest.mark.postgres, pytest.mark.cassandra]

FLIPS_PER_S: Final = 200
PER_S: Final = 100
HANGING_PER_S: Final = 50
HALF: Final = 50
TOLD: Final = {(Stage.SHADOW, "legacy"): (LEGACY_SLOW, LEGACY_DOWN)}
"""What is told when an engine hangs for which nobody stands in."""

GRACE_S: Final = 1.0
MOVES: Final = 50
WAY: Final = (
    (Stage.CANARY, 10),
    (Stage.LIVE, 0),
    (Stage.CANARY, 90),
    (Stage.SHADOW, 0),
    (Stage.CANARY, 50),
    (Stage.LEGACY, 0),
    (Stage.LIVE, 0),
    (Stage.SHADOW, 0),
)


@pytest.fixture(scope="module")
def twins(
    tmp_path_factory: pytest.TempPathFactory, pausable_postgres: PostgresServer, pausable_cassandra: CassandraServer
) -> Iterator[Twins]:
    """Both processes, with an ops store on a server of its own, which may be killed."""
    with PostgresServer.start() as ops:
        servers = Servers(ops, pausable_postgres, pausable_cassandra)
        with running_twins(tmp_path_factory.mktemp("twins"), servers) as made:
            yield made


@pytest.fixture
def right(twins: Twins) -> dict[str, bytes]:
    """What is right whichever engine answers."""
    return {asked: body for asked, body in twins.right.items() if asked != BY_MARK}


async def differences(twins: Twins) -> list[str]:
    """Return what shadow reads of the site that is the same on both engines ever found to differ."""
    totals = await twins.operate(lambda store: store.evidence.read_totals(0))
    return [outcome for site, _, outcome, _ in totals if site == SITE and outcome.startswith("different")]


async def test_flags_are_flipped(twins: Twins) -> None:
    """Engines are forced and shadow reads switched: both follow within a second, each time, and no answer is wrong."""
    for site in (SITE, MARKED_SITE):
        await twins.go(Stage.SHADOW, site=site)
    old, new = twins.right[BY_MARK], twins.marked
    asked = {BY_MARK: old} | {target: twins.right[target] for target in BY_USER}
    async with OpenLoop(twins.ports, asked, FLIPS_PER_S) as load:
        await load.answered(FLIPS_PER_S // 2)
        for engine, body in (("events", new), ("legacy", old), ("events", new), (None, old)):
            load.expect(BY_MARK, body)
            await twins.turn("force-engine", engine, MARKED_SITE)
            await load.answered(int(FLIPS_PER_S * (FOLLOWS_S + 0.5)))
        for share in ("0", None):
            await twins.turn("shadow-reads", share)
            await load.answered(int(FLIPS_PER_S * FOLLOWS_S))
            assert {why["flags"]["shadow-reads"] for why in await twins.told(explained)} == {share or "100"}


async def test_the_ops_store_is_killed_and_comes_back(twins: Twins) -> None:
    """Serving goes on, both say how old their state is, then both follow by themselves, and no evidence is lost."""
    for site in (SITE, MARKED_SITE):
        await twins.go(Stage.SHADOW, site=site)
    old, new = twins.right[BY_MARK], twins.marked
    async with OpenLoop(twins.ports, twins.right, PER_S) as load:
        await load.answered(PER_S // 2)
        try:
            await check_without_store(twins, load)
        finally:
            await asyncio.to_thread(twins.servers.ops.restart)
        await twins.both(lambda shim: not ready(shim)["ops_store"]["lost"])
        load.expect(BY_MARK, new)
        await twins.turn("force-engine", "events", MARKED_SITE)
        await load.answered(int(PER_S * (FOLLOWS_S + 0.5)))
        load.expect(BY_MARK, old)
        await twins.turn("force-engine", None, MARKED_SITE)
        await load.answered(PER_S // 2)
    await all_written(twins)
    assert all("evidence_written" in shim.output() for shim in twins.instances)


async def check_without_store(twins: Twins, load: OpenLoop) -> None:
    """Kill the store; both are ready all the same, and say since when they have not heard of it."""
    begun_s = time.monotonic()
    await asyncio.to_thread(twins.servers.ops.kill)
    killed_s = time.monotonic()
    await twins.both(lambda shim: ready(shim)["ops_store"]["lost"])
    await load.answered(PER_S * LOGIN_CACHE_S)
    least_s = time.monotonic() - killed_s
    for told in await twins.told(ready):
        assert told["ready"]
        assert least_s <= told["ops_store"]["stale_s"] <= time.monotonic() - begun_s + LISTENING_POLL_S + GRACE_S


async def all_written(twins: Twins) -> None:
    """Wait until the store has what both processes counted; each thing that was sampled has come to something."""
    ends_s = time.monotonic() + WITHIN_S
    seen, written = Counter[str](), Counter({"nothing yet": 1})
    while seen != written and time.monotonic() < ends_s:
        seen, written = sum(await twins.told(metrics), Counter[str]()), await twins.counted()
    assert written == seen
    assert seen["sampled"] == seen["compared"] + seen["dropped"] + seen["failed"] > 0


@pytest.mark.parametrize("hung", ["events", "legacy"])
@pytest.mark.parametrize("stage", [Stage.SHADOW, Stage.CANARY, Stage.LIVE])
async def test_an_engine_hangs(twins: Twins, right: dict[str, bytes], stage: Stage, hung: str) -> None:
    """In time callers get rows, or the old words where nobody stands in; afterwards it is used again by itself."""
    server: PostgresServer | CassandraServer = getattr(twins.servers, hung)
    told = TOLD.get((stage, hung), ())
    await twins.go(stage, HALF if stage is Stage.CANARY else 0)
    await twins.both(lambda shim: explained(shim)["stage"] == stage)
    async with OpenLoop(twins.ports, right, HANGING_PER_S) as load:
        await load.answered(HANGING_PER_S // 2)
        before = await twins.told(metrics)
        load.expect_all(right, *told)
        try:
            await asyncio.to_thread(server.stop)
            await twins.both_since(before, "failed")
            await load.answered(HANGING_PER_S)
        finally:
            await asyncio.to_thread(server.cont)
        await twins.both(is_whole)
        load.expect_all(right)
        await twins.both_since(await twins.told(metrics), "compared")
    assert max(answer.came_s - answer.sent_s for answer in load.answers) < DEADLINE_MS / 1_000 + GRACE_S
    assert not told or LEGACY_SLOW in {answer.body for answer in load.answers}
    assert await differences(twins) == []


def is_whole(shim: ShimProcess) -> bool:
    """Say whether no breaker is open, and the engine serves that should."""
    why = explained(shim)
    return set(ready(shim)["engines"].values()) == {"closed"} and why["served_by"] == why["plan"]["primary"]


async def test_fifty_moves(twins: Twins, right: dict[str, bytes]) -> None:
    """While a site goes forward and back, whatever its users ask for, walks too, is answered as ever on both."""
    before = await twins.told(served)
    async with OpenLoop(twins.ports, right, PER_S) as load:
        for stage, percent in itertools.islice(itertools.cycle(WAY), MOVES):
            await twins.go(stage, percent)
            await load.answered(PER_S // 20)
    for then, now in zip(before, await twins.told(served), strict=True):
        assert {engine for engine, counted in (now - then).items() if counted} == set(Family)
    assert await differences(twins) == []
