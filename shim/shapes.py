"""
ONE TABLE: the shapes of requests: what kind of query it is, and in which format. PURE.

Evidence is counted by shape, so that a kind of request that nobody compared is noticed. There are few, whatever callers
send. To add a kind: a row in `KINDS`, above the more general ones.

Source: `migration-model.md`, "Gates". Guarded by `tests/unit/shim/test_shapes.py`.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
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
    Kind("user-interval", (USER, ("from", "to"))),  # above the day, which `from` and `to` replace
    Kind("user-day", (USER, ("date",))),
    Kind("user", (USER,)),
    Kind("site-token", (("nextToken",),)),
    Kind("site-interval", (("from", "to"),)),
    Kind("site-day", (("date",),)),
    Kind("site", ()),
)
"""In order: the first that fits."""

PAGE_KINDS: Final = {"cassandraPageViews.jsp": "page-views", "c_view_session.jsp": "sessions"}
"""Pages whose queries are a kind of their own, however they are asked."""

SHAPES: Final = frozenset(
    f"{kind} {data_type}" for kind in (*(kind.name for kind in KINDS), *PAGE_KINDS.values()) for data_type in DATA_TYPES
)
"""All there are."""

_DECIDING: Final = tuple(dict.fromkeys(chain.from_iterable(group for kind in KINDS for group in kind.given)))


def shape_of(path: str, parameters: Mapping[str, str]) -> str:
    """
    Return the shape of a request, such as `user-day json`.

    Args:
        path: of its page.
        parameters: as an endpoint sees them; empty ones count as absent.
    """
    kind = PAGE_KINDS.get(path.rpartition("/")[2]) or _kind_of(tuple(map(bool, map(parameters.get, _DECIDING))))
    data_type = parameters.get("dataType", DEFAULT)
    return f"{kind} {data_type if data_type in DATA_TYPES else DEFAULT}"


@lru_cache(1 << len(_DECIDING))
def _kind_of(given: Sequence[bool]) -> str:
    """Return the kind of a query of sessions, by which of `_DECIDING` it gives; every request asks, so it is kept."""
    present = {name for name, is_given in zip(_DECIDING, given, strict=True) if is_given}
    return next(kind.name for kind in KINDS if all(present & set(group) for group in kind.given))
