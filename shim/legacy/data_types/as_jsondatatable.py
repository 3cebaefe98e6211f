"""
The envelope: what `json` and `jsondatatable` answer, byte for byte. PURE.

22 keys in fixed order and irregular spacing: it was hand-written template text, so it is template text here; what
follows `nextToken` is the listing's (`listings.py`). Only `rows`, the columns, `nextToken` and the rows vary.

Source: `legacy-contract.md`, section 5; `tests/golden/sessions-by-user.documentation.json`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import orjson

from shim.legacy.columns import Column
from shim.legacy.data_types.pages import Pages, placed
from shim.legacy.escaping import CELL_BREAK, ROW_BREAK, encode_page, escape, to_bytes
from shim.legacy.presentation import Presentation, Rows

HEAD: Final = '"field": [{ids}], "label": [{titles}], "className": [{ids}], "width": [{ids}], "caption": "No caption", "pager": "apager", "nextToken": "'  # noqa: E501 - one line of the old template

NO_ROWS: Final = b" ] }"
"""[inferred]: the sample has one row."""


class Envelope:
    """Writes one envelope; see `Writer`."""

    def __init__(self, presentation: Presentation) -> None:
        self._presentation = presentation
        self._pages = Pages(presentation.listing, partial(encode_arrays, presentation), widen_arrays, ROW_BREAK)

    def add(self, rows: Rows) -> None:
        """Take a page."""
        self._pages.add(rows)

    def finish(self, next_token: str) -> list[bytes]:
        """Return the head with the first page, each further page, and the end; one piece when one page is all."""
        listing, titles, _, expand_url = self._presentation
        head = b'{"rows": %d, %b%b%b' % (
            self._pages.rows,
            _head(listing.arrange, self._pages.own, titles),
            to_bytes(escape(next_token)),
            _tail(listing.envelope_tail, expand_url),
        )
        pages = self._pages.finish()
        if not pages:
            return [head + NO_ROWS]
        first, *rest = pages
        if not rest:
            return [b'%b[ "%b"] ] }' % (head, first)]
        return [b'%b[ "%b' % (head, first), *rest, b'"] ] }']


class FrozenEnvelope(Envelope):
    """
    The envelope of `/api/2010-05-28/`: the same, in parentheses.

    Source: `legacy-contract.md`, section 7 [family].
    """

    def finish(self, next_token: str) -> list[bytes]:
        """Return the envelope in parentheses."""
        first, *rest = super().finish(next_token)
        return [b"(" + first, *rest, b")"] if rest else [b"(%b)" % first]


def encode_arrays(presentation: Presentation, rows: Rows, columns: Sequence[Column]) -> bytes:
    """Return some rows as arrays, without the outermost brackets and quotes."""
    return encode_page(presentation.listing.cells(rows, columns, presentation.moment))


def widen_arrays(page: bytes, before: Sequence[Column], after: Sequence[Column]) -> bytes:
    """Return rows as `encode_page` makes them, with more columns."""
    return encode_page(placed(array_rows(page), before, after))


def array_rows(page: bytes) -> list[list[str]]:
    """Return the cells of rows that `encode_page` has made."""
    rows: list[list[str]] = orjson.loads(b'[["' + page + b'"]]')
    return rows


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
