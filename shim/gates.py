"""
What a step forward must prove: conditions, each with its figure, its bound and its verdict. PURE but for the store.

Source: `migration-model.md`, "Gates".
"""

from functools import lru_cache
from math import exp, lgamma, log, log1p
from typing import Final, NamedTuple

from adapters.base import Family, OpsStore, Site
from adapters.evidence import HOUR_MS
from config.stages import Stage
from shim.histogram import percentile_ms

GREATEST_BOUND: Final = 0.001
GREATEST_RATIO: Final = 1.5
DOUBT: Final = 0.05
HISTORY: Final = "history verified"
ATTESTABLE: Final = (HISTORY,)


class Condition(NamedTuple):
    """One condition: what was found, what is asked, whether it is met, what helps."""

    name: str
    figure: str
    bound: str
    ok: bool
    advice: str


class Report(NamedTuple):
    """All conditions of one step."""

    site: str
    wanted: Stage
    conditions: tuple[Condition, ...]

    @property
    def ok(self) -> bool:
        """Say whether all are met."""
        return all(condition.ok for condition in self.conditions)


@lru_cache(4_096)
def upper_bound(mismatches: int, comparisons: int) -> float:
    """Return the one-sided 95 % upper bound (Clopper-Pearson) on the rate of mismatches."""
    if mismatches >= comparisons:
        return 1.0
    low, high = mismatches / comparisons, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(mismatches, comparisons, middle) > DOUBT else (low, middle)
    return high


def _at_most(found: int, tries: int, rate: float) -> float:
    """Return how likely it is that at most so many are found."""
    if rate >= 1:
        return 0.0
    base = lgamma(tries + 1)
    return sum(
        exp(base - lgamma(k + 1) - lgamma(tries - k + 1) + k * log(rate) + (tries - k) * log1p(-rate))
        for k in range(found + 1)
    )


async def report(store: OpsStore, site: Site, wanted: Stage, now_epoch_ms: int) -> Report:
    """Return every condition of a step forward."""
    evidence, from_hour = store.evidence, now_epoch_ms // HOUR_MS - site.gate_window_h
    compared = different = 0
    for row in await evidence.read_counts(site.name, from_hour):
        kind = row.outcome.partition(":")[0]
        if row.stage == site.stage and kind in {"identical", "canonical", "different", "transient"}:
            compared += row.counted
            different += row.counted * (kind == "different")
    unclosed = (await evidence.count_open_mismatches()).get(site.name, 0)
    bound = upper_bound(different, compared) if compared else 1.0
    conditions = [
        await _history(store, site),
        Condition("no open difference", f"{unclosed}", "0", not unclosed, "close them, each with a reason"),
        Condition(
            "comparisons",
            f"{compared:,}",
            f"≥ {site.gate_comparisons:,}",
            compared >= site.gate_comparisons,
            f"within {site.gate_window_h} h; wait, or replay requests",
        ),
        Condition(
            "unexplained mismatches", f"≤ {bound:.3%}", f"< {GREATEST_BOUND:.1%}", bound < GREATEST_BOUND, "95 % sure"
        ),
        await _speed(store, site, from_hour),
    ]
    return Report(site.name, wanted, tuple(conditions))


async def _history(store: OpsStore, site: Site) -> Condition:
    cells = await store.evidence.count_cells(site.name)
    verified, all_cells = cells.get("verified", 0), sum(cells.values())
    attested = [one.who for one in await store.evidence.read_attestations(site.name) if one.condition == HISTORY]
    figure = f"attested by {attested[0]}" if attested else f"{verified} of {all_cells} cells"
    ok = bool(attested) or (0 < verified == all_cells)
    return Condition(HISTORY, figure, "every cell", ok, "copy and verify it, or attest it")


async def _speed(store: OpsStore, site: Site, from_hour: int) -> Condition:
    spread: dict[str, dict[int, int]] = {}
    for row in await store.evidence.read_latencies(site.name, from_hour):
        buckets = spread.setdefault(row.engine, {})
        buckets[row.bucket] = buckets.get(row.bucket, 0) + row.counted
    times = {engine: percentile_ms(buckets, 0.99) for engine, buckets in spread.items()}
    events, legacy = times.get(Family.EVENTS), times.get(Family.LEGACY_SQL)
    ok = bool(events and legacy and events <= GREATEST_RATIO * legacy)
    figure = f"{events:.3g} ms" if events else "none"
    bound = f"≤ {GREATEST_RATIO * legacy:.3g} ms" if legacy else f"≤ {GREATEST_RATIO} x legacy"
    return Condition("Events Engine p99", figure, bound, ok, "see which requests take so long")
