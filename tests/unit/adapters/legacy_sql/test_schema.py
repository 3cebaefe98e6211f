"""The tables of a trial, as text."""

import pytest

from adapters.legacy_sql.schema import trial_tables
from adapters.legacy_sql.statements import Relations, Sql, postgresql, sqlite


def test_only_required_columns_refuse_null() -> None:
    """Required fields are NOT NULL, all others may be unknown."""
    create = trial_tables(postgresql(), Relations())[2].create[0]
    required = [line.split()[0] for line in create.splitlines() if "NOT NULL" in line]
    assert required == [
        "site",
        "session_id",
        "user_id",
        "session_start_epoch_ms",
        "last_event_epoch_ms",
        "version_us",
    ]


def test_ids_are_indexed_by_bytes_and_in_reading_order() -> None:
    """Each reading order has its index, and ids are of the byte-wise collation."""
    tables = trial_tables(postgresql(), Relations())
    create, *indexes = tables[2].create
    assert 'session_id TEXT COLLATE "C" NOT NULL' in create
    assert indexes == [
        "CREATE INDEX sessions_by_site ON sessions (site, session_start_epoch_ms, session_id)",
        "CREATE INDEX sessions_by_user ON sessions (site, user_id, session_start_epoch_ms, session_id)",
    ]
    assert "PRIMARY KEY (site, session_id, event_epoch_ms, event_id)" in tables[3].create[0]


@pytest.mark.parametrize("sql", [postgresql(), sqlite()], ids=["postgresql", "sqlite"])
def test_an_older_version_never_wins(sql: Sql) -> None:
    """Both dialects write over a row only when the given version is not smaller."""
    for table in trial_tables(sql, Relations())[2:]:
        assert table.upsert.endswith(f"WHERE excluded.version_us >= {table.relation}.version_us")
