"""
The rows of an answer, encoded page by page, though its columns are known only when the last one was read. PURE.

A session's own properties are columns for all rows of an answer. Rows are encoded as they come, with the columns known
by then; the few pages that came before a new column are widened at the end. So encoded bytes are held, never rows.
Must not know any format: a format says how to encode and how to widen.
"""

from collections.abc import Callable, Sequence

from shim.legacy.columns import Column, own_columns
from shim.legacy.presentation import Listing, Rows

Encode = Callable[[Rows, Sequence[Column]], bytes]
"""Some rows, at least one, and what to show of them."""

Widen = Callable[[bytes, Sequence[Column], Sequence[Column]], bytes]
"""A page as it was encoded, the columns that it has, those that it is to have; a missing cell is empty."""


class Pages:
    """
    The pages of one answer.

    Args:
        listing: what is listed.
        encode: makes a page; it must not know the writer that holds these pages, or all would wait for the collector.
        widen: adds columns to one.
        separator: stands between the rows of two pages.
    """

    def __init__(self, listing: Listing, encode: Encode, widen: Widen, separator: bytes) -> None:
        self._listing, self._encode, self._widen, self._separator = listing, encode, widen, separator
        self._own: tuple[str, ...] = ()
        self._pages: list[tuple[tuple[str, ...], bytes]] = []
        self.rows = 0

    @property
    def own(self) -> tuple[str, ...]:
        """The own properties that are columns."""
        return self._own

    def add(self, rows: Rows) -> None:
        """Encode one page with the columns known so far."""
        if not rows:
            return
        own = self._listing.own_ids(rows)
        if not own.issubset(self._own):
            self._own = own_columns(own.union(self._own))
        page = self._encode(rows, self._listing.arrange(self._own))
        self._pages.append((self._own, self._separator + page if self._pages else page))
        self.rows += len(rows)

    def finish(self) -> list[bytes]:
        """Return all pages with all columns; each but the first begins with the separator."""
        return [page if own == self._own else self._widened(page, own) for own, page in self._pages]

    def _widened(self, page: bytes, own: tuple[str, ...]) -> bytes:
        bare = page.removeprefix(self._separator)  # no row begins so
        arrange = self._listing.arrange
        return page[: len(page) - len(bare)] + self._widen(bare, arrange(own), arrange(self._own))


def placed(rows: Sequence[Sequence[str]], before: Sequence[Column], after: Sequence[Column]) -> list[Sequence[str]]:
    """
    Return rows as columns of another arrangement.

    Args:
        rows: at least one, each as long as `before`.
        before: what they hold.
        after: what is wanted; cells that they lack are empty.
    """
    had = dict(zip([column.id for column in before], zip(*rows, strict=True), strict=True))
    missing = ("",) * len(rows)
    return [had.get(column.id, missing) for column in after]
