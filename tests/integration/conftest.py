"""What tests of the ops store share: both of its databases, empty, and a store on each."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from adapters.base import OpsStore
from adapters.ops_store import open_store

DEADLINE_MS: Final = 30_000


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an ops store may be made; a test that asks for it runs on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ops.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[OpsStore]:
    """An ops store with its tables, which is closed twice, since that must do no harm."""
    made = open_store(url, DEADLINE_MS)
    await made.open()
    await made.create_schema()
    yield made
    await made.close()
    await made.close()
