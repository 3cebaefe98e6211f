"""The operator's page on an application of its own, over a real ops store on SQLite."""

from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler

from adapters.base import OpsStore
from adapters.ops_store import open_store
from config.settings import load_settings
from shim.directory import Directory
from shim.explain import Explanations
from shim.ops.access import CSRF, OPERATOR
from shim.ops.context import CONTEXT, OpsContext
from shim.ops.pages import add_pages
from shim.reads import Engines
from tests.ops_data import NOW_MS

DEADLINE_MS = 60_000


class Page(NamedTuple):
    """The page as its operator reads it."""

    client: TestClient[web.Request, web.Application]
    context: OpsContext

    async def read(self, path: str, status: int = 200) -> str:
        """Return a page's text."""
        async with self.client.get(path) as reply:
            assert reply.status == status, await reply.text()
            return await reply.text()

    async def send(self, path: str, status: int = 200, /, **fields: str) -> str:
        """Send a form and return the text of the page after it."""
        async with self.client.post(path, data=fields) as reply:
            text = await reply.text()
            assert reply.status == status, text
            return unescape(text)


@web.middleware
async def _as_jane(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[OPERATOR], request[CSRF] = "jane", "a token"
    return await handler(request)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[OpsStore]:
    made = open_store(f"sqlite:///{tmp_path / 'ops.db'}", DEADLINE_MS)
    await made.open()
    await made.create_schema()
    yield made
    await made.close()


@pytest.fixture
def context(store: OpsStore) -> OpsContext:
    directory = Directory(store, poll_s=0.01)
    return OpsContext(load_settings({}), "node-1", store, directory, Engines({}), Explanations(600), lambda: NOW_MS)


@pytest_asyncio.fixture
async def open_page(context: OpsContext) -> AsyncIterator[Callable[[], Awaitable[Page]]]:
    """Open the page once the store is filled."""
    opened: list[Any] = []

    async def open_() -> Page:
        await context.directory.start()
        app = web.Application(middlewares=[_as_jane])
        app[CONTEXT] = context
        add_pages(app)
        client = TestClient(TestServer(app))
        await client.start_server()
        opened.append(client)
        return Page(client, context)

    yield open_
    for client in opened:
        await client.close()
    await context.directory.stop()
