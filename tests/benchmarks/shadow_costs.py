"""
What shadow reads cost whoever is served, while the other engine is well, slow, hung and dead: an open loop.

The site is in `shadow`: PostgreSQL serves it, Cassandra is asked too, through a relay that makes it slow, hung or dead.
A quarter of what the shim's core can do alone is asked; off beside off shows what the machine does by itself. Both
databases share the load's core. Without the rate of shadow reads (`SHIM_SHADOW_PER_S=100000`) Cassandra fills it.

Source: the goals of the third milestone.
"""

import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from adapters.base import OpsStore, Site
from adapters.evidence import HOUR_MS
from config.stages import Stage
from shim.gates import COMPARISONS
from tests.benchmarks import data
from tests.benchmarks.engines import CASSANDRA, POSTGRESQL
from tests.benchmarks.figures import Report, percentile
from tests.benchmarks.load import Request, expecting
from tests.benchmarks.main_job import USERS
from tests.benchmarks.pairing import in_turn
from tests.benchmarks.relay import HEALTHY, MODES, relayed
from tests.benchmarks.stand import Round, Server, Stand, fill_store, measure, on_store, target, variables
from tests.builders import BY_TEST

ENGINES: Final = (POSTGRESQL, CASSANDRA)
CONNECTIONS: Final = 64
WARM_UP_S: Final = 2.0
ROUND_S: Final = 1.4
FOLLOWED_S: Final = 0.6
"""Until a flag that was set is followed."""

WRITTEN_S: Final = 1.1
"""Until evidence is written."""

LOAD: Final = 0.25
"""Of what the core can do."""

SHARES: Final = (0, 10, 100, 0)
"""What is measured in turn, percent; the first and the last show the noise."""


class Goal(NamedTuple):
    """The greatest ratio to what is off."""

    p50: float
    p99: float


GOALS: Final = {10: Goal(1.05, 1.2), 100: Goal(1.25, 1.5)}


class Shadowed(NamedTuple):
    """A round, and what came out of its shadow reads."""

    round: Round
    outcomes: Counter[str]


def run(stand: Stand) -> None:
    """Measure each state of the shadow engine with the same shim."""
    settings = {**stand.engine_settings(CASSANDRA), **stand.engine_settings(POSTGRESQL)}
    url = f"sqlite:///{stand.folder / 'shadowed-ops.db'}"
    fill_store(url, [Site(data.MAIN.name, Stage.SHADOW)])
    with relayed(settings["cassandra_port"]) as relay:
        settings |= {"ops_store_url": url, "cassandra_port": relay.port}
        with stand.shim_of(variables(settings)) as shim:
            requests = [expecting(shim.port, target(data.MAIN, uid=user), b'{"rows": 40, ') for user in USERS]
            per_s = _quarter(url, shim, requests)
            for mode in MODES:
                relay.turn(mode)
                variants = [partial(_round, url, shim, requests, share, per_s) for share in SHARES]
                name = f"shadow engine {mode}, {per_s:.0f} requests/s"
                _tell(stand.report, name, in_turn(variants, stand.rounds))
                relay.turn(HEALTHY)


def _quarter(url: str, shim: Server, requests: Sequence[Request]) -> float:
    """Return how many requests a second are a quarter of what a shim can do alone, with both engines connected."""
    _shadow(url, 0)
    measure(shim, requests, 16, WARM_UP_S)
    per_s = LOAD * measure(shim, requests, 16, WARM_UP_S).load.per_s
    _shadow(url, 100)
    measure(shim, requests, CONNECTIONS, WARM_UP_S, per_s)
    return per_s


def _round(url: str, shim: Server, requests: Sequence[Request], share: int, per_s: float) -> Shadowed:
    _shadow(url, share)
    before = on_store(url, _outcomes)
    measured = measure(shim, requests, CONNECTIONS, ROUND_S, per_s)
    time.sleep(WRITTEN_S)
    return Shadowed(measured, on_store(url, _outcomes) - before)


def _shadow(url: str, share: int) -> None:
    on_store(url, lambda store: store.put_flag("shadow-reads", "", str(share), BY_TEST))
    time.sleep(FOLLOWED_S)


async def _outcomes(store: OpsStore) -> Counter[str]:
    """Return what came out of shadow reads so far: by the first word, and dropped ones by their reason."""
    found: Counter[str] = Counter()
    for row in await store.evidence.read_counts(data.MAIN.name, int(time.time() * 1_000) // HOUR_MS - 1):
        found[row.outcome] += row.counted
    return found


def _tell(report: Report, name: str, rounds: Sequence[Sequence[Shadowed]]) -> None:
    """Tell medians round by round, and tails of all rounds together: a round has too few answers for one."""
    first, *shared, last = [list(column) for column in zip(*rounds, strict=True)]
    off = first + last
    for share, column in zip(SHARES[1:], shared, strict=False):
        what, goal = f"{name}: {share} %", GOALS[share]
        medians = [_ms([one], 50) / _ms(pair, 50) for one, *pair in zip(column, first, last, strict=True)]
        report.add_ratios(f"{what} over off, p50", medians, at_most=goal.p50)
        report.add(f"{what} over off, p99", _ms(column, 99) / _ms(off, 99), "x", at_most=goal.p99)
        _tell_outcomes(report, what, sum([one.outcomes for one in column], Counter[str]()))
    for percent in (50, 99):
        report.add(f"{name}: off over off, p{percent}", _ms(last, percent) / _ms(first, percent), "x")
        report.add_time(f"{name}: off, p{percent}", _ms(off, percent))


def _tell_outcomes(report: Report, what: str, outcomes: Counter[str]) -> None:
    sampled = outcomes.pop("sampled", 0) or 1
    kinds: Counter[str] = Counter()
    for outcome, number in outcomes.items():
        kind = outcome.partition(":")[0]
        kinds["compared" if kind in COMPARISONS else kind] += number
    detail = ", ".join(f"{outcome} {number}" for outcome, number in outcomes.most_common(4))
    for kind in ("compared", "dropped", "failed"):
        report.add(f"{what}: {kind}", 100 * kinds[kind] / sampled, "%", detail=detail)


def _ms(column: Sequence[Shadowed], percent: int) -> float:
    return percentile((sample.whole_ms for one in column for sample in one.round.load.samples), percent / 100)
