"""
What a writer of answers is given, and what it must do. PURE.

Guarded by `tests/contract/`, which visits every format.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from shim.legacy.cells import Moment
from shim.legacy.columns import Column

Rows = Sequence[Any]
"""Rows of one kind, as engines return them."""


class Listing(NamedTuple):
    """
    What a page lists, the same in every format.

    Args:
        own_ids: ids of the own properties of some rows.
        arrange: own ids that are shown, sorted, to all columns in order.
        cells: rows and columns to texts, one sequence a column, as long as the rows; a missing value is `""`.
        sorted_by: the source of a column that is sorted by a number to the one that prints it, `""` where unknown,
            and `None` for a column that is sorted by its text.
        envelope_tail: what follows `nextToken` in the envelope, up to the rows; `{expand_url}` stands for that.
    """

    own_ids: Callable[[Rows], set[str]]
    arrange: Callable[[tuple[str, ...]], tuple[Column, ...]]
    cells: Callable[[Rows, Sequence[Column], Moment], Sequence[Sequence[str]]]
    sorted_by: Callable[[str], str | None]
    envelope_tail: str


class Presentation(NamedTuple):
    """
    How an answer is to look, whatever its rows.

    Args:
        listing: what is listed.
        titles: column ids to their titles, in order.
        moment: what cells depend on beyond their row.
        expand_url: the envelope's `expandUrl`.
    """

    listing: Listing
    titles: Callable[[Sequence[str]], tuple[str, ...]]
    moment: Moment
    expand_url: str


class Writer(Protocol):
    """Makes one answer."""

    def add(self, rows: Rows) -> None:
        """Take the next page of rows, in order; 100 rows hold the event loop for about 1 ms."""
        ...

    def finish(self, next_token: str) -> list[bytes]:
        """Return the answer in pieces of bounded size; called once, after the last page."""
        ...
