"""
An old server and the simplest proxy before it, for the pass-through benchmark; each a process of its own.

    python -m tests.benchmarks.old_server          /api/small answers 7 KB, /api/large takes whatever and gives 1 GiB
    python -m tests.benchmarks.old_server URL      the simplest aiohttp proxy that streams, before the server at URL
"""

import asyncio
import sys
from contextlib import suppress
from typing import Final

import aiohttp
from aiohttp import web

SMALL: Final = b"x" * 7_043
PIECE: Final = bytes(65_536)
LARGE_BYTES: Final = 2**30


async def small(_: web.Request) -> web.Response:
    """Answer 7 KB."""
    return web.Response(body=SMALL, content_type="text/html")


async def large(request: web.Request) -> web.StreamResponse:
    """Take whatever comes, then give 1 GiB."""
    async for _ in request.content.iter_any():
        pass
    reply = web.StreamResponse(headers={"Content-Length": str(LARGE_BYTES)})
    await reply.prepare(request)
    for _ in range(LARGE_BYTES // len(PIECE)):
        await reply.write(PIECE)
    return reply


def proxy(url: str, session: aiohttp.ClientSession) -> web.Application:
    """Return the simplest streaming proxy."""

    async def pass_on(request: web.Request) -> web.StreamResponse:
        data = request.content if request.body_exists else None
        async with session.request(request.method, url + request.path_qs, data=data) as answer:
            reply = web.StreamResponse(
                status=answer.status, headers={"Content-Length": answer.headers["Content-Length"]}
            )
            await reply.prepare(request)
            async for piece in answer.content.iter_any():
                await reply.write(piece)
            return reply

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pass_on)
    return app


async def serve(url: str | None) -> None:
    """Serve until the process is ended."""
    async with aiohttp.ClientSession(auto_decompress=False, connector=aiohttp.TCPConnector(limit=0)) as session:
        app = proxy(url, session) if url else web.Application(client_max_size=2 * LARGE_BYTES)
        if not url:
            app.add_routes([web.get("/api/small", small), web.post("/api/large", large)])
        runner = web.AppRunner(app, access_log=None, handle_signals=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"listening on http://127.0.0.1:{site.port}", flush=True)  # noqa: T201 - whoever started us waits for it
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, web.GracefulExit):
        asyncio.run(serve(sys.argv[1] if len(sys.argv) > 1 else None))
