"""Reading where one of two engines is not there."""

import pytest

from adapters.base import Family, Position, Scope
from adapters.errors import EngineTimeout
from adapters.walk import PAGE_ROWS
from shim.legacy.errors import LegacyError, Row
from shim.reads import Deadlines, Engines, Reading
from shim.routing import ReadPlan
from shim.trace import Trace
from tests.builders import SITE


class _Late:
    """An engine that never answers in time; nothing else of it is asked."""

    family = Family.EVENTS
    read_rows = PAGE_ROWS

    async def read_sessions(self, *_: object) -> None:
        raise EngineTimeout("late")


async def _late() -> _Late:
    return _Late()


async def test_an_engine_that_is_not_configured_stands_in_for_nobody() -> None:
    """The error is that of the engine that was asked, which is all there is."""
    engines = Engines({Family.EVENTS: _late})  # type: ignore[dict-item] # as much of an engine as is asked
    plan = ReadPlan(Family.EVENTS, fallback=Family.LEGACY_SQL)
    reading = Reading(engines, plan, Trace("GET", "0", 0), Deadlines(1, 1), 0)

    with pytest.raises(LegacyError) as raised:
        await reading.sessions(Scope(SITE, None), Position(0, ""), PAGE_ROWS)
    assert raised.value.row is Row.EVENTS_TIMEOUT
