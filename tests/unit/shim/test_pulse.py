"""What a process knows of itself."""

import asyncio
import time

from shim.pulse import Pulse


async def test_a_late_loop_is_noticed() -> None:
    """What holds the loop up is measured at the next beat, and forgotten at the one after."""
    pulse = Pulse(beat_s=0.01)
    pulse.start()
    await asyncio.sleep(0)
    time.sleep(0.1)  # noqa: ASYNC251 - holding the loop up is the point
    async with asyncio.timeout(10):
        while pulse.lag_s < 0.05:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        while pulse.lag_s >= 0.05:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    await pulse.stop()


def test_draining_is_noted() -> None:
    """Once told to stop, it knows."""
    pulse = Pulse()
    assert not pulse.draining
    pulse.drain()
    assert pulse.draining
