"""
The composition root: settings become stores, engines and services. The only file here that names engines.

`running.py` makes a running server of them.

Each engine is imported when it is first opened: drivers cost more start-up time than everything else together.
To add an engine: an opener here, and one in `migrations/engines.py`.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from adapters.base import Engine, Family, Login, OpsStore
from adapters.loading import load
from config.settings import Settings, SettingsError
from shim.directory import Directory
from shim.evidence import Evidence
from shim.flag_provider import operators_provider
from shim.guard import Guard
from shim.label_files import LabelFiles
from shim.legacy.bundles import LabelError
from shim.logins import Logins
from shim.planner import Planner
from shim.reads import Deadlines, Engines, Reads
from shim.services import Services

Now = Callable[[], int]
OpenEngine = Callable[[], Awaitable[Engine]]


def wall_clock_ms() -> int:
    """Return the current instant, unix ms."""
    return time.time_ns() // 1_000_000


def make_ops_store(settings: Settings) -> OpsStore:
    """
    Return the ops store, not yet opened.

    Raises:
        SettingsError: no store is named.
    """
    from adapters.ops_store import open_store

    url = settings.ops_store_url.get_secret_value()
    if not url:
        raise SettingsError("SHIM_OPS_STORE_URL: name the store of sites and logins, for example sqlite:///ops.db")
    return open_store(url, settings.engine_deadline_ms)


@asynccontextmanager
async def ops_store(settings: Settings) -> AsyncIterator[OpsStore]:
    """Open the ops store of the settings and close it afterwards; raises as `make_ops_store` does."""
    store = make_ops_store(settings)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def _opened(engine: Engine) -> Engine:
    await engine.open()
    return engine


async def _legacy_sql(settings: Settings) -> Engine:
    from adapters.legacy_sql.adapter import from_settings

    return await _opened(from_settings(settings))


async def _cassandra(settings: Settings) -> Engine:
    from adapters.cassandra.adapter import from_settings

    return await _opened(from_settings(settings))


async def _embedded(settings: Settings) -> Engine:
    from adapters.embedded.adapter import from_settings

    return await _opened(from_settings(settings))


EVENTS_ENGINES = {"cassandra": _cassandra, "embedded": _embedded}


def engine_openers(settings: Settings) -> Mapping[Family, OpenEngine]:
    """Return how to open each engine that the settings name."""
    openers: dict[Family, OpenEngine] = {
        Family.EVENTS: lambda: EVENTS_ENGINES[settings.events_engine](settings),
    }
    if settings.legacy_url.get_secret_value():
        openers[Family.LEGACY_SQL] = lambda: _legacy_sql(settings)
    return openers


def shipped_labels() -> LabelFiles:
    """Return the titles that come with the project."""
    return LabelFiles("")


def label_files(settings: Settings) -> LabelFiles:
    """
    Return the titles, those of the operator's folder included, not yet followed.

    Raises:
        SettingsError: a file cannot be used.
    """
    try:
        return LabelFiles(settings.labels_folder)
    except LabelError as error:
        raise SettingsError("\n".join(f"SHIM_LABELS_FOLDER: {line}" for line in str(error).splitlines())) from error


def deadlines_of(settings: Settings) -> Deadlines:
    """Return how long a read may take."""
    return Deadlines(settings.engine_deadline_ms / 1_000, settings.walk_deadline_ms / 1_000)


def make_reads(engines: Engines, directory: Directory, settings: Settings, now_epoch_ms: Now) -> Reads:
    """Return the reads of requests, planned by the directory's sites and flags."""
    return Reads(engines, Planner(directory).plan, deadlines_of(settings), lambda _: now_epoch_ms())


@asynccontextmanager
async def running_services(settings: Settings, now_epoch_ms: Now = wall_clock_ms) -> AsyncIterator[Services]:
    """
    Open everything a server needs and close it afterwards; engines open when they are first read.

    Raises:
        SettingsError: a setting cannot be used, or the schema of the ops store is older than this code.
    """
    labels = label_files(settings)
    async with ops_store(settings) as store:
        if outdated := await store.outdated():
            raise SettingsError(f"SHIM_OPS_STORE_URL: {outdated}")
        directory = Directory(store, front=operators_provider(settings.flag_provider))
        engines = Engines(engine_openers(settings))
        logins = Logins(store, directory, settings, now_epoch_ms)
        evidence = Evidence(store.evidence, wall_clock_ms)  # operators live in the present, whatever the demo shows
        guard = Guard(store, directory, engines.breakers, wall_clock_ms)
        await directory.start()
        labels.start()
        evidence.start()
        guard.start()
        try:
            yield Services(
                settings=settings,
                store=store,
                now_epoch_ms=now_epoch_ms,
                directory=directory,
                logins=logins,
                evidence=evidence,
                engines=engines,
                reads=make_reads(engines, directory, settings, now_epoch_ms),
                labels=labels,
                large_answers=asyncio.Semaphore(settings.large_answers),
            )
        finally:
            await guard.stop()
            await logins.close()
            await evidence.stop()
            await directory.stop()
            await labels.stop()
            await engines.close()


async def fill(settings: Settings, family: Family, lines: Iterable[bytes]) -> None:
    """
    Make an embedded engine's tables where they are missing, and load rows into it; twice is no harm.

    Args:
        settings: where the engine is.
        family: whose engine the settings name.
        lines: JSON Lines, all of them good.
    """
    engine = await engine_openers(settings)[family]()
    try:
        await engine.create_schema()
        await load(lines, engine, _refuse)
    finally:
        await engine.close()


async def legacy_logins(settings: Settings) -> AsyncIterator[Login]:
    """
    Yield the logins of the old database.

    Raises:
        SettingsError: no old database is named.
        AdapterError: it does not answer.
    """
    from adapters.legacy_sql.adapter import from_settings

    engine = from_settings(settings)
    try:
        async for login in engine.read_logins():
            yield login
    finally:
        await engine.close()


def _refuse(number: int, reason: str) -> None:
    raise ValueError(f"line {number}: {reason}")
