"""
10,000 rows: how long the whole answer takes, how much memory it takes, and what others notice of it.

Memory is the kernel's own peak of the server process, over what it held after a warm-up of small requests.
"""

import asyncio
import statistics
from functools import partial
from typing import Final

from tests.benchmarks import data
from tests.benchmarks.engines import CASSANDRA, POSTGRESQL, BenchEngine
from tests.benchmarks.load import Load, Request, drive, expecting
from tests.benchmarks.pairing import column, in_turn, ratios
from tests.benchmarks.stand import Server, Stand, target

ENGINES: Final = (POSTGRESQL, CASSANDRA)
ROWS: Final = 10_000
GREATEST_TIME: Final = 1.5
GREATEST_MIB: Final = 24
GREATEST_P99: Final = 3
WARM_UP_ANSWERS: Final = 500
NEIGHBOUR_S: Final = 2.0
BODY: Final = b'{"rows": 10000, '

JAVA_PAGE: Final = (
    ("10,000 rows, PostgreSQL", 470, "ms"),
    ("10,000 rows, PostgreSQL, first byte, at best", 119, "ms"),
    ("10,000 rows, PostgreSQL, memory", 500, "MiB"),
)


def run(stand: Stand) -> None:
    """Measure each engine."""
    for engine in ENGINES:
        with stand.report.attempt(f"{ROWS:,} rows, {engine.name}"), stand.shim(engine) as shim:
            small = [
                expecting(shim.port, target(data.MAIN, uid=user), b'{"rows": 40, ') for user in data.MAIN_USERS[:8]
            ]
            large = _memory(stand, engine, shim, small)
            _time(stand, engine, shim, large)
            _neighbour(stand, engine, shim, small, large)
    for name, value, unit in JAVA_PAGE:
        stand.report.add(f"Java page as reported: {name}", value, unit)


def _memory(stand: Stand, engine: BenchEngine, shim: Server, small: list[Request]) -> Request:
    """Measure one, two and four answers at once; returns the large request."""
    name, report = f"{ROWS:,} rows, {engine.name}", stand.report
    asyncio.run(drive(shim.port, small, len(small), answers=WARM_UP_ANSWERS))
    idle_mib = shim.process.resident_mib()
    report.add(f"{name}: memory, idle", idle_mib, "MiB")
    shim.process.forget_peak()
    large = expecting(shim.port, target(data.MAIN, uid=data.HEAVY_USER, limit=ROWS), BODY)
    report.add(f"{name}: memory over idle", shim.process.peak_mib() - idle_mib, "MiB", at_most=GREATEST_MIB)
    for at_once in (2, 4):
        shim.process.forget_peak()
        asyncio.run(drive(shim.port, [large], at_once, answers=at_once))
        over_mib = shim.process.peak_mib() - idle_mib
        report.add(f"{name}: memory over idle, {at_once} at once", over_mib, "MiB", at_most=2 * GREATEST_MIB)
    report.add(f"{name}: bytes of the answer", (large.body_bytes or 0) / 2**20, "MiB")
    return large


def _time(stand: Stand, engine: BenchEngine, shim: Server, large: Request) -> None:
    name, report = f"{ROWS:,} rows, {engine.name}", stand.report
    with stand.floor(engine, b"") as floor:
        of_floor = expecting(floor.port, f"/10000?u={data.HEAVY_USER}", b'[[ "')
        variants = (partial(_once, floor, of_floor), partial(_once, shim, large))
        rounds = in_turn(variants, stand.rounds)
    report.add_ratios(f"{name}: time over the floor's", ratios(rounds, _whole_ms), at_most=GREATEST_TIME)
    report.add_time(f"{name}: floor", statistics.median(column(rounds, 0, _whole_ms)))
    report.add_time(f"{name}: shim", statistics.median(column(rounds, 1, _whole_ms)))
    report.add_time(f"{name}: shim, first byte", statistics.median(column(rounds, 1, _first_byte_ms)))
    pairs = in_turn((partial(_once, shim, large), partial(_once, shim, large, 2)), max(2, stand.rounds // 2))
    report.add_ratios(f"{name}: time of two at once over one", ratios(pairs, _whole_ms))


def _neighbour(stand: Stand, engine: BenchEngine, shim: Server, small: list[Request], large: Request) -> None:
    """Measure another client's small answers, alone and while large ones are made one after another."""

    def by_itself() -> Load:
        return asyncio.run(drive(shim.port, small, 1, seconds=NEIGHBOUR_S))

    def beside_large() -> Load:
        async def both() -> Load:
            own, _ = await asyncio.gather(
                drive(shim.port, small, 1, seconds=NEIGHBOUR_S), drive(shim.port, [large], 1, seconds=NEIGHBOUR_S)
            )
            return own

        return asyncio.run(both())

    rounds = in_turn((by_itself, beside_large), max(2, stand.rounds // 2))
    name = f"40 rows beside {ROWS:,}, {engine.name}"
    stand.report.add_ratios(f"{name}: p99 over that alone", ratios(rounds, _p99_ms), at_most=GREATEST_P99)
    stand.report.add_time(f"{name}: p99 alone", statistics.median(column(rounds, 0, _p99_ms)))
    stand.report.add_time(f"{name}: p99 beside", statistics.median(column(rounds, 1, _p99_ms)))


def _once(server: Server, request: Request, at_once: int = 1) -> Load:
    return asyncio.run(drive(server.port, [request], at_once, answers=at_once))


def _whole_ms(load: Load) -> float:
    return load.whole_ms(1)


def _first_byte_ms(load: Load) -> float:
    return load.samples[0].first_byte_ms


def _p99_ms(load: Load) -> float:
    return load.whole_ms(0.99)
