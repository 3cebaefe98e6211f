"""Listening, and the end of it."""

import asyncio
import os
import signal

import pytest

from config.settings import load_settings
from shim.app import create_app
from shim.call import Answer, Call
from shim.routes import Route
from shim.server import serve
from tests.unit.shim.wire import PAGE, Shim, get, post


class Gate:
    """Lets a test hold a request where it wants it."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.opened = asyncio.Event()


async def _held(call: Call, services: object) -> Answer:
    assert isinstance(services, Gate)
    services.entered.set()
    if "wait" in call.parameters:
        await services.opened.wait()
    return Answer("text/html;charset=UTF-8", (b"answered",))


ROUTES = (Route(PAGE, _held, ("json",)),)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_drains(number: signal.Signals) -> None:
    """What was accepted is answered, also a body that is still coming; then nobody listens, and `serve` returns."""
    gate, listening = Gate(), asyncio.get_running_loop().create_future()
    app = create_app(gate, load_settings({}), ROUTES)
    serving = asyncio.create_task(serve(app, load_settings({}, port=0, drain_s=30), listening.set_result))
    shim = Shim(await listening)
    async with shim.connect() as idle, shim.connect() as busy, shim.connect() as sending:
        await idle.send(get(PAGE))
        assert (await idle.receive()).body == b"answered"
        gate.entered.clear()
        await busy.send(get(PAGE + "?wait"))
        request = post(b"a=1")
        await sending.send(request[:-1])
        await gate.entered.wait()
        os.kill(os.getpid(), number)
        assert await idle.closed()
        gate.opened.set()
        await sending.send(request[-1:])
        for connection in (busy, sending):
            reply = await connection.receive()
            assert (reply.body, reply.headers["Connection"]) == (b"answered", "close")
            assert await connection.closed()
    async with asyncio.timeout(10):
        await serving
    with pytest.raises(ConnectionRefusedError):
        await shim.ask(get(PAGE))


async def test_a_drain_has_an_end() -> None:
    """A request that takes longer than the drain is given up."""
    gate, listening = Gate(), asyncio.get_running_loop().create_future()
    app = create_app(gate, load_settings({}), ROUTES)
    serving = asyncio.create_task(serve(app, load_settings({}, port=0, drain_s=0.1), listening.set_result))
    shim = Shim(await listening)
    async with shim.connect() as busy:
        await busy.send(get(PAGE + "?wait"))
        await gate.entered.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(10):
            await serving
        assert await busy.closed()
