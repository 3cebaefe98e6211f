"""
Planted pairs: every so often a request whose two answers are known to differ in one cell goes the whole way.

It is asked, rendered, compared and asked again like any other; only its two engines are made up here, its outcome is
counted apart, no ignore rule explains it, and it waits for nobody's second look. When it does not come out as it must,
the comparison cannot be trusted, and the evidence of that hour is void: a comparison that compares an answer with
itself, or takes a dead engine for a match, is found out this way.

Source: `migration-model.md`, "Verdicts". Guarded by `tests/unit/shim/test_planted.py`.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

import structlog

from adapters.base import EngineAdapter, Family, Finding, PageView, Position, Scope, Session, SessionKey, Site
from adapters.walk import PAGE_ROWS
from shim.asking import Asked, Asker
from shim.call import Call
from shim.compare import Outcome, Verdict
from shim.endpoints.views.c_view_sessions_by_user import answer
from shim.evidence import Evidence
from shim.logs import describe_error
from shim.reads import Deadlines, Engines, OpenEngine
from shim.recording import Pair
from shim.services import Services
from shim.shadow import Shadows
from shim.tasks import Tasks
from shim.trace import Trace

SITE: Final = Site("planted.invalid")
PATH: Final = "/api/views/c_view_sessions_by_user.jsp"
NOW_MS: Final = 1_321_472_822_803
CITIES: Final = {Family.LEGACY_SQL: "Amsterdam", Family.EVENTS: "Rotterdam"}
"""What the two engines say; all else is equal."""

EXPECTED: Final = "different:cell:city"


class PlantedEngine:
    """An engine with one session; see `EngineAdapter`."""

    read_rows = PAGE_ROWS

    def __init__(self, family: Family) -> None:
        self.family = family
        self._session = Session(SITE.name, "1321472798140.1", "1", NOW_MS, NOW_MS, 1, city=CITIES[family])

    async def open(self) -> None:
        """Prepare nothing."""

    async def close(self) -> None:
        """Release nothing."""

    async def find_session(self, site: str, session_id: str) -> Session | None:  # noqa: ARG002 - the protocol's
        """Return nothing: nobody asks."""
        return None

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:  # noqa: ARG002
        """Return the session."""
        return [self._session][:count]

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:  # noqa: ARG002
        """Return nothing: nobody asks."""
        return []

    async def read_page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:  # noqa: ARG002
        """Return nothing: nobody asks."""
        return []

    async def check(self) -> list[Finding]:
        """Find nothing."""
        return []


class _PlantedRecorder:
    """Counts planted pairs apart; see `Recorder`."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def answered(self, trace: Trace, shape: str) -> None:
        """Ignore: nobody was answered."""

    def latency(self, pair: Pair, family: Family, ms: float) -> None:
        """Ignore: no engine was asked."""

    async def keep(self, pair: Pair, primary: Outcome, shadow: Outcome, verdict: Verdict) -> None:
        """Ignore: everybody knows."""

    def finish(self, pair: Pair, outcome: str) -> None:
        """Count it as caught or not."""
        pair.trace.verdict = outcome
        if outcome == "dropped:stopped":
            return
        caught = outcome == EXPECTED
        self._evidence.planted(caught=caught)
        if not caught:
            structlog.get_logger().critical("planted_pair_not_caught", outcome=outcome, expected=EXPECTED)


class Planter:
    """
    Plants pairs.

    Args:
        services: of the running shim.
        shadows: through which they go.
        evidence: counts them.
        every_s: between two.
    """

    def __init__(self, services: Services, shadows: Shadows, evidence: Evidence, every_s: float) -> None:
        engines = Engines({family: _opener(family) for family in Family})
        self._asker = Asker(services, engines, Deadlines(every_s, every_s))
        self._shadows, self._recorder, self._every_s = shadows, _PlantedRecorder(evidence), every_s
        self._tasks = Tasks()

    def start(self) -> None:
        """Plant from now on; call within the loop."""
        self._tasks.start("planter", self._plant_on())

    async def stop(self) -> None:
        """Plant no more."""
        await self._tasks.drain(0)

    async def plant(self) -> str:
        """Send one pair the whole way and return its outcome."""
        trace = Trace("GET", "planted", 0)
        call = Call("GET", PATH, {"uid": "1"}, "", 0, trace, AsyncExitStack())
        asked = Asked(answer, call, SITE, NOW_MS)
        pair = Pair(asked, "user json", Family.LEGACY_SQL, Family.EVENTS, "planted", trace, planted=True)
        try:
            primary, _ = await self._asker.ask(asked, pair.primary)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it was not caught
            structlog.get_logger().error("planted_pair_failed", error=describe_error(error))
            self._recorder.finish(pair, "failed:error")
            return trace.verdict
        await self._shadows.compare(pair, primary, self._asker, self._recorder)
        return trace.verdict

    async def _plant_on(self) -> None:
        while True:
            await self.plant()
            await asyncio.sleep(self._every_s)


def _opener(family: Family) -> OpenEngine:
    async def opened() -> EngineAdapter:
        return PlantedEngine(family)

    return opened
