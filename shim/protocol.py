"""
The wire: what reaches aiohttp's parser, message by message.

aiohttp's C parser answers 400 to what old callers send and a servlet container of the time took: bytes from 0x80 in the
request line, absolute URLs with another host, methods it has no number for. So the head of each message (request line
and headers) is held back until it is whole, its request line is rewritten if need be, and only then the parser gets it;
bodies pass untouched. Where a body ends is the parser's word, never ours. Must not know paths, parameters or answers.

Source: `legacy-contract.md`, section 2; `tomcat.md`, "URLs and methods". Guarded by `tests/unit/shim/test_protocol.py`
and, over real sockets, `tests/integration/test_wire.py`.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestHandler, RequestPayloadError
from aiohttp.web_server import Server

MAX_HEAD_BYTES: Final = 8_192
"""Request line and headers together, the empty line included."""

PARSER_LIMITS: Final = {"max_line_size": 3 * MAX_HEAD_BYTES, "max_headers": MAX_HEAD_BYTES}
"""Never reached: the head as a whole is bounded, and each of its bytes becomes at most `%XX`."""

_HEAD_END: Final = b"\r\n\r\n"
_USUAL: Final = (b"GET /", b"POST /", b"HEAD /", b"OPTIONS /")
_SERVED: Final = frozenset({b"GET", b"POST", b"HEAD", b"OPTIONS"})
_TOKEN: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_AUTHORITY: Final = re.compile(rb"^ *https?://[^/? ]*(?=[/? ])", re.IGNORECASE)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HOPELESS: Final = re.compile(rb"(?<!\r)\n|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_VERSION: Final = re.compile(rb" HTTP/\d\.\d$", re.IGNORECASE)
_UNPARSABLE: Final = b"\0"
_POLL_S: Final = 0.02

Refuse = Callable[[web.BaseRequest, int], web.StreamResponse]
"""Makes the answer to a message that is refused, from its status; it is sent, then the connection is closed."""


def plain_head(head: bytes) -> bytes:
    """
    Return the head of a message in a form that the parser takes, meaning the same.

    Bytes from 0x80 in the request line become `%XX`, which is the same byte to the rules of parameters and paths. An
    absolute URL loses its scheme and host. A method that no page serves becomes PUT for the parser, which knows few
    and whose state CONNECT would change; the request gets its own method back.
    """
    line, end, headers = head.lstrip(b"\r\n").partition(b"\r\n")
    method, space, rest = line.partition(b" ")
    if method not in _SERVED and _TOKEN.fullmatch(method):
        method = b"PUT"
    rest = _AUTHORITY.sub(_with_root, rest)
    return method + space + _HIGH.sub(lambda found: b"%%%02X" % found[0][0], rest) + end + headers


def _with_root(authority: re.Match[bytes]) -> bytes:
    return b"" if authority.string[authority.end() :].startswith(b"/") else b"/"


class WireProtocol(RequestHandler):
    """One connection: aiohttp's own, but for what its parser is given and what it says when it refuses."""

    __slots__ = ("_body", "_body_left", "_broken", "_half_closed", "_held", "_refusal_status", "_refuse")

    def __init__(self, manager: "WireServer", *, refuse: Refuse, **options: Any) -> None:  # noqa: ANN401 - aiohttp's own
        super().__init__(manager, **options)
        self._refuse = refuse
        self._held = b""  # bytes that the parser does not have yet
        self._body: StreamReader | None = None  # of the message that the parser is in, None between messages
        self._body_left = 0  # bytes of it that the parser does not have yet; -1 when it is chunked
        self._broken = False
        self._half_closed = False
        self._refusal_status = 400

    @property
    def ending(self) -> bool:
        """Whether the message being answered is the last one of this connection."""
        last = self._half_closed or cast("WireServer", self._manager).draining
        return self._upgraded or (last and not self._messages)

    @property
    def idle(self) -> bool:
        """Whether nothing was accepted that is still to be answered."""
        waiting = self._waiter is not None and not self._waiter.done()  # for the next message
        return not (self._messages or self._body) and (waiting or not self._request_count)

    def data_received(self, data: bytes) -> None:
        """Pass on what can be passed on; also called without data, to go on after a pause."""
        if self._force_close or self._close or self._broken or self._upgraded:
            return
        if not data:
            self._feed(b"")
        held = self._held + data if self._held else data
        at = 0
        while at < len(held) and not (self._broken or self._upgraded or self._stalled()):
            taken = self._head_step(held, at) if self._body is None else self._body_step(held, at)
            if not taken:
                break
            at += taken
        self._held = held[at:]

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio's own signature, which aiohttp narrows to None
        """Answer a caller that has closed its sending half after a whole request, as old ones do."""
        self._half_closed = True
        return not self.idle and self._body is None

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget what was held."""
        self._held, self._body = b"", None
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,  # noqa: ARG002 - it may quote the request, so nobody prints it
        message: str | None = None,  # noqa: ARG002 - the same
    ) -> web.StreamResponse:
        """Answer a refused message without a word of aiohttp's."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun, so nothing else can be said")
        return self._refuse(request, self._refusal_status if status == 400 else status)  # noqa: PLR2004

    def _stalled(self) -> bool:
        """Tell whether the parser is paused: a body that nobody reads yet, or many messages that wait."""
        return self._reading_paused or len(self._messages) >= self._max_msg_queue_size

    def _head_step(self, held: bytes, at: int) -> int:
        """Pass on one whole head; returns the bytes taken, 0 to wait for more."""
        end = held.find(_HEAD_END, at, at + MAX_HEAD_BYTES)
        if end >= 0:
            head = held[at : end + len(_HEAD_END)]
            self._begin(head, head if head.startswith(_USUAL) and head.isascii() else plain_head(head))
            return len(head)
        if len(held) - at < MAX_HEAD_BYTES and not _HOPELESS.search(held, at):
            return 0
        self._begin(held[at : at + MAX_HEAD_BYTES], _UNPARSABLE)
        return len(held) - at

    def _begin(self, head: bytes, parsed: bytes) -> None:
        """Pass on a head, and note what it is the begin of: no message, one without or with a body, or a refusal."""
        seen = self._request_count
        self._feed(parsed)
        if self._request_count == seen:
            return
        message, payload = self._messages[-1]
        if not isinstance(message, RawRequestMessage):
            self._broken = True
            self._refusal_status = _refusal_status(head)
            return
        self._messages[-1] = (_with_method(message, head), payload)
        if payload is not EMPTY_PAYLOAD:
            self._body = payload
            self._body_left = -1 if message.chunked else int(message.headers["Content-Length"])

    def _body_step(self, held: bytes, at: int) -> int:
        """Pass on bytes of a body, no further than it may reach; returns the bytes taken, 0 to wait for more."""
        end = _chunks_end(held, at) if self._body_left < 0 else min(at + self._body_left, len(held))
        if end == at:
            return 0
        seen, body = self._request_count, self._body
        if self._body_left > 0:
            self._body_left -= end - at
        self._feed(held[at:end])
        if self._request_count > seen and body is not None:
            self._broken = True
            body.set_exception(RequestPayloadError("malformed body"))  # the parser does not tell whoever reads it
            body.feed_eof()
        return end - at

    def _feed(self, data: bytes) -> None:
        super().data_received(data)
        if self._body is not None and self._body.is_eof():
            self._body = None


def _with_method(message: RawRequestMessage, head: bytes) -> RawRequestMessage:
    """Return a message with the method that was sent; the parser saw another one if it was not a usual one."""
    if head.startswith(_USUAL):
        return message
    method = head.lstrip(b"\r\n").partition(b" ")[0].decode("latin-1")
    return message._replace(method=method)


def _refusal_status(head: bytes) -> int:
    """Return 505 for a protocol that is not HTTP/1.0 or 1.1, 400 for everything else that is wrong."""
    line = head.lstrip(b"\r\n").partition(b"\r\n")[0]
    return 505 if _VERSION.search(line) and not line.endswith((b" HTTP/1.0", b" HTTP/1.1")) else 400


def _chunks_end(held: bytes, at: int) -> int:
    """
    Return how far a chunked body can be passed on without a byte of the next message.

    A chunked message ends in an empty line, though not every empty line ends it; what may be the begin of one waits.
    """
    end = held.find(_HEAD_END, at)
    if end >= 0:
        return end + len(_HEAD_END)
    waiting = next((size for size in (3, 2, 1) if held.endswith(_HEAD_END[:size], at)), 0)
    return len(held) - waiting


class WireServer(Server):
    """Makes the connections of one listening shim, and knows when the last of them is gone."""

    def __init__(self, handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]], **options: Any) -> None:  # noqa: ANN401
        super().__init__(handler, **options)
        self.draining = False

    def __call__(self) -> RequestHandler:
        """Make one connection's protocol."""
        return WireProtocol(self, loop=self._loop, **self._kwargs)

    async def drain(self, timeout_s: float) -> bool:
        """
        Answer what was accepted, and close each connection once nothing is left of it.

        Args:
            timeout_s: how long that may take.

        Returns:
            Whether it was done in time.
        """
        self.draining = True
        deadline_s = self._loop.time() + timeout_s
        while self.connections:
            for connection in self.connections:
                if cast("WireProtocol", connection).idle:
                    connection.force_close()
            if self._loop.time() >= deadline_s:
                return False
            await asyncio.sleep(_POLL_S)
        return True
