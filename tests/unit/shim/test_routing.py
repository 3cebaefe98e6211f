"""The routing table: every stage, every flag, and the canary that is frozen for ever."""

import itertools
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Family, Site
from config.flags import Flags
from config.stages import Stage
from shim.routing import BUCKETS, PLANS, ReadPlan, bucket_of, in_canary, plan_read

OLD, NEW = Family.LEGACY_SQL, Family.EVENTS
EXPECTED: Final = {
    (Stage.LEGACY, False): (OLD, None, None),
    (Stage.SHADOW, False): (OLD, NEW, None),
    (Stage.CANARY, False): (OLD, NEW, NEW),
    (Stage.CANARY, True): (NEW, OLD, OLD),
    (Stage.LIVE, False): (NEW, OLD, OLD),
    (Stage.COMPLETE, False): (NEW, None, None),
}


def test_the_table_has_every_stage() -> None:
    """Each stage has its row, and only `canary` has two."""
    assert set(EXPECTED) == set(PLANS)
    assert {stage for stage, _ in PLANS} == set(Stage)


@pytest.mark.parametrize(("stage", "canary"), EXPECTED)
@pytest.mark.parametrize(("shadow_reads", "fallback"), [*itertools.product((0, 1, 100), (True, False))])
def test_each_row_under_each_flag(stage: Stage, *, canary: bool, shadow_reads: int, fallback: bool) -> None:
    """A row is what the migration model says; a share of 0 takes the shadow away, a flag the stand-in."""
    primary, shadow, stand_in = EXPECTED[stage, canary]
    plan = plan_read(stage, Flags(shadow_reads=shadow_reads, fallback=fallback), canary=canary)
    assert plan == ReadPlan(primary, shadow if shadow_reads else None, stand_in if fallback else None)


@pytest.mark.parametrize(("stage", "canary"), EXPECTED)
@pytest.mark.parametrize("family", Family)
def test_a_forced_engine_serves(stage: Stage, *, canary: bool, family: Family) -> None:
    """A forced engine serves whatever the stage, without a shadow; the other stands in where the stage has one."""
    other = NEW if family is OLD else OLD
    plan = plan_read(stage, Flags(force_engine=family.value), canary=canary)
    assert plan == ReadPlan(family, None, other if EXPECTED[stage, canary][2] else None)


@pytest.mark.parametrize(
    ("site", "user", "bucket"),
    [
        ("www.opentracker.net", "1319502921449.180515048", 7134),
        ("www.opentracker.net", None, 1280),
        ("www.opentracker.net", "", 1280),
        ("www.example.com", "1319502921449.180515048", 9768),
        ("größe.example", "ü 😀", 8304),
        ("", "\ud800", 1414),
    ],
)
def test_buckets_never_change(site: str, user: str | None, bucket: int) -> None:
    """These were printed once, and a user who moves to another bucket would flip between engines."""
    assert bucket_of(site, user) == bucket


@given(site=st.text(), user=st.none() | st.text(), percent=st.integers(1, 99))
def test_a_larger_canary_only_adds_users(site: str, user: str | None, percent: int) -> None:
    """Who is in at some percentage is in at every larger one, everybody is at 100, nobody outside of `canary`."""
    assert 0 <= bucket_of(site, user) < BUCKETS
    canary = Site(site, Stage.CANARY, canary_percent=percent)
    assert in_canary(canary, user) <= in_canary(canary._replace(canary_percent=percent + 1), user)
    assert in_canary(canary._replace(canary_percent=100), user)
    assert not in_canary(canary._replace(stage=Stage.LIVE), user)


def test_a_canary_is_as_large_as_it_says() -> None:
    """Of ten thousand users, a tenth is in at 10 %."""
    site = Site("www.example.com", Stage.CANARY, canary_percent=10)
    assert 900 < sum(in_canary(site, str(user)) for user in range(10_000)) < 1_100
