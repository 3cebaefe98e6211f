"""
`/events`: tells open pages, by server-sent events, that what they show has changed; they then ask for it.

An event names the versions of the flags and of the overview, which stages are part of, and whether the store is lost.
Streams are bounded, and end when the listener does: a browser asks again by itself.
Guarded by `tests/unit/shim/ops/test_live.py`.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from shim.ops.context import CONTEXT, OpsContext
from shim.ops.figures import STALE_S
from shim.ops.rendering import HEADERS
from shim.ops.totals import Overview

OVERVIEW: Final = web.AppKey("overview", Overview)

PULSE_S: Final = 1.5
MAX_STREAMS: Final = 32
RETRY_MS: Final = 5_000
SILENCE_PULSES: Final = 10
"""After so many without a change a comment is sent, by which a connection that is gone is noticed."""


class Streams:
    """How many streams are open, and whether they are to end."""

    def __init__(self, most: int = MAX_STREAMS, pulse_s: float = PULSE_S) -> None:
        self.open, self.most, self.pulse_s = 0, most, pulse_s
        self.ended = asyncio.Event()

    async def pulse(self) -> bool:
        """Wait for the next beat; say whether there is one."""
        try:
            await asyncio.wait_for(self.ended.wait(), self.pulse_s)
        except TimeoutError:
            return True
        return False


STREAMS: Final = web.AppKey("streams", Streams)


def add_events(app: web.Application) -> None:
    """Serve the stream; the overview and the streams live with the application."""
    app.router.add_get("/events", events)
    app.cleanup_ctx.append(_living)
    app.on_shutdown.append(_end)


async def _living(app: web.Application) -> AsyncIterator[None]:
    app[OVERVIEW], app[STREAMS] = Overview(app[CONTEXT]), Streams()
    yield
    await app[OVERVIEW].close()


async def _end(app: web.Application) -> None:
    app[STREAMS].ended.set()


async def events(request: web.Request) -> web.StreamResponse:
    """Stream changes until the listener or the browser ends."""
    streams = request.app[STREAMS]
    if streams.open >= streams.most:
        return web.Response(status=503, text="too many pages are open\n", headers={"Retry-After": "30"})
    headers = {**HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    streams.open += 1
    try:
        await response.prepare(request)
        await response.write(f"retry: {RETRY_MS}\n\n".encode())
        await _stream(request, response, streams)
    except ConnectionResetError:
        pass  # the page was closed
    finally:
        streams.open -= 1
    return response


async def _stream(request: web.Request, response: web.StreamResponse, streams: Streams) -> None:
    context, overview = request.app[CONTEXT], request.app[OVERVIEW]
    known, silent = _state(context, overview), 0
    while await streams.pulse():
        await overview.refresh()
        state = _state(context, overview)
        silent = 0 if state != known else silent + 1
        if state != known:
            known = state
            await response.write(b"event: changed\ndata: %d %d %d\n\n" % state)
        elif silent % SILENCE_PULSES == 0:
            await response.write(b":\n\n")


def _state(context: OpsContext, overview: Overview) -> tuple[int, int, bool]:
    lost = context.directory.stale_s(asyncio.get_running_loop().time()) > STALE_S
    return context.directory.flags.version, overview.version, lost
