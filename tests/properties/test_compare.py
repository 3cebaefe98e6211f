"""What is written reads back, whatever is stored; and a verdict is sound, whatever is compared."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Session
from shim.compare import Grade, Outcome, compare
from shim.legacy import jsonp
from shim.legacy.cells import Moment
from shim.legacy.columns import arrange, own_columns
from shim.legacy.data_types import DATA_TYPES
from shim.legacy.data_types.read_back import PAGE_VIEW_IDS, Texts, Unreadable, read_back
from shim.legacy.listings import PAGE_VIEWS, SESSIONS
from shim.legacy.page_views import ViewedPage
from shim.legacy.presentation import Presentation, Rows, Writer
from tests.builders import make_page_view, make_session

MOMENT = Moment(2, 5, lambda epoch_ms: f"day {epoch_ms // 3}")
PRESENTATION = Presentation(SESSIONS, tuple, MOMENT, "u")
PAGE_VIEW_PRESENTATION = PRESENTATION._replace(listing=PAGE_VIEWS)

TEXTS = st.text(max_size=8) | st.sampled_from(["&amp;", "</td>", '">', '", "', "\ud800", "\uffff", "&#034;", "\\u002F"])
IDS = st.text(max_size=3)
OWN = st.dictionaries(st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,9}\Z"), TEXTS, max_size=3)
NUMBERS = st.none() | st.integers(0, 9)


class Form(NamedTuple):
    """How an answer is written."""

    data_type: str
    make: Callable[[Presentation], Writer]
    callback: str | None

    def answer(self, presentation: Presentation, pages: Sequence[Rows], token: str = "") -> Outcome:
        """Return the answer that lists some pages of rows."""
        writer = self.make(presentation)
        for page in pages:
            writer.add(page)
        pieces = writer.finish(token)
        return Outcome(self.data_type, b"".join(jsonp.wrap(self.callback, pieces) if self.callback else pieces))


FORMS = st.sampled_from(
    [
        Form(name, make, callback)
        for name, data_type in DATA_TYPES.items()
        for make in (data_type.writer, data_type.frozen_writer)
        for callback in ((None, "f", "$.a_1") if data_type.is_json else (None,))
    ]
)
SESSION_ROWS = st.builds(
    make_session,
    session_id=IDS,
    user_id=TEXTS,
    session_start_epoch_ms=st.integers(0, 9),
    session_end_epoch_ms=NUMBERS,
    total_duration_ms=NUMBERS,
    number_visits=NUMBERS,
    city=TEXTS,
    exit_root_url=TEXTS,
    properties=st.none() | OWN,
)
VIEW_ROWS = st.builds(
    ViewedPage,
    st.builds(make_page_view, event_id=IDS, event_epoch_ms=st.integers(0, 9), page_title=TEXTS),
    NUMBERS,
)
PAGES = st.lists(st.lists(SESSION_ROWS, max_size=3), max_size=3)


def written(texts: Sequence[str]) -> Texts:
    """Return texts as they go over the wire, where half a pair is `?`."""
    return tuple([text.encode("utf-8", "replace").decode() for text in texts])


@given(FORMS, PAGES, TEXTS)
def test_sessions_read_back(form: Form, pages: list[list[Session]], token: str) -> None:
    """Cells, columns, keys and token of any sessions in any format are those that were written."""
    rows = [row for page in pages for row in page]
    columns = arrange(own_columns({id_ for row in rows for id_ in row.properties or ()}))
    table = read_back(form.data_type, form.answer(PRESENTATION, pages, token).body)
    assert table.rows == tuple(map(written, zip(*SESSIONS.cells(rows, columns, MOMENT), strict=True) if rows else ()))
    assert table.keys == written([row.session_id for row in rows])
    assert table.token in ("", *written([token]))
    if form.data_type != "jsonjqgrid" and (rows or table.columns):
        assert table.columns == tuple([column.id for column in columns])
    assert len(table.columns) in (0, len(columns))


@given(FORMS.filter(lambda form: form.data_type != "jsonjqgrid"), st.lists(VIEW_ROWS, min_size=1, max_size=4))
def test_page_views_read_back(form: Form, rows: list[ViewedPage]) -> None:
    """So are those of any page views."""
    table = read_back(form.data_type, form.answer(PAGE_VIEW_PRESENTATION, [rows]).body)
    cells = PAGE_VIEWS.cells(rows, PAGE_VIEWS.arrange(()), MOMENT)
    assert table.columns == PAGE_VIEW_IDS
    assert table.rows == tuple(map(written, zip(*cells, strict=True)))
    assert table.keys == written([row.view.event_id for row in rows])


@given(FORMS, PAGES, st.data())
def test_damaged_answers_are_read_or_refused(form: Form, pages: list[list[Session]], data: st.DataObject) -> None:
    """Bytes that were cut out, put in or changed are read, or refused as `Unreadable`."""
    body = form.answer(PRESENTATION, pages).body
    begin = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(begin, min(begin + 40, len(body))) | st.just(len(body)))
    put_in = data.draw(st.binary(max_size=4) | st.sampled_from([b"[" * 2_000, b"null", b"9" * 5_000, b"{}", b"<tr>"]))
    is_unreadable_or_read(form.data_type, body[:begin] + put_in + body[end:])


@given(st.sampled_from([*DATA_TYPES, "xml"]), st.binary())
def test_any_bytes_are_read_or_refused(data_type: str, body: bytes) -> None:
    """So is whatever else comes."""
    is_unreadable_or_read(data_type, body)


def is_unreadable_or_read(data_type: str, body: bytes) -> None:
    try:
        table = read_back(data_type, body)
    except Unreadable:
        return
    assert {len(row) for row in table.rows} <= {len(table.columns)}
    assert len(table.keys) == len(table.rows)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Return any outcome but a failure: an answer, an error, or bytes that are neither."""
    return draw(
        st.builds(Form.answer, FORMS, st.just(PRESENTATION), PAGES, TEXTS)
        | st.builds(Outcome, st.sampled_from([*DATA_TYPES]), st.binary(max_size=4), st.none() | TEXTS, st.none())
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Outcome, Outcome]:
    """Return two answers in one form whose rows are much the same, or any two outcomes."""
    form, rows = draw(FORMS), draw(st.lists(SESSION_ROWS, max_size=4))
    near = draw(st.lists(st.sampled_from(rows) | SESSION_ROWS if rows else SESSION_ROWS, max_size=4))
    answers = form.answer(PRESENTATION, [rows], "1"), form.answer(PRESENTATION, [near], draw(st.sampled_from("12")))
    return draw(st.just(answers) | st.tuples(outcomes(), outcomes()))


@given(outcomes())
def test_an_outcome_is_identical_to_itself(outcome: Outcome) -> None:
    """Whatever a side gave, but for a failure: the same from the other side is identical."""
    assert compare(outcome, outcome._replace(), (), "", 0).grade is Grade.IDENTICAL


@given(pairs())
def test_other_bytes_are_never_identical(pair: tuple[Outcome, Outcome]) -> None:
    """Where a byte differs there is a cause."""
    verdict = compare(*pair, (), "", 0)
    same = (pair[0].body, pair[0].error) == (pair[1].body, pair[1].error)
    assert (verdict.grade is Grade.IDENTICAL) == (not verdict.causes) == same


@given(pairs())
def test_sides_are_equal(pair: tuple[Outcome, Outcome]) -> None:
    """With the sides swapped, what was missing is extra, and all else is as it was."""
    swapped = {"row-missing": "row-extra", "row-extra": "row-missing"}
    verdict, other = compare(*pair, (), "", 0), compare(pair[1], pair[0], (), "", 0)
    assert {swapped.get(cause, cause) for cause in verdict.causes} == set(other.causes)
    assert {(c.row_key, c.column, c.primary, c.shadow) for c in verdict.cells} == {
        (c.row_key, c.column, c.shadow, c.primary) for c in other.cells
    } or len(verdict.cells) == 100
