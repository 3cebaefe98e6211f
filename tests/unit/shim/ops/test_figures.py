"""The overview's figures: what a line says, how the list is searched, sorted and paged, what must be warned of."""

from math import inf

from adapters.base import Site
from adapters.evidence import HOUR_MS, Instance, Planted, ReadCount
from config.stages import Stage
from shim.gates import upper_bound
from shim.histogram import bucket_of
from shim.ops.figures import (
    COLUMN_TABLE,
    PAGE_SITES,
    SiteLine,
    Totals,
    banners,
    sheet_of,
    site_lines,
    stage_counts,
)

NOW_MS = 500_000 * HOUR_MS
SHADOWED = Site("a", Stage.SHADOW, since_epoch_ms=1)
NO_LINE = SiteLine("", 1, "legacy", 0, 0.0, 0, None, 0, "-", None, None, None, None)


def line_of(site: Site, totals: Totals) -> SiteLine:
    (line,) = site_lines([site], totals, upper_bound)
    return line


def outcomes(**counted: int) -> list[tuple[str, str, str, int]]:
    return [("a", "shadow", name.replace("_", ":"), number) for name, number in counted.items()]


def test_what_was_compared_in_the_stage_counts() -> None:
    """Identical, canonical, transient and different pairs are; dropped ones and those of earlier stages are not."""
    found = outcomes(identical=2_990, canonical_x=5, transient_y=4, different_z=1, dropped_w=70, sampled=3_070)
    line = line_of(SHADOWED, Totals(NOW_MS, [*found, ("a", "canary", "different:z", 9)]))
    assert line.compared == 3_000
    assert line.bound == upper_bound(1, 3_000)


def test_reads_are_a_minutes() -> None:
    """Reads of five minutes are shown by the minute."""
    assert line_of(SHADOWED, Totals(NOW_MS, reads=[ReadCount("a", 1, 50, 0)])).reads == 10


def test_latency_is_each_engines() -> None:
    """Percentiles are those of each engine alone, and none where nothing was read."""
    line = line_of(SHADOWED, Totals(NOW_MS, latencies=[("a", "events", bucket_of(20), 7)]))
    assert (line.legacy_p50, line.legacy_p99) == (None, None)
    assert line.events_p50 == line.events_p99
    assert 20 <= (line.events_p50 or 0) < 24


def test_what_the_next_step_lacks() -> None:
    """The first thing that lacks is named; no gate is a dash; nothing is nothing."""
    slow = [("a", "legacy", bucket_of(10), 9), ("a", "events", bucket_of(40), 9)]
    enough = outcomes(identical=3_000)
    assert line_of(Site("a"), Totals(NOW_MS)).gate == "-"
    assert line_of(Site("a", Stage.COMPLETE), Totals(NOW_MS)).gate == "-"
    assert line_of(SHADOWED, Totals(NOW_MS, enough, open_mismatches={"a": 2})).gate == "2 open"
    assert line_of(SHADOWED, Totals(NOW_MS, outcomes(identical=1_200))).gate == "1,200 of 3,000"
    assert line_of(SHADOWED, Totals(NOW_MS, outcomes(identical=3_000, different_x=9))).gate == "mismatches"
    assert line_of(SHADOWED, Totals(NOW_MS, enough, latencies=slow)).gate == "p99 4.0 times"
    assert line_of(SHADOWED, Totals(NOW_MS, enough)).gate == ""


def test_the_list_is_searched_sorted_and_paged() -> None:
    """Each word must be in name or stage; what is unknown comes last either way; pages end with the last."""
    lines = [NO_LINE._replace(name=f"site{number:03}", bound=number / 1e3 or None) for number in range(120)]
    by_bound = COLUMN_TABLE["bound"]
    first = sheet_of(lines, "", by_bound, 1, falls=True)
    assert [line.name for line in first.lines][:2] == ["site119", "site118"]
    assert (first.found, first.pages, len(first.lines)) == (120, 3, PAGE_SITES)
    assert sheet_of(lines, "", by_bound, 99, falls=True).lines[-1].name == "site000"
    assert sheet_of(lines, "", by_bound, 3, falls=False).lines[-1].name == "site000"
    assert sheet_of(lines, "SITE11 legacy", by_bound, 1, falls=False).lines[0].name == "site110"
    assert sheet_of(lines, "11 shadow", by_bound, 1, falls=False).found == 0
    assert sheet_of([], "", by_bound, 1, falls=False).pages == 1


def test_every_column_sorts() -> None:
    """No column's key fails on what is unknown."""
    lines = [NO_LINE._replace(name="b"), NO_LINE._replace(name="a", bound=0.1, legacy_p50=1.0)]
    for column in COLUMN_TABLE.values():
        assert sheet_of(lines, "", column, 1, falls=column.falls).found == 2


def test_stages_are_counted_along_the_way() -> None:
    """Every stage is named, those without a site too."""
    assert stage_counts([SHADOWED]) == {"legacy": 0, "shadow": 1, "canary": 0, "live": 0, "complete": 0}


def titles(totals: Totals, stale_s: float = 0, breakers: tuple[str, ...] = (), refused: str = "") -> list[str]:
    found = banners(totals, [SHADOWED], stale_s=stale_s, open_breakers=breakers, instance="i", refused=refused)
    return [banner.title for banner in found]


def test_all_is_well() -> None:
    """Nothing is said when nothing is wrong, nor of a shadow that nobody reads."""
    living = [Instance("i", "", NOW_MS - 5_000), Instance("other", "", NOW_MS - 900_000)]
    planted = [Planted(1, 6, 6)]
    assert titles(Totals(NOW_MS, instances=living, planted=planted)) == []


def test_what_is_wrong_is_said() -> None:
    """Store silent or full, breaker open, evidence void, nothing compared: each has its banner."""
    read = [ReadCount("a", 1, 5, 0)]
    assert titles(Totals(NOW_MS), stale_s=12.3) == ["The ops store is silent for 12 s"]
    assert titles(Totals(NOW_MS), stale_s=inf) == ["The ops store is silent since the start"]
    assert titles(Totals(NOW_MS), refused="disk full") == ["The ops store takes no changes"]
    assert titles(Totals(NOW_MS, instances=[Instance("i", "", NOW_MS - 90_000)])) == ["The ops store takes no changes"]
    assert titles(Totals(NOW_MS), breakers=("events",)) == ["The breaker of engine events is open"]
    assert titles(Totals(NOW_MS, planted=[Planted(5, 6, 5)])) == ["Evidence of 1 h is void"]
    assert titles(Totals(NOW_MS, reads=read)) == ["Nothing is being compared"]
    assert titles(Totals(NOW_MS, reads=read, recent=outcomes(dropped_x=4))) == ["Nothing is being compared"]
    assert titles(Totals(NOW_MS, reads=read, recent=outcomes(identical=4))) == []
