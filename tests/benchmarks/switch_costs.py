"""
The switch: what planning, flags and explaining add to a request of 40 rows, and what one comparison costs.

All in one process, by CPU time: the request is the page's own code with an embedded engine, which costs more than a
PostgreSQL far away does, but without HTTP.

Source: the goals of the third milestone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from config.stages import Stage
from shim.call import Answer, Call
from shim.compare import Outcome, compare
from shim.endpoints.views.c_view_sessions_by_user import answer
from shim.explain import Explanations
from shim.planner import Planner
from shim.trace import Trace
from tests.benchmarks.engines import BenchEngine
from tests.benchmarks.stand import Stand
from tests.unit.shim.switching import SITE, Switch, switching

ENGINES: Final[tuple[BenchEngine, ...]] = ()
ROWS: Final = 40
TIMES: Final = 300
MOST_PLANNING: Final = 0.03
MOST_IDENTICAL: Final = 0.05
MOST_DIFFERENT: Final = 1.0


def run(stand: Stand) -> None:
    """Measure each in turn with the request."""
    asyncio.run(_run(stand))


async def _run(stand: Stand) -> None:
    folder = Path(stand.folder) / "switch"
    folder.mkdir()
    async with switching(folder, Stage.CANARY, percent=50) as switch:
        body = b"".join((await _answered(switch)).body)
        other = body.replace(b'[ "', b'[ "other ')  # a cell of each row
        same, twin, different = Outcome("json", body), Outcome("json", bytes(bytearray(body))), Outcome("json", other)
        shares: dict[str, list[float]] = {name: [] for name in ("plan", "identical", "different")}
        for _ in range(stand.rounds):
            request_s = await _cpu_s(lambda: _answered(switch))
            shares["plan"].append(await _cpu_s(_planning(switch)) / request_s)
            shares["identical"].append(await _cpu_s(_comparing(same, twin)) / request_s)
            shares["different"].append(await _cpu_s(_comparing(same, different)) / request_s)
    stand.report.add("the request's CPU time", request_s * 1_000, "ms")
    add = stand.report.add_ratios
    add("plan, flags and explanation over the request's CPU time", shares["plan"], at_most=MOST_PLANNING)
    add("comparing identical answers over it", shares["identical"], at_most=MOST_IDENTICAL)
    add("comparing different answers over it", shares["different"], at_most=MOST_DIFFERENT)


async def _answered(switch: Switch) -> Answer:
    parameters = {"login": "demo", "password": "demo", "site": SITE, "limit": str(ROWS)}
    async with AsyncExitStack() as until_sent:
        call = Call(
            method="GET",
            path="/",
            parameters=parameters,
            address="127.0.0.1",
            arrived_s=asyncio.get_running_loop().time(),
            trace=Trace("GET", "", 0),
            until_sent=until_sent,
        )
        return await answer(call, replace(switch.services))


def _planning(switch: Switch) -> Callable[[], Awaitable[object]]:
    planner, explanations, site = Planner(switch.directory), Explanations(900), switch.directory.sites[SITE]

    async def plan() -> None:
        trace = Trace("GET", "0123456789abcdef", 0)
        planner.plan(trace, site, "1319502921449.180515048")
        trace.step("sessions", "events", 1.0)
        trace.forget({})
        explanations.keep(trace)

    return plan


def _comparing(primary: Outcome, shadow: Outcome) -> Callable[[], Awaitable[object]]:
    async def judge() -> None:
        compare(primary, shadow, (), SITE, 0)

    return judge


async def _cpu_s(once: Callable[[], Awaitable[object]]) -> float:
    begun_s = time.process_time()
    for _ in range(TIMES):
        await once()
    return (time.process_time() - begun_s) / TIMES
