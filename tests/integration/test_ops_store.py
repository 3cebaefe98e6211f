"""The ops store on both databases: one suite, then what only one of them can suffer."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from adapters.base import Finding, Login, OpsStore, OpsVersions, Site, Ticket
from adapters.errors import Conflict, StoreUnreachable
from adapters.ops_store import open_store
from adapters.ops_store.calls import Calls
from adapters.ops_store.store import TICKETS_PER_LOGIN
from config.stages import Stage
from shim.directory import Directory
from tests.builders import BY_TEST
from tests.servers.postgres import PostgresServer

DEADLINE_MS: Final = 30_000


async def test_a_site_is_kept_as_it_was_put(store: OpsStore) -> None:
    """Every field of a site comes back, and putting it again replaces all of them but where it stands."""
    full = Site(
        "Größe '\"%s:x", Stage.CANARY, "Europe/Amsterdam", "server-offset:UTC:4", "application/json", "s1", 1, 2, 3, 0
    )
    await store.put_site(Site("b"), BY_TEST)
    await store.put_site(full, BY_TEST)
    assert await store.read_sites() == [full, Site("b")]
    await store.put_site(Site(full.name), BY_TEST)
    assert await store.read_sites() == [Site(full.name, Stage.CANARY, canary_percent=3), Site("b")]


@pytest.mark.parametrize("name", ["A", "", "b", "a\0", "\ud800", "a" * 10_000])
async def test_one_site_is_found(store: OpsStore, name: str) -> None:
    """A site is found by its exact name; any other text is no site, and no failure of the store."""
    await store.put_site(Site("a", Stage.SHADOW), BY_TEST)
    assert await store.find_site("a") == Site("a", Stage.SHADOW)
    assert await store.find_site(name) is None


async def test_a_stage_is_moved(store: OpsStore) -> None:
    """Moving a site changes where it stands and since when, and nothing else."""
    await store.put_site(Site("a", server="s1"), BY_TEST)
    canary = Site("a", Stage.CANARY, canary_percent=10)
    await store.move_site("a", Site("a"), canary, BY_TEST._replace(at_epoch_ms=7))
    assert await store.read_sites() == [canary._replace(server="s1", since_epoch_ms=7)]


async def test_of_two_who_move_a_site_one_is_told(store: OpsStore) -> None:
    """Who moves a site from where it no longer stands is told where it is, and nothing has happened."""
    await store.put_site(Site("a"), BY_TEST)
    await store.move_site("a", Site("a"), Site("a", Stage.SHADOW), BY_TEST)
    before = await store.read_versions(), await store.read_audit_head()
    with pytest.raises(Conflict, match="a is in shadow now, no longer in legacy"):
        await store.move_site("a", Site("a"), Site("a", Stage.SHADOW), BY_TEST)
    assert (await store.read_versions(), await store.read_audit_head()) == before


async def test_an_earlier_stay_is_another(store: OpsStore) -> None:
    """Who decided on a site that has left its stage since, and has come back to it, is told so."""
    first, second = Site("a", Stage.LIVE, since_epoch_ms=5), Site("a", Stage.LIVE, since_epoch_ms=7)
    await store.put_site(first, BY_TEST._replace(at_epoch_ms=5))
    await store.move_site("a", first, Site("a"), BY_TEST._replace(at_epoch_ms=6))
    await store.move_site("a", Site("a"), second, BY_TEST._replace(at_epoch_ms=7))
    with pytest.raises(Conflict, match="a is in live again, and was elsewhere meanwhile"):
        await store.move_site("a", first, Site("a", Stage.SHADOW), BY_TEST)
    await store.move_site("a", second, Site("a", Stage.SHADOW), BY_TEST)


async def test_a_site_that_is_not_there_is_not_moved(store: OpsStore) -> None:
    """Moving an unknown site is a `LookupError`, and the counter stays; case counts."""
    await store.put_site(Site("a"), BY_TEST)
    before = await store.read_versions()
    with pytest.raises(LookupError, match="there is no site A"):
        await store.move_site("A", Site("A"), Site("A", Stage.LIVE), BY_TEST)
    assert await store.read_versions() == before


async def test_logins_are_kept_with_their_sites(store: OpsStore) -> None:
    """Logins come back with their sites, differ by case, and are replaced with all their sites."""
    await store.put_logins(
        [Login("x", "h", frozenset({"a", "b"})), Login("X", "i"), Login("ü%s", "j", frozenset({"c"}))], BY_TEST
    )
    assert await store.find_login("x") == Login("x", "h", frozenset({"a", "b"}))
    assert await store.find_login("X") == Login("X", "i")
    assert await store.find_login("y") is None
    await store.put_logins(
        [Login("x", "k", frozenset({"b", "d"})), Login("X", "l"), Login("X", "m", frozenset({"e"}))], BY_TEST
    )
    assert await store.read_logins() == [
        Login("X", "m", frozenset({"e"})),
        Login("x", "k", frozenset({"b", "d"})),
        Login("ü%s", "j", frozenset({"c"})),
    ]


async def test_logins_are_put_all_or_none(store: OpsStore) -> None:
    """When one of the logins cannot be stored, none is, and the counter stays."""
    with pytest.raises(StoreUnreachable):
        await store.put_logins([Login("x", "h"), Login("y", "\ud800")], BY_TEST)
    assert await store.read_logins() == []
    assert await store.read_versions() == OpsVersions(0, 0, 0, 0)
    await store.put_logins([Login("x", "h")], BY_TEST)
    assert await store.read_logins() == [Login("x", "h")]


async def test_counters_grow_with_changes_of_their_kind(store: OpsStore) -> None:
    """Each change of sites or of logins moves its own counter, and a replaced hash moves none."""
    assert await store.read_versions() == OpsVersions(0, 0, 0, 0)
    await store.put_site(Site("a"), BY_TEST)
    await store.move_site("a", Site("a"), Site("a", Stage.SHADOW), BY_TEST)
    assert await store.read_versions() == OpsVersions(2, 0, 0, 0)
    await store.put_logins([Login("x", "h"), Login("y", "h")], BY_TEST)
    await store.replace_hash("x", "h", "i")
    assert await store.read_versions() == OpsVersions(2, 1, 0, 0)


async def test_a_hash_is_replaced_only_where_it_stands(store: OpsStore) -> None:
    """The first of two replacements of a hash counts, the second is told that it came too late."""
    await store.put_logins([Login("x", "h", frozenset({"a"}))], BY_TEST)
    assert await store.replace_hash("x", "h", "i")
    assert not await store.replace_hash("x", "h", "j")
    assert not await store.replace_hash("y", "h", "j")
    assert await store.find_login("x") == Login("x", "i", frozenset({"a"}))


async def test_tickets_are_kept_until_they_expire(store: OpsStore) -> None:
    """A ticket comes back with its login as that is now; the next one that is put sweeps those that have expired."""
    await store.put_logins([Login("x", "h", frozenset({"a", "b"})), Login("y", "i")], BY_TEST)
    await store.put_ticket("d1", "x", 1_000, 0)
    await store.put_ticket("d2", "y", 2_000, 0)
    assert await store.find_ticket("d1") == Ticket(Login("x", "h", frozenset({"a", "b"})), 1_000)
    assert await store.find_ticket("d2") == Ticket(Login("y", "i"), 2_000)
    assert await store.find_ticket("d3") is None
    await store.put_ticket("d3", "x", 3_000, 1_000)
    assert await store.find_ticket("d1") is None
    await store.put_logins([Login("x", "j")], BY_TEST)
    assert await store.find_ticket("d3") is None
    assert await store.find_ticket("d2") is not None
    with pytest.raises(StoreUnreachable):
        await store.put_ticket("d4", "nobody", 9_000, 0)


async def test_a_login_has_so_many_tickets_at_most(store: OpsStore) -> None:
    """Of a login's other tickets those that end last stay beside a new one; it stays, however short it is."""
    await store.put_logins([Login("x", "h"), Login("y", "i")], BY_TEST)
    await store.put_ticket("of y", "y", 1, 0)
    for number in range(TICKETS_PER_LOGIN):
        await store.put_ticket(f"d{number}", "x", 1_000 + number, 0)
    assert await store.find_ticket("d0") is not None
    await store.put_ticket("long", "x", 9_000, 0)
    await store.put_ticket("short", "x", 500, 0)
    kept = ["short", "long", f"d{TICKETS_PER_LOGIN - 1}", "d2", "of y"]
    assert None not in [await store.find_ticket(digest) for digest in kept]
    assert [await store.find_ticket(digest) for digest in ("d0", "d1")] == [None, None]
    await store.put_ticket("next", "x", 5_000, 0)
    assert await store.find_ticket("short") is None


async def test_a_thousand_logins_are_one_change(store: OpsStore) -> None:
    """An import of a thousand logins is one transaction and moves the counter by one."""
    await store.put_logins([Login(f"login {number}", "h", frozenset({"a", "b"})) for number in range(1_000)], BY_TEST)
    assert len(await store.read_logins()) == 1_000
    assert (await store.read_versions()).logins == 1


async def test_no_change_is_lost_among_writers(store: OpsStore, url: str) -> None:
    """Two connections that write at the same time count every change."""
    other = open_store(url, DEADLINE_MS)
    writers = (store, other)
    await asyncio.gather(*(writers[number % 2].put_site(Site(f"site {number}"), BY_TEST) for number in range(40)))
    assert await other.read_versions() == OpsVersions(40, 0, 0, 0)
    assert len(await other.read_sites()) == 40
    await other.close()


async def test_creating_the_schema_again_changes_nothing(store: OpsStore) -> None:
    """A store that has tables keeps them and what is in them."""
    await store.put_site(Site("a"), BY_TEST)
    await store.create_schema()
    assert await store.read_sites() == [Site("a")]
    assert all(finding.ok for finding in await store.check())


async def test_an_empty_database_says_what_to_run(url: str) -> None:
    """Without tables, reading says so and what to run, and so does the check."""
    store = open_store(url, DEADLINE_MS)
    with pytest.raises(StoreUnreachable, match="shim-migrate sql"):
        await store.read_sites()
    findings = await store.check()
    assert not findings[-1].ok
    assert "run: shim-migrate sql" in findings[-1].detail
    assert await store.outdated() in {findings[-1].detail, ""}  # of SQLite there is no file yet, so nobody answers
    await store.close()


async def test_an_older_schema_says_what_to_run(store: OpsStore) -> None:
    """A revision that is not the one of this version is amiss, and the check says which and what to run."""
    calls: Calls = store._calls  # type: ignore[attr-defined] # into the works
    await calls.change(lambda transaction: transaction.define(["UPDATE alembic_version SET version_num = '0000'"]))
    assert await store.check() == [
        Finding("connection", ok=True, detail=calls.database.name),
        Finding("schema", ok=False, detail="revision 0000, this version needs 0004; run: shim-migrate sql"),
    ]
    assert await store.outdated() == "revision 0000, this version needs 0004; run: shim-migrate sql"
    await calls.change(lambda transaction: transaction.define(["UPDATE alembic_version SET version_num = '9999'"]))
    assert not (await store.check())[-1].ok
    assert await store.outdated() == ""  # who migrates first may start old instances anew


async def test_a_stage_of_a_newer_version_is_told(store: OpsStore) -> None:
    """A stage that this version does not know is an error of the store that names the stage."""
    await store.put_site(Site("a"), BY_TEST)
    calls: Calls = store._calls  # type: ignore[attr-defined] # into the works
    await calls.change(lambda transaction: transaction.define(["UPDATE sites SET stage = 'warped'"]))
    with pytest.raises(StoreUnreachable, match="warped"):
        await store.read_sites()


async def test_a_change_by_another_process_is_seen(store: OpsStore, url: str) -> None:
    """A running directory sees a stage that another process has changed."""
    await store.put_site(Site("a"), BY_TEST)
    directory = Directory(store, poll_s=0.01)
    await directory.start()
    program = (
        "import asyncio, sys\n"
        "from adapters.base import Change, Site\n"
        "from adapters.ops_store import open_store\n"
        "from config.stages import Stage\n"
        "async def main():\n"
        "    store = open_store(sys.argv[1], 30_000)\n"
        "    await store.open()\n"
        "    await store.move_site('a', Site('a'), Site('a', Stage.LIVE), Change('x', 'y', 0))\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
    )
    arguments = [sys.executable, "-c", program, url]
    await asyncio.to_thread(subprocess.run, arguments, check=True, timeout=60)
    async with asyncio.timeout(30):
        while directory.sites["a"].stage is not Stage.LIVE:  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.005)
    await directory.stop()


async def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    """Reading a missing SQLite file says so and leaves none behind; once it is there, the same store reads it."""
    file = tmp_path / "ops.db"
    store, other = open_store(f"sqlite:///{file}", DEADLINE_MS), open_store(f"sqlite:///{file}", DEADLINE_MS)
    await store.open()
    with pytest.raises(StoreUnreachable, match="there is no such file"):
        await store.read_sites()
    assert not file.exists()
    await other.create_schema()
    assert await store.read_sites() == []
    await store.close()
    await other.close()


async def test_a_file_that_was_replaced_is_noticed(tmp_path: Path) -> None:
    """After another file was put in its place, as from a backup, the same store reads that one."""
    file, backup = tmp_path / "ops.db", tmp_path / "backup.db"
    store, other = open_store(f"sqlite:///{file}", DEADLINE_MS), open_store(f"sqlite:///{backup}", DEADLINE_MS)
    await store.create_schema()
    await other.create_schema()
    await other.put_site(Site("from the backup"), BY_TEST)
    await other.close()
    await store.close()
    assert await store.read_sites() == []
    backup.rename(file)
    assert await store.read_sites() == [Site("from the backup")]
    await store.close()


async def test_a_file_that_is_none_of_ours_is_told(tmp_path: Path) -> None:
    """A file that is no database is an error that says so."""
    (tmp_path / "ops.db").write_bytes(b"hello " * 1_000)
    store = open_store(f"sqlite:///{tmp_path / 'ops.db'}", DEADLINE_MS)
    with pytest.raises(StoreUnreachable, match="not an SQLite database"):
        await store.read_sites()
    await store.close()


async def test_memory_is_a_store_too() -> None:
    """`:memory:` holds a store for as long as it is open."""
    store = open_store("sqlite:///:memory:", DEADLINE_MS)
    await store.create_schema()
    await store.put_site(Site("a"), BY_TEST)
    assert await store.read_sites() == [Site("a")]
    await store.close()


async def test_a_held_lock_ends_at_the_deadline(tmp_path: Path) -> None:
    """While another connection writes, reading goes on, writing fails within the deadline, and works afterwards."""
    url = f"sqlite:///{tmp_path / 'ops.db'}"
    store, other, begun, end = open_store(url, 1_000), open_store(url, DEADLINE_MS), asyncio.Event(), asyncio.Event()
    await store.create_schema()

    async def hold(_: object) -> None:
        begun.set()
        await end.wait()

    calls: Calls = other._calls  # type: ignore[attr-defined] # into the works
    holder = asyncio.ensure_future(calls.change(hold))
    await begun.wait()
    assert await store.read_sites() == []
    with pytest.raises(StoreUnreachable, match="lock"):
        await store.put_site(Site("a"), BY_TEST)
    end.set()
    await holder
    await store.put_site(Site("a"), BY_TEST)
    await store.close()
    await other.close()


@pytest.mark.postgres
async def test_a_stopped_server_costs_the_deadline_and_no_more() -> None:
    """While PostgreSQL hangs, each call ends at the deadline; when it goes on, the same store does."""
    with PostgresServer.start() as server:
        store = open_store(server.new_database(), 2_000)
        await store.create_schema()
        await asyncio.to_thread(server.stop)
        for call in (store.read_sites, lambda: store.put_site(Site("a"), BY_TEST)):
            begun_s = asyncio.get_running_loop().time()
            with pytest.raises(StoreUnreachable, match="2000 ms"):
                await call()
            assert asyncio.get_running_loop().time() - begun_s >= 2.0
        server.cont()
        async with asyncio.timeout(30):
            while True:
                try:
                    assert await store.read_sites() == []
                    break
                except StoreUnreachable:
                    continue
        await store.put_site(Site("a"), BY_TEST)
        await store.close()


@pytest.mark.postgres
async def test_a_killed_server_is_told_and_found_again() -> None:
    """While PostgreSQL is gone, calls are refused; after its restart the first read succeeds on the same store."""
    with PostgresServer.start() as server:
        store = open_store(server.new_database(), DEADLINE_MS)
        await store.create_schema()
        await store.put_site(Site("a"), BY_TEST)
        await asyncio.to_thread(server.kill)
        with pytest.raises(StoreUnreachable):
            await store.read_sites()
        assert not (await store.check())[0].ok
        await asyncio.to_thread(server.restart)
        assert await store.read_sites() == [Site("a")]
        await asyncio.to_thread(server.restart)  # while the store holds a connection
        assert await store.read_sites() == [Site("a")]
        await store.close()


@pytest.mark.postgres
async def test_a_refusal_names_no_password(postgres_server: PostgresServer) -> None:
    """What the log says about a database that does not exist holds neither the password nor the user of the URL."""
    url = f"postgresql://jane:s3cret@{postgres_server.address}:{postgres_server.port}/nowhere"
    store = open_store(url, DEADLINE_MS)
    findings = await store.check()
    assert not findings[0].ok
    assert "s3cret" not in findings[0].detail
    await store.close()
