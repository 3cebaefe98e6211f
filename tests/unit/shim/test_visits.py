"""A walk through one visit's page views."""

from adapters.base import Family
from adapters.embedded.adapter import MEMORY, EmbeddedEngine
from shim.legacy.errors import LegacyError, Row
from shim.reads import Deadlines, Engines, Reading
from shim.routing import ReadPlan
from shim.trace import Trace
from shim.visits import Visit


async def test_a_walk_as_a_whole_has_a_deadline() -> None:
    """Looking for a token and walking on are told as the engine's own timeout when they take too long."""
    engine = EmbeddedEngine(MEMORY, deadline_s=30)
    await engine.open()
    await engine.create_schema()

    async def opened() -> EmbeddedEngine:
        return engine

    trace = Trace("GET", "", 0)
    reading = Reading(Engines({Family.EVENTS: opened}), ReadPlan(Family.EVENTS), trace, Deadlines(30, 0), 0)
    visit = Visit(reading, "www.example.com", "1.1")
    told = []
    for slow in (visit.go_to("1.1"), visit.walk(1, lambda _: None)):
        try:
            await slow
        except LegacyError as error:
            told.append(error.row)
    await engine.close()
    assert told == [Row.EVENTS_TIMEOUT] * 2
