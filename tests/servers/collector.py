"""A collector of OpenTelemetry's traces on a free port: it takes what is sent by OTLP over HTTP, and keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


class Collector(NamedTuple):
    """What was sent to a port."""

    port: int
    sent: list[bytes]

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process that sends its traces here."""
        return {"SHIM_TRACES": "on", "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{self.port}"}

    @property
    def services(self) -> set[str]:
        """Under which names spans were sent."""
        return {
            attribute.value.string_value
            for request in self._requests()
            for resource in request.resource_spans
            for attribute in resource.resource.attributes
            if attribute.key == "service.name"
        }

    @property
    def spans(self) -> list[Span]:
        """All spans."""
        return [
            span
            for request in self._requests()
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def _requests(self) -> list[ExportTraceServiceRequest]:
        return [ExportTraceServiceRequest.FromString(body) for body in self.sent]


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run one."""
    sent: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Collector(server.server_port, sent)
    finally:
        server.shutdown()
        server.server_close()
