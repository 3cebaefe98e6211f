"""The directory: it follows the store, keeps its last state without it, and knows how old that is."""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from math import inf
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from adapters.base import Login, OpsStore, Site
from adapters.ops_store import open_store
from config.stages import Stage
from shim.directory import Directory
from shim.logs import configure_logs
from tests.builders import BY_TEST

DEADLINE_MS = 30_000


async def until(what: Callable[[], object]) -> None:
    """Let others run until something holds; the test's own time limit is the only one."""
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[OpsStore]:
    made = open_store(f"sqlite:///{tmp_path / 'ops.db'}", DEADLINE_MS)
    await made.open()
    await made.create_schema()
    yield made
    await made.close()


async def test_sites_are_known_once_started(store: OpsStore) -> None:
    """A started directory knows every site, by its exact name only."""
    await store.put_site(Site("a.example.com", Stage.LIVE), BY_TEST)
    directory = Directory(store)
    await directory.start()
    assert directory.find("a.example.com") == Site("a.example.com", Stage.LIVE)
    assert directory.find("A.example.com") is None
    await directory.stop()
    await directory.stop()


async def test_a_change_is_followed(store: OpsStore) -> None:
    """A changed stage and a new site are seen without being asked for, and what was read before stays as it was."""
    await store.put_site(Site("a"), BY_TEST)
    directory = Directory(store, poll_s=0.001)
    await directory.start()
    before = directory.sites
    await store.move_site("a", Site("a"), Site("a", Stage.LIVE), BY_TEST)
    await store.put_site(Site("b"), BY_TEST)
    await until(lambda: "b" in directory.sites)
    assert directory.sites["a"].stage is Stage.LIVE
    assert dict(before) == {"a": Site("a")}
    with pytest.raises(TypeError):
        before["c"] = Site("c")  # type: ignore[index] # that is the point
    await directory.stop()


async def test_the_counter_of_logins_is_followed(store: OpsStore) -> None:
    """The counter of logins moves when logins change, and the sites are not read again for that."""
    directory = Directory(store)
    assert directory.logins_version < 0
    await directory.refresh()
    sites, first = directory.sites, directory.logins_version
    await store.put_logins([Login("jane", "{plain}x")], BY_TEST)
    await directory.refresh()
    assert directory.logins_version > first
    assert directory.sites is sites


async def test_the_last_state_stays_without_a_store(store: OpsStore, tmp_path: Path) -> None:
    """When the store goes, sites stay known and age; when it comes back, the directory follows again and says so."""
    stream = io.BytesIO()
    configure_logs("info", stream)
    now_s = asyncio.get_running_loop().time
    await store.put_site(Site("a"), BY_TEST)
    directory = Directory(store, poll_s=0.001)
    assert directory.stale_s(now_s()) == inf
    await directory.start()
    assert directory.stale_s(now_s()) < 30
    (tmp_path / "ops.db").rename(tmp_path / "away.db")
    await until(lambda: b"ops_store_lost" in stream.getvalue())
    stale_s = directory.stale_s(now_s())
    assert directory.find("a") == Site("a")
    await until(lambda: directory.stale_s(now_s()) > stale_s)
    (tmp_path / "away.db").rename(tmp_path / "ops.db")
    await until(lambda: b"ops_store_back" in stream.getvalue())
    await store.put_site(Site("b"), BY_TEST)
    await until(lambda: directory.find("b"))
    await directory.stop()
    assert [orjson.loads(line)["event"] for line in stream.getvalue().splitlines()] == [
        "ops_store_lost",
        "ops_store_back",
    ]


async def test_it_starts_without_a_store(tmp_path: Path) -> None:
    """A directory starts while the store is down, knows no site, and knows them once the store is there."""
    configure_logs("error", io.BytesIO())
    url = f"sqlite:///{tmp_path / 'ops.db'}"
    store, other = open_store(url, DEADLINE_MS), open_store(url, DEADLINE_MS)
    directory = Directory(store, poll_s=0.001)
    await directory.start()
    assert dict(directory.sites) == {}
    await other.create_schema()
    await other.put_site(Site("a"), BY_TEST)
    await until(lambda: directory.find("a"))
    await directory.stop()
    await other.close()
    await store.close()


async def test_ten_thousand_sites(store: OpsStore, tmp_path: Path) -> None:
    """Ten thousand sites are found by name."""
    await store.put_site(Site("example.com"), BY_TEST)
    with closing(sqlite3.connect(tmp_path / "ops.db")) as connection, connection:
        connection.executemany(
            "INSERT INTO sites (name, stage, timezone, clock, content_type, server) VALUES (?, ?, ?, ?, ?, ?)",
            [(f"{number}.example.com", *Site("")[1:6]) for number in range(9_999)],
        )
    directory = Directory(store)
    await directory.refresh()
    assert len(directory.sites) == 10_000
    assert directory.find("9998.example.com") == Site("9998.example.com")
