"""
What a writer of answers is given, and what it must do. PURE.

Guarded by `tests/contract/`, which visits every format.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from adapters.base import Session
from shim.legacy.cells import Moment


class Presentation(NamedTuple):
    """
    How an answer is to look, whatever its rows.

    Args:
        titles: column ids to their titles, in order.
        moment: what cells depend on beyond their row.
        expand_url: the envelope's `expandUrl`.
    """

    titles: Callable[[Sequence[str]], tuple[str, ...]]
    moment: Moment
    expand_url: str


class Writer(Protocol):
    """Makes one answer."""

    def add(self, sessions: Sequence[Session]) -> None:
        """Take the next page of rows, in order; 100 rows hold the event loop for about 1 ms."""
        ...

    def finish(self, next_token: str) -> list[bytes]:
        """Return the answer in pieces of bounded size; called once, after the last page."""
        ...
