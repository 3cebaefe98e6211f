"""What only the embedded engine does: its file, its faults, its deadline."""

import asyncio
import os
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.base import Family, Position, Scope
from adapters.embedded.adapter import MEMORY, EmbeddedEngine, from_settings
from adapters.embedded.statements import SCHEMA
from adapters.errors import EngineMisconfigured, EngineTimeout, EngineUnreachable
from config.settings import SettingsError, load_settings
from tests.builders import SITE, USER, make_session

NEWEST = Position(2**62, "")
SCOPE = Scope(SITE, USER)

ENDLESS_SESSIONS = """
    CREATE VIEW sessions AS
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT 'x' || i AS site, 'x' || i AS user_id, 'x' || i AS session_id, i AS session_start_epoch_ms,
           i AS last_event_epoch_ms
    FROM n
"""
"""A read of the keys of any site never ends."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ev ents?#%.db"


@pytest.fixture
def no_database(file: Path) -> Path:
    file.write_bytes(b"no database " * 1000)
    return file


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[EmbeddedEngine]:
    made = EmbeddedEngine(str(file), deadline_s=2)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def endless(file: Path) -> AsyncIterator[EmbeddedEngine]:
    with closing(sqlite3.connect(file)) as database:
        database.execute(SCHEMA[2])
        database.execute(ENDLESS_SESSIONS)
    made = EmbeddedEngine(str(file), deadline_s=0.2)
    yield made
    await made.close()


def list_of(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def overwrite(file: Path) -> None:
    """Damage every page of a database but the first."""
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


async def answers(engine: EmbeddedEngine) -> bool:
    """Say whether the engine's one thread is free to answer."""
    return await engine.read_page_views(SITE, "1", NEWEST, 1) == []


async def test_rows_outlive_the_engine(engine: EmbeddedEngine, file: Path) -> None:
    """What was written is in the file, whatever its name, for the next engine that opens it."""
    await engine.create_schema()
    await engine.write_sessions([make_session()])
    await engine.close()
    next_engine = EmbeddedEngine(str(file), deadline_s=2)
    assert await next_engine.read_sessions(SCOPE, NEWEST, 9) == [make_session()]
    await next_engine.close()


async def test_a_missing_file_is_unreachable_and_not_made(engine: EmbeddedEngine, file: Path) -> None:
    """Reading where no file is says so and leaves no file behind."""
    with pytest.raises(EngineUnreachable, match="no such file"):
        await engine.read_sessions(SCOPE, NEWEST, 1)
    assert not list_of(file.parent)


async def test_a_file_that_appears_is_found(engine: EmbeddedEngine, file: Path) -> None:
    """An engine opened without its file answers once the file is there."""
    with pytest.raises(EngineUnreachable):
        await engine.read_sessions(SCOPE, NEWEST, 1)
    other = EmbeddedEngine(str(file), deadline_s=2)
    await other.create_schema()
    await other.write_sessions([make_session()])
    await other.close()
    assert await engine.find_session(SITE, make_session().session_id) == make_session()


async def test_no_database_is_misconfigured_until_replaced(engine: EmbeddedEngine, no_database: Path) -> None:
    """A file of something else is refused as such; a good one in its place is read without a restart."""
    with pytest.raises(EngineMisconfigured, match="not an SQLite database"):
        await engine.read_sessions(SCOPE, NEWEST, 1)
    os.unlink(no_database)  # noqa: PTH108 - not pathlib's, which the event loop's rules refuse
    await engine.create_schema()
    assert await engine.read_sessions(SCOPE, NEWEST, 1) == []


async def test_a_damaged_file_is_misconfigured(engine: EmbeddedEngine, file: Path) -> None:
    """A file whose pages are overwritten is reported as damaged."""
    await engine.create_schema()
    await engine.write_sessions([make_session(session_start_epoch_ms=start) for start in range(2_000)])
    await engine.close()
    overwrite(file)
    with pytest.raises(EngineMisconfigured, match="damaged"):
        await engine.read_sessions(SCOPE, NEWEST, 1_000)


async def test_a_missing_table_is_misconfigured(engine: EmbeddedEngine, file: Path) -> None:
    """A database without our tables is misconfigured, and the text carries nothing that was asked."""
    sqlite3.connect(file).close()
    with pytest.raises(EngineMisconfigured, match="missing") as caught:
        await engine.find_session("secret-site", "secret-id")
    assert "secret" not in str(caught.value)


async def test_a_locked_file_is_a_timeout(engine: EmbeddedEngine, file: Path) -> None:
    """While another process keeps the file to itself, reads time out; afterwards they answer again."""
    await engine.create_schema()
    await engine.close()
    impatient = EmbeddedEngine(str(file), deadline_s=0.2)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(EngineTimeout):
            await impatient.read_sessions(SCOPE, NEWEST, 1)
        other.execute("ROLLBACK")
    assert await impatient.read_sessions(SCOPE, NEWEST, 1) == []
    await impatient.close()


async def test_a_write_beside_a_writer_is_a_timeout_and_reads_go_on(engine: EmbeddedEngine, file: Path) -> None:
    """Another process that writes does not hinder reads; a write waits for it and times out, storing nothing."""
    await engine.create_schema()
    impatient = EmbeddedEngine(str(file), deadline_s=0.2)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EngineTimeout):
            await impatient.write_sessions([make_session()])
        assert await impatient.read_sessions(SCOPE, NEWEST, 1) == []
        other.execute("ROLLBACK")
    await impatient.write_sessions([make_session()])
    assert await engine.read_sessions(SCOPE, NEWEST, 9) == [make_session()]
    await impatient.close()


async def test_a_long_read_is_interrupted_at_the_deadline(endless: EmbeddedEngine) -> None:
    """A read that would never end is a timeout, and the thread is free for the next one."""
    with pytest.raises(EngineTimeout):
        await endless.read_keys(SCOPE, NEWEST, 1)
    assert await answers(endless)


async def test_a_cancelled_read_is_interrupted(endless: EmbeddedEngine) -> None:
    """A long read that nobody waits for any more frees the thread at once."""
    patient = EmbeddedEngine(endless._file, deadline_s=60)
    assert await answers(patient)
    read = asyncio.ensure_future(patient.read_keys(SCOPE, NEWEST, 1))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(read), 0.1)
    read.cancel()
    assert await asyncio.wait_for(answers(patient), 5)
    await patient.close()


async def test_waiting_for_the_connection_counts(endless: EmbeddedEngine) -> None:
    """A read that waits behind a long one has the same deadline, and harms neither."""
    reads = await asyncio.gather(*(endless.read_keys(SCOPE, NEWEST, 1) for _ in range(4)), return_exceptions=True)
    assert list(map(type, reads)) == [EngineTimeout] * 4
    assert await answers(endless)


async def test_a_failed_write_stores_nothing(engine: EmbeddedEngine) -> None:
    """A batch is stored whole or not at all, and the next one is unharmed."""
    await engine.create_schema()
    unstorable = make_session()._replace(session_id="2", version_us=None)  # type: ignore[arg-type] # on purpose
    with pytest.raises(EngineUnreachable):
        await engine.write_sessions([make_session(), unstorable])
    assert await engine.read_sessions(SCOPE, NEWEST, 9) == []
    await engine.write_sessions([make_session()])
    assert await engine.read_sessions(SCOPE, NEWEST, 9) == [make_session()]


async def test_close_ends_the_thread_and_may_come_twice(engine: EmbeddedEngine) -> None:
    """Closing leaves no thread behind, and closing again is no error."""
    before = set(threading.enumerate())
    await engine.create_schema()
    (thread,) = set(threading.enumerate()) - before
    await engine.close()
    await engine.close()
    thread.join(2)  # it says that it has closed a moment before it ends
    assert not thread.is_alive()


async def test_memory_engines_are_apart() -> None:
    """Two engines in memory share nothing."""
    one, two = EmbeddedEngine(MEMORY, deadline_s=2), EmbeddedEngine(MEMORY, deadline_s=2)
    for engine in (one, two):
        await engine.create_schema()
    await one.write_sessions([make_session()])
    assert await two.read_sessions(SCOPE, NEWEST, 9) == []
    await one.close()
    await two.close()


async def test_the_file_is_in_wal_mode(engine: EmbeddedEngine, file: Path) -> None:
    """The schema is made in WAL mode, so that loading does not stop reads."""
    await engine.create_schema()
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_check_says_what_is_missing(engine: EmbeddedEngine, file: Path) -> None:
    """A missing file, table, column or index is a finding that names it."""
    assert "no such file" in (await engine.check())[0].detail
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE sessions (site TEXT)")
    troubles = {finding.subject: finding.detail for finding in await engine.check() if not finding.ok}
    assert troubles.keys() == {"embedded table sessions", "embedded table page_views"}
    assert "last_event_epoch_ms" in troubles["embedded table sessions"]
    assert "--create" in troubles["embedded table page_views"]
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE sessions")
    await engine.create_schema()
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP INDEX sessions_by_site")
    troubles = {finding.subject: finding.detail for finding in await engine.check() if not finding.ok}
    assert troubles.keys() == {"embedded read: a site's sessions", "embedded read: keys of a site"}


async def test_settings_name_the_file(file: Path) -> None:
    """An engine is made from settings; without a file the settings are refused by name."""
    engine = from_settings(load_settings({}, embedded_file=str(file)))
    assert engine.family is Family.EVENTS
    with pytest.raises(SettingsError, match="SHIM_EMBEDDED_FILE"):
        from_settings(load_settings({}))


async def test_no_sqlalchemy() -> None:
    """The embedded engine needs nothing but aiosqlite: start-up time is promised."""
    code = "import sys, adapters.embedded.adapter; sys.exit('sqlalchemy' in sys.modules)"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await child.wait() == 0
