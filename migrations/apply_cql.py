"""
`shim-migrate cql`: brings the keyspace of Cassandra to the schema of this version, by numbered files, forward only.

A file is `NNNN_what_it_does.cql`: statements that end in `;`, comments from `--` to the end of a line, bare names.
Each statement must do no harm when it runs again (`IF NOT EXISTS`), since Cassandra has no transaction around a file.
The table `schema_migrations` notes what ran; a row of `schema_migration_claims` keeps a second run out meanwhile.
To change the schema: a new file here, `SCHEMA_NUMBER` in `adapters/cassandra/statements.py`, and the tables there.
Guarded by `tests/unit/migrations/test_apply_cql.py` and `tests/integration/test_apply_cql.py`.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from adapters.errors import EngineMisconfigured
from config.settings import Settings
from migrations.engines import CqlSession, connect_cassandra

FOLDER: Final = Path(__file__).parent / "cql"

STATEMENT_TIMEOUT_S: Final = 60
"""All nodes must agree on a statement's schema within this time."""

CLAIM_S: Final = 600
"""A claim ends by itself after this long, for a run that died; it is renewed before each statement."""

_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.cql")
_COMMENT: Final = re.compile(r"--[^\n]*")

_NOTEBOOK: Final = (
    (
        "CREATE TABLE IF NOT EXISTS schema_migrations"
        " (number int PRIMARY KEY, name text, sha256 text, applied_at timestamp)"
    ),
    "CREATE TABLE IF NOT EXISTS schema_migration_claims (name text PRIMARY KEY, owner text)",
)
_READ_NOTES: Final = "SELECT number, name, sha256 FROM schema_migrations"
_NOTE: Final = (
    "INSERT INTO schema_migrations (number, name, sha256, applied_at) VALUES (%s, %s, %s, toTimestamp(now()))"
)
_CLAIM: Final = "INSERT INTO schema_migration_claims (name, owner) VALUES ('cql', %s) IF NOT EXISTS USING TTL %s"
_RENEW: Final = "UPDATE schema_migration_claims USING TTL %s SET owner = %s WHERE name = 'cql' IF owner = %s"
_RELEASE: Final = "DELETE FROM schema_migration_claims WHERE name = 'cql' IF owner = %s"


class Migration(NamedTuple):
    """One file: its number and name, the digest of its text, and its statements in order."""

    number: int
    name: str
    sha256: str
    statements: Sequence[str]


def apply_cql(settings: Settings, report: Callable[[str], None], folder: Path = FOLDER) -> None:
    """
    Run every file that has not run yet, in order.

    Args:
        settings: `cassandra_*`; the keyspace must be there, as only an operator knows where its replicas belong.
        report: takes one line for each file and one for the end.
        folder: with the files.

    Raises:
        EngineMisconfigured: there is no such keyspace, a file that ran was changed, the files' numbers have a gap, or
            another run is at work; the message says what to do.
        AdapterError: Cassandra fails; the statements before it stand, and running again goes on.
    """
    migrations = read_folder(folder)
    session = _connect(settings)
    try:
        for statement in _NOTEBOOK:
            session.execute(statement)
        with _claimed(session) as renew:
            for migration in pending(migrations, _noted(session)):
                report(f"{migration.name}: {len(migration.statements)} statements")
                for statement in migration.statements:
                    renew()
                    session.execute(statement)
                session.execute(_NOTE, (migration.number, migration.name, migration.sha256))
    finally:
        session.close()
    report(f"the keyspace {settings.cassandra_keyspace} is at number {len(migrations)}")


def read_folder(folder: Path) -> list[Migration]:
    """
    Return the migrations of a folder, by number.

    Raises:
        EngineMisconfigured: a file's name is no number and words, or a number is missing or there twice.
    """
    migrations = [_read(file) for file in sorted(folder.glob("*.cql"))]
    numbers = [migration.number for migration in migrations]
    if numbers != list(range(1, len(numbers) + 1)):
        raise EngineMisconfigured(f"the files in {folder} must be numbered 1, 2, 3 ..., but are {numbers}")
    return migrations


def pending(migrations: Sequence[Migration], noted: Mapping[int, tuple[str, str]]) -> list[Migration]:
    """
    Return the migrations that have not run.

    Args:
        migrations: all, by number.
        noted: of those that ran, number to name and digest; numbers that we do not know are of a later version.

    Raises:
        EngineMisconfigured: one that ran is not what it was.
    """
    for number, name, sha256, _ in migrations:
        if number in noted and noted[number] != (name, sha256):
            raise EngineMisconfigured(
                f"{name} is not the file that ran as {noted[number][0]}: restore it, and put the change into a new file"
            )
    return [migration for migration in migrations if migration.number not in noted]


def _read(file: Path) -> Migration:
    if not (match := _NAME.fullmatch(file.name)):
        raise EngineMisconfigured(f"{file.name}: a migration is called NNNN_what_it_does.cql")
    text = file.read_text("utf-8")  # line ends become \n, so that the digest is the same on every machine
    statements = [statement.strip() for statement in _COMMENT.sub("", text).split(";")]
    return Migration(
        int(match[1]), file.stem, hashlib.sha256(text.encode()).hexdigest(), list(filter(None, statements))
    )


def _connect(settings: Settings) -> CqlSession:
    try:
        return connect_cassandra(settings, timeout_s=STATEMENT_TIMEOUT_S)
    except EngineMisconfigured as error:
        keyspace, data_centre = settings.cassandra_keyspace, settings.cassandra_local_dc
        raise EngineMisconfigured(
            f"{error}. If the keyspace is what is missing, make it first, with as many replicas as you want: CREATE "
            f"KEYSPACE {keyspace} WITH replication = {{'class': 'NetworkTopologyStrategy', '{data_centre}': 3}}"
        ) from error


def _noted(session: CqlSession) -> dict[int, tuple[str, str]]:
    return {number: (name, sha256) for number, name, sha256 in session.execute(_READ_NOTES)}


@contextmanager
def _claimed(session: CqlSession) -> Iterator[Callable[[], None]]:
    """Keep every other run out; give what renews the claim."""
    owner = str(uuid.uuid4())

    def renew() -> None:
        if not _applied(session, _RENEW, CLAIM_S, owner, owner):
            raise EngineMisconfigured("another `shim-migrate cql` took over, as this one was silent for too long")

    if not _applied(session, _CLAIM, owner, CLAIM_S):
        raise EngineMisconfigured(
            f"another `shim-migrate cql` is running; if it died, its claim ends by itself within {CLAIM_S} s"
        )
    try:
        yield renew
    finally:
        session.execute(_RELEASE, (owner,))


def _applied(session: CqlSession, statement: str, *parameters: object) -> bool:
    """Run a lightweight transaction and say whether its condition held."""
    return bool(session.execute(statement, parameters)[0][0])
