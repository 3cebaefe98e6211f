"""The gate: its bounds are Clopper and Pearson's; every condition holds on one side of its bound, not on the other."""

from typing import Any, Final

import pytest

from adapters.base import Site
from adapters.evidence import HOUR_MS, Count, Planted
from config.stages import Stage
from shim.gates import (
    HISTORY,
    OF_SEVERAL_SITES,
    Breakers,
    Condition,
    Facts,
    Serving,
    breaches,
    judge,
    lower_bound,
    upper_bound,
)
from shim.histogram import bucket_of
from tests.builders import SITE

HOUR: Final = 490_000
NOW_MS: Final = HOUR * HOUR_MS + 1
SHAPE: Final = "user json"


@pytest.mark.parametrize(
    ("mismatches", "comparisons", "bound"),
    [(0, 3_000, 1 - 0.05 ** (1 / 3_000)), (0, 1, 0.95), (1, 10, 0.3942), (10, 100, 0.1637), (5, 5, 1.0), (0, 0, 1.0)],
)
def test_the_upper_bound(mismatches: int, comparisons: int, bound: float) -> None:
    """The published values; nothing of 3,000 just passes."""
    assert upper_bound(mismatches, comparisons) == pytest.approx(bound, abs=5e-5)


@pytest.mark.parametrize(
    ("mismatches", "comparisons", "bound"),
    [(0, 100, 0.0), (1, 10, 1 - 0.95**0.1), (10, 100, 0.0553), (5, 5, 0.05**0.2), (1, 1, 0.05)],
)
def test_the_lower_bound(mismatches: int, comparisons: int, bound: float) -> None:
    """The published values; all of five can still be a rate of 55 %."""
    assert lower_bound(mismatches, comparisons) == pytest.approx(bound, abs=5e-5)


@pytest.mark.parametrize("comparisons", [1, 7, 3_000])
def test_both_bounds_mirror_each_other(comparisons: int) -> None:
    """A lower bound on mismatches is one minus the upper bound on matches, and the rate lies between both."""
    for found in range(0, comparisons + 1, max(1, comparisons // 20)):
        low, high = lower_bound(found, comparisons), upper_bound(found, comparisons)
        assert low == pytest.approx(1 - upper_bound(comparisons - found, comparisons), abs=1e-9)
        assert low <= found / comparisons <= high


def test_three_thousand_just_pass() -> None:
    """No mismatch in 3,000 is below 0.1 %, in 2,990 is not."""
    assert upper_bound(0, 3_000) < 0.001 < upper_bound(0, 2_990)


def test_millions_of_comparisons() -> None:
    """Bounds of a large site's week are near its rate, and are there at once."""
    assert 0.0099 < lower_bound(100_000, 10_000_000) < 0.01 < upper_bound(100_000, 10_000_000) < 0.0101


def count(outcome: str = "identical", counted: int = 3_000, **fields: Any) -> Count:  # noqa: ANN401 - fields of Count
    """Return what the stage `shadow` counted this hour."""
    return Count(SITE, Stage.SHADOW, HOUR, SHAPE, "live", outcome, counted)._replace(**fields)


def latency(engine: str, ms: float, counted: int = 100) -> tuple[str, int, int]:
    return engine, bucket_of(ms), counted


MET: Final = Facts(
    Site(SITE, Stage.SHADOW, since_epoch_ms=NOW_MS),
    NOW_MS,
    counts=[count("sampled"), count()],
    latencies=[latency("legacy", 100), latency("events", 100)],
    planted=[Planted(HOUR, 6, 6)],
    cells={"verified": 3},
    attested_by="",
    open_mismatches=0,
    breakers=Breakers(closed=("node-1",)),
)


def conditions(**changes: Any) -> dict[str, Condition]:  # noqa: ANN401 - fields of Facts
    return {one.name: one for one in judge(MET._replace(**changes), Stage.CANARY).conditions}


def unmet(**changes: Any) -> set[str]:  # noqa: ANN401 - fields of Facts
    return {name for name, one in conditions(**changes).items() if not one.ok}


def test_all_is_met() -> None:
    """A site that has proven everything may go on."""
    report = judge(MET, Stage.CANARY)
    assert report.ok
    assert [(one.name, one.figure, one.bound) for one in report.conditions] == [
        ("clock", "right", "right"),
        ("history verified", "3 of 3 cells", "every cell"),
        ("no open difference", "0", "0"),
        ("planted pairs", "6 caught, 0 h void", "≥ 1 caught"),
        ("comparisons", "3,000", "≥ 3,000"),
        ("unexplained mismatches", "≤ 0.100%", "< 0.1%"),
        ("every request shape", "3,000 of user json", "≥ 30 each"),
        ("Events Engine p99", "102 ms", "≤ 154 ms"),
        ("Events Engine breaker", "closed", "closed"),
    ]


@pytest.mark.parametrize(
    ("breakers", "figure"),
    [
        (Breakers(), "nobody can be asked"),
        (Breakers(silent=("a",)), "nobody can be asked; no answer from a"),
        (Breakers(closed=("a", "b")), "closed"),
        (Breakers(closed=("a",), silent=("b", "c")), "closed; no answer from b, c"),
        (Breakers(("a", "b"), ("c",), ("d", "e", "f", "g", "h")), "open on a, b; no answer from d, e, f and 2 more"),
    ],
)
def test_instances_are_named(breakers: Breakers, figure: str) -> None:
    """The breaker is open when one instance finds it so; who did not answer is said, in bounded space."""
    assert conditions(breakers=breakers)["Events Engine breaker"].figure == figure


OTHER: Final = {"shape": "visit html"}
MANY: Final = (count("sampled", 9_000), count("identical", 9_000))


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"site": MET.site._replace(since_epoch_ms=NOW_MS + 1)}, {"clock"}),
        ({"cells": {}}, {HISTORY}),
        ({"cells": {"verified": 3, "pending": 1}}, {HISTORY}),
        ({"cells": {}, "attested_by": "jane"}, set()),
        ({"cells": {"verified": 3, "failed": 1}, "attested_by": "jane"}, {HISTORY}),
        ({"counts": [*MANY, count("dropped:pool-full", 1, hour=HOUR + 1)]}, {"clock"}),
        ({"open_mismatches": 1}, {"no open difference"}),
        ({"counts": [count("sampled"), count(counted=2_999)]}, {"comparisons"}),
        ({"counts": [count("transient:token", 1_000), count("canonical:r", 2_000)]}, set()),
        ({"counts": [count("failed:timeout", 10), count()]}, set()),
        (
            {"counts": [count("failed:timeout"), count("dropped:pool-full"), count("sampled")]},
            {"comparisons", "unexplained mismatches", "every request shape"},
        ),
        ({"counts": [count("different:token", 1), count("identical", 4_740)]}, {"unexplained mismatches"}),
        ({"counts": [count("different:token", 1), count("identical", 4_741)]}, set()),
        ({"counts": [*MANY, count("sampled", 30, **OTHER), count("identical", 29, **OTHER)]}, {"every request shape"}),
        ({"counts": [*MANY, count("sampled", 30, **OTHER), count("identical", 30, **OTHER)]}, set()),
        ({"counts": [*MANY, count("sampled", 30, **OTHER)]}, {"every request shape"}),
        ({"counts": [*MANY, count("sampled", 30, **OTHER), count(OF_SEVERAL_SITES, 30, **OTHER)]}, set()),
        (
            {"counts": [*MANY, count("sampled", 30, **OTHER), count(OF_SEVERAL_SITES, 29, **OTHER)]},
            {"every request shape"},
        ),
        ({"latencies": [latency("legacy", 102), latency("events", 144)]}, set()),
        ({"latencies": [latency("legacy", 102), latency("events", 145)]}, {"Events Engine p99"}),
        ({"latencies": [latency("events", 1)]}, {"Events Engine p99"}),
        ({"latencies": [latency("legacy", 1)]}, {"Events Engine p99"}),
        ({"breakers": Breakers(("node-1",), ("node-2",))}, {"Events Engine breaker"}),
        ({"breakers": Breakers()}, set()),
        ({"planted": []}, {"planted pairs"}),
        ({"planted": [Planted(HOUR + 1, 6, 6)]}, {"planted pairs"}),
        ({"planted": [Planted(HOUR - 1, 6, 5), Planted(HOUR, 6, 6)]}, set()),
    ],
)
def test_each_condition_on_both_sides(changes: dict[str, Any], names: set[str]) -> None:
    """What lies beyond a bound is unmet, what lies on its good side is met, and nothing else is."""
    assert unmet(**changes) == names


@pytest.mark.parametrize(
    ("asked", "different", "compared", "bound", "names"),
    [
        (3_000, 0, 3_000, "< 0.1%", set()),
        (2_995, 0, 2_995, "< 0.1%", set()),
        (2_994, 0, 2_994, "≤ 0.100%", set()),
        (100, 0, 100, "≤ 2.951%", set()),
        (100, 1, 150, "≤ 2.951%", {"unexplained mismatches"}),
        (100, 1, 200, "≤ 2.951%", set()),
        (100, 0, 99, "≤ 2.951%", {"comparisons", "unexplained mismatches"}),
        (1, 0, 30, "≤ 9.503%", set()),
        (10_000, 0, 3_000, "< 0.1%", {"comparisons"}),
    ],
)
def test_a_small_site_can_move(asked: int, different: int, compared: int, bound: str, names: set[str]) -> None:
    """Who asks for fewer comparisons is held to what so many can show; who asks for more, to no less than 0.1 %."""
    changes: dict[str, Any] = {
        "site": MET.site._replace(gate_comparisons=asked),
        "counts": [count(counted=compared - different), count("different:token", different)],
    }
    assert unmet(**changes) == names
    assert conditions(**changes)["unexplained mismatches"].bound == bound


NOTHING_PROVEN: Final = {"comparisons", "unexplained mismatches", "every request shape"}


def test_a_void_hour_does_not_count() -> None:
    """Where one planted pair was missed the hour's comparisons prove nothing; its shapes were seen all the same."""
    assert unmet(planted=[Planted(HOUR, 6, 5)]) == NOTHING_PROVEN | {"planted pairs"}
    assert unmet(planted=[Planted(HOUR, 6, 5), Planted(HOUR - 1, 6, 6)]) == NOTHING_PROVEN


def test_hours_to_come_do_not_count() -> None:
    """A clock that was set back finds evidence of later hours, which says so; old evidence does not count anew."""
    later = [count("sampled", hour=HOUR + 1), count(hour=HOUR + 1)]
    assert unmet(counts=later) == NOTHING_PROVEN | {"clock"}
    assert conditions(counts=[*MANY, *later])["clock"].figure == "1 h before its newest evidence"


@pytest.mark.parametrize(
    ("stage", "proven_by"),
    [
        (Stage.LEGACY, set()),
        (Stage.SHADOW, {Stage.SHADOW, Stage.CANARY}),
        (Stage.CANARY, {Stage.CANARY}),
        (Stage.LIVE, {Stage.LIVE}),
    ],
)
def test_which_stages_prove_a_step(stage: Stage, proven_by: set[Stage]) -> None:
    """Each stage's next step is proven by its own evidence, the first one by that of an earlier canary too."""
    site, week = MET.site._replace(stage=stage), [HOUR - 24 * back for back in range(7)]
    found = {one for one in Stage if not unmet(site=site, counts=[count(stage=one, hour=hour) for hour in week])}
    assert found == proven_by


@pytest.mark.parametrize(
    ("back_h", "names"),
    [
        ([24 * day for day in range(7)], set()),
        ([24 * day + 23 for day in range(7)], set()),
        ([0, 24, 48, 72, 96, 120, 143], {"every day"}),
        ([0] * 7, {"every day"}),
    ],
)
def test_the_old_engine_goes_after_a_week(back_h: list[int], names: set[str]) -> None:
    """From `live`, each of seven days must have comparisons: a clock that jumps a week ahead has none of them."""
    counts = [count(stage=Stage.LIVE, hour=HOUR - back) for back in back_h]
    assert unmet(site=MET.site._replace(stage=Stage.LIVE), counts=counts) == names


def test_how_far_a_gate_looks_back() -> None:
    """As many hours as the site says, but seven days from `live`; replayed requests are marked as such."""
    assert conditions()["comparisons"].advice == "within 24 h; wait, or replay requests"
    assert conditions(site=Site(SITE, Stage.LIVE))["comparisons"].advice.startswith("within 168 h")
    assert conditions(counts=[*MANY, count(counted=9, source="replay")])["comparisons"].figure == "9,009, 9 replayed"


@pytest.mark.parametrize(
    ("serving", "told"),
    [
        (Serving(0, 0, 0, 0, breaker_open=False), []),
        (Serving(49, 49, 0, 0, breaker_open=False), []),
        (Serving(100, 1, 0, 0, breaker_open=False), []),
        (Serving(50, 1, 0, 0, breaker_open=False), ["errors: 2.00% of 50 reads in 60 s, ≤ 1%"]),
        (Serving(0, 0, 52, 1, breaker_open=False), []),
        (Serving(0, 0, 51, 1, breaker_open=False), ["unexplained mismatches: ≥ 0.101%: 1 of 51, ≤ 0.1%"]),
        (Serving(0, 0, 0, 0, breaker_open=True), ["Events Engine breaker: open, closed"]),
    ],
)
def test_safety_conditions_on_both_sides(serving: Serving, told: list[str]) -> None:
    """More than 1 % errors of 50 reads, a rate surely above 0.1 %, an open breaker: no less moves a site back."""
    assert [f"{one.name}: {one.figure}, {one.bound}" for one in breaches(serving)] == told
