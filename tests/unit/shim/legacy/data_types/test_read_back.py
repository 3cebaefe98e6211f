"""Answers read back to what they show, in every format; bytes that are no answer are refused."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Session
from shim.label_files import read_bundles
from shim.legacy import jsonp
from shim.legacy.cells import Moment
from shim.legacy.columns import arrange, own_columns
from shim.legacy.data_types import DATA_TYPES
from shim.legacy.data_types.as_html import Table as HtmlTable
from shim.legacy.data_types.as_json_2010 import ResultsList
from shim.legacy.data_types.as_jsondatatable import Envelope, FrozenEnvelope
from shim.legacy.data_types.as_jsonjqgrid import Grid
from shim.legacy.data_types.read_back import PAGE_VIEW_IDS, READERS, Unreadable, ids_of_titles, read_back
from shim.legacy.labels import Labels
from shim.legacy.listings import PAGE_VIEWS, SESSIONS
from shim.legacy.page_views import ViewedPage
from shim.legacy.presentation import Presentation, Writer
from tests.builders import START_MS, make_page_view, make_session

GOLDEN = Path("tests/golden")
PRESENTATION = Presentation(SESSIONS, tuple, Moment(10**9, 1, lambda epoch_ms: f"<{epoch_ms}>"), "u")
IDS = tuple(column.id for column in arrange(()))
HOSTILE = "</td></tr>\"'&amp;<b>\\/\u2028\x00\n🎉"
SHIPPED_ENGLISH = Labels(read_bundles("")).titles("en_US")
DEMO = Labels(read_bundles("config/demo/labels"))

FORMS: dict[str, tuple[str, Callable[[Presentation], Writer]]] = {
    "json": ("json", Envelope),
    "html": ("html", HtmlTable),
    "jsonjqgrid": ("jsonjqgrid", Grid),
    "frozen json": ("json", ResultsList),
    "frozen jsondatatable": ("jsondatatable", FrozenEnvelope),
}


def session(number: int, **properties: str) -> Session:
    """Return one session; `properties` are its own."""
    return make_session(session_id=f"{number}.1", city=HOSTILE, properties=properties or None)


def answer(form: str, rows: Sequence[Any], presentation: Presentation = PRESENTATION) -> bytes:
    """Return the bytes of an answer with the token `a"/b`."""
    writer = FORMS[form][1](presentation)
    writer.add(rows)
    return b"".join(writer.finish('a"/b'))


def called(callback: str, body: bytes) -> bytes:
    return b"".join(jsonp.wrap(callback, [body]))


def test_every_format_has_a_reader() -> None:
    """What we write we can read, and nothing else is promised."""
    assert READERS.keys() == DATA_TYPES.keys()


def test_the_published_answer() -> None:
    """Ids, cells, token and key of the sample, and the rest of it by name."""
    table = read_back("json", (GOLDEN / "sessions-by-user.documentation.json").read_bytes())
    shown = dict(zip(table.columns, table.rows[0], strict=True))
    assert table.columns == IDS
    assert (shown["lastEvent"], shown["currentPage"]) == ("Nov 17 12:46 AM", "http://www.opentracker.net/loginpage")
    assert (table.token, table.keys) == ("1321313757710.180515048", ("1321397999803.180515048",))
    rest = dict(table.rest)
    assert rest["label company_org"] == "company/ org"
    assert (rest["caption"], rest["rowsPerPageOptions"]) == ('"No caption"', "[20,40]")
    assert not {"rows", "field", "className", "width", "nextToken", "resultsList"} & rest.keys()


def test_the_page_views() -> None:
    """They are told apart by their events, as the visit is the same in all rows."""
    table = read_back("json", (GOLDEN / "page-views.inferred.json").read_bytes())
    assert table.columns == PAGE_VIEW_IDS
    assert table.keys == ("1321472798140.180515048", "1321470832819.180515048")


@pytest.mark.parametrize("form", ["html", "frozen json"])
def test_page_views_by_titles(form: str) -> None:
    """Where there are only titles, in any language, their number tells the listing."""
    shown = PRESENTATION._replace(listing=PAGE_VIEWS, titles=lambda ids: tuple("x" for _ in ids))
    table = read_back(FORMS[form][0], answer(form, [ViewedPage(make_page_view(page_title=HOSTILE), 7)], shown))
    assert table.columns == PAGE_VIEW_IDS
    assert table.rows[0][2] == HOSTILE
    assert table.keys == (f"{START_MS}.180515048",)


@pytest.mark.parametrize("form", FORMS)
def test_rows_of_every_form(form: str) -> None:
    """Whatever a cell holds, it is read as it was stored, below its id; rows are told apart by the session."""
    table = read_back(FORMS[form][0], answer(form, [session(1), session(2)]))
    assert table.columns == IDS
    assert [row[IDS.index("city")] for row in table.rows] == [HOSTILE, HOSTILE]
    assert table.keys == ("1.1", "2.1")
    assert table.token == ('a"/b' if form in {"json", "frozen jsondatatable"} else "")


@pytest.mark.parametrize("form", FORMS)
def test_no_rows(form: str) -> None:
    """An answer without rows is one; where columns are told by rows only, it has none."""
    table = read_back(FORMS[form][0], answer(form, []))
    assert (table.rows, table.keys, table.sorts) == ((), (), ())
    assert table.columns == (() if form in {"frozen json", "jsonjqgrid"} else IDS)


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"html"}))
def test_callbacks(form: str) -> None:
    """A callback changes nothing but that it is told."""
    data_type, body = FORMS[form][0], answer(form, [session(1)])
    plain = read_back(data_type, body)
    for callback in ("f", "$.a_1.b", "_" * jsonp.MAX_CALLBACK):
        table = read_back(data_type, called(callback, body))
        assert table[:3] == plain[:3]
        assert dict(table.rest)["callback"].rstrip("(") == callback


def test_html_tells_what_it_is_sorted_by() -> None:
    """Sort values stand beside the texts, in the same shape."""
    table = read_back("html", answer("html", [session(1)]))
    place = IDS.index("lastEvent")
    assert table.rows[0][place] == f"<{table.sorts[0][place]}>"
    assert len(table.sorts[0]) == len(table.rows[0])


def test_what_repeats_is_left_out_only_while_it_does() -> None:
    """A count or a list of ids that is not that of the rows and columns is a part of its own."""
    body = answer("json", [session(1)])
    wrong = body.replace(b'{"rows": 1,', b'{"rows": 2,').replace(b'"width": ["lastEvent"', b'"width": ["x"')
    assert set(dict(read_back("json", wrong).rest)) - set(dict(read_back("json", body).rest)) == {"rows", "width"}


def test_a_grid_with_own_properties_names_places() -> None:
    """A grid tells no names: behind the display columns the built-in ones are not told from the own ones."""
    table = read_back("jsonjqgrid", answer("jsonjqgrid", [session(1, email="a"), session(2)]))
    assert table.columns[5:9] == (*IDS[5:7], "#8", "#9")
    assert len(table.columns) == len(IDS) + 1
    assert table.keys == ("1.1", "2.1")


@pytest.mark.parametrize("titles", [tuple, SHIPPED_ENGLISH], ids=["untranslated", "English"])
@pytest.mark.parametrize("own", [("email",), ("Z", "_a", "plan", "zz"), ("browser_size", "pages", "status_code")])
def test_titles_with_own_properties_become_ids(
    titles: Callable[[Sequence[str]], tuple[str, ...]], own: tuple[str, ...]
) -> None:
    """Own properties are found among titles by the order of the ids."""
    ids = tuple(column.id for column in arrange(own_columns(own)))
    assert ids_of_titles(titles(ids)) == ids


@pytest.mark.parametrize("locale", ["ar", "de", "es", "fr", "nl"])
def test_titles_of_other_languages_become_ids(locale: str) -> None:
    """Causes are called the same in every language."""
    ids = tuple(column.id for column in arrange(("email",)))
    assert ids_of_titles(DEMO.titles(locale)(IDS)) == IDS
    assert ids_of_titles(DEMO.titles(locale)(ids)) == ids


def test_a_title_stays_where_its_id_is_unknown() -> None:
    """An own property with a title of its own keeps it, and the others keep their ids; few titles stay as they are."""
    ids = tuple(column.id for column in arrange(("email",)))
    titled = tuple("e-mail" if id_ == "email" else id_ for id_ in ids)
    assert ids_of_titles(titled) == titled
    assert ids_of_titles(("error",)) == ("error",)


@pytest.mark.parametrize("form", FORMS)
def test_no_part_of_an_answer_is_one(form: str) -> None:
    """However an answer is cut short, it is refused."""
    body = answer(form, [session(1, email="a"), session(2)])
    for end in [*range(0, len(body), 7), len(body) - 1]:
        with pytest.raises(Unreadable):
            read_back(FORMS[form][0], body[:end])


@pytest.mark.parametrize(
    ("data_type", "body"),
    [
        ("xml", b"{}"),
        ("json", b""),
        ("json", b"\xff"),
        ("json", b"[]"),
        ("json", b"{}"),
        ("json", b"f("),
        ("json", b"f()"),
        ("json", b"(((({}))))"),
        ("json", b"f({)"),
        ("json", b'{"resultsList": {}}'),
        ("json", b'{"resultsList": [[]]}'),
        ("json", b'{"resultsList": [{"a": 1}]}'),
        ("json", b'{"resultsList": [{"a": "1"}, {"b": "1"}]}'),
        ("json", b'{"resultsList": [{"a": "1"}, {"a": "1", "a": "2"}]}'),
        ("json", b'{"resultsList": [], "a": ' + b"[" * 400 + b"]" * 400 + b"}"),
        ("json", b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        ("json", b'{"resultsList": [{"a": ' + b"9" * 5000 + b"}]}"),
        ("json", b'{"field": "a"}'),
        ("json", b'{"field": ["a"], "label": ["a"], "nextToken": ""}'),
        ("json", b'{"field": ["a"], "label": ["a"], "nextToken": null, "resultsList": []}'),
        ("json", b'{"field": ["a"], "label": [], "nextToken": "", "resultsList": []}'),
        ("json", b'{"field": ["a"], "label": ["a"], "nextToken": "", "resultsList": [["1", "2"]]}'),
        ("json", b'{"field": ["a"], "label": ["a"], "nextToken": "", "resultsList": [[null]]}'),
        ("jsonjqgrid", b"{}"),
        ("jsonjqgrid", b'{"rows": [1]}'),
        ("jsonjqgrid", b'{"rows": [{"id": 1, "cell": []}]}'),
        ("jsonjqgrid", b'{"rows": [{"id": "1", "cells": []}]}'),
        ("jsonjqgrid", b'{"rows": [{"id": "1", "cell": ["a"]}, {"id": "1", "cell": []}]}'),
        ("jsonjqgrid", b'{"rows": [{"id": "1", "cell": "a"}]}'),
        ("html", b"\xff"),
        ("html", b"<html>"),
        ("html", b'<table id="one"><thead><tr><th>a</th></tr></thead><tbody><tr></tr></tbody></table>'),
        ("html", b'<table id="one"><thead><tr></tr></thead><tbody><tr><td sort="">a</td></tr></tbody></table>'),
        ("html", b'<table id="one"><thead><tr><th>a</th></tr></thead><tbody><tr><td>a</td></tr></tbody></table>'),
    ],
)
def test_what_is_no_answer_is_refused(data_type: str, body: bytes) -> None:
    """Hostile, broken or foreign bytes raise `Unreadable`, and the message has nothing of them."""
    with pytest.raises(Unreadable) as refused:
        read_back(data_type, body)
    assert len(str(refused.value)) < 40
    assert refused.value.__cause__ is None
