"""
ONE TABLE: the shapes of requests: what kind of query it is, and in which format. PURE.

Evidence is counted by shape, so that a kind of request that nobody compared is noticed. There are few, whatever callers
send. To add a kind: a row in `KINDS`, above the more general ones.

Source: `migration-model.md`, "Gates". Guarded by `tests/unit/shim/test_shapes.py`.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from shim.legacy.data_types import DATA_TYPES, DEFAULT


class Kind(NamedTuple):
    """A kind of query: what it is called, and the parameters of which one of each group is given."""

    name: str
    given: tuple[tuple[str, ...], ...]


USER: Final = ("uid", "filterByMachineId", "machine_idx")
VISIT: Final = ("filterByVisitId", "session_id")

KINDS: Final = (
    Kind("visit", (VISIT,)),
    Kind("user-token", (USER, ("nextToken",))),
    Kind("user-day", (USER, ("date",))),
    Kind("user-interval", (USER, ("from", "to"))),
    Kind("user", (USER,)),
    Kind("site-token", (("nextToken",),)),
    Kind("site-day", (("date",),)),
    Kind("site-interval", (("from", "to"),)),
    Kind("site", ()),
)
"""In order: the first that fits."""

PAGE_KINDS: Final = {"cassandraPageViews.jsp": "page-views", "c_view_session.jsp": "sessions"}
"""Pages whose queries are a kind of their own, however they are asked."""


def shape_of(path: str, parameters: Mapping[str, str]) -> str:
    """
    Return the shape of a request, such as `user-day json`.

    Args:
        path: of its page.
        parameters: as an endpoint sees them; empty ones count as absent.
    """
    page = PAGE_KINDS.get(path.rpartition("/")[2])
    data_type = parameters.get("dataType", DEFAULT)
    return f"{page or kind_of(parameters)} {data_type if data_type in DATA_TYPES else DEFAULT}"


def kind_of(parameters: Mapping[str, str]) -> str:
    """Return the kind of a query of sessions."""
    for kind in KINDS:
        if all(any(parameters.get(name) for name in names) for names in kind.given):
            return kind.name
    raise AssertionError("the last kind fits everything")
