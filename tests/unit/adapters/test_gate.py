"""The gate: order, deadline, and slots that cannot leak."""

import asyncio
from functools import partial
from typing import NoReturn

import pytest

from adapters.errors import EngineTimeout, EngineUnreachable
from adapters.gate import Gate

LONG_MS = 60_000


class Stubborn:
    """Its `run` does not end when it is cancelled, only when it is let go."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.let_go = asyncio.Event()

    async def run(self) -> None:  # noqa: D102 - the class says it
        self.started.set()
        while not self.let_go.is_set():
            try:
                await self.let_go.wait()
            except asyncio.CancelledError:
                self.cancelled.set()


async def answer() -> int:
    return 42


async def test_a_call_returns_what_it_returns() -> None:
    """What the call returns, the gate returns."""
    assert await Gate(1).run(LONG_MS, answer) == 42


async def test_a_call_raises_what_it_raises() -> None:
    """An exception of the call reaches the caller as it is, and frees the slot."""

    async def fail() -> NoReturn:
        raise EngineUnreachable("refused")

    gate = Gate(1)
    with pytest.raises(EngineUnreachable, match="refused"):
        await gate.run(LONG_MS, fail)
    assert await gate.run(LONG_MS, answer) == 42


async def test_calls_run_in_the_order_in_which_they_came() -> None:
    """With one slot, twenty calls run one after the other, first come, first served."""
    gate, order, running = Gate(1), list[int](), list[int]()

    async def note(number: int) -> None:
        running.append(number)
        await asyncio.sleep(0)
        assert running == [number]
        order.append(running.pop())

    await asyncio.gather(*(gate.run(LONG_MS, partial(note, number)) for number in range(20)))
    assert order == list(range(20))


async def test_the_deadline_holds_for_a_call_that_does_not_react() -> None:
    """The caller gets `EngineTimeout` while the call still runs, and the slot is free only once it has ended."""
    gate, stubborn = Gate(1), Stubborn()
    with pytest.raises(EngineTimeout):
        await gate.run(10, stubborn.run)
    await stubborn.cancelled.wait()
    with pytest.raises(EngineTimeout):
        await gate.run(10, answer)
    stubborn.let_go.set()
    assert await gate.run(LONG_MS, answer) == 42


async def test_waiting_counts_toward_the_deadline() -> None:
    """A call that never gets a slot is not started, and its caller is told at the deadline."""
    gate, stubborn, second = Gate(1), Stubborn(), Stubborn()
    first = asyncio.ensure_future(gate.run(LONG_MS, stubborn.run))
    await stubborn.started.wait()
    with pytest.raises(EngineTimeout):
        await gate.run(10, second.run)
    stubborn.let_go.set()
    await first
    assert not second.started.is_set()


async def test_a_cancelled_caller_is_free_at_once() -> None:
    """Cancelling the caller cancels the call, does not wait for it, and frees the slot when it ends."""
    gate, stubborn = Gate(1), Stubborn()
    caller = asyncio.ensure_future(gate.run(LONG_MS, stubborn.run))
    await stubborn.started.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await stubborn.cancelled.wait()
    stubborn.let_go.set()
    assert await gate.run(LONG_MS, answer) == 42


async def test_closing_ends_what_runs() -> None:
    """Callers of a closed gate are told that the engine is gone; closing twice does no harm."""
    gate, started = Gate(1), asyncio.Event()

    async def wait_forever() -> None:
        started.set()
        await asyncio.Event().wait()

    caller = asyncio.ensure_future(gate.run(LONG_MS, wait_forever))
    await started.wait()
    await gate.close()
    await gate.close()
    with pytest.raises(EngineUnreachable):
        await caller


async def never() -> None:
    await asyncio.Event().wait()


async def test_a_guest_returns_and_raises_as_the_call_does() -> None:
    """A call in the caller's own task gives what it gives, and frees its slot."""

    async def fail() -> NoReturn:
        raise EngineUnreachable("refused")

    gate = Gate(1)
    with pytest.raises(EngineUnreachable, match="refused"):
        await gate.run_here(LONG_MS, fail)
    assert await gate.run_here(LONG_MS, answer) == 42


async def test_a_guest_is_late_while_it_runs_and_while_it_waits() -> None:
    """Both are told at the deadline, the one that waits is not started, and the slot is free afterwards."""
    gate = Gate(1)
    late = await asyncio.gather(*(gate.run_here(10, never) for _ in range(2)), return_exceptions=True)
    assert [type(error) for error in late] == [EngineTimeout] * 2
    assert await gate.run_here(LONG_MS, answer) == 42


async def test_a_cancelled_guest_is_cancelled() -> None:
    """Who cancels a caller sees it cancelled, not late and not closed, and the slot is free."""
    gate = Gate(1)
    caller = asyncio.ensure_future(gate.run_here(LONG_MS, never))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await gate.run_here(LONG_MS, answer) == 42


async def test_a_guest_cancelled_at_its_deadline_is_cancelled() -> None:
    """When the deadline and a cancellation fall into one turn, the cancellation is not swallowed."""
    gate = Gate(1)
    caller = asyncio.ensure_future(gate.run_here(LONG_MS, never))
    await asyncio.sleep(0)
    await gate.close()
    again = asyncio.ensure_future(gate.run_here(LONG_MS, never))
    await asyncio.sleep(0)
    gate._send_away(again, EngineTimeout("late"))
    again.cancel()
    with pytest.raises(EngineUnreachable):
        await caller
    with pytest.raises(asyncio.CancelledError):
        await again


async def test_an_abandoned_call_may_fail_unheard() -> None:
    """What a call raises after its caller has left is reported nowhere: its caller has its answer."""
    gate, stubborn, heard = Gate(1), Stubborn(), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context))

    async def fail_late() -> NoReturn:
        await stubborn.run()
        raise EngineUnreachable("late")

    with pytest.raises(EngineTimeout):
        await gate.run(10, fail_late)
    stubborn.let_go.set()
    assert await gate.run(LONG_MS, answer) == 42
    assert heard == []
