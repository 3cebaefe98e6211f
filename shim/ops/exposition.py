"""
`/-/metrics`: what was counted, and how things stand at the moment somebody asks.

Must not know how anything is counted. Guarded by `tests/unit/shim/ops/test_exposition.py`.
"""

from collections import Counter

from aiohttp import web

from config.stages import Stage
from shim.metrics import CONTENT_TYPE
from shim.ops.context import CONTEXT, OpsContext


def add_metrics(app: web.Application) -> None:
    """Add the route."""
    app.router.add_get("/-/metrics", _show)


def look(context: OpsContext, now_s: float) -> None:
    """
    Set every gauge, and the counters that others count.

    Args:
        context: of this process.
        now_s: by the event loop's clock.
    """
    metrics, engines = context.metrics, context.engines
    for family in engines.families:
        metrics.set("shim_engine_breaker_open", engines.breakers[family].is_open(now_s), family.value)
        metrics.set("shim_engine_reads_running", engines.running[family], family.value)
    stages = Counter(site.stage for site in context.directory.sites.values())
    for stage in Stage:
        metrics.set("shim_sites", stages[stage], stage.value)
    metrics.set("shim_ops_store_stale_seconds", context.directory.stale_s(now_s))
    metrics.set("shim_flags_version", context.directory.flags.version)
    metrics.raise_to("shim_log_lines_lost_total", context.pulse.lost_lines())
    metrics.set("shim_event_loop_lag_seconds", context.pulse.lag_s)


async def _show(request: web.Request) -> web.Response:
    context = request.app[CONTEXT]
    look(context, context.now_s())
    return web.Response(body=context.metrics.exposed(), headers={"Content-Type": CONTENT_TYPE})
