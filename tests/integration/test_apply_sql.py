"""Alembic's schema: the same as `create_schema` makes, on both databases; one run at a time, all or none."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine, inspect

from adapters.base import Site
from adapters.errors import StoreUnreachable
from adapters.ops_store import open_store
from adapters.ops_store.schema import REVISION
from config.settings import SettingsError
from migrations.apply_sql import alembic_config, apply_sql
from tests.builders import BY_TEST
from tests.servers.postgres import PostgresServer

DEADLINE_MS: Final = 30_000
TABLES: Final = {
    *("alembic_version", "attestations", "audit", "audit_head", "certificates", "copy_cells", "evidence", "flags"),
    *("ignore_rules", "instances", "latencies", "login_sites", "logins", "mismatches", "planted", "read_counts"),
    *("sites", "tickets", "versions"),
}
REVISIONS = ["0001", "0002", "0003", "0004"]


async def made_by_the_store(url: str) -> None:
    store = open_store(url, DEADLINE_MS)
    await store.create_schema()
    await store.close()


def description(url: str) -> dict[str, Any]:
    """Return all that SQLAlchemy's inspection knows of a database's tables."""
    engine: Engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    look = inspect(engine)
    return {
        table: {
            "columns": [{key: str(value) for key, value in column.items()} for column in look.get_columns(table)],
            "key": look.get_pk_constraint(table),
            "references": look.get_foreign_keys(table),
            "indexes": look.get_indexes(table),
            "unique": look.get_unique_constraints(table),
            "checks": look.get_check_constraints(table),
        }
        for table in look.get_table_names()
    }


def triggers(file: Path) -> list[tuple[str, str]]:
    """Return the names and texts of a file's triggers, which the inspection does not know."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1").fetchall()


async def test_both_ways_make_the_same_sqlite_schema(tmp_path: Path) -> None:
    """Tables, columns, types, keys, indexes and triggers are the same whether Alembic made them or the store did."""
    await made_by_the_store(f"sqlite:///{tmp_path / 'store.db'}")
    apply_sql(f"sqlite:///{tmp_path / 'alembic.db'}", lambda _: None)
    made, migrated = (description(f"sqlite:///{tmp_path / name}.db") for name in ("store", "alembic"))
    assert made == migrated
    assert triggers(tmp_path / "store.db") == triggers(tmp_path / "alembic.db")
    assert set(made) == TABLES


@pytest.mark.postgres
async def test_both_ways_make_the_same_postgresql_schema(postgres_server: PostgresServer) -> None:
    """Tables, columns, types, keys and indexes are the same whether Alembic made them or the store did."""
    by_store, by_alembic = postgres_server.new_database(), postgres_server.new_database()
    await made_by_the_store(by_store)
    apply_sql(by_alembic, lambda _: None)
    assert description(by_store) == description(by_alembic)
    assert set(description(by_store)) == TABLES
    for url in (by_store, by_alembic):
        postgres_server.drop_database(url)


async def test_a_migrated_store_is_whole(url: str) -> None:
    """After Alembic ran, the store's check is satisfied and it works; a second run says only where it is."""
    first: list[str] = []
    second: list[str] = []
    apply_sql(url, first.append)
    apply_sql(url, second.append)
    assert [line.partition(":")[0] for line in first[:-1]] == REVISIONS
    assert first[-1:] == second == [f"the ops store is at revision {REVISION}"]
    store = open_store(url, DEADLINE_MS)
    assert all(finding.ok for finding in await store.check())
    await store.put_site(Site("a"), BY_TEST)
    assert await store.read_sites() == [Site("a")]
    await store.close()


async def test_a_store_that_made_its_schema_goes_on_from_there(url: str) -> None:
    """Alembic finds nothing to do in a store that `create_schema` made."""
    await made_by_the_store(url)
    said: list[str] = []
    apply_sql(url, said.append)
    assert said == [f"the ops store is at revision {REVISION}"]


def test_two_runs_at_a_time_are_one_after_the_other(url: str) -> None:
    """Three processes at the same time all succeed, and one of them makes the change."""
    program = "import sys; from migrations.apply_sql import apply_sql; apply_sql(sys.argv[1], print)"
    runs = [subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE) for _ in range(3)]
    said = b"".join(run.communicate(timeout=120)[0] for run in runs).decode().splitlines()
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert (
        sorted(line.partition(":")[0] for line in said) == REVISIONS + [f"the ops store is at revision {REVISION}"] * 3
    )


def test_the_code_needs_the_newest_revision() -> None:
    """The revision that the store asks for is the last of `versions/`, which has one head."""
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [REVISION]


def test_nothing_is_changed_when_something_is_in_the_way(tmp_path: Path) -> None:
    """When a change fails in its middle, none of it stays, and the error says why in one line."""
    file = tmp_path / "ops.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE login_sites (mine TEXT)")
    with pytest.raises(StoreUnreachable, match="table login_sites already exists") as refused:
        apply_sql(f"sqlite:///{file}", lambda _: None)
    assert "\n" not in str(refused.value)
    assert set(description(f"sqlite:///{file}")) == {"login_sites"}


@pytest.mark.postgres
def test_nothing_is_changed_on_postgresql_either(postgres_url: str) -> None:
    """When a change fails in its middle, none of it stays on PostgreSQL."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE login_sites (mine TEXT)")
    with pytest.raises(StoreUnreachable, match="already exists"):
        apply_sql(postgres_url, lambda _: None)
    assert set(description(postgres_url)) == {"login_sites"}


@pytest.mark.parametrize("url", ["", "ops.db", "mysql://jane:s3cret@db/x", "postgresql://jane:s3cret@db:port/x"])
def test_a_url_that_means_nothing_is_not_repeated(url: str) -> None:
    """A URL of no known kind is refused without its password."""
    with pytest.raises(SettingsError, match="SHIM_OPS_STORE_URL") as refused:
        apply_sql(url, lambda _: None)
    assert "s3cret" not in str(refused.value)


def test_an_unreachable_store_is_told_without_its_password() -> None:
    """A server that is not there is an error that names no password."""
    with pytest.raises(StoreUnreachable) as refused:
        apply_sql("postgresql://jane:s3cret@127.0.0.1:1/x", lambda _: None)
    assert "s3cret" not in str(refused.value)
