"""
The breaker of one engine: when most of its last reads failed, the next ones fail at once. PURE: time is passed in.

Open, it lets one read through after each `open_s`; the first that succeeds closes it. While open it repeats the error
that opened it, so that callers see the engine's own failure, only sooner. What nobody has read for a while says nothing
any more: an engine that no site is served from, or an instance that gets no requests, would be broken for ever.

purgatory and aiobreaker count failures in a row, which a half-broken engine never reaches; that is why this is ours.

Source: `migration-model.md`, "Fallback, breaker, kill switches". Guarded by `tests/unit/shim/test_breaker.py`.
"""

from collections import deque
from typing import Final

from adapters.errors import AdapterError

LAST_READS: Final = 100
"""How many reads count."""

LEAST_READS: Final = 20
"""Before so many nothing can be said."""

GREATEST_SHARE: Final = 0.5
"""Of failures among them, at which it opens."""

OPEN_S: Final = 1.0

FORGET_S: Final = 10.0
"""After the pause in which nobody was let through, and then nobody came, for so long, it does not count as open."""


class Breaker:
    """
    Counts the outcomes of one engine's reads.

    Args:
        open_s: between two reads that are let through while it is open.
    """

    def __init__(self, open_s: float = OPEN_S) -> None:
        self._open_s = open_s
        self._failed: deque[bool] = deque(maxlen=LAST_READS)
        self._failures = 0
        self._opened_by: AdapterError | None = None
        self._next_try_s = 0.0

    def is_open(self, now_s: float) -> bool:
        """Say whether the engine is known to fail."""
        return self._opened_by is not None and now_s < self._next_try_s + FORGET_S

    def refuses(self, now_s: float) -> bool:
        """Say whether a read would fail at once."""
        return self._opened_by is not None and now_s < self._next_try_s

    def enter(self, now_s: float) -> None:
        """
        Let a read through.

        Raises:
            AdapterError: it is open; the error is the one that opened it.
        """
        if self._opened_by is None:
            return
        if self.refuses(now_s):
            raise type(self._opened_by)(f"its breaker is open: {self._opened_by}")
        self._next_try_s = now_s + self._open_s

    def succeeded(self) -> None:
        """Count a read that succeeded; one is enough to close it."""
        if self._opened_by is not None:
            self._opened_by, self._failures = None, 0
            self._failed.clear()
        self._count(failed=False)

    def failed(self, error: AdapterError, now_s: float) -> None:
        """Count a read that failed."""
        self._count(failed=True)
        read = len(self._failed)
        if self._opened_by is None and read >= LEAST_READS and self._failures > GREATEST_SHARE * read:
            self._opened_by, self._next_try_s = error, now_s + self._open_s

    def _count(self, *, failed: bool) -> None:
        if len(self._failed) == LAST_READS:
            self._failures -= self._failed[0]
        self._failed.append(failed)
        self._failures += failed
