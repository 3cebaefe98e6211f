"""
Pass-through: a 7 KB answer beside the simplest aiohttp proxy that streams, and the memory that 1 GiB each way takes.

Source: the goals of the second milestone.
"""

import asyncio
import os
from functools import partial
from typing import Final

from tests.benchmarks.engines import EMBEDDED, BenchEngine
from tests.benchmarks.figures import BenchError
from tests.benchmarks.load import ADDRESS, get
from tests.benchmarks.main_job import ROUND_S, WARM_UP_S
from tests.benchmarks.old_server import LARGE_BYTES, PIECE, SMALL
from tests.benchmarks.pairing import in_turn, ratios
from tests.benchmarks.stand import Server, Stand, measure
from tests.benchmarks.subjects import CORES, running

ENGINES: Final[tuple[BenchEngine, ...]] = (EMBEDDED,)
MODULE: Final = "tests.benchmarks.old_server"
CONNECTIONS: Final = 16
LEAST_SPEED: Final = 0.9
GREATEST_MIB: Final = 16


def run(stand: Stand) -> None:
    """Measure both proxies in turn, then the memory of ours."""
    log = stand.folder / "old-server.log"
    with running(["-m", MODULE], log) as (old, old_port):
        os.sched_setaffinity(old.pid, CORES[-1:])  # beside the load, not beside the proxies
        url = f"http://{ADDRESS}:{old_port}"
        environment = stand.environment(EMBEDDED) | {"SHIM_UPSTREAM_URL": url}
        with (
            running(["-m", MODULE, url], log) as simplest,
            running(["-m", "shim", "serve", "--port", "0"], stand.folder / "shim.log", environment) as shim,
        ):
            _speed(stand, Server(*simplest), Server(*shim))
            _memory(stand, Server(*shim))


def _speed(stand: Stand, simplest: Server, shim: Server) -> None:
    requests = [get("/api/small", SMALL[:40], len(SMALL))]
    for server in (simplest, shim):
        measure(server, requests, CONNECTIONS, WARM_UP_S)
    variants = [partial(measure, server, requests, CONNECTIONS, ROUND_S) for server in (simplest, shim)]
    speeds = ratios(in_turn(variants, 2 * stand.rounds), lambda one: one.load.per_s)
    stand.report.add_ratios("passed on, 7 KB: requests/s over the simplest proxy's", speeds, at_least=LEAST_SPEED)


def _memory(stand: Stand, shim: Server) -> None:
    idle_mib = shim.process.resident_mib()
    shim.process.forget_peak()
    asyncio.run(_both_ways(shim.port))
    over_mib = shim.process.peak_mib() - idle_mib
    stand.report.add("passed on, 1 GiB both ways: memory over idle", over_mib, "MiB", at_most=GREATEST_MIB)


async def _both_ways(port: int) -> None:
    reader, writer = await asyncio.open_connection(ADDRESS, port)
    writer.write(f"POST /api/large HTTP/1.1\r\nHost: {ADDRESS}\r\nContent-Length: {LARGE_BYTES}\r\n\r\n".encode())
    for _ in range(LARGE_BYTES // len(PIECE)):
        writer.write(PIECE)
        await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    got = 0
    while got < LARGE_BYTES and (piece := await reader.read(len(PIECE))):
        got += len(piece)
    writer.close()
    if not head.startswith(b"HTTP/1.1 200") or got < LARGE_BYTES:
        raise BenchError(f"{got:,} bytes of {LARGE_BYTES:,} came back: {head!r}")
