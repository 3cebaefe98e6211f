"""Asks the real endpoints of a shim whose sites are all served by one engine."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Protocol

from adapters.base import Engine, Family, Login, Site
from adapters.loading import load
from config.settings import load_settings
from config.stages import Stage
from shim.bootstrap import make_ops_store, make_reads, shipped_labels
from shim.call import Call
from shim.directory import Directory
from shim.endpoints.views.c_view_sessions_by_user import answer
from shim.evidence import Evidence
from shim.legacy.errors import LegacyError
from shim.logins import Logins
from shim.passwords import hash_password
from shim.reads import Engines
from shim.routes import SERVED, Endpoint
from shim.services import Services
from shim.trace import Trace
from tests.builders import BY_TEST

DATA = Path("config/demo/sessions.jsonl").read_bytes().splitlines(keepends=True)
NOW_MS = 1321472822803
HERE = "127.0.0.1"
SITES = ("www.opentracker.net", "shop.example.com")
STAGES = {Family.LEGACY_SQL: Stage.LEGACY, Family.EVENTS: Stage.LIVE}

REFUSED_AFTER_S = 0.5
"""When a wrong login is told, once the good one is known, for which slow machines get two seconds."""

TELLS = {route.endpoint: route.tell or (lambda _: None) for route in SERVED}


class Ask(Protocol):
    """Asks a page, Sessions by User unless another is named."""

    async def __call__(self, query: str, endpoint: Endpoint = ...) -> bytes:
        """Return the bytes of an answer, or of an error's text."""
        ...


async def asked(engine: Engine, folder: Path, stack: AsyncExitStack) -> Ask:
    settings = load_settings({}, ops_store_url=f"sqlite:///{folder / 'ops.db'}", login_failure_ms=2_000)
    store = make_ops_store(settings)
    await store.open()
    stack.push_async_callback(store.close)
    await store.create_schema()
    for site in SITES:
        await store.put_site(Site(site, STAGES[engine.family]), BY_TEST)
    await store.put_logins([Login("demo", hash_password("demo"), frozenset(SITES))], BY_TEST)
    directory = Directory(store)
    await directory.start()
    stack.push_async_callback(directory.stop)
    logins = Logins(store, directory, settings, lambda: NOW_MS)
    stack.push_async_callback(logins.close)
    now_s = asyncio.get_running_loop().time()
    await logins.authenticate(
        login="demo", password="demo", ticket_id=None, site=SITES[0], address=HERE, arrived_s=now_s
    )
    logins._failure_s = REFUSED_AFTER_S
    await load(DATA, engine, _refuse)

    async def opened() -> Engine:
        return engine

    engines = Engines({engine.family: opened})
    services = Services(
        store=store,
        settings=settings,
        now_epoch_ms=lambda: NOW_MS,
        directory=directory,
        logins=logins,
        evidence=Evidence(store.evidence, lambda: NOW_MS),
        engines=engines,
        reads=make_reads(engines, directory, settings, lambda: NOW_MS),
        labels=shipped_labels(),
        large_answers=asyncio.Semaphore(1),
    )
    return partial(_answer, services)


async def _answer(services: Services, query: str, endpoint: Endpoint = answer) -> bytes:
    given = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    async with AsyncExitStack() as until_sent:
        call = Call(
            method="GET",
            path="/",
            parameters={"login": "demo", "password": "demo"} | given,
            address=HERE,
            arrived_s=asyncio.get_running_loop().time(),
            trace=Trace("GET", "", 0),
            until_sent=until_sent,
            frozen="frozen" in given,
        )
        try:
            return b"".join((await endpoint(call, services)).body)
        except LegacyError as error:
            return b"".join(told.body) if (told := TELLS[endpoint](error)) else error.text.encode()


def _refuse(number: int, reason: str) -> None:
    raise AssertionError(f"line {number}: {reason}")
