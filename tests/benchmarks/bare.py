"""
A bare aiohttp handler that sends a constant body: what a machine can do at all. Run as `... bare BYTES BEGINNING`.
"""

import asyncio
import sys
from contextlib import suppress

import click
from aiohttp import web

from tests.benchmarks.load import ADDRESS


async def _serve(body: bytes) -> None:
    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(body=body, content_type="text/html")

    runner = web.ServerRunner(web.Server(answer), access_log=None, handle_signals=True)
    await runner.setup()
    site = web.TCPSite(runner, ADDRESS, 0)
    await site.start()
    click.echo(f"listening on http://{ADDRESS}:{site.port}")
    await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(web.GracefulExit):
        asyncio.run(_serve(sys.argv[2].encode().ljust(int(sys.argv[1]))))
