"""How running instances follow the ops store, on both databases: quickly, and without missing a change."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from math import inf
from typing import Final, Self

import psycopg
import pytest
import pytest_asyncio

from adapters.base import OpsStore, Site
from adapters.evidence import IgnoreRule
from adapters.ops_store import open_store
from config.flags import EVERYWHERE
from config.stages import Stage
from shim.directory import Directory
from tests.builders import BY_TEST, SITE
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.alone

DEADLINE_MS: Final = 30_000
FLIPS: Final = 20

END_LISTENERS: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE query = 'LISTEN shim_ops' AND datname = current_database()"
)
COUNT_LISTENERS: Final = END_LISTENERS.replace("pg_terminate_backend(pid)", "count(*)")


class Instances:
    """An operator's store, and directories that follow the same database each through a store of its own."""

    def __init__(self, url: str) -> None:
        self.operator = open_store(url, DEADLINE_MS)
        self._url = url
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._stack.push_async_callback(self.operator.close)
        await self.operator.create_schema()
        await self.operator.put_site(Site(SITE), BY_TEST)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def start(self, poll_s: float | None = None, deadline_ms: int = DEADLINE_MS) -> Directory:
        """Start one; with `poll_s` of minutes, whatever it sees in time it was told."""
        store = open_store(self._url, deadline_ms)
        self._stack.push_async_callback(store.close)
        directory = Directory(store) if poll_s is None else Directory(store, poll_s)
        await directory.start()
        self._stack.push_async_callback(directory.stop)
        return directory


@pytest_asyncio.fixture
async def instances(url: str) -> AsyncIterator[Instances]:
    async with Instances(url) as made:
        yield made


async def until(what: Callable[[], object], limit_s: float = 30) -> float:
    """Let others run until something holds, and return how long that took."""
    begun_s = asyncio.get_running_loop().time()
    async with asyncio.timeout(limit_s):
        while not what():  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.002)
    return asyncio.get_running_loop().time() - begun_s


async def put(store: OpsStore, value: str | None, site: str = SITE) -> None:
    await store.put_flag("fallback", site, value, BY_TEST)


async def test_a_flip_is_effective_within_a_second(instances: Instances) -> None:
    """A flag that is set, changed and cleared through one store is so on two instances in under a second, each time."""
    directories = [await instances.start(), await instances.start()]
    took_s = []
    for number in range(FLIPS):
        wanted = number % 2 == 1
        await put(instances.operator, "on" if wanted else "off")
        took_s.append(
            await until(lambda: all(one.flags.of(SITE).fallback is wanted for one in directories))  # noqa: B023 - now
        )
    assert max(took_s) < 1
    await put(instances.operator, "off", EVERYWHERE)
    await put(instances.operator, None)
    await until(lambda: not any(one.flags.of(SITE).fallback for one in directories), 1)
    await put(instances.operator, None, EVERYWHERE)
    await until(lambda: all(one.flags.of(SITE).fallback for one in directories), 1)


async def test_rules_are_followed(instances: Instances) -> None:
    """A rule that is put and removed is so on a running instance, and is not read again for anything else."""
    directory = await instances.start()
    assert list(directory.rules) == []
    rule = IgnoreRule("browsers", "cell:browser", "", "known", 9)
    await instances.operator.evidence.put_rule(rule, BY_TEST)
    await until(lambda: list(directory.rules) == [rule], 1)
    rules = directory.rules
    await put(instances.operator, "off")
    await until(lambda: not directory.flags.of(SITE).fallback, 1)
    assert directory.rules is rules
    await instances.operator.evidence.remove_rule("browsers", BY_TEST)
    await until(lambda: list(directory.rules) == [], 1)


@pytest.mark.postgres
async def test_postgresql_tells(postgres_url: str) -> None:
    """An instance that looks once an hour sees a stage, a flag and a rule at once, as PostgreSQL tells it."""
    async with Instances(postgres_url) as instances:
        directory = await instances.start(poll_s=3_600)
        await until(lambda: directory._listening)
        await instances.operator.move_site(SITE, Site(SITE), Site(SITE, Stage.SHADOW), BY_TEST)
        await until(lambda: directory.sites[SITE].stage is Stage.SHADOW, 1)
        await put(instances.operator, "off")
        await until(lambda: not directory.flags.of(SITE).fallback, 1)
        await instances.operator.evidence.put_rule(IgnoreRule("r", "cell:*", "", "known", 9), BY_TEST)
        await until(lambda: directory.rules, 1)


@pytest.mark.postgres
async def test_what_did_not_happen_is_not_told(postgres_url: str) -> None:
    """A change that failed moves no counter, and what is told is what was committed."""
    async with Instances(postgres_url) as instances:
        directory = await instances.start(poll_s=3_600)
        await until(lambda: directory._listening)
        sites = directory.sites
        with pytest.raises(LookupError):
            await instances.operator.move_site("nowhere", Site(SITE), Site(SITE, Stage.SHADOW), BY_TEST)
        await put(instances.operator, "off")
        await until(lambda: not directory.flags.of(SITE).fallback, 1)
        assert directory.sites is sites


@pytest.mark.postgres
async def test_a_lost_listener_misses_nothing(postgres_url: str) -> None:
    """Each time the listening connection is ended while a flag flips, the flip is seen, and listening begins again."""
    async with Instances(postgres_url) as instances, await _connect(postgres_url) as administrator:
        directory = await instances.start(poll_s=3_600)
        for number in range(6):
            await until(lambda: directory._listening)
            wanted = number % 2 == 1
            await administrator.execute(END_LISTENERS)
            await put(instances.operator, "on" if wanted else "off")
            await until(lambda: directory.flags.of(SITE).fallback is wanted, 5)  # noqa: B023 - now
        await until(lambda: directory._listening)
        cursor = await administrator.execute(COUNT_LISTENERS)
        assert await cursor.fetchone() == (1,)


@pytest.mark.postgres
async def test_without_a_store_flags_stay() -> None:
    """While PostgreSQL is gone the last flags, sites and rules count and age; what changes after its return is seen."""
    with PostgresServer.start() as server:
        async with Instances(server.new_database()) as instances:
            now_s = asyncio.get_running_loop().time
            await put(instances.operator, "off")
            directory = await instances.start()
            assert directory.stale_s(now_s()) < inf
            await until(lambda: directory._listening)
            await asyncio.to_thread(server.kill)
            await until(lambda: directory._lost)
            stale_s = directory.stale_s(now_s())
            await until(lambda: directory.stale_s(now_s()) > stale_s + 0.5)
            assert not directory.flags.of(SITE).fallback
            assert not directory.flags.of("asked for the first time").pin_stage
            assert directory.find(SITE)
            await asyncio.to_thread(server.restart)
            await until(lambda: not directory._lost)
            assert directory.stale_s(now_s()) < stale_s + 0.5
            await instances.operator.read_versions()  # a change, unlike a read, is not tried again by itself
            await put(instances.operator, "on")
            await until(lambda: directory.flags.of(SITE).fallback, 1)
            await until(lambda: directory._listening)


@pytest.mark.postgres
async def test_a_store_that_hangs_is_followed_again() -> None:
    """While PostgreSQL hangs the last flags count and age; once it goes on, what was changed meanwhile is seen."""
    with PostgresServer.start() as server:
        async with Instances(server.new_database()) as instances:
            directory = await instances.start(deadline_ms=500)
            await until(lambda: directory._listening)
            await asyncio.to_thread(server.stop)
            changing = asyncio.ensure_future(put(instances.operator, "off"))
            await until(lambda: directory._lost)
            assert directory.flags.of(SITE).fallback
            assert directory.stale_s(asyncio.get_running_loop().time()) > 0.4
            server.cont()
            await changing
            await until(lambda: not directory.flags.of(SITE).fallback)
            await until(lambda: not directory._lost)


async def _connect(url: str) -> psycopg.AsyncConnection[tuple[object, ...]]:
    return await psycopg.AsyncConnection.connect(url, autocommit=True)
