"""
Fixtures that two or more folders use: the real servers, started once by each process of a run that needs them.

A server that cannot start is an error that says why and what to do, never a skip. Tests that pause a server share one
that nobody else uses, and those that kill one start their own. `make test-fast` leaves out what is marked `postgres` or
`cassandra`. What is marked `alone` runs when nothing else does (`alone.py`).
"""

import itertools
import os
from collections.abc import Generator, Iterator
from typing import Final

import pytest
from xdist.workermanage import NodeManager

from tests.alone import turn
from tests.servers.cassandra import CassandraServer
from tests.servers.postgres import PostgresServer

STOPPING_S: Final = 120
"""So long a process may take to stop its servers after Ctrl-C; who is ended sooner leaves them behind."""

PATIENT_S: Final = 30
"""So long a node may take to be connected with; how the shim sees one that takes too long, tests of faults show."""

_NUMBERS: Final = itertools.count()


def pytest_configure() -> None:
    """Have xdist wait for its processes, for which it gives no option."""
    NodeManager.EXIT_TIMEOUT = STOPPING_S


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test, with its fixtures, when it is its turn: one process of several waits for the others."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


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
def cassandra_keyspace(cassandra_server: CassandraServer) -> Iterator[tuple[str, int, str]]:
    """Where a node is, which may take its time to connect, and the name of a keyspace that nobody has made yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.cassandra.connection.CONNECT_TIMEOUT_S", PATIENT_S)
        yield cassandra_server.address, cassandra_server.port, f"tests_{next(_NUMBERS)}"
