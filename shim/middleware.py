"""
Around every request: its id, its errors as callers know them, its reply and its one log line.

Must not know routes or parameters beyond `SHOWN`. What a log line may carry is decided here and nowhere else: a
parameter is printed only when it is in `SHOWN` and looks as that table says. To show another one: a row there;
`tests/unit/shim/test_middleware.py` sends marked values and searches the log for them.

Source: `legacy-contract.md`, section 9.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final, cast

import structlog
from aiohttp import hdrs, web
from multidict import CIMultiDict

from shim.body import BodyError
from shim.call import Answer
from shim.legacy.data_types import data_type_of
from shim.legacy.errors import LegacyError, Row
from shim.logs import Batch, describe_error
from shim.passthrough import PassedOn
from shim.protocol import WireProtocol
from shim.replies import CLOSE, SendError, frozen_error, legacy_error, make_headers, refused, send_answer
from shim.trace import Trace

SHOWN: Final[Mapping[str, re.Pattern[str]]] = {
    "dataType": re.compile(r"json|html|jsondatatable|jsonjqgrid"),
    "limit": re.compile(r"-?[0-9]{1,9}"),
    "offset": re.compile(r"-?[0-9]{1,9}"),
}
"""Parameters that a log line prints, each when its value matches as a whole."""

MAX_PARENT_CHARACTERS: Final = 64
"""Of a `traceparent`, whose known form has 55; traces are kept in great numbers, and callers send what they like."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""Methods that a log line prints."""


Respond = Callable[[web.BaseRequest, Trace], Awaitable[Answer | PassedOn]]

After = Callable[[Trace, Answer], None]
"""Is told of an answer that is on its way; must not raise."""


OnEnd = Callable[[Trace], None]


def ignore(trace: Trace, answer: Answer) -> None:
    """Do nothing after an answer."""


def forget(trace: Trace) -> None:
    """Keep nothing of a request."""


class Edge:
    """
    Runs one request from arrival to log line.

    Args:
        respond: makes the answer; fills the trace's path and parameters on the way.
        server_header: the `Server` header, none when empty.
        after: is told of each answer of ours once it is on its way.
        on_end: is told of each request afterwards, when nothing is left in its trace but what may be shown.
    """

    def __init__(self, respond: Respond, server_header: str, after: After = ignore, on_end: OnEnd = forget) -> None:
        self._respond, self._after, self._on_end = respond, after, on_end
        self._call_soon = asyncio.get_running_loop().call_soon
        self._server_header = server_header
        self._log = structlog.get_logger().bind()
        self._lines = Batch("info", describe_request)
        self._clock = asyncio.get_running_loop().time
        self._request_ids = request_ids()

    def close(self) -> None:
        """Write the log lines that wait; safe to call twice."""
        self._lines.flush()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request that the parser accepted."""
        trace = Trace(request.method, next(self._request_ids), self._clock())
        try:
            if parent := request.headers.get(hdrs.TRACEPARENT):
                trace.parent = parent[:MAX_PARENT_CHARACTERS]
            answer = await self._answer(request, trace)
            trace.answered_s = self._clock()
            if isinstance(answer, PassedOn):
                return await self._pass_on(request, answer, trace)
            headers = make_headers(answer, self._server_header, trace.request_id)
            if cast("WireProtocol", request.protocol).ending:
                headers["Connection"] = "close"
            try:
                return await send_answer(request, answer, headers)
            except SendError:
                trace.error = "NOT_RECEIVED"
                raise
            finally:
                self._lines.add(trace.end(answer.status, sum(map(len, answer.body)), self._clock()))
                self._call_soon(self._end, trace, answer)  # aiohttp sends it when we return, before anything else
        finally:
            await trace.until_sent.aclose()

    def _end(self, trace: Trace, answer: Answer) -> None:
        """Tell whoever wants to know, and keep nothing of what the caller sent but what may be shown."""
        self._after(trace, answer)
        trace.forget(shown_parameters(trace.parameters))
        self._on_end(trace)

    async def _pass_on(self, request: web.BaseRequest, answer: PassedOn, trace: Trace) -> web.StreamResponse:
        """Send the upstream's answer, which is the upstream's own but for the request's id."""
        headers = CIMultiDict({"X-Request-Id": trace.request_id, "Server": self._server_header})
        if cast("WireProtocol", request.protocol).ending:
            headers["Connection"] = "close"
        sent_bytes = 0
        try:
            reply, sent_bytes = await answer.send(request, headers)
        except SendError:
            trace.error = "NOT_PASSED_ON"
            raise
        finally:
            self._finish(trace, answer.status, sent_bytes)
        return reply

    def refuse(self, request: web.BaseRequest, status: int) -> web.StreamResponse:
        """Answer a message that the parser refused."""
        trace = Trace(request.method, next(self._request_ids), self._clock())
        trace.error = "MALFORMED" if status < 500 else "FAILED"  # noqa: PLR2004 - the class of the status
        answer = refused(status)
        self._finish(trace, status, 0)
        reply = web.Response(status=status, headers=make_headers(answer, self._server_header, trace.request_id))
        reply.force_close()
        return reply

    def _finish(self, trace: Trace, status: int, sent_bytes: int) -> None:
        self._lines.add(trace.end(status, sent_bytes, self._clock()))
        self._on_end(trace)

    async def _answer(self, request: web.BaseRequest, trace: Trace) -> Answer | PassedOn:
        """Return what callers see, whatever happens; only the cancellation of the request passes."""
        try:
            return await self._respond(request, trace)
        except LegacyError as error:
            trace.error, trace.refusal = error.row.name, error
            return self._error(error, trace)
        except BodyError:
            trace.error = "BROKEN_BODY"
            return refused(400)
        except Exception as error:  # noqa: BLE001 - the last line of defence; the log has the whole story
            trace.error = Row.INTERNAL.name
            self._log.error("failure", request_id=trace.request_id, error=describe_error(error))
            return self._error(Row.INTERNAL.error(), trace)

    @staticmethod
    def _error(error: LegacyError, trace: Trace) -> Answer:
        answer = trace.tell(error) if trace.tell else None
        if answer is None:
            frozen = trace.frozen and data_type_of(trace.parameters.get("dataType")).is_json
            answer = frozen_error(error) if frozen else legacy_error(error)
        return answer._replace(headers=CLOSE) if error.row is Row.REQUEST_TOO_LARGE else answer  # the rest is not read


def describe_request(trace: Trace) -> dict[str, Any]:
    """Return the fields of a request's log line."""
    return {
        "event": "request",
        "request_id": trace.request_id,
        "method": trace.method if trace.method in METHODS else "-",
        "path": trace.path,
        "status": trace.status,
        "bytes": trace.sent_bytes,
        "ms": round((trace.ended_s - trace.started_s) * 1_000, 2),
        "error": trace.error,
        **shown_parameters(trace.parameters),
    }


def shown_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that may be printed."""
    return {name: parameters[name] for name in SHOWN if name in parameters and SHOWN[name].fullmatch(parameters[name])}


def request_ids() -> Iterator[str]:
    """Yield 64-bit numbers that nobody can guess, as 16 hex digits; the system is asked once for many."""
    while True:
        batch = secrets.token_hex(8 * 256)
        for at in range(0, len(batch), 16):
            yield batch[at : at + 16]
