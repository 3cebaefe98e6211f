"""
The threads in which passwords are compared and hashed, behind a bounded queue.

Must not know logins or caches. argon2id does not hold the interpreter's lock, so each thread is a core and 19 MiB.
Guarded by `tests/unit/shim/test_verifier.py`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from shim.passwords import ARGON2ID, hash_password, scheme_of, unmatched_hash, verify_password

T = TypeVar("T")


class VerifiersBusy(Exception):  # noqa: N818 - it is what happened
    """The queue is full; nothing was done."""


class Verifier:
    """
    Compares passwords, first come, first served.

    Args:
        threads: comparisons at the same time.
        longest_queue: running and waiting together.
    """

    def __init__(self, threads: int, longest_queue: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="verifier")
        self._longest_queue = longest_queue
        self._unmatched_hash = unmatched_hash()
        self.pending = 0
        """What runs or waits now."""
        self.compared = 0
        """Comparisons that were made, ever."""

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """
        Say whether a password is the one that was hashed; the answer no always costs an argon2id comparison.

        Args:
            password: as it was sent.
            password_hash: of any known scheme; `None` when there is none to compare with.

        Raises:
            VerifiersBusy: the queue is full.
        """
        matches = await self._run(partial(_matches, password, password_hash, self._unmatched_hash))
        self.compared += 1
        return matches

    async def hash(self, password: str) -> str:
        """
        Return a new hash of a password.

        Raises:
            VerifiersBusy: the queue is full.
        """
        return await self._run(partial(hash_password, password))

    def close(self) -> None:
        """Give up what waits; a thread that is comparing ends by itself. Safe to call twice."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self.pending >= self._longest_queue:
            raise VerifiersBusy
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        self.pending += 1
        running.add_done_callback(self._ended)
        return await running

    def _ended(self, _: object) -> None:
        self.pending -= 1


def _matches(password: str, password_hash: str | None, unmatched_hash: str) -> bool:
    if password_hash is not None and verify_password(password, password_hash):
        return True
    if password_hash is None or scheme_of(password_hash) != ARGON2ID:
        verify_password(password, unmatched_hash)
    return False
