"""What a plan tells about indexes."""

from typing import Any

import pytest

from adapters.legacy_sql.plans import indexes, postgresql_faults, sqlite_faults

VALUES = ("the-site", "the-user", "123")
GOOD = "((site = 'the-site'::text) AND (user_id = 'the-user'::text) AND (ROW(start, id) <= ROW('123'::bigint, 'x')))"


def limited(**node: object) -> dict[str, Any]:
    return {"Node Type": "Limit", "Plans": [{"Node Type": "Index Scan", **node}]}


def test_an_index_with_every_value_is_good() -> None:
    """A plan that goes down one index with all values of the query has no fault."""
    assert postgresql_faults(limited(**{"Index Cond": GOOD}), VALUES, {}) == []


@pytest.mark.parametrize("node", ["Seq Scan", "Sort", "Bitmap Heap Scan"])
def test_reading_or_sorting_a_scope_is_a_fault(node: str) -> None:
    """Whatever must see a whole scope before its first row is a fault, wherever it stands in the plan."""
    assert len(postgresql_faults(limited(**{"Node Type": node, "Index Cond": GOOD}), VALUES, {})) == 1


def test_an_index_on_less_than_the_query_is_a_fault() -> None:
    """An index that does not take the user passes over other users' rows."""
    less = {"Index Cond": "(site = 'the-site'::text)", "Filter": "(user_id = 'the-user'::text)"}
    assert len(postgresql_faults(limited(**less), VALUES, {})) == 1


def test_an_index_with_a_column_between_is_a_fault() -> None:
    """An index whose leading columns are not all in the condition reads more than it returns."""
    plan = limited(**{"Schema": "public", "Index Name": "i", "Index Cond": GOOD})
    [index] = indexes(plan)
    assert postgresql_faults(plan, VALUES, {index: ["site", "user_id", "start"]}) == []
    assert len(postgresql_faults(plan, VALUES, {index: ["site", "region", "user_id"]})) == 1


def test_rows_sorted_within_one_instant_are_good() -> None:
    """Sorting the few sessions that started in the same millisecond is no fault."""
    plan = {"Node Type": "Incremental Sort", "Plans": [limited(**{"Index Cond": GOOD})]}
    assert postgresql_faults(plan, VALUES, {}) == []


@pytest.mark.parametrize(
    ("details", "faults"),
    [
        (["SEARCH s USING INDEX i (site=? AND user_id=? AND session_start_epoch_ms<?)"], 0),
        (["SEARCH s USING INDEX i (site=? AND session_start_epoch_ms<?)"], 1),
        (["SEARCH s USING INDEX i (site=? AND user_id=?)", "USE TEMP B-TREE FOR ORDER BY"], 1),
        (["SEARCH s USING INDEX i (site=? AND user_id=?)", "USE TEMP B-TREE FOR LAST TERM OF ORDER BY"], 0),
        (["SCAN s", "USE TEMP B-TREE FOR ORDER BY"], 2),
        (["SCAN s USING INDEX i"], 1),
    ],
)
def test_sqlite_tells_it_in_words(details: list[str], faults: int) -> None:
    """A scan, a sort and a missing equality are each seen in SQLite's words."""
    assert len(sqlite_faults(details, equalities=2)) == faults
