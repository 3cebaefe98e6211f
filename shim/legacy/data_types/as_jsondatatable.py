"""
The envelope: what `json` and `jsondatatable` answer, byte for byte. PURE.

22 keys in fixed order and irregular spacing: it was hand-written template text, so it is template text here; what
follows `nextToken` is the listing's (`listings.py`). Only `rows`, the columns, `nextToken` and the rows vary.

A session's own properties are columns for all rows of an answer, but they are known only when the last row is read.
Rows are encoded as they come, with the columns known by then; the few pages that came before a new column are widened
at the end.

Source: `legacy-contract.md`, section 5; `tests/golden/sessions-by-user.documentation.json`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import orjson

from shim.legacy.columns import Column, own_columns
from shim.legacy.escaping import CELL_BREAK, ROW_BREAK, encode_page, escape, to_bytes
from shim.legacy.presentation import Presentation, Rows

HEAD: Final = '"field": [{ids}], "label": [{titles}], "className": [{ids}], "width": [{ids}], "caption": "No caption", "pager": "apager", "nextToken": "'  # noqa: E501 - one line of the old template

NO_ROWS: Final = b" ] }"
"""[inferred]: the sample has one row."""


class Envelope:
    """Writes one envelope; see `Writer`."""

    def __init__(self, presentation: Presentation) -> None:
        self._presentation = presentation
        self._own: tuple[str, ...] = ()
        self._pages: list[tuple[tuple[str, ...], bytes]] = []
        self._rows = 0

    def add(self, rows: Rows) -> None:
        """Encode one page with the columns known so far."""
        if not rows:
            return
        listing, moment = self._presentation.listing, self._presentation.moment
        own = listing.own_ids(rows)
        if not own.issubset(self._own):
            self._own = own_columns(own.union(self._own))
        page = encode_page(listing.cells(rows, listing.arrange(self._own), moment))
        self._pages.append((self._own, ROW_BREAK + page if self._pages else page))
        self._rows += len(rows)

    def finish(self, next_token: str) -> list[bytes]:
        """Return the head with the first page, each further page, and the end; one piece when one page is all."""
        listing = self._presentation.listing
        head = b'{"rows": %d, %b%b%b' % (
            self._rows,
            _head(listing.arrange, self._own, self._presentation.titles),
            to_bytes(escape(next_token)),
            _tail(listing.envelope_tail, self._presentation.expand_url),
        )
        if not self._pages:
            return [head + NO_ROWS]
        first, *rest = [page if own == self._own else self._widened(page, own) for own, page in self._pages]
        if not rest:
            return [b'%b[ "%b"] ] }' % (head, first)]
        return [b'%b[ "%b' % (head, first), *rest, b'"] ] }']

    def _widened(self, page: bytes, before: tuple[str, ...]) -> bytes:
        """Return an encoded page, which had the own columns `before`, with an empty cell for each that it lacks."""
        arrange = self._presentation.listing.arrange
        bare = page.removeprefix(ROW_BREAK)  # no cell begins with a quote: it would be escaped
        had = zip(*orjson.loads(b'[["' + bare + b'"]]'), strict=True)
        cells = dict(zip([column.id for column in arrange(before)], had, strict=True))
        missing = [""] * len(next(iter(cells.values())))
        columns = [cells.get(column.id, missing) for column in arrange(self._own)]
        return page[: len(page) - len(bare)] + encode_page(columns)


@lru_cache(maxsize=256)
def _head(
    arrange: Callable[[tuple[str, ...]], tuple[Column, ...]],
    own: tuple[str, ...],
    titles: Callable[[Sequence[str]], tuple[str, ...]],
) -> bytes:
    ids = [column.id for column in arrange(own)]
    return to_bytes(HEAD.format(ids=_quoted(ids), titles=_quoted(titles(ids))))


def _quoted(texts: Sequence[str]) -> str:
    return f'"{CELL_BREAK.join(texts)}"'


@lru_cache(maxsize=16)
def _tail(template: str, expand_url: str) -> bytes:
    return to_bytes(template.replace("{expand_url}", expand_url))
