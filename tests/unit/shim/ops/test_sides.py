"""Two answers side by side: rows meet by their ids, differing cells are marked, anything else is compared by lines."""

import json
from collections.abc import Sequence

import pytest

from config.columns import BUILT_IN_IDS
from shim.legacy.data_types.read_back import PAGE_VIEW_IDS
from shim.ops.sides import Pair, read_answer, sides_of
from tests.ops_data import make_mismatch


def envelope(*rows: list[str], token: str = "") -> bytes:
    return json.dumps(
        {"rows": len(rows), "field": ["city", "session_id"], "nextToken": token, "resultsList": rows}
    ).encode()


def marks(pair: Pair) -> tuple[list[bool] | None, list[bool] | None]:
    primary, shadow = ([cell.differs for cell in cells] if cells else None for cells in (pair.primary, pair.shadow))
    return primary, shadow


def test_the_differing_cells_are_marked() -> None:
    """Only they are, and only in columns that differ somewhere, beside the one that names the row."""
    mismatch = make_mismatch("1", "a")
    sides = sides_of(mismatch.primary_body, mismatch.shadow_body)
    assert sides.columns == ["city", "browser", "session_id"]
    assert (sides.hidden, sides.same) == (4, 1)
    assert [marks(pair) for pair in sides.pairs] == [
        ([True, True, False], [True, True, False]),
        ([True, True, True], None),
    ]
    assert [fact[0] for fact in sides.facts] == ["rows", "nextToken"]


def listing(columns: Sequence[str], **cells: str) -> bytes:
    row = [cells.get(name, "same") for name in columns]
    return json.dumps({"rows": 1, "field": columns, "nextToken": "", "resultsList": [row]}).encode()


@pytest.mark.parametrize(("columns", "key"), [(BUILT_IN_IDS, "session_id"), (PAGE_VIEW_IDS, "event_id")])
def test_rows_meet_by_what_the_verdict_calls_them(columns: Sequence[str], key: str) -> None:
    """A session whose last event differs is one row, not one that is missing and one too many; so is a page view."""
    other = "session_id" if key == "event_id" else "event_id"
    sides = sides_of(listing(columns, **{other: "one"}), listing(columns, **{other: "two"}))
    assert [pair.name for pair in sides.pairs] == ["same"]
    assert set(sides.columns) == {other, key}


def test_a_missing_row_moves_no_other() -> None:
    """Rows are put beside each other by id."""
    sides = sides_of(envelope(["a", "1"], ["b", "2"], ["c", "3"]), envelope(["a", "1"], ["c", "3"]))
    assert [(pair.name, pair.shadow) for pair in sides.pairs] == [("2", None)]
    assert sides.same == 2


def test_an_extra_row_is_the_shadows() -> None:
    """A row that only the other engine has stands on its side."""
    sides = sides_of(envelope(["a", "1"]), envelope(["a", "1"], ["b", "2"]))
    assert [(pair.name, pair.primary) for pair in sides.pairs] == [("2", None)]


def test_every_format_is_a_table() -> None:
    """JSONP, the frozen list and the grid are read as rows of cells."""
    assert read_answer(b"show(" + envelope(["a", "1"]) + b")").rows == [["a", "1"]]
    frozen = read_answer(b'{ "resultsList": [{ "city":"a", "session_id":"1" }] }')
    assert (frozen.columns, frozen.rows) == (["city", "session_id"], [["a", "1"]])
    grid = read_answer(b'{"page":1,"total":1,"records":1,"rows":[{"id":"1","cell":["a","b"]}]}')
    assert (grid.columns, grid.rows) == (["session_id", "1", "2"], [["1", "a", "b"]])


def test_anything_else_is_lines() -> None:
    """Error texts, html, other JSON, no bytes at all and no UTF-8: compared line by line, none fails."""
    table = b"<table><thead><tr><th>x</th></tr></thead><tr><td>1</td></tr></table>"
    for body in (b"Error: java.lang.X: y", table, b"[1]", b'{"rows": 3}', b"", b"\xff\xfe", b"{", b"null"):
        sides = sides_of(body, envelope(["a", "1"]))
        assert sides.columns == ["text"]
        assert sides_of(body, body).pairs == []
    assert len(sides_of(table, table.replace(b"1", b"2")).pairs) == 1


def test_rows_of_odd_shape_are_padded() -> None:
    """A row with too few or too many cells is still shown."""
    sides = sides_of(envelope(["a"], ["b", "2", "more"]), envelope(["a"], ["c", "2"]))
    assert len(sides.pairs) == 1
