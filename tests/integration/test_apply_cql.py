"""`shim-migrate cql` on a real Cassandra."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from adapters.cassandra import from_settings, statements
from adapters.errors import AdapterError, EngineMisconfigured
from config.settings import Settings, load_settings
from migrations.apply_cql import FOLDER, apply_cql, read_folder
from migrations.engines import CqlSession, connect_cassandra
from tests.servers.cassandra import CassandraServer

pytestmark = pytest.mark.cassandra

DESCRIBE: Final = (
    "SELECT table_name, column_name, type, kind, position, clustering_order FROM system_schema.columns"
    " WHERE keyspace_name = %s"
)


def new_settings(server: CassandraServer) -> Settings:
    return load_settings({}, cassandra_port=server.port, cassandra_keyspace=f"cql_{uuid4().hex[:8]}")


def new_keyspace(settings: Settings) -> CqlSession:
    """Make the keyspace that the settings name, and connect to it."""
    anywhere = settings.model_copy(update={"cassandra_keyspace": "system"})
    session = connect_cassandra(anywhere, timeout_s=60)
    session.execute(statements.create_keyspace(settings.cassandra_keyspace))
    session.close()
    return connect_cassandra(settings, timeout_s=60)


@pytest.fixture
def settings(cassandra_server: CassandraServer) -> Settings:
    return new_settings(cassandra_server)


@pytest.fixture
def session(settings: Settings) -> Iterator[CqlSession]:
    session = new_keyspace(settings)
    yield session
    session.close()


def tables_of(session: CqlSession, keyspace: str) -> set[tuple[object, ...]]:
    """Return every column of the engine's tables."""
    return {row for row in session.execute(DESCRIBE, (keyspace,)) if row[0] in statements.TABLES}


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


async def test_the_files_give_the_schema_of_the_code(
    cassandra_server: CassandraServer, settings: Settings, session: CqlSession
) -> None:
    """Operators' files and the tables that a trial makes are the same, to the last column."""
    apply_cql(settings, lambda _line: None)
    trial = new_settings(cassandra_server)
    engine = from_settings(trial)
    await engine.create_schema()
    await engine.close()
    made = tables_of(session, settings.cassandra_keyspace)
    assert made == tables_of(session, trial.cassandra_keyspace)
    assert len(made) == sum(len(table.columns) for table in statements.TABLES.values())
    migrated = from_settings(settings)
    assert [finding for finding in await migrated.check() if not finding.ok] == []
    await migrated.close()


def test_the_code_needs_the_last_file() -> None:
    """`check` asks for the number of the newest file."""
    assert len(read_folder(FOLDER)) == statements.SCHEMA_NUMBER


def test_a_second_run_does_nothing(settings: Settings, session: CqlSession) -> None:
    """What ran is noted with its digest, and is not run again."""
    lines: list[str] = []
    apply_cql(settings, lines.append)
    notes = session.execute("SELECT number, name, sha256 FROM schema_migrations")
    assert len(lines) == len(notes) + 1
    lines.clear()
    apply_cql(settings, lines.append)
    assert len(lines) == 1
    assert session.execute("SELECT number, name, sha256 FROM schema_migrations") == notes


def test_new_files_are_run_in_order(settings: Settings, session: CqlSession, tmp_path: Path) -> None:
    """A file that comes later is run alone; comments are left out."""
    write(tmp_path, "0001_one.cql", "-- a; b\nCREATE TABLE IF NOT EXISTS one (a int PRIMARY KEY); -- c\n\n")
    apply_cql(settings, lambda _line: None, tmp_path)
    session.execute("DROP TABLE one")
    write(tmp_path, "0002_two.cql", "CREATE TABLE IF NOT EXISTS two (a int PRIMARY KEY);\n")
    apply_cql(settings, lambda _line: None, tmp_path)
    assert session.execute("SELECT * FROM two") == []
    with pytest.raises(EngineMisconfigured):
        session.execute("SELECT * FROM one")


def test_a_changed_file_is_named(settings: Settings, session: CqlSession, tmp_path: Path) -> None:
    """A file that ran and reads otherwise now stops everything, by its name; other line ends are no change."""
    text = "CREATE TABLE IF NOT EXISTS one (a int PRIMARY KEY);\n"
    file = write(tmp_path, "0001_one.cql", text)
    apply_cql(settings, lambda _line: None, tmp_path)
    file.write_bytes(text.replace("\n", "\r\n").encode())
    apply_cql(settings, lambda _line: None, tmp_path)
    file.write_text(text.replace("int", "bigint"))
    write(tmp_path, "0002_two.cql", "CREATE TABLE IF NOT EXISTS two (a int PRIMARY KEY);")
    with pytest.raises(EngineMisconfigured, match="0001_one"):
        apply_cql(settings, lambda _line: None, tmp_path)
    with pytest.raises(EngineMisconfigured):
        session.execute("SELECT * FROM two")


def test_a_file_that_fails_is_run_again(settings: Settings, session: CqlSession, tmp_path: Path) -> None:
    """What fails in its middle is not noted, and goes on where it stopped once it is right."""
    good = "CREATE TABLE IF NOT EXISTS one (a int PRIMARY KEY);\n"
    file = write(tmp_path, "0001_one.cql", good + "CREATE TABLE nonsense;")
    with pytest.raises(AdapterError):
        apply_cql(settings, lambda _line: None, tmp_path)
    assert session.execute("SELECT * FROM schema_migrations") == []
    file.write_text(good)
    apply_cql(settings, lambda _line: None, tmp_path)
    assert len(session.execute("SELECT * FROM schema_migrations")) == 1


def test_two_at_once_are_kept_apart(settings: Settings, session: CqlSession, tmp_path: Path) -> None:
    """While one runs, another is refused and changes nothing; afterwards it may."""
    write(tmp_path, "0001_one.cql", "CREATE TABLE IF NOT EXISTS one (a int PRIMARY KEY);")
    refused: list[str] = []

    def run_another(_line: str) -> None:
        if not refused:
            with pytest.raises(EngineMisconfigured) as error:
                apply_cql(settings, lambda _line: None, tmp_path)
            refused.append(str(error.value))

    apply_cql(settings, run_another, tmp_path)
    assert "another" in refused[0]
    apply_cql(settings, lambda _line: None, tmp_path)
    assert len(session.execute("SELECT * FROM schema_migrations")) == 1


def test_a_missing_keyspace_says_how_to_make_it(settings: Settings) -> None:
    """The keyspace is an operator's to make, and the message has the statement."""
    with pytest.raises(EngineMisconfigured, match=f"CREATE KEYSPACE {settings.cassandra_keyspace}"):
        apply_cql(settings, lambda _line: None)
