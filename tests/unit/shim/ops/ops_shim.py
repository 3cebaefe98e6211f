"""The ops application over a real socket, on a store of its own."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import aiohttp
from aiohttp import web

from adapters.base import Family, Site
from config.settings import Settings, load_settings
from shim.bootstrap import make_ops_store
from shim.directory import Directory
from shim.explain import Explanations
from shim.ops.access import CSRF, OPERATOR, Access, check_access
from shim.ops.app import ACCESS, create_ops_app
from shim.ops.context import OpsContext
from shim.ops.listener import ops_listener
from shim.reads import Engines
from tests.builders import BY_TEST, SITE

TOKEN: Final = "a token of sixteen characters or more"
NOW_MS: Final = 1_700_000_000_000


class Reply(NamedTuple):
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    json: Any


class Ops(NamedTuple):
    """A listening ops application."""

    url: str
    context: OpsContext
    app: web.Application

    @property
    def access(self) -> Access:
        """What lets operators in."""
        return self.app[ACCESS]

    async def ask(
        self, path: str, method: str = "GET", *, json: object = None, data: object = None, **headers: str
    ) -> Reply:
        """Send one request; `_` in the name of a header is `-`."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(
                method, self.url + path, json=json, data=data, headers=named, allow_redirects=False
            ) as reply,
        ):
            body = await reply.read()
            told = await reply.json() if reply.content_type.endswith("json") else None
            return Reply(reply.status, {name.lower(): text for name, text in reply.headers.items()}, body, told)


async def _never() -> Any:  # noqa: ANN401 - no engine is ever opened
    raise AssertionError("nobody reads")


def add_asked(app: web.Application) -> None:
    """Mount a page that says who asks and which token its form needs, and takes changes."""

    async def asked(request: web.Request) -> web.Response:
        return web.json_response({"operator": request[OPERATOR], "csrf": request[CSRF]})

    async def broken(_request: web.Request) -> web.Response:
        raise ValueError("with a secret")

    app.router.add_get("/asked", asked)
    app.router.add_post("/asked", asked)
    app.router.add_get("/broken", broken)


@asynccontextmanager
async def running_ops(
    folder: Path, more: Callable[[web.Application], None] = add_asked, /, **settings: object
) -> AsyncIterator[Ops]:
    """Run it on a free port; there is one site, and both engines are named."""
    made = ops_settings(folder, **settings)
    check_access(made)
    store = make_ops_store(made)
    await store.open()
    directory = Directory(store)
    try:
        await store.create_schema()
        await store.put_site(Site(SITE), BY_TEST)
        await directory.start()
        context = OpsContext(
            settings=made,
            instance="tested",
            store=store,
            directory=directory,
            engines=Engines(dict.fromkeys(Family, _never)),
            explanations=Explanations(made.explain_keep_s),
            now_epoch_ms=lambda: NOW_MS,
        )
        app = create_ops_app(context, (more,))
        async with ops_listener(app, made) as url:
            yield Ops(url, context, app)
    finally:
        await directory.stop()
        await store.close()


def ops_settings(folder: Path, **settings: object) -> Settings:
    """Return settings of a listener on a free port, over a store in a folder."""
    return load_settings({}, **{"ops_port": 0, "ops_store_url": f"sqlite:///{folder / 'ops.db'}"} | settings)
