"""
`jsonjqgrid`: what jqGrid's JSON reader takes, and how the grid asks for it. PURE.

    {"page":1,"total":2,"records":41,"rows":[{"id":"<session id>","cell":["a","b"]}]}

Numbers are bare, cells are escaped as in the envelope. The grid has parameters of its own:

    page    which page, from 1 on; below 1 is 1, beyond the last has no rows
    rows    rows of a page, else `limit`; at most 10,000
    sidx    the column to sort by; one that is unknown, or none: start descending
    sord    `desc` in any case, else ascending

Sorting is by typed value: numbers as numbers, dates by instant, durations by ms, texts by their UTF-8 bytes; unknown
numbers come before all others, and rows of equal value stay newest first, in either direction.

Source: `legacy-contract.md`, section 7 [inferred from jqGrid's documentation].
"""

import pickle
from collections.abc import Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import orjson

from config.columns import BUILT_IN_IDS
from shim.legacy.columns import OWN_PREFIX, OWN_PROPERTY, Column
from shim.legacy.data_types.pages import Pages, placed
from shim.legacy.escaping import encode_page
from shim.legacy.java import parse_int
from shim.legacy.paging import parse_limit
from shim.legacy.presentation import Presentation, Rows

NEWEST: Final = 10_000
"""Sessions of a window that are counted and sorted, the newest."""

CELL_BREAK: Final = '","'
ROW_SEPARATOR: Final = b","
LINE_END: Final = b"\n"
ID_END, CELLS_BEGIN, ROW_BREAK = CELL_BREAK.encode(), b'","cell":["', b'"]},{"id":"'


class Sheet(NamedTuple):
    """
    What the grid asks for.

    Args:
        page: from 1 on.
        rows: of a page.
        sort_id: the id of the column to sort by; `None` is the order of the walk.
        descending: the other way round.
    """

    page: int
    rows: int
    sort_id: str | None
    descending: bool

    @property
    def first(self) -> int:
        """How many rows come before the page."""
        return (self.page - 1) * self.rows

    @property
    def rows_read(self) -> int:
        """How many whole rows it takes to make the page."""
        return self.rows if self.sort_id is None else NEWEST


def parse_sheet(page: str | None, rows: str | None, sidx: str | None, sord: str | None, limit: int) -> Sheet:
    """
    Return what the grid's own parameters ask for.

    Raises:
        LegacyError: NUMBER_FORMAT, NEGATIVE_LIMIT; `page` comes before `rows`.
    """
    number = parse_int(page) if page else 1
    size = parse_limit(rows) if rows else limit
    known = sidx if sidx and (sidx in BUILT_IN_IDS or OWN_PROPERTY.fullmatch(sidx)) else None
    return Sheet(max(number, 1), size, known, (sord or "").lower() == "desc")


class Sorter:
    """
    Keeps the rows of a sheet while all others pass by: at most twice as many as there are up to its end.

    They are kept packed, a third of what they take as objects: of the last sheet all are kept.

    Args:
        presentation: how they are shown, which decides what they are sorted by.
        sheet: has a `sort_id`.
    """

    def __init__(self, presentation: Presentation, sheet: Sheet) -> None:
        self._presentation, self._sheet = presentation, sheet
        self._kept: list[tuple[Any, bytes]] = []
        self.records = 0

    def add(self, rows: Rows) -> None:
        """Take the next page of a walk."""
        if rows:
            self.records += len(rows)
            self._kept += zip(self._keys(rows), map(pickle.dumps, rows), strict=True)
            if len(self._kept) > 2 * max(self._end, 1):
                self._sort()

    def finish(self) -> Rows:
        """Return the rows of the sheet."""
        self._sort()
        return [pickle.loads(row) for _, row in self._kept[self._sheet.first : self._end]]  # noqa: S301 - as packed above

    @property
    def _end(self) -> int:
        return min(self._sheet.first + self._sheet.rows, NEWEST)

    def _sort(self) -> None:
        self._kept.sort(key=lambda pair: pair[0], reverse=self._sheet.descending)
        del self._kept[max(self._end, 1) :]

    def _keys(self, rows: Rows) -> list[Any]:
        listing, _, moment, _ = self._presentation
        id_ = self._sheet.sort_id or ""
        source = next((column.source for column in listing.arrange(()) if column.id == id_), OWN_PREFIX + id_)
        number = listing.sorted_by(source)
        (texts,) = listing.cells(rows, [Column(id_, number or source)], moment)
        if number:
            return [(text != "", int(text or 0)) for text in texts]
        return [text.encode("utf-8", "surrogatepass") for text in texts]


class Grid:
    """Writes one sheet; see `Writer`. Before the end it must be told which one, and of how many rows in all."""

    def __init__(self, presentation: Presentation) -> None:
        self.presentation = presentation
        self.sheet = Sheet(1, 0, None, descending=False)
        self.records = 0
        self._pages = Pages(presentation.listing, partial(_encoded, presentation), _widen, ROW_SEPARATOR)

    @property
    def rows(self) -> int:
        """How many rows the sheet has so far."""
        return self._pages.rows

    def add(self, rows: Rows) -> None:
        """Take a page."""
        self._pages.add(rows)

    def finish(self, next_token: str) -> list[bytes]:  # noqa: ARG002 - this format has no token
        """Return the sheet, a page a piece; one piece when one page is all."""
        total = -(-self.records // self.sheet.rows) if self.sheet.rows else 0
        head = b'{"page":%d,"total":%d,"records":%d,"rows":[' % (self.sheet.page, total, self.records)
        pages = self._pages.finish()
        return [head, *pages, b"]}"] if len(pages) > 1 else [head + b"".join(pages) + b"]}"]


def _encoded(presentation: Presentation, rows: Rows, columns: Sequence[Column]) -> bytes:
    cells = presentation.listing.cells(rows, columns, presentation.moment)
    return _objects([row.session_id for row in rows], cells)


def _objects(ids: Sequence[str], cells: Sequence[Sequence[str]]) -> bytes:
    """Return encoded rows; escaped, neither an id nor a cell holds a break between two of them, or a line end."""
    lines = encode_page([ids, *cells], CELL_BREAK, LINE_END).split(LINE_END)
    return b'{"id":"%b"]}' % ROW_BREAK.join([line.replace(ID_END, CELLS_BEGIN, 1) for line in lines])


def _widen(page: bytes, before: Sequence[Column], after: Sequence[Column]) -> bytes:
    rows = orjson.loads(b"[" + page + b"]")
    return _objects([row["id"] for row in rows], placed([row["cell"] for row in rows], before, after))
