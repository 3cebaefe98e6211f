"""Errors as callers see them, and log lines without values."""

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog

from shim.call import Answer, Call
from shim.legacy.errors import LegacyError, Row
from shim.logs import configure_logs
from shim.middleware import SHOWN, request_ids, shown_parameters
from shim.routes import Route
from tests.unit.shim.wire import ECHO, PAGE, Reply, Shim, get, post, running

SECRET = "s3cret-marked-value"


@pytest.fixture
def log() -> Iterator[io.BytesIO]:
    stream = io.BytesIO()
    configure_logs("debug", stream)
    yield stream
    structlog.reset_defaults()


def _lines(log: io.BytesIO) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in log.getvalue().splitlines()]


async def _failing(call: Call, _services: object) -> Answer:
    match call.parameters:
        case {"repeat": text}:
            raise Row.NUMBER_FORMAT.error(text)
        case {"surrogate": _}:
            raise LegacyError(Row.NUMBER_FORMAT, 'x "\ud800"')
        case {"password": text}:
            raise ValueError(text) from KeyError(text)
        case _:
            raise asyncio.CancelledError


FAILING = (Route(PAGE, _failing, ("json",)),)


async def _fail(shim: Shim, query: str) -> Reply:
    return await shim.ask(get(f"{PAGE}?{query}"))


async def test_a_legacy_error_is_plain_text() -> None:
    """It is 200, `Error: ` and the text, without a newline, and not guessed into anything else."""
    async with running(FAILING) as shim:
        reply = await _fail(shim, "repeat=%3Cb%3E%C3%A9")
        assert (reply.status, reply.body) == (
            200,
            'Error: java.lang.NumberFormatException: For input string: "<b>é"'.encode(),
        )
        assert reply.headers["Content-Type"] == "text/plain;charset=UTF-8"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    """As Java writes it."""
    async with running(FAILING) as shim:
        assert (await _fail(shim, "surrogate")).body == b'Error: x "?"'


async def test_an_unforeseen_error_is_one_fixed_text(log: io.BytesIO) -> None:
    """Callers see one text; the log has the place under the same id, and no value."""
    async with running(FAILING) as shim:
        reply = await _fail(shim, f"password={SECRET}")
    assert reply.body == b"Error: java.lang.RuntimeException: Internal error"
    failure = next(line for line in _lines(log) if line["event"] == "failure")
    assert failure["request_id"] == reply.headers["X-Request-Id"]
    assert any("test_middleware.py" in place for place in failure["error"])
    assert {"builtins.ValueError", "builtins.KeyError"} <= set(failure["error"])
    assert SECRET.encode() not in log.getvalue()


async def test_cancellation_passes() -> None:
    """A cancelled request is not answered."""
    async with running(FAILING) as shim, shim.connect() as connection:
        await connection.send(get(PAGE))
        assert await connection.closed()


async def test_one_line_a_request(log: io.BytesIO) -> None:
    """Method, known path, status, bytes, time and the parameters that may be shown."""
    async with running(ECHO) as shim:
        reply = await shim.ask(get(f"{PAGE}?dataType=json&limit=40&offset=x&site={SECRET}"))
    (line,) = _lines(log)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": reply.headers["X-Request-Id"],
        "method": "GET",
        "path": PAGE,
        "status": 200,
        "bytes": len(reply.body),
        "error": None,
        "dataType": "json",
        "limit": "40",
    }


async def test_no_value_reaches_the_log(log: io.BytesIO) -> None:
    """Marked values in every place of a request are nowhere in the log."""
    requests = [
        get(f"{PAGE}?password={SECRET}&login={SECRET}&dataType={SECRET}&limit={SECRET}&{SECRET}=1"),
        get(f"/{SECRET}?x={SECRET}"),
        get(f"/%zz{SECRET}"),
        get(PAGE, SECRET),
        get(PAGE, headers=f"X-{SECRET}: {SECRET}\r\nCookie: {SECRET}\r\nHost: {SECRET}\r\n"),
        post(f"password={SECRET}&a=%00".encode()),
        post(SECRET.encode(), f"multipart/form-data; boundary={SECRET}"),
        post(
            f'--B\r\nContent-Disposition: form-data; name="{SECRET}; x\r\n\r\n1'.encode(),
            "multipart/form-data; boundary=B",
        ),
        get(PAGE, "POST", "Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n")
        + SECRET.encode()
        + b"\r\n",
        f"GET /{SECRET} {SECRET}\r\n\r\n".encode(),
    ]
    async with running(ECHO) as shim:
        for request in requests:
            await shim.ask(request)
    assert SECRET.encode() not in log.getvalue()
    assert len(_lines(log)) == len(requests)


def test_what_is_shown() -> None:
    """Known words and plain integers, nothing else."""
    assert shown_parameters(dict.fromkeys(SHOWN, "json")) == {"dataType": "json"}
    assert shown_parameters(dict.fromkeys(SHOWN, "-12")) == {"limit": "-12", "offset": "-12"}
    assert shown_parameters({"limit": "١", "offset": "1" * 10, "dataType": "json\n"}) == {}


def test_request_ids_are_unique() -> None:
    """Thousands in a row are different and 16 hex digits long."""
    ids = request_ids()
    taken = [next(ids) for _ in range(5_000)]
    assert len(set(taken)) == len(taken)
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in taken)
