"""
What a step forward must prove, and what moves a site back: conditions, each with figure, bound, verdict and advice.

TWO TABLES: `CONDITIONS` of a step forward, `SAFETY` of a site that the Events Engine serves. PURE but for `report`,
which reads the facts from the store that is handed in. To add a condition: a function of the facts, and its row; what
it needs to know is a field of `Facts` or `Serving`. Must not know who moves a site (`switch.py`, `guard.py`).

Evidence is counted in whole hours of a window that ends now, so it expires, and what has expired only blocks. An hour
that missed one of its planted pairs has proven nothing: its counts are left out. A clock that jumped opens no gate: one
that is ahead finds that evidence has expired, one that is behind that there is evidence of hours to come.

An operator's word stands for a history that the ledger does not know, never for cells of it that are not verified.

Source: `migration-model.md`, "Gates". Guarded by `tests/unit/shim/test_gates.py`.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from math import exp, lgamma, log, log1p
from types import MappingProxyType
from typing import Final, NamedTuple

from adapters.base import Family, OpsStore, Site
from adapters.evidence import HOUR_MS, Count, Planted
from config.stages import WAY, Stage
from shim.histogram import percentile_ms

GREATEST_BOUND: Final = 0.001
"""Of the rate of unexplained mismatches, where the site asks for enough comparisons to show so little."""

GREATEST_RATIO: Final = 1.5
"""Of the Events Engine's p99 to the old engine's."""

LEAST_OF_A_SHAPE: Final = 30
"""Comparisons of each request shape that was seen."""

DAY_H: Final = 24
LIVE_WINDOW_H: Final = 7 * DAY_H
"""`live` -> `complete` looks back so far, and asks for comparisons on every day of it."""

GREATEST_ERRORS: Final = 0.01
"""Share of reads that may fail within `ERRORS_S`, once there are `LEAST_READS`."""

ERRORS_S: Final = 60
LEAST_READS: Final = 50

MOST_NAMES: Final = 3
"""Instances that a figure names."""

DOUBT: Final = 0.05
HISTORY: Final = "history verified"
ATTESTABLE: Final = (HISTORY,)

MATCHES: Final = frozenset({"identical", "canonical", "transient"})
MISMATCHES: Final = frozenset({"different"})
REPLAYED: Final = "replay"
COMPARISONS: Final = MATCHES | MISMATCHES
"""What an outcome may begin with to be a comparison; whatever was sampled, dropped or failed is none."""

SAMPLED: Final = "sampled"

OF_SEVERAL_SITES: Final = "dropped:several-sites"
"""Its sites may be on different engines, so it has no other side; each proves itself by what it is asked alone."""

PROVEN_BY: Final[Mapping[Stage, Collection[Stage]]] = MappingProxyType(
    {
        Stage.SHADOW: (Stage.SHADOW, Stage.CANARY),
        Stage.CANARY: (Stage.CANARY,),
        Stage.LIVE: (Stage.LIVE,),
    }
)
"""Where a site stands, to the stages whose evidence counts for its next step."""


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


class Breakers(NamedTuple):
    """What the running instances say of the Events Engine's breaker: who finds it open, closed, or cannot be asked."""

    open: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


AskBreakers = Callable[[], Awaitable[Breakers]]
"""Asks them, in bounded time."""


async def ask_nobody() -> Breakers:
    """Know of no instance."""
    return Breakers()


class Facts(NamedTuple):
    """
    What is known when a site wants to go on.

    Args:
        counts: since the window's first hour.
        latencies: engine, bucket and count, up to this hour.
        planted: since the window's first hour, of all sites.
        cells: of its copied history, by state.
        attested_by: who gave his word for its history, `""` for nobody.
        open_mismatches: that were kept of it.
        breakers: of the Events Engine.
    """

    site: Site
    now_epoch_ms: int
    counts: Sequence[Count]
    latencies: Sequence[tuple[str, int, int]]
    planted: Sequence[Planted]
    cells: Mapping[str, int]
    attested_by: str
    open_mismatches: int
    breakers: Breakers

    @property
    def window_h(self) -> int:
        """How far back the gate looks."""
        return window_h(self.site)

    @property
    def hour(self) -> int:
        """The hour that it is."""
        return self.now_epoch_ms // HOUR_MS


class Proof(NamedTuple):
    """
    What the counts of a step come to: those of the stages that prove it, up to this hour.

    Args:
        shapes: comparisons of each request shape that was seen, compared or not, but for several sites at once.
        compared: pairs, but for those of void hours, as in all of the others.
        different: among them.
        replayed: among them.
        days: of 24 hours back from now, that have any.
        void: comparisons that were left out.
    """

    shapes: Mapping[str, int]
    compared: int
    different: int
    replayed: int
    days: int
    void: int


class Serving(NamedTuple):
    """
    What is known of a site that the Events Engine serves.

    Args:
        reads: that were answered within `ERRORS_S`.
        errors: among them.
        compared: since it came to its stage.
        different: among them.
        breaker_open: of the Events Engine, here.
    """

    reads: int
    errors: int
    compared: int
    different: int
    breaker_open: bool


def window_h(site: Site) -> int:
    """Return how many hours a site's gate looks back."""
    return LIVE_WINDOW_H if site.stage is Stage.LIVE else site.gate_window_h


async def report(
    store: OpsStore, site: Site, wanted: Stage, now_epoch_ms: int, ask_breakers: AskBreakers = ask_nobody
) -> Report:
    """
    Return every condition of a step forward.

    Args:
        store: opened.
        site: as it stands.
        wanted: where it is to go.
        now_epoch_ms: when.
        ask_breakers: asks the running instances.
    """
    evidence, from_hour = store.evidence, now_epoch_ms // HOUR_MS - window_h(site) + 1
    attested = [one.who for one in await evidence.read_attestations(site.name) if one.condition == HISTORY]
    facts = Facts(
        site,
        now_epoch_ms,
        counts=await evidence.read_counts(site.name, from_hour),
        latencies=await evidence.sum_latencies(site.name, from_hour, now_epoch_ms // HOUR_MS + 1),
        planted=await evidence.read_planted(from_hour),
        cells=await evidence.count_cells(site.name),
        attested_by="".join(attested),
        open_mismatches=(await evidence.count_open_mismatches()).get(site.name, 0),
        breakers=await ask_breakers(),
    )
    return judge(facts, wanted)


def judge(facts: Facts, wanted: Stage) -> Report:
    """Return every condition of a step forward; nothing is read."""
    proof, stage = proof_of(facts), facts.site.stage
    return Report(facts.site.name, wanted, tuple(row.look(facts, proof) for row in CONDITIONS if stage in row.stages))


def proof_of(facts: Facts) -> Proof:
    """Add up the counts: a week of a large site is thousands of rows, which are looked at once."""
    stages = PROVEN_BY.get(facts.site.stage, ())
    void_hours = {row.hour for row in facts.planted if row.caught < row.planted}
    shapes: dict[str, int] = {}
    asked: Counter[str] = Counter()
    days: set[int] = set()
    different = replayed = void = 0
    for _, stage, hour, shape, source, outcome, counted in facts.counts:
        if stage not in stages or hour > facts.hour:
            continue
        compared = shapes.setdefault(shape, 0)
        asked[shape] += counted if outcome == SAMPLED else -counted if outcome == OF_SEVERAL_SITES else 0
        kind = _kind(outcome)
        if kind not in COMPARISONS:
            continue
        if hour in void_hours:
            void += counted
            continue
        shapes[shape] = compared + counted
        days.add((facts.hour - hour) // DAY_H)
        different += counted if kind in MISMATCHES else 0
        replayed += counted if source == REPLAYED else 0
    shapes = {shape: compared for shape, compared in shapes.items() if compared or asked[shape] > 0}
    return Proof(shapes, sum(shapes.values()), different, replayed, len(days), void)


def breaches(serving: Serving) -> list[Condition]:
    """Return the safety conditions that a site breaches."""
    return [found for condition in SAFETY if not (found := condition(serving)).ok]


def tally(outcomes: Iterable[tuple[str, int]]) -> tuple[int, int]:
    """Return comparisons and mismatches among outcomes with their counts."""
    kinds = [(_kind(outcome), counted) for outcome, counted in outcomes]
    compared = sum(counted for kind, counted in kinds if kind in COMPARISONS)
    return compared, sum(counted for kind, counted in kinds if kind in MISMATCHES)


@lru_cache(4_096)
def upper_bound(mismatches: int, comparisons: int) -> float:
    """Return the one-sided 95 % upper bound (Clopper-Pearson) on the rate of mismatches; 1 of no comparisons."""
    if mismatches >= comparisons:
        return 1.0
    low, high = mismatches / comparisons, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _tail(mismatches, comparisons, middle, -1) > DOUBT else (low, middle)
    return high


def greatest_rate(site: Site) -> float:
    """
    Return the bound on the rate of unexplained mismatches of a site.

    That is 0.1 %; of a small site that asks for fewer comparisons than can show so little, it is what so many show when
    none of them differs: 0.1 % could never be met, and the smaller number would mean nothing.
    """
    return max(GREATEST_BOUND, upper_bound(0, max(site.gate_comparisons, LEAST_OF_A_SHAPE)))


@lru_cache(4_096)
def lower_bound(mismatches: int, comparisons: int) -> float:
    """Return the one-sided 95 % lower bound (Clopper-Pearson) on the rate of mismatches; 0 of none."""
    if not mismatches:
        return 0.0
    low, high = 0.0, mismatches / comparisons
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if _tail(mismatches, comparisons, middle, 1) > DOUBT else (middle, high)
    return low


def _tail(found: int, tries: int, rate: float, step: int) -> float:
    """Return how likely `found` or more is (`step` 1), or `found` or fewer (-1), where that is the lesser side."""
    if rate in {0.0, 1.0}:
        return float(rate) if step > 0 else 1.0 - rate
    term = exp(
        lgamma(tries + 1)
        - lgamma(found + 1)
        - lgamma(tries - found + 1)
        + found * log(rate)
        + (tries - found) * log1p(-rate)
    )
    odds, total, at = rate / (1 - rate), 0.0, found
    while term > total * 1e-12:
        total += term
        term *= (tries - at) / (at + 1) * odds if step > 0 else at / (tries - at + 1) / odds
        at += step
    return total


def _kind(outcome: str) -> str:
    return outcome.partition(":")[0]


def _clock(facts: Facts, _: Proof) -> Condition:
    later_h = max((row.hour for row in facts.counts), default=facts.hour) - facts.hour
    figure = "right"
    if facts.now_epoch_ms < facts.site.since_epoch_ms:
        figure = "before its last move"
    elif later_h > 0:
        figure = f"{later_h} h before its newest evidence"
    return Condition("clock", figure, "right", figure == "right", "set the clock of whoever asks, or who is ahead")


def _history(facts: Facts, _: Proof) -> Condition:
    verified, cells = facts.cells.get("verified", 0), sum(facts.cells.values())
    if cells or not facts.attested_by:
        figure, ok = f"{verified} of {cells} cells", 0 < verified == cells
    else:
        figure, ok = f"attested by {facts.attested_by}", True
    return Condition(HISTORY, figure, "every cell", ok, "verify the others" if cells else "copy it, or attest it")


def _open_mismatches(facts: Facts, _: Proof) -> Condition:
    number = facts.open_mismatches
    return Condition("no open difference", f"{number}", "0", not number, "close them, each with a reason")


def _planted(facts: Facts, proof: Proof) -> Condition:
    hours = [row for row in facts.planted if row.planted and row.hour <= facts.hour]
    caught = sum(row.caught for row in hours if row.caught == row.planted)
    void = sum(row.caught < row.planted for row in hours)
    figure, ok = f"{caught:,} caught, {void} h void", bool(caught) or not proof.compared + proof.void
    return Condition("planted pairs", figure, "≥ 1 caught", ok, "see why none is noticed")


def _comparisons(facts: Facts, proof: Proof) -> Condition:
    wanted = facts.site.gate_comparisons
    figure = f"{proof.compared:,}, {proof.replayed:,} replayed" if proof.replayed else f"{proof.compared:,}"
    advice = f"within {facts.window_h} h; wait, or replay requests"
    return Condition("comparisons", figure, f"≥ {wanted:,}", proof.compared >= wanted, advice)


def _days(facts: Facts, proof: Proof) -> Condition:
    wanted = facts.window_h // DAY_H
    figure, advice = f"{proof.days} of {wanted}", "wait; on days without traffic, replay requests"
    return Condition("every day", figure, f"{wanted} days", proof.days >= wanted, advice)


def _mismatches(facts: Facts, proof: Proof) -> Condition:
    rate, most = upper_bound(proof.different, proof.compared), greatest_rate(facts.site)
    bound = f"≤ {most:.3%}" if most > GREATEST_BOUND else f"< {GREATEST_BOUND:.1%}"
    return Condition("unexplained mismatches", f"≤ {rate:.3%}", bound, rate <= most, "95 % sure")


def _shapes(_: Facts, proof: Proof) -> Condition:
    found = proof.shapes
    least = min(found, key=lambda shape: (found[shape], shape), default="")
    figure = f"{found[least]:,} of {least}" if found else "none seen"
    ok = bool(found) and found[least] >= LEAST_OF_A_SHAPE
    return Condition("every request shape", figure, f"≥ {LEAST_OF_A_SHAPE} each", ok, "wait, or replay such requests")


def _speed(facts: Facts, _: Proof) -> Condition:
    spread: dict[str, dict[int, int]] = {}
    for engine, bucket, counted in facts.latencies:
        spread.setdefault(engine, {})[bucket] = counted
    times = {engine: percentile_ms(buckets, 0.99) for engine, buckets in spread.items()}
    events, legacy = times.get(Family.EVENTS), times.get(Family.LEGACY_SQL)
    ok = bool(events and legacy and events <= GREATEST_RATIO * legacy)
    figure = f"{events:.3g} ms" if events else "none"
    bound = f"≤ {GREATEST_RATIO * legacy:.3g} ms" if legacy else f"≤ {GREATEST_RATIO} x legacy"
    return Condition("Events Engine p99", figure, bound, ok, "see which requests take so long")


def _breaker(facts: Facts, _: Proof) -> Condition:
    open_on, closed_on, silent = facts.breakers
    figure = f"open on {_some(open_on)}" if open_on else "closed" if closed_on else "nobody can be asked"
    figure += f"; no answer from {_some(silent)}" if silent else ""
    return Condition("Events Engine breaker", figure, "closed", not open_on, "bring the engine back")


def _some(names: Sequence[str]) -> str:
    """Return names for a line, and how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def _errors(serving: Serving) -> Condition:
    share = serving.errors / serving.reads if serving.reads else 0.0
    figure = f"{share:.2%} of {serving.reads:,} reads in {ERRORS_S} s"
    ok = serving.reads < LEAST_READS or share <= GREATEST_ERRORS
    return Condition("errors", figure, f"≤ {GREATEST_ERRORS:.0%}", ok, "see the log for what fails")


def _sure_mismatches(serving: Serving) -> Condition:
    rate = lower_bound(serving.different, serving.compared)
    figure = f"≥ {rate:.3%}: {serving.different:,} of {serving.compared:,}"
    ok = rate <= GREATEST_BOUND
    return Condition("unexplained mismatches", figure, f"≤ {GREATEST_BOUND:.1%}", ok, "see the mismatches")


def _open_breaker(serving: Serving) -> Condition:
    figure = "open" if serving.breaker_open else "closed"
    return Condition("Events Engine breaker", figure, "closed", not serving.breaker_open, "bring the engine back")


class Row(NamedTuple):
    """A condition of a step forward, and the stages whose next step it is asked of."""

    look: Callable[[Facts, Proof], Condition]
    stages: Collection[Stage] = WAY


CONDITIONS: Final = (
    Row(_clock),
    Row(_history),
    Row(_open_mismatches),
    Row(_planted),
    Row(_comparisons),
    Row(_days, (Stage.LIVE,)),
    Row(_mismatches),
    Row(_shapes),
    Row(_speed),
    Row(_breaker),
)
"""Of a step forward, as they are shown: those that only somebody's work helps first, then those that time does."""

SAFETY: Final[tuple[Callable[[Serving], Condition], ...]] = (_errors, _sure_mismatches, _open_breaker)
"""Of a site in `canary` or `live`; a breach moves it back to `shadow`."""
