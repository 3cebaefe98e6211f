"""How the management pages fail, through the whole application: what callers read, and what the log calls it."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
import pytest_asyncio
import structlog

from adapters.base import Login, Site
from config.settings import load_settings
from config.stages import Stage
from shim.app import create_app
from shim.bootstrap import ops_store, running_services
from shim.logs import configure_logs
from shim.passwords import hash_password
from shim.routes import FROZEN
from shim.server import listen
from tests.builders import BY_TEST
from tests.unit.shim.wire import Shim, get, post

LOGIN_USER: Final = "/api/management/login_user.jsp"
FIND_SERVER: Final = "/api/management/find_server.jsp"
GOOD: Final = "administrator=demo&password=demo"
REFUSED: Final = {
    "a=%00": "INVALID_CHARACTER",
    "&".join(f"a{number}=" for number in range(1_001)): "TOO_MANY_PARAMETERS",
    "a" * 65_537: "REQUEST_TOO_LARGE",
}
"""Bodies that no page reads, and why."""


@pytest.fixture
def log() -> Iterator[io.BytesIO]:
    stream = io.BytesIO()
    configure_logs("info", stream)
    yield stream
    structlog.reset_defaults()


@pytest_asyncio.fixture
async def shim(tmp_path: Path, log: io.BytesIO) -> AsyncIterator[Shim]:
    """A shim with one login for one site, that logs to `log`."""
    assert log
    settings = load_settings({}, ops_store_url=f"sqlite:///{tmp_path / 'ops.db'}", login_failure_ms=500)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(ops_store(settings))
        await store.create_schema()
        await store.put_site(Site("a.example", Stage.LEGACY), BY_TEST)
        await store.put_logins([Login("demo", hash_password("demo"), frozenset({"a.example"}))], BY_TEST)
        await store.put_logins([Login("bare", hash_password("demo"), frozenset())], BY_TEST)
        services = await stack.enter_async_context(running_services(settings))
        port = await stack.enter_async_context(listen(create_app(services, settings), "127.0.0.1", 0, drain_s=5))
        yield Shim(port)


def _errors(log: io.BytesIO) -> list[Any]:
    """Return what the log lines call what went wrong, in order; no line quotes a password."""
    assert b"s3cret" not in log.getvalue()
    lines = map(orjson.loads, log.getvalue().splitlines())
    return [line["error"] for line in lines if line["event"] == "request"]


@pytest.mark.parametrize("query", ["login=demo&password=s3cret", "login=s3cret", "login=demo&password=demo&expires=x"])
async def test_no_ticket_has_a_reason_in_the_log(shim: Shim, log: io.BytesIO, query: str) -> None:
    """The caller is told `false`, the log the row of the error."""
    reply = await shim.ask(get(f"{LOGIN_USER}?{query}"))
    assert (reply.body, reply.headers["Content-Type"]) == (b"false", "text/html;charset=UTF-8")
    assert _errors(log) == ["CREDENTIALS"]


@pytest.mark.parametrize("page", [LOGIN_USER, LOGIN_USER.replace("/api/", FROZEN)])
@pytest.mark.parametrize(("body", "row"), REFUSED.items(), ids=REFUSED.values())
async def test_a_request_that_is_not_read_gets_no_ticket(
    shim: Shim, log: io.BytesIO, page: str, body: str, row: str
) -> None:
    """It is `false`, too: a caller that knows nothing else would take an error's text for its ticket."""
    reply = await shim.ask(post(body.encode(), target=page))
    assert (reply.body, reply.headers["Content-Type"]) == (b"false", "text/html;charset=UTF-8")
    assert reply.headers.get("Connection") == ("close" if row == "REQUEST_TOO_LARGE" else None)
    assert _errors(log) == [row]


@pytest.mark.parametrize(
    ("query", "text", "row"),
    [
        ("", "administrator is not supplied.", "NO_ADMINISTRATOR"),
        ("administrator=demo", "password is not supplied.", "NO_PASSWORD"),
        ("administrator=demo&password=s3cret", "Password is not correct for administrator.", "WRONG_PASSWORD"),
        ("administrator=bare&password=demo", "No data profile for administrator.", "NO_PROFILE"),
        (f"{GOOD}&site=s3cret", "site is unknown in administrator's account.", "UNKNOWN_SITE"),
        (GOOD, "a.example\t\n", None),
    ],
)
async def test_a_sentence_has_a_name_in_the_log(
    shim: Shim, log: io.BytesIO, query: str, text: str, row: str | None
) -> None:
    """The caller reads the documented sentence alone, the log has its name."""
    reply = await shim.ask(get(f"{FIND_SERVER}?{query}"))
    assert (reply.body.decode(), reply.headers["Content-Type"]) == (text, "text/html;charset=UTF-8")
    assert _errors(log) == [row]


async def test_find_server_has_no_sentence_for_what_is_not_read(shim: Shim, log: io.BytesIO) -> None:
    """Nothing is documented of it, so it is told as on every other page."""
    reply = await shim.ask(post(b"a=%00", target=FIND_SERVER))
    assert reply.body == b"Error: java.lang.IllegalArgumentException: invalid character in parameter"
    assert _errors(log) == ["INVALID_CHARACTER"]
