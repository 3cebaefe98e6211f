"""
Rows of the embedded Events Engine to and from typed rows. PURE.

Texts and numbers pass as they are, since the tables hold no NULL text; only `properties` is kept as JSON.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from adapters.base import Session

StoredRow = tuple[Any, ...]


def sessions(rows: Iterable[StoredRow]) -> list[Session]:
    """
    Return rows of `statements.READ_*_SESSIONS` as sessions, in the same order.

    Almost no session has properties, so the usual row costs one `_make`.
    """
    make, loads = Session._make, orjson.loads
    return [make(row) if row[-1] is None else make((*row[:-1], loads(row[-1]))) for row in rows]


def stored(items: Iterable[Session]) -> Iterator[StoredRow]:
    """Return sessions as rows to store; without properties that column is NULL."""
    for item in items:
        yield (*item[:-1], orjson.dumps(item.properties).decode()) if item.properties else (*item[:-1], None)
