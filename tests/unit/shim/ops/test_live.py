"""`/events`: a stream says that something changed, streams are bounded, and end with the listener."""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.base import OpsStore, Site
from config.stages import Stage
from shim.ops.live import STREAMS
from tests.builders import BY_TEST
from tests.unit.shim.ops.conftest import Page

Open = Callable[[], Awaitable[Page]]


async def test_a_change_is_told(store: OpsStore, open_page: Open) -> None:
    """A moved site and a turned flag are an event each, soon after."""
    await store.put_site(Site("a"), BY_TEST)
    page = await open_page()
    page.client.app[STREAMS].pulse_s = 0.01
    await page.read("/")
    async with asyncio.timeout(20), page.client.get("/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readuntil(b"\n\n") == b"retry: 5000\n\n"
        await store.move_site("a", Site("a"), Site("a", Stage.SHADOW), BY_TEST)
        assert (await _event(stream.content)).startswith(b"event: changed\ndata: 0 ")
        await store.put_flag("fallback", "", "off", BY_TEST)
        assert (await _event(stream.content)).startswith(b"event: changed\ndata: 1 ")


async def test_streams_are_bounded(open_page: Open) -> None:
    """One more than may be is a 503; a closed one makes room."""
    page = await open_page()
    streams = page.client.app[STREAMS]
    streams.most, streams.pulse_s = 1, 0.01
    async with page.client.get("/events") as first:
        await first.content.readuntil(b"\n\n")
        async with page.client.get("/events") as second:
            assert second.status == 503
        first.close()
        async with asyncio.timeout(20):
            while streams.open:  # noqa: ASYNC110 - nobody sets an event for it
                await asyncio.sleep(0.01)


async def test_streams_end_with_the_listener(open_page: Open) -> None:
    """Shutting down ends what is open at once."""
    page = await open_page()
    async with asyncio.timeout(20), page.client.get("/events") as stream:
        await stream.content.readuntil(b"\n\n")
        page.client.app[STREAMS].ended.set()
        assert await stream.content.read() == b""


async def _event(content: asyncio.StreamReader | object) -> bytes:
    """Return the next event, comments passed over."""
    while True:
        event: bytes = await content.readuntil(b"\n\n")  # type: ignore[union-attr] # aiohttp's reader
        if not event.startswith(b":"):
            return event
