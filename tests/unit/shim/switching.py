"""A shim with two engines and its shadow reads, all real and all in memory, asked over a real socket."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from adapters.audit import Change
from adapters.base import Engine, Family, Login, OpsStore, Session, Site
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from config.settings import Settings, load_settings
from config.stages import Stage
from shim.app import create_app
from shim.asking import Asker
from shim.bootstrap import Now, make_ops_store, make_reads, shipped_labels
from shim.directory import Directory
from shim.evidence import Evidence
from shim.logins import Logins
from shim.passwords import hash_password
from shim.pressure import Pressure
from shim.pulse import Pulse
from shim.reads import Deadlines, Engines
from shim.recording import EvidenceRecorder, OnOutcome
from shim.running import Watch
from shim.server import listen
from shim.services import Services
from shim.shadow import Shadows
from tests.builders import BY_TEST, START_MS, many_sessions
from tests.unit.shim.wire import PAGE, Reply, Shim, get

E = TypeVar("E", bound=EmbeddedEngine)

SITE: Final = "www.example.com"
NOW_MS: Final = START_MS + 60_000
SESSIONS: Final = many_sessions(7, 60, site=SITE)
POOL: Final = 2
DEFAULTS: Final = {
    "shadow_pool": POOL,
    "shadow_recheck_s": 0,
    "shadow_per_s": 100_000,
    "engine_deadline_ms": 2_000,
    "login_failure_ms": 2_000,
}


@dataclass
class Switch:
    """The parts of one such shim."""

    store: OpsStore
    directory: Directory
    services: Services
    engines: Mapping[Family, Engine]
    evidence: Evidence
    recorder: EvidenceRecorder
    shadows: Shadows
    pressure: Pressure
    shim: Shim

    @property
    def totals(self) -> Counter[str]:
        """What came out so far."""
        return self.recorder.totals

    async def ask(self, **parameters: object) -> Reply:
        """Ask for sessions."""
        query = urlencode({"login": "demo", "password": "demo", "site": SITE, "limit": 5} | parameters)
        return await self.shim.ask(get(f"{PAGE}?{query}"))

    async def settled(self, sampled: int = 1) -> Counter[str]:
        """Wait until so many requests were sampled and all of them are counted."""
        async with asyncio.timeout(30):
            while self.totals["sampled"] < sampled:  # noqa: ASYNC110 - nobody sets an event for it
                await asyncio.sleep(0.005)
        return self.totals

    async def move(self, stage: Stage, percent: int = 0) -> None:
        """Put the site into a stage, whatever it was in."""
        site = self.directory.sites[SITE]
        await self.store.move_site(SITE, site, site._replace(stage=stage, canary_percent=percent), BY_TEST)
        await self.directory.refresh()

    async def turn(self, flag: str, value: str) -> None:
        """Set a flag for all sites."""
        await self.store.put_flag(flag, "", value, Change("test", "a test", 0))
        await self.directory.refresh()


async def memory_engine() -> EmbeddedEngine:
    """Return an engine with the sessions of the site."""
    engine = EmbeddedEngine(MEMORY, deadline_s=30)
    await fill(engine, SESSIONS)
    return engine


async def fill(engine: EmbeddedEngine, sessions: Sequence[Session]) -> None:
    """Open an engine in memory and write its sessions."""
    await engine.open()
    await engine.create_schema()
    await engine.write_sessions(sessions)


@asynccontextmanager
async def filled(engine: E, sessions: Sequence[Session] = SESSIONS) -> AsyncIterator[E]:
    """Have an engine in memory open, with its sessions."""
    await fill(engine, sessions)
    try:
        yield engine
    finally:
        await engine.close()


@asynccontextmanager
async def switching(
    folder: Path,
    stage: Stage = Stage.SHADOW,
    percent: int = 0,
    *,
    shadowed: Mapping[Family, Engine] | None = None,
    engines: Mapping[Family, Engine] | None = None,
    recorder: Callable[[Evidence, OnOutcome], EvidenceRecorder] = EvidenceRecorder,
    watch: Watch = Watch(),  # noqa: B008 - an immutable row
    wall: Now = lambda: NOW_MS,
    **settings: Any,  # noqa: ANN401 - each setting has its own type
) -> AsyncIterator[Switch]:
    """
    Run one.

    Args:
        folder: of the ops store.
        stage: of the site.
        percent: of its canary.
        shadowed: engines that shadow reads use instead of the ones that serve.
        engines: those that serve, closed at the end; `None` makes two with the sessions of the site.
        recorder: takes what comes out.
        watch: is told of requests and outcomes.
        wall: the operators' clock; answers are of `NOW_MS`.
        settings: over the defaults of this harness.
    """
    given = load_settings({}, ops_store_url=f"sqlite:///{folder / 'ops.db'}", **(DEFAULTS | settings))
    async with AsyncExitStack() as stack:
        store = await _filled_store(given, Site(SITE, stage, canary_percent=percent))
        stack.push_async_callback(store.close)
        directory = Directory(store, poll_s=3_600)
        await directory.start()
        stack.push_async_callback(directory.stop)
        logins = Logins(store, directory, given, lambda: NOW_MS)
        stack.push_async_callback(logins.close)
        own = dict(engines or {family: await memory_engine() for family in Family})
        for engine in own.values():
            stack.push_async_callback(engine.close)
        serving, evidence = engines_of(own), Evidence(store.evidence, lambda: NOW_MS)
        services = Services(
            store=store,
            settings=given,
            now_epoch_ms=lambda: NOW_MS,
            directory=directory,
            logins=logins,
            evidence=evidence,
            engines=serving,
            reads=make_reads(serving, directory, given, lambda: NOW_MS),
            labels=shipped_labels(),
            large_answers=asyncio.Semaphore(1),
        )
        others = engines_of(own | dict(shadowed or {}))
        pressure = Pressure(serving, others, Pulse(), given)
        made = recorder(evidence, watch.on_outcome)
        asker = Asker(services, others, Deadlines(*[given.shadow_deadline_ms / 1_000] * 2))
        shadows = Shadows(asker, pressure, directory, made, recheck_s=given.shadow_recheck_s, now_epoch_ms=wall)
        stack.push_async_callback(shadows.stop)
        app = create_app(services, given, after=shadows.offer, on_end=watch.on_end)
        port = await stack.enter_async_context(listen(app, "127.0.0.1", 0, drain_s=5))
        yield Switch(store, directory, services, own, evidence, made, shadows, pressure, Shim(port))


async def _filled_store(settings: Settings, site: Site) -> OpsStore:
    store = make_ops_store(settings)
    await store.create_schema()
    await store.put_site(site, BY_TEST)
    await store.put_logins([Login("demo", hash_password("demo"), frozenset({SITE}))], BY_TEST)
    return store


def engines_of(made: Mapping[Family, Engine]) -> Engines:
    """Return engines that are open already."""

    async def opened(family: Family) -> Engine:
        return made[family]

    return Engines({family: lambda family=family: opened(family) for family in made})  # type: ignore[misc] # bound
