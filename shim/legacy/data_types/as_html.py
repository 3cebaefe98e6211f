"""
`html`: one table, in one line. PURE.

    <table id="one"><thead><tr><th>last event</th>...</tr></thead>
    <tbody><tr><td sort="1321472798140">Nov 17 12:46 AM</td>...</tr></tbody></table>

without white space between tags. `sort` is what the cell is sorted by: the unix ms of a date, the ms of a duration, the
stored value of any other cell; `""` where it is unknown. Everything is escaped as JSTL does, labels too.

Source: `legacy-contract.md`, section 7 [family, inferred].
"""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

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
        titles = map(escape_html, self._presentation.titles([column.id for column in columns]))
        cells = "".join([f"<th>{title}</th>" for title in titles])
        head = to_bytes(f'<table id="one"><thead><tr>{cells}</tr></thead><tbody>')
        pages = self._pages.finish()
        return [head, *pages, END] if len(pages) > 1 else [head + b"".join(pages) + END]


def _encoded(presentation: Presentation, rows: Rows, columns: Sequence[Column]) -> bytes:
    listing, _, moment, _ = presentation
    beside: list[Sequence[str]] = []
    texts, sorts = listing.cells(rows, columns, moment), listing.sort_values(rows, columns, moment)
    for sort, text in zip(sorts, texts, strict=True):
        escaped = escape_html_column(text)
        beside += [_sort_texts(sort, text, escaped), escaped]
    return to_bytes(join_rows(_markup(len(columns)), beside))


def _sort_texts(values: Sequence[int | str | None], texts: Sequence[str], escaped: Sequence[str]) -> Sequence[str]:
    """Return sort values escaped: nearly always they are numbers, or the texts themselves."""
    if values is texts or list(values) == list(texts):
        return escaped
    return ["" if value is None else escape_html(value) if isinstance(value, str) else str(value) for value in values]


@lru_cache(maxsize=64)
def _markup(columns: int) -> list[str]:
    return f"<tr>{CELL * columns}</tr>".split("%s")


def widen_rows(page: bytes, before: Sequence[Column], after: Sequence[Column]) -> bytes:
    """Return encoded rows with more columns; no cell holds a raw `<`."""
    had = {column.id: place for place, column in enumerate(before)}
    places = [had.get(column.id, -1) for column in after]
    rows = [row.removeprefix(ROW_BEGIN).split(CELL_END) for row in page.split(ROW_END)[:-1]]
    for row in rows:
        row[-1] = EMPTY_CELL  # what follows the last cell is nothing
    wide = [b"".join([row[place] + CELL_END for place in places]) for row in rows]
    return b"".join([ROW_BEGIN + row + ROW_END for row in wide])
