"""
The listing of a visit's page views: its columns and their cells. PURE.

Source: `legacy-contract.md`, section 7 [inferred]; `tests/golden/page-views.inferred.json`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from adapters.base import PageView
from shim.legacy.cells import Moment, duration_text
from shim.legacy.columns import Column


class ViewedPage(NamedTuple):
    """
    One page view as it is listed.

    Args:
        view: as it is stored.
        lasted_ms: until the next event of the visit; `None` for the last.
    """

    view: PageView
    lasted_ms: int | None


COLUMNS: Final = (
    Column("lastEvent", "date"),
    Column("currentPage", "page_url"),
    Column("currentTitle", "page_title"),
    Column("duration", "lasted"),
    Column("eventUnixTimestamp", "ms"),
    Column("event_id", "event_id"),
    Column("machine_idx", "user_id"),
    Column("referrer", "referrer"),
    Column("session_id", "session_id"),
    Column("site", "site"),
    Column("visit_id", "session_id"),
)
"""ONE TABLE: all columns: four for display, the others in ASCII order of their ids."""

TEXTS: Final[Mapping[str, Callable[[ViewedPage, Moment], str]]] = {
    "date": lambda row, moment: moment.date_text(row.view.event_epoch_ms),
    "lasted": lambda row, _: "" if row.lasted_ms is None else duration_text(row.lasted_ms),
    "ms": lambda row, _: str(row.view.event_epoch_ms),
    "lasted_ms": lambda row, _: "" if row.lasted_ms is None else str(row.lasted_ms),
}
"""What a source that is not a stored field shows."""

SORTED: Final[Mapping[str, str]] = {"date": "ms", "lasted": "lasted_ms", "ms": "ms"}
"""Every source that is sorted by a number, to the source that prints it."""


def no_own_ids(_: Sequence[ViewedPage]) -> set[str]:
    """Return nothing: a page view has no properties of its own."""
    return set()


def arrange(_: tuple[str, ...]) -> tuple[Column, ...]:
    """Return all columns."""
    return COLUMNS


def page_view_columns(rows: Sequence[ViewedPage], columns: Sequence[Column], moment: Moment) -> list[Sequence[str]]:
    """Return the cells of some page views, column by column."""
    return [_column(rows, source, moment) for _, source in columns]


def _column(rows: Sequence[ViewedPage], source: str, moment: Moment) -> list[str]:
    if source in TEXTS:
        return [TEXTS[source](row, moment) for row in rows]
    return [getattr(row.view, source) for row in rows]
