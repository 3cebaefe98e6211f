"""
Background tasks: the only door to `asyncio.create_task`.

A task that is started here is kept alive, has a name, and is heard of when it fails. Must not know what tasks do.
Guarded by `tests/unit/shim/test_tasks.py`.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from shim.logs import describe_error

T = TypeVar("T")


class Tasks:
    """The background tasks of one owner, who ends them."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """
        Run `work` in the background and return its task.

        Args:
            name: what it does, for logs; no value of a request.
            work: a coroutine that nobody has awaited.
        """
        task = asyncio.create_task(work, name=name)
        self._running.add(task)  # the event loop itself keeps only a weak reference
        task.add_done_callback(self._ended)
        return task

    async def drain(self, limit_s: float) -> None:
        """Wait until all have ended, cancel those that have not after `limit_s`, and wait for them too."""
        running = set(self._running)
        if running:
            _, late = await asyncio.wait(running, timeout=limit_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            structlog.get_logger().error("task_failed", task=task.get_name(), error=describe_error(error))
