"""
`html`: one table, in one line. PURE.

    <table id="one"><thead><tr><th>last event</th>...</tr></thead>
    <tbody><tr><td sort="1321472798140">Nov 17 12:46 AM</td>...</tr></tbody></table>

without white space between tags. `sort` is what the cell is sorted by: the unix ms of a date, the ms of a duration, the
stored value of any other cell; `""` where it is unknown. Everything is escaped as JSTL does, labels too.

Source: `legacy-contract.md`, section 7 [family, inferred].
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import Final, NamedTuple

from shim.legacy.columns import Column
from shim.legacy.data_types.pages import Pages
from shim.legacy.escaping import escape_html, escape_html_column, join_rows, to_bytes
from shim.legacy.presentation import Presentation, Rows

CELL: Final = '<td sort="%s">%s</td>'
CELL_END: Final = b"</td>"
ROW_BEGIN, ROW_END = b"<tr>", b"</tr>"
EMPTY_CELL: Final = b'<td sort="">'
END: Final = b"</tbody></table>"


class Table:
    """Writes one table; see `Writer`."""

    def __init__(self, presentation: Presentation) -> None:
        self._presentation = presentation
        self._pages = Pages(presentation.listing, partial(_encoded, presentation), widen_rows, b"")

    def add(self, rows: Rows) -> None:
        """Take a page."""
        self._pages.add(rows)

    def finish(self, next_token: str) -> list[bytes]:  # noqa: ARG002 - this format has no token
        """Return the table, a page a piece; one piece when one page is all."""
        columns = self._presentation.listing.arrange(self._pages.own)
        titles = self._presentation.titles([column.id for column in columns])
        pages = self._pages.finish()
        pieces = [_head(titles), *pages, END]
        return pieces if len(pages) > 1 else [b"".join(pieces)]


@lru_cache(maxsize=64)
def _head(titles: tuple[str, ...]) -> bytes:
    cells = "".join([f"<th>{escape_html(title)}</th>" for title in titles])
    return to_bytes(f'<table id="one"><thead><tr>{cells}</tr></thead><tbody>')


def _encoded(presentation: Presentation, rows: Rows, columns: Sequence[Column]) -> bytes:
    listing, _, moment, _ = presentation
    layout = _layout(tuple(columns), listing.sorted_by)
    cells = list(map(escape_html_column, listing.cells(rows, layout.needed, moment)))
    return join_rows(layout.markup, layout.beside(cells))


class _Layout(NamedTuple):
    """
    Some columns as they are written.

    Args:
        needed: each source once, those that columns are sorted by included.
        beside: cells of `needed` to what a row prints: of each column, what it is sorted by and its text.
        markup: around them.
    """

    needed: list[Column]
    beside: Callable[[list[Sequence[str]]], Sequence[Sequence[str]]]
    markup: list[str]


@lru_cache(maxsize=64)
def _layout(columns: tuple[Column, ...], sorted_by: Callable[[str], str | None]) -> _Layout:
    printed = [each for _, source in columns for each in (sorted_by(source) or source, source)]
    needed = list(dict.fromkeys(printed))
    markup = f"<tr>{CELL * len(columns)}</tr>".split("%s")
    return _Layout([Column(each, each) for each in needed], itemgetter(*map(needed.index, printed)), markup)


def widen_rows(page: bytes, before: Sequence[Column], after: Sequence[Column]) -> bytes:
    """Return encoded rows with more columns; no cell holds a raw `<`."""
    had = {column.id: place for place, column in enumerate(before)}
    places = [had.get(column.id, -1) for column in after]
    rows = [row.removeprefix(ROW_BEGIN).split(CELL_END) for row in page.split(ROW_END)[:-1]]
    for row in rows:
        row[-1] = EMPTY_CELL  # what follows the last cell is nothing
    wide = [b"".join([row[place] + CELL_END for place in places]) for row in rows]
    return b"".join([ROW_BEGIN + row + ROW_END for row in wide])
