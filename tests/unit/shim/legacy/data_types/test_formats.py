"""Each format's exact bytes, for none, one and more rows, and for cells that look like markup."""

import gc
import json
import tracemalloc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from adapters.base import Session
from shim.legacy.cells import Moment
from shim.legacy.data_types.as_html import Table
from shim.legacy.data_types.as_json_2010 import ResultsList
from shim.legacy.data_types.as_jsondatatable import Envelope, FrozenEnvelope
from shim.legacy.data_types.as_jsonjqgrid import NEWEST, Grid, Sheet, Sorter, parse_sheet
from shim.legacy.errors import LegacyError
from shim.legacy.escaping import escape_html
from shim.legacy.listings import SESSIONS
from shim.legacy.presentation import Presentation, Writer
from tests.unit.shim.legacy.test_escaping import text_of
from tests.vectors import Vector, load_vectors

PRESENTATION = Presentation(SESSIONS, tuple, Moment(10**9, 1, lambda epoch_ms: f"<{epoch_ms}>"), "u")
HOSTILE = "</script>\"'&<b>\u2028\ud800🎉"


def session(number: int, **properties: str) -> Session:
    """Return one session; `properties` are its own."""
    return Session("s", f"{number}.1", "u", number, number, 1, city=f"c{number}", properties=properties or None)


def made(writer: Writer, *pages: list[Session]) -> bytes:
    """Return the bytes of an answer that was read in `pages`."""
    for page in pages:
        writer.add(page)
    return b"".join(writer.finish("t"))


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("java/jstl-escape.jsonl"))
def test_html_is_escaped_as_jstl_does(vector: Vector) -> None:
    """Every text escapes as JSTL printed it."""
    assert escape_html(text_of(vector["units"])) == vector["escaped"]


def test_html_is_one_table() -> None:
    """Head, rows and end have no white space between tags; `sort` is what the cell is sorted by."""
    none, two = made(Table(PRESENTATION)), made(Table(PRESENTATION), [session(1), session(2)])
    assert none.startswith(b'<table id="one"><thead><tr><th>lastEvent</th><th>duration</th>')
    assert none.endswith(b"<th>zipCode</th></tr></thead><tbody></tbody></table>")
    head = none.removesuffix(b"</tbody></table>")
    rows = two.removeprefix(head).removesuffix(b"</tbody></table>")
    assert rows.startswith(
        b'<tr><td sort="1">&lt;1&gt;</td><td sort=""></td><td sort="puppet_offline">puppet_offline</td>'
    )
    assert rows.count(b"<tr>") == rows.count(b"</tr>") == 2
    assert rows.count(b'<td sort="') == rows.count(b"</td>") == 2 * 64
    assert b'<td sort="c2">c2</td>' in rows


def test_html_escapes_cells_sort_values_and_titles() -> None:
    """Nothing of a cell is markup; half a pair is `?`."""
    hostile = session(1)._replace(city=HOSTILE)
    escaped = "&lt;/script&gt;&#034;&#039;&amp;&lt;b&gt;\u2028?🎉"
    shown = PRESENTATION._replace(titles=lambda ids: tuple(f"<{id_}>" for id_ in ids))
    page = made(Table(shown), [hostile]).decode()
    assert f'<td sort="{escaped}">{escaped}</td>' in page
    assert "<th>&lt;city&gt;</th>" in page


def test_frozen_json_is_a_list_of_objects() -> None:
    """Labels are keys, twice where they stand twice; rows are apart by a comma and a space."""
    titled = PRESENTATION._replace(titles=lambda ids: tuple("same" for _ in ids))
    assert made(ResultsList(titled)) == b'{ "resultsList": [] }'
    one = made(ResultsList(titled), [session(1)])
    assert one.startswith(b'{ "resultsList": [{ "same":"<1>", "same":"", "same":"puppet_offline", ')
    assert one.endswith(b'"same":"" }] }')
    two = made(ResultsList(titled), [session(1)], [session(2, own='"/')])
    assert two.count(b'" }, { "') == 1
    assert two.count(b'"same":') == 2 * 65
    assert b'"same":"\\"\\/"' in two


def test_frozen_envelope_is_in_parentheses() -> None:
    """`({...})`, whatever its pages."""
    for pages in ([], [[session(1)]], [[session(1)], [session(2)]]):
        answer = made(FrozenEnvelope(PRESENTATION), *pages)
        assert answer[:9] == b'({"rows":'
        assert answer[-1:] == b")"
        assert json.loads(answer[1:-1])["rows"] == len(pages)


def test_a_sheet_is_what_jqgrid_reads() -> None:
    """Numbers are bare, ids and cells are escaped, nothing is between them but commas."""
    grid = Grid(PRESENTATION)
    grid.sheet, grid.records = Sheet(2, 40, None, descending=False), 41
    page = made(grid, [session(1)._replace(session_id='a",/'), session(2)])
    assert page.startswith(
        b'{"page":2,"total":2,"records":41,"rows":[{"id":"a\\",\\/","cell":["<1>","","puppet_offline"'
    )
    assert b'"]},{"id":"2.1","cell":["<2>",' in page
    assert page.endswith(b'""]}]}')
    assert made(Grid(PRESENTATION)) == b'{"page":1,"total":0,"records":0,"rows":[]}'


@pytest.mark.parametrize("id_", ['","', "a\\", '\\","', "a\nb", '"', "", HOSTILE])
def test_an_id_that_looks_like_a_break_stays_one(id_: str) -> None:
    """Whatever an id holds, the rows of a sheet are its rows, and its cells are its cells."""
    grid = Grid(PRESENTATION)
    rows = json.loads(made(grid, [session(1)._replace(session_id=id_, city=id_), session(2)]))["rows"]
    assert [row["id"] for row in rows] == [id_.replace("\ud800", "?"), "2.1"]
    assert [len(row["cell"]) for row in rows] == [64, 64]


@pytest.mark.parametrize("make", [Table, ResultsList, Grid, FrozenEnvelope])
def test_any_pages_are_like_one_page(make: Callable[[Presentation], Writer]) -> None:
    """A property that only the last page has is an empty cell in the pages before it."""
    pages = [[session(1, b="1"), session(4)], [session(2)], [session(3, a=HOSTILE, z="–")]]
    assert made(make(PRESENTATION), *pages) == made(make(PRESENTATION), [row for page in pages for row in page])


@pytest.mark.parametrize("make", [Envelope, Table, ResultsList, Grid, FrozenEnvelope])
def test_an_answer_is_gone_when_nobody_holds_it(make: Callable[[Presentation], Writer]) -> None:
    """A writer is in no circle: its megabytes do not wait for the garbage collector, which comes rarely here."""
    writer = make(PRESENTATION)
    writer.add([session(1)])
    gone = weakref.ref(writer)
    gc.disable()
    try:
        del writer
        assert gone() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("given", "sheet"),
    [
        ((None, None, None, None), Sheet(1, 40, None, descending=False)),
        (("3", "20", "country", "desc"), Sheet(3, 20, "country", descending=True)),
        (("0", "99999", "no id", "DESC"), Sheet(1, 10_000, None, descending=True)),
        (("-7", "0", "email", "asc"), Sheet(1, 0, "email", descending=False)),
    ],
)
def test_the_grids_own_parameters(given: tuple[str | None, ...], sheet: Sheet) -> None:
    """Pages begin at 1, rows end at 10,000, and only ids are sorted by."""
    assert parse_sheet(given[0], given[1], given[2], given[3], 40) == sheet


@pytest.mark.parametrize(
    ("page", "rows", "text"), [("x", "y", 'For input string: "x"'), ("1", "y", '"y"'), ("1", "-1", "negative limit")]
)
def test_the_grids_bad_parameters(page: str, rows: str, text: str) -> None:
    """Bad numbers are refused as everywhere, `page` first."""
    with pytest.raises(LegacyError) as refused:
        parse_sheet(page, rows, None, None, 40)
    assert refused.value.text.endswith(text)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("rows", [1, 3, 100])
@pytest.mark.parametrize("sort_id", ["pages_viewed", "lastEvent", "city", "own", "duration"])
def test_sorting_is_that_of_everything(sort_id: str, rows: int, *, descending: bool) -> None:
    """Whatever page is asked for, it is that page of all rows in order; rows of equal value stay in their order."""
    stored = [
        session(number, own=str(number % 3))._replace(
            pages_viewed=None if number % 4 == 0 else number % 7,
            city="aB é"[number % 4],
            session_end_epoch_ms=number * 2,
        )
        for number in range(60, 0, -1)
    ]
    found: list[Session] = []
    for page in range(1, 60 // rows + 2):
        sorter = Sorter(PRESENTATION, Sheet(page, rows, sort_id, descending=descending))
        for at in range(0, 60, 7):
            sorter.add(stored[at : at + 7])
        found += sorter.finish()
        assert sorter.records == 60
    values = {
        "pages_viewed": lambda row: -1 if row.pages_viewed is None else row.pages_viewed,
        "lastEvent": lambda row: row.last_event_epoch_ms,
        "city": lambda row: row.city.encode(),
        "own": lambda row: row.properties["own"],
        "duration": lambda row: row.session_end_epoch_ms - row.session_start_epoch_ms,
    }
    assert found == sorted(stored, key=values[sort_id], reverse=descending)


def test_a_sorted_sheet_reads_everything() -> None:
    """So it counts as a large answer; a sheet in the order of the walk reads its own rows."""
    assert Sheet(1, 20, "city", descending=False).rows_read == NEWEST
    assert Sheet(9, 20, None, descending=False).rows_read == 20


def distinct(number: int) -> Session:
    """Return a session that shares no text with another one."""
    texts: dict[str, Any] = {
        field: f"{field} {number}" for field, default in Session._field_defaults.items() if default == ""
    }
    return session(number)._replace(**texts, properties={f"own{number}": HOSTILE})


def test_a_deep_sheet_holds_little() -> None:
    """The last sheet of a thousand sessions keeps each at under 1,500 bytes, and gives them back as they were."""
    sorter = Sorter(PRESENTATION, Sheet(25, 40, "city", descending=False))
    tracemalloc.start()
    for first in range(1_000, 2_000, 100):
        sorter.add([distinct(first + more) for more in range(100)])
    kept_bytes = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert kept_bytes < 1_500 * 1_000
    assert sorter.finish() == [distinct(number) for number in range(1_960, 2_000)]
