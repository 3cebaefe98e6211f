"""
Rows of the Cassandra Events Engine to and from typed rows. PURE.

Rows of `statements.READ_*_SESSIONS` come as tuples in the order of `Session._fields`, so the usual one costs one
`_make`. What we write has no null text, but what another loader wrote may: those are noticed for a whole page at once.
Guarded by `tests/unit/adapters/cassandra/test_rows.py`.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Final

from adapters.base import PageView, Session
from adapters.cassandra.statements import Statement, Write

StoredRow = tuple[Any, ...]

Change = tuple[Statement, Sequence[Any]]
"""A statement and its parameters; a parameter of `None` is not written at all."""

ROWS_OF_MUTATION: Final = 16
"""Rows of one partition stored at once. 16 of the largest rows are 4 MiB; Cassandra takes 16 MiB by default."""

MESSAGE_BYTES: Final = 5_000
MESSAGE_MUTATIONS: Final = 10
"""What is sent together: above 5 KiB or 10 partitions Cassandra logs a warning for each message, by default."""

_CELL_BYTES: Final = 20
"""What Cassandra counts for a value beside its own length."""

_FIRST_TEXT: Final = Session._fields.index("browser")
_TEXTS: Final = slice(_FIRST_TEXT, Session._fields.index("properties"))
"""Texts that may be missing; `tests/unit/adapters/cassandra/test_rows.py` holds this to the class."""

_texts_of: Final = itemgetter(_TEXTS)
_properties_of: Final = itemgetter(-1)


def sessions(rows: Collection[StoredRow]) -> list[Session]:
    """Return stored rows as sessions, in the same order."""
    whole = _without_null_texts(rows)
    if list(map(_properties_of, whole)).count(None) == len(whole):
        return list(map(Session._make, whole))
    return [Session._make((*row[:-1], dict(row[-1].items()) if row[-1] else None)) for row in whole]


def page_views(rows: Iterable[StoredRow]) -> list[PageView]:
    """Return stored rows as page views, in the same order; whatever is null in one is a text."""
    return [PageView._make("" if value is None else value for value in row) for row in rows]


def _without_null_texts(rows: Collection[StoredRow]) -> Collection[StoredRow]:
    """Return the rows themselves, as almost always, or copies with `""` for null; joining is how C looks for one."""
    try:
        deque(map("".join, map(_texts_of, rows)), maxlen=0)
    except TypeError:
        return [(*row[:_FIRST_TEXT], *(text or "" for text in row[_TEXTS]), row[-1]) for row in rows]
    return rows


def mutations(table: Write, rows: Iterable[Sequence[Any]]) -> Iterator[list[Change]]:
    """
    Yield the changes that store rows, at most `ROWS_OF_MUTATION` of one partition at a time.

    Each row is forgotten as it was before its version and then stored, in the same mutation: a row that knows less than
    an older one must not show what that knew, and a null in its place would be a tombstone to pass at every read.
    """
    partitions = defaultdict(list)
    for row in rows:
        partitions[table.partition_of(row)].append(row)
    for members in partitions.values():
        for first in range(0, len(members), ROWS_OF_MUTATION):
            yield [change for row in members[first : first + ROWS_OF_MUTATION] for change in _replacing(table, row)]


def messages(mutations_: Iterable[list[Change]]) -> Iterator[list[Change]]:
    """
    Yield the mutations joined to messages: one for each costs twice the time on both sides.

    A mutation that is larger than a message goes alone, and is then under no limit but that of a mutation.
    """
    message: list[Change] = []
    held_bytes = held = 0
    for mutation in mutations_:
        size_bytes = sum(map(_size_bytes, mutation))
        if message and (held_bytes + size_bytes > MESSAGE_BYTES or held == MESSAGE_MUTATIONS):
            yield message
            message, held_bytes, held = [], 0, 0
        message += mutation
        held_bytes += size_bytes
        held += 1
    if message:
        yield message


def _size_bytes(change: Change) -> int:
    _, parameters = change
    return sum(_CELL_BYTES + len(value if isinstance(value, str) else str(value)) for value in parameters)


def _replacing(table: Write, row: Sequence[Any]) -> tuple[Change, Change]:
    version_us = table.version_of(row)
    return (table.forget, (version_us - 1, *table.key_of(row))), (table.store, (*row, version_us))
