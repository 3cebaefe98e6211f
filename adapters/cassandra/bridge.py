"""
From the driver's futures to asyncio's. Must not know statements, tables or what an error means.

The driver completes requests in its own reactor thread, or at once in ours; it calls back again for every page and may
call the errback after the callback; it cannot cancel. Hence one request a page, and every call handed over to the loop.

Rows are decoded in the event loop, some at a time. The driver would decode a whole answer in its own thread, holding
the interpreter meanwhile, and keep its bytes and all of its rows together: 10,000 rows took 24 MiB so, and take 14.
Guarded by `tests/unit/adapters/cassandra/test_bridge.py`.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from typing import Any, Final, NamedTuple, Protocol

from adapters.walk import PAGE_ROWS


class DriverFuture(Protocol):
    """What is used of the driver's `ResponseFuture`."""

    _paging_state: bytes | None

    def add_callbacks(self, callback: Callable[[Any], None], errback: Callable[[BaseException], None]) -> None:
        """Call one of both, in any thread, now or later."""
        ...


DECODED_ROWS: Final = PAGE_ROWS + 1
"""Rows decoded in one turn of the event loop, some 1.5 ms: a page of a walk, and the row that begins the next."""


class Answer(NamedTuple):
    """One page: its rows as the driver gives them, to be read once; where the next begins, `None` after the last."""

    rows: Iterable[Any] | None
    paging_state: bytes | None


async def answer_of(request: DriverFuture) -> Answer:
    """
    Return the first page of a request that was just sent.

    Raises:
        CancelledError: when the caller was cancelled, but not before the request has ended: until then it keeps a
            stream of a connection busy, and whoever counts requests must still count it.
        Exception: whatever the driver reports.
    """
    try:
        return await _bridged(request)
    except asyncio.CancelledError:
        with suppress(Exception):  # nobody waits for it any more
            await _bridged(request)
        raise


async def decoded(answer: Answer) -> list[Any]:
    """
    Return the rows of a page, none of what answers nothing; others get their turn between some rows and the next.

    Raises:
        Exception: what the driver finds wrong with them.
    """
    rest, rows = iter(answer.rows or ()), list[Any]()
    while True:
        some = list(islice(rest, DECODED_ROWS))
        rows += some
        if len(some) < DECODED_ROWS:
            return rows
        await asyncio.sleep(0)


def _bridged(request: DriverFuture) -> "asyncio.Future[Answer]":
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Answer] = loop.create_future()

    def settle(setter: Callable[[Any], None], value: object) -> None:
        if not future.done():  # cancelled, or settled before
            setter(value)

    def hand_over(setter: Callable[[Any], None], value: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is left to tell
            loop.call_soon_threadsafe(settle, setter, value)

    request.add_callbacks(
        lambda rows: hand_over(future.set_result, Answer(rows, request._paging_state)),  # noqa: SLF001 - its public spelling needs a ResultSet, which pages blocking
        lambda error: hand_over(future.set_exception, error),
    )
    return future
