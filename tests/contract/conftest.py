"""
The engines that the contract suite runs on. To add one: a function and one line in `ENGINES`.

An engine is opened once for each test module; tests keep apart by writing to a site of their own.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

import pytest
import pytest_asyncio

from adapters.base import Engine
from config.settings import load_settings
from tests.contract.asking import Ask, asked


def embedded(_: pytest.FixtureRequest) -> Engine:
    from adapters.embedded.adapter import from_settings  # noqa: PLC0415 - drivers are imported when tested

    return from_settings(load_settings({}, embedded_file=":memory:"))


def legacy_sqlite(request: pytest.FixtureRequest) -> Engine:
    from adapters.legacy_sql.adapter import make_legacy_sql  # noqa: PLC0415 - drivers are imported when tested

    file = request.getfixturevalue("tmp_path_factory").mktemp("legacy") / "legacy.db"
    return make_legacy_sql(f"sqlite:///{file}")


def legacy_postgres(request: pytest.FixtureRequest) -> Engine:
    from adapters.legacy_sql.adapter import make_legacy_sql  # noqa: PLC0415 - drivers are imported when tested

    return make_legacy_sql(request.getfixturevalue("postgres_server").new_database())


def cassandra(request: pytest.FixtureRequest) -> Engine:
    from adapters.cassandra.adapter import from_settings  # noqa: PLC0415 - drivers are imported when tested

    host, port, keyspace = request.getfixturevalue("cassandra_keyspace")
    where: dict[str, Any] = {"cassandra_port": port, "cassandra_keyspace": keyspace}
    return from_settings(load_settings({}, cassandra_contact_points=(host,), cassandra_consistency="ONE", **where))


ENGINES: Final = (
    pytest.param(embedded, id="embedded"),
    pytest.param(legacy_sqlite, id="legacy-sqlite"),
    pytest.param(legacy_postgres, id="legacy-postgres", marks=pytest.mark.postgres),
    pytest.param(cassandra, id="cassandra", marks=pytest.mark.cassandra),
)
"""ONE TABLE: every engine, by how it is made, with what it needs."""

MakeEngine = Callable[[pytest.FixtureRequest], Engine]


async def _opened(make: MakeEngine, request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    made = make(request)
    await made.open()
    try:
        await made.create_schema()
        yield made
    finally:
        await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=ENGINES)
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    async for made in _opened(request.param, request):
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other_engine(request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    """An embedded engine of its own, to go on where another one stopped."""
    async for made in _opened(embedded, request):
        yield made


@pytest.fixture(scope="module")
def new_site() -> Callable[[], str]:
    """Return names of sites that no other test uses."""
    return lambda: f"{uuid4()}.example.com"


@pytest.fixture
def site(new_site: Callable[[], str]) -> str:
    return new_site()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ask]:
    """Ask the pages of a shim whose sites are served by one engine."""
    async with AsyncExitStack() as stack:
        yield await asked(engine, tmp_path_factory.mktemp("ops"), stack)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask_reference(other_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ask]:
    """Ask the pages of a shim whose sites are served by the embedded engine."""
    async with AsyncExitStack() as stack:
        yield await asked(other_engine, tmp_path_factory.mktemp("ops"), stack)
