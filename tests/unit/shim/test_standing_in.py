"""Two engines behind one site: one stands in for the other, and a move in the middle of anything changes no byte."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
import pytest_asyncio

from adapters.base import Family, Position, Scope, Session
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from adapters.errors import EngineUnreachable
from config.stages import Stage
from tests.unit.shim.switching import SESSIONS, Switch, engines_of, memory_engine, switching

LONG: Final = {"uid": SESSIONS[0].user_id, "limit": 1_000}
NOBODY: Final = b"Error: me.prettyprint.hector.api.exceptions.HectorException"


class Breaking(EmbeddedEngine):
    """An engine that breaks after so many reads."""

    reads_left = 0

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Read, or break."""
        self.reads_left -= 1
        if self.reads_left < 0:
            raise EngineUnreachable("broke")
        return await super().read_sessions(scope, begin, count)


@pytest_asyncio.fixture
async def breaking() -> AsyncIterator[Breaking]:
    """An Events Engine with the same sessions, which breaks at once."""
    engine = Breaking(MEMORY, deadline_s=30)
    await engine.open()
    await engine.create_schema()
    await engine.write_sessions(SESSIONS)
    yield engine
    await engine.close()


async def serve_events_from(switch: Switch, engine: EmbeddedEngine) -> None:
    """Let an engine serve in place of the Events Engine."""
    legacy = switch.engines[Family.LEGACY_SQL]
    served = engines_of({Family.LEGACY_SQL: legacy, Family.EVENTS: engine})
    switch.services.reads._engines = served


def ids_of(body: bytes) -> list[str]:
    """Return the sessions of an answer, by their ids."""
    answer: dict[str, Any] = orjson.loads(body)
    place = answer["field"].index("session_id")
    return [row[place] for row in answer["resultsList"]]


@pytest.mark.parametrize(("before", "after"), [(Stage.SHADOW, Stage.LIVE), (Stage.LIVE, Stage.SHADOW)])
async def test_a_token_goes_on_on_the_other_engine(tmp_path: Path, before: Stage, after: Stage) -> None:
    """Pages of a listing that is moved after each page join to the whole, in both directions."""
    async with switching(tmp_path, before) as switch:
        whole = (await switch.ask(limit=1_000)).body
        joined: list[str] = []
        token, stages = "", itertools.cycle((after, before))
        while True:
            body = (await switch.ask(limit=7, nextToken=token)).body
            joined += ids_of(body)
            token = orjson.loads(body)["nextToken"]
            if not token:
                break
            await switch.move(next(stages))
        assert joined == ids_of(whole)
        assert len(joined) == len(set(joined)) > 20


async def test_the_other_engine_stands_in(tmp_path: Path, breaking: Breaking) -> None:
    """In `live` the old engine answers when the new one fails, with the same bytes; without the flag, nobody does."""
    async with switching(tmp_path, Stage.LIVE) as switch:
        expected = (await switch.ask()).body
        await serve_events_from(switch, breaking)
        assert (await switch.ask()).body == expected
        await switch.turn("fallback", "off")
        assert (await switch.ask()).body.startswith(NOBODY)


async def test_it_stands_in_in_the_middle_of_a_walk(tmp_path: Path, breaking: Breaking) -> None:
    """A walk whose engine breaks after its first page goes on behind that page."""
    more = [
        SESSIONS[0]._replace(session_id=f"{start}.1", session_start_epoch_ms=start, last_event_epoch_ms=start + 1)
        for start in range(SESSIONS[0].session_start_epoch_ms - 500, SESSIONS[0].session_start_epoch_ms)
    ]
    async with switching(tmp_path, Stage.LIVE) as switch:
        for engine in (*switch.engines.values(), breaking):
            await engine.write_sessions(more)
        expected = (await switch.ask(**LONG)).body
        assert len(ids_of(expected)) > 500
        await serve_events_from(switch, breaking)
        for reads in range(4):
            breaking.reads_left = reads
            assert (await switch.ask(**LONG)).body == expected


async def test_in_shadow_nobody_stands_in(tmp_path: Path) -> None:
    """Before the first gate an old error is told, and never rows that nobody has proven."""
    async with switching(tmp_path, Stage.SHADOW) as switch:
        await switch.engines[Family.LEGACY_SQL].close()
        assert (await switch.ask()).body == b"Error: java.sql.SQLException: Communications link failure"


async def test_both_failing_is_the_primary_s_error(tmp_path: Path, breaking: Breaking) -> None:
    """When neither answers, callers see the error of the one that should have."""
    async with switching(tmp_path, Stage.LIVE) as switch:
        await switch.engines[Family.LEGACY_SQL].close()
        await serve_events_from(switch, breaking)
        assert (await switch.ask()).body.startswith(NOBODY)


async def test_fifty_moves_under_load_change_no_byte(tmp_path: Path) -> None:
    """While a site goes forward and back fifty times, every answer is the same, and no shadow finds a difference."""
    async with switching(tmp_path) as switch:
        expected = (await switch.ask()).body
        done = asyncio.Event()

        async def load() -> int:
            answers = 0
            while not done.is_set():
                assert (await switch.ask()).body == expected
                answers += 1
            return answers

        loads = [asyncio.ensure_future(load()) for _ in range(4)]
        way = itertools.cycle((Stage.CANARY, Stage.LIVE, Stage.CANARY, Stage.SHADOW))
        for stage in itertools.islice(way, 50):
            await switch.move(stage, 50 if stage is Stage.CANARY else 0)
        done.set()
        assert sum(await asyncio.gather(*loads)) > 20
        await switch.shadows.stop()
        assert {
            outcome for outcome in switch.totals if outcome.startswith(("different", "transient", "failed"))
        } == set()


async def test_an_engine_of_the_harness_is_whole() -> None:
    """What the other tests compare with has all sessions."""
    engine = await memory_engine()
    found = await engine.read_sessions(Scope(SESSIONS[0].site, None), Position(2**62, ""), 1_000)
    await engine.close()
    assert len(found) == len(SESSIONS)
