"""
Whether an operator's relations are what we read: there, with every column, of a fitting type, and served by indexes.

Must not know drivers. A relation may be a table or a view; what counts is what it shows, and how queries are planned.
To add a query to look at: a row in `queries`. Guarded by `tests/integration/test_legacy_sql_check.py`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final, NamedTuple

from adapters.base import Finding, PageView, Session
from adapters.errors import AdapterError
from adapters.legacy_sql.database import ANY_TYPE, Database
from adapters.legacy_sql.schema import LOGIN, SITE
from adapters.legacy_sql.statements import PAGE_VIEW_NUMBERS, SESSION_NUMBERS, Relations, Statement, Statements

IDS: Final = frozenset(("site", "session_id", "user_id", "name", "login"))
"""Texts that are compared or sorted, and so must be texts in the database, too."""

FITTING: Final = {"id": ("S",), "text": ("S", "N", "E"), "number": ("N",), "json": ("J", "S")}
"""Kinds of columns, as `Database.columns` names them, that serve for what we read."""

WORDS: Final = {"id": "a text", "text": "a text", "number": "a whole number", "json": "JSON or a text"}

MARK_MS: Final = 1_234_567_890_123
MARKS: Final = ("check-site", "check-id")
"""Values of the queries that are only planned: unlike anything else in a plan."""


class Query(NamedTuple):
    """
    One kind of read, to be planned.

    Args:
        subject: what it is for.
        relation: which relation it reads.
        statement: its text.
        values: parameters; the first `equalities` are compared with `=`, the next one is the time.
        columns: of an index that serves it.
    """

    subject: str
    relation: str
    statement: Statement
    values: tuple[object, ...]
    equalities: int
    columns: str


def queries(statements: Statements, relations: Relations) -> tuple[Query, ...]:
    """Return the kinds of reads: each must go down an index."""
    begin = (MARK_MS, "check-place", 41)
    start, event = 'session_start_epoch_ms, session_id COLLATE "C"', 'event_epoch_ms, event_id COLLATE "C"'
    sessions, views = relations.sessions, relations.page_views
    site = MARKS[:1]
    return (
        Query("a site's sessions", sessions, statements.site_sessions, (*site, *begin), 1, f"site, {start}"),
        Query("a user's sessions", sessions, statements.user_sessions, (*MARKS, *begin), 2, f"site, user_id, {start}"),
        Query("one session", sessions, statements.one_session, MARKS, 2, "site, session_id"),
        Query("page views", views, statements.page_views, (*MARKS, *begin), 2, f"site, session_id, {event}"),
    )


def wanted(relations: Relations) -> Mapping[str, Mapping[str, str]]:
    """Return what is wanted of each relation: columns, and which row of `FITTING` each must meet."""
    return {
        relations.sites: _uses(tuple(SITE), frozenset()),
        relations.logins: _uses(tuple(LOGIN), frozenset()),
        relations.sessions: _uses(Session._fields, SESSION_NUMBERS),
        relations.page_views: _uses(PageView._fields, PAGE_VIEW_NUMBERS) | {"event_id": "id"},
    }


def _uses(fields: Sequence[str], numbers: frozenset[str]) -> dict[str, str]:
    texts = {field: "id" if field in IDS else "text" for field in fields}
    return texts | dict.fromkeys(numbers, "number") | ({"properties": "json"} if "properties" in fields else {})


async def inspect(database: Database, statements: Statements, relations: Relations) -> list[Finding]:
    """
    Look at all four relations, then at the plan of each kind of read.

    Returns:
        Findings in that order; plans only of relations that have what they need. When the database does not answer,
        one finding that says so.
    """
    try:
        return [finding async for finding in _look(database, statements, relations)]
    except AdapterError as error:
        return [Finding("legacy database", ok=False, detail=f"{type(error).__name__}: {error}")]


async def _look(database: Database, statements: Statements, relations: Relations) -> AsyncIterator[Finding]:
    sound = set()
    for relation, uses in wanted(relations).items():
        found = await database.columns(relation)
        complaints = _complaints(uses, found) if found else [await _absent(database, relation)]
        if not complaints:
            sound.add(relation)
        yield Finding(f"relation {relation}", not complaints, "; ".join(complaints) or f"{len(uses)} columns")
    for query in queries(statements, relations):
        if query.relation in sound:
            yield await _planned(database, query)


async def _absent(database: Database, relation: str) -> str:
    names = await database.namesakes(relation)
    hint = f"; case counts, and there is {', '.join(sorted(names))}" if names else ""
    return f"no such table or view, or no right to see it{hint}"


def _complaints(uses: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return one complaint for each column that is missing or of a type that cannot serve."""
    by_lower_case = {name.lower(): name for name in found}
    missing = [
        f"column {name} is missing"
        + (f' (it is called {other}: in a view, write {other} AS "{name}")' if other else "")
        for name in uses
        if name not in found
        for other in [by_lower_case.get(name.lower(), "")]
    ]
    unfit = [
        f"column {name} must be {WORDS[use]}"
        for name, use in uses.items()
        if found.get(name, ANY_TYPE) not in (ANY_TYPE, *FITTING[use])
    ]
    return missing + unfit


async def _planned(database: Database, query: Query) -> Finding:
    """Say whether a query goes down an index; a relation that cannot even be planned is a finding, too."""
    subject = f"index for {query.subject}"
    try:
        faults = await database.faults(query.statement, *query.values, equalities=query.equalities)
    except AdapterError as error:
        return Finding(subject, ok=False, detail=f"{type(error).__name__}: {error}")
    if not faults:
        return Finding(subject, ok=True, detail="used, in reading order")
    advice = f"CREATE INDEX ON {query.relation} ({query.columns}), or the same on the table under a view"
    return Finding(subject, ok=False, detail=f"{'; '.join(faults)}: {advice}")
