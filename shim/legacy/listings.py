"""
ONE TABLE: what pages list. PURE.

A listing joins columns, cells and the constant part of the envelope. To add one: a row here, its columns and cells in
files of their own; the endpoint that lists it names it.

Source: `legacy-contract.md`, sections 5 to 7; `tests/golden/sessions-by-user.documentation.json`.
"""

from typing import Final

from shim.legacy import page_views
from shim.legacy.cells import SORTED, own_property_ids, session_columns
from shim.legacy.columns import arrange
from shim.legacy.presentation import Listing

SESSIONS_TAIL: Final = (
    '", "hidden": ["first_session_unix_timestamp", "timezone", "longitude", "latitude", "visit_id","machine_idx",'
    '"total_pages_viewed", "countryName", "region", "city", "isp", "company_org", "isp_org", "provider", '
    '"referrersLogo", "referrer", "user_status", "number_visits", "pages_viewed", "currentTitle", "total_duration", '
    '"firstMeasurement", "platform", "browser", "resolution", "ip_number", "area","zipCode", "search", '
    '"lastVisitDuration", "currentVisitDuration", "endUnixTimestamp", "video", "download", "print"], '
    '"expandable": true, '
    '"popUpColumns":[["country", "countryName", "city", "region", "email", "video", "download", "print", "isp", '
    '"company_org", "isp_org", "provider", "area", "zipCode", "referrersLogo", "referrer","search", "user_status", '
    '"number_visits", "pages_viewed", "total_pages_viewed", "lastVisitDuration", "currentVisitDuration", '
    '"total_duration", "firstMeasurement", "platform", "browser", "resolution", "ip_number"],'
    '["currentPage", "currentTitle"]], '
    '"graph":[], "searchFields": [], "mergeUrl": [["currentPage", "currentTitle" ]], "merge":[], '
    '"profileColumns":["country", "countryName", "city", "region", "email", "video", "download", "print", "isp", '
    '"company_org", "isp_org", "provider", "visit_id", "area", "zipCode", "user_status", "number_visits", '
    '"pages_viewed", "total_pages_viewed", "lastVisitDuration", "currentVisitDuration", "total_duration", '
    '"firstMeasurement", "referrersLogo", "referrer","search", "platform", "browser", "resolution", "ip_number"], '
    '"expandUrl":"{expand_url}", "expand":[["filterByVisitId","", "", 1 ]], "expandDataIndex":[3, 4, 6], '
    '"equivalentColumns":[[6, "currentTitle"]], "rowsPerPageOptions": [ 20,40 ], "resultsList": ['
)

PAGE_VIEWS_TAIL: Final = (
    '", "hidden": [], "expandable": false, "popUpColumns":[], "graph":[], "searchFields": [], "mergeUrl": [], '
    '"merge":[], "profileColumns":[], "expandUrl":"", "expand":[], "expandDataIndex":[], "equivalentColumns":[], '
    '"rowsPerPageOptions": [ 20,40 ], "resultsList": ['
)
"""[inferred]: the keys and spaces of the sample, without what only sessions have."""

SESSIONS: Final = Listing(own_property_ids, arrange, session_columns, SORTED.get, SESSIONS_TAIL)
PAGE_VIEWS: Final = Listing(
    page_views.no_own_ids,
    page_views.arrange,
    page_views.page_view_columns,
    page_views.SORTED.get,
    PAGE_VIEWS_TAIL,
)
