"""Engines are connected as soon as a site's stage names them, once, and never for a site that does without."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from adapters.base import Engine, Family, OpsStore, Session, Site
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from adapters.errors import EngineUnreachable
from adapters.ops_store import open_store
from config.stages import Stage
from shim.directory import Directory
from shim.reads import Engines, OpenEngine
from shim.warming import Warmer
from tests.builders import BY_TEST

SITE: Final = "www.example.com"
OLD, NEW = Family.LEGACY_SQL, Family.EVENTS


class Watched(EmbeddedEngine):
    """An engine that cannot be reached a few times, and counts how often it is asked."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__(MEMORY, deadline_s=30)
        self.asked, self._failures = 0, failures

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """Fail, or find nothing."""
        self.asked += 1
        if self.asked <= self._failures:
            raise EngineUnreachable("gone")
        await self.create_schema()
        return await super().find_session(site, session_id)


def opener(engine: Engine) -> OpenEngine:
    """Return what opens it."""

    async def opened() -> Engine:
        await engine.open()
        return engine

    return opened


@asynccontextmanager
async def warming(folder: Path, stage: Stage, engines: dict[Family, Watched]) -> AsyncIterator[tuple[OpsStore, Warmer]]:
    """Run a warmer beside a site."""
    store = open_store(f"sqlite:///{folder / 'ops.db'}", 30_000)
    await store.open()
    await store.create_schema()
    await store.put_site(Site(SITE, stage), BY_TEST)
    directory = Directory(store, poll_s=0.01)
    await directory.start()
    served = Engines({family: opener(engine) for family, engine in engines.items()})
    warmer = Warmer(served, directory, look_s=0.01, retry_s=0.01)
    warmer.start()
    try:
        yield store, warmer
    finally:
        await warmer.stop()
        await directory.stop()
        await served.close()
        await store.close()


async def until(what: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("stage", "old", "new"),
    [
        (Stage.LEGACY, 1, 0),
        (Stage.SHADOW, 1, 1),
        (Stage.CANARY, 1, 1),
        (Stage.LIVE, 1, 1),
        (Stage.COMPLETE, 0, 1),
    ],
)
async def test_what_a_stage_names_is_connected(tmp_path: Path, stage: Stage, old: int, new: int) -> None:
    """Once, and nothing else."""
    engines = {OLD: Watched(), NEW: Watched()}
    async with warming(tmp_path, stage, engines):
        await until(lambda: (engines[OLD].asked, engines[NEW].asked) == (old, new))
        await asyncio.sleep(0.1)
        assert (engines[OLD].asked, engines[NEW].asked) == (old, new)


async def test_a_move_connects_the_other_engine(tmp_path: Path) -> None:
    """Before the first request that it would serve."""
    engines = {OLD: Watched(), NEW: Watched()}
    async with warming(tmp_path, Stage.LEGACY, engines) as (store, _):
        await until(lambda: engines[OLD].asked)
        (site,) = await store.read_sites()
        await store.move_site(SITE, site, site._replace(stage=Stage.SHADOW), BY_TEST)
        await until(lambda: engines[NEW].asked)


async def test_an_engine_that_is_gone_is_tried_again(tmp_path: Path) -> None:
    """Until it is there, and it keeps no other waiting."""
    engines = {OLD: Watched(failures=3), NEW: Watched()}
    async with warming(tmp_path, Stage.LIVE, engines):
        await until(lambda: engines[OLD].asked == 4 and engines[NEW].asked == 1)


async def test_an_engine_that_is_not_configured_is_not_asked_for(tmp_path: Path) -> None:
    """A shim without an old database connects what it has, and then has nothing to do."""
    engines = {NEW: Watched()}
    async with warming(tmp_path, Stage.LIVE, engines) as (_, warmer):
        await until(lambda: engines[NEW].asked)
        await until(lambda: len(warmer._tasks) == 0)
