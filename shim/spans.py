"""
Spans: each request as a trace of OpenTelemetry, made of its `Trace` when all is over, and sent by a thread of the SDK.

The only module that knows OpenTelemetry, which is an extra (`legacy-shim[otel]`); imported when `SHIM_TRACES` is on and
never otherwise. Where spans go, how many, and under whose name is said by OpenTelemetry's own `OTEL_*` variables, which
the SDK reads. A span has the attributes that are named here: no parameter, user, login or ticket is among them, and of
the caller's headers only a well-formed `traceparent` counts. To add an attribute: a row in `attributes_of`.
Guarded by `tests/unit/shim/test_spans.py` and `tests/e2e/test_secrets.py`.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from threading import Thread
from types import MappingProxyType
from typing import Final, NamedTuple, cast

from opentelemetry import propagate
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, set_span_in_context

from config.settings import SettingsError
from shim.legacy.errors import ENGINE_ROWS, Row
from shim.middleware import METHODS
from shim.trace import Trace

NAME: Final = "legacy-shim"

KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
    }
)
"""Variables that choose among packages, and the one value of which we have the package; any other stops the start."""

STOP_S: Final = 3.0
"""At the end what waits is sent for so long; a collector that does not answer must not hold up a stop."""

FAILURES: Final = frozenset({Row.INTERNAL.name, "FAILED", "NOT_PASSED_ON"} | {row.name for row in ENGINE_ROWS})
"""Errors of which we are the cause: their spans are failed ones. What callers did wrong is none."""

Attributes = Mapping[str, str | int]


class Part(NamedTuple):
    """A part of a request: its name, its begin and end on the event loop's clock, its attributes, and if it failed."""

    name: str
    begun_s: float
    ended_s: float
    attributes: Attributes
    kind: SpanKind = SpanKind.INTERNAL
    failed: bool = False


def make_provider() -> TracerProvider:
    """
    Return what sends spans as the `OTEL_*` variables say.

    Raises:
        SettingsError: one of them asks for what is not installed, or cannot be read.
    """
    for name, known in KNOWN.items():
        if os.environ.get(name, known) != known:
            raise SettingsError(f"{name}: traces are sent by {known} only; leave it out, or say so")
    ours = Resource({SERVICE_NAME: NAME, SERVICE_VERSION: version(NAME)})
    try:
        resource = Resource.create().merge(ours).merge(OTELResourceDetector().detect())
        provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    except ValueError:  # its text may repeat a header, which is a credential
        raise SettingsError("SHIM_TRACES: one of OpenTelemetry's OTEL_* variables has a value it cannot use") from None
    return provider


async def shut_down(provider: TracerProvider) -> None:
    """Send what waits, within `STOP_S`."""
    sending = Thread(target=provider.shutdown, name="last spans", daemon=True)
    sending.start()
    await asyncio.to_thread(sending.join, STOP_S)


class Spans:
    """
    Makes spans of requests; call it on the event loop's thread.

    Args:
        provider: takes them.
    """

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer(NAME, version(NAME))
        self._clock = asyncio.get_running_loop().time

    def on_end(self, trace: Trace) -> None:
        """Make the span of a request and of its parts; a shadow read that goes on finds it in the trace."""
        since_epoch_ns = self._since_epoch_ns()
        span = self._begin(whole_of(trace), _parent_of(trace), since_epoch_ns)
        if span.is_recording():
            within = set_span_in_context(span, Context())
            for part in parts_of(trace):
                self._make(part, within, since_epoch_ns)
        trace.span = span.get_span_context()
        span.end(since_epoch_ns + _ns(trace.ended_s))

    def on_outcome(self, trace: Trace, outcome: str) -> None:
        """Make the span of a shadow read; one that never began is told by its request's own span."""
        if trace.span is None or trace.plan is None or trace.plan.shadow is None:
            return
        attributes = {"shim.engine": trace.plan.shadow.value, "shim.shadow": kind_of(outcome)}
        within = set_span_in_context(NonRecordingSpan(cast("SpanContext", trace.span)), Context())
        self._make(Part("shadow", trace.ended_s, self._clock(), attributes), within, self._since_epoch_ns())

    def _make(self, part: Part, within: Context, since_epoch_ns: int) -> None:
        self._begin(part, within, since_epoch_ns).end(since_epoch_ns + _ns(part.ended_s))

    def _begin(self, part: Part, within: Context, since_epoch_ns: int) -> Span:
        span = self._tracer.start_span(
            part.name, within, part.kind, part.attributes, start_time=since_epoch_ns + _ns(part.begun_s)
        )
        if part.failed:
            span.set_status(Status(StatusCode.ERROR))
        return span

    def _since_epoch_ns(self) -> int:
        """Return the instant at which the event loop's clock was 0."""
        return time.time_ns() - _ns(self._clock())


def whole_of(trace: Trace) -> Part:
    """Return a request as a whole."""
    attributes = attributes_of(trace)
    name = f"{attributes['http.request.method']} {trace.path}"
    failed = trace.error in FAILURES
    return Part(name, trace.started_s, trace.ended_s, attributes, SpanKind.SERVER, failed)


def attributes_of(trace: Trace) -> Attributes:
    """Return what is told of a request; what is not known of it is left out."""
    told: Attributes = {
        "http.request.method": trace.method if trace.method in METHODS else "_OTHER",
        "http.route": trace.path,
        "http.response.status_code": trace.status,
        "shim.request_id": trace.request_id,
        "shim.site": trace.site,
        "shim.stage": trace.stage,
        "shim.engine": trace.served_by,
        "shim.shape": trace.shape,
        "shim.error": trace.error or "",
        "shim.shadow": kind_of(trace.verdict),
    }
    return {name: value for name, value in told.items() if value}


def parts_of(trace: Trace) -> Iterator[Part]:
    """
    Yield the parts of a request that came to a plan, in their order.

    What comes before the plan (parameters, login) is in its part, what comes after the last round trip is rendering; a
    long walk is also rendered between its round trips.
    """
    if trace.plan is None:
        return
    planned = trace.planned_s
    roles = {role: family.value for role, family in trace.plan._asdict().items() if family is not None}
    yield Part("plan", trace.started_s, planned, {f"shim.plan.{role}": engine for role, engine in roles.items()})
    for step in trace.steps:
        planned = step.begun_s + step.ms / 1_000
        attributes = {"shim.engine": step.engine} | ({"error.type": step.error} if step.error else {})
        yield Part(f"read {step.what}", step.begun_s, planned, attributes, SpanKind.CLIENT, bool(step.error))
    if trace.error is None:
        yield Part("render", planned, trace.answered_s, {})


def kind_of(outcome: str) -> str:
    """Return the first word of a shadow read's outcome: the causes behind it are for `shim explain`."""
    return outcome.partition(":")[0]


def _parent_of(trace: Trace) -> Context:
    """Return what the caller's `traceparent` says, as far as `OTEL_PROPAGATORS` wants to know it."""
    return propagate.extract({"traceparent": trace.parent}, Context()) if trace.parent else Context()


def _ns(seconds: float) -> int:
    return round(seconds * 1_000_000_000)
