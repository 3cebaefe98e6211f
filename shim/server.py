"""
Listening: one application on one address, until a signal ends it.

Must not know what is served. Guarded by `tests/unit/shim/test_server.py` and `tests/integration/test_wire.py`.
"""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web
from aiohttp.web_server import Server

from config.settings import Settings
from shim.app import SETTINGS, make_edge
from shim.middleware import Edge
from shim.protocol import PARSER_LIMITS, WireServer
from shim.replies import request_factory

KEEP_ALIVE_S: Final = 75
"""Longer than the minute after which most proxies let an idle connection go, so that they are the ones who close it."""

LINGER_S: Final = 5
"""How long the unread rest of a refused body is thrown away, so that the caller can read why."""

BACKLOG: Final = 1_024

GRACE_S: Final = 0.05
"""What the kernel has accepted for us by the time of the signal is read within this."""


FORCED_S: Final = 0.1
"""How long a request that outlasted the drain has to take its cancellation; aiohttp reads 0 as for ever."""


class WireRunner(web.AppRunner):
    """aiohttp's runner, with connections of `protocol.py`."""

    _edge: Edge | None = None

    async def _make_server(self) -> Server:
        await super()._make_server()  # starts the application
        edge = self._edge = make_edge(self.app)
        return WireServer(
            edge.handle,
            refuse=edge.refuse,
            request_factory=request_factory(self.app[SETTINGS].server_header),
            access_log=None,
            auto_decompress=False,
            keepalive_timeout=KEEP_ALIVE_S,
            lingering_time=LINGER_S,
            **PARSER_LIMITS,
        )

    async def cleanup(self) -> None:
        """End every connection, then what was noted of their requests."""
        await super().cleanup()
        if self._edge is not None:
            self._edge.close()


@asynccontextmanager
async def listen(app: web.Application, host: str, port: int, drain_s: float) -> AsyncIterator[int]:
    """
    Serve an application while the context is open.

    Args:
        app: from `create_app`.
        host: the address to listen on.
        port: 0 takes a free one.
        drain_s: at the end, how long accepted requests may take.

    Yields:
        The port.
    """
    runner = WireRunner(app, shutdown_timeout=FORCED_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=BACKLOG)
        await site.start()
        yield site.port
        await site.stop()
        await asyncio.sleep(GRACE_S)
        if isinstance(runner.server, WireServer):
            await runner.server.drain(drain_s)
    finally:
        await runner.cleanup()


async def serve(
    app: web.Application,
    settings: Settings,
    on_listening: Callable[[int], None],
    on_stopping: Callable[[], None] = lambda: None,
) -> None:
    """
    Serve until SIGTERM or SIGINT, then answer what was accepted and return.

    Args:
        app: from `create_app`.
        settings: `host`, `port` and `drain_s` are used here.
        on_listening: called once with the port.
        on_stopping: called once the signal is there, before the rest is answered.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stopped.set)
    async with listen(app, settings.host, settings.port, settings.drain_s) as port:
        gc.collect()
        gc.freeze()  # what start-up made stays: looking through it again costs a few per cent of every request
        on_listening(port)
        await stopped.wait()
        on_stopping()
    gc.unfreeze()
