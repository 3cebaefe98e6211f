"""
Replies: an `Answer` as it goes over the wire, with the headers that every answer carries.

Must not know what was asked. A body of one piece goes out at once, with its length or as one chunk; one of several
pieces is streamed, so that a large answer neither holds the event loop nor waits for ever for a caller that stopped
reading.

Source: `legacy-contract.md`, sections 1, 5 and 9. Guarded by `tests/unit/shim/test_app.py`.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import SERVER_SOFTWARE, HttpVersion, HttpVersion11, RawRequestMessage
from aiohttp.web_protocol import RequestHandler
from multidict import CIMultiDict, istr

from shim.call import Answer
from shim.legacy.errors import LegacyError
from shim.legacy.escaping import escape, to_bytes

SEND_TIMEOUT_S: Final = 30
"""How long a caller may leave one piece unread before the connection is cut."""

HTML: Final = "text/html;charset=UTF-8"
PLAIN_TEXT: Final = "text/plain;charset=UTF-8"

WRITE_BYTES: Final = 64_000
"""Up to this, a body never waits for its reader: with its head it fits between us and the kernel."""

PAGE_BUFFER_BYTES: Final = 8_192
"""From here on the first bytes of a JSP had left its buffer before its length was known. Source: `tomcat.md`."""

UNTYPED: Final = ""
"""The type of an answer that is to have none: where nothing is said, aiohttp says one of its own."""

_REQUEST_ID: Final = istr("X-Request-Id")
CLOSE: Final = {"Connection": "close"}
_ALLOW: Final = {"Allow": "GET, HEAD, POST, OPTIONS"}
_SANDBOX: Final = "sandbox; default-src 'none'"
_NOT_FOUND_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>"
)

NOT_FOUND: Final = Answer("text/html;charset=utf-8", (_NOT_FOUND_PAGE,), status=404)
METHODS: Final = Answer("", (), _ALLOW)
METHOD_REFUSED: Final = Answer("", (), _ALLOW, status=405)


class SendError(ConnectionError):
    """The answer did not reach the caller."""


def refused(status: int) -> Answer:
    """Return the empty answer to a malformed request; its connection is closed."""
    return Answer("", (), CLOSE, status=status)


def legacy_error(error: LegacyError) -> Answer:
    """
    Return what a caller sees of an error.

    Source: `legacy-contract.md`, section 9; a lone surrogate is written as `?`, as Java does, section 5.
    """
    return Answer(PLAIN_TEXT, (f"Error: {error.text}".encode("utf-8", "replace"),))


def frozen_error(error: LegacyError) -> Answer:
    """
    Return what a caller of a JSON format of `/api/2010-05-28/` sees of an error; never wrapped in a callback.

    Source: `legacy-contract.md`, section 9 [family].
    """
    text = f'{{ "resultsList": [ {{ "error":"{escape(error.text)}" }} ] }}'
    return Answer(HTML, (to_bytes(text),))


@lru_cache(maxsize=64)
def _common_headers(content_type: str, server_header: str) -> CIMultiDict[str]:
    headers = CIMultiDict({"Server": server_header, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
    if content_type.startswith("text/html"):
        headers["Content-Security-Policy"] = _SANDBOX
    if content_type:
        headers["Content-Type"] = content_type
    return headers


def make_headers(answer: Answer, server_header: str, request_id: str) -> CIMultiDict[str]:
    """
    Return the headers of an answer, but for those that aiohttp adds: length or encoding, and `Date`.

    Args:
        answer: its own headers come last.
        server_header: the `Server` header; a `NamelessRequest` takes an empty one out.
        request_id: finds the log line.
    """
    headers = _common_headers(answer.content_type, server_header).copy()
    headers[_REQUEST_ID] = request_id
    if answer.headers:
        headers.update(answer.headers)
    return headers


class WireRequest(web.BaseRequest):
    """
    A request whose answer has a container's status line: HTTP/1.1, whatever the caller speaks.

    Source: `tomcat.md`, "Reply headers": a connection of HTTP/1.0 is closed, and told so, unless it asked to stay.
    """

    @property
    def version(self) -> HttpVersion:
        """The caller's version, and HTTP/1.1 once the headers are decided; aiohttp's own remembers the first."""
        return self._version

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        if response.headers.get("Content-Type") == UNTYPED:
            del response.headers["Content-Type"]
        if self._version != HttpVersion11:
            response.headers.setdefault("Connection", "close")
            self._version = HttpVersion11


class NamelessRequest(WireRequest):
    """A request to a server without a name: aiohttp puts its own where there is none, so these two are taken out."""

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        await super()._prepare_hook(response)
        if response.headers.get("Server") in {"", SERVER_SOFTWARE}:
            del response.headers["Server"]


MakeRequest = Callable[
    [RawRequestMessage, StreamReader, RequestHandler, AbstractStreamWriter, "asyncio.Task[None]"], WireRequest
]


def request_factory(server_header: str) -> MakeRequest:
    """Return what makes a request of what aiohttp hands over; needs the running event loop."""
    kind, loop = WireRequest if server_header else NamelessRequest, asyncio.get_running_loop()

    def make(
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: RequestHandler,
        writer: AbstractStreamWriter,
        task: "asyncio.Task[None]",
    ) -> WireRequest:
        return kind(message, payload, protocol, writer, task, loop)

    return make


async def send_answer(request: web.BaseRequest, answer: Answer, headers: CIMultiDict[str]) -> web.StreamResponse:
    """
    Send an answer, or leave it to aiohttp when it fits into one write.

    HEAD gets the length of GET's body and no body. What outgrows a page's buffer is chunked; to HTTP/1.0, which knows
    no chunks, it ends with its connection.

    Raises:
        SendError: the caller went away, or stopped reading; the connection is cut.
    """
    head, chunks = request.method == "HEAD", request.version == HttpVersion11
    outgrown = not head and sum(map(len, answer.body)) >= PAGE_BUFFER_BYTES
    whole = head or (len(answer.body) < 2 and (chunks or not outgrown))  # noqa: PLR2004 - one piece
    body = b"".join(answer.body) if whole else b""
    reply = (
        web.Response(body=body, status=answer.status, headers=headers)
        if whole
        else web.StreamResponse(status=answer.status, headers=headers)
    )
    if whole and outgrown:
        reply.enable_chunked_encoding()
    # aiohttp forgets that an answer without a length ends with its connection
    if headers.get("Connection") == "close" or not (whole or chunks):
        reply.force_close()
    if not whole or len(body) > WRITE_BYTES or _is_behind(request):
        await _send(request, reply, () if whole else answer.body)
    return reply


def _is_behind(request: web.BaseRequest) -> bool:
    """Say whether the caller has not taken the answers before this one: aiohttp would wait for him for ever."""
    return request.transport is not None and request.transport.get_write_buffer_size() > 0


async def _send(request: web.BaseRequest, reply: web.StreamResponse, pieces: Sequence[bytes]) -> None:
    try:
        await reply.prepare(request)
        for piece in pieces:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await reply.write(piece)
            await asyncio.sleep(0)  # a fast reader would otherwise keep the event loop for all pieces
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await reply.write_eof()
    except (TimeoutError, ConnectionError) as error:
        if request.transport is not None:
            request.transport.abort()
        raise SendError from error
