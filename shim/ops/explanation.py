"""
Why a request was answered as it was: its trace as JSON for programs, and as a story for people.

Must not know where traces are kept. To tell more: a member in `explained`, and where people care, a line in `story`;
`tests/unit/shim/ops/test_explanation.py` guards both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

from config.flags import FLAGS, flag_text
from shim.ops.context import CONTEXT, OpsContext
from shim.trace import Trace


def add_explanation(app: web.Application) -> None:
    """Add the route."""
    app.router.add_get("/-/requests/{request_id}", _explain)


def explained(trace: Trace, instance: str, now_s: float) -> dict[str, Any]:
    """
    Return what is known of a request; of its parameters only those that a log line may print.

    Args:
        trace: as it was kept.
        instance: that served it.
        now_s: by the event loop's clock.
    """
    plan = trace.plan
    return {
        "request_id": trace.request_id,
        "instance": instance,
        "age_s": round(now_s - trace.ended_s, 1),
        "method": trace.method,
        "path": trace.path,
        "parameters": dict(trace.parameters),
        "site": trace.site,
        "stage": trace.stage,
        "bucket": trace.bucket,
        "flags": {flag.name: flag_text(getattr(trace.flags, flag.name.replace("-", "_"))) for flag in FLAGS},
        "flags_version": trace.flags_version,
        "plan": plan and {"primary": plan.primary, "shadow": plan.shadow, "fallback": plan.fallback},
        "served_by": trace.served_by,
        "steps": [
            {"what": step.what, "engine": step.engine, "ms": round(step.ms, 2), "error": step.error}
            for step in trace.steps
        ],
        "status": trace.status,
        "error": trace.error,
        "bytes": trace.sent_bytes,
        "ms": round((trace.ended_s - trace.started_s) * 1_000, 2),
        "shadow_verdict": trace.verdict,
    }


def story(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines in which people read what `explained` returns."""
    yield f"request {told['request_id']}, {told['age_s']:g} s ago, on {told['instance']}"
    yield " ".join((told["method"], told["path"], *(f"{name}={text}" for name, text in told["parameters"].items())))
    bucket = "" if told["bucket"] is None else f", bucket {told['bucket']} of 0 to 9999"
    yield f"site {told['site']}, in stage {told['stage']}{bucket}"
    flags = ", ".join(f"{name} {text}" for name, text in told["flags"].items())
    yield f"flags, version {told['flags_version']}: {flags}"
    yield _planned(told["plan"])
    yield f"answered from: {told['served_by'] or 'no engine'}"
    for number, step in enumerate(told["steps"], 1):
        yield f"  {number}. {step['what']} from {step['engine']}: {step['ms']:g} ms {step['error']}".rstrip()
    error = f", error {told['error']}" if told["error"] else ""
    yield f"answer: status {told['status']}, {told['bytes']} bytes, after {told['ms']:g} ms{error}"
    yield f"shadow's verdict: {told['shadow_verdict'] or 'none'}"


def _planned(plan: Mapping[str, str | None] | None) -> str:
    if plan is None:
        return "plan: none was made"
    others = (("shadow", "is asked the same afterwards"), ("fallback", "stands in"))
    return ", ".join(
        [f"plan: {plan['primary']} serves", *(f"{plan[role]} {does}" for role, does in others if plan[role])]
    )


def known(context: OpsContext, request_id: str) -> dict[str, Any] | None:
    """Return what this instance knows of a request, `None` when it is too old or another's."""
    now_s = context.now_s()
    trace = context.explanations.find(request_id, now_s)
    return None if trace is None else explained(trace, context.instance, now_s)


async def _explain(request: web.Request) -> web.Response:
    context = request.app[CONTEXT]
    told = known(context, request.match_info["request_id"])
    if told is None:
        raise web.HTTPNotFound(text=unknown(context))
    return web.json_response(told)


def unknown(context: OpsContext) -> str:
    """Return what is said when no request has an id."""
    keep_s = context.settings.explain_keep_s
    return f"no request of a site has this id; they are known for {keep_s} s (SHIM_EXPLAIN_KEEP_S), the newest ones"
