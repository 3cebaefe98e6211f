"""
ONE TABLE: the output formats, `dataType` to the writer that makes it. PURE.

A writer takes the pages of a walk as they are read and keeps encoded bytes, not rows; when the walk has ended it
returns the whole answer in pieces. To add a format: a file `as_<dataType>.py` beside this one and a row here; the
contract tests visit every row.

Source: `legacy-contract.md`, sections 2, 5 and 7.
"""

from collections.abc import Callable, Mapping
from typing import Final

from shim.legacy.data_types.as_jsondatatable import Envelope
from shim.legacy.presentation import Presentation, Writer

DATA_TYPES: Final[Mapping[str, Callable[[Presentation], Writer]]] = {
    "json": Envelope,
    "jsondatatable": Envelope,
}

DEFAULT: Final = "json"
"""What an unknown `dataType` answers [inferred]."""


def writer_of(data_type: str | None, presentation: Presentation) -> Writer:
    """Return a new writer of the format that `data_type` asks for."""
    return DATA_TYPES.get(data_type or DEFAULT, DATA_TYPES[DEFAULT])(presentation)
