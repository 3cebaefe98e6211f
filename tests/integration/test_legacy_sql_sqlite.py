"""What only the SQLite side of the legacy engine does: files that are missing, broken or locked, and its one thread."""

import asyncio
import logging
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from adapters.base import Login, Position, Scope
from adapters.errors import EngineMisconfigured, EngineTimeout, EngineUnreachable
from adapters.legacy_sql.adapter import LegacySqlAdapter, make_legacy_sql
from adapters.legacy_sql.statements import Relations
from tests.builders import SITE, USER, make_page_view, make_session, many_sessions

NEWEST = Position(2**63, "")
OF_SITE = Scope(SITE, None)
ENDLESS = """
    CREATE VIEW endless AS
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT s.* FROM sessions s WHERE (SELECT count(*) FROM n) > 0
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "old ü?%.sqlite"


def made(file: Path, **settings: object) -> LegacySqlAdapter:
    return make_legacy_sql(f"sqlite:///{file}", **settings)  # type: ignore[arg-type]  # settings as they come


def execute(file: Path, script: str, mode: str = "rwc") -> None:
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True)
    connection.executescript(script)
    connection.close()


async def test_rows_come_back_as_they_were_written(file: Path) -> None:
    """Sessions and page views come back equal and in order after the file is opened again; older versions lose."""
    written = many_sessions(5, 100)
    adapter = made(file)
    await adapter.create_schema()
    await adapter.create_schema()
    await adapter.write_sessions(written)
    await adapter.write_sessions([written[0]._replace(city="older", version_us=0)])
    await adapter.write_page_views([make_page_view()] * 2)
    await adapter.close()
    await adapter.close()
    adapter = made(file)
    expected = sorted(written, key=lambda s: (s.session_start_epoch_ms, s.session_id.encode()), reverse=True)
    assert await adapter.read_sessions(OF_SITE, NEWEST, 1_000) == expected
    assert [key.session_id for key in await adapter.read_keys(Scope(SITE, USER), NEWEST, 3)] == [
        session.session_id for session in expected[:3]
    ]
    assert await adapter.read_page_views(SITE, make_page_view().session_id, NEWEST, 9) == [make_page_view()]
    assert await adapter.find_session(SITE, written[7].session_id) == written[7]
    await adapter.close()


async def test_sites_and_logins_can_be_imported(file: Path) -> None:
    """Sites and logins are read as from any legacy database."""
    adapter = made(file)
    await adapter.create_schema()
    execute(file, "INSERT INTO sites VALUES ('a', 'UTC'); INSERT INTO logins VALUES ('l', 'h', 'b'), ('l', 'h', 'a')")
    assert [site async for site in adapter.read_sites()] == [("a", "UTC")]
    assert [login async for login in adapter.read_logins()] == [Login("l", "h", frozenset(("a", "b")))]
    await adapter.close()


async def test_a_file_that_is_not_there_is_not_made(file: Path) -> None:
    """Reading a missing file is unreachable and leaves none behind; once it is there it is read."""
    adapter, owner = made(file), made(file)
    with pytest.raises(EngineUnreachable):
        await adapter.read_sessions(OF_SITE, NEWEST, 9)
    with pytest.raises(sqlite3.OperationalError):
        execute(file, "SELECT 1", mode="ro")
    await owner.create_schema()
    assert await adapter.read_sessions(OF_SITE, NEWEST, 9) == []
    await owner.close()
    await adapter.close()


@pytest.fixture
def strange(file: Path) -> Path:
    """A file of something else."""
    file.write_bytes(b"secret" * 1_000)
    return file


async def test_a_file_that_is_no_database_is_an_operators_fault(strange: Path) -> None:
    """A file of something else is refused without its content."""
    adapter = made(strange)
    with pytest.raises(EngineMisconfigured) as refused:
        await adapter.read_sessions(OF_SITE, NEWEST, 9)
    assert "secret" not in str(refused.value)
    await adapter.close()


async def test_a_database_without_relations_is_an_operators_fault(file: Path) -> None:
    """What is missing is named."""
    execute(file, "CREATE TABLE other (a)")
    adapter = made(file)
    with pytest.raises(EngineMisconfigured, match="no such table: sessions"):
        await adapter.read_sessions(OF_SITE, NEWEST, 9)
    await adapter.close()


async def test_an_endless_query_ends_at_the_deadline(file: Path) -> None:
    """A query that takes too long is a timeout, and the one thread is free again for the next."""
    adapter, endless = made(file), made(file, relations=Relations(sessions="endless"), deadline_ms=200)
    await adapter.create_schema()
    await adapter.write_sessions([make_session()])
    execute(file, ENDLESS)
    late = await asyncio.gather(*(endless.read_sessions(OF_SITE, NEWEST, 9) for _ in range(3)), return_exceptions=True)
    assert [type(error) for error in late] == [EngineTimeout] * 3
    assert await endless.read_page_views(SITE, "none", NEWEST, 9) == []
    assert await adapter.read_sessions(OF_SITE, NEWEST, 9) == [make_session()]
    await endless.close()
    await adapter.close()


async def test_a_load_that_fails_leaves_nothing(file: Path) -> None:
    """Rows are written all or none, and the connection serves on."""
    adapter = made(file)
    await adapter.create_schema()
    execute(
        file, "CREATE TRIGGER no BEFORE INSERT ON sessions WHEN NEW.city = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with pytest.raises(EngineMisconfigured):
        await adapter.write_sessions([make_session(session_id="1"), make_session(session_id="2", city="bad")])
    assert await adapter.read_sessions(OF_SITE, NEWEST, 9) == []
    await adapter.write_sessions([make_session()])
    assert await adapter.read_sessions(OF_SITE, NEWEST, 9) == [make_session()]
    await adapter.close()


async def test_values_of_callers_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Even with every logger at DEBUG no value of a query is written, and `:memory:` serves while it is open."""
    caplog.set_level(logging.DEBUG)
    adapter = make_legacy_sql("sqlite:///:memory:")
    await adapter.create_schema()
    assert await adapter.read_sessions(Scope("marked-site", "marked-user"), NEWEST, 9) == []
    await adapter.close()
    assert "marked" not in caplog.text


async def test_a_value_that_cannot_be_stored_is_no_crash(file: Path) -> None:
    """A value that is no text raises one of our errors without repeating it; a NUL is one that nobody has."""
    adapter = made(file)
    await adapter.create_schema()
    assert await adapter.read_sessions(Scope(SITE, "nul\0"), NEWEST, 9) == []
    with pytest.raises(EngineMisconfigured) as refused:
        await adapter.read_sessions(Scope(SITE, "secret\ud800"), NEWEST, 9)
    assert "secret" not in str(refused.value)
    await adapter.close()
