"""
The newest 40 sessions of a site, whether it has 1,000, 50,000 or 1,000,000: on each engine the same time.

All three have the same number of sessions a day, so only the depth of their history differs.
"""

import statistics
from functools import partial
from typing import Final

from tests.benchmarks import data
from tests.benchmarks.engines import CASSANDRA, EMBEDDED, POSTGRESQL, BenchEngine
from tests.benchmarks.load import expecting
from tests.benchmarks.pairing import column, in_turn
from tests.benchmarks.stand import Round, Server, Stand, measure, target

ENGINES: Final = (POSTGRESQL, CASSANDRA, EMBEDDED)
GREATEST_RATIO: Final = 1.3
ROUND_S: Final = 0.5
WARM_UP_S: Final = 0.3


def run(stand: Stand) -> None:
    """Measure each engine."""
    for engine in ENGINES:
        with stand.report.attempt(f"newest 40, {engine.name}"), stand.shim(engine) as shim:
            _one_engine(stand, engine, shim)


def _one_engine(stand: Stand, engine: BenchEngine, shim: Server) -> None:
    variants = []
    for site in data.SITES:
        requests = [expecting(shim.port, target(site), b'{"rows": 40, ')]
        measure(shim, requests, 1, WARM_UP_S)
        variants.append(partial(measure, shim, requests, 1, ROUND_S))
    rounds = in_turn(variants, stand.rounds)
    smallest = column(rounds, 0, _p50_ms)
    for place, site in enumerate(data.SITES):
        times = column(rounds, place, _p50_ms)
        name = f"newest 40 of {site.sessions:,}, {engine.name}: p50"
        stand.report.add_time(name, statistics.median(times))
        if place:
            over = [time / first for time, first in zip(times, smallest, strict=True)]
            stand.report.add_ratios(f"{name} over that of {data.SMALL.sessions:,}", over, at_most=GREATEST_RATIO)


def _p50_ms(one: Round) -> float:
    return one.load.whole_ms(0.5)
