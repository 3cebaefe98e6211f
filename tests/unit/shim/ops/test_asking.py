"""What other instances know of a request: asked over real listeners, with the operator's own word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.base import Family, Site
from adapters.errors import EngineTimeout
from adapters.evidence import Instance
from config.stages import Stage
from shim.breaker import LEAST_READS
from shim.gates import Breakers
from shim.ops import asking
from shim.ops.access import COOKIE
from shim.ops.asking import ask_instances, read_breakers
from shim.ops.pages import add_pages
from shim.switch import move, report_ahead
from shim.trace import Trace
from tests.builders import BY_TEST, SITE
from tests.unit.shim.ops.ops_shim import NOW_MS, TOKEN, Ops, running_ops

ID: Final = "0123456789abcdef"
OTHER_TOKEN: Final = "another token of sixteen characters"


@asynccontextmanager
async def two(folder: Path, ours: str = TOKEN, its: str = TOKEN) -> AsyncIterator[tuple[Ops, Ops]]:
    """Run our instance, and another one that has served a request and is in our store; each has its token."""
    (folder / "other").mkdir()
    async with (
        running_ops(folder, add_pages, ops_token=ours) as own,
        running_ops(folder / "other", ops_token=its) as other,
    ):
        trace = Trace("GET", ID, other.context.now_s())
        trace.site, trace.path, trace.served_by = SITE, "/api/x.jsp", "events"
        trace.step("sessions", "events", 12.34)
        other.context.explanations.keep(trace.end(200, 7_043, trace.started_s))
        await own.context.store.evidence.put_instance(Instance("node-2", f"{other.url}/", NOW_MS))
        yield own, other


def break_events(ops: Ops) -> None:
    """Open the breaker of an instance's Events Engine."""
    for _ in range(LEAST_READS):
        ops.context.engines.breakers[Family.EVENTS].failed(EngineTimeout("late"), ops.context.now_s())


async def test_the_page_shows_what_another_instance_knows(tmp_path: Path) -> None:
    """To whoever shows the token, and to whoever bought a session with it."""
    async with two(tmp_path) as (own, _):
        signed_in = await own.ask("/-/login", "POST", json={"token": TOKEN})
        session = signed_in.headers["set-cookie"].partition(";")[0]
        assert session.startswith(f"{COOKIE}=")
        for shown in ({"Authorization": f"Bearer {TOKEN}"}, {"Cookie": session}):
            reply = await own.ask(f"/requests/{ID}", **shown)
            assert reply.status == 200
            assert b"7,043 bytes" in reply.body
            assert b"12.3" in reply.body


async def test_an_engine_is_broken_when_one_instance_finds_it_so(tmp_path: Path) -> None:
    """Without any token; an instance that cannot be asked knows nothing, and neither do no instances."""
    async with two(tmp_path) as (own, other):
        store = own.context.store
        assert await read_breakers(store) == Breakers(closed=("node-2",))
        await store.evidence.put_instance(Instance("node-1", own.url, NOW_MS))
        await store.evidence.put_instance(Instance("node-3", "", NOW_MS))
        assert await read_breakers(store) == Breakers(closed=("node-1", "node-2"), silent=("node-3",))
        break_events(other)
        assert await read_breakers(store) == Breakers(("node-2",), ("node-1",), ("node-3",))
        assert await read_breakers(store, {"node-2": "closed"}) == Breakers((), ("node-2", "node-1"), ("node-3",))


async def test_a_gate_asks_every_instance(tmp_path: Path) -> None:
    """The page and the ops API find a breaker that is open elsewhere, and say who did not answer."""
    async with two(tmp_path) as (own, other):
        store, shown = own.context.store, {"Authorization": f"Bearer {TOKEN}"}
        await store.evidence.put_instance(Instance("node-3", "", NOW_MS))
        await store.move_site(SITE, Site(SITE), Site(SITE, Stage.SHADOW), BY_TEST)
        await own.context.directory.refresh()

        async def figure(path: str, **body: object) -> tuple[str, bool]:
            told = (await own.ask(path, "POST" if body else "GET", json=body or None, **shown)).json
            (found,) = [one for one in told.get("report", told)["conditions"] if one["name"].endswith("breaker")]
            return found["figure"], found["ok"]

        gate = f"/-/api/sites/{SITE}/gate"
        assert await figure(gate) == ("closed; no answer from node-3", True)
        break_events(other)
        expected = ("open on node-2; no answer from node-3", False)
        assert await figure(gate) == expected
        wanted = {"stage": "canary", "percent": 10, "reason": "x"}
        assert await figure(f"/-/api/sites/{SITE}/stage", **wanted) == expected
        page = await own.ask(f"/sites/{SITE}", **shown)
        assert expected[0] in page.body.decode()


async def test_nobody_is_asked_where_no_gate_is(tmp_path: Path) -> None:
    """A site goes back at once, whoever does not answer."""
    async with two(tmp_path) as (own, _):
        store = own.context.store

        async def asked() -> Breakers:
            raise AssertionError("somebody was asked")

        await move(store, SITE, Stage.SHADOW, 0, BY_TEST, ask_breakers=asked)
        await move(store, SITE, Stage.LEGACY, 0, BY_TEST, ask_breakers=asked)
        assert await report_ahead(store, Site(SITE), NOW_MS, asked) is None


async def test_where_no_token_is_asked_for_none_is_shown(tmp_path: Path) -> None:
    """On one machine, without a token, instances ask one another all the same."""
    async with two(tmp_path, "", "") as (own, _):
        assert b"7,043 bytes" in (await own.ask(f"/requests/{ID}")).body


async def test_who_cannot_be_asked_is_named(tmp_path: Path) -> None:
    """With the reason: another token, no listener, nobody there; nothing is found then."""
    async with two(tmp_path, its=OTHER_TOKEN) as (own, other):
        for name, url in (("node-3", ""), ("node-4", "http://127.0.0.1:1")):
            await own.context.store.evidence.put_instance(Instance(name, url, NOW_MS))
        reply = await own.ask(f"/requests/{ID}", Authorization=f"Bearer {TOKEN}")
        text = reply.body.decode()

    assert reply.status == 404
    assert f'<a href="{other.url}/requests/{ID}">node-2</a>: send Authorization: Bearer' in text
    assert "<li>node-3: has no ops listener; SHIM_OPS_PORT opens one</li>" in text
    assert "node-4</a>: does not answer at http://127.0.0.1:1: Client" in text


async def test_what_is_no_id_is_not_asked(tmp_path: Path) -> None:
    """Nothing of an operator's typing gets into a URL that others are asked for."""
    async with two(tmp_path) as (own, _):
        reply = await own.ask("/requests/..%2F..%2F-%2Fmetrics", Authorization=f"Bearer {TOKEN}")

    assert reply.status == 404
    assert b"node-2" not in reply.body


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (web.json_response(["x"]), "is no shim"),
        (web.json_response({"request_id": ID}), "is of another version"),
        (web.json_response("x" * 70_000), "is no shim"),
        (web.Response(text="<html>"), "does not answer"),
        (web.Response(status=302, headers={"Location": "/elsewhere"}), "is no shim"),
    ],
    ids=["no object", "another version", "too much", "no JSON", "a redirection"],
)
async def test_who_is_no_shim_is_named(answer: web.Response, reason: str) -> None:
    """An old address may be somebody else's by now: what he says is not believed, nor followed."""
    asked = []

    async def answering(request: web.Request) -> web.Response:
        asked.append(request.path)
        return answer

    app = web.Application()
    app.router.add_get("/{path:.*}", answering)
    async with TestServer(app) as server:
        instance = Instance("node-2", str(server.make_url("")), 0)
        (told,) = await ask_instances([instance], ID, {})

    assert told.found is None
    assert reason in told.reason
    assert asked == [f"/-/requests/{ID}"]


async def test_a_silent_instance_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named at the deadline."""
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.05)
    told_to_answer = asyncio.Event()

    async def silent(_request: web.Request) -> web.Response:
        await told_to_answer.wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/{path:.*}", silent)
    async with TestServer(app) as server:
        (told,) = await ask_instances([Instance("node-2", str(server.make_url("")), 0)], ID, {})
        told_to_answer.set()

    assert told.reason.endswith("TimeoutError")
