"""A shim with endpoints of a test, spoken to over a real socket, byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import orjson

from config.settings import Settings, load_settings
from shim.app import create_app
from shim.call import Answer, Call
from shim.passthrough import Upstream
from shim.routes import Route
from shim.server import listen

PAGE = "/api/views/c_view_sessions_by_user.jsp"
TIMEOUT_S = 10


async def echo(call: Call, _services: object) -> Answer:
    """Answer the call itself."""
    seen = {"method": call.method, "path": call.path, "parameters": dict(call.parameters), "address": call.address}
    return Answer("text/html;charset=UTF-8", (orjson.dumps(seen),))


ECHO = (Route(PAGE, echo, ("json",)),)


class Reply(NamedTuple):
    """One answer as it came off the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw_head: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """What `echo` saw."""
        parameters: dict[str, str] = orjson.loads(self.body)["parameters"]
        return parameters


class Connection:
    """A connection that sends exactly what it is given."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *pieces: bytes) -> None:
        """Send pieces, each in a packet of its own as far as that can be had."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            for _ in range(3 if len(pieces) > 1 else 0):
                await asyncio.sleep(0)

    async def receive(self, *, bodiless: bool = False) -> Reply:
        """Read one answer."""
        async with asyncio.timeout(TIMEOUT_S):
            head = await self.reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = {name: value for name, _, value in (line.partition(": ") for line in lines[1:-2])}
            if bodiless or lines[0].split(" ")[1] == "100":
                body = b""
            elif headers.get("Transfer-Encoding") == "chunked":
                body = await self._chunks()
            elif "Content-Length" in headers:
                body = await self.reader.readexactly(int(headers["Content-Length"]))
            else:
                body = await self.reader.read()
        return Reply(int(lines[0].split(" ")[1]), headers, body, head)

    async def closed(self) -> bool:
        """Wait until the other side closes; whether nothing more came before."""
        async with asyncio.timeout(TIMEOUT_S):
            try:
                return await self.reader.read() == b""
            except ConnectionResetError:
                return True

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return body


class Shim(NamedTuple):
    """A listening shim."""

    port: int

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open a connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield Connection(reader, writer)
        finally:
            writer.close()

    async def ask(self, *pieces: bytes, bodiless: bool = False) -> Reply:
        """Send one request on a connection of its own and read its answer."""
        async with self.connect() as connection:
            await connection.send(*pieces)
            return await connection.receive(bodiless=bodiless)


@asynccontextmanager
async def running(
    routes: Sequence[Route] = ECHO,
    settings: Settings | None = None,
    services: object = None,
    upstream: Upstream | None = None,
) -> AsyncIterator[Shim]:
    """Run a shim on a free port."""
    app = create_app(services, settings or load_settings({}), routes, upstream)
    async with listen(app, "127.0.0.1", 0, drain_s=5) as port:
        yield Shim(port)


def get(target: str, method: str = "GET", headers: str = "") -> bytes:
    """Return the bytes of a request without a body; one character of `target` per byte."""
    return f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode("latin-1")


def post(body: bytes, content_type: str = "application/x-www-form-urlencoded", target: str = PAGE) -> bytes:
    """Return the bytes of a POST with a body of known length."""
    return get(target, "POST", f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n") + body
