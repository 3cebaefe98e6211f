"""The bridge from the driver's futures, which are driven here by hand."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters.cassandra.bridge import DECODED_ROWS, Answer, answer_of, decoded

Callback = Callable[[Any], None]


class Request:
    """Behaves like the driver's `ResponseFuture`."""

    def __init__(self) -> None:
        self._paging_state: bytes | None = None
        self._callbacks: list[tuple[Callback, Callback]] = []
        self._outcome: tuple[int, object] | None = None
        self.asked = threading.Event()

    def add_callbacks(self, callback: Callback, errback: Callable[[BaseException], None]) -> None:
        """Keep both; call one at once when the request has ended."""
        self._callbacks.append((callback, errback))
        if self._outcome is not None:
            self._tell(*self._outcome)
        self.asked.set()

    def succeed(self, rows: object, paging_state: bytes | None = None) -> None:
        """Do what the reactor thread does when rows arrive."""
        self._paging_state = paging_state
        self._tell(0, rows)

    def fail(self, error: BaseException) -> None:
        """Do what the reactor thread does when the request fails."""
        self._tell(1, error)

    def _tell(self, which: int, value: object) -> None:
        self._outcome = (which, value)
        for callbacks in self._callbacks:
            callbacks[which](value)


def from_thread(call: Callable[..., None], *arguments: object) -> None:
    thread = threading.Thread(target=call, args=arguments)
    thread.start()
    thread.join()


async def started(request: Request) -> "asyncio.Task[Answer]":
    task = asyncio.ensure_future(answer_of(request))
    await asyncio.to_thread(request.asked.wait)
    return task


async def test_rows_come_with_the_place_of_the_next_page() -> None:
    """What the reactor thread reports arrives in the loop's thread."""
    request = Request()
    task = await started(request)
    from_thread(request.succeed, [(1,)], b"next")
    assert await task == ([(1,)], b"next")


async def test_what_is_complete_already_is_returned() -> None:
    """A request that ended before it was awaited is answered, too."""
    request = Request()
    request.succeed([])
    assert await answer_of(request) == ([], None)


async def test_errors_are_raised() -> None:
    """The driver's exception is raised as it is."""
    request = Request()
    task = await started(request)
    from_thread(request.fail, OSError("gone"))
    with pytest.raises(OSError, match="gone"):
        await task


async def test_others_get_their_turn_while_rows_are_decoded() -> None:
    """Of an answer that is decoded as it is read, so many rows at a time; a page of a walk at once."""
    turns: list[int] = []
    read = 0

    def rows(count: int) -> Iterator[int]:
        nonlocal read
        for number in range(1, count + 1):
            read = number
            yield number

    async def note() -> None:
        while True:
            turns.append(read)
            await asyncio.sleep(0)

    for count, seen in ((DECODED_ROWS, {0, DECODED_ROWS}), (250, {0, DECODED_ROWS, 2 * DECODED_ROWS, 250})):
        turns.clear()
        read = 0
        noting = asyncio.ensure_future(note())
        await asyncio.sleep(0)
        assert await decoded(Answer(rows(count), None)) == list(range(1, count + 1))
        await asyncio.sleep(0)
        noting.cancel()
        assert set(turns) == seen


async def test_what_answers_nothing_has_no_rows() -> None:
    """A write that was not conditional."""
    assert await decoded(Answer(None, None)) == []


async def test_only_the_first_outcome_counts() -> None:
    """An error reported after the rows, and rows of a later page, change nothing."""
    request = Request()
    task = await started(request)
    request.succeed([(1,)])
    request.fail(OSError("later"))
    request.succeed([(2,)])
    assert (await task).rows == [(1,)]


async def test_a_cancelled_request_lasts_until_it_has_ended() -> None:
    """Whoever was cancelled is told when the driver is done with the request, as it cannot stop it."""
    request = Request()
    task = await started(request)
    request.asked.clear()
    task.cancel()
    await asyncio.to_thread(request.asked.wait)
    assert not task.done()
    from_thread(request.fail, OSError("late"))
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_closed_loop_is_no_trouble_to_the_reactor() -> None:
    """What is reported after the loop was closed is dropped without an error in the driver's thread."""
    request = Request()

    async def abandon() -> None:
        task = await started(request)
        for _ in range(2):  # the second ends the wait for the request's end
            task.cancel()
            await asyncio.sleep(0)

    asyncio.run(abandon())
    request.succeed([(1,)])
