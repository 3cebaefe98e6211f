"""
Ten thousand requests that nobody should send, to the whole application over a real socket, and XSS tried everywhere.

Whatever is sent: never a 5xx status, never a word of ours, never an answer that a JSON caller could not read.
"""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.base import Family, Login, Site
from config.settings import load_settings
from config.stages import Stage
from shim.app import create_app
from shim.bootstrap import fill, ops_store, running_services
from shim.legacy.data_types import DATA_TYPES
from shim.legacy.errors import Bare
from shim.legacy.jsonp import CALLBACK, MAX_CALLBACK
from shim.logs import configure_logs
from shim.passwords import hash_password
from shim.routes import FROZEN, SERVED
from shim.server import listen
from tests.builders import BY_TEST
from tests.unit.shim.wire import Reply, Shim

NOW_MS: Final = 1_321_472_822_803
SITES: Final = ("www.opentracker.net", "shop.example.com")
LOGIN: Final = "login=demo&password=demo"
EXAMPLES: Final = 400
REQUESTS: Final = 25
"""For each example, on one connection: ten thousand in all."""

HOSTILE: Final = (
    *(
        "",
        "0",
        "-1",
        "40",
        "10001",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775809",
        "1e9",
        "٤٠",
        " 40",
        "x",
    ),
    *("2011-11-16", "2011-99-99", "0000-00-00", "-2011-1-1", "99999999999-1-1", "2011-11-16x", "foo", "\ud800"),
    *(
        "yyyy'",
        "b",
        "''''",
        "G" * 600,
        "MMM dd hh:mm a",
        "z zzzz Z X",
        "XXXX",
        "'%s'",
        "%d %n",
        "w W D F u Y",
        "SSSSSSSSSS",
    ),
    *(
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<!--",
        "javascript:alert(1)",
        "\u2028\u2029",
    ),
    *("a.b", "a..b", "9a", "$", "_x.$y", "a" * 128, "a" * 129, "é", "f;alert(1)", "f(1)//", "constructor"),
    *("en_US", "de-DE", "ar_EG", "xx", "zh_Hant_TW", "../../etc/passwd", "en_" * 40, "th_TH_TH"),
    *("America/New_York", "GMT+5:30", "GMT+99", "EST", "Mars/Base", "GMT-00:00"),
    *("1321397999803.180515048", "1321313757710.180515048", "1321401600000.3600000", "1.", ".1", "..", "nobody"),
    *("'; DROP TABLE sessions; --", "1 OR 1=1", "%", "%00", "%zz", "\x7f", "a\r\nSet-Cookie: x=1", "\\", "x" * 3_000),
    *(
        "json",
        "html",
        "jsondatatable",
        "jsonjqgrid",
        "xml",
        "JSON",
        "country",
        "desc",
        "ASC",
        "true",
        "TRUE",
        "3d",
        "d",
    ),
)
NAMES: Final = (
    *("uid", "filterByMachineId", "machine_idx", "filterByVisitId", "session_id", "date", "from", "to", "nextToken"),
    *("offset", "limit", "locale", "ignoreLocale", "dateFormat", "timeZone", "timezone", "dataType", "jsoncallback"),
    *("callback", "page", "rows", "sidx", "sord", "period", "unknown", "LIMIT"),
)
LISTINGS: Final = [route.path for route in SERVED if route.data_types]
PATHS: Final = LISTINGS + [path.replace("/api/", FROZEN) for path in LISTINGS]
MANAGEMENT: Final = [route.path for route in SERVED if not route.data_types]
SAID: Final = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|([^\t\n]+\t[^\t\n]*\n)+|" + "|".join(map(re.escape, Bare)), re.ASCII
)
"""What a management page answers beside `false`: a ticket, lines, a sentence."""
OURS: Final = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|psycopg|sqlite|aiohttp|SELECT |pydantic|NoneType|object at 0x"
)


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


VALUES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30), st.integers().map(str))
PAIRS = st.tuples(st.sampled_from(NAMES), VALUES)
RAW = st.sampled_from(
    ["", "", "", "&limit=5%", "&%=1", "&=&&", "&a=%u00e9", "&limit", "&x=\xff", "&;a=1", "&#", "&a=%00"]
)
EDITS = st.lists(st.tuples(st.integers(0, 4_000), st.sampled_from('\0%&=+;/?"<>\\ .:\xe9\xff\t-b')), max_size=3)
"""Characters that are put in the place of others."""

NO_EDITS: Final[st.SearchStrategy[list[tuple[int, str]]]] = st.just([])

MULTIPART: Final = "multipart/form-data; boundary=b"


def mutated(text: str, edits: list[tuple[int, str]]) -> str:
    """Return a text with characters exchanged."""
    for at, character in edits:
        place = at % max(len(text), 1)
        text = text[:place] + character + text[place + 1 :]
    return text


def multipart(pairs: list[tuple[str, str]]) -> str:
    """Return a body of type `MULTIPART`."""
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs]
    return "".join(parts).encode("utf-8", "surrogatepass").decode("latin-1") + "--b--\r\n"


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Return one whole request with a good login; half of them mutated in the line before it, or in what follows it."""
    pairs = draw(st.lists(PAIRS, max_size=5))
    path = draw(st.sampled_from(PATHS + MANAGEMENT))
    site = ", ".join(SITES) if path.endswith("c_view_session.jsp") else draw(st.sampled_from(SITES))
    login = f"{LOGIN}&administrator=demo&site={encoded(site)}"
    query = "&".join([f"{name}={encoded(value)}" for name, value in pairs]) + draw(RAW)
    method = draw(st.sampled_from(["GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "DELETE", "FOO"]))
    in_line, in_query = draw(st.sampled_from([(NO_EDITS, NO_EDITS), (EDITS, NO_EDITS), (NO_EDITS, EDITS)]))
    line, query_edits = mutated(f"{method} {path}", draw(in_line)), draw(in_query)
    if method != "POST":
        target = f"{line}?{login}&{mutated(query, query_edits)}"
        return f"{target} HTTP/1.1\r\nHost: h\r\n\r\n".encode("latin-1")
    kind = draw(st.sampled_from(["application/x-www-form-urlencoded", "text/plain", MULTIPART, ""]))
    text = multipart(pairs) if kind == MULTIPART else query
    body = mutated(text, query_edits).encode("latin-1")
    head = f"{line}?{login} HTTP/1.1\r\nHost: h\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


@asynccontextmanager
async def whole_application(folder: Path) -> AsyncIterator[Shim]:
    """Run the real application on the demo's data."""
    config = load_settings(
        {},
        ops_store_url=f"sqlite:///{folder / 'ops.db'}",
        legacy_url=f"sqlite:///{folder / 'legacy.db'}",
        events_engine="embedded",
        embedded_file=str(folder / "events.db"),
        login_failure_ms=2_000,
        login_cache_s=3_600,
    )
    async with ops_store(config) as store:
        await store.create_schema()
        for site, stage in zip(SITES, (Stage.LEGACY, Stage.LIVE), strict=True):
            await store.put_site(Site(site, stage), BY_TEST)
        await store.put_logins([Login("demo", hash_password("demo"), frozenset(SITES))], BY_TEST)
    data = Path("config/demo/sessions.jsonl").read_bytes().splitlines(keepends=True)  # noqa: ASYNC240 - before it runs
    for family in Family:
        await fill(config, family, data)
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(running_services(config, lambda: NOW_MS))
        port = await stack.enter_async_context(listen(create_app(services, config), "127.0.0.1", 0, drain_s=5))
        yield Shim(port)


def problem_of(reply: Reply) -> str | None:
    """Say what is wrong with an answer, if anything is."""
    text = reply.body.decode("utf-8", "replace")
    kind = reply.headers.get("Content-Type", "")
    if reply.status >= 500:
        return f"status {reply.status}"
    if "Internal error" in text or (OURS.search(text) and kind.startswith("text/plain")):
        return f"words of ours: {text[:200]!r}"
    if reply.status != 200 or not reply.body:
        return None
    if kind.startswith("text/plain"):
        return None if text.startswith("Error: java.") else f"no legacy error: {text[:200]!r}"
    if kind.startswith("application/javascript"):
        name, _, rest = text.partition("(")
        good = CALLBACK.fullmatch(name) and len(name) <= MAX_CALLBACK and rest.endswith(")")
        return None if good and readable(rest[:-1]) else f"no JSONP: {text[:200]!r}"
    return (
        None if text.startswith("<table") or SAID.fullmatch(text) or readable(text) else f"not readable: {text[:200]!r}"
    )


def readable(text: str) -> bool:
    """Tell whether a text is JSON, in the parentheses of the frozen version or not."""
    try:
        json.loads(text[1:-1] if text.startswith("(") else text)
    except ValueError:
        return False
    return True


async def exchange(shim: Shim, batch: list[bytes]) -> None:
    """Send requests one after the other; a connection that was closed is opened anew."""
    async with AsyncExitStack() as stack:
        connection = await stack.enter_async_context(shim.connect())
        for request in batch:
            await connection.send(request)
            reply = await connection.receive(bodiless=request.startswith(b"HEAD"))
            assert problem_of(reply) is None, request
            if reply.headers.get("Connection") == "close":
                connection = await stack.enter_async_context(shim.connect())


def test_ten_thousand_bad_requests(tmp_path: Path) -> None:
    """None of them gets a 5xx, a word of ours, or an answer that its format's readers cannot read."""
    stream = io.BytesIO()
    configure_logs("info", stream)
    with asyncio.Runner() as runner:
        running = whole_application(tmp_path)
        shim = runner.run(running.__aenter__())

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(st.lists(requests(), min_size=REQUESTS, max_size=REQUESTS))
        def send(batch: list[bytes]) -> None:
            runner.run(exchange(shim, batch))

        try:
            send()
        finally:
            runner.run(running.__aexit__(None, None, None))
    log = stream.getvalue().decode()
    assert log.count('"event":"request"') >= EXAMPLES * REQUESTS
    assert '"event":"failure"' not in log
    assert "alert(1)" not in log


XSS: Final = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--",
    "\u2028alert(1)",
    "\\u003cscript\\u003e",
    "'onmouseover='alert(1)",
)
REPEATED: Final = (
    *(
        "nextToken",
        "limit",
        "offset",
        "date",
        "from",
        "to",
        "period",
        "page",
        "rows",
        "dateFormat",
        "timeZone",
        "locale",
    ),
    *("jsoncallback", "dataType", "uid"),
)


async def test_nothing_that_is_repeated_can_run(tmp_path: Path) -> None:
    """
    Every parameter, format and page with markup in it: what a browser would show as HTML is escaped or sandboxed.

    JSON with a type of `text/html` holds raw `<`, behind a policy that runs nothing; errors are plain text.
    """
    async with whole_application(tmp_path) as shim, shim.connect() as connection:
        for path in PATHS:
            for name in REPEATED:
                for data_type in DATA_TYPES:
                    for payload in XSS:
                        target = f"{path}?{LOGIN}&dataType={data_type}&limit=1&{name}={encoded(payload)}"
                        await connection.send(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
                        reply = await connection.receive()
                        kind = reply.headers["Content-Type"].partition(";")[0]
                        assert reply.headers["X-Content-Type-Options"] == "nosniff"
                        assert kind in {"text/html", "text/plain"}, target
                        if kind == "text/html":
                            assert reply.headers["Content-Security-Policy"].startswith("sandbox;")
                        if reply.body.startswith(b"<table"):
                            assert payload.encode() not in reply.body or "<" not in payload


@pytest.mark.parametrize(
    ("name", "good"),
    [
        *[(name, True) for name in ("f", "_", "$", "a.b.c", "$.x", "jQuery1720_1", "a" * 128, "constructor")],
        *[(name, False) for name in ("9", "a.", ".a", "a..b", "a b", "a;b", "a(", "é", "a\u2028", "a[0]", "a" * 129)],
    ],
)
async def test_callbacks(tmp_path: Path, name: str, good: bool) -> None:  # noqa: FBT001 - a column of the table
    """A dotted name of at most 128 characters is called; anything else is refused, and never printed as a script."""
    async with whole_application(tmp_path) as shim:
        reply = await shim.ask(
            f"GET {PATHS[0]}?{LOGIN}&jsoncallback={encoded(name)} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
        )
    if good:
        assert reply.headers["Content-Type"] == "application/javascript;charset=UTF-8"
        assert reply.body.startswith(f"{name}({{".encode())
    else:
        assert reply.headers["Content-Type"] == "text/plain;charset=UTF-8"
        assert reply.body == b"Error: java.lang.IllegalArgumentException: invalid callback"
