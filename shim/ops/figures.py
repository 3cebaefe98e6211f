"""
The overview's figures: rows of the ops store become one line a site, and what all of them together must warn of. PURE.

`COLUMNS` is ONE TABLE: what the list shows, in order, and what each column is sorted by. To add a column: a field of
`SiteLine`, a row here, a cell in `templates/overview.html`.

What stands under *next step* is a glance at the figures that are at hand for all sites together; the gate itself, with
every condition, is asked for one site at a time. Guarded by `tests/unit/shim/ops/test_figures.py`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from adapters.base import Family, Site
from adapters.evidence import HOUR_MS, SLOT_MS, Instance, Planted, ReadCount
from config.stages import WAY, Stage, next_stage
from shim.gates import GREATEST_RATIO, greatest_rate
from shim.histogram import percentile_ms

K = TypeVar("K")

PAGE_SITES: Final = 50
DAY_H: Final = 24
"""The overview looks back so many hours; a site's own window counts at its gate."""

RECENT_MS: Final = 300_000
"""Reads a minute are those of so long."""

COMPARED: Final = ("identical", "canonical", "different", "transient")
"""Kinds of outcome for which two answers were compared."""

SHADOWED: Final = (Stage.SHADOW, Stage.CANARY, Stage.LIVE)

STALE_S: Final = 3.0
SILENT_MS: Final = 60_000
"""An instance that has not said for so long that it lives, though the store answers, cannot write."""

SETTLING_MS: Final = 600_000
"""After a move nothing may have been compared yet."""


class Totals(NamedTuple):
    """
    What the store says of all sites together.

    Args:
        outcomes: site, stage, outcome and count of the last 24 hours.
        recent: the same of this hour and the last one.
        latencies: site, engine, bucket and count of this hour and the last one.
        reads: those of the last five minutes.
        open_mismatches: by site.
        planted: of the last 24 hours.
        instances: that were seen within the last hour.
    """

    at_epoch_ms: int
    outcomes: Sequence[tuple[str, str, str, int]] = ()
    recent: Sequence[tuple[str, str, str, int]] = ()
    latencies: Sequence[tuple[str, str, int, int]] = ()
    reads: Sequence[ReadCount] = ()
    open_mismatches: Mapping[str, int] = {}
    planted: Sequence[Planted] = ()
    instances: Sequence[Instance] = ()


class SiteLine(NamedTuple):
    """
    One site of the overview; what is not known is `None`.

    Args:
        step: 1 to 5, along the way.
        reads: a minute.
        bound: on the rate of mismatches, 95 %.
        gate: the first thing that the next step lacks, `""` when nothing is known to.
        legacy_p50: ms, as the other three.
    """

    name: str
    step: int
    stage: str
    since_epoch_ms: int
    reads: float
    compared: int
    bound: float | None
    open: int
    gate: str
    legacy_p50: float | None
    legacy_p99: float | None
    events_p50: float | None
    events_p99: float | None


class Column(NamedTuple):
    """One column: its id in URLs, its title, what it is sorted by, whether the greatest comes first."""

    id: str
    title: str
    key: Callable[[SiteLine], Any]
    falls: bool = True


COLUMNS: Final = (
    Column("site", "Site", lambda line: line.name, falls=False),
    Column("stage", "Stage", lambda line: (line.step, line.stage)),
    Column("since", "Last move", lambda line: line.since_epoch_ms),
    Column("reads", "Reads/min", lambda line: line.reads),
    Column("compared", "Compared", lambda line: line.compared),
    Column("bound", "Mismatches ≤", lambda line: line.bound),
    Column("open", "Open", lambda line: line.open),
    Column("gate", "Next step", lambda line: line.gate, falls=False),
    Column("legacy_p50", "p50", lambda line: line.legacy_p50),
    Column("legacy_p99", "p99", lambda line: line.legacy_p99),
    Column("events_p50", "p50", lambda line: line.events_p50),
    Column("events_p99", "p99", lambda line: line.events_p99),
)
COLUMN_TABLE: Final = {column.id: column for column in COLUMNS}


class Sheet(NamedTuple):
    """
    One page of the list.

    Args:
        found: sites that the search found, of which `lines` are some.
        page: from 1 on.
    """

    lines: Sequence[SiteLine]
    found: int
    page: int
    pages: int


class Banner(NamedTuple):
    """Something that an operator must know before anything else; `grave` ones say that evidence or changes are off."""

    title: str
    text: str
    grave: bool = True


def site_lines(sites: Iterable[Site], totals: Totals, bound_of: Callable[[int, int], float]) -> list[SiteLine]:
    """
    Return a line for each site.

    Args:
        sites: all of them.
        totals: of the moment.
        bound_of: mismatches and comparisons to the upper bound of their rate.
    """
    counts = _by_site_and_stage(totals.outcomes)
    spread = spread_of(((site, engine), bucket, counted) for site, engine, bucket, counted in totals.latencies)
    reads = {row.site: row.reads * 60_000 / RECENT_MS for row in totals.reads}

    def line(site: Site) -> SiteLine:
        compared, different = counts.get((site.name, site.stage.value), _NOTHING)
        bound = bound_of(different, compared) if compared else None
        legacy, events = (_percentiles(spread.get((site.name, family.value))) for family in Family)
        unclosed = totals.open_mismatches.get(site.name, 0)
        return SiteLine(
            site.name,
            WAY.index(site.stage) + 1,
            site.standing,
            site.since_epoch_ms,
            reads.get(site.name, 0.0),
            compared,
            bound,
            unclosed,
            _lacking(site, compared, bound, unclosed, (legacy[1], events[1])),
            *legacy,
            *events,
        )

    return [line(site) for site in sites]


_NOTHING: Final = (0, 0)


def _percentiles(buckets: Mapping[int, int] | None) -> tuple[float | None, float | None]:
    return (percentile_ms(buckets, 0.5), percentile_ms(buckets, 0.99)) if buckets else (None, None)


def _lacking(
    site: Site, compared: int, bound: float | None, unclosed: int, p99s: tuple[float | None, float | None]
) -> str:
    """Return the first thing that the next step of a site is seen to lack, `""` for none, `-` where no gate is."""
    legacy, events = p99s
    if site.stage is Stage.LEGACY or next_stage(site.stage) is None:
        return "-"
    if unclosed:
        return f"{unclosed} open"
    if compared < site.gate_comparisons:
        return f"{compared:,} of {site.gate_comparisons:,}"
    if bound is not None and bound > greatest_rate(site):
        return "mismatches"
    if legacy and events and events > GREATEST_RATIO * legacy:
        return f"p99 {events / legacy:.1f} times"
    return ""


def _by_site_and_stage(outcomes: Iterable[tuple[str, str, str, int]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return compared and different pairs of each site in each stage."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for site, stage, outcome, counted in outcomes:
        kind = outcome.partition(":")[0]
        if kind in COMPARED:
            compared, different = counts.get((site, stage), _NOTHING)
            counts[site, stage] = compared + counted, different + counted * (kind == "different")
    return counts


def spread_of(latencies: Iterable[tuple[K, int, int]]) -> dict[K, dict[int, int]]:
    """Return the histogram of each kind: bucket to count."""
    spread: defaultdict[K, dict[int, int]] = defaultdict(dict)
    for kind, bucket, counted in latencies:
        buckets = spread[kind]
        buckets[bucket] = buckets.get(bucket, 0) + counted
    return spread


def sheet_of(lines: Iterable[SiteLine], search: str, column: Column, page: int, *, falls: bool) -> Sheet:
    """
    Return one page of what a search finds, sorted.

    Args:
        lines: all sites by name, which is the order of those that are equal.
        search: a part of a name or stage, in any case; several words must all be there.
        column: to sort by; what is not known comes last, whichever way.
        page: from 1 on; beyond the last one is the last one.
        falls: the greatest first.
    """
    words = search.casefold().split()
    found = [line for line in lines if all(word in f"{line.name} {line.stage}".casefold() for word in words)]
    known = [line for line in found if column.key(line) is not None]
    known.sort(key=column.key, reverse=falls)
    ordered = known + [line for line in found if column.key(line) is None]
    pages = max(1, -(-len(ordered) // PAGE_SITES))
    page = min(max(page, 1), pages)
    return Sheet(ordered[(page - 1) * PAGE_SITES : page * PAGE_SITES], len(ordered), page, pages)


def stage_counts(sites: Iterable[Site]) -> dict[str, int]:
    """Return how many sites stand in each stage, along the way."""
    counts = dict.fromkeys((stage.value for stage in WAY), 0)
    for site in sites:
        counts[site.stage.value] += 1
    return counts


def void_hours(planted: Iterable[Planted]) -> list[int]:
    """Return the hours in which a planted pair was not caught: their evidence proves nothing."""
    return [row.hour for row in planted if row.caught < row.planted]


def banners(
    totals: Totals,
    sites: Collection[Site],
    *,
    stale_s: float,
    open_breakers: Iterable[str],
    instance: str,
    refused: str = "",
) -> list[Banner]:
    """
    Return what must be said first.

    Args:
        totals: of the moment, or the last ones.
        sites: all of them.
        stale_s: since the ops store last answered.
        open_breakers: engines that are not asked at the moment, by this instance.
        instance: our name among the instances.
        refused: why the store took the last change not, if so.
    """
    found = []
    if stale_s > STALE_S:
        since = f"for {stale_s:,.0f} s" if stale_s < 1e9 else "since the start"  # noqa: PLR2004 - infinite before the first answer
        found.append(
            Banner(f"The ops store is silent {since}", "Serving goes on with the last state; no change can be made.")
        )
    elif refused or _cannot_write(totals, instance):
        why = refused or "evidence is not being kept"
        found.append(Banner("The ops store takes no changes", f"Serving goes on. What it said: {why}."))
    found += [Banner(f"The breaker of engine {name} is open", "It is tried once a second.") for name in open_breakers]
    void = void_hours(totals.planted)
    if void:
        what = "A planted, known-wrong pair was not caught, so the comparison did not work"
        found.append(Banner(f"Evidence of {len(void)} h is void", f"{what}: {', '.join(map(_hour_text, void))} UTC."))
    silent = not_compared(totals, sites)
    if silent:
        few = ", ".join(silent[:3]) + (f" and {len(silent) - 3} more" if len(silent) > 3 else "")  # noqa: PLR2004 - the same three
        found.append(Banner("Nothing is being compared", f"Read, shadowed, and yet without a comparison: {few}."))
    return found


def _cannot_write(totals: Totals, instance: str) -> bool:
    return any(one.name == instance and totals.at_epoch_ms - one.seen_epoch_ms > SILENT_MS for one in totals.instances)


def _hour_text(hour: int) -> str:
    return f"{hour % 24:02}:00"


def not_compared(totals: Totals, sites: Iterable[Site]) -> list[str]:
    """Return the sites that are read in a stage with a shadow, and of which nothing was compared this hour or last."""
    read = {row.site for row in totals.reads if row.reads}
    compared = {
        site for site, _, outcome, counted in totals.recent if outcome.partition(":")[0] in COMPARED and counted
    }
    settled_ms = totals.at_epoch_ms - SETTLING_MS
    return [
        site.name
        for site in sites
        if site.stage in SHADOWED
        and site.name in read
        and site.name not in compared
        and site.since_epoch_ms < settled_ms
    ]


def hour_of(now_epoch_ms: int, back_h: int = 0) -> int:
    """Return the hour of an instant, or one before it, in hours since 1970."""
    return now_epoch_ms // HOUR_MS - back_h


def recent_slot(now_epoch_ms: int) -> int:
    """Return the first slot of the last five minutes."""
    return (now_epoch_ms - RECENT_MS) // SLOT_MS
