"""What is told of a request, stage by stage."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from adapters.base import Family, Site
from adapters.errors import EngineTimeout
from config.stages import Stage
from shim.ops.explanation import explained, story
from shim.routing import ReadPlan, bucket_of, in_canary, plan_read
from shim.trace import Trace
from tests.builders import SITE, USER
from tests.unit.shim.ops.ops_shim import running_ops

ID = "0123456789abcdef"
CANARIES = ((Stage.CANARY, 1), (Stage.CANARY, 100))


def _traces() -> Iterator[Trace]:
    """Yield a request of each stage, and of each half of a canary."""
    for stage, percent in [
        *((stage, 0) for stage in Stage if stage is not Stage.CANARY),
        *((Stage.CANARY, p) for p in (1, 100)),
    ]:
        site = Site(SITE, stage, canary_percent=percent)
        trace = Trace("GET", ID, 1.0)
        trace.site, trace.stage, trace.path = SITE, stage.value, "/api/x.jsp"
        trace.bucket = bucket_of(SITE, USER) if stage is Stage.CANARY else None
        trace.plan = plan_read(stage, trace.flags, canary=in_canary(site, USER))
        trace.served_by = trace.plan.primary.value
        trace.step("sessions", trace.served_by, 12.345)
        yield trace.end(200, 7_043, 1.5)


@pytest.mark.parametrize("trace", list(_traces()), ids=lambda trace: f"{trace.stage}-{trace.served_by}")
def test_each_stage_is_told(trace: Trace) -> None:
    """Stage, plan, engine and times are those of the trace, as JSON and as a story."""
    told = orjson.loads(orjson.dumps(explained(trace, "one", 3.0)))
    text = "\n".join(story(told))

    assert trace.plan is not None
    assert told["plan"] == {"primary": trace.plan.primary, "shadow": trace.plan.shadow, "fallback": trace.plan.fallback}
    assert (told["stage"], told["served_by"], told["bucket"]) == (trace.stage, trace.served_by, trace.bucket)
    assert (told["ms"], told["age_s"]) == (500.0, 1.5)
    assert told["flags"]["shadow-reads"] == "100"
    assert f"in stage {trace.stage}" in text
    assert f"plan: {trace.plan.primary} serves" in text
    assert ("bucket" in text) is (trace.stage == "canary")
    assert ("stands in" in text) is (trace.plan.fallback is not None)
    assert f"1. sessions from {trace.served_by}: 12.35 ms" in text


def test_a_stand_in_and_a_verdict_are_told() -> None:
    """Who failed first, how, who answered then, and what the comparison said."""
    trace = Trace("GET", ID, 0)
    trace.plan = ReadPlan(Family.EVENTS, fallback=Family.LEGACY_SQL)
    trace.step("sessions", "events", 30, EngineTimeout.__name__)
    trace.step("sessions", "legacy", 3)
    trace.served_by, trace.verdict, trace.error = "legacy", "different:cell:city", "EVENTS_TIMEOUT"
    text = "\n".join(story(explained(trace, "one", 1)))

    assert "1. sessions from events: 30 ms EngineTimeout\n  2. sessions from legacy: 3 ms\n" in text
    assert "answered from: legacy" in text
    assert "error EVENTS_TIMEOUT" in text
    assert text.endswith("shadow's verdict: different:cell:city")


def test_a_request_without_a_plan_is_told() -> None:
    """A site in maintenance reads nothing."""
    text = "\n".join(story(explained(Trace("GET", ID, 0), "one", 1)))

    assert "plan: none was made\nanswered from: no engine\n" in text


async def test_an_id_is_asked_for(tmp_path: Path) -> None:
    """What is kept is told; an unknown id says how long ids are known."""
    async with running_ops(tmp_path, explain_keep_s=77) as ops:
        trace = next(_traces())
        trace.ended_s = ops.context.now_s()
        trace.forget({"limit": "5"})
        ops.context.explanations.keep(trace)
        known, unknown = await ops.ask(f"/-/requests/{ID}"), await ops.ask("/-/requests/0")

    assert (known.status, known.json["parameters"], known.json["instance"]) == (200, {"limit": "5"}, "tested")
    assert unknown.status == 404
    assert "known for 77 s" in unknown.json["detail"]
