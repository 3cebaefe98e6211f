"""
Reading: a plan and a query become pages of typed rows, under deadlines, with every failure in the callers' words.

Knows the adapters' protocol and the legacy errors, no concrete engine. Each round trip has the engine's own deadline,
of which the primary gets a part where another engine can stand in; a walk as a whole has a deadline of its own, since a
large `offset` or `limit` takes many round trips. A request that has gone over to the other engine stays there: what
follows the first page goes on behind its last row.

Source: `migration-model.md`, "Fallback, breaker, kill switches"; `legacy-contract.md`, section 9.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from typing import Final, NamedTuple, TypeVar

import structlog

from adapters.base import EngineAdapter, Family, PageView, Position, Scope, Session, SessionKey, SessionQuery, Site
from adapters.errors import AdapterError, EngineTimeout
from adapters.walk import PAGE_ROWS, count, read_page, walk
from shim.breaker import Breaker
from shim.legacy.errors import UNREACHABLE, LegacyError, engine_failure
from shim.routing import ReadPlan
from shim.trace import Trace

T = TypeVar("T")

OpenEngine = Callable[[], Awaitable[EngineAdapter]]
Plan = Callable[[Trace, Site, str | None], ReadPlan]
OnRead = Callable[[str, float, str], None]

PRIMARY_SHARE: Final = 0.6
"""Of the deadline of a round trip, when the other engine can stand in; that one gets the rest."""


class Deadlines(NamedTuple):
    """How long one round trip may take, and all round trips of one walk together."""

    read_s: float
    walk_s: float


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
        self.breakers: Mapping[Family, Breaker] = {family: Breaker() for family in Family}
        self.running = dict.fromkeys(Family, 0)
        """Round trips that run or wait, by family."""
        self.on_read: OnRead = _count_nothing
        """Is told of each round trip: family, seconds, and the kind of error or `""`."""

    @property
    def families(self) -> Sequence[Family]:
        """Those that are configured."""
        return tuple(self._openers)

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


class Guarded:
    """
    An engine as one request reads it: behind its breaker, each round trip timed and noted; see `SessionReader`.

    Args:
        engine: opened.
        engines: it is one of them.
        trace: of the request.
        limit_s: of a round trip; `None` leaves it to the engine's own deadline.
    """

    def __init__(self, engine: EngineAdapter, engines: Engines, trace: Trace, limit_s: float | None) -> None:
        self._engine, self._engines, self._trace, self._limit_s = engine, engines, trace, limit_s
        self.read_rows = engine.read_rows
        self._breaker = engines.breakers[engine.family]
        self._time = asyncio.get_running_loop().time

    async def read_sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """Return sessions of a scope."""
        return await self._round_trip("sessions", self._engine.read_sessions(scope, begin, count))

    async def read_keys(self, scope: Scope, begin: Position, count: int) -> list[SessionKey]:
        """Return keys of a scope."""
        return await self._round_trip("keys", self._engine.read_keys(scope, begin, count))

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """Return one session, or `None`."""
        return await self._round_trip("session", self._engine.find_session(site, session_id))

    async def read_page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:
        """Return page views of a session."""
        return await self._round_trip("page views", self._engine.read_page_views(site, session_id, begin, count))

    async def _round_trip(self, what: str, read: Awaitable[T]) -> T:
        begun_s, failed = self._time(), ""
        family, running = self._engine.family, self._engines.running
        try:
            self._breaker.enter(begun_s)
        except AdapterError:
            if asyncio.iscoroutine(read):
                read.close()
            raise
        running[family] += 1
        try:
            rows = await (read if self._limit_s is None else self._limited(read, self._limit_s))
        except AdapterError as error:
            failed = type(error).__name__
            self._breaker.failed(error, self._time())
            raise
        finally:
            running[family] -= 1
            took_s = self._time() - begun_s
            self._trace.step(what, family.value, took_s * 1_000, failed, begun_s)
            self._engines.on_read(family.value, took_s, failed)
        self._breaker.succeeded()
        return rows

    @staticmethod
    async def _limited(read: Awaitable[T], limit_s: float) -> T:
        try:
            async with asyncio.timeout(limit_s):
                return await read
        except TimeoutError as error:
            raise EngineTimeout(f"no answer within {limit_s * 1_000:g} ms, its part of the deadline") from error


class Reading:
    """
    What one request reads of one site.

    Args:
        engines: where to read.
        plan: who serves, who stands in.
        trace: of the request.
        deadlines: how long it may take.
        now_epoch_ms: the instant of the answer.
    """

    def __init__(self, engines: Engines, plan: ReadPlan, trace: Trace, deadlines: Deadlines, now_epoch_ms: int) -> None:
        self.plan, self.now_epoch_ms = plan, now_epoch_ms
        self._engines, self._trace = engines, trace
        self._deadlines = deadlines
        self._fallback = plan.fallback if plan.fallback in engines.families else None
        self._failed: tuple[Family, AdapterError] | None = None

    async def walk(self, query: SessionQuery, take: Callable[[Sequence[Session]], None]) -> str:
        """
        Hand each page of a walk to `take` and return the token; other requests get their turn between pages.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        emitted, last = 0, None

        def taken(sessions: Sequence[Session]) -> None:
            nonlocal emitted, last
            take(sessions)
            if sessions:
                emitted, last = emitted + len(sessions), sessions[-1]

        return await self._read(lambda engine: self._walk(engine, _behind(query, emitted, last), taken))

    async def count(self, query: SessionQuery) -> int:
        """
        Return how many sessions a walk would emit.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """

        async def counted(engine: Guarded) -> int:
            async with asyncio.timeout(self._deadlines.walk_s):
                return await count(engine, query)

        return await self._read(counted)

    @asynccontextmanager
    async def deadline(self) -> AsyncIterator[None]:
        """
        Bound a walk that is made of single reads.

        Raises:
            LegacyError: it took too long, in callers' words.
        """
        with _in_callers_words(self.plan.primary):
            async with asyncio.timeout(self._deadlines.walk_s):
                yield

    async def sessions(self, scope: Scope, begin: Position, count: int) -> list[Session]:
        """
        Return sessions of a scope, newest first; one round trip.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        return await self._read(lambda engine: engine.read_sessions(scope, begin, count))

    async def page_views(self, site: str, session_id: str, begin: Position, count: int) -> list[PageView]:
        """
        Return page views of a session, newest first.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        return await self._read(lambda engine: engine.read_page_views(site, session_id, begin, count))

    async def find_session(self, site: str, session_id: str) -> Session | None:
        """
        Return one session of a site, or `None`.

        Raises:
            LegacyError: the engine's failure as callers know it.
        """
        return await self._read(lambda engine: engine.find_session(site, session_id))

    async def _walk(self, engine: Guarded, query: SessionQuery, take: Callable[[Sequence[Session]], None]) -> str:
        if query.limit <= PAGE_ROWS and not query.offset:
            page = await read_page(engine, query)  # one round trip, which has a deadline
            take(page.sessions)
            return page.next_token or ""
        async with asyncio.timeout(self._deadlines.walk_s), aclosing(walk(engine, query, engine.read_rows)) as pages:
            async for page in pages:
                take(page.sessions)
                if page.next_token is not None:
                    return page.next_token
                await asyncio.sleep(0)
        raise AssertionError("a walk ends with a token")

    async def _read(self, read: Callable[[Guarded], Awaitable[T]]) -> T:
        """Read from the primary, else from the engine that stands in; if both fail, the primary's error counts."""
        primary, fallback = self.plan.primary, self._fallback
        if self._failed is None:
            try:
                return await self._read_from(primary, read, None if fallback is None else PRIMARY_SHARE)
            except AdapterError as error:
                self._failed = primary, error
                if fallback is None:
                    raise _told(primary, error) from error
                _log_failure(primary, error)
        if fallback is None:
            raise _told(*self._failed)
        try:
            return await self._read_from(fallback, read, 1 - PRIMARY_SHARE)
        except AdapterError as error:
            _log_failure(fallback, error)
            raise engine_failure(*self._failed) from error

    async def _read_from(self, family: Family, read: Callable[[Guarded], Awaitable[T]], share: float | None) -> T:
        engine = await self._engines.engine(family)
        self._trace.served_by = family.value
        guarded = Guarded(engine, self._engines, self._trace, None if share is None else share * self._deadlines.read_s)
        try:
            return await read(guarded)
        except TimeoutError as error:
            raise EngineTimeout("the walk as a whole took too long") from error


class Reads:
    """
    Begins the reading of each request.

    Args:
        engines: where to read.
        plan: decides, and notes in the trace what it decided.
        deadlines: of each request.
        instant_of: the clock, or when a request that is asked again was asked first.
    """

    def __init__(self, engines: Engines, plan: Plan, deadlines: Deadlines, instant_of: Callable[[Trace], int]) -> None:
        self._engines, self._plan, self._deadlines, self._instant_of = engines, plan, deadlines, instant_of

    def begin(self, trace: Trace, site: Site, user: str | None = None) -> Reading:
        """
        Decide who is read for a request.

        Args:
            trace: of the request.
            site: that it may read.
            user: whom it names, if anyone: his sessions stay on one engine.

        Raises:
            LegacyError: the site is in maintenance.
        """
        plan = self._plan(trace, site, user)
        trace.planned_s = asyncio.get_running_loop().time()
        now_epoch_ms = trace.asked_at_epoch_ms = self._instant_of(trace)
        return Reading(self._engines, plan, trace, self._deadlines, now_epoch_ms)


def _count_nothing(engine: str, seconds: float, error: str) -> None:
    """Count no round trip: nobody watches."""


def _behind(query: SessionQuery, emitted: int, last: Session | None) -> SessionQuery:
    """Return what is left of a walk that has emitted some sessions: it begins with the last one, and passes it over."""
    if last is None:
        return query
    begin = Position(last.session_start_epoch_ms, last.session_id)
    return query._replace(begin=begin, offset=1, limit=query.limit - emitted)


@contextmanager
def _in_callers_words(family: Family) -> Iterator[None]:
    """Turn an engine's failure into the legacy error and leave the reason, which callers never see, in the log."""
    try:
        yield
    except TimeoutError as error:
        raise _told(family, EngineTimeout("the walk as a whole took too long")) from error


def _told(family: Family, error: AdapterError) -> LegacyError:
    _log_failure(family, error)
    return engine_failure(family, error)


def _log_failure(family: Family, error: AdapterError) -> None:
    structlog.get_logger().warning("engine_failed", engine=family.value, error=type(error).__name__, reason=str(error))
