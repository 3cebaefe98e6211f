"""
The stand: starts engines, shims and floors for the sections, and ends them. Must not know what is measured.

Engines start when a section first needs them and run until the end; a shim and a floor run while their context is open.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeVar
from urllib.parse import urlencode

from adapters.base import Login, OpsStore, Site
from adapters.ops_store import open_store
from shim.passwords import hash_password
from tests.benchmarks import data
from tests.benchmarks.engines import BenchEngine, ShimSettings, data_folder
from tests.benchmarks.figures import Report
from tests.benchmarks.floor import FloorSettings
from tests.benchmarks.load import Load, Request, drive
from tests.benchmarks.subjects import Subject, running
from tests.builders import BY_TEST

T = TypeVar("T")

LOGIN: Final = "bench@example.com"
PASSWORD: Final = "bench-password"
STORE_DEADLINE_MS: Final = 5_000
PATH: Final = "/api/views/c_view_sessions_by_user.jsp"


class Server(NamedTuple):
    """A running subject and its port."""

    process: Subject
    port: int


class Round(NamedTuple):
    """What one round of load has seen, and what it has cost the server."""

    load: Load
    cpu_us: float
    """Processor time of the server for each answer."""


class Stand:
    """
    One run of the benchmarks.

    Args:
        folder: for logs and stores of this run.
        report: where figures go.
        rounds: how often a pair is measured.
    """

    def __init__(self, folder: Path, report: Report, rounds: int) -> None:
        self.folder, self.report, self.rounds = folder, report, rounds
        self._engines: dict[str, ShimSettings] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def engine_settings(self, engine: BenchEngine) -> ShimSettings:
        """Return where an engine is; starts it if it does not run yet."""
        if engine.name not in self._engines:
            self.report.say(f"starting {engine.name}")
            self._engines[engine.name] = self._open.enter_context(engine.start(data_folder(engine)))
        return self._engines[engine.name]

    def environment(self, engine: BenchEngine) -> dict[str, str]:
        """Return the variables of a shim that serves an engine's sites, and make the ops store that they name."""
        store = self.folder / f"{engine.name}-ops.db"
        settings = {**self.engine_settings(engine), "ops_store_url": f"sqlite:///{store}"}
        if not store.exists():
            fill_store(settings["ops_store_url"], [Site(site.name, engine.stage) for site in engine.sites])
        return variables(settings)

    @contextmanager
    def shim(self, engine: BenchEngine) -> Iterator[Server]:
        """Run `shim serve` with an engine, as in production: its log goes to a file."""
        with self.shim_of(self.environment(engine)) as server:
            yield server

    @contextmanager
    def shim_of(self, environment: Mapping[str, str]) -> Iterator[Server]:
        """Run `shim serve` with these variables."""
        log = self.folder / "shim.log"
        with running(["-m", "shim", "serve", "--port", "0"], log, environment) as (process, port):
            yield Server(process, port)

    @contextmanager
    def floor(self, engine: BenchEngine, body: bytes) -> Iterator[Server]:
        """Run the floor of an engine, which answers with `body`."""
        file = self.folder / "floor-body"
        file.write_bytes(body)
        raw = engine.raw_read(self.engine_settings(engine))
        settings = FloorSettings(
            driver=raw.driver,
            connect=raw.connect,
            statement=raw.statement,
            site=data.MAIN.name,
            begin_ms=data.NEWEST_MS + 1,
            body_file=str(file),
            tail=list(raw.tail),
        )
        given = json.dumps(settings._asdict()).encode()
        arguments = ["-m", "tests.benchmarks.floor"]
        with running(arguments, self.folder / "floor.log", given=given) as (process, port):
            yield Server(process, port)


def target(site: data.BenchSite, **parameters: object) -> str:
    """Return the path and query that ask for a site's sessions, with a window that ends no walk."""
    always = {"site": site.name, "login": LOGIN, "password": PASSWORD, "from": 0, "to": data.NEWEST_MS}
    return f"{PATH}?{urlencode(parameters | always)}"


def measure(server: Server, requests: Sequence[Request], connections: int, seconds: float, per_s: float = 0) -> Round:
    """Load a server for some seconds: as fast as it answers, or so often a second."""
    before_s = server.process.cpu_s()
    load = asyncio.run(drive(server.port, requests, connections, seconds=seconds, per_s=per_s))
    return Round(load, (server.process.cpu_s() - before_s) / len(load.samples) * 1_000_000)


def variables(settings: ShimSettings) -> dict[str, str]:
    """Return settings as the variables that the shim reads them from."""
    return {f"SHIM_{field.upper()}": str(value) for field, value in settings.items()}


def on_store(url: str, work: Callable[[OpsStore], Awaitable[T]]) -> T:
    """Do something with an ops store, which is opened and closed for it."""

    async def run() -> T:
        store = open_store(url, STORE_DEADLINE_MS)
        await store.open()
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def fill_store(url: str, sites: Sequence[Site]) -> None:
    """Make an ops store with some sites, and the login of `target`."""

    async def fill(store: OpsStore) -> None:
        await store.create_schema()
        for site in sites:
            await store.put_site(site, BY_TEST)
        names = frozenset(site.name for site in sites)
        await store.put_logins([Login(LOGIN, hash_password(PASSWORD), names)], BY_TEST)

    on_store(url, fill)
