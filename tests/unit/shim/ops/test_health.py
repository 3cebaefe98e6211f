"""When requests should be sent here."""

from pathlib import Path

from adapters.base import Family
from adapters.errors import EngineTimeout
from shim.breaker import LEAST_READS
from shim.ops.health import readiness
from tests.unit.shim.ops.ops_shim import Ops, running_ops


def _break(ops: Ops, *families: Family) -> None:
    for family in families:
        for _ in range(LEAST_READS):
            ops.context.engines.breakers[family].failed(EngineTimeout("late"), ops.context.now_s())


async def test_ready_when_all_is_well(tmp_path: Path) -> None:
    """Live, ready, both breakers closed, the store heard of just now."""
    async with running_ops(tmp_path) as ops:
        live, ready = await ops.ask("/-/live"), await ops.ask("/-/ready")

    assert (live.status, live.json) == (200, {"alive": True})
    assert (ready.status, ready.json["ready"], ready.json["reasons"]) == (200, True, [])
    assert ready.json["engines"] == {"legacy": "closed", "events": "closed"}
    assert ready.json["ops_store"]["lost"] is False


async def test_draining_is_not_ready(tmp_path: Path) -> None:
    """Whoever was told to stop gets no more requests."""
    async with running_ops(tmp_path) as ops:
        ops.context.pulse.drain()
        ready = await ops.ask("/-/ready")

    assert (ready.status, ready.json["reasons"]) == (503, ["draining: it was told to stop"])


async def test_one_broken_engine_is_told_all_are_not_ready(tmp_path: Path) -> None:
    """With one engine left requests can be answered; without any they cannot."""
    async with running_ops(tmp_path) as ops:
        _break(ops, Family.EVENTS)
        one = await ops.ask("/-/ready")
        _break(ops, Family.LEGACY_SQL)
        all_ = await ops.ask("/-/ready")

    assert (one.status, one.json["engines"]) == (200, {"legacy": "closed", "events": "open"})
    assert (all_.status, all_.json["reasons"]) == (503, ["the breaker of every engine is open"])


async def test_a_lost_store_is_told_and_serving_goes_on(tmp_path: Path) -> None:
    """It says how stale the state is, and stays ready; a store that was never read is another matter."""
    async with running_ops(tmp_path) as ops:
        seen_s = ops.context.directory._seen_s
        lost = readiness(ops.context, seen_s + 90)
        ops.context.directory._seen_s = float("-inf")
        never = readiness(ops.context, seen_s)

    assert lost["ready"] is True
    assert lost["ops_store"] == {
        "lost": True,
        "stale_s": 90.0,
        "takes_changes": False,
        "note": "serving goes on with the last state; changes are refused until it is back",
    }
    assert (never["ready"], never["reasons"]) == (False, ["the ops store was never read, so no site is known"])
