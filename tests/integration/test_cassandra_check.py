"""What `check` tells an operator about a real Cassandra."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from adapters.base import Finding
from adapters.cassandra import CassandraEngine, make_cassandra, statements
from adapters.cassandra.connection import Connection
from tests.servers.cassandra import CassandraServer

pytestmark = pytest.mark.cassandra


@pytest.fixture
async def engine(cassandra_server: CassandraServer) -> AsyncIterator[CassandraEngine]:
    """An engine with a keyspace of its own, to be spoilt."""
    engine = make_cassandra(cassandra_server.address, cassandra_server.port, f"check_{uuid4().hex[:8]}")
    await engine.create_schema()
    await engine.find_session("", "")
    yield engine
    await engine.close()


def connection_of(engine: CassandraEngine) -> Connection:
    connection = engine._client._connection
    assert connection is not None
    return connection


async def spoilt(engine: CassandraEngine, *cql: str) -> dict[str, Finding]:
    """Return what is found wrong after some statements, by subject."""
    for statement in cql:
        connection_of(engine).execute(statement)
    return {finding.subject: finding for finding in await engine.check() if not finding.ok}


async def test_a_whole_schema_is_well(engine: CassandraEngine) -> None:
    """Everything that is looked at is named, and well."""
    findings = await engine.check()
    assert all(finding.ok for finding in findings)
    assert {f"cassandra table {name}" for name in statements.TABLES} <= {finding.subject for finding in findings}


async def test_a_missing_table_and_column_are_named(engine: CassandraEngine) -> None:
    """What is missing is named, with the command that makes it."""
    bad = await spoilt(engine, "DROP TABLE sessions", "ALTER TABLE sessions_by_user DROP browser")
    assert bad.keys() == {"cassandra table sessions", "cassandra table sessions_by_user"}
    assert "browser is missing" in bad["cassandra table sessions_by_user"].detail
    assert all("shim-migrate cql" in finding.detail for finding in bad.values())


async def test_another_type_or_order_is_named(engine: CassandraEngine) -> None:
    """A column of another type, or an index in ascending order, is no good, and it is said how it is."""
    bad = await spoilt(
        engine,
        "DROP TABLE slices_by_site",
        "CREATE TABLE slices_by_site (site text, slice_start_epoch_ms int, PRIMARY KEY (site, slice_start_epoch_ms))",
    )
    detail = bad["cassandra table slices_by_site"].detail
    assert "slice_start_epoch_ms is int (clustering 0, order asc)" in detail


async def test_old_migrations_are_told(engine: CassandraEngine) -> None:
    """A keyspace whose migrations ended before this version's says so."""
    bad = await spoilt(engine, "CREATE TABLE schema_migrations (number int PRIMARY KEY)")
    assert "ran to number 0" in bad["cassandra migrations"].detail


async def test_a_data_centre_without_nodes_is_told(engine: CassandraEngine, cassandra_server: CassandraServer) -> None:
    """A local data centre that the cluster does not have is told with those that it has."""
    keyspace = engine._settings.cassandra_keyspace
    lost = make_cassandra(cassandra_server.address, cassandra_server.port, keyspace, cassandra_local_dc="nowhere")
    [finding] = await lost.check()
    assert not finding.ok
    assert "nowhere, but in datacenter1" in finding.detail
    await lost.close()


async def test_a_missing_keyspace_is_told(cassandra_server: CassandraServer) -> None:
    """Without a keyspace there is one finding, which says what to do."""
    engine = make_cassandra(cassandra_server.address, cassandra_server.port, "never_made")
    [finding] = await engine.check()
    assert not finding.ok
    assert "keyspace" in finding.detail
    await engine.close()
