"""What goes to the legacy upstream and comes back, over real sockets, byte by byte on both sides."""

import asyncio
import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import pytest

from config.settings import Settings, load_settings
from shim.passthrough import Upstream
from tests.unit.shim.wire import PAGE, Shim, get, running

PIECE: Final = bytes(65_536)
OTHER: Final = "/api/trends/trends.jsp"
OK: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TIMEOUT_S: Final = 0.5

Serve = Callable[["OldServer", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class OldServer:
    """An upstream that notes what it is sent and answers what a test says."""

    def __init__(self, serve: Serve) -> None:
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.ended = asyncio.Event()
        self.port = 0
        self._serve = serve

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            await self._serve(self, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.ended.set()
            writer.close()


def answering(answer: bytes) -> Serve:
    """Return what reads whole requests and gives each the same answer."""

    async def serve(old: OldServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            old.heads.append(head)
            old.bodies.append(await _body_of(head, reader))
            writer.write(answer)
            await writer.drain()

    return serve


async def _body_of(head: bytes, reader: asyncio.StreamReader) -> bytes:
    fields = head.lower()
    if b"transfer-encoding: chunked" in fields:
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body
    length = fields.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length or b"0"))


@asynccontextmanager
async def before(serve: Serve, settings: Settings | None = None) -> AsyncIterator[tuple[Shim, OldServer]]:
    """Run a shim before an old server."""
    old = OldServer(serve)
    server = await asyncio.start_server(old.connected, "127.0.0.1", 0)
    old.port = server.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{old.port}"
    upstream = Upstream(load_settings({}, upstream_url=url, upstream_timeout_s=TIMEOUT_S))
    try:
        async with running(settings=settings, upstream=upstream) as shim:
            yield shim, old
    finally:
        await upstream.close()
        server.close()


async def test_a_request_goes_on_as_it_came() -> None:
    """Target and headers are the caller's, even one of a trace; the host is the upstream's, and who called is added."""
    target = OTHER + ';jsessionid=1A2B?a=%e9&b=<"|>&c=1#2&login=x&d=+'
    async with before(answering(OK)) as (shim, old):
        reply = await shim.ask(
            get(
                target,
                headers="Cookie: a=b\r\nX-Forwarded-For: 192.0.2.7\r\nAccept-Encoding: gzip\r\ntraceparent: 00-1\r\n",
            )
        )
    line, *fields = old.heads[0].decode("latin-1").split("\r\n")
    assert (reply.status, reply.body) == (200, b"ok")
    assert line == f"GET {target.replace('#', '%23')} HTTP/1.1"
    headers = dict(field.split(": ", 1) for field in fields if field)
    assert headers == {
        "Host": f"127.0.0.1:{old.port}",
        "Cookie": "a=b",
        "X-Forwarded-For": "192.0.2.7, 127.0.0.1",
        "X-Forwarded-Host": "localhost",
        "X-Forwarded-Proto": "http",
        "Accept-Encoding": "gzip",
        "traceparent": "00-1",
    }


async def test_headers_of_one_connection_stay_on_it() -> None:
    """Neither side is told what the other said about its own connection."""
    answer = (
        b"HTTP/1.1 200 OK\r\nConnection: X-Mine, close\r\nX-Mine: 1\r\nKeep-Alive: timeout=9\r\nUpgrade: h2c\r\n"
        b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: Old/1\r\nX-Yours: 2\r\nContent-Length: 0\r\n\r\n"
    )
    sent = "Connection: X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nProxy-Authorization: Basic x\r\nX-End: 1\r\n"
    async with before(answering(answer)) as (shim, old):
        reply = await shim.ask(get(OTHER, headers=sent))
    for name in (b"X-Hop", b"TE:", b"Proxy-Authorization", b"Connection: X-Hop"):
        assert name not in old.heads[0]
    assert b"X-End: 1" in old.heads[0]
    for name in (b"X-Mine", b"Keep-Alive", b"Upgrade"):
        assert name not in reply.raw_head
    assert reply.raw_head.count(b"Set-Cookie: ") == 2
    assert (reply.headers["Server"], reply.headers["X-Yours"]) == ("Old/1", "2")
    assert len(reply.headers["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    "length", [b"Content-Length: 2\r\n\r\nok", b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"]
)
async def test_an_answer_without_a_type_gets_none(length: bytes) -> None:
    """What the upstream does not say of its answer is not said."""
    async with before(answering(b"HTTP/1.1 200 OK\r\n" + length)) as (shim, _):
        reply = await shim.ask(get(OTHER))
    assert (reply.body, "Content-Type" in reply.headers) == (b"ok", False)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "FOO"])
async def test_any_method_and_body(method: str) -> None:
    """The method is the caller's own, whatever it is, and so is the body, in one piece or in chunks."""
    chunked = b"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
    async with before(answering(OK)) as (shim, old):
        await shim.ask(get(OTHER, method, "Content-Length: 7\r\nContent-Type: a/b\r\n") + b"abcdefg")
        await shim.ask(get(OTHER, method, "Transfer-Encoding: chunked\r\n") + chunked)
    assert old.bodies == [b"abcdefg", b"abcdefg"]
    assert {head.partition(b" ")[0] for head in old.heads} == {method.encode()}
    assert b"Content-Length: 7\r\n" in old.heads[0]
    assert b"Content-Type: a/b\r\n" in old.heads[0]
    assert b"Content-Type" not in old.heads[1]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Nicht da\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\ngone",
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\ntrace",
        b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08",
    ],
    ids=["missing", "failed", "redirect", "compressed"],
)
async def test_the_answer_is_the_upstreams_own(answer: bytes) -> None:
    """Status, reason, headers and body come back untouched; redirects are handed on, nothing is unpacked."""
    head, _, body = answer.partition(b"\r\n\r\n")
    async with before(answering(answer)) as (shim, _):
        reply = await shim.ask(get(OTHER))
    assert reply.raw_head.startswith(head.partition(b"\r\n")[0] + b"\r\n")
    assert reply.body == body
    for line in head.split(b"\r\n")[1:]:
        assert line + b"\r\n" in reply.raw_head


async def test_a_chunked_answer_and_head() -> None:
    """Chunks arrive as chunks; HEAD has the length and no body."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
    async with before(answering(chunked)) as (shim, _):
        assert (await shim.ask(get(OTHER))).body == b"abc"
    headers = b"HTTP/1.1 200 OK\r\nContent-Length: 7043\r\n\r\n"
    async with before(answering(headers)) as (shim, _), shim.connect() as connection:
        for _ in range(2):
            await connection.send(get(OTHER, "HEAD"))
            assert (await connection.receive(bodiless=True)).headers["Content-Length"] == "7043"


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ("/api/a//b.jsp", "/api/a/b.jsp"),
        ("/api/a/../b.jsp?x", "/api/b.jsp?x"),
        ("/api/%61.jsp", "/api/a.jsp"),
        ("/api/a%20b/%e9.jsp", "/api/a%20b/%E9.jsp"),
        ("/api/..;x/api/a.jsp", "/api/a.jsp"),
        ("http://elsewhere.example/api/a.jsp", "/api/a.jsp"),
        ("/api/@elsewhere.example:80/a.jsp", "/api/@elsewhere.example:80/a.jsp"),
    ],
)
async def test_no_path_leads_elsewhere(raw: str, sent: str) -> None:
    """However a path is written, the upstream is asked, for a path under `/api/`."""
    async with before(answering(OK)) as (shim, old):
        assert (await shim.ask(get(raw, headers="X-Forwarded-Host: elsewhere.example\r\n"))).status == 200
    assert old.heads[0].startswith(f"GET {sent} HTTP/1.1\r\nHost: 127.0.0.1:{old.port}\r\n".encode())


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("/", 404),
        ("/manager/html", 404),
        ("/api/../manager/html", 404),
        ("/api", 404),
        ("//evil/x", 404),
        ("/api/..;/manager/html", 404),
        ("/api/%2e%2e/manager/html", 404),
        ("/api/..%2fmanager", 400),
        ("/api/%zz", 400),
    ],
)
async def test_what_is_not_under_api_stays_here(raw: str, status: int) -> None:
    """The upstream never hears of it."""
    async with before(answering(OK)) as (shim, old):
        assert (await shim.ask(get(raw))).status == status
    assert old.heads == []


async def test_what_is_served_here_stays_here() -> None:
    """However its path is written, and for every method."""
    async with before(answering(OK)) as (shim, old):
        for raw in (PAGE, "/api/x/.." + PAGE.removeprefix("/api"), PAGE + ";a=b", "/c_view_sessions_by_user.jsp"):
            assert b'"method":"GET"' in (await shim.ask(get(raw))).body
        assert (await shim.ask(get(PAGE, "DELETE"))).status == 405
        for method in ("CONNECT", "get"):
            assert (await shim.ask(get(OTHER, method))).status == 405
    assert old.heads == []


@pytest.mark.parametrize(
    "request_bytes",
    [
        get(OTHER, "POST", "Content-Length: 3\r\nContent-Length: 4\r\n") + b"abcd",
        get(OTHER, "POST", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n",
        get(OTHER, "POST", "Content-Length: +3\r\n") + b"abc",
        get(OTHER, "POST", "Transfer-Encoding: gzip, chunked, x\r\n") + b"0\r\n\r\n",
        get(OTHER, "POST", "Transfer-Encoding: gzip, chunked\r\n") + b"0\r\n\r\n",
        get(OTHER, "POST", "Transfer-Encoding: chunked\r\n").replace(b"/1.1", b"/1.0") + b"0\r\n\r\n",
        get(OTHER, headers="X-A: 1\r\n 2\r\n"),
        get(OTHER, headers="X-A : 1\r\n"),
        get(OTHER).replace(b"\r\n", b"\n"),
    ],
    ids=["lengths", "both", "sign", "unknown coding", "two codings", "chunks of HTTP/1.0", "folded", "blank", "LF"],
)
async def test_ambiguous_framing_is_refused(request_bytes: bytes) -> None:
    """What two servers might read in two ways is read by none."""
    async with before(answering(OK)) as (shim, old):
        assert (await shim.ask(request_bytes)).status == 400
    assert old.heads == []


async def test_bad_chunks_break_the_request_off() -> None:
    """A malformed chunk is no end: the upstream sees its connection break, the caller a refusal."""
    async with before(answering(OK)) as (shim, old):
        reply = await shim.ask(get(OTHER, "POST", "Transfer-Encoding: chunked\r\n") + b"3\r\nabc\r\nzz\r\n\r\n")
        async with asyncio.timeout(5):
            await old.ended.wait()
    assert reply.status == 400
    assert old.bodies == []


async def test_requests_on_one_connection_are_framed_rightly() -> None:
    """What follows a passed-on request on its connection is the next request, answered in order."""
    first = get(OTHER, "POST", "Content-Length: 6\r\n") + b"GET /a"
    async with before(answering(OK)) as (shim, old), shim.connect() as connection:
        await connection.send(first + get(PAGE + "?a=1") + get("/api/last.jsp"))
        assert (await connection.receive()).body == b"ok"
        assert (await connection.receive()).parameters == {"a": "1"}
        assert (await connection.receive()).body == b"ok"
    assert old.bodies == [b"GET /a", b""]


async def test_expect_continue() -> None:
    """The caller is told to go on before the upstream has the body."""
    async with before(answering(OK)) as (shim, old), shim.connect() as connection:
        await connection.send(get(OTHER, "POST", "Expect: 100-continue\r\nContent-Length: 2\r\n"))
        assert (await connection.receive()).status == 100
        await connection.send(b"hi")
        assert (await connection.receive()).body == b"ok"
    assert old.bodies == [b"hi"]


async def test_a_body_is_never_sent_twice() -> None:
    """A connection that closes under a request with a body is a 502; one without a body is asked again."""

    async def closing(old: OldServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        old.heads.append(head)
        old.bodies.append(await _body_of(head, reader))
        writer.write(OK)
        await writer.drain()
        old.heads.append(await reader.readuntil(b"\r\n\r\n"))  # read, and never answered

    put = get(OTHER, "PUT", "Transfer-Encoding: chunked\r\n") + b"3\r\nabc\r\n0\r\n\r\n"
    async with before(closing) as (shim, old):
        assert (await shim.ask(get(OTHER))).status == 200
        assert (await shim.ask(put)).status == 502
        assert old.bodies == [b""]
        assert (await shim.ask(get(OTHER))).status == 200
        assert (await shim.ask(get(OTHER))).status == 200


async def test_a_nameless_shim_keeps_the_upstreams_name() -> None:
    """An empty `SHIM_SERVER_HEADER` takes out nobody's name but aiohttp's."""
    nameless = load_settings({}, server_header="")
    named = OK.replace(b"\r\n", b"\r\nServer: Old/1\r\n", 1)
    for answer, name in ((named, "Old/1"), (OK, None)):
        async with before(answering(answer), nameless) as (shim, _):
            assert (await shim.ask(get(OTHER))).headers.get("Server") == name


async def test_an_upstream_that_is_down_silent_or_mad() -> None:
    """Refused or breaking off is 502, silence is 504, both empty and soon; no word of what happened gets out."""

    async def silent(_: OldServer, reader: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await reader.read()

    async def broken(_: OldServer, reader: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    cases: list[tuple[Serve, int]] = [(silent, 504), (broken, 502), (answering(b"nonsense\r\n\r\n"), 502)]
    for serve, status in cases:
        async with before(serve) as (shim, _):
            reply = await shim.ask(get(OTHER))
            assert (reply.status, reply.body) == (status, b"")
    upstream = Upstream(load_settings({}, upstream_url="http://127.0.0.1:1"))
    async with running(upstream=upstream) as shim:
        assert (await shim.ask(get(OTHER))).status == 502
    await upstream.close()


@pytest.mark.alone
async def test_an_upstream_may_answer_while_it_reads() -> None:
    """A body that is still on its way when the answer begins goes on, however long it takes, and so does the answer."""

    async def echoing(_: OldServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        piece = await reader.readexactly(1)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + piece)
        writer.write(await reader.readexactly(3))
        await writer.drain()

    async with before(echoing) as (shim, _), shim.connect() as connection:
        await connection.send(get(OTHER, "POST", "Content-Length: 4\r\n") + b"a")
        await connection.reader.readuntil(b"\r\n\r\n")
        for piece in (b"b", b"c", b"d"):
            await asyncio.sleep(TIMEOUT_S * 0.4)  # three of them are longer than one silence may be
            await connection.send(piece)
        assert await connection.reader.readexactly(4) == b"abcd"


async def test_an_answer_of_both_framings_is_none() -> None:
    """What the caller might read in two ways does not reach it."""
    both = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    async with before(answering(both)) as (shim, _):
        assert (await shim.ask(get(OTHER))).status == 502


@pytest.mark.parametrize("length", [0, 1, 65_536, 65_537, 200_000])
async def test_bodies_of_any_length_come_whole(length: int) -> None:
    """Those that are sent at once with their head, and those that are not."""
    body = bytes(range(256)) * (length // 256) + bytes(length % 256)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length + body
    async with before(answering(answer)) as (shim, _), shim.connect() as connection:
        for _ in range(2):
            await connection.send(get(OTHER))
            assert (await connection.receive()).body == body


@pytest.mark.parametrize(
    "length", [b"Content-Length: 100\r\n\r\nhalf", b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"]
)
async def test_an_answer_that_breaks_off_is_not_whole(length: bytes) -> None:
    """The caller's connection is cut, so that half an answer is not taken for one."""

    async def breaking(_: OldServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + length)
        await writer.drain()

    async with before(breaking) as (shim, _):
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError, ValueError)):
            await shim.ask(get(OTHER))


async def test_a_caller_that_leaves_ends_the_upstreams_request() -> None:
    """A body that breaks off breaks off there, too; it never looks whole."""
    async with before(answering(OK)) as (shim, old):
        async with shim.connect() as connection:
            await connection.send(get(OTHER, "POST", "Content-Length: 100\r\n") + b"half")
        async with asyncio.timeout(5):
            await old.ended.wait()
    assert old.bodies == []


async def test_a_caller_that_stops_reading_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece that nobody takes ends both connections, so that nothing is held for ever."""
    monkeypatch.setattr("shim.passthrough.SEND_TIMEOUT_S", 0.1)

    async def endless(_: OldServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + PIECE + b"\r\n")
            await writer.drain()

    async with before(endless) as (shim, old), shim.connect() as connection:
        await connection.send(get(OTHER))
        async with asyncio.timeout(5):
            await old.ended.wait()


async def test_large_bodies_flow_without_being_held() -> None:
    """Sixty-four MiB each way leave no more behind than a few buffers."""
    count = 1_024

    async def mirror(old: OldServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        seen = 0
        while seen < count * len(PIECE):
            seen += len(await reader.read(len(PIECE)))
        old.bodies.append(b"%d" % seen)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (count * len(PIECE)))
        for _ in range(count):
            writer.write(PIECE)
            await writer.drain()

    async with before(mirror) as (shim, old), shim.connect() as connection:
        before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await connection.send(get(OTHER, "PUT", f"Content-Length: {count * len(PIECE)}\r\n"))
        for _ in range(count):
            connection.writer.write(PIECE)
            await connection.writer.drain()
        await connection.reader.readuntil(b"\r\n\r\n")
        got = 0
        while got < count * len(PIECE):
            got += len(await connection.reader.read(len(PIECE)))
        grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    assert old.bodies == [b"%d" % (count * len(PIECE))]
    assert grown_kib < 16 * 1_024


async def test_without_an_upstream_there_is_nothing() -> None:
    """Every other path is a 404, whatever the method."""
    async with running() as shim:
        for method in ("GET", "POST", "FOO"):
            assert (await shim.ask(get(OTHER, method))).status == 404
