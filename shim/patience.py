"""
Patience: how long a task waits for somebody who says nothing.

Must not know who that is. `asyncio.timeout` around each piece of a body costs more than the piece: here one timer
serves all waits of a task. To wait anew is to note a number; the timer looks at it when it runs down. Guarded by
`tests/unit/shim/test_patience.py`.
"""

import asyncio
from types import TracebackType
from typing import Self


class Patience:
    """
    A context that a silence ends with `TimeoutError`; it can be entered again when it was left.

    Args:
        silence_s: how long nothing may come, unless `renew` says otherwise.
    """

    __slots__ = ("_loop", "_silence_s", "_task", "_timer", "_until_s")

    def __init__(self, silence_s: float) -> None:
        self._silence_s = silence_s
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._until_s = 0.0

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        self._until_s = self._loop.time() + self._silence_s
        self._timer = self._loop.call_at(self._until_s, self._look)
        return self

    def renew(self, silence_s: float | None = None) -> None:
        """Wait anew, as long as is said or as ever; outside of the context this does nothing."""
        if self._timer is None:
            return
        self._until_s = self._loop.time() + (self._silence_s if silence_s is None else silence_s)
        if self._until_s < self._timer.when():
            self._timer.cancel()
            self._timer = self._loop.call_at(self._until_s, self._look)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        timer, self._timer = self._timer, None
        task, self._task = self._task, None
        if timer is not None:
            timer.cancel()
        elif task is not None and not task.uncancel() and kind is asyncio.CancelledError:  # nobody else cancelled it
            raise TimeoutError from error

    def _look(self) -> None:
        if self._timer is not None and self._until_s > self._timer.when():
            self._timer = self._loop.call_at(self._until_s, self._look)
            return
        self._timer = None
        if self._task is not None:
            self._task.cancel()
