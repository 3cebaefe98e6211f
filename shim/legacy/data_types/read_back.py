"""
The bytes of an answer back to its cells, so that two answers can be compared by what customers see. PURE.

It reads what the writers beside it make and nothing else: what another server writes otherwise is `Unreadable`, never
half read. Columns are named by their ids, whatever the language; where a format has only titles, or no names at all,
ids follow from what stands where. To add a format: a row in `READERS`; `tests/properties/test_compare.py` reads
every format of `DATA_TYPES` back.

Source: `legacy-contract.md`, sections 5 and 7.
"""

import json
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from typing import Any, Final, NamedTuple

import orjson

from config.columns import BUILT_IN_IDS
from shim.legacy.columns import DISPLAY_COLUMNS, OWN_PROPERTY
from shim.legacy.page_views import COLUMNS as PAGE_VIEW_COLUMNS

Texts = tuple[str, ...]
Rest = tuple[tuple[str, str], ...]

PAGE_VIEW_IDS: Final = tuple([column.id for column in PAGE_VIEW_COLUMNS])
SHOWN: Final = len(DISPLAY_COLUMNS)
"""Columns before the sorted ones, which own properties join."""

CALL: Final = re.compile(rb"[\w$.]*\({1,2}")
"""What stands before JSON that is called back, or in the parentheses of the frozen version, or both."""

HTML: Final = re.compile(
    r'<table id="one"><thead><tr>((?:<th>[^<]*+</th>)*+)</tr></thead><tbody>'
    r'((?:<tr>(?:<td sort="[^"<]*+">[^<]*+</td>)++</tr>)*+)</tbody></table>'
)
HTML_TITLE: Final = re.compile("<th>([^<]*)</th>")
HTML_CELL: Final = re.compile(r'<td sort="([^"<]*)">([^<]*)</td>')


class Unreadable(ValueError):  # noqa: N818 - what the bytes are
    """These bytes are no answer of ours; the message has nothing of them."""


class Table(NamedTuple):
    """
    One answer, read back.

    Args:
        columns: ids in order; a title where no id is known, `#<place>` where there is not even a title. Empty where
            an answer without rows does not tell.
        rows: cell texts, each row as long as `columns`.
        token: the `nextToken`; `""` also where the format has none.
        rest: everything else as name and text: what is called, a title as `label_name` calls it, a
            field of the envelope in JSON. What only repeats `columns` or counts `rows` is left out while it does.
        keys: what tells rows apart, one a row: session ids, of page views event ids, else the row's place from 1 on.
        sorts: what the cells are sorted by, in the shape of `rows`; empty where the format does not tell.
    """

    columns: Texts
    rows: tuple[Texts, ...]
    token: str
    rest: Rest
    keys: Texts
    sorts: tuple[Texts, ...] = ()


def read_back(data_type: str, body: bytes) -> Table:
    """
    Return what an answer shows.

    Args:
        data_type: a key of `READERS`; today's form and the frozen version's are told apart by their bytes.
        body: the whole answer, called back or not.

    Raises:
        Unreadable: it is no answer in that format.
    """
    reader = READERS.get(data_type)
    if not reader:
        raise Unreadable("no such format")
    try:
        return reader(body)
    except Unreadable:
        raise
    except (ValueError, RecursionError, orjson.JSONEncodeError) as error:  # what is nested too deep cannot be encoded
        raise Unreadable(type(error).__name__) from None  # the error itself would quote the bytes


def label_name(column: str) -> str:
    """Return the name that a column's title has in `Table.rest`."""
    return f"label {column}"


def key_column(columns: Texts) -> str:
    """Return which column tells the rows of a listing apart: a session's id, of page views an event's."""
    return "event_id" if columns == PAGE_VIEW_IDS else "session_id"


def _read_json(body: bytes) -> Table:
    call, document = _uncalled(body)
    fields = _fields(document)
    if "field" in fields:
        return _envelope(fields, call)
    return _results_list(fields, document, call)


def _read_grid(body: bytes) -> Table:
    call, document = _uncalled(body)
    fields = _fields(document)
    lines = fields.pop("rows", None)
    if not isinstance(lines, list) or not all(isinstance(line, dict) and len(line) == 2 for line in lines):  # noqa: PLR2004 - id and cells
        raise Unreadable("rows of a grid")
    keys, cells = _texts([line.get("id") for line in lines]), [line.get("cell") for line in lines]
    rows = _rows(cells, len(cells[0]) if cells and isinstance(cells[0], list) else 0)
    return Table(_places(len(rows[0]) if rows else 0), rows, "", call + _json_texts(fields), keys)


def _read_html(body: bytes) -> Table:
    page = HTML.fullmatch(body.decode())
    if not page:
        raise Unreadable("no table")
    titles = tuple([unescape(title) for title in HTML_TITLE.findall(page[1])])
    cells = [HTML_CELL.findall(row) for row in page[2].split("</tr>")[:-1]]
    sorts, texts = ([[unescape(cell[part]) for cell in row] for row in cells] for part in (0, 1))
    return _titled(titles, _rows(texts, len(titles)), ())._replace(sorts=_rows(sorts, len(titles)))


READERS: Final[Mapping[str, Callable[[bytes], Table]]] = {
    "json": _read_json,
    "jsondatatable": _read_json,
    "html": _read_html,
    "jsonjqgrid": _read_grid,
}


def _uncalled(body: bytes) -> tuple[Rest, bytes]:
    """Return what is called, as a part of the rest, and the JSON that it is called with."""
    call = CALL.match(body)
    if not call:
        return (), body
    end = b")" * call[0].count(b"(")
    if not body.endswith(end):
        raise Unreadable("a call without an end")
    return (("callback", call[0].decode()),), body[call.end() : -len(end)]


def _fields(document: bytes) -> dict[str, Any]:
    fields = orjson.loads(document)
    if not isinstance(fields, dict):
        raise Unreadable("no object")
    return fields


def _envelope(fields: dict[str, Any], call: Rest) -> Table:
    ids = _texts(fields.pop("field"))
    rows = _rows(fields.pop("resultsList", None), len(ids))
    token, titles = _texts([fields.pop("nextToken", None)])[0], _texts(fields.pop("label", None))
    if len(titles) != len(ids):
        raise Unreadable("a title too many or too few")
    repeated = {"rows": len(rows), "className": list(ids), "width": list(ids)}
    others = {name: value for name, value in fields.items() if name not in repeated or value != repeated[name]}
    rest = call + _labels(ids, titles) + _json_texts(others)
    return Table(ids, rows, token, rest, _keys(ids, rows))


def _results_list(fields: dict[str, Any], document: bytes, call: Rest) -> Table:
    """Return the frozen version's list; a title may stand twice, which only pairs can tell."""
    fields.pop("resultsList", None)
    objects = dict(json.loads(document, object_pairs_hook=tuple)).get("resultsList")
    if not isinstance(objects, list) or not all(isinstance(pairs, tuple) for pairs in objects):
        raise Unreadable("no list of objects")
    titles = [tuple([title for title, _ in pairs]) for pairs in objects[:1]]
    if any([title for title, _ in pairs] != list(titles[0]) for pairs in objects):
        raise Unreadable("objects of several shapes")
    shown = titles[0] if titles else ()
    rows = _rows([[cell for _, cell in pairs] for pairs in objects], len(shown))
    return _titled(shown, rows, call + _json_texts(fields))


def _titled(titles: Texts, rows: tuple[Texts, ...], rest: Rest) -> Table:
    ids = ids_of_titles(titles)
    return Table(ids, rows, "", rest + _labels(ids, titles), _keys(ids, rows))


def _labels(ids: Texts, titles: Texts) -> Rest:
    return tuple(zip(map(label_name, ids), titles, strict=True))


def _json_texts(fields: Mapping[str, Any]) -> Rest:
    return tuple([(name, orjson.dumps(value).decode()) for name, value in fields.items()])


def _texts(values: Any) -> Texts:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(values, list) or not set(map(type, values)) <= {str}:
        raise Unreadable("no list of texts")
    return tuple(values)


def _rows(lists: Any, width: int) -> tuple[Texts, ...]:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(lists, list):
        raise Unreadable("no list of rows")
    rows = tuple(map(_texts, lists))
    if not set(map(len, rows)) <= {width}:
        raise Unreadable("a cell too many or too few")
    return rows


def _keys(columns: Texts, rows: Sequence[Texts]) -> Texts:
    key = key_column(columns)
    if key not in columns:
        return tuple(map(str, range(1, len(rows) + 1)))
    place = columns.index(key)
    return tuple([row[place] for row in rows])


def _places(width: int) -> Texts:
    """Return the columns of a grid, which names none: with own properties among them the sorted ones are numbers."""
    if width == len(BUILT_IN_IDS):
        return BUILT_IN_IDS
    return BUILT_IN_IDS[: min(width, SHOWN)] + tuple([f"#{place}" for place in range(SHOWN + 1, width + 1)])


@lru_cache(maxsize=64)
def ids_of_titles(titles: Texts) -> Texts:
    """
    Return the ids of columns of which only the titles are known; a title stays where nothing tells its id.

    Without own properties a column's place is enough. Else titles that nobody translated are ids: they divide the
    others into short stretches, in which an own property is what fits into the order of the ids.

    Args:
        titles: in the order of the listing, in any language.
    """
    for ids in (BUILT_IN_IDS, PAGE_VIEW_IDS):
        if len(ids) == len(titles):
            return ids
    if len(titles) < len(BUILT_IN_IDS):
        return titles
    ids, told = BUILT_IN_IDS[SHOWN:], titles[SHOWN:]
    found = BUILT_IN_IDS[:SHOWN]
    for _, begin, end, first, last in SequenceMatcher(None, ids, told, autojunk=False).get_opcodes():
        found += _ids_of_stretch(ids[begin:end], told[first:last])
    return found


def _ids_of_stretch(ids: Texts, titles: Texts) -> Texts:
    """Return which columns the titles of a stretch are: built-in ones, and own ones whose place fits their order."""
    own: list[str] = []
    for place, title in enumerate(titles):
        if len(ids) < len(titles) and OWN_PROPERTY.fullmatch(title) and bisect(ids, title) + len(own) == place:
            own.append(title)
    return _merged(ids, own) if len(ids) + len(own) == len(titles) else titles


def _merged(ids: Iterable[str], own: Iterable[str]) -> Texts:
    return tuple(sorted([*ids, *own]))
