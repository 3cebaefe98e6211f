"""
What was made once is looked up afterwards: a dict that makes what it lacks. PURE, bounded.

Cheaper than `functools.lru_cache`, which writes at every look-up, where a page of cells looks up hundreds of values.
Must not know what it keeps.
"""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """
    What was made, by key; emptied when it is full.

    Args:
        make: key to value.
        entries: kept at most.
    """

    def __init__(self, make: Callable[[K], V], entries: int) -> None:
        super().__init__()
        self._make = make
        self._entries = entries

    def __missing__(self, key: K) -> V:
        """Make what is looked up for the first time."""
        if len(self) >= self._entries:
            self.clear()
        value = self[key] = self._make(key)
        return value
