"""
`json` of the frozen version `/api/2010-05-28/`: a list of objects whose keys are the labels. PURE.

    { "resultsList": [{ "last event":"Nov 17 12:46 AM", "duration":"20h 47m 3s" }, { ... }] }

A label that stands twice is printed twice, in column order. Rows after the first, and `[]` for none, are [inferred].
Labels are printed raw, as everywhere: what would break the text is refused when their file is loaded.

Source: `legacy-contract.md`, section 7 [family].
"""

from collections.abc import Sequence
from functools import partial

from shim.legacy.data_types.as_jsondatatable import array_rows, encode_arrays, widen_arrays
from shim.legacy.data_types.pages import Pages
from shim.legacy.escaping import ROW_BREAK, escape, to_bytes
from shim.legacy.presentation import Presentation, Rows

HEAD = b'{ "resultsList": ['
END = b"] }"


class ResultsList:
    """Writes one list; see `Writer`. Rows are held as the envelope holds them, until their labels are all known."""

    def __init__(self, presentation: Presentation) -> None:
        self._presentation = presentation
        self._pages = Pages(presentation.listing, partial(encode_arrays, presentation), widen_arrays, ROW_BREAK)

    def add(self, rows: Rows) -> None:
        """Take a page."""
        self._pages.add(rows)

    def finish(self, next_token: str) -> list[bytes]:  # noqa: ARG002 - this format has no token
        """Return the list, a page a piece; one piece when one page is all."""
        columns = self._presentation.listing.arrange(self._pages.own)
        titles = self._presentation.titles([column.id for column in columns])
        pages = [self._objects(page.removeprefix(ROW_BREAK), titles) for page in self._pages.finish()]
        if len(pages) < 2:  # noqa: PLR2004 - one piece
            return [HEAD + b"".join(pages) + END]
        return [HEAD, *[page + b", " for page in pages[:-1]], pages[-1], END]

    @staticmethod
    def _objects(page: bytes, titles: Sequence[str]) -> bytes:
        rows = [
            ", ".join([f'"{title}":"{escape(cell)}"' for title, cell in zip(titles, row, strict=True)])
            for row in array_rows(page)
        ]
        return to_bytes(", ".join([f"{{ {row} }}" for row in rows]))
