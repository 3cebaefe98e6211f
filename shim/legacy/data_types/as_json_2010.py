"""
`json` of the frozen version `/api/2010-05-28/`: a list of objects whose keys are the labels. PURE.

    { "resultsList": [{ "last event":"Nov 17 12:46 AM", "duration":"20h 47m 3s" }, { ... }] }

A label that stands twice is printed twice, in column order. Rows after the first, and `[]` for none, are [inferred].
Labels are printed raw, as everywhere: what would break the text is refused when their file is loaded.

Source: `legacy-contract.md`, section 7 [family].
"""

import json
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

from shim.legacy.columns import Column
from shim.legacy.data_types.pages import Pages, placed
from shim.legacy.escaping import escape_column, join_rows
from shim.legacy.presentation import Presentation, Rows

HEAD: Final = b'{ "resultsList": ['
END: Final = b"] }"
ROW_SEPARATOR: Final = b", "


class ResultsList:
    """Writes one list; see `Writer`."""

    def __init__(self, presentation: Presentation) -> None:
        widen = partial(_widened, presentation)
        self._pages = Pages(presentation.listing, partial(_encoded, presentation), widen, ROW_SEPARATOR)

    def add(self, rows: Rows) -> None:
        """Take a page."""
        self._pages.add(rows)

    def finish(self, next_token: str) -> list[bytes]:  # noqa: ARG002 - this format has no token
        """Return the list, a page a piece; one piece when one page is all."""
        pages = self._pages.finish()
        return [HEAD, *pages, END] if len(pages) > 1 else [HEAD + b"".join(pages) + END]


def _encoded(presentation: Presentation, rows: Rows, columns: Sequence[Column]) -> bytes:
    return _objects(presentation, columns, presentation.listing.cells(rows, columns, presentation.moment))


def _objects(presentation: Presentation, columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> bytes:
    markup = _markup(presentation.titles([column.id for column in columns]))
    return join_rows(markup, list(map(escape_column, cells))).removesuffix(ROW_SEPARATOR)


@lru_cache(maxsize=64)
def _markup(titles: tuple[str, ...]) -> list[str]:
    first, *others = titles
    return [f'{{ "{first}":"', *[f'", "{title}":"' for title in others], '" }, ']


def _widened(presentation: Presentation, page: bytes, before: Sequence[Column], after: Sequence[Column]) -> bytes:
    """Return rows with more columns; a label may stand twice, so keys are not looked at."""
    rows = json.loads(b"[" + page + b"]", object_pairs_hook=lambda pairs: [cell for _, cell in pairs])
    return _objects(presentation, after, placed(rows, before, after))
