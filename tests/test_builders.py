"""What tests build is what load files may hold."""

import orjson
import pytest

from adapters.base import PageView, Session
from adapters.loading import parse_line
from tests.builders import make_page_view, make_session, many_sessions


@pytest.mark.parametrize(
    "row", [make_session(), make_page_view(), *many_sessions(1, 20)], ids=lambda row: type(row).__name__
)
def test_built_rows_are_loadable(row: Session | PageView) -> None:
    """A built row, written as a line, is read as the same row."""
    kind = "session" if isinstance(row, Session) else "page_view"
    assert parse_line(orjson.dumps({"kind": kind} | row._asdict())) == row


def test_same_seed_same_sessions() -> None:
    """A seed decides everything; another seed gives other sessions."""
    assert many_sessions(4, 30) == many_sessions(4, 30)
    assert many_sessions(4, 30) != many_sessions(5, 30)


def test_many_sessions_come_newest_first_with_ties() -> None:
    """Many sessions are in the order of a listing, all different, some with equal starts."""
    places = [(row.session_start_epoch_ms, row.session_id) for row in many_sessions(2, 200)]
    assert places == sorted(set(places), reverse=True)
    assert len({start for start, _ in places}) < len(places)
