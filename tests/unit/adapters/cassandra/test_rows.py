"""Stored rows to sessions, and rows to what is sent."""

from itertools import chain
from typing import Any

import pytest

from adapters.base import PageView, Session
from adapters.cassandra import rows, statements
from tests.builders import USER, make_page_view, make_session, many_sessions

TEXTS = [field for field, default in Session._field_defaults.items() if default == ""]


class DriverMap:
    """Has of the driver's map only what is used."""

    def __init__(self, *pairs: tuple[str, str]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def items(self) -> tuple[tuple[str, str], ...]:  # noqa: D102 - as of every mapping
        return self._pairs


def stored(session: Session, **columns: object) -> tuple[Any, ...]:
    """Return what the driver makes of a session's row, some columns being otherwise."""
    return tuple((session._asdict() | columns).values())


def test_rows_without_properties_are_sessions_as_they_are() -> None:
    """A row in the order of the fields becomes the same session."""
    sessions = [row._replace(properties=None) for row in many_sessions(1, 40)]
    assert rows.sessions([tuple(row) for row in sessions]) == sessions


@pytest.mark.parametrize("field", TEXTS)
def test_a_null_text_is_empty(field: str) -> None:
    """Whichever text is null in one of several rows, it reads as "", and nothing else changes."""
    whole = make_session(city="Zürich", number_visits=None)
    without: dict[str, Any] = {field: ""}
    found = rows.sessions([stored(whole), stored(whole, **{field: None}), stored(whole)])
    assert found == [whole, whole._replace(**without), whole]


@pytest.mark.parametrize(
    ("in_the_row", "properties"),
    [
        (None, None),
        (DriverMap(), None),
        (DriverMap(("email", "a@example.com"), ("plan", "")), {"email": "a@example.com", "plan": ""}),
    ],
)
def test_properties_are_a_mapping_or_none(in_the_row: object, properties: object) -> None:
    """The driver's map becomes a dict, an empty one becomes None."""
    [found] = rows.sessions([stored(make_session(), properties=in_the_row, city=None)])
    assert found.properties == properties
    assert found.properties is None or type(found.properties) is dict


def test_a_null_text_of_a_page_view_is_empty() -> None:
    """Null texts of page views read as ""."""
    view = make_page_view(page_url="/a")
    assert rows.page_views([(*view[:5], None, "/a", None, None)]) == [view]
    assert PageView._fields[5:] == tuple(PageView._field_defaults)


def test_a_mutation_is_of_one_partition_and_bounded() -> None:
    """Rows are stored by partition, at most `ROWS_OF_MUTATION` together, each once."""
    sessions = many_sessions(2, 100, users=("u1", "u2"))
    found = list(rows.mutations(statements.WRITE_BY_USER, sessions))
    stored_rows = [[values[:-1] for statement, values in mutation[1::2]] for mutation in found]
    assert all(len(members) <= rows.ROWS_OF_MUTATION for members in stored_rows)
    assert all(len({row[2] for row in members}) == 1 for members in stored_rows)
    assert sorted(row[1] for members in stored_rows for row in members) == sorted(row.session_id for row in sessions)


def test_a_row_replaces_what_is_older_as_a_whole() -> None:
    """What is older than the row's version is deleted, then the row is stored with its version."""
    session = make_session(version_us=7)
    [[(forget, forgotten), (store, values)]] = rows.mutations(statements.WRITE_BY_USER, [session])
    assert (forget, store) == (statements.WRITE_BY_USER.forget, statements.WRITE_BY_USER.store)
    assert forgotten == (6, session.site, USER, session.session_start_epoch_ms, session.session_id)
    assert values == (*session, 7)


def test_messages_hold_every_mutation_in_order_and_are_bounded() -> None:
    """Mutations are joined up to the limits, none is lost, and a large one goes alone."""
    sessions = [row._replace(user_id=f"u{place}") for place, row in enumerate(many_sessions(3, 50))]
    sessions[20] = sessions[20]._replace(city="x" * 8_000)
    mutations = list(rows.mutations(statements.WRITE_BY_USER, sessions))
    messages = list(rows.messages(mutations))
    assert list(chain.from_iterable(messages)) == list(chain.from_iterable(mutations))
    assert 1 < len(messages) < len(mutations)
    assert mutations[20] in messages
    assert max(map(len, messages)) <= 2 * rows.MESSAGE_MUTATIONS


def test_small_mutations_are_bounded_by_their_number() -> None:
    """However small, no more partitions are written together than Cassandra takes in silence."""
    views = [make_page_view(session_id=str(number)) for number in range(35)]
    messages = list(rows.messages(rows.mutations(statements.WRITE_PAGE_VIEW, views)))
    assert sum(len(message) // 2 for message in messages) == 35
    assert max(len(message) // 2 for message in messages) <= rows.MESSAGE_MUTATIONS


def test_nothing_makes_no_message() -> None:
    """Of no rows there is nothing to send."""
    assert list(rows.messages(rows.mutations(statements.WRITE_BY_ID, []))) == []
