"""
What is not served here goes to the legacy upstream: streamed both ways, changed in nothing that its pages can see.

The upstream is one host, named by a setting; nothing in a request chooses another. Headers that speak of one connection
stay on theirs (RFC 9110, section 7.6.1), the caller's address is added, and the answer is the upstream's own: status,
headers, error pages and redirects. A request is framed anew from what our own parser understood, so none can be hidden
inside another; a body flows in pieces, as fast as the slower side takes it, and neither side is ever held in memory.

Our own answers are two, both empty: 502 when the upstream cannot be reached or breaks off, 504 when it is silent too
long. Once its answer has begun, the only honest way to say that it broke off is to cut the caller's connection.

Source: `legacy-contract.md`, section 1. Guarded by `tests/integration/test_passthrough.py`.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Final
from urllib.parse import quote

import aiohttp
import structlog
from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from config.settings import Settings
from shim.body import BodyError, ask_to_continue
from shim.call import Answer
from shim.patience import Patience
from shim.replies import SEND_TIMEOUT_S, UNTYPED, WRITE_BYTES, SendError, refused

OF_ONE_CONNECTION: Final = frozenset(
    {"connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer"}
    | {"transfer-encoding", "upgrade", "expect"}
)
"""Headers that are never handed on, beside those that `Connection` names; `Expect` is answered here."""

OURS: Final = frozenset({"host", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"})
"""Headers of a request that are said anew: the host is the upstream's own."""

NOT_HANDED_ON: Final = OF_ONE_CONNECTION | OURS

NOT_ADDED: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What aiohttp's client would say of itself."""

NOT_PASSED_ON: Final = frozenset({"CONNECT"})
"""
A method that would make a tunnel: 405. So is one in lower case, which means something else (RFC 9110, section 9.1) and
which aiohttp's client would put into upper case; no caller of the old pages is known to send one.
"""

PATH_CHARACTERS: Final = "/!$&'()*+,;=:@-._~"
"""What stands in a path as it is."""


class Upstream:
    """
    The legacy server behind this one; used by all requests of one event loop.

    Args:
        settings: `upstream_url`, not empty, and `upstream_timeout_s` are used here.
    """

    def __init__(self, settings: Settings) -> None:
        self._base = settings.upstream_url.rstrip("/")
        self._timeout_s = settings.upstream_timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close all connections; safe to call twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, request: web.BaseRequest, path: str) -> "Answer | PassedOn":
        """
        Hand a request on and return its answer as soon as that begins.

        Args:
            request: its body is not read yet.
            path: normalised; what is sent is the raw one, unless that says the same in a roundabout way.

        Raises:
            BodyError: the caller's body broke off.
        """
        if request.method in NOT_PASSED_ON or request.method != request.method.upper():
            return refused(405)
        session = self._session = self._session or _new_session()
        patience = Patience(self._timeout_s)
        body = _Body(request, patience) if request.body_exists else None
        try:
            with patience:
                response = await session.request(
                    request.method,
                    self._url(request.raw_path, path),
                    headers=_request_headers(request),
                    skip_auto_headers=NOT_ADDED if body else None,
                    data=body,
                    allow_redirects=False,
                )
        except TimeoutError:
            return self._failed("silent", 504)
        except (aiohttp.ClientError, OSError) as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, BodyError):
                    raise cause from None
                cause = cause.__cause__ or cause.__context__
            return self._failed(type(error).__name__, 502)
        return PassedOn(response, patience)

    def _url(self, raw_path: str, path: str) -> URL:
        """Return where to ask. A `#` of an old caller is an ordinary character, which a URL has to spell."""
        raw, mark, query = raw_path.partition("?")
        if "//" in raw or "/." in raw or "%" in raw or not raw.startswith("/"):
            raw = quote(path.encode("latin-1"), safe=PATH_CHARACTERS)
        return URL(self._base + (raw + mark + query).replace("#", "%23"), encoded=True)

    def _failed(self, reason: str, status: int) -> Answer:
        structlog.get_logger().warning("upstream_failed", reason=reason)
        return refused(status)


class PassedOn:
    """
    An answer of the upstream, whose body is still to come.

    Args:
        response: with its headers.
        patience: ends when the upstream is silent for too long; pieces of the caller's body renew it.
    """

    def __init__(self, response: aiohttp.ClientResponse, patience: Patience) -> None:
        self._response = response
        self._patience = patience

    @property
    def status(self) -> int:
        """The upstream's own."""
        return self._response.status

    async def send(self, request: web.BaseRequest, ours: CIMultiDict[str]) -> tuple[web.StreamResponse, int]:
        """
        Send it to the caller, or leave it to aiohttp when it is all here and fits into one write.

        Args:
            request: the caller's.
            ours: headers that are added where the upstream has none of that name.

        Returns:
            The reply and how many bytes of body were sent.

        Raises:
            SendError: caller or upstream broke off, or were silent for too long; the caller's connection is cut.
        """
        response = self._response
        headers = CIMultiDict(_kept(response.headers, OF_ONE_CONNECTION))
        for name, value in ours.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Type", UNTYPED)
        body = _whole_body(response)
        reply = (
            web.StreamResponse(status=response.status, reason=response.reason, headers=headers)
            if body is None
            else web.Response(body=body, status=response.status, reason=response.reason, headers=headers)
        )
        if headers.get("Connection") == "close":
            reply.force_close()
        sent_bytes = await self._stream(request, reply) if body is None else len(body)
        response.release()
        return reply, sent_bytes

    async def _stream(self, request: web.BaseRequest, reply: web.StreamResponse) -> int:
        """Send the body piece by piece, as it comes, and return how long it was."""
        content, patience, sent_bytes = self._response.content, self._patience, 0
        try:
            with patience:
                await reply.prepare(request)
                while piece := await content.readany():
                    patience.renew(SEND_TIMEOUT_S)
                    await reply.write(piece)
                    sent_bytes += len(piece)
                    patience.renew()
                patience.renew(SEND_TIMEOUT_S)
                await reply.write_eof()
        except (TimeoutError, ConnectionError, aiohttp.ClientError) as error:
            self._response.close()
            if request.transport is not None:
                request.transport.abort()
            raise SendError from error
        except BaseException:
            self._response.close()
            raise
        return sent_bytes


def _whole_body(response: aiohttp.ClientResponse) -> bytes | None:
    """Return a body of known length that came with its head, and is small enough to be sent without waiting."""
    content = response.content
    fits = int(response.headers.get("Content-Length", WRITE_BYTES + 1)) <= WRITE_BYTES
    return content.read_nowait() if fits and content.is_eof() and content.exception() is None else None


class _PlainRequest(aiohttp.ClientRequest):
    """A request that says nothing of aiohttp's own; without a body there is nothing to look for."""

    def update_auto_headers(self, skip_auto_headers: Iterable[str] | None) -> None:
        """Add what is not to be skipped; nothing when that is not said."""
        if skip_auto_headers is not None:
            super().update_auto_headers(skip_auto_headers)


def _new_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        request_class=_PlainRequest,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None),
        max_line_size=65_536,
        max_field_size=65_536,
    )


def _request_headers(request: web.BaseRequest) -> CIMultiDict[str]:
    """Return what the upstream is told; a length stays, so that a body is framed as it came."""
    headers = CIMultiDict(_kept(request.headers, NOT_HANDED_ON))
    peer = request.protocol.peername
    came_by = [*request.headers.getall("X-Forwarded-For", ()), *([str(peer[0])] if peer else [])]
    headers["X-Forwarded-For"] = ", ".join(came_by)
    headers["X-Forwarded-Host"] = request.headers.get("Host", "")
    headers["X-Forwarded-Proto"] = "http"
    return headers


def _kept(headers: CIMultiDictProxy[str], dropped: frozenset[str]) -> list[tuple[str, str]]:
    """Return the headers that go on: neither dropped nor named by `Connection`."""
    if "Connection" in headers:
        dropped |= {name.strip().lower() for value in headers.getall("Connection") for name in value.split(",")}
    return [(name, value) for name, value in headers.items() if name.lower() not in dropped]


class _Body:
    """
    A caller's body, piece by piece; each one renews the patience with the upstream.

    It can be read once: aiohttp's client asks an upstream that has just closed an idle connection again, and the second
    time would send a body that lacks its begin.
    """

    def __init__(self, request: web.BaseRequest, patience: Patience) -> None:
        self._request, self._patience = request, patience
        self._begun = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._begun:
            raise aiohttp.ClientConnectionError
        self._begun = True
        await ask_to_continue(self._request)
        try:
            while piece := await self._request.content.readany():
                self._patience.renew()
                yield piece
        except (RequestPayloadError, ConnectionError, aiohttp.ClientPayloadError) as error:
            raise BodyError from error
