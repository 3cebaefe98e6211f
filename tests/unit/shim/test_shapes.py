"""Shapes of requests: few, and the same whatever else a caller sends."""

import pytest

from shim.shapes import shape_of

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
    ],
)
def test_a_shape(parameters: dict[str, str], shape: str) -> None:
    """The first kind that fits, and the format that is answered."""
    assert shape_of(PAGE, parameters) == shape


def test_other_pages() -> None:
    """Pages of another kind have one shape for each format."""
    assert shape_of("/api/visitors-online-email/cassandraPageViews.jsp", {"filterByVisitId": "1"}) == "page-views json"
    assert shape_of("/api/views/c_view_session.jsp", {"dataType": "html"}) == "sessions html"
