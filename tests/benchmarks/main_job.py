"""
The main job: 40 rows of one user, beside the floor, on each engine; and what is reported of the Java page it replaces.

Where the floor leaves much of its core unused, the database on the other core limits both; then the ratio of processor
times says more than that of speeds.

Source: the goals of the first milestone, and measurements of a servlet page on such a machine.
"""

import statistics
from functools import partial
from typing import Final

from tests.benchmarks import data
from tests.benchmarks.engines import CASSANDRA, EMBEDDED, LEGACY_SQLITE, POSTGRESQL, BenchEngine
from tests.benchmarks.figures import Report
from tests.benchmarks.load import expecting, fetch
from tests.benchmarks.pairing import column, in_turn, ratios
from tests.benchmarks.stand import Round, Server, Stand, measure, target

ENGINES: Final = (POSTGRESQL, CASSANDRA)
OTHERS: Final = (EMBEDDED, LEGACY_SQLITE)
"""For orientation."""

LEAST_SPEED: Final = 0.70
GREATEST_P99: Final = 1.5
USERS: Final = data.MAIN_USERS[:50]
CONNECTIONS: Final = (16, 32)
ROUND_S: Final = 1.5
WARM_UP_S: Final = 0.8

JAVA_PAGE: Final = (
    ("40 rows, PostgreSQL, 16 connections", 895, "requests/s"),
    ("40 rows, PostgreSQL, 16 connections, p99", 46, "ms"),
    ("one row, PostgreSQL, 16 connections", 7_000, "requests/s"),
)
"""A servlet container with a JDBC pool and json-simple, one core, the same kind of data; other machine, other day."""


def run(stand: Stand) -> None:
    """Measure the engines that have goals, and what has no floor."""
    for engine in ENGINES:
        with stand.report.attempt(f"40 rows, {engine.name}"):
            _beside_floor(stand, engine, CONNECTIONS, goals=True)
    _other_shapes(stand)
    for name, value, unit in JAVA_PAGE:
        stand.report.add(f"Java page as reported: {name}", value, unit)


def run_others(stand: Stand) -> None:
    """Measure the engines that have none."""
    for engine in OTHERS:
        with stand.report.attempt(f"40 rows, {engine.name}"):
            _beside_floor(stand, engine, CONNECTIONS[:1], goals=False)


def _beside_floor(stand: Stand, engine: BenchEngine, connections: tuple[int, ...], *, goals: bool) -> None:
    with stand.shim(engine) as shim:
        targets = [target(data.MAIN, uid=user) for user in USERS]
        of_shim = [expecting(shim.port, one, b'{"rows": 40, ') for one in targets]
        body = fetch(shim.port, targets[0])
        with stand.floor(engine, body) as floor:
            of_floor = [expecting(floor.port, f"/40?u={user}", body[:40]) for user in USERS]
            measure(floor, of_floor, CONNECTIONS[-1], engine.warm_up_s)
            for number in connections:
                variants = (
                    partial(measure, floor, of_floor, number, ROUND_S),
                    partial(measure, shim, of_shim, number, ROUND_S),
                )
                measure(floor, of_floor, number, WARM_UP_S)
                measure(shim, of_shim, number, WARM_UP_S)
                name = f"40 rows, {engine.name}, {number} connections"
                _tell(stand.report, name, in_turn(variants, stand.rounds), goals=goals)


def _tell(report: Report, name: str, rounds: list[list[Round]], *, goals: bool) -> None:
    speeds = ratios(rounds, lambda one: one.load.per_s)
    tails = ratios(rounds, lambda one: one.load.whole_ms(0.99))
    report.add_ratios(f"{name}: requests/s over the floor's", speeds, at_least=LEAST_SPEED if goals else None)
    report.add_ratios(f"{name}: p99 over the floor's", tails, at_most=GREATEST_P99 if goals else None)
    report.add_ratios(f"{name}: server CPU over the floor's", ratios(rounds, lambda one: one.cpu_us))
    for place, who in enumerate(("floor", "shim")):
        report.add(f"{name}: {who}", statistics.median(column(rounds, place, lambda one: one.load.per_s)), "requests/s")
        for share in (0.5, 0.99):
            times = column(rounds, place, lambda one, share=share: one.load.whole_ms(share))  # type: ignore[misc] # bound now
            report.add_time(f"{name}: {who}, p{share * 100:.0f}", statistics.median(times))
        cpu_ms = statistics.median(column(rounds, place, lambda one: one.cpu_us)) / 1_000
        report.add_time(f"{name}: {who}, server CPU of an answer", cpu_ms)
        busy = column(rounds, place, lambda one: one.cpu_us * one.load.per_s / 10_000)
        report.add(f"{name}: {who}, use of its core", statistics.median(busy), "%")


def _other_shapes(stand: Stand) -> None:
    """Measure what has no floor here: one row, and rows with own properties."""
    with stand.shim(POSTGRESQL) as shim:
        _alone(stand, shim, data.LONE_USER, b'{"rows": 1, ', "one row")
        _alone(stand, shim, data.PROPERTIES_USER, b'{"rows": 40, ', "40 rows with own properties")


def _alone(stand: Stand, shim: Server, user: str, begins: bytes, what: str) -> None:
    number = CONNECTIONS[0]
    requests = [expecting(shim.port, target(data.MAIN, uid=user), begins)]
    measure(shim, requests, number, WARM_UP_S)
    load = measure(shim, requests, number, ROUND_S).load
    stand.report.add(f"{what}, PostgreSQL, {number} connections: shim", load.per_s, "requests/s")
    stand.report.add_time(f"{what}, PostgreSQL, {number} connections: shim, p99", load.whole_ms(0.99))
