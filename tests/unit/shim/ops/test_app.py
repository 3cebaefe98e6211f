"""What every answer of the ops application has, and how errors look."""

from pathlib import Path

import pytest
from aiohttp import web

from adapters.errors import Conflict, EngineTimeout, StoreUnreachable
from config.flags import FlagError
from shim.ops.app import HEADERS
from shim.stages import StageError
from tests.unit.shim.ops.ops_shim import running_ops


@pytest.mark.parametrize("path", ["/-/live", "/-/login", "/nothing", "/asked", "/broken"])
async def test_every_answer_keeps_the_browser_in(tmp_path: Path, path: str) -> None:
    """Whatever is answered has all security headers."""
    async with running_ops(tmp_path) as ops:
        reply = await ops.ask(path)

    assert {name.lower(): text for name, text in HEADERS.items()}.items() <= reply.headers.items()


async def test_errors_are_problems(tmp_path: Path) -> None:
    """Not found, another method and a failure are one JSON object; a failure's text goes nowhere."""
    async with running_ops(tmp_path) as ops:
        missing, method, broken = (
            await ops.ask("/nothing"),
            await ops.ask("/-/live", "PUT", json={}),
            await ops.ask("/broken"),
        )

    assert [reply.headers["content-type"] for reply in (missing, method, broken)] == ["application/problem+json"] * 3
    assert (missing.status, missing.json["title"]) == (404, "Not Found")
    assert (method.status, method.headers["allow"]) == (405, "GET,HEAD")
    assert broken.status == 500
    assert b"secret" not in broken.body


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Conflict("moved"), 409),
        (StoreUnreachable("moved"), 503),
        (EngineTimeout("moved"), 502),
        (StageError("moved"), 422),
        (FlagError("moved"), 422),
        (LookupError("moved"), 404),
    ],
)
async def test_errors_with_words_are_told(tmp_path: Path, error: Exception, status: int) -> None:
    """What an operator can act on comes with its text."""

    async def fail(_request: web.Request) -> web.Response:
        raise error

    def add_failing(app: web.Application) -> None:
        app.router.add_get("/fail", fail)

    async with running_ops(tmp_path, add_failing) as ops:
        reply = await ops.ask("/fail")

    assert (reply.status, reply.json["detail"]) == (status, "moved")
