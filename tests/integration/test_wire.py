"""Raw bytes over real sockets: what containers of the time took is taken, what is refused says nothing of us."""

import sys
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shim.replies import METHODS
from tests.unit.shim.wire import PAGE, Reply, Shim, get, post, running
from tests.vectors import OURS
from tests.vectors.tomcat import Rule, Vector, read_vectors

GROUPS = ("query", "query-random", "body", "body-random", "multipart", "count", "length", "path", "method", "protocol")


def _nul(vector: Vector) -> bool:
    return any("\0" in text for text in vector.texts(vector.default))


def _control(vector: Vector) -> bool:
    return any(ord(character) < 0x20 or ord(character) == 0x7F for character in vector.target)


RULES = {
    "recorder's own pages": (Rule("pages that only the recorder had", lambda v: "/pages/" in v.target), None),
    "raw control character": (Rule("refused by the parser, and by 7.0.109 and 9", _control), 400),
    "raw space": (Rule("505 in 2011, since the rest read as the protocol; 400 later", lambda v: " " in v.target), 400),
    "NUL": (Rule("a NUL in a parameter is refused, for safety", _nul), b"invalid character in parameter"),
    "too many": (
        Rule("over 1,000 parameters are refused, for safety", lambda v: v.request.count("&") >= 1000),
        b"too many",
    ),
    "too large": (
        Rule("bodies over 64 KiB are refused, for safety", lambda v: len(v.body) > 65_536),
        b"request too large",
    ),
    "any case": (
        Rule("7.0.22 knew the form type in lower case only", lambda v: v.header("Content-Type").isupper()),
        {"a": "1"},
    ),
    "multipart": (Rule("read here, invisible to a page there", lambda v: v.group == "multipart"), 200),
    "both lengths": (
        Rule(
            "a request may be smuggled in that way", lambda v: "Content-Length" in v.request and "chunked" in v.request
        ),
        400,
    ),
    "no token": (
        Rule("a method that is no token is 400, as in 9", lambda v: "@" in v.method or not v.method.isprintable()),
        400,
    ),
    "missing page, TRACE": (Rule("404 for every method", lambda v: v.method == "TRACE" and "missing" in v.target), 404),
    "method": (
        Rule(
            "9's methods: 7.0.22 ran a page for any",
            lambda v: v.method not in ("GET", "HEAD", "POST", "OPTIONS") and "missing" not in v.target,
        ),
        405,
    ),
    "OPTIONS": (Rule("9's OPTIONS: empty", lambda v: v.method == "OPTIONS" and PAGE in v.target), 200),
    "short path": (
        Rule("the published page writes its example so", lambda v: v.path == PAGE.replace("/api/views", "")),
        200,
    ),
    "folder": (Rule("a container sends a folder's caller on to its slash", lambda v: v.status == 302), 404),
    "asterisk": (Rule("`*` is for OPTIONS, as in 9", lambda v: v.target == "*" and v.method == "GET"), 400),
    "Hosts": (Rule("two Hosts, as in 9", lambda v: v.request.count("\nHost:") > 1), 400),
    "LF only": (Rule("lines that end in LF alone", lambda v: "\r\n" not in v.request), 400),
    "folded": (Rule("a folded header", lambda v: "\r\n 2" in v.request), 400),
    "header name": (
        Rule("as in 9", lambda v: "X-A :" in v.request or "X-A\r" in v.request or "X-A: \0" in v.request),
        400,
    ),
}
"""Named rules: which vectors differ on purpose, why, and what they get: a status, a legacy error, or parameters."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shim() -> AsyncIterator[Shim]:
    """One that all vectors are sent to."""
    async with running() as made:
        yield made


async def _ask(shim: Shim, vector: Vector) -> Reply:
    async with shim.connect() as connection:
        await connection.send(vector.request.encode("latin-1"))
        reply = await connection.receive(bodiless=vector.method == "HEAD")
        return await connection.receive() if reply.status == 100 else reply


def _wrong(vector: Vector, reply: Reply, wanted: object) -> str | None:
    if wanted is None:
        expected_status, expected_body = vector.status, None
    elif isinstance(wanted, int):
        expected_status, expected_body = wanted, None
    else:
        expected_status, expected_body = 200, wanted
    if reply.status != expected_status:
        return f"{reply.status} instead of {expected_status}"
    if not reply.raw_head.startswith(b"HTTP/1.1 "):
        return f"{reply.raw_head[:9]!r}"
    if wanted is None and reply.headers.get("Connection") != dict(vector.default["headers"]).get("Connection"):
        return f"Connection: {reply.headers.get('Connection')}"
    if wanted is None and "error_page" in vector.default and reply.headers["Content-Type"] != "text/html;charset=utf-8":
        return reply.headers["Content-Type"]
    if isinstance(expected_body, bytes) and expected_body not in reply.body:
        return f"{reply.body!r}"
    compared = expected_body if isinstance(expected_body, dict) else None
    if (
        wanted is None
        and "params" in vector.default
        and not vector.header("X-Count")
        and vector.method in ("GET", "POST")
    ):
        compared = {name: values[0] for name, values in vector.expected.items()}
    return None if compared is None or reply.parameters == compared else f"{reply.parameters} instead of {compared}"


VECTORS = read_vectors(*GROUPS)


def rule_of(vector: Vector) -> str | None:
    """Return the name of the first rule that covers a vector."""
    return next((name for name, (rule, _) in RULES.items() if rule.covers(vector)), None)


@pytest.mark.vectors
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector.id) for vector in VECTORS])
async def test_the_containers_answer_over_a_socket(shim: Shim, vector: Vector) -> None:
    """A request that was sent to 7.0.22 gets its status and parameters, but where a named rule says otherwise."""
    name = rule_of(vector)
    if name == "recorder's own pages":
        assert "/pages/" in vector.target
        return
    assert _wrong(vector, await _ask(shim, vector), RULES[name][1] if name else None) is None


@pytest.mark.vectors
def test_every_rule_excepts_something(capsys: pytest.CaptureFixture[str]) -> None:
    """What the rules except is counted and printed; of our own files it is never nothing."""
    excepted = Counter(rule_of(vector) or "none" for vector in VECTORS)
    with capsys.disabled():
        sys.stdout.write(f"\n  {len(VECTORS)} requests to 7.0.22; excepted: {dict(excepted)}\n")
    assert not OURS or set(RULES) <= set(excepted)


HIGH = get(PAGE + "?a=\xc3\xa9&b=\xe9").replace(b"localhost", b"h\xc3\xa9")
BODY = post(b"c=\xc3\xa9\r\n\r\nGET /\xe9 HTTP/1.1\r\n\r\n")
CHUNKED = get(PAGE, "POST", "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n")
CHUNKED += b"8\r\nc=\xe9\r\n\r\n!\r\n4\r\n&d=\xff\r\n0\r\nTrailer: x\r\n\r\n"
STREAM = (HIGH + BODY + HIGH + CHUNKED + get(PAGE + "?z=1")) * 2
EXPECTED = [
    {"a": "é", "b": "é"},
    {"c": "Ã©\r\n\r\nGET /é HTTP/1.1\r\n\r\n"},
    {"a": "é", "b": "é"},
    {"c": "é\r\n\r\n!", "d": "ÿ"},
    {"z": "1"},
] * 2


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 131, len(STREAM)])
async def test_keep_alive_with_high_bytes_everywhere(size: int) -> None:
    """Requests that follow one another are told apart, and bodies stay as they are, however the stream is cut."""
    async with running() as shim, shim.connect() as connection:
        await connection.send(*(STREAM[at : at + size] for at in range(0, len(STREAM), size)))
        assert [(await connection.receive()).parameters for _ in EXPECTED] == EXPECTED


async def test_a_hundred_requests_at_once() -> None:
    """Requests that come faster than they are answered wait and are all answered, in order."""
    async with running() as shim, shim.connect() as connection:
        await connection.send(b"".join(get(f"{PAGE}?n={n}\xe9") for n in range(100)))
        assert [(await connection.receive()).parameters["n"] for n in range(100)] == [f"{n}é" for n in range(100)]


@pytest.mark.parametrize(
    "request_bytes",
    [
        get(PAGE, headers="Host: b\r\n"),
        get(PAGE).replace(b"\r\n", b"\n"),
        get(PAGE, headers="X: 1\r\n 2\r\n"),
        get(PAGE + "?a=\x01"),
        get(PAGE + "?a=\x7f"),
        get(PAGE).replace(b"Host: localhost\r\n", b""),
        get(PAGE, "POST", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
        get(PAGE, headers="X: " + "x" * 8192 + "\r\n"),
        get(PAGE + "?" + "x" * 8192),
        get(PAGE, headers="X: 1\r\n" * 1400),
        b"x" * 9000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET " + PAGE.encode() + b"\r\n\r\n",
        get("/%zz"),
        get("api"),
    ],
)
async def test_malformed_requests(request_bytes: bytes) -> None:
    """They get an empty 400 with our headers, nobody's name, and the connection is closed."""
    async with running() as shim, shim.connect() as connection:
        await connection.send(request_bytes)
        reply = await connection.receive()
        assert (reply.status, reply.body) == (400, b"")
        assert reply.headers["Server"] == "Apache-Coyote/1.1"
        assert reply.headers["Connection"] == "close"
        assert "Date" in reply.headers
        assert len(reply.headers["X-Request-Id"]) == 16
        assert "Content-Type" not in reply.headers
        assert b"ython" not in reply.raw_head
        assert b"aiohttp" not in reply.raw_head
        assert await connection.closed()


@pytest.mark.parametrize("version", [b"HTTP/1.2", b"HTTP/2.0", b"HTTP/3.0", b"http/1.1"])
async def test_other_protocols(version: bytes) -> None:
    """They are 505."""
    async with running() as shim:
        assert (await shim.ask(get(PAGE).replace(b"HTTP/1.1", version))).status == 505


async def test_the_largest_head() -> None:
    """8,192 bytes of request line and headers are read, one more is not, however they arrive."""
    short = get(PAGE, headers="X: \r\n")
    fits = get(PAGE, headers="X: " + "x" * (8192 - len(short)) + "\r\n")
    async with running() as shim:
        assert (await shim.ask(fits)).status == 200
        assert (await shim.ask(fits[:5000], fits[5000:])).status == 200
        assert (await shim.ask(fits.replace(b"X: ", b"X: x"))).status == 400


async def test_raw_characters_in_a_query() -> None:
    """What browsers of the time did not encode is taken as it is."""
    async with running() as shim:
        assert (await shim.ask(get(PAGE + '?a=|{}"<>\\^[]`#?;'))).parameters == {"a": '|{}"<>\\^[]`#?;'}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "FOO", "get"])
async def test_other_methods(method: str) -> None:
    """They are 405 with the methods that are allowed, and the connection goes on."""
    async with running() as shim, shim.connect() as connection:
        for _ in range(2):
            await connection.send(get(PAGE, method))
            reply = await connection.receive()
            assert (reply.status, reply.headers["Allow"], reply.body) == (405, METHODS.headers["Allow"], b"")


async def test_a_half_closed_connection_is_answered() -> None:
    """A caller that closes its sending half after the request still gets the answer."""
    async with running() as shim, shim.connect() as connection:
        await connection.send(get(PAGE + "?a=1"))
        connection.writer.write_eof()
        reply = await connection.receive()
        assert reply.parameters == {"a": "1"}
        assert await connection.closed()


async def test_an_upgrade_is_ignored() -> None:
    """A request that offers another protocol is answered in this one."""
    async with running() as shim:
        for protocol in ("h2c", "websocket"):
            upgrade = f"Connection: Upgrade\r\nUpgrade: {protocol}\r\n"
            assert (await shim.ask(get(PAGE + "?a=1", headers=upgrade))).parameters == {"a": "1"}


@pytest.mark.parametrize("cut", [b"zz\r\n", b"3\r\na=12\r\n", b"3\r\na=1\r\n0\nx"])
async def test_malformed_chunks(cut: bytes) -> None:
    """A chunked body that is not one is 400, at once, and the connection is closed."""
    async with running() as shim, shim.connect() as connection:
        headers = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n"
        await connection.send(get(PAGE, "POST", headers), cut)
        assert (await connection.receive()).status == 400
        assert await connection.closed()


async def test_a_body_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who keeps a body back for too long gets a 400, and the connection is closed."""
    monkeypatch.setattr("shim.body.BODY_TIMEOUT_S", 0.05)
    monkeypatch.setattr("shim.server.LINGER_S", 0.05)
    async with running() as shim, shim.connect() as connection:
        await connection.send(post(b"a=1")[:-1])
        assert (await connection.receive()).status == 400
        assert await connection.closed()


async def test_a_body_that_is_too_large() -> None:
    """65,536 bytes are read; one more gets the legacy error, and so does a chunked body, without being read."""
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    chunked = get(PAGE, "POST", "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n")
    async with running() as shim:
        assert (await shim.ask(post(b"a=" + b"x" * 65_534))).parameters["a"] == "x" * 65_534
        for request_bytes in (post(b"a=" + b"x" * 65_535), chunked + chunk + chunk, post(b"x" * 3_000_000)):
            async with shim.connect() as connection:
                await connection.send(request_bytes)
                reply = await connection.receive()
                assert reply.body == b"Error: java.lang.IllegalStateException: request too large"
                assert reply.headers["Connection"] == "close"


async def test_the_caller_is_told_to_go_on() -> None:
    """Who waits for `100 Continue` before the body gets it, unless the body is too large anyway."""
    expects = post(b"a=1").replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    head, _, body = expects.partition(b"\r\n\r\n")
    async with running() as shim, shim.connect() as connection:
        await connection.send(head + b"\r\n\r\n")
        assert (await connection.receive()).status == 100
        await connection.send(body)
        assert (await connection.receive()).parameters == {"a": "1"}


MULTIPART = (
    b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xc3\xa9\r\n'
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n\r\nfile\r\n'
    b'--B\r\nContent-Disposition: form-data; name="b"\r\nContent-Type: text/plain; charset=windows-1252\r\n\r\n'
    b"\x80\r\n--B--\r\n"
)


async def test_multipart() -> None:
    """Fields are read after the query, files are not."""
    async with running() as shim:
        reply = await shim.ask(post(MULTIPART, "multipart/form-data; boundary=B", PAGE + "?q=1&a=0"))
        assert reply.parameters == {"q": "1", "a": "0", "b": "€"}


@pytest.mark.parametrize("length", range(0, len(MULTIPART) - 6, 5))
async def test_broken_multipart(length: int) -> None:
    """A body that breaks off carries no parameters; the query counts, and nothing fails."""
    async with running() as shim:
        reply = await shim.ask(post(MULTIPART[:length], "multipart/form-data; boundary=B", PAGE + "?q=1"))
        assert reply.parameters == {"q": "1"}


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 99],
)
async def test_multipart_without_a_boundary(content_type: str) -> None:
    """It is a broken body like any other."""
    async with running() as shim:
        assert (await shim.ask(post(MULTIPART, content_type, PAGE + "?q=1"))).parameters == {"q": "1"}
