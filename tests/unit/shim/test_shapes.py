"""Shapes of requests: few, and the same whatever else a caller sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim.routes import SERVED, index_routes
from shim.shapes import KINDS, SHAPES, shape_of

PAGE = "/api/views/c_view_sessions_by_user.jsp"


@pytest.mark.parametrize(
    ("parameters", "shape"),
    [
        ({}, "site json"),
        ({"uid": "1"}, "user json"),
        ({"uid": "", "dataType": "html"}, "site html"),
        ({"machine_idx": "1", "date": "2011-11-16", "dataType": "jsonjqgrid"}, "user-day jsonjqgrid"),
        ({"filterByMachineId": "1", "from": "1", "to": "2"}, "user-interval json"),
        ({"from": "1"}, "site-interval json"),
        ({"nextToken": "1", "dataType": "<b>"}, "site-token json"),
        ({"uid": "1", "nextToken": "1"}, "user-token json"),
        ({"filterByVisitId": "1", "date": "x"}, "visit json"),
        ({"session_id": "1", "uid": "1"}, "visit json"),
        ({"date": "x", "to": "1"}, "site-interval json"),
        ({"uid": "1", "date": "x", "from": "1"}, "user-interval json"),
        ({"date": "x"}, "site-day json"),
        ({"date": "x", "from": "", "to": ""}, "site-day json"),
    ],
)
def test_a_shape(parameters: dict[str, str], shape: str) -> None:
    """The first kind that fits, and the format that is answered."""
    assert shape_of(PAGE, parameters) == shape


def test_other_pages() -> None:
    """Pages of another kind have one shape for each format."""
    assert shape_of("/api/visitors-online-email/cassandraPageViews.jsp", {"filterByVisitId": "1"}) == "page-views json"
    assert shape_of("/api/views/c_view_session.jsp", {"dataType": "html"}) == "sessions html"


def test_every_way_to_a_page_has_its_shape() -> None:
    """The short and the frozen path of a page have the shape of the long one."""
    for path, route in index_routes(SERVED).items():
        assert shape_of(path, {}) == shape_of(route.path, {})


def test_no_kind_is_hidden_by_another() -> None:
    """What a kind asks for, and nothing else, is of that kind."""
    for kind in KINDS:
        assert shape_of(PAGE, {group[0]: "1" for group in kind.given}) == f"{kind.name} json"


@given(
    path=st.just(PAGE) | st.text(),
    parameters=st.dictionaries(
        st.sampled_from(["uid", "date", "from", "to", "nextToken", "session_id", "dataType"]) | st.text(), st.text()
    ),
)
def test_shapes_are_few(path: str, parameters: dict[str, str]) -> None:
    """Whatever is asked has one of the shapes that are known: nothing that a caller sends makes another."""
    assert shape_of(path, parameters) in SHAPES
