"""An ops store that can be read and takes no changes: serving goes on, and a change is refused in words."""

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from psycopg import AsyncConnection

from adapters.base import OpsStore, Site
from adapters.errors import StoreUnwritable
from adapters.evidence import Instance
from adapters.ops_store import open_store, sqlite
from shim.directory import Directory
from shim.ops.pages import add_pages
from tests.builders import BY_TEST, SITE
from tests.ops_data import only_read
from tests.unit.shim.ops.ops_shim import Ops, running_ops

DEADLINE_MS: Final = 30_000
READ_ONLY: Final = "options=-c%20default_transaction_read_only%3Don"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[OpsStore]:
    """Open a store of its own."""
    store = open_store(url, DEADLINE_MS)
    try:
        yield store
    finally:
        await store.close()


async def refused(store: OpsStore, words: str) -> None:
    """Check that a change is refused in these words, and that reading goes on."""
    assert store.refusal == ""
    with pytest.raises(StoreUnwritable, match=words):
        await store.put_site(Site("b"), BY_TEST)
    assert words in store.refusal
    assert store.refusal.isprintable()
    assert [site.name for site in await store.read_sites()] == ["a"]


async def test_a_store_that_is_read_only_says_so(store: OpsStore, url: str) -> None:
    """On either database: reading goes on, a change says what to do, and the next one may be taken."""
    await store.put_site(Site("a"), BY_TEST)
    postgresql = url.startswith("postgresql")
    async with opened(f"{url}{'&' if '?' in url else '?'}{READ_ONLY}" if postgresql else url) as reader:
        if not postgresql:
            await only_read(reader)
        await refused(reader, "it is read-only" if postgresql else "the file may not be written")
        with pytest.raises(StoreUnwritable):
            await reader.evidence.put_instance(Instance("node-1", "", 1))


@pytest.mark.postgres
async def test_a_database_that_is_let_go_is_written_again(postgres_url: str) -> None:
    """Its defaults count for new connections only, so the one that was refused is made anew."""
    async with opened(postgres_url) as store, opened(postgres_url) as other:
        await store.create_schema()
        await store.put_site(Site("a"), BY_TEST)
        async with await AsyncConnection.connect(postgres_url, autocommit=True) as operator:
            name = operator.info.dbname
            await operator.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            await refused(other, "it is read-only")
            await operator.execute("SET default_transaction_read_only = off")
            await operator.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        await other.put_site(Site("b"), BY_TEST)
        assert other.refusal == ""


async def test_a_file_that_is_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own bound on a file stands in for a disk's; nothing of the change stays, and it is taken afterwards."""
    async with opened(f"sqlite:///{tmp_path / 'ops.db'}") as store:
        await store.create_schema()
        await store.put_site(Site("a"), BY_TEST)
        with monkeypatch.context() as patched:
            patched.setattr(sqlite, "SETUP", (*sqlite.SETUP, "PRAGMA max_page_count = 1"))  # what is there, no more
            await store._calls.database.close()  # type: ignore[attr-defined] # the same
            with pytest.raises(StoreUnwritable, match="the disk is full; make room"):
                await store.put_site(Site("b" * 100_000), BY_TEST)
            assert [site.name for site in await store.read_sites()] == ["a"]
        await store.put_site(Site("b" * 100_000), BY_TEST)
        assert store.refusal == ""


async def test_a_disk_that_takes_no_writes_says_so(tmp_path: Path) -> None:
    """The system's own limit on files stands in for a quota, or for a disk that was mounted anew, read-only."""
    async with opened(f"sqlite:///{tmp_path / 'ops.db'}") as store:
        await store.create_schema()
        await store.put_site(Site("a"), BY_TEST)
        with files_end_at((tmp_path / "ops.db-wal").stat().st_size):
            await refused(store, "the disk takes no writes")
        await store.put_site(Site("b"), BY_TEST)
        assert store.refusal == ""


@contextmanager
def files_end_at(size_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def test_a_file_that_was_never_written_ahead_is_read_as_it_is(tmp_path: Path) -> None:
    """Whoever may only read it cannot have it written ahead, and needs not."""
    file = tmp_path / "ops.db"
    async with opened(f"sqlite:///{file}") as store:
        await store.create_schema()
        await store.put_site(Site("a"), BY_TEST)
        async with store._calls.database._connected() as connection:  # type: ignore[attr-defined] # into the works
            await connection.execute_fetchall("PRAGMA journal_mode = DELETE")
    async with opened(f"sqlite:///{file}") as reader:
        await only_read(reader)
        await refused(reader, "the file may not be written")


@pytest_asyncio.fixture
async def ops(tmp_path: Path) -> AsyncIterator[Ops]:
    """An ops listener whose store has become read-only, which nobody has found out yet."""
    async with running_ops(tmp_path, add_pages) as ops:
        await ops.context.store.put_flag("fallback", "", "on", BY_TEST)
        await only_read(ops.context.store)
        yield ops


CHANGES: Final = (
    ("PUT", "/-/api/flags/fallback", {"value": "off", "reason": "x"}),
    ("DELETE", "/-/api/flags/fallback", {"reason": "x"}),
    ("POST", f"/-/api/sites/{SITE}/stage", {"stage": "shadow", "reason": "x"}),
)


@pytest.mark.parametrize(("method", "path", "body"), CHANGES, ids=[path for _, path, _ in CHANGES])
async def test_the_ops_api_refuses_a_change(ops: Ops, method: str, path: str, body: object) -> None:
    """With 503 and one line that says what to do; what only reads is answered."""
    reply = await ops.ask(path, method, json=body)

    assert reply.status == 503
    assert "let the user of this program write it and its folder" in reply.json["detail"]
    assert (await ops.ask("/-/api/sites")).json["total"] == 1


async def test_readiness_and_the_page_say_so(ops: Ops, tmp_path: Path) -> None:
    """It is ready, since serving goes on, and says to anybody why changes are refused, but not of which file."""
    before = (await ops.ask("/-/ready")).json["ops_store"]
    for _ in range(2):
        with pytest.raises(StoreUnwritable):
            await ops.context.store.evidence.put_instance(Instance("tested", "", 1))
    after = await ops.ask("/-/ready")
    page = (await ops.ask("/")).body.decode()

    assert before["takes_changes"] is True
    assert (after.status, after.json["ready"], after.json["ops_store"]["lost"]) == (200, True, False)
    assert after.json["ops_store"]["takes_changes"] is False
    assert "serving goes on; changes are refused, and evidence waits: the file may" in after.json["ops_store"]["note"]
    assert str(tmp_path) not in after.body.decode()
    assert "The ops store takes no changes" in page


async def test_sites_are_followed_all_the_same(store: OpsStore, url: str) -> None:
    """An instance that may only read sees what others change."""
    async with opened(f"{url}{'&' if '?' in url else '?'}{READ_ONLY}" if "postgresql" in url else url) as reader:
        if "sqlite" in url:
            await only_read(reader)
        directory = Directory(reader)
        await directory.start()
        await store.put_site(Site("a"), BY_TEST)
        async with asyncio.timeout(30):
            while directory.find("a") is None:  # noqa: ASYNC110 - the directory tells nobody
                await asyncio.sleep(0.01)
        await directory.stop()
