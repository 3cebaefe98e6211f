"""
Reading: a plan and a query become pages of typed rows, under deadlines, with every failure in the callers' words.

Knows the adapters' protocol and the legacy errors, no concrete engine. Each round trip has the engine's own deadline;
a walk as a whole has another, since a large `offset` or `limit` takes many round trips.

Source: `migration-model.md`, "Fallback, breaker, kill switches"; `legacy-contract.md`, section 9.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager

import structlog

from adapters.base import EngineAdapter, Family, PageView, Position, Scope, Session, SessionQuery
from adapters.errors import AdapterError, EngineTimeout
from adapters.walk import PAGE_ROWS, count, read_page, walk
from shim.legacy.errors import UNREACHABLE, LegacyError, engine_failure
from shim.routing import ReadPlan

OpenEngine = Callable[[], Awaitable[EngineAdapter]]


class Engines:
    """
    The engines of this process, each opened when it is first used and closed with the process.

    Args:
        openers: for each family that is configured, how to make and open its engine.
    """

    def __init__(self, openers: Mapping[Family, OpenEngine]) -> None:
        self._openers = openers
        self._opened: dict[Family, EngineAdapter] = {}
        self._lock = asyncio.Lock()

    async def engine(self, family: Family) -> EngineAdapter:
        """
        Return the opened engine of a family.

        Raises:
            LegacyError: "unreachable" when none is configured.
        """
        opened = self._opened.get(family)
        if opened is not None:
            return opened
        async with self._lock:
            if family not in self._opened:
                if family not in self._openers:
                    structlog.get_logger().error("engine_not_configured", engine=family.value)
                    raise UNREACHABLE[family].error()
                self._opened[family] = await self._openers[family]()
        return self._opened[family]

    async def close(self) -> None:
        """Close what was opened."""
        while self._opened:
            await self._opened.popitem()[1].close()


class Reads:
    """
    Runs plans.

    Args:
        engines: where to read.
        walk_deadline_ms: for all round trips of one walk together.
    """

    def __init__(self, engines: Engines, walk_deadline_ms: int) -> None:
        self._engines = engines
        self._walk_deadline_s = walk_deadline_ms / 1000

    async def walk(self, plan: ReadPlan, query: SessionQuery, take: Callable[[Sequence[Session]], None]) -> str:
        """
        Hand each page of a walk to `take` and return the token; other requests get their turn between pages.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        engine = await self._engines.engine(plan.primary)
        with _in_callers_words(engine.family):
            if query.limit <= PAGE_ROWS and not query.offset:
                page = await read_page(engine, query)  # one round trip, which has a deadline
                take(page.sessions)
                return page.next_token or ""
            async with asyncio.timeout(self._walk_deadline_s), aclosing(walk(engine, query)) as pages:
                async for page in pages:
                    take(page.sessions)
                    if page.next_token is not None:
                        return page.next_token
                    await asyncio.sleep(0)
        raise AssertionError("a walk ends with a token")

    async def count(self, plan: ReadPlan, query: SessionQuery) -> int:
        """
        Return how many sessions a walk would emit.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        engine = await self._engines.engine(plan.primary)
        with _in_callers_words(engine.family):
            async with asyncio.timeout(self._walk_deadline_s):
                return await count(engine, query)

    @asynccontextmanager
    async def deadline(self, plan: ReadPlan) -> AsyncIterator[None]:
        """
        Bound a walk that is made of single reads.

        Raises:
            LegacyError: the plan's engine took too long, in callers' words.
        """
        with _in_callers_words(plan.primary):
            async with asyncio.timeout(self._walk_deadline_s):
                yield

    async def sessions(self, plan: ReadPlan, scope: Scope, begin: Position, count: int) -> list[Session]:
        """
        Return sessions of a scope, newest first; one round trip.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        engine = await self._engines.engine(plan.primary)
        with _in_callers_words(engine.family):
            return await engine.read_sessions(scope, begin, count)

    async def page_views(
        self, plan: ReadPlan, site: str, session_id: str, begin: Position, count: int
    ) -> list[PageView]:
        """
        Return page views of a session, newest first.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        engine = await self._engines.engine(plan.primary)
        with _in_callers_words(engine.family):
            return await engine.read_page_views(site, session_id, begin, count)

    async def find_session(self, plan: ReadPlan, site: str, session_id: str) -> Session | None:
        """
        Return one session of a site, or `None`.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        engine = await self._engines.engine(plan.primary)
        with _in_callers_words(engine.family):
            return await engine.find_session(site, session_id)


@contextmanager
def _in_callers_words(family: Family) -> Iterator[None]:
    """Turn an engine's failure into the legacy error and leave the reason, which callers never see, in the log."""
    try:
        yield
    except TimeoutError as error:
        raise _told(family, EngineTimeout("the walk as a whole took too long")) from error
    except AdapterError as error:
        raise _told(family, error) from error


def _told(family: Family, error: AdapterError) -> LegacyError:
    structlog.get_logger().warning("engine_failed", engine=family.value, error=type(error).__name__, reason=str(error))
    return engine_failure(family, error)
