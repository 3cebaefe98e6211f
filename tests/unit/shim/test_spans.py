"""What is sent of a request as OpenTelemetry's spans: through the real application, into the SDK's own exporter."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from adapters.base import Family
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from config.settings import SettingsError, load_settings
from config.stages import Stage
from shim.running import Watch, traced
from shim.spans import Spans, make_provider
from tests.unit.shim.switching import SITE, Switch, switching
from tests.unit.shim.wire import PAGE, get

TRACE_ID: Final = "0af7651916cd43dd8448eb211c80319c"
SPAN_ID: Final = "b7ad6b7169203331"
TRACEPARENT: Final = f"traceparent: 00-{TRACE_ID}-{SPAN_ID}-01\r\n"
SECRET: Final = "MARKED7f3a"


class Traced(NamedTuple):
    """A shim whose spans are kept in memory."""

    switch: Switch
    exporter: InMemorySpanExporter

    async def spans(self, *names: str) -> list[ReadableSpan]:
        """Wait for spans of these names and return all, by their begin."""
        async with asyncio.timeout(30):
            while not {*names} <= {span.name for span in self.exporter.get_finished_spans()}:  # noqa: ASYNC110
                await asyncio.sleep(0.005)  # the exporter tells nobody
        return sorted(self.exporter.get_finished_spans(), key=lambda span: (span.start_time, span.parent is not None))


@asynccontextmanager
async def tracing(folder: Path, **how: Any) -> AsyncIterator[Traced]:  # noqa: ANN401 - as `switching` takes it
    """Run one."""
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    spans = Spans(provider)
    async with switching(folder, watch=Watch(spans.on_end, spans.on_outcome), **how) as switch:
        yield Traced(switch, exporter)


def _attributes(span: ReadableSpan) -> Mapping[str, object]:
    return dict(span.attributes or {})


def _tells_nothing(spans: Sequence[ReadableSpan], *secrets: str) -> bool:
    """Say whether no secret is anywhere in spans, their resource included."""
    told = "".join(span.to_json() for span in spans)
    return not [secret for secret in secrets if secret in told]


async def test_a_request_is_a_span_with_its_steps(tmp_path: Path) -> None:
    """Plan, round trip, rendering and shadow are children, in their order and within the time of the request."""
    async with tracing(tmp_path) as shim:
        reply = await shim.switch.ask(uid="somebody", dataType="html")
        whole, plan, read, render, shadow = await shim.spans(f"GET {PAGE}", "shadow")
        engine = shim.switch.engines[Family.LEGACY_SQL].family  # the harness has an embedded one in its place

    assert [span.name for span in (plan, read, render, shadow)] == ["plan", "read sessions", "render", "shadow"]
    assert whole.context is not None
    assert {span.parent and span.parent.span_id for span in (plan, read, render, shadow)} == {whole.context.span_id}
    assert (whole.parent, whole.kind, read.kind) == (None, SpanKind.SERVER, SpanKind.CLIENT)
    assert _attributes(whole) == {
        "http.request.method": "GET",
        "http.route": PAGE,
        "http.response.status_code": 200,
        "shim.request_id": reply.headers["X-Request-Id"],
        "shim.site": SITE,
        "shim.stage": "shadow",
        "shim.engine": "legacy",
        "shim.shape": "user html",
    }
    assert _attributes(plan) == {"shim.plan.primary": "legacy", "shim.plan.shadow": "events"}
    assert _attributes(read) == {"shim.engine": engine.value}
    assert _attributes(shadow) == {"shim.engine": "events", "shim.shadow": "identical"}
    times = [moment or 0 for span in (plan, read, render) for moment in (span.start_time, span.end_time)]
    assert times == sorted(times)
    assert whole.start_time == times[0]
    assert (whole.end_time or 0) >= times[-1]


async def test_the_callers_trace_is_gone_on_with(tmp_path: Path) -> None:
    """A `traceparent` is taken up, its decision not to sample too; one that is none is no trace of anybody."""
    async with tracing(tmp_path, stage=Stage.LEGACY) as shim:
        for header in (TRACEPARENT, TRACEPARENT.replace("-01\r", "-00\r"), f"traceparent: {SECRET}\r\n"):
            await shim.switch.shim.ask(get(f"{PAGE}?login=demo&password=demo&site={SITE}", headers=header))
            await shim.switch.shim.ask(get("/-"))  # its span comes after all of the other's
        spans = await shim.spans("GET -")
        wholes = [span for span in spans if span.kind is SpanKind.SERVER and span.name != "GET -"]

    assert [f"{span.context and span.context.trace_id:032x}" == TRACE_ID for span in wholes] == [True, False]
    assert [span.parent and f"{span.parent.span_id:016x}" for span in wholes] == [SPAN_ID, None]
    assert _tells_nothing(spans, SECRET)


async def test_who_failed_is_told(tmp_path: Path) -> None:
    """The round trip that failed, the engine that stood in, and, if none could, the legacy error by its name."""
    async with tracing(tmp_path, stage=Stage.LIVE) as shim:
        engine = shim.switch.engines[Family.EVENTS]
        await engine.close()
        await shim.switch.ask()
        stood_in = await shim.spans("render")
        await shim.switch.turn("fallback", "off")
        await shim.switch.ask()
        await shim.switch.ask(limit="x")
        await shim.switch.shim.ask(get("/-"))
        spans = await shim.spans("GET -")

    assert [(span.name, span.status.status_code is StatusCode.ERROR) for span in stood_in if "read" in span.name] == [
        ("read sessions", True),
        ("read sessions", False),
    ]
    wholes = [span for span in spans if span.name == f"GET {PAGE}"]
    told = [(_attributes(span).get("shim.error"), span.status.status_code) for span in wholes]
    assert told == [
        (None, StatusCode.UNSET),
        ("EVENTS_UNREACHABLE", StatusCode.ERROR),
        ("NUMBER_FORMAT", StatusCode.UNSET),
    ]


async def test_a_shadow_read_that_gave_way_is_told_by_the_request(tmp_path: Path) -> None:
    """It never began, so it has no span of its own."""
    async with tracing(tmp_path) as shim:
        shim.switch.pressure.running = 100
        await shim.switch.ask()
        (whole, *parts) = await shim.spans("render")

    assert _attributes(whole)["shim.shadow"] == "dropped"
    assert "shadow" not in {span.name for span in parts}


async def test_what_differs_is_not_quoted(tmp_path: Path) -> None:
    """Of a difference its kind is told; no parameter, user, password or header of the caller is in any span."""
    other = EmbeddedEngine(MEMORY, deadline_s=30)
    await other.open()
    await other.create_schema()
    async with tracing(tmp_path, shadowed={Family.EVENTS: other}) as shim:
        await shim.switch.ask(uid="", nobody=SECRET, jsoncallback=SECRET, ticketId="")
        spans = await shim.spans("shadow")
        await shim.switch.shim.ask(get(f"/{SECRET}?{SECRET}", SECRET, f"{TRACEPARENT}tracestate: a={SECRET}\r\n"))
        spans = await shim.spans("_OTHER -")
    await other.close()

    assert [_attributes(span)["shim.shadow"] for span in spans if span.name == "shadow"] == ["different"]
    assert _tells_nothing(spans, SECRET, "demo")


async def test_a_switch_that_is_off_changes_nothing() -> None:
    """What was watched is watched as before."""
    watch = Watch()
    async with traced(load_settings({}), watch) as yielded:
        assert yielded is watch


def test_nobody_else_imports_it() -> None:
    """What serves, with the ops listener, comes without OpenTelemetry."""
    code = "import sys, shim.bootstrap, shim.ops.pages, shim.metrics; sys.exit('opentelemetry' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_what_is_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, or with a protocol that it does not bring, one line says what to do."""
    for name, value in (
        ("OTEL_TRACES_EXPORTER", "console"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "1"),
    ):
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            with pytest.raises(SettingsError, match="OTEL_"):
                make_provider()
    monkeypatch.setitem(sys.modules, "shim.spans", None)
    with pytest.raises(SettingsError, match=r"install legacy-shim\[otel\]"):
        async with traced(load_settings({"SHIM_TRACES": "on"}), Watch()):
            raise AssertionError


def test_the_name_is_ours_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """`OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` win."""
    names = [make_provider().resource.attributes["service.name"]]
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "service.name=other")
    names.append(make_provider().resource.attributes["service.name"])

    assert names == ["legacy-shim", "other"]
