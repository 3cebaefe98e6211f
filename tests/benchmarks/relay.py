"""
A relay in front of an engine, which makes it slow, hung or dead without touching it: a process of its own.

It reads orders from its standard input, one a line: a mode of `MODES`. Run as `python -m tests.benchmarks.relay PORT`.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import click

from tests.benchmarks.load import ADDRESS
from tests.benchmarks.subjects import ROOT, clean_environment

HEALTHY: Final = "healthy"
SLOW: Final = "slow"
HUNG: Final = "hung"
DEAD: Final = "dead"
MODES: Final = (HEALTHY, SLOW, HUNG, DEAD)

SLOW_S: Final = 0.5
READ_BYTES: Final = 65_536


class Relay:
    """Whoever steers a running one."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders, self._answers = process.stdin, process.stdout
        self.port = int(self._answers.readline())

    def turn(self, mode: str) -> None:
        """Make the engine behind it be in a mode, from now on."""
        self._orders.write(f"{mode}\n".encode())
        self._orders.flush()
        self._answers.readline()


@contextmanager
def relayed(port: int) -> Iterator[Relay]:
    """Run a relay to a port while the context is open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.relay", str(port)],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield Relay(process)
    finally:
        process.communicate()  # its orders end, and so does it


class _Pipes:
    """All connections, and what is done with them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._mode, self._healthy = HEALTHY, asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._healthy.set()

    def turn(self, mode: str) -> None:
        """Be in a mode; a dead engine has no connections."""
        self._mode = mode
        (self._healthy.clear if mode == HUNG else self._healthy.set)()
        if mode == DEAD:
            for writer in self._open:
                writer.transport.abort()

    async def take(self, caller: asyncio.StreamReader, to_caller: asyncio.StreamWriter) -> None:
        """Relay one connection until either side ends."""
        if self._mode == DEAD:
            to_caller.transport.abort()
            return
        engine, to_engine = await asyncio.open_connection(ADDRESS, self._port)
        self._open |= {to_caller, to_engine}
        with suppress(ConnectionError):
            await asyncio.gather(self._copy(caller, to_engine), self._delayed(engine, to_caller))
        self._open -= {to_caller, to_engine}
        for writer in (to_caller, to_engine):
            writer.close()

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(READ_BYTES):
            await self._healthy.wait()
            sink.write(data)
        sink.close()

    async def _delayed(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Copy what an engine says, later while it is slow, in its order."""
        loop = asyncio.get_running_loop()
        while data := await source.read(READ_BYTES):
            await self._healthy.wait()
            if self._mode == SLOW:
                loop.call_later(SLOW_S, sink.write, data)
            else:
                sink.write(data)
        sink.close()


async def _main(port: int) -> None:
    pipes = _Pipes(port)
    server = await asyncio.start_server(pipes.take, ADDRESS, 0)
    click.echo(server.sockets[0].getsockname()[1])
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while order := (await orders.readline()).decode().strip():
        pipes.turn(order)
        click.echo(order)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
