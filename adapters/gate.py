"""
The door to an engine: first come, first served, so many at a time, and an answer or `EngineTimeout` at the deadline.

Must not know any driver. Two promises, which no driver keeps by itself:

- The caller is free at the deadline, even when the driver does not react to being cancelled (psycopg waits for a
  stopped server to confirm the cancel; cassandra-driver cannot cancel at all).
- A slot belongs to a call until the call has really ended, so that an abandoned one still counts toward what the engine
  is working on. A call must therefore end by itself once it is cancelled, by discarding its connection if need be.

Guarded by `tests/unit/adapters/test_gate.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, TypeVar

from adapters.errors import EngineBusy, EngineTimeout, EngineUnreachable

T = TypeVar("T")

MAX_WAITING: Final = 1_000
"""Calls that wait for an engine: at a thousand answers a second, those of one second."""

CLOSE_GRACE_S: Final = 1.0
"""How long `close` waits for cancelled calls to end."""


class Gate:
    """
    Runs calls of one engine, in the order in which they came.

    Args:
        slots: calls that run at the same time; the others wait.
        waiting: calls that may wait; more are refused at once.
    """

    def __init__(self, slots: int, waiting: int = MAX_WAITING) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._most = slots + waiting
        self._calls: set[asyncio.Task[Any]] = set()
        self._guests: dict[asyncio.Task[Any], Exception | None] = {}

    async def run(self, deadline_ms: float, call: Callable[[], Awaitable[T]]) -> T:
        """
        Wait for a slot, run the call and return what it returns.

        Args:
            deadline_ms: for waiting and running together, from now.
            call: started when a slot is free; cancelled at the deadline, or when the caller is cancelled.

        Raises:
            EngineTimeout: at the deadline, whatever the call does.
            EngineBusy: too many are waiting.
            EngineUnreachable: the gate was closed meanwhile.
            Exception: whatever the call raises before the deadline.
        """
        self._refuse_too_many()
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        task = loop.create_task(self._hold(call))
        self._calls.add(task)
        task.add_done_callback(partial(self._end, over))
        # asyncio.wait does the same at twice the cost, and this is in the way of every read.
        timer = loop.call_later(deadline_ms / 1000, _settle, over)
        try:
            await over
        finally:
            timer.cancel()
            abandoned = task.cancel()
        if abandoned:
            raise _late(deadline_ms)
        if task.cancelled():
            raise _closed()
        return task.result()

    async def run_here(self, deadline_ms: float, call: Callable[[], Awaitable[T]]) -> T:
        """
        As `run`, but in the caller's own task: for a call that ends at once when it is cancelled.

        What the call returns is at work in the same turn of the event loop: that saves a tenth of a request.
        """
        self._refuse_too_many()
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a gate is for tasks")
        self._guests[task] = None
        timer = loop.call_later(deadline_ms / 1000, self._send_away, task, _late(deadline_ms))
        try:
            async with self._slots:
                return await call()
        except asyncio.CancelledError:
            reason = self._guests[task]
            if reason is not None and not task.uncancel():  # nobody else has cancelled it
                raise reason from None
            raise
        finally:
            timer.cancel()
            del self._guests[task]

    def _refuse_too_many(self) -> None:
        if len(self._calls) + len(self._guests) >= self._most:
            raise EngineBusy(f"{self._most} calls are running or waiting; more would only wait")

    async def close(self) -> None:
        """Cancel every call and wait for them to end, but not for those that do not; safe to call twice."""
        for task in self._calls:
            task.cancel()
        for guest in self._guests:
            self._send_away(guest, _closed())
        await asyncio.sleep(0)  # in which guests go
        if self._calls:
            await asyncio.wait(self._calls, timeout=CLOSE_GRACE_S)

    def _send_away(self, guest: asyncio.Task[Any], reason: Exception) -> None:
        if self._guests[guest] is None:
            self._guests[guest] = reason
            guest.cancel()

    async def _hold(self, call: Callable[[], Awaitable[T]]) -> T:
        async with self._slots:
            return await call()

    def _end(self, over: asyncio.Future[None], task: asyncio.Task[Any]) -> None:
        self._calls.discard(task)
        if not task.cancelled():
            task.exception()  # so that asyncio does not report what an abandoned call raised
        _settle(over)


def _late(deadline_ms: float) -> EngineTimeout:
    return EngineTimeout(f"no answer within {deadline_ms:g} ms")


def _closed() -> EngineUnreachable:
    return EngineUnreachable("closed while a call was running")


def _settle(over: asyncio.Future[None]) -> None:
    if not over.done():
        over.set_result(None)
