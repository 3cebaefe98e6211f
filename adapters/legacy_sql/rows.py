"""
Driver rows to rows of ours and back. PURE.

Must not know SQL or drivers. The statements select every column in the order of the row's fields and with its type, so
nothing is looked at here but the last column, `properties`, which the statements make NULL where there are none.
Guarded by `tests/unit/adapters/legacy_sql/test_rows.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby, starmap
from operator import attrgetter, itemgetter
from typing import Any, Final

import orjson

from adapters.base import Login, PageView, Session, SessionKey
from adapters.errors import EngineMisconfigured

PROPERTIES: Final = len(Session._fields) - 1
"""Index of the column that is parsed."""

Row = tuple[Any, ...]


def sessions(rows: Sequence[Row]) -> list[Session]:
    """
    Return the sessions of rows with `len(Session._fields)` columns, in the given order.

    Raises:
        EngineMisconfigured: some `properties` are no JSON object.
    """
    make = partial(tuple.__new__, Session)  # what `_make` does, without a Python frame for each row
    return [make((*row[:PROPERTIES], _properties(row[PROPERTIES]))) if row[PROPERTIES] else make(row) for row in rows]


def keys(rows: Iterable[Row]) -> list[SessionKey]:
    """Return the keys of rows (start, id, last event), in the given order."""
    return list(map(SessionKey._make, rows))


def page_views(rows: Iterable[Row]) -> list[PageView]:
    """Return the page views of rows with `len(PageView._fields)` columns, in the given order."""
    return list(map(PageView._make, rows))


def logins(rows: Iterable[Row]) -> list[Login]:
    """Return one login for each run of rows (login, hash, site) with the same login; its first hash counts."""
    return list(starmap(_login, groupby(rows, key=itemgetter(0))))


def _login(name: str, rows: Iterable[Row]) -> Login:
    runs = list(rows)
    return Login(name, runs[0][1], frozenset(site for _, _, site in runs if site))


def _properties(text: str) -> Mapping[str, str] | None:
    """
    Parse own properties; an operator's values may be of any JSON type.

    Texts stay, null is left out, everything else is its JSON text.
    """
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise EngineMisconfigured("properties of a session are no JSON object")
    return {name: _text(value) for name, value in found.items() if value is not None} or None


def _text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def records(rows: Iterable[Session | PageView], key: Sequence[str]) -> list[Row]:
    """
    Return what is written for `rows`: of each key the greatest version, the last of equal ones; properties as JSON.

    Args:
        rows: all of one kind.
        key: names of the fields that tell one row from another.
    """
    place = attrgetter(*key)
    newest: dict[object, Session | PageView] = {}
    for row in rows:
        other = newest.get(place(row))
        if other is None or row.version_us >= other.version_us:
            newest[place(row)] = row
    return list(map(_record, newest.values()))


def _record(row: Session | PageView) -> Row:
    if isinstance(row, Session) and row.properties is not None:
        return (*row[:PROPERTIES], orjson.dumps(row.properties).decode())
    return row
