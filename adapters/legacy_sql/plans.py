"""
What a database says it would do for a query, and what is wrong with that. PURE.

Must not ask a database. A good plan goes down an index with every value of the query and reads rows in order; any other
grows with the table. Small tables do not lie to us: PostgreSQL is asked with its other ways forbidden, so that it takes
them only when it has no index to use. Guarded by `tests/unit/adapters/legacy_sql/test_plans.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

FORBIDDEN: Final = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
"""PostgreSQL's settings that are off while it plans for us."""

BAD_NODES: Final = {
    "Seq Scan": "reads a whole table",
    "Sort": "sorts all rows of the scope",
    "Bitmap Heap Scan": "has no index in reading order",
}


class Index(NamedTuple):
    """Where an index is."""

    schema: str
    name: str


def indexes(plan: Mapping[str, Any]) -> list[Index]:
    """Return the indexes that a plan of EXPLAIN (FORMAT JSON, VERBOSE) uses."""
    return [Index(node["Schema"], node["Index Name"]) for node in _nodes(plan) if "Index Name" in node]


def postgresql_faults(
    plan: Mapping[str, Any], values: Sequence[str], leading: Mapping[Index, Sequence[str]]
) -> list[str]:
    """
    Return what is wrong with a plan.

    Args:
        plan: the `Plan` of EXPLAIN (FORMAT JSON, VERBOSE).
        values: the query's values as they are printed in conditions, each of them unlike any other text.
        leading: of each of its indexes the plain columns among the first `len(values)`.
    """
    nodes = list(_nodes(plan))
    faults = [BAD_NODES[node["Node Type"]] for node in nodes if node["Node Type"] in BAD_NODES]
    conditions = " ".join(str(node.get("Index Cond", "")) for node in nodes)
    # An index on (site, start, id) also takes the values of a query for (site, id), and reads the whole site for it.
    passed_over = [column for columns in leading.values() for column in columns if column not in conditions]
    if not faults and (passed_over or any(value not in conditions for value in values)):
        faults.append("finds no index that begins with the columns of the query")
    return list(dict.fromkeys(faults))


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def sqlite_faults(details: Sequence[str], equalities: int) -> list[str]:
    """
    Return what is wrong with a plan.

    Args:
        details: the last column of EXPLAIN QUERY PLAN.
        equalities: how many columns the query compares with `=`.
    """
    faults = []
    if any(detail.startswith("SCAN") for detail in details):
        faults.append("reads a whole table")
    if "USE TEMP B-TREE FOR ORDER BY" in details:
        faults.append("sorts all rows of the scope")
    if not faults and max(detail.count("=?") for detail in details) < equalities:
        faults.append("finds no index that begins with the columns of the query")
    return faults
