"""
ONE TABLE: every legacy URL, the endpoint that answers it, and its fate.

Must not know HTTP: finding the row is all that happens here. To add a URL: a row in `ROUTES`;
`tests/unit/shim/test_routes.py` visits each one.

Source: `legacy-contract.md`, section 1.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from shim.call import Answer, Call, Tell
from shim.endpoints.management import find_server, login_user
from shim.endpoints.views import c_view_session, c_view_sessions_by_user
from shim.endpoints.visitors_online_email import cassandraPageViews

FROZEN: Final = "/api/2010-05-28/"
"""Where the frozen older version of every page is; its `json` and `jsondatatable` differ."""

Endpoint = Callable[[Call, Any], Awaitable[Answer]]
"""Answers a call with the services of `shim/services.py`; may raise `LegacyError`."""


class Fate(StrEnum):
    """What becomes of a legacy URL."""

    SERVED = "served"
    """Its endpoint answers."""
    PASSED_ON = "passed on"
    """The legacy upstream answers, where there is one; so it does for every other path under `/api/`."""


class Route(NamedTuple):
    """
    One row.

    Args:
        path: as `legacy/paths.py` writes it.
        endpoint: `None` when it is passed on.
        data_types: the formats it answers in here.
        frozen: it is the frozen older version of a page.
        tell: how it tells its failures, where that is a way of its own.
    """

    path: str
    endpoint: Endpoint | None = None
    data_types: tuple[str, ...] = ()
    frozen: bool = False
    tell: Tell | None = None

    @property
    def fate(self) -> Fate:
        """What becomes of it."""
        return Fate.SERVED if self.endpoint else Fate.PASSED_ON


SERVED: Final[Sequence[Route]] = (
    Route(
        path="/api/views/c_view_sessions_by_user.jsp",
        endpoint=c_view_sessions_by_user.answer,
        data_types=("json", "jsondatatable", "html", "jsonjqgrid"),
    ),
    Route(
        path="/api/views/c_view_session.jsp",
        endpoint=c_view_session.answer,
        data_types=c_view_session.DATA_TYPES,
    ),
    Route(
        path="/api/visitors-online-email/cassandraPageViews.jsp",
        endpoint=cassandraPageViews.answer,
        data_types=cassandraPageViews.DATA_TYPES,
    ),
    Route(path="/api/management/login_user.jsp", endpoint=login_user.answer, tell=login_user.tell),
    Route(path="/api/management/find_server.jsp", endpoint=find_server.answer, tell=find_server.tell),
)

PASSED_ON: Final[Sequence[Route]] = (
    Route("/api/inserts/insert_event.jsp"),
    Route("/api/location/top_continents.jsp"),
    Route("/api/location/top_country_region_city.jsp"),
    Route("/api/location/top_sub_continents.jsp"),
    Route("/api/management/add_user.jsp"),
    Route("/api/management/find_users.jsp"),
    Route("/api/top_lists/top_pages.jsp"),
    Route("/api/top_lists/top_referrers.jsp"),
    Route("/api/top_lists/top_search_terms.jsp"),
    Route("/api/trends/trends.jsp"),
    Route("/api/trends/trends_hourly.jsp"),
    Route("/api/trends/trends_summary.jsp"),
    Route("/api/views/view_pages.jsp"),
    Route("/api/views/view_users.jsp"),
)
"""The other pages that were published (`api-family.md`); none of them is known to be gone."""

ROUTES: Final = (*SERVED, *PASSED_ON)


def index_routes(routes: Sequence[Route]) -> Mapping[str, Route]:
    """
    Return the rows by path, and those that are served by their other ways, too: the last segment alone, and frozen.

    Source: `legacy-contract.md`, section 1: the published page writes its example so.
    """
    served = [route for route in routes if route.fate is Fate.SERVED]
    short = {"/" + route.path.rpartition("/")[2]: route for route in served}
    frozen = [
        route._replace(path=route.path.replace("/api/", FROZEN, 1), frozen=True)
        for route in served
        if route.path.startswith("/api/")
    ]
    return short | {route.path: route for route in (*frozen, *routes)}
