"""Two `shim serve` processes with one ops store on PostgreSQL, and two sites that are on both real engines."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlencode

import orjson
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from adapters.audit import Change
from adapters.base import Family, Login, OpsStore, Session, Site
from config.flags import EVERYWHERE
from config.settings import load_settings
from config.stages import Stage
from shim.bootstrap import engine_openers, ops_store, wall_clock_ms
from shim.passwords import hash_password
from shim.routing import PLANS
from shim.switch import move
from tests.builders import SITE, START_MS, many_sessions
from tests.servers.cassandra import CassandraServer
from tests.servers.postgres import PostgresServer
from tests.servers.shim import ShimProcess

T = TypeVar("T")

USERS: Final = tuple(f"{START_MS}.{number:09}" for number in range(16))
SESSIONS: Final = many_sessions(11, 60, users=USERS)
MARKED_SITE: Final = "marked.example.com"
"""Its newest session is on the Events Engine alone, so that an answer says which engine it came from."""

MARKED: Final = many_sessions(12, 5, site=MARKED_SITE, users=USERS)
DATA: Final[Mapping[Family, Sequence[Session]]] = {
    Family.LEGACY_SQL: (*SESSIONS, *MARKED[1:]),
    Family.EVENTS: (*SESSIONS, *MARKED),
}

DEADLINE_MS: Final = 2_000
LOGIN_CACHE_S: Final = 2
WITHIN_S: Final = 30
KINDS: Final = ("sampled", "compared", "dropped", "failed")


def target(page: str = "sessions_by_user", site: str = SITE, **parameters: object) -> str:
    """Return path and query of a request."""
    given = {"login": "demo", "password": "demo", "site": site, "limit": 7}
    return f"/api/views/c_view_{page}.jsp?{urlencode(given | parameters)}"


EVER: Final[Mapping[str, Any]] = {"from": 0}
WHOLE: Final = target(**EVER)
"""The first page of a walk through the site."""

BY_MARK: Final = target(site=MARKED_SITE, **EVER)
BY_USER: Final = tuple(target(uid=user, **EVER) for user in USERS)
FORMATS: Final = ("jsondatatable", "html", "jsonjqgrid")
SINGLE: Final = (BY_MARK, target("session"), *(target(dataType=name, **EVER) for name in FORMATS), *BY_USER)


class Servers(NamedTuple):
    """What both processes use; each may be stopped."""

    ops: PostgresServer
    legacy: PostgresServer
    events: CassandraServer


class Twins:
    """
    The two processes, and what operators do and see.

    Args:
        instances: both, running.
        servers: that they use.
        environment: their settings.
    """

    def __init__(self, instances: Sequence[ShimProcess], servers: Servers, environment: Mapping[str, str]) -> None:
        self.instances, self.servers, self._environment = instances, servers, environment
        self.right: dict[str, bytes] = {}
        """What the old engine answers to every target; the Events Engine does too, but for `BY_MARK`."""
        self.marked = b""
        """What that one answers to it."""

    @property
    def ports(self) -> list[int]:
        """Where callers reach them."""
        return [shim.port for shim in self.instances]

    async def operate(self, work: Callable[[OpsStore], Awaitable[T]]) -> T:
        """Do something with the ops store, as another process."""
        async with ops_store(load_settings(self._environment)) as store:
            return await work(store)

    async def turn(self, flag: str, value: str | None, site: str = EVERYWHERE) -> None:
        """Set a flag, or clear it."""
        await self.operate(lambda store: store.put_flag(flag, site, value, change_now()))

    async def go(self, stage: Stage, percent: int = 0, site: str = SITE) -> None:
        """Move a site, whatever its gate says; wait for nobody."""
        await self.operate(lambda store: move(store, site, stage, percent, change_now(), force=True))

    async def both(self, holds: Callable[[ShimProcess], object]) -> None:
        """Wait until something holds of one and of the other; meanwhile others have their turn."""
        await asyncio.to_thread(self._wait, holds)

    async def both_since(self, before: Sequence[Counter[str]], kind: str) -> None:
        """Wait until more shadow reads of both have come to something than before."""
        then = dict(zip(self.instances, before, strict=True))
        await self.both(lambda shim: metrics(shim)[kind] > then[shim][kind])

    async def told(self, ask: Callable[[ShimProcess], T]) -> list[T]:
        """Ask one, and the other."""
        return [await asyncio.to_thread(ask, shim) for shim in self.instances]

    async def counted(self) -> Counter[str]:
        """Return what shadow reads of both have come to by the ops store, by `KINDS`."""
        found: Counter[str] = Counter()
        for _, _, outcome, number in await self.operate(lambda store: store.evidence.read_totals(0)):
            kind = outcome.partition(":")[0]
            found[kind if kind in KINDS else "compared"] += number
        return found

    async def learn(self) -> None:
        """Have each engine serve both sites on both processes, and learn what is right."""
        answers = {stage: await self._answers_in(stage) for stage in (Stage.LIVE, Stage.LEGACY)}
        self.right, self.marked = answers[Stage.LEGACY], answers[Stage.LIVE][BY_MARK]
        assert self.right | {BY_MARK: self.marked} == answers[Stage.LIVE] != self.right

    async def _answers_in(self, stage: Stage) -> dict[str, bytes]:
        for site, asked in ((SITE, WHOLE), (MARKED_SITE, BY_MARK)):
            await self.go(stage, site=site)
            await self.both(lambda shim: explained(shim, asked)["served_by"] == PLANS[stage, False].primary)  # noqa: B023 - now
        first, second = (_answers(shim) for shim in self.instances)
        assert first == second
        return first

    def _wait(self, holds: Callable[[ShimProcess], object]) -> None:
        for shim in self.instances:
            shim.process.wait_until(lambda: bool(holds(shim)), WITHIN_S)  # noqa: B023 - now


@contextmanager
def running_twins(folder: Path, servers: Servers) -> Iterator[Twins]:
    """Fill the stores, start both processes, and yield them when each engine has served on both; sites are pinned."""
    environment = {
        "SHIM_OPS_STORE_URL": servers.ops.new_database(),
        "SHIM_OPS_PORT": "0",
        "SHIM_LEGACY_URL": servers.legacy.new_database(),
        "SHIM_CASSANDRA_CONTACT_POINTS": servers.events.address,
        "SHIM_CASSANDRA_PORT": str(servers.events.port),
        "SHIM_CASSANDRA_KEYSPACE": "twins",
        "SHIM_CASSANDRA_CONSISTENCY": "ONE",
        "SHIM_ENGINE_DEADLINE_MS": str(DEADLINE_MS),
        "SHIM_SHADOW_DEADLINE_MS": "1000",
        "SHIM_SHADOW_PER_S": "1000",
        "SHIM_SHADOW_RECHECK_S": "0.2",
        "SHIM_LOGIN_FAILURE_MS": "5000",
        "SHIM_LOGIN_CACHE_S": str(LOGIN_CACHE_S),
    }
    asyncio.run(_fill(environment))
    with ExitStack() as stack:
        folders = [folder / name for name in ("first", "second")]
        for one in folders:
            one.mkdir()
        instances = [stack.enter_context(ShimProcess.start("serve", one, environment)) for one in folders]
        twins = Twins(instances, servers, environment)
        asyncio.run(twins.learn())
        yield twins


def explained(shim: ShimProcess, asked: str = WHOLE) -> dict[str, Any]:
    """Ask for something, and return why it was answered as it was."""
    request_id = shim.get(asked).headers["x-request-id"]
    told: dict[str, Any] = json.loads(shim.ask_operators(f"/-/requests/{request_id}").body)
    return told


def ready(shim: ShimProcess) -> dict[str, Any]:
    """Return what a process says of its readiness."""
    told: dict[str, Any] = json.loads(shim.ask_operators("/-/ready").body)
    return told


def metrics(shim: ShimProcess) -> Counter[str]:
    """Return what shadow reads of one process have come to by its metrics, by `KINDS`."""
    return Counter(
        {kind: int(sum(sample.value for sample in _samples(shim, f"shim_shadow_{kind}_total"))) for kind in KINDS}
    )


def served(shim: ShimProcess) -> Counter[str]:
    """Return how many requests for the site one process has answered from each engine."""
    samples = _samples(shim, "shim_site_requests_total")
    return Counter({one.labels["engine"]: int(one.value) for one in samples if one.labels["site"] == SITE})


def _samples(shim: ShimProcess, name: str) -> list[Sample]:
    text = shim.ask_operators("/-/metrics").body.decode()
    return [one for family in text_string_to_metric_families(text) for one in family.samples if one.name == name]


def change_now() -> Change:
    """Return who changes something now."""
    return Change("test", "a test", wall_clock_ms())


def _answers(shim: ShimProcess) -> dict[str, bytes]:
    """Return the answers to all single requests, and to those of a walk through the site by its tokens."""
    answers = {asked: shim.get(asked).body for asked in SINGLE}
    asked, walked = WHOLE, []
    while asked:
        answers[asked] = shim.get(asked).body
        told = orjson.loads(answers[asked])
        walked += [row[told["field"].index("session_id")] for row in told["resultsList"]]
        asked = told["nextToken"] and target(nextToken=told["nextToken"])
    assert walked == [session.session_id for session in SESSIONS]
    return answers


async def _fill(environment: Mapping[str, str]) -> None:
    """Make all tables, and put sites, a login, a flag and sessions into them."""
    settings = load_settings(environment, engine_deadline_ms=60_000)
    async with ops_store(settings) as store:
        await store.create_schema()
        for name in (SITE, MARKED_SITE):
            await store.put_site(Site(name), change_now())
        await store.put_logins([Login("demo", hash_password("demo"), frozenset((SITE, MARKED_SITE)))], change_now())
        await store.put_flag("pin-stage", EVERYWHERE, "on", change_now())
    for family, open_engine in engine_openers(settings).items():
        engine = await open_engine()
        await engine.create_schema()
        await engine.write_sessions(DATA[family])
        await engine.close()
