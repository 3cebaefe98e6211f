"""Planted pairs: known to be wrong, they must come out so, and when they do not, everybody hears of it."""

from pathlib import Path

import pytest

from adapters.evidence import IgnoreRule
from shim import planted, shadow
from shim.call import Answer
from shim.compare import Grade, Verdict
from shim.planted import EXPECTED, Planter
from tests.builders import BY_TEST
from tests.unit.shim.switching import NOW_MS, Switch, switching

HOUR = NOW_MS // 3_600_000


def planter_of(switch: Switch) -> Planter:
    return Planter(switch.services, switch.shadows, switch.evidence, every_s=60)


async def test_a_planted_pair_is_caught(tmp_path: Path) -> None:
    """It goes the whole way, comes out by its cell, and counts apart from callers' requests."""
    async with switching(tmp_path) as switch:
        assert await planter_of(switch).plant() == EXPECTED
        assert switch.totals == {}
        await switch.evidence.flush()
        assert await switch.store.evidence.read_planted(0) == [(HOUR, 1, 1)]
        assert await switch.store.evidence.read_mismatches(None, 10) == []


async def test_a_comparison_that_sees_nothing_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When everything is called identical, the pair is not caught, and the store knows it."""
    async with switching(tmp_path) as switch:
        monkeypatch.setattr(shadow, "compare", lambda *_: Verdict(Grade.IDENTICAL))
        assert await planter_of(switch).plant() == "identical"
        await switch.evidence.flush()
        assert await switch.store.evidence.read_planted(0) == [(HOUR, 1, 0)]


@pytest.mark.parametrize("cause", ["cell:city", "cell:*"])
async def test_no_ignore_rule_explains_it(tmp_path: Path, cause: str) -> None:
    """A rule of all sites may name its very cell; it is known to be wrong all the same, and no hour is void for it."""
    async with switching(tmp_path) as switch:
        await switch.store.evidence.put_rule(IgnoreRule("cities", cause, "", "they were geocoded anew", 2**60), BY_TEST)
        await switch.directory.refresh()
        assert await planter_of(switch).plant() == EXPECTED


async def test_it_is_asked_again_however_many_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where callers' differences fill the places of the second look, it has one of its own: that is no void hour."""
    monkeypatch.setattr(shadow, "MAX_RECHECKS", 0)
    async with switching(tmp_path) as switch:
        assert await planter_of(switch).plant() == EXPECTED


async def test_one_that_cannot_be_planted_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When not even its first answer can be made, that counts as not caught, and the next one is planted as ever."""
    async with switching(tmp_path) as switch:
        planter = Planter(switch.services, switch.shadows, switch.evidence, every_s=0.01)
        monkeypatch.setattr(planted, "answer", _broken)
        planter.start()
        while sum(row.planted for row in await switch.store.evidence.read_planted(0)) < 2:
            await switch.evidence.flush()
        await planter.stop()
        assert sum(row.caught for row in await switch.store.evidence.read_planted(0)) == 0


async def _broken(*_: object) -> Answer:
    raise ZeroDivisionError


async def test_it_is_planted_again_and_again(tmp_path: Path) -> None:
    """It begins at once and goes on by itself, until it is stopped."""
    async with switching(tmp_path) as switch:
        planter = Planter(switch.services, switch.shadows, switch.evidence, every_s=0.01)
        planter.start()
        await switch.evidence.flush()
        while sum(row.planted for row in await switch.store.evidence.read_planted(0)) < 2:
            await switch.evidence.flush()
        await planter.stop()
