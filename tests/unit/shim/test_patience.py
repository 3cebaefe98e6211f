"""One timer for many waits: when it ends them, and when it must not."""

import asyncio

import pytest

from shim.patience import Patience

pytestmark = pytest.mark.alone

SHORT_S = 0.2
LONG_S = 10


async def _silence() -> None:
    await asyncio.Event().wait()


async def _steps_then_silence(patience: Patience, said: list[int], silence_s: float | None = None) -> None:
    """Take twice as long as one silence may, in steps, then say nothing more."""
    for number in range(8):
        await asyncio.sleep(SHORT_S / 4)
        patience.renew(silence_s)
        said.append(number)
    await _silence()


async def test_a_silence_ends_the_wait() -> None:
    """It is a `TimeoutError`, and the task is as it was before."""
    with pytest.raises(TimeoutError), Patience(SHORT_S):
        await _silence()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


@pytest.mark.parametrize(("first_s", "next_s"), [(SHORT_S, None), (SHORT_S, SHORT_S), (LONG_S, SHORT_S)])
async def test_who_goes_on_is_waited_for(first_s: float, next_s: float | None) -> None:
    """Each renewal begins a new silence, of its own length or of the first one's; the last one ends the wait."""
    said: list[int] = []
    with pytest.raises(TimeoutError), Patience(first_s) as patience:
        await _steps_then_silence(patience, said, next_s)
    assert len(said) == 8


async def test_a_wait_may_be_longer_than_the_first() -> None:
    """The timer of the first one runs down and changes nothing."""
    with Patience(SHORT_S) as patience:
        patience.renew(LONG_S)
        await asyncio.sleep(2 * SHORT_S)


async def test_it_can_be_entered_again() -> None:
    """Between two contexts, and after the last, nothing runs and nothing is renewed."""
    patience = Patience(SHORT_S)
    with patience:
        pass
    patience.renew()
    await asyncio.sleep(2 * SHORT_S)
    with pytest.raises(TimeoutError), patience:
        await _silence()
    patience.renew()
    await asyncio.sleep(2 * SHORT_S)


async def test_a_cancellation_stays_one() -> None:
    """Also when patience ends in the same turn of the event loop: whoever cancelled the task sees it cancelled."""

    async def wait(silence_s: float) -> None:
        with Patience(silence_s):
            await _silence()

    for silence_s in (LONG_S, 0):
        task = asyncio.create_task(wait(silence_s))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_other_errors_pass() -> None:
    """Whatever the context raises by itself comes out of it."""
    with pytest.raises(KeyError), Patience(LONG_S):
        raise KeyError
