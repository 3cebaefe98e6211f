"""
Health: `/-/live` says that the event loop turns, `/-/ready` whether requests should be sent here, and why not.

A lost ops store makes nobody unready, nor does one that takes no changes: sites, flags and verified logins are
remembered, and serving goes on. Nor does one engine that fails: callers are told so in the old server's words, which
they know. Must not know who asks.
Guarded by `tests/unit/shim/ops/test_health.py`.
"""

from math import isfinite

import orjson
from aiohttp import web

from shim.ops.context import CONTEXT, OpsContext

STORE_LOST_S = 2.0
"""A store that was not heard of for so long is called lost: it is asked four times a second."""


OPEN, CLOSED = "open", "closed"
"""What is said of a breaker."""


def add_health(app: web.Application) -> None:
    """Add both routes."""
    app.router.add_get("/-/live", _live)
    app.router.add_get("/-/ready", _ready)


def readiness(context: OpsContext, now_s: float) -> dict[str, object]:
    """
    Return what `/-/ready` answers.

    Args:
        context: of this process.
        now_s: by the event loop's clock.

    Returns:
        `ready`, `reasons` (why not; empty when it is), `ops_store` (`lost`, `stale_s`, which is null before the first
        answer, `takes_changes`, and a note when something is wrong), `engines` (each configured family's breaker:
        `closed` or `open`).
    """
    stale_s = context.directory.stale_s(now_s)
    breakers = context.engines.breakers
    engines = {family.value: _breaker(breakers[family].is_open(now_s)) for family in context.engines.families}
    reasons = {
        "draining: it was told to stop": context.pulse.draining,
        "the ops store was never read, so no site is known": not isfinite(stale_s),
        "the breaker of every engine is open": bool(engines) and set(engines.values()) == {OPEN},
    }
    return {
        "ready": not any(reasons.values()),
        "reasons": [reason for reason, holds in reasons.items() if holds],
        "ops_store": _store(stale_s, context.directory.refusal),
        "engines": engines,
    }


def _store(stale_s: float, refusal: str) -> dict[str, object]:
    lost = stale_s > STORE_LOST_S
    told: dict[str, object] = {
        "lost": lost,
        "stale_s": round(stale_s, 3) if isfinite(stale_s) else None,
        "takes_changes": not (lost or refusal),
    }
    if lost:
        told["note"] = "serving goes on with the last state; changes are refused until it is back"
    elif refusal:
        told["note"] = f"serving goes on; changes are refused, and evidence waits: {refusal}"
    return told


def _breaker(is_open: bool) -> str:  # noqa: FBT001 - named by its one caller
    return OPEN if is_open else CLOSED


async def _live(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _ready(request: web.Request) -> web.Response:
    told = readiness(request.app[CONTEXT], request.app[CONTEXT].now_s())
    return web.Response(status=200 if told["ready"] else 503, body=orjson.dumps(told), content_type="application/json")
