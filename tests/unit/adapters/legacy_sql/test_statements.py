"""The texts that the drivers execute."""

import re

import pytest

from adapters.base import PageView, Session, SessionKey
from adapters.legacy_sql.statements import Relations, Sql, Statements, build, postgresql, sqlite

DIALECTS = pytest.mark.parametrize("sql", [postgresql(), sqlite()], ids=["postgresql", "sqlite"])
PARAMETERS = Statements(4, 5, 4, 5, 2, 5, 0, 0)  # type: ignore[arg-type]  # counts by the same names


def selected(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r' AS "?(\w+)"?,', text.partition("\nFROM")[0].strip() + ","))


@DIALECTS
def test_columns_come_in_the_order_of_the_fields(sql: Sql) -> None:
    """Every statement selects exactly the fields of its row, in their order."""
    statements = build(sql, Relations())
    assert selected(statements.site_sessions.text) == Session._fields
    assert selected(statements.user_sessions.text) == Session._fields
    assert selected(statements.one_session.text) == Session._fields
    assert selected(statements.site_keys.text) == SessionKey._fields
    assert selected(statements.user_keys.text) == SessionKey._fields
    assert selected(statements.page_views.text) == PageView._fields


@DIALECTS
def test_parameters_are_positional(sql: Sql) -> None:
    """A statement has the parameters that are promised, then its constants, and no value is written into it."""
    for statement, count in zip(build(sql, Relations()), PARAMETERS, strict=True):
        assert len(re.findall(r"\$\d+|\?", statement.text)) == count + len(statement.tail)  # type: ignore[operator]


def test_postgresql_needs_no_constants() -> None:
    """PostgreSQL's statements take the call's values alone."""
    assert {statement.tail for statement in build(postgresql(), Relations())} == {()}


def test_ids_compare_by_bytes() -> None:
    """The place is a row comparison, and the order its reverse, both by UTF-8 bytes."""
    text = build(postgresql(), Relations()).user_sessions.text
    assert '(sessions.session_start_epoch_ms, sessions.session_id COLLATE "C") <= ($3::BIGINT, $4::VARCHAR)' in text
    assert 'ORDER BY sessions.session_start_epoch_ms DESC, sessions.session_id COLLATE "C" DESC' in text
    assert 'sessions.session_id COLLATE "BINARY" DESC' in build(sqlite(), Relations()).user_sessions.text


@pytest.mark.parametrize(
    ("name", "written"),
    [("visits", "visits"), ("old.visits", '"old".visits'), ("Old.Visits", '"Old"."Visits"'), ("order", '"order"')],
)
def test_relations_are_called_as_they_are_spelled(name: str, written: str) -> None:
    """Names are quoted where case or a reserved word needs it, and the schema is kept."""
    assert f"\nFROM {written} \n" in build(postgresql(), Relations(sessions=name)).site_sessions.text
