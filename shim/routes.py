"""
ONE TABLE: every legacy URL, the endpoint that answers it, and its fate.

Must not know HTTP: finding the row is all that happens here. To add a URL: a row in `ROUTES`;
`tests/unit/shim/test_routes.py` visits each one.

Source: `legacy-contract.md`, section 1.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from shim.call import Answer, Call
from shim.endpoints.views import c_view_sessions_by_user

Endpoint = Callable[[Call, Any], Awaitable[Answer]]
"""Answers a call with the services of `shim/services.py`; may raise `LegacyError`."""


class Fate(StrEnum):
    """What becomes of a legacy URL."""

    SERVED = "served"
    """Its endpoint answers."""


class Route(NamedTuple):
    """
    One row.

    Args:
        path: as `legacy/paths.py` writes it.
        data_types: the formats it answers in.
    """

    path: str
    endpoint: Endpoint
    data_types: tuple[str, ...]
    fate: Fate = Fate.SERVED


ROUTES: Final[Sequence[Route]] = (
    Route(
        path="/api/views/c_view_sessions_by_user.jsp",
        endpoint=c_view_sessions_by_user.answer,
        data_types=("json", "jsondatatable"),
    ),
)


def index_routes(routes: Sequence[Route]) -> Mapping[str, Route]:
    """
    Return the rows by path, and by the last segment alone.

    Source: `legacy-contract.md`, section 1: the published page writes its example so.
    """
    return {"/" + route.path.rpartition("/")[2]: route for route in routes} | {route.path: route for route in routes}
