"""From a request to the call of an endpoint, and back with the headers that every answer carries."""

import asyncio

import pytest

from config.settings import load_settings
from shim.call import Answer, Call
from shim.legacy.errors import Row
from shim.routes import Route
from tests.unit.shim.wire import PAGE, Connection, Reply, get, post, running

ALLOW = "GET, HEAD, POST, OPTIONS"


async def test_an_endpoint_gets_the_call() -> None:
    """Path, first values, method and address arrive."""
    async with running() as shim:
        reply = await shim.ask(get("/api//views/x/../c_view_sessions_by_user.jsp;jsessionid=1?a=1&a=2"))
        assert reply.body == (
            b'{"method":"GET","path":"' + PAGE.encode() + b'","parameters":{"a":"1"},"address":"127.0.0.1"}'
        )


async def test_headers_of_an_html_answer() -> None:
    """It says who serves, and that nothing is kept, guessed or run; no cookie, tag or compression."""
    async with running() as shim:
        headers = (await shim.ask(get(PAGE, headers="Accept-Encoding: gzip\r\n"))).headers
        del headers["X-Request-Id"], headers["Date"], headers["Content-Length"]
        assert headers == {
            "Server": "Apache-Coyote/1.1",
            "Content-Type": "text/html;charset=UTF-8",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }


async def test_no_server_header() -> None:
    """An empty setting sends none, on answers and on refusals."""
    async with running(settings=load_settings({}, server_header="")) as shim:
        assert "Server" not in (await shim.ask(get(PAGE))).headers
        assert "Server" not in (await shim.ask(get("/%zz"))).headers
        assert "Server" not in (await shim.ask(b"\0\r\n\r\n")).headers


async def test_head_has_the_length_of_get() -> None:
    """HEAD answers GET's headers, the length included, without the body."""
    async with running() as shim, shim.connect() as connection:
        await connection.send(get(PAGE, "HEAD"))
        length = (await connection.receive(bodiless=True)).headers["Content-Length"]
        await connection.send(get(PAGE))
        assert int(length) == len((await connection.receive()).body) + len("HEAD") - len("GET")


async def test_options() -> None:
    """OPTIONS is empty and names the methods, for a page and for `*`; a missing page is missing."""
    async with running() as shim:
        for target in (PAGE, "*"):
            reply = await shim.ask(get(target, "OPTIONS"))
            assert (reply.status, reply.body, reply.headers["Allow"]) == (200, b"", ALLOW)
        assert (await shim.ask(get("/x.jsp", "OPTIONS"))).status == 404


async def test_a_missing_page_is_a_stock_page() -> None:
    """404 is a small page without a name of ours, and does not repeat the path."""
    async with running() as shim:
        reply = await shim.ask(get("/api/views/<marked>.jsp"))
        assert reply.status == 404
        assert reply.headers["Content-Type"] == "text/html;charset=utf-8"
        assert b"marked" not in reply.body


async def test_the_short_path() -> None:
    """The last path segment alone works too, and is the same page."""
    async with running() as shim:
        reply = await shim.ask(get("/c_view_sessions_by_user.jsp?a=1"))
        assert b'"path":"' + PAGE.encode() in reply.body


async def test_post_reads_query_then_form() -> None:
    """The query's value is the first; a body of another type is not read."""
    async with running() as shim:
        assert (await shim.ask(post(b"a=2&b=3", target=PAGE + "?a=1"))).parameters == {"a": "1", "b": "3"}
        assert (await shim.ask(post(b"a=2", "text/plain"))).parameters == {}


async def test_http_1_0() -> None:
    """It is answered, and the connection closed, which is said."""
    async with running() as shim, shim.connect() as connection:
        await connection.send(f"GET {PAGE}?a=1 HTTP/1.0\r\n\r\n".encode())
        reply = await connection.receive()
        assert (reply.parameters, reply.headers["Connection"]) == ({"a": "1"}, "close")
        assert await connection.closed()


async def test_http_1_0_that_asks_to_go_on() -> None:
    """Who asks to keep the connection is told that it is kept."""
    async with running() as shim, shim.connect() as connection:
        for _ in range(2):
            await connection.send(f"GET {PAGE} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".encode())
            assert (await connection.receive()).headers["Connection"] == "keep-alive"


@pytest.mark.parametrize("line", ["GET {} HTTP/1.0", "GET {} HTTP/2.0", "GET {} HTTP/0.9", "GET {}", "GET /% HTTP/1.1"])
@pytest.mark.parametrize("name", ["Apache-Coyote/1.1", ""])
async def test_the_status_line_says_http_1_1(line: str, name: str) -> None:
    """Whatever the caller speaks, and whatever is wrong, as a container's status line does."""
    async with running(settings=load_settings({}, server_header=name)) as shim:
        reply = await shim.ask(f"{line.format(PAGE)}\r\nHost: h\r\n\r\n".encode())
    assert reply.raw_head.startswith(b"HTTP/1.1 ")
    assert reply.headers.get("Connection", "close") == "close"


async def test_a_trusted_proxy_names_the_caller() -> None:
    """`X-Forwarded-For` counts from trusted proxies only."""
    forwarded = get(PAGE, headers="X-Forwarded-For: 192.0.2.1, 198.51.100.7\r\n")
    async with running() as shim:
        assert b'"address":"127.0.0.1"' in (await shim.ask(forwarded)).body
    async with running(settings=load_settings({}, trusted_proxies="127.0.0.0/8")) as shim:
        assert b'"address":"198.51.100.7"' in (await shim.ask(forwarded)).body


async def refuse(_call: Call, _services: object) -> Answer:
    """Fail as callers can make a page fail."""
    raise Row.NUMBER_FORMAT.error('"')


FROZEN_PAGE = PAGE.replace("/api/", "/api/2010-05-28/")
FROZEN_ERROR = b'{ "resultsList": [ { "error":"java.lang.NumberFormatException: For input string: \\"\\"\\"" } ] }'
TOO_LARGE = b'{ "resultsList": [ { "error":"java.lang.IllegalStateException: request too large" } ] }'


@pytest.mark.parametrize("data_type", ["", "json", "jsondatatable", "jsonjqgrid", "xml", "json&jsoncallback=f"])
async def test_a_frozen_error_of_a_json_format_is_json(data_type: str) -> None:
    """It is a list with one object, as HTML whatever the site's type, in no parentheses and no callback."""
    async with running((Route(PAGE, refuse),)) as shim:
        reply = await shim.ask(get(f"{FROZEN_PAGE}?dataType={data_type}"))
        assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html;charset=UTF-8")
        assert reply.body == FROZEN_ERROR


async def test_a_frozen_error_of_html_is_plain_text() -> None:
    """It is the error that today's page answers."""
    async with running((Route(PAGE, refuse),)) as shim:
        replies = [await shim.ask(get(f"{path}?dataType=html")) for path in (FROZEN_PAGE, PAGE)]
        assert [reply.headers["Content-Type"] for reply in replies] == ["text/plain;charset=UTF-8"] * 2
        assert [reply.body for reply in replies] == [
            b'Error: java.lang.NumberFormatException: For input string: """'
        ] * 2


async def test_what_is_refused_unread_has_no_format() -> None:
    """No parameter of it counts, `dataType` neither: in the frozen version its error is JSON."""
    async with running() as shim:
        reply = await shim.ask(post(b"a" * 65_537, target=f"{FROZEN_PAGE}?dataType=html"))
        assert (reply.headers["Content-Type"], reply.body) == ("text/html;charset=UTF-8", TOO_LARGE)


class Held:
    """What a large answer holds while it is sent."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.left = asyncio.Event()

    async def __aenter__(self) -> None:
        self.seen.append("entered")

    async def __aexit__(self, *_failure: object) -> None:
        self.seen.append("left")
        self.left.set()


async def _large(call: Call, services: object) -> Answer:
    """Answer 40 pieces of 100,000 bytes, with `services` held until the last one is gone."""
    assert isinstance(services, Held)
    await call.until_sent.enter_async_context(services)
    if "fail" in call.parameters:
        raise Row.EVENTS_TIMEOUT.error()
    return Answer("text/html;charset=UTF-8", [bytes([65 + at]) * 1_000_000 for at in range(40)])


LARGE = (Route(PAGE, _large, ("json",)),)
LARGE_BODY = b"".join(bytes([65 + at]) * 1_000_000 for at in range(40))  # more than kernels buffer


async def test_a_large_answer_is_chunked() -> None:
    """Several pieces go out chunked, whole and in order, and what was held for them is let go."""
    held = Held()
    async with running(LARGE, services=held) as shim, shim.connect() as connection:
        for _ in range(2):
            await connection.send(get(PAGE))
            reply = await connection.receive()
            assert reply.headers["Transfer-Encoding"] == "chunked"
            assert "Content-Length" not in reply.headers
            assert reply.body == LARGE_BODY
    assert held.seen == ["entered", "left"] * 2


async def _sized(call: Call, _services: object) -> Answer:
    """Answer one piece of `n` bytes."""
    return Answer("text/html;charset=UTF-8", (b"x" * int(call.parameters["n"]),))


SIZED = (Route(PAGE, _sized, ("json",)),)


@pytest.mark.parametrize("count", [8_192, 70_000])
async def test_what_outgrows_a_containers_buffer_is_chunked(count: int) -> None:
    """From 8,192 bytes on an answer is chunked, or ends with an HTTP/1.0 connection; HEAD says its length."""
    async with running(SIZED) as shim, shim.connect() as connection:
        await connection.send(get(f"{PAGE}?n={count}"), get(f"{PAGE}?n={count}", "HEAD"), get(f"{PAGE}?n=8191"))
        large, head, small = [await connection.receive(bodiless=at == 1) for at in range(3)]
        old = await shim.ask(f"GET {PAGE}?n={count} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".encode())
    assert (large.headers.get("Transfer-Encoding"), large.headers.get("Content-Length")) == ("chunked", None)
    assert head.headers["Content-Length"] == str(count)
    assert small.headers["Content-Length"] == "8191"
    assert (old.headers["Connection"], "Content-Length" in old.headers) == ("close", False)
    assert [len(reply.body) for reply in (large, small, old)] == [count, 8_191, count]


async def test_a_large_answer_to_http_1_0() -> None:
    """It ends with the connection."""
    async with running(LARGE, services=Held()) as shim:
        reply = await shim.ask(f"GET {PAGE} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".encode())
        assert "Transfer-Encoding" not in reply.headers
        assert reply.body == LARGE_BODY


async def test_head_of_a_large_answer() -> None:
    """HEAD says its length."""
    async with running(LARGE, services=Held()) as shim:
        assert (await shim.ask(get(PAGE, "HEAD"), bodiless=True)).headers["Content-Length"] == str(len(LARGE_BODY))


async def test_a_failure_lets_go_of_what_is_held() -> None:
    """An error of the endpoint leaves what it entered."""
    held = Held()
    async with running(LARGE, services=held) as shim:
        await shim.ask(get(PAGE + "?fail"))
    assert held.seen == ["entered", "left"]


async def test_a_reader_that_stops_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who leaves a piece unread for too long loses the connection, and what was held is let go."""
    monkeypatch.setattr("shim.replies.SEND_TIMEOUT_S", 0.05)
    held = Held()
    async with running(LARGE, services=held) as shim, shim.connect() as connection:
        connection.writer.transport.pause_reading()  # type: ignore[attr-defined] # asyncio's own has it
        await connection.send(get(PAGE))
        async with asyncio.timeout(10):
            await held.left.wait()
        connection.writer.transport.resume_reading()  # type: ignore[attr-defined] # the same
        with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
            await connection.receive()


async def received(connection: Connection, count: int) -> list[Reply]:
    """Read so many answers."""
    return [await connection.receive() for _ in range(count)]


async def test_a_caller_of_many_that_reads_none_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does who asks again and again for small answers and reads none of them."""
    monkeypatch.setattr("shim.replies.SEND_TIMEOUT_S", 0.05)
    async with running(SIZED) as shim, shim.connect() as connection:
        connection.writer.transport.pause_reading()  # type: ignore[attr-defined] # asyncio's own has it
        connection.writer.write(get(f"{PAGE}?n=60000") * 500)
        await asyncio.sleep(1)
        connection.writer.transport.resume_reading()  # type: ignore[attr-defined] # the same
        with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
            await received(connection, 500)
