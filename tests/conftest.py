"""
Fixtures that two or more folders use: the real servers, started once for the whole run.

A server that cannot start is an error that says why and what to do, never a skip. Tests that pause a server share one
that nobody else uses, and those that kill one start their own. `make test-fast` leaves out what is marked `postgres` or
`cassandra`.
"""

import itertools
from collections.abc import Iterator
from typing import Final

import pytest

from tests.servers.cassandra import CassandraServer
from tests.servers.postgres import PostgresServer

_NUMBERS: Final = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL."""
    with PostgresServer.start() as server:
        yield server


@pytest.fixture(scope="session")
def pausable_postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL that a test may pause, for as long as it runs."""
    with PostgresServer.start() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    url = postgres_server.new_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def cassandra_server() -> Iterator[CassandraServer]:
    """A running Cassandra node."""
    with CassandraServer.start() as server:
        yield server


@pytest.fixture(scope="session")
def pausable_cassandra() -> Iterator[CassandraServer]:
    """A running Cassandra node that a test may pause, for as long as it runs."""
    with CassandraServer.start() as server:
        yield server


@pytest.fixture(scope="module")
def cassandra_keyspace(cassandra_server: CassandraServer) -> tuple[str, int, str]:
    """Where a node is, and the name of a keyspace that nobody has made yet."""
    return cassandra_server.address, cassandra_server.port, f"tests_{next(_NUMBERS)}"
