"""
ONE TABLE: every column of a session listing, in the order of the envelope. PURE.

Each row names the column's id and where its text comes from: a stored field of `Session`, or a cell of
`cells.DERIVED`. To add one: a row here, its English label in `config/labels/labels_en.properties`, and a rule in
`cells.py` if it is derived; `tests/unit/shim/legacy/test_columns.py` compares ids and order with the published sample.

Source: `legacy-contract.md`, sections 5 and 6; `tests/golden/sessions-by-user.documentation.json`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from config.columns import BUILT_IN_IDS

OWN_PREFIX: Final = "properties."
"""Marks the source of a column that is a session's own property: an id of a customer never meets a field's name."""


class Column(NamedTuple):
    """
    One column.

    Args:
        id: what `field`, `className` and `width` print.
        source: what gives its text: a stored field, a derived cell, or `properties.<id>`.
    """

    id: str
    source: str


DISPLAY_COLUMNS: Final = (
    Column("lastEvent", "last_event_date"),
    Column("duration", "current_duration"),
    Column("status", "puppet"),
    Column("flag", "flag"),
    Column("country", "country_name"),
    Column("visits_pageviews", "visits_and_pages"),
    Column("currentPage", "exit_root_url"),
)
"""What the old page showed without asking; always first, in this order."""

TAIL_COLUMNS: Final = (
    Column("area", "area_code"),
    Column("area_code", "area_code"),
    Column("browser", "browser_name"),
    Column("browser_version", "browser_version"),
    Column("city", "city"),
    Column("company_org", "company_org"),
    Column("country_code", "country_code"),
    Column("country_name", "country_name"),
    Column("currentTitle", "exit_title"),
    Column("currentVisitDuration", "current_duration"),
    Column("dma_code", "dma_code"),
    Column("entry_root_url", "entry_root_url"),
    Column("entry_title", "entry_title"),
    Column("eventUnixTimestamp", "last_event_ms"),
    Column("event_id", "event_id"),
    Column("exit_root_url", "exit_root_url"),
    Column("exit_title", "exit_title"),
    Column("firstMeasurement", "first_session_date"),
    Column("first_session_unix_timestamp", "first_session_ms"),
    Column("inet_aton", "ip_as_integer"),
    Column("ip_number", "ip_number"),
    Column("isp", "isp"),
    Column("isp_org", "isp_org"),
    Column("lastVisitDuration", "last_visit_duration"),
    Column("latitude", "latitude"),
    Column("longitude", "longitude"),
    Column("machine_id", "collector_and_first"),
    Column("machine_idx", "user_id"),
    Column("number_of_pages_viewed", "pages"),
    Column("number_visits", "visits"),
    Column("pages_viewed", "pages"),
    Column("platform", "platform"),
    Column("postal_code", "postal_code"),
    Column("provider", "provider"),
    Column("referrer", "referrer"),
    Column("referrersLogo", "referrersLogo"),
    Column("region", "region"),
    Column("region_code", "region_code"),
    Column("resolution", "resolution"),
    Column("rnd", "rnd"),
    Column("search", "search"),
    Column("session_end_unix_timestamp", "session_end_ms"),
    Column("session_id", "session_id"),
    Column("session_referrer", "session_referrer"),
    Column("session_referrer_hostname", "session_referrer_hostname"),
    Column("session_referrer_unix_timestamp", "session_referrer_ms"),
    Column("session_start_unix_timestamp", "session_start_ms"),
    Column("site", "site"),
    Column("timezone", "timezone"),
    Column("total_duration", "total_duration"),
    Column("total_number_visits", "visits"),
    Column("total_pages_viewed", "total_pages"),
    Column("type", "type"),
    Column("use_id", "user_id"),
    Column("user_status", "user_status"),
    Column("visit_id", "session_id"),
    Column("zipCode", "postal_code"),
)
"""Everything else, in ASCII order of the ids; a session's own properties join this part of the row."""

OWN_PROPERTY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What the id of an own property looks like."""

MAX_OWN_COLUMNS: Final = 256
"""
Own properties that one answer shows at most: the first in ASCII order.

[inferred] Ours, for safety: each of 10,000 rows may bring 32 ids of its own, and every row prints every column.
"""


def own_columns(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of own properties that become columns, in ASCII order, without those that are built in."""
    return tuple(
        sorted(id_ for id_ in ids if id_ not in BUILT_IN_IDS and OWN_PROPERTY.fullmatch(id_))[:MAX_OWN_COLUMNS]
    )


@lru_cache(maxsize=256)
def arrange(own: tuple[str, ...]) -> tuple[Column, ...]:
    """
    Return all columns of an answer: display columns, then the rest with own properties in ASCII order of their ids.

    Source: `legacy-contract.md`, section 5, "Columns".
    """
    return DISPLAY_COLUMNS + tuple(sorted(TAIL_COLUMNS + tuple(Column(id_, OWN_PREFIX + id_) for id_ in own)))
