"""Rows of the embedded engine to and from sessions."""

from adapters.embedded.rows import sessions, stored
from tests.builders import make_session


def test_properties_are_kept_as_json_text() -> None:
    """Properties are stored as JSON and come back as a mapping."""
    session = make_session(properties={"email": "zoë@example.com"})
    rows = list(stored([session]))
    assert rows[0][-1] == '{"email":"zoë@example.com"}'
    assert sessions(rows) == [session]


def test_no_properties_are_null() -> None:
    """A session without properties, or with an empty mapping, stores NULL and comes back with `None`."""
    rows = list(stored([make_session(), make_session(properties={})]))
    assert [row[-1] for row in rows] == [None, None]
    assert sessions(rows) == [make_session()] * 2
