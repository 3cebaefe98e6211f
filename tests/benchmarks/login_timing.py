"""
Whether the five failures of a login can be told apart by their times: `Logins` in this process, on SQLite.

The kinds come in random order, many at a time, with the throttle made wide. Verifiers are busy when attempts come
faster than they can be compared, so that the queue is full, and idle when each is compared at once; idle takes the time
that comparing takes, so there are fewer. Two kinds are separable when the Kolmogorov-Smirnov test says so at
`SEPARABLE`, which is set for the twenty pairs together.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import exp, sqrt
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from adapters.base import Login, Site
from adapters.ops_store import open_store
from config.settings import load_settings
from shim.bootstrap import wall_clock_ms
from shim.directory import Directory
from shim.legacy.errors import LegacyError
from shim.logins import Logins
from shim.logs import configure_logs
from shim.passwords import hash_password
from shim.throttle import Throttle
from tests.benchmarks.engines import BenchEngine
from tests.benchmarks.figures import BenchError, Figure, Report
from tests.benchmarks.stand import Stand
from tests.builders import BY_TEST

ENGINES: Final[Sequence[BenchEngine]] = ()

SEPARABLE: Final = 0.0005
"""Below this probability two kinds count as separable: twenty pairs are compared, and 1 run in 100 may be unlucky."""

FAILURE_MS: Final = 500
LATEST_MS: Final = 2 * FAILURE_MS

GOOD: Final[Mapping[str, Any]] = MappingProxyType(
    {"login": "jane", "password": "right", "ticket_id": None, "site": "a.example.com", "address": "192.0.2.1"}
)
KINDS: Final[Mapping[str, Callable[[int], Mapping[str, Any]]]] = MappingProxyType(
    {
        "unknown login": lambda number: {"login": f"nobody {number}"},
        "wrong password": lambda number: {"password": f"wrong {number}"},
        "unknown ticket": lambda number: {"ticket_id": f"1c422da0-e01f-4261-91d6-{number:012}"},
        "unknown site": lambda number: {"site": f"{number}.example.com"},
        "site of others": lambda _: {"site": "b.example.com"},
    }
)
"""ONE TABLE: what is wrong, and how the attempt with a number looks."""


class Situation(NamedTuple):
    """
    How attempts are made.

    Args:
        each: attempts of each kind.
        at_a_time: attempts that are waited for together.
        pause_s: between two of them.
    """

    each: int
    at_a_time: int
    pause_s: float


SITUATIONS: Final[Mapping[str, Situation]] = MappingProxyType(
    {"busy": Situation(2_000, 300, 0.0), "idle": Situation(80, 50, 0.04)}
)


def run(stand: Stand) -> None:
    """Measure both situations and add their figures."""
    measure(stand.report)


def measure(report: Report, situations: Mapping[str, Situation] = SITUATIONS) -> list[Figure]:
    """
    Measure and compare.

    Returns:
        The figures that were added: for each situation the median of each kind and a probability for each pair.

    Raises:
        BenchError: an attempt succeeded, or was answered before its time.
    """
    before = len(report.figures)
    for name, situation in situations.items():
        times_ms = asyncio.run(_measured(situation))
        for kind, values in times_ms.items():
            report.add(
                f"logins, {name}: median of {len(values)}, {kind}", statistics.median(values), "ms", at_most=LATEST_MS
            )
        for one, other in combinations(times_ms, 2):
            probability = same_distribution(times_ms[one], times_ms[other])
            report.add(f"logins, {name}: {one} = {other}", probability, "p", at_least=SEPARABLE)
    return report.figures[before:]


def same_distribution(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the probability that two samples of one distribution differ as much: Kolmogorov-Smirnov, two-sided."""
    steps = sorted([(value, 1 / len(one)) for value in one] + [(value, -1 / len(other)) for value in other])
    height = distance = 0.0
    for (value, step), following in zip(steps, [*steps[1:], (None, 0.0)], strict=True):
        height += step
        if value != following[0]:
            distance = max(distance, abs(height))
    size = sqrt(len(one) * len(other) / (len(one) + len(other)))
    scaled = (size + 0.12 + 0.11 / size) * distance
    terms = (2 * (-1) ** (k - 1) * exp(-2 * k * k * scaled * scaled) for k in range(1, 101))
    return min(max(sum(terms), 0.0), 1.0) if scaled > 0.2 else 1.0  # the series says 1 there, but slowly


async def _measured(situation: Situation) -> dict[str, list[float]]:
    configure_logs("error")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'ops.db'}", 5_000)
        await store.create_schema()
        for site in ("a.example.com", "b.example.com"):
            await store.put_site(Site(site), BY_TEST)
        await store.put_logins([Login("jane", hash_password("right"), frozenset({"a.example.com"}))], BY_TEST)
        directory = Directory(store)
        await directory.start()
        throttle = Throttle(login_burst=1_000_000, address_burst=1_000_000)
        logins = Logins(
            store, directory, load_settings({}, login_failure_ms=FAILURE_MS), wall_clock_ms, throttle=throttle
        )
        try:
            return await _attempts(logins, situation)
        finally:
            await logins.close()
            await directory.stop()
            await store.close()


async def _attempts(logins: Logins, situation: Situation) -> dict[str, list[float]]:
    order = [(kind, number) for kind in KINDS for number in range(situation.each)]
    Random(1).shuffle(order)  # noqa: S311 - only the order
    times_ms: dict[str, list[float]] = {kind: [] for kind in KINDS}
    places = asyncio.Semaphore(situation.at_a_time)

    async def one(kind: str, number: int) -> None:
        try:
            times_ms[kind].append(await _refusal_ms(logins, KINDS[kind](number)))
        finally:
            places.release()

    async with asyncio.TaskGroup() as tasks:
        for kind, number in order:
            await places.acquire()
            tasks.create_task(one(kind, number))
            await asyncio.sleep(situation.pause_s)
    return times_ms


async def _refusal_ms(logins: Logins, changes: Mapping[str, Any]) -> float:
    now_s = asyncio.get_running_loop().time
    arrived_s = now_s()
    try:
        await logins.authenticate(**{**GOOD, **changes, "arrived_s": arrived_s})
    except LegacyError:
        passed_ms = (now_s() - arrived_s) * 1_000
        if passed_ms < FAILURE_MS:
            raise BenchError(f"a failure was answered after {passed_ms:.3f} ms") from None
        return passed_ms
    raise BenchError("an attempt that must fail succeeded")


if __name__ == "__main__":
    measure(Report())
