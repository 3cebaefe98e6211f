"""Driver rows to ours and back."""

import pytest

from adapters.base import Login, PageView, Session, SessionKey
from adapters.errors import EngineMisconfigured
from adapters.legacy_sql import rows
from adapters.legacy_sql.schema import PAGE_VIEW_KEY, SESSION_KEY
from tests.builders import make_page_view, make_session


def stored(properties: str | None) -> rows.Row:
    return (*make_session()[:-1], properties)


def test_a_row_becomes_a_session_field_by_field() -> None:
    """A row in the fields' order is the session, without properties when the column is NULL."""
    assert rows.sessions([stored(None)]) == [make_session()]
    assert type(rows.sessions([stored(None)])[0]) is Session


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ('{"email": "a@example.com"}', {"email": "a@example.com"}),
        ('{"n": 7, "t": true, "l": [1, "a"], "gone": null}', {"n": "7", "t": "true", "l": '[1,"a"]'}),
        ("{ }", None),
        ('{"gone": null}', None),
    ],
)
def test_properties_are_texts(text: str, properties: dict[str, str] | None) -> None:
    """Own properties of any JSON type become texts, null is left out, and none at all is `None`."""
    assert rows.sessions([stored(text)]) == [make_session(properties=properties)]


@pytest.mark.parametrize("text", ["[]", "null", '"secret"', "secret", "{"])
def test_properties_that_are_no_object_are_an_operators_fault(text: str) -> None:
    """Anything but a JSON object is refused, without repeating it."""
    with pytest.raises(EngineMisconfigured) as refused:
        rows.sessions([stored(text)])
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_keys_and_page_views_keep_order_and_fields() -> None:
    """Rows become keys and page views one to one."""
    assert rows.keys([(2, "b", 3), (1, "a", 2)]) == [SessionKey(2, "b", 3), SessionKey(1, "a", 2)]
    assert rows.page_views([tuple(make_page_view())]) == [make_page_view()]
    assert isinstance(rows.page_views([tuple(make_page_view())])[0], PageView)


def test_logins_gather_their_sites() -> None:
    """Rows of one login are one login; its first hash counts, and an empty site is none."""
    found = rows.logins([("a", "h1", "x"), ("a", "h2", "y"), ("b", "h3", "")])
    assert found == [Login("a", "h1", frozenset(("x", "y"))), Login("b", "h3", frozenset())]


def test_of_equal_keys_the_greatest_version_is_written() -> None:
    """One record a key remains: the greatest version, the last of equal ones."""
    given = [make_session(version_us=v, city=c) for v, c in ((2, "old"), (3, "first"), (3, "last"), (1, "oldest"))]
    assert rows.records(given, SESSION_KEY) == [given[2]]
    views = [make_page_view(event_epoch_ms=1, event_id="a"), make_page_view(event_epoch_ms=2, event_id="a")]
    assert rows.records(views, PAGE_VIEW_KEY) == views


def test_written_properties_are_read_again() -> None:
    """What `records` makes of properties, `sessions` reads back."""
    session = make_session(properties={"email": "ü@example.com", "n": "7"})
    assert rows.sessions(rows.records([session], SESSION_KEY)) == [session]
