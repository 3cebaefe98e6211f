"""
How quickly the switch acts: a flag on two instances, a site that goes back by itself, a gate with a week of evidence.

And what a second process costs. Two shims, and their ops store in PostgreSQL.

Source: the goals of the third milestone.
"""

import asyncio
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Final

import psycopg
from psycopg import sql

from adapters.base import OpsStore, Site
from config.stages import Stage
from shim.gates import report
from shim.switch import find_site
from tests.benchmarks import data
from tests.benchmarks.engines import CASSANDRA, POSTGRESQL
from tests.benchmarks.figures import BenchError, percentile
from tests.benchmarks.load import Load, Request, drive, expecting, fetch
from tests.benchmarks.main_job import USERS
from tests.benchmarks.pairing import in_turn, ratios
from tests.benchmarks.relay import DEAD, HEALTHY, relayed
from tests.benchmarks.stand import Round, Server, Stand, fill_store, on_store, target, variables
from tests.builders import BY_TEST
from tests.ops_data import fill_week

ENGINES: Final = (POSTGRESQL, CASSANDRA)
SITE: Final = data.MAIN.name
BEGINS: Final = b'{"rows": 40, '
DATABASE: Final = "bench_ops"

FLIPS: Final = 200
GATES: Final = 20
CONNECTIONS: Final = 16
ROUND_S: Final = 2.0
AGAIN_S: Final = 12.0
"""Until drivers are connected again, and no breaker counts as open any more."""

LIMIT_S: Final = 30.0
POLL_S: Final = 0.002

MOST_FLIP_MS: Final = 1_000
MOST_BACK_S: Final = 5.0
MOST_GATE_MS: Final = 100
MOST_OF_TWO: Final = 1.1
SHARE_OF_CORE: Final = 0.25
"""Of what one process can do: the load of each."""


def run(stand: Stand) -> None:
    """Measure one after the other, each with an ops store of its own."""
    for what, measured in (("flags", _flips), ("back by itself", _back), ("gates", _gates), ("two processes", _two)):
        with stand.report.attempt(what), _ops_store(stand) as url:
            measured(stand, url)


def _flips(stand: Stand, url: str) -> None:
    """Put a site into maintenance and take it out again, and ask both instances until both do so."""
    fill_store(url, [Site(SITE)])
    asked = target(data.MAIN, uid=USERS[0], limit=1)
    with _two_shims(stand, url) as servers:

        def shows(value: str) -> bool:
            return all(fetch(server.port, asked).startswith(b"Error") == (value != "none") for server in servers)

        async def flip(store: OpsStore) -> list[float]:
            took_ms = []
            for number in range(FLIPS):
                value = "none" if number % 2 else "INTERNAL"
                begun_s = time.perf_counter()
                await store.put_flag("maintenance", SITE, value, BY_TEST)
                _until(partial(shows, value))
                took_ms.append((time.perf_counter() - begun_s) * 1_000)
            return took_ms

        took_ms = on_store(url, flip)
    name = f"{FLIPS} flips of a flag until two instances show it"
    stand.report.add_time(f"{name}, p50", statistics.median(took_ms))
    stand.report.add_time(f"{name}, p99", percentile(took_ms, 0.99), at_most=MOST_FLIP_MS)


def _back(stand: Stand, url: str) -> None:
    """Let the Events Engine die under load, and wait until the site is back in `shadow`."""
    fill_store(url, [Site(SITE, Stage.SHADOW)])
    took_s = []
    cassandra_port = stand.engine_settings(CASSANDRA)["cassandra_port"]
    with relayed(cassandra_port) as relay, _two_shims(stand, url, cassandra_port=relay.port) as servers:
        requests = [expecting(servers[0].port, target(data.MAIN, uid=user), BEGINS) for user in USERS]
        for number in range(max(2, stand.rounds // 2)):
            if number:
                time.sleep(AGAIN_S)
            on_store(url, partial(_move, stage=Stage.LIVE))
            asyncio.run(_load(servers, requests, ROUND_S))
            loading = threading.Thread(target=lambda: asyncio.run(_load(servers, requests, ROUND_S)))
            loading.start()
            begun_s = time.perf_counter()
            relay.turn(DEAD)
            on_store(url, _moved_back)
            took_s.append(time.perf_counter() - begun_s)
            loading.join()
            relay.turn(HEALTHY)
    stand.report.add("a site whose engine dies is back in shadow, median", statistics.median(took_s), "s")
    stand.report.add("a site whose engine dies is back in shadow, longest", max(took_s), "s", at_most=MOST_BACK_S)


def _gates(stand: Stand, url: str) -> None:
    """Ask the gates of a site with evidence in every hour of a week."""
    for name, where in (("PostgreSQL", url), ("SQLite", f"sqlite:///{stand.folder / 'gates-ops.db'}")):
        took_ms = on_store(where, _ask_gates)
        stand.report.add_time(f"gate with a week of evidence, {name}", statistics.median(took_ms), at_most=MOST_GATE_MS)
        stand.report.add_time(f"gate with a week of evidence, {name}, longest", max(took_ms))


async def _ask_gates(store: OpsStore) -> list[float]:
    now_ms = time.time_ns() // 1_000_000
    await store.create_schema()
    site = (await fill_week(store, "week.example.com", now_ms))._replace(stage=Stage.LIVE)
    took_ms = []
    for _ in range(GATES):
        begun_s = time.perf_counter()
        await report(store, site, Stage.COMPLETE, now_ms)
        took_ms.append((time.perf_counter() - begun_s) * 1_000)
    return took_ms


def _two(stand: Stand, url: str) -> None:
    """
    Load one process, and two with as much each.

    Both share a core, and each has one where cores are: so the load leaves some of it. Where it is full, two processes
    take it from each other in the middle of their work, which costs both.
    """
    fill_store(url, [Site(SITE)])
    with _two_shims(stand, url) as servers:
        requests = [expecting(servers[0].port, target(data.MAIN, uid=user), BEGINS) for user in USERS]
        per_s = SHARE_OF_CORE * min(_measure(servers, [server], requests).load.per_s for server in servers)
        one = partial(_measure, servers, servers[:1], requests, per_s)
        rounds = in_turn((one, partial(_measure, servers, servers, requests, per_s)), stand.rounds)
    costs = ratios(rounds, lambda measured: measured.cpu_us)
    stand.report.add_ratios("two processes: CPU of an answer over that of one", costs, at_most=MOST_OF_TWO)


def _measure(all_: Sequence[Server], loaded: Sequence[Server], requests: Sequence[Request], per_s: float = 0) -> Round:
    """Load some servers alike, and count what all of them cost."""
    before_s = sum(server.process.cpu_s() for server in all_)
    loads = asyncio.run(_load(loaded, requests, ROUND_S, per_s))
    samples = [sample for load in loads for sample in load.samples]
    cpu_s = sum(server.process.cpu_s() for server in all_) - before_s
    return Round(Load(samples, loads[0].elapsed_s), cpu_s / len(samples) * 1_000_000)


async def _load(servers: Sequence[Server], requests: Sequence[Request], seconds: float, per_s: float = 0) -> list[Load]:
    return await asyncio.gather(
        *[drive(server.port, requests, CONNECTIONS, seconds=seconds, per_s=per_s) for server in servers]
    )


async def _move(store: OpsStore, stage: Stage) -> None:
    site = await find_site(store, SITE)
    await store.move_site(SITE, site, site._replace(stage=stage), BY_TEST)


async def _moved_back(store: OpsStore) -> None:
    until_s = time.perf_counter() + LIMIT_S
    while (await find_site(store, SITE)).stage is not Stage.SHADOW:
        if time.perf_counter() > until_s:
            raise BenchError(f"no site went back within {LIMIT_S:g} s")
        await asyncio.sleep(POLL_S)


def _until(holds: Callable[[], bool]) -> None:
    until_s = time.perf_counter() + LIMIT_S
    while not holds():
        if time.perf_counter() > until_s:
            raise BenchError(f"a flag was not followed within {LIMIT_S:g} s")
        time.sleep(POLL_S)


@contextmanager
def _two_shims(stand: Stand, url: str, **settings: object) -> Iterator[Sequence[Server]]:
    """Run two on one ops store and the same engines."""
    engines = {**stand.engine_settings(CASSANDRA), **stand.engine_settings(POSTGRESQL)}
    environment = variables({**engines, **settings, "ops_store_url": url})
    with ExitStack() as stack:
        yield [stack.enter_context(stand.shim_of(environment)) for _ in range(2)]


@contextmanager
def _ops_store(stand: Stand) -> Iterator[str]:
    """Give an empty database of the server that is there."""
    server = stand.engine_settings(POSTGRESQL)["legacy_url"]
    name = sql.Identifier(DATABASE)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield f"{server.rpartition('/')[0]}/{DATABASE}"
        connection.execute(drop)
