"""
The composition root: settings become engines, services and a running server. The only file here that names engines.

Each engine is imported when it is first opened: drivers cost more start-up time than everything else together.
To add an engine: an opener here, and one in `migrations/engines.py`.
"""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple, ParamSpec

from aiohttp import web

from adapters.base import Engine, Family, Login, OpsStore
from adapters.loading import load
from config.flags import EVERYWHERE
from config.settings import Settings, SettingsError
from shim.app import create_app
from shim.asking import Asker
from shim.directory import Directory
from shim.evidence import Evidence
from shim.flag_provider import operators_provider
from shim.guard import Guard
from shim.label_files import LabelFiles
from shim.legacy.bundles import LabelError
from shim.logins import Logins
from shim.logs import logging_apart
from shim.middleware import After, OnEnd, forget
from shim.passthrough import Upstream
from shim.planner import Planner
from shim.planted import Planter
from shim.pressure import Pressure
from shim.pulse import Pulse
from shim.reads import Deadlines, Engines, Reads
from shim.recording import EvidenceRecorder, OnOutcome, no_outcome
from shim.routes import ROUTES, Route
from shim.server import serve
from shim.services import Services
from shim.shadow import Shadows
from shim.trace import Trace

P = ParamSpec("P")
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
    return Reads(engines, Planner(directory).plan, deadlines_of(settings), now_epoch_ms)


@asynccontextmanager
async def running_services(settings: Settings, now_epoch_ms: Now = wall_clock_ms) -> AsyncIterator[Services]:
    """Open everything a server needs and close it afterwards; engines open when they are first read."""
    labels = label_files(settings)
    async with ops_store(settings) as store:
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


def shadow_settings(settings: Settings) -> Settings:
    """Return the settings of the engines that shadow reads use: small pools of their own, and their own deadline."""
    return settings.model_copy(
        update={
            "engine_deadline_ms": settings.shadow_deadline_ms,
            "legacy_pool_size": settings.shadow_pool,
            "cassandra_max_requests": settings.shadow_pool,
        }
    )


@asynccontextmanager
async def shadow_reads(services: Services, pulse: Pulse, on_outcome: OnOutcome) -> AsyncIterator[After]:
    """Yield what is told of each answer: it counts it, and asks the other engine where the plan says so."""
    settings, evidence = services.settings, services.evidence
    engines = Engines(engine_openers(shadow_settings(settings)))
    deadline_s = settings.shadow_deadline_ms / 1_000
    shadows = Shadows(
        Asker(services, engines, Deadlines(deadline_s, deadline_s)),
        Pressure(services.engines, engines, pulse, settings.shadow_slow_ms, settings.shadow_pool),
        services.directory,
        EvidenceRecorder(evidence, on_outcome),
        settings.shadow_recheck_s,
    )
    planter = Planter(services, shadows, evidence, settings.shadow_plant_s)
    planter.start()
    try:
        yield shadows.offer
    finally:
        await planter.stop()
        await shadows.stop()
        await engines.close()


async def run_server(
    settings: Settings,
    on_listening: Callable[[int], None],
    now_epoch_ms: Now = wall_clock_ms,
    routes: Sequence[Route] = ROUTES,
    on_operators: Callable[[str], None] = lambda _: None,
) -> None:
    """
    Serve until SIGTERM or SIGINT.

    Args:
        settings: all of them.
        on_listening: called once with the port.
        now_epoch_ms: the instant of an answer.
        routes: what is answered.
        on_operators: called once before that, with the URL of the ops listener, if there is one.
    """
    calm_the_collector()
    async with AsyncExitStack() as stack:
        log = stack.enter_context(logging_apart(settings.log_level))
        services = await stack.enter_async_context(running_services(settings, now_epoch_ms))
        upstream = Upstream(settings) if settings.upstream_url else None
        if upstream is not None:
            stack.push_async_callback(upstream.close)
        pulse = Pulse(lambda: log.lost_lines)
        watch = await stack.enter_async_context(operated(services, pulse, on_operators))
        watch = await stack.enter_async_context(traced(settings, watch))
        app = create_app(
            services,
            settings,
            routes,
            upstream,
            on_end=watch.on_end,
            passes_on=_passes_on(services.directory),
            after=await stack.enter_async_context(shadow_reads(services, pulse, watch.on_outcome)),
        )
        await serve(app, settings, on_listening, pulse.drain)


def _passes_on(directory: Directory) -> Callable[[], bool]:
    return lambda: directory.flags.of(EVERYWHERE).passthrough


class Watch(NamedTuple):
    """What those who watch are to be told: each request when all is over, and what came out of each shadow read."""

    on_end: OnEnd = forget
    on_outcome: OnOutcome = no_outcome


@asynccontextmanager
async def operated(services: Services, pulse: Pulse, on_operators: Callable[[str], None]) -> AsyncIterator[Watch]:
    """
    Have this process among the instances, and its ops listener open if the settings name a port.

    Raises:
        SettingsError: the listener would be open to strangers, or its address cannot be listened on.
    """
    from shim.ops.listener import instance_name, ops_listener, registered

    settings, name, url = services.settings, instance_name(), ""
    watch = Watch()
    async with AsyncExitStack() as stack:
        pulse.start()
        stack.push_async_callback(pulse.stop)
        if settings.ops_port is not None:
            store = await stack.enter_async_context(ops_store(settings))  # what operators look at holds up no evidence
            app, watch = _ops_app(services, store, pulse, name)
            url = await stack.enter_async_context(ops_listener(app, settings))
            on_operators(url)
        await stack.enter_async_context(registered(services.store, name, url, wall_clock_ms))
        yield watch


@asynccontextmanager
async def traced(settings: Settings, watch: Watch) -> AsyncIterator[Watch]:
    """
    Have what is watched also sent as OpenTelemetry's traces, when `SHIM_TRACES` is on; else yield what was given.

    Raises:
        SettingsError: OpenTelemetry's packages are missing, or one of its variables cannot be used.
    """
    if not settings.traces:
        yield watch
        return
    try:
        from shim.spans import Spans, make_provider, shut_down
    except ImportError:
        raise SettingsError("SHIM_TRACES: OpenTelemetry's packages are missing; install legacy-shim[otel]") from None
    provider = make_provider()
    spans = Spans(provider)
    try:
        yield Watch(_both(spans.on_end, watch.on_end), _both(spans.on_outcome, watch.on_outcome))
    finally:
        await shut_down(provider)


def _both(first: Callable[P, None], second: Callable[P, None]) -> Callable[P, None]:
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        first(*args, **kwargs)
        second(*args, **kwargs)

    return told


def _ops_app(services: Services, store: OpsStore, pulse: Pulse, name: str) -> tuple[web.Application, Watch]:
    """Return the ops application, and what it wants to be told."""
    from shim.explain import Explanations
    from shim.metrics import Metrics
    from shim.ops.access import check_access
    from shim.ops.app import create_ops_app
    from shim.ops.context import OpsContext
    from shim.ops.pages import add_pages

    settings = services.settings
    check_access(settings)
    metrics, explanations = Metrics(settings.metrics_sites), Explanations(settings.explain_keep_s)
    services.engines.on_read = metrics.count_read
    context = OpsContext(
        settings=settings,
        instance=name,
        store=store,
        directory=services.directory,
        engines=services.engines,
        explanations=explanations,
        now_epoch_ms=wall_clock_ms,
        metrics=metrics,
        pulse=pulse,
    )

    def on_end(trace: Trace) -> None:
        metrics.count_request(trace)
        explanations.keep(trace)

    def on_outcome(trace: Trace, outcome: str) -> None:
        metrics.count_shadow(trace.site, outcome)

    return create_ops_app(context, (add_pages,)), Watch(on_end, on_outcome)


def calm_the_collector() -> None:
    """
    Look for cycles less often, and not among what stays anyway.

    A page of 40 rows makes a thousand tuples and no cycle: looking after every 700 of them costs a tenth of a request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


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
