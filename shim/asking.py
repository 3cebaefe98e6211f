"""
Asking again: a request that was answered is answered a second time, by an engine that we choose, at the same instant.

The page's own code runs, so that whatever can differ between engines does: parsing, reading, rendering. Nobody is
authenticated again; nothing is sent. Guarded by `tests/unit/shim/test_shadow.py`.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Final, NamedTuple

from adapters.base import Family, Site
from shim.call import Answer, Call
from shim.compare import Outcome
from shim.legacy.data_types import DATA_TYPES, DEFAULT
from shim.legacy.errors import ENGINE_ROWS, LegacyError, Row
from shim.reads import Deadlines, Engines, Reads
from shim.routes import Endpoint
from shim.routing import ReadPlan
from shim.services import Services
from shim.trace import Trace

LARGE_ANSWERS: Final = 1
"""Above 100 rows so many are made at the same time; of another budget than callers'."""


class Asked(NamedTuple):
    """
    A request that can be asked again.

    Args:
        endpoint: the page.
        call: as it came; its trace is not touched.
        site: as it was then.
        at_epoch_ms: the instant of its answer.
    """

    endpoint: Endpoint
    call: Call
    site: Site
    at_epoch_ms: int


class Asker:
    """
    Asks engines.

    Args:
        services: of the running shim; its reads are not used.
        engines: where to read: with pools of their own.
        deadlines: of each answer.
    """

    def __init__(self, services: Services, engines: Engines, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        large = asyncio.Semaphore(LARGE_ANSWERS)
        self._services = {
            family: replace(services, large_answers=large, reads=_reads_of(family, engines, deadlines))
            for family in Family
        }

    async def ask(self, asked: Asked, family: Family) -> tuple[Outcome, float]:
        """Return what a family's engine makes of a request, and how many ms it took to read."""
        trace = Trace(asked.call.method, "", 0)
        trace.asked_at_epoch_ms = asked.at_epoch_ms
        async with AsyncExitStack() as until_sent:
            call = asked.call._replace(trace=trace, until_sent=until_sent, admitted=asked.site)
            try:
                async with asyncio.timeout(self._deadlines.walk_s):
                    answer = await asked.endpoint(call, self._services[family])
                outcome = outcome_of(asked.call, answer)
            except LegacyError as error:
                outcome = outcome_of_error(asked.call, error)
            except TimeoutError:
                outcome = Outcome(data_type_name(asked.call), failure="timeout")
        return outcome, sum(step.ms for step in trace.steps)


def _reads_of(family: Family, engines: Engines, deadlines: Deadlines) -> Reads:
    """Return reads from one engine, at the instant that a trace names."""
    plan = ReadPlan(family)
    return Reads(engines, lambda *_: plan, deadlines, lambda trace: trace.asked_at_epoch_ms)


def data_type_name(call: Call) -> str:
    """Return the format that a call asks for, as the table of formats names it."""
    name = call.given("dataType") or DEFAULT
    return name if name in DATA_TYPES else DEFAULT


def outcome_of(call: Call, answer: Answer) -> Outcome:
    """Return an answer as it is compared."""
    return Outcome(data_type_name(call), b"".join(answer.body))


def outcome_of_error(call: Call, error: LegacyError) -> Outcome:
    """Return an error as it is compared; an engine that failed has said nothing."""
    failure = ENGINE_ROWS.get(error.row) if isinstance(error.row, Row) else None
    return Outcome(data_type_name(call), error=None if failure else error.text, failure=failure)
