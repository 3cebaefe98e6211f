"""Every cause alone and some together, in every format; rules; bounds."""

from collections.abc import Sequence
from typing import Any

import pytest

from adapters.base import Session
from adapters.evidence import IgnoreRule
from shim.compare import MAX_CELLS, MAX_ERROR_CHARACTERS, Cell, Grade, Outcome, Verdict, compare
from shim.legacy.cells import Moment
from shim.legacy.data_types import DATA_TYPES
from shim.legacy.data_types.as_jsondatatable import Envelope
from shim.legacy.listings import PAGE_VIEWS, SESSIONS
from shim.legacy.page_views import ViewedPage
from shim.legacy.presentation import Presentation
from tests.builders import SITE, make_page_view, make_session

MOMENT = Moment(10**9, 1, lambda epoch_ms: f"day {epoch_ms // 1000}")
PRESENTATION = Presentation(SESSIONS, tuple, MOMENT, "u")
NOW_MS = 1_000

A, B, C = (make_session(session_id=f"{start_ms}.1", session_start_epoch_ms=start_ms) for start_ms in (3, 2, 1))
LEEDS = B._replace(city="Leeds")
OWN, EMPTY_OWN = B._replace(properties={"email": "a@b"}), B._replace(properties={"email": ""})


def answered(rows: Sequence[Session], data_type: str = "json", *, token: str = "", frozen: bool = False) -> Outcome:
    """Return the answer that lists some sessions."""
    formats = DATA_TYPES[data_type]
    writer = (formats.frozen_writer if frozen else formats.writer)(PRESENTATION)
    writer.add(rows)
    return Outcome(data_type, b"".join(writer.finish(token)))


def edited(rows: Sequence[Session], old: bytes, new: bytes) -> Outcome:
    """Return an answer of which one part is written otherwise."""
    outcome = answered(rows)
    assert outcome.body.count(old) == 1
    return outcome._replace(body=outcome.body.replace(old, new))


def judged(primary: Outcome, shadow: Outcome, *rules: IgnoreRule) -> Verdict:
    return compare(primary, shadow, rules, SITE, NOW_MS)


@pytest.mark.parametrize(
    ("primary", "shadow", "causes"),
    [
        (answered([A, B]), answered([A]), "row-missing"),
        (answered([A]), answered([A, B]), "row-extra"),
        (answered([A]), answered([]), "row-missing"),
        (answered([A, B]), answered([B, A]), "row-order"),
        (answered([A, B]), answered([A, LEEDS]), "cell:city"),
        (answered([A], token="1"), answered([A], token="2"), "token"),
        (answered([A]), edited([A], b'"No caption"', b'"A caption"'), "envelope"),
        (answered([A]), edited([A], b'"label": ["lastEvent', b'"label": ["last event'), "envelope"),
        (answered([A]), edited([A], b'"rows": 1', b'"rows": 2'), "envelope"),
        (Outcome("json", error="a"), answered([A]), "error-versus-rows"),
        (answered([A]), Outcome("json", error="a"), "error-versus-rows"),
        (Outcome("json", error="a"), Outcome("json", error="b"), "error-text"),
        (answered([A]), Outcome("json", failure="timeout"), "timeout"),
        (Outcome("json", failure="timeout"), Outcome("json", failure="timeout"), "timeout"),
        (answered([A]), Outcome("json", failure="breaker-open"), "not-compared:breaker-open"),
        (Outcome("json", failure="too-large"), answered([A]), "not-compared:too-large"),
        (answered([A]), Outcome("json", b"<html>"), "not-compared:unreadable"),
        (answered([A]), answered([A], "html"), "not-compared:data-types"),
        (answered([A]), edited([A], b'"rows": 1', b'"rows":  1'), "not-compared:bytes-differ"),
        (Outcome("json", b"1", error="a"), Outcome("json", b"2", error="a"), "not-compared:bytes-differ"),
        (Outcome("json", failure="timeout"), Outcome("json", failure="b"), "not-compared:b timeout"),
        (answered([A, B]), answered([C, LEEDS, A], token="1"), "cell:city row-extra row-order token"),
        (answered([A, B, C]), answered([C, LEEDS]), "cell:city row-missing row-order"),
    ],
)
def test_causes(primary: Outcome, shadow: Outcome, causes: str) -> None:
    """Each cause is told, and no other with it."""
    verdict = judged(primary, shadow)
    assert (verdict.grade, " ".join(verdict.causes)) == (Grade.DIFFERENT, causes)


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("data_type", DATA_TYPES)
@pytest.mark.parametrize(
    ("primary", "shadow", "causes"),
    [
        ([A, B], [A], {"row-missing"}),
        ([], [A, B], {"row-extra"}),
        ([A, B], [B, A], {"row-order"}),
        ([A, B, C], [A, LEEDS, C], {"cell:city"}),
        ([A, B], [LEEDS, A, C], {"cell:city", "row-extra", "row-order"}),
    ],
)
def test_causes_in_every_format(
    data_type: str, primary: list[Session], shadow: list[Session], causes: set[str], *, frozen: bool
) -> None:
    """Formats do not matter; but what a grid counts, which is not told here, belongs to its envelope."""
    sides = answered(primary, data_type, frozen=frozen), answered(shadow, data_type, frozen=frozen)
    assert set(judged(*sides).causes) == causes


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("data_type", ["json", "jsondatatable", "html"])
@pytest.mark.parametrize(
    ("primary", "shadow", "causes"),
    [
        ([A, OWN], [A, B], {"cell:email"}),
        ([A, B], [A, OWN], {"cell:email"}),
        ([A, EMPTY_OWN], [A, B], {"envelope"}),
        ([A, B], [A, EMPTY_OWN], {"envelope"}),
        ([A, OWN], [A], {"row-missing"}),
        ([A, OWN], [A, OWN._replace(properties={"name": "a@b"})], {"cell:email", "cell:name"}),
    ],
)
def test_columns_that_one_side_lacks(
    data_type: str, primary: list[Session], shadow: list[Session], causes: set[str], *, frozen: bool
) -> None:
    """Their values are cells that differ; without a value the envelope does; those of a lacking row went with it."""
    sides = answered(primary, data_type, frozen=frozen), answered(shadow, data_type, frozen=frozen)
    assert set(judged(*sides).causes) == causes


def test_columns_in_another_order() -> None:
    """Cells are compared by column, and the order of the columns is the envelope's."""

    def swapped(ids: Sequence[str]) -> Outcome:
        quoted = ", ".join(f'"{id_}"' for id_ in ids)
        lists = f'"field": [{quoted}], "label": [{quoted}]'
        return Outcome("json", f'{{{lists}, "nextToken": "", "resultsList": [[{quoted}]]}}'.encode())

    assert judged(swapped("ab"), swapped("ba")).causes == ("envelope",)


def test_page_views_are_matched_by_event() -> None:
    """A visit is the same in all of its page views: the event tells them apart."""
    views = [ViewedPage(make_page_view(event_epoch_ms=ms), None) for ms in (2, 1)]

    def listed(rows: Sequence[ViewedPage]) -> Outcome:
        envelope = Envelope(PRESENTATION._replace(listing=PAGE_VIEWS))
        envelope.add(rows)
        return Outcome("json", b"".join(envelope.finish("")))

    assert judged(listed(views), listed(views[1:])).causes == ("row-missing",)
    changed = [views[0], views[1]._replace(lasted_ms=5_000)]
    assert judged(listed(views), listed(changed)).cells == (Cell("1.180515048", "duration", "", "5s"),)


def test_rows_without_a_key_are_matched_by_place() -> None:
    """A format that shows no id is compared row by row."""
    one, two = (Outcome("json", b'{"resultsList": [%b]}' % rows) for rows in (b'{"a": "1"}', b'{"a": "2"}, {"a": "3"}'))
    assert judged(one, two) == Verdict(Grade.DIFFERENT, ("cell:a", "row-extra"), (), (Cell("1", "a", "1", "2"),))


def test_equal_keys_stay_apart() -> None:
    """Rows with the same id are as many as they are, and compared in their order."""
    assert judged(answered([A, A, A]), answered([A, A])).causes == ("row-missing",)
    city = judged(answered([B, LEEDS]), answered([B, B]))
    assert city.cells == (Cell("2.1", "city", "Leeds", ""),)


def test_what_only_sorts_is_compared() -> None:
    """In `html` a date's text may agree where its instant does not."""
    lasted, longer = (B._replace(total_duration_ms=ms) for ms in (5_000, 5_001))
    verdict = judged(answered([lasted], "html"), answered([longer], "html"))
    assert verdict.cells == (Cell("2.1", "total_duration", "5000", "5001"),)
    assert verdict.causes == ("cell:total_duration",)


def test_an_errors_text_is_cut() -> None:
    """A text may repeat what a caller sent; equal texts are identical."""
    long = Outcome("json", error="x" * 1_000)
    assert judged(long, Outcome("json", error="y")).cells == (Cell("", "error", "x" * MAX_ERROR_CHARACTERS, "y"),)
    assert judged(long, long).grade is Grade.IDENTICAL


CITY = IgnoreRule("city-of-old", "cell:city", "", "the old engine rounds", NOW_MS + 1)


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ([CITY], ("city-of-old",)),
        ([CITY._replace(cause="cell:*")], ("city-of-old",)),
        ([CITY._replace(site=SITE)], ("city-of-old",)),
        (
            [CITY._replace(name="b"), CITY._replace(cause="token"), CITY._replace(name="a"), CITY],
            ("b", "a", "city-of-old"),
        ),
        ([CITY, CITY], ("city-of-old",)),
        ([], None),
        ([CITY._replace(expires_epoch_ms=NOW_MS)], None),
        ([CITY._replace(site="another.example.com")], None),
        ([CITY._replace(cause="cell:cit")], None),
        ([CITY._replace(cause="cell:")], None),
        ([CITY._replace(cause="*")], None),
    ],
)
def test_rules(rules: list[IgnoreRule], names: tuple[str, ...] | None) -> None:
    """A live rule for the cause and the site makes a difference canonical, and its name is told."""
    verdict = judged(answered([B]), answered([LEEDS]), *rules)
    assert verdict.causes == ("cell:city",)
    assert (verdict.grade, verdict.rules) == ((Grade.CANONICAL, names) if names else (Grade.DIFFERENT, ()))


@pytest.mark.parametrize(
    ("cause", "explains"),
    [
        ("cell:properties.email", True),
        ("cell:email", True),
        ("cell:properties.mail", False),
        ("properties.email", False),
    ],
)
def test_a_rule_marks_an_own_property(cause: str, explains: bool) -> None:  # noqa: FBT001 - one expectation a row
    """As the table of columns does; rules from before that was asked for go on."""
    verdict = judged(answered([OWN]), answered([EMPTY_OWN]), CITY._replace(cause=cause))
    assert (verdict.causes, bool(verdict.rules)) == (("cell:email",), explains)


def test_every_cause_needs_a_rule() -> None:
    """One cause that no rule explains leaves the whole different; `cell:*` explains cells alone."""
    sides = answered([A, B]), answered([A, LEEDS], token="1")
    any_cell, token = CITY._replace(name="cells", cause="cell:*"), CITY._replace(name="token", cause="token")
    assert judged(*sides, any_cell) == Verdict(
        Grade.DIFFERENT, ("cell:city", "token"), (), (Cell("2.1", "city", "", "Leeds"),)
    )
    assert judged(*sides, token, any_cell)[::2] == (Grade.CANONICAL, ("token", "cells"))


def test_cells_are_bounded() -> None:
    """The first differing cells are shown, by row and column; all causes are told."""
    rows = [make_session(session_id=f"{number}.1") for number in range(MAX_CELLS)]
    changed = [row._replace(city="x", area_code="y") for row in rows]
    verdict = judged(answered(rows), answered(changed))
    assert verdict.causes == ("cell:area", "cell:area_code", "cell:city")
    assert len(verdict.cells) == MAX_CELLS
    assert [cell[:2] for cell in verdict.cells[2:5]] == [("0.1", "city"), ("1.1", "area"), ("1.1", "area_code")]


@pytest.mark.parametrize("change", [{"city": "x"}, {"properties": {"city_x": "x"}}], ids=["a cell", "a column"])
def test_large_answers(change: dict[str, Any]) -> None:
    """10,000 rows in reverse, each with a difference, are compared like two; pair by pair it would take minutes."""
    rows = [make_session(session_id=f"{number}.1") for number in range(10_000)]
    verdict = judged(answered(rows), answered([row._replace(**change) for row in reversed(rows)]))
    assert verdict.causes[0].startswith("cell:city")
    assert verdict.causes[1:] == ("row-order",)
    assert [cell.row_key for cell in verdict.cells] == [row.session_id for row in rows[:MAX_CELLS]]


def test_equal_bytes_are_not_read() -> None:
    """Bytes that nobody could read are identical to themselves."""
    assert judged(Outcome("json", b"<"), Outcome("json", b"<")) == Verdict(Grade.IDENTICAL)
