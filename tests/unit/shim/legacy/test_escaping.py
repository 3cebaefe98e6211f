"""Escaping is json-simple's, for one text and for whole pages."""

import json
from pathlib import Path

import pytest

from shim.legacy.escaping import (
    encode_page,
    escape,
    escape_column,
    escape_html,
    escape_html_column,
    join_rows,
    to_bytes,
)
from tests.vectors import load_vectors

VECTORS = load_vectors("java/json-simple-escape.jsonl")


def text_of(units: list[int]) -> str:
    """Return the string of UTF-16 units; a lone surrogate stays one."""
    return b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be", "surrogatepass")


@pytest.mark.vectors
@pytest.mark.parametrize("vector", VECTORS)
def test_escape_is_json_simples(vector: dict[str, list[int] | str]) -> None:
    """Every string escapes as json-simple 1.1.1 printed it."""
    units = vector["units"]
    assert isinstance(units, list)

    assert vector["escaped"] == escape(text_of(units))


@pytest.mark.vectors
@pytest.mark.parametrize("vector", VECTORS)
def test_a_page_escapes_each_cell_alike(vector: dict[str, list[int] | str]) -> None:
    """A cell in a page has the bytes that it has alone, beside plain cells and others."""
    units, escaped = vector["units"], vector["escaped"]
    assert isinstance(units, list)
    assert isinstance(escaped, str)
    cell = text_of(units)

    assert to_bytes(f'a", "{escaped}"], [ "{escaped}", "a/').replace(b"a/", b"a\\/") == encode_page(
        [("a", cell), (cell, "a/")]
    )


def test_lone_surrogate_is_a_question_mark() -> None:
    """Half of a pair cannot be UTF-8; a servlet's writer says `?`."""
    assert encode_page([("\ud800x",), ('"',)]) == b'?x", "\\"'


@pytest.mark.parametrize("cell", ["\x7f", '"', "\\", '", "', '"], [ "', "],[", "/", "–", "é", "日本", "🎉", "\u2028"])
def test_cells_that_look_like_structure_stay_cells(cell: str) -> None:
    """A page reads back as the cells it was made of, whatever they hold."""
    rows = [[cell, "", cell], ["x", cell, "y"], [cell, cell, cell]]

    assert rows == json.loads('[["' + encode_page(list(zip(*rows, strict=True))).decode() + '"]]')


def test_sample_row_has_the_published_bytes() -> None:
    """The published row encodes to the published bytes."""
    golden = Path("tests/golden/sessions-by-user.documentation.json").read_bytes()
    row = json.loads(golden)["resultsList"][0]

    assert golden.endswith(b'"resultsList": [[ "' + encode_page([[cell] for cell in row]) + b'"] ] }')


COLUMNS = [
    [],
    [""],
    ["a", "b"],
    ["<b>", '"&lt;"', "it's", ""],
    ["\uffff", "<\uffff>", "a"],
    ["<\x00>", "\x00", "a"],
    ["\ud83d", "\ude00", "\u2028", "%s", "\x00", "\\"],
]


@pytest.mark.parametrize("cells", COLUMNS)
def test_a_column_escapes_each_cell_alike(cells: list[str]) -> None:
    """Cells escaped at once are what each is alone, also where one holds the character put between them."""
    assert list(escape_html_column(cells)) == [escape_html(cell) for cell in cells]
    assert list(escape_column(cells)) == [escape(cell) for cell in cells]


def test_rows_are_joined_with_markup_around_each_cell() -> None:
    """Rows stand one after the other, whatever the cells hold."""
    assert join_rows(["<", "|", ">"], [["a", "%s"], ["b", ""]]) == b"<a|b><%s|>"
    assert not join_rows(["<", "|", ">"], [[], []])
