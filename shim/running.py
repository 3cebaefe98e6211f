"""
A running shim: its services, shadow reads, listeners and those who watch, begun in their order and ended in reverse.

What serves an operator alone (his listener, metrics, traces) is imported only where the settings ask for it: start-up
time is promised. To have something run as long as the shim does: a context manager here, entered by `run_server`.
"""

import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple, ParamSpec

from aiohttp import web

from adapters.base import OpsStore
from config.flags import EVERYWHERE
from config.settings import Settings, SettingsError
from shim.app import create_app
from shim.asking import Asker
from shim.bootstrap import Now, engine_openers, ops_store, running_services, wall_clock_ms
from shim.directory import Directory
from shim.logs import logging_apart
from shim.middleware import After, OnEnd, forget
from shim.passthrough import Upstream
from shim.planted import Planter
from shim.pressure import Pressure
from shim.pulse import Pulse
from shim.reads import Deadlines, Engines
from shim.recording import EvidenceRecorder, OnOutcome, no_outcome
from shim.routes import ROUTES, Route
from shim.server import serve
from shim.services import Services
from shim.shadow import Shadows
from shim.trace import Trace
from shim.warming import Warmer

P = ParamSpec("P")


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
        Pressure(services.engines, engines, pulse, settings),
        services.directory,
        EvidenceRecorder(evidence, on_outcome),
        recheck_s=settings.shadow_recheck_s,
        now_epoch_ms=wall_clock_ms,
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
        warmer = Warmer(services.engines, services.directory)
        stack.push_async_callback(warmer.stop)

        def listening(port: int) -> None:
            warmer.start()  # drivers are imported when whoever waits for us waits no more
            on_listening(port)

        await serve(app, settings, listening, pulse.drain)


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
            store = await stack.enter_async_context(_operators_store(services))
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


@asynccontextmanager
async def _operators_store(services: Services) -> AsyncIterator[OpsStore]:
    """
    Yield the ops store on a connection of its own, so that what operators look at holds up no flag and no evidence.

    Of a file it is the same one: two connections of a process share what SQLite knows of it, and neither could be
    opened anew once a file that was read-only may be written.
    """
    if services.settings.ops_store_url.get_secret_value().startswith("sqlite:"):
        yield services.store
    else:
        async with ops_store(services.settings) as store:
            yield store


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
