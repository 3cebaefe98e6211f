"""
ONE TABLE: the output formats, `dataType` to the writers that make it. PURE.

A writer takes the pages of a walk as they are read and keeps encoded bytes, not rows; when the walk has ended it
returns the whole answer in pieces. To add a format: a file `as_<dataType>.py` beside this one and a row here; the
contract tests visit every row.

An error has no format, but in the frozen version `/api/2010-05-28/`:

    asked for                         error                                        content type
    json, jsondatatable, jsonjqgrid   { "resultsList": [ { "error":"..." } ] }     text/html
    an unknown dataType, or none      the same, as it answers json                 text/html
    jsonjqgrid of a page without it   the same: it is unknown there                text/html
    what is refused before reading    the same: no parameter of it counts          text/html
    html                              Error: ..., as everywhere                    text/plain

The JSON form is [family], all else of this is [inferred]. The type is the one that a JSP had that said nothing, never
the site's own: of a login that failed there is no site. Neither form is in parentheses or called back.

Source: `legacy-contract.md`, sections 2, 5, 7 and 9; errors are guarded by `tests/unit/shim/test_app.py`.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

from shim.legacy.data_types.as_html import Table
from shim.legacy.data_types.as_json_2010 import ResultsList
from shim.legacy.data_types.as_jsondatatable import Envelope, FrozenEnvelope
from shim.legacy.data_types.as_jsonjqgrid import Grid
from shim.legacy.presentation import Presentation, Writer


class DataType(NamedTuple):
    """
    One format.

    Args:
        writer: of today's pages.
        frozen_writer: of those under `/api/2010-05-28/`.
        is_json: it can be called back, and its errors have a JSON form in the frozen version.
    """

    writer: Callable[[Presentation], Writer]
    frozen_writer: Callable[[Presentation], Writer]
    is_json: bool = True


DATA_TYPES: Final[Mapping[str, DataType]] = {
    "json": DataType(Envelope, ResultsList),
    "jsondatatable": DataType(Envelope, FrozenEnvelope),
    "html": DataType(Table, Table, is_json=False),
    "jsonjqgrid": DataType(Grid, Grid),
}

DEFAULT: Final = "json"
"""What an unknown `dataType` answers [inferred]."""


def data_type_of(name: str | None, known: Collection[str] = DATA_TYPES.keys()) -> DataType:
    """Return the format that `dataType` asks for, of those that a page knows."""
    return DATA_TYPES[name if name in known and name is not None else DEFAULT]
