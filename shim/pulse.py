"""
What a process knows of itself: how late its event loop is, whether it has been told to stop, which log lines it lost.

Must not know who asks. A loop that is late answers everybody late, whatever the engines do.
Guarded by `tests/unit/shim/test_pulse.py`.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from shim.tasks import Tasks

BEAT_S: Final = 0.1
"""Between two looks at the loop."""


class Pulse:
    """
    The pulse of one process.

    Args:
        lost_lines: returns how many log lines could not be written.
        beat_s: between two looks.
    """

    def __init__(self, lost_lines: Callable[[], int] = lambda: 0, beat_s: float = BEAT_S) -> None:
        self.lost_lines = lost_lines
        self._beat_s = beat_s
        self._tasks = Tasks()
        self.lag_s = 0.0
        """How late the loop woke us last."""
        self.draining = False
        """Whether nothing new is accepted any more."""

    def start(self) -> None:
        """Begin to look."""
        self._tasks.start("pulse", self._beat())

    async def stop(self) -> None:
        """Look no more. Safe to call twice."""
        await self._tasks.drain(0)

    def drain(self) -> None:
        """Note that it was told to stop."""
        self.draining = True

    async def _beat(self) -> None:
        now = asyncio.get_running_loop().time
        while True:
            due_s = now() + self._beat_s
            await asyncio.sleep(self._beat_s)
            self.lag_s = max(now() - due_s, 0.0)
