"""
The engine never shows in the bytes: the same stored sessions, asked the same way, answer the same bytes everywhere.

Each test runs on every engine, through the real endpoint; what it answers is compared with the published bytes or with
what the embedded engine answers.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.base import Engine, Family, Login, Site
from adapters.loading import load
from config.settings import load_settings
from config.stages import Stage
from shim.bootstrap import make_ops_store, shipped_labels
from shim.call import Call
from shim.directory import Directory
from shim.endpoints.views.c_view_sessions_by_user import answer
from shim.legacy.errors import LegacyError
from shim.logins import Logins
from shim.passwords import hash_password
from shim.reads import Engines, Reads
from shim.services import Services

DATA = Path("config/demo/sessions.jsonl").read_bytes().splitlines(keepends=True)
GOLDEN = Path("tests/golden/sessions-by-user.documentation.json").read_bytes()
NOW_MS = 1321472822803
SITES = ("www.opentracker.net", "shop.example.com")
STAGES = {Family.LEGACY_SQL: Stage.LEGACY, Family.EVENTS: Stage.LIVE}
Ask = Callable[[str], Awaitable[bytes]]

QUERIES = [
    "",
    "site=shop.example.com",
    "from=0",
    "from=0&limit=3",
    "from=0&limit=300&offset=7",
    "from=0&limit=0&offset=2",
    "from=0&offset=100000",
    "site=shop.example.com&from=0&limit=10000&dateFormat=yyyy-MM-dd HH:mm:ss.SSS Z",
    "date=2011-11-16",
    "date=2011-11-15&timeZone=Asia/Tokyo",
    "from=1321300000000&to=1321390000000",
    "to=1321390000000",
    "nextToken=1321313757710.180515048",
    "nextToken=1321401600000.3600000&limit=5",
    "nextToken=1321400000000&limit=5",
    "nextToken=nobody",
    "uid=1319502921449.180515048&from=0",
    "uid=1319502921449.180515048&date=2011-11-15",
    "uid=nobody&from=0",
    "filterByVisitId=1321313757710.180515048",
    "filterByVisitId=1321313757710.180515048&offset=1",
    "filterByVisitId=nothing",
    "limit=-1",
    "ignoreLocale=true&jsoncallback=f",
    "from=0&limit=300&dataType=html",
    "from=0&limit=0&dataType=html&jsoncallback=f",
    "from=0&limit=300&frozen=",
    "from=0&limit=0&frozen=",
    "from=0&limit=3&frozen=&dataType=jsondatatable&jsoncallback=f",
    "from=0&dataType=jsonjqgrid",
    "from=0&dataType=jsonjqgrid&page=3&rows=20&jsoncallback=f",
    "from=0&dataType=jsonjqgrid&page=2&rows=50&sidx=country&sord=desc",
    "from=0&dataType=jsonjqgrid&rows=300&sidx=duration&sord=asc",
    "from=0&dataType=jsonjqgrid&rows=300&sidx=email&sord=desc",
    "from=0&dataType=jsonjqgrid&offset=5&sidx=nothing+known",
    "from=0&dataType=jsonjqgrid&page=99",
    "from=0&dataType=jsonjqgrid&rows=0",
    "from=0&dataType=jsonjqgrid&rows=x",
    "from=0&dataType=jsonjqgrid&page=x&rows=y",
    "filterByVisitId=1321313757710.180515048&dataType=jsonjqgrid",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ask]:
    """Ask the page of a shim whose sites are served by one engine."""
    async with AsyncExitStack() as stack:
        yield await _asked(engine, tmp_path_factory.mktemp("ops"), stack)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask_reference(other_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ask]:
    """Ask the page of a shim whose sites are served by the embedded engine."""
    async with AsyncExitStack() as stack:
        yield await _asked(other_engine, tmp_path_factory.mktemp("ops"), stack)


async def _asked(engine: Engine, folder: Path, stack: AsyncExitStack) -> Ask:
    settings = load_settings({}, ops_store_url=f"sqlite:///{folder / 'ops.db'}", login_failure_ms=5_000)
    store = make_ops_store(settings)
    await store.open()
    stack.push_async_callback(store.close)
    await store.create_schema()
    for site in SITES:
        await store.put_site(Site(site, STAGES[engine.family]))
    await store.put_logins([Login("demo", hash_password("demo"), frozenset(SITES))])
    directory = Directory(store)
    await directory.start()
    stack.push_async_callback(directory.stop)
    logins = Logins(store, directory, settings, lambda: NOW_MS)
    stack.push_async_callback(logins.close)
    await load(DATA, engine, _refuse)

    async def opened() -> Engine:
        return engine

    engines = Engines({engine.family: opened})
    services = Services(
        settings=settings,
        now_epoch_ms=lambda: NOW_MS,
        directory=directory,
        logins=logins,
        engines=engines,
        reads=Reads(engines, settings.walk_deadline_ms),
        labels=shipped_labels(),
        large_answers=asyncio.Semaphore(1),
    )
    return lambda query: _answer(query, services)


async def _answer(query: str, services: Services) -> bytes:
    given = dict(pair.split("=", 1) for pair in query.split("&") if pair)
    async with AsyncExitStack() as until_sent:
        call = Call(
            method="GET",
            path="/",
            parameters={"login": "demo", "password": "demo"} | given,
            address="127.0.0.1",
            arrived_s=asyncio.get_running_loop().time(),
            request_id="",
            until_sent=until_sent,
            frozen="frozen" in given,
        )
        try:
            return b"".join((await answer(call, services)).body)
        except LegacyError as error:
            return error.text.encode()


def _refuse(number: int, reason: str) -> None:
    raise AssertionError(f"line {number}: {reason}")


@pytest.mark.asyncio(loop_scope="module")
async def test_documented_call_answers_the_published_bytes(ask: Ask) -> None:
    """On every engine, the page's example answers the page's sample."""
    assert await ask("filterByMachineId=1319502921449.180515048") == GOLDEN


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("query", QUERIES)
async def test_same_bytes_as_the_reference(ask: Ask, ask_reference: Ask, query: str) -> None:
    """Whatever is asked, an engine answers what the embedded one answers."""
    assert await ask_reference(query) == await ask(query)


@pytest.mark.asyncio(loop_scope="module")
async def test_paging_by_token_visits_every_session_once(ask: Ask) -> None:
    """Pages joined by their tokens are the one large page."""
    whole = (await ask("from=0&limit=10000")).count(b'"session"')
    token, seen = "", 0
    for _ in range(whole):
        page = await ask(f"from=0&limit=7{'&nextToken=' + token if token else ''}")
        seen += page.count(b'"session"')
        token = page.partition(b'"nextToken": "')[2].partition(b'"')[0].decode()
        if not token:
            break

    assert (seen, token) == (whole, "")
