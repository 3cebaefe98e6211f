"""Two answers side by side: rows meet by their ids, differing cells are marked, anything else is compared by lines."""

import json
from collections.abc import Sequence

import pytest

from config.columns import BUILT_IN_IDS
from shim.legacy.data_types.read_back import PAGE_VIEW_IDS
from shim.ops.sides import Pair, Sides, read_answer, sides_of
from tests.ops_data import make_mismatch


def envelope(*rows: list[str], token: str = "") -> bytes:
    return envelope_of(["city", "session_id"], rows, token)


def envelope_of(columns: Sequence[str], rows: Sequence[Sequence[str]], token: str = "") -> bytes:
    fields = {"rows": len(rows), "field": columns, "label": columns, "nextToken": token, "resultsList": rows}
    return json.dumps(fields).encode()


def sides(primary: bytes, shadow: bytes) -> Sides:
    return sides_of("json", primary, shadow)


def marks(pair: Pair) -> tuple[list[bool] | None, list[bool] | None]:
    primary, shadow = ([cell.differs for cell in cells] if cells else None for cells in (pair.primary, pair.shadow))
    return primary, shadow


def test_the_differing_cells_are_marked() -> None:
    """Only they are, and only in columns that differ somewhere, beside the one that names the row."""
    mismatch = make_mismatch("1", "a")
    found = sides(mismatch.primary_body, mismatch.shadow_body)
    assert found.columns == ["city", "browser", "session_id"]
    assert (found.hidden, found.same) == (4, 1)
    assert [marks(pair) for pair in found.pairs] == [
        ([True, True, False], [True, True, False]),
        ([True, True, True], None),
    ]
    assert [fact[0] for fact in found.facts] == ["nextToken"]


def listing(columns: Sequence[str], **cells: str) -> bytes:
    row = [cells.get(name, "same") for name in columns]
    return envelope_of(columns, [row])


@pytest.mark.parametrize(("columns", "key"), [(BUILT_IN_IDS, "session_id"), (PAGE_VIEW_IDS, "event_id")])
def test_rows_meet_by_what_the_verdict_calls_them(columns: Sequence[str], key: str) -> None:
    """A session whose last event differs is one row, not one that is missing and one too many; so is a page view."""
    other = "session_id" if key == "event_id" else "event_id"
    found = sides(listing(columns, **{other: "one"}), listing(columns, **{other: "two"}))
    assert [pair.name for pair in found.pairs] == ["same"]
    assert set(found.columns) == {other, key}


def test_a_missing_row_moves_no_other() -> None:
    """Rows are put beside each other by id."""
    found = sides(envelope(["a", "1"], ["b", "2"], ["c", "3"]), envelope(["a", "1"], ["c", "3"]))
    assert [(pair.name, pair.shadow) for pair in found.pairs] == [("2", None)]
    assert found.same == 2


def test_an_extra_row_is_the_shadows() -> None:
    """A row that only the other engine has stands on its side."""
    found = sides(envelope(["a", "1"]), envelope(["a", "1"], ["b", "2"]))
    assert [(pair.name, pair.primary) for pair in found.pairs] == [("2", None)]


def test_every_format_is_a_table() -> None:
    """JSONP, the frozen list, the grid and html are read as rows of cells; of html what cells are sorted by, too."""
    assert read_answer("json", b"show(" + envelope(["a", "1"]) + b")").rows == [{"city": "a", "session_id": "1"}]
    frozen = read_answer("json", b'{ "resultsList": [{ "city":"a", "session_id":"1" }] }')
    assert (frozen.columns, frozen.keys) == (("city", "session_id"), ("1",))
    grid = read_answer("jsonjqgrid", b'{"page":1,"total":1,"records":1,"rows":[{"id":"1","cell":["a","b"]}]}')
    assert (grid.keys, [*grid.rows[0].values()]) == (("1",), ["a", "b"])
    table = b'<table id="one"><thead><tr><th>x</th></tr></thead><tbody><tr><td sort="61">1m</td></tr></tbody></table>'
    assert read_answer("html", table).rows == [{"x": "1m (sorts as 61)"}]


def test_a_column_that_one_side_lacks_is_empty_there() -> None:
    """An own property of one side is a column that differs where it has a value; an empty one hides no row."""
    ours = envelope_of(["city", "plan", "session_id"], [["a", "gold", "1"], ["b", "", "2"]])
    found = sides(ours, envelope(["a", "1"], ["b", "2"]))
    assert (found.columns, found.same) == (["plan", "session_id"], 1)
    assert [marks(pair) for pair in found.pairs] == [([True, False], [True, False])]


def test_anything_else_is_lines() -> None:
    """Error texts, other JSON, no bytes at all and no UTF-8: compared line by line, none fails."""
    table = b"<table><thead><tr><th>x</th></tr></thead><tr><td>1</td></tr></table>"
    for body in (b"Error: java.lang.X: y", table, b"[1]", b'{"rows": 3}', b"", b"\xff\xfe", b"{", b"null"):
        assert sides(body, envelope(["a", "1"])).columns == ["text"]
        assert sides(body, body).pairs == []
    assert len(sides(table, table.replace(b"1", b"2")).pairs) == 1
    assert sides(envelope(["a"]), envelope(["a", "1"])).columns == ["text"]
