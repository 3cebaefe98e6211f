"""What `check` tells an operator about a real PostgreSQL and a SQLite file."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from adapters.base import Finding, Position, Scope
from adapters.legacy_sql.adapter import make_legacy_sql
from adapters.legacy_sql.statements import Relations
from tests.builders import SITE, USER, make_session, many_sessions

RELATIONS = ["relation sites", "relation logins", "relation sessions", "relation page_views"]
INDEXES = [
    "index for a site's sessions",
    "index for a user's sessions",
    "index for one session",
    "index for page views",
]


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


async def checked(url: str, *changes: str) -> list[Finding]:
    """Make a schema, change it, and check it."""
    adapter = make_legacy_sql(url)
    await adapter.create_schema()
    execute(url, *changes)
    findings = await adapter.check()
    await adapter.close()
    return findings


def complaints(findings: list[Finding]) -> dict[str, str]:
    return {finding.subject: finding.detail for finding in findings if not finding.ok}


@pytest.mark.postgres
async def test_a_trial_schema_is_well(postgres_url: str) -> None:
    """What `create_schema` makes passes, even though it is empty: four relations, four ways to read."""
    findings = await checked(postgres_url)
    assert [finding.subject for finding in findings] == RELATIONS + INDEXES
    assert complaints(findings) == {}


@pytest.mark.postgres
async def test_full_tables_are_well(postgres_url: str) -> None:
    """With rows and statistics the same indexes are found."""
    adapter = make_legacy_sql(postgres_url)
    await adapter.create_schema()
    await adapter.write_sessions(many_sessions(3, 2_000, users=[f"u{n}" for n in range(40)]))
    await adapter.close()
    assert complaints(await checked(postgres_url, "ANALYZE")) == {}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "subject", "words"),
    [
        ("DROP INDEX sessions_by_site", "a site's sessions", "(site, session_start_epoch_ms, session_id COLLATE"),
        ("DROP INDEX sessions_by_user", "a user's sessions", "CREATE INDEX ON sessions (site, user_id, session_start"),
        ("ALTER TABLE sessions DROP CONSTRAINT sessions_pkey", "one session", "(site, session_id)"),
        ("ALTER TABLE page_views DROP CONSTRAINT page_views_pkey", "page views", "(site, session_id, event_epoch_ms"),
    ],
)
async def test_a_missing_index_is_told(postgres_url: str, change: str, subject: str, words: str) -> None:
    """Without an index only the read that needs it is complained of, with the statement that makes one."""
    found = complaints(await checked(postgres_url, change))
    assert list(found) == [f"index for {subject}"]
    assert words in found[f"index for {subject}"]


@pytest.mark.postgres
async def test_an_index_of_another_collation_serves(postgres_url: str) -> None:
    """An index by the database's own collation gives the time's order, and is not complained of."""
    changes = [
        "DROP INDEX sessions_by_site",
        'CREATE INDEX ON sessions (site, session_start_epoch_ms, session_id COLLATE "POSIX")',
    ]
    assert complaints(await checked(postgres_url, *changes)) == {}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "relation", "words"),
    [
        ("DROP TABLE logins", "logins", "no such table or view"),
        ('ALTER TABLE sites RENAME TO "Sites"', "sites", "there is Sites"),
        ("ALTER TABLE sites DROP timezone", "sites", "column timezone is missing"),
        (
            'ALTER TABLE sessions RENAME "referrersLogo" TO referrerslogo',
            "sessions",
            'write referrerslogo AS "referrersLogo"',
        ),
        ("ALTER TABLE sessions ALTER isp TYPE bytea USING ''", "sessions", "column isp must be a text"),
        ("ALTER TABLE sessions ALTER user_id TYPE bigint USING 1", "sessions", "column user_id must be a text"),
        ("ALTER TABLE sessions ALTER version_us TYPE timestamptz USING now()", "sessions", "must be a whole number"),
        ("ALTER TABLE sessions ALTER properties TYPE bytea USING ''", "sessions", "must be JSON or a text"),
    ],
)
async def test_an_unfit_relation_is_told(postgres_url: str, change: str, relation: str, words: str) -> None:
    """A missing relation or column, one of another case or type, is complained of, and its reads are not planned."""
    findings = await checked(postgres_url, change)
    assert list(complaints(findings)) == [f"relation {relation}"]
    assert words in complaints(findings)[f"relation {relation}"]
    planned = [finding.subject for finding in findings if finding.subject in INDEXES]
    assert planned == [name for name in INDEXES if relation != "sessions" or name == INDEXES[3]]


@pytest.mark.postgres
async def test_a_view_over_a_table_of_other_names_serves(postgres_url: str) -> None:
    """A view that renames and casts columns passes the check, is read like a table, and uses the table's indexes."""
    adapter = make_legacy_sql(postgres_url, Relations(sessions="legacy.sessions"))
    owner = make_legacy_sql(postgres_url)
    await owner.create_schema()
    await owner.write_sessions([make_session(number_visits=3, latitude="52.1500")])
    execute(
        postgres_url,
        "ALTER TABLE sessions RENAME user_id TO machine",
        "ALTER TABLE sessions RENAME TO visits",
        "CREATE SCHEMA legacy",
        "CREATE VIEW legacy.sessions AS SELECT *, machine::varchar AS user_id FROM visits",
    )
    assert complaints(await adapter.check()) == {}
    found = await adapter.read_sessions(Scope(SITE, USER), Position(2**62, ""), 2)
    assert found == [make_session(number_visits=3, latitude="52.1500")]
    execute(postgres_url, "DROP INDEX sessions_by_user")
    assert list(complaints(await adapter.check())) == ["index for a user's sessions"]
    await owner.close()
    await adapter.close()


@pytest.mark.postgres
async def test_a_view_that_hides_its_indexes_is_told(postgres_url: str) -> None:
    """A view that computes an id cannot be read by an index on the column under it."""
    changes = [
        "ALTER TABLE sessions RENAME TO visits",
        "CREATE VIEW sessions AS SELECT v.*, 'u' || v.rnd AS computed FROM visits v",
        "ALTER VIEW sessions RENAME user_id TO stored",
        "ALTER VIEW sessions RENAME computed TO user_id",
    ]
    assert list(complaints(await checked(postgres_url, *changes))) == ["index for a user's sessions"]


async def test_a_database_that_does_not_answer_is_one_finding(tmp_path: Path) -> None:
    """`check` never raises: a database that is not there is one complaint."""
    for url in ("postgresql://nobody@127.0.0.1:1/none", f"sqlite:///{tmp_path}/none.sqlite"):
        adapter = make_legacy_sql(url)
        [finding] = await adapter.check()
        assert not finding.ok
        assert "EngineUnreachable" in finding.detail
        await adapter.close()


async def test_sqlite_is_checked_too(tmp_path: Path) -> None:
    """A trial schema in SQLite passes, and lacks what was taken from it."""
    adapter = make_legacy_sql(f"sqlite:///{tmp_path}/old.sqlite")
    await adapter.create_schema()
    findings = await adapter.check()
    assert [finding.subject for finding in findings] == RELATIONS + INDEXES
    assert complaints(findings) == {}
    await adapter.close()
    with sqlite3.connect(tmp_path / "old.sqlite") as connection:
        connection.executescript('DROP INDEX sessions_by_user; ALTER TABLE sites RENAME TO "Places";')
    connection.close()
    found = complaints(await adapter.check())
    assert list(found) == ["relation sites", "index for a user's sessions"]
    await adapter.close()
