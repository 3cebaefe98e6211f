"""
The envelope: what `json` and `jsondatatable` answer, byte for byte. PURE.

22 keys in fixed order and irregular spacing: it was hand-written template text, so it is template text here. Only
`rows`, the columns, `nextToken` and the rows themselves vary.

A session's own properties are columns for all rows of an answer, but they are known only when the last row is read.
Rows are encoded as they come, with the columns known by then; the few pages that came before a new column are widened
at the end.

Source: `legacy-contract.md`, section 5; `tests/golden/sessions-by-user.documentation.json`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import orjson

from adapters.base import Session
from shim.legacy.cells import session_columns
from shim.legacy.columns import arrange, own_columns
from shim.legacy.escaping import CELL_BREAK, ROW_BREAK, encode_page, escape, to_bytes
from shim.legacy.presentation import Presentation

HEAD: Final = '"field": [{ids}], "label": [{titles}], "className": [{ids}], "width": [{ids}], "caption": "No caption", "pager": "apager", "nextToken": "'  # noqa: E501 - one line of the old template

TAIL: Final = (
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

NO_ROWS: Final = b" ] }"
"""[inferred]: the sample has one row."""


class Envelope:
    """Writes one envelope; see `Writer`."""

    def __init__(self, presentation: Presentation) -> None:
        self._presentation = presentation
        self._own: tuple[str, ...] = ()
        self._pages: list[tuple[tuple[str, ...], bytes]] = []
        self._rows = 0

    def add(self, sessions: Sequence[Session]) -> None:
        """Encode one page with the columns known so far."""
        if not sessions:
            return
        own = {id_ for session in sessions if session.properties for id_ in session.properties}
        if not own.issubset(self._own):
            self._own = own_columns(own.union(self._own))
        page = encode_page(session_columns(sessions, arrange(self._own), self._presentation.moment))
        self._pages.append((self._own, ROW_BREAK + page if self._pages else page))
        self._rows += len(sessions)

    def finish(self, next_token: str) -> list[bytes]:
        """Return the head with the first page, each further page, and the end; one piece when one page is all."""
        head = b'{"rows": %d, %b%b%b' % (
            self._rows,
            _head(self._own, self._presentation.titles),
            to_bytes(escape(next_token)),
            _tail(self._presentation.expand_url),
        )
        if not self._pages:
            return [head + NO_ROWS]
        first, *rest = [page if own == self._own else widen(page, own, self._own) for own, page in self._pages]
        if not rest:
            return [b'%b[ "%b"] ] }' % (head, first)]
        return [b'%b[ "%b' % (head, first), *rest, b'"] ] }']


def widen(page: bytes, before: tuple[str, ...], after: tuple[str, ...]) -> bytes:
    """
    Return encoded rows with an empty cell for each column that they lack.

    Args:
        page: as `encode_page` returned it, with `ROW_BREAK` before it or not.
        before: own columns it was encoded with.
        after: own columns it is to have, all of `before` that are still shown among them.
    """
    bare = page.removeprefix(ROW_BREAK)  # no cell begins with a quote: it would be escaped
    had = zip(*orjson.loads(b'[["' + bare + b'"]]'), strict=True)
    cells = dict(zip([column.id for column in arrange(before)], had, strict=True))
    missing = [""] * len(cells["lastEvent"])
    return page[: len(page) - len(bare)] + encode_page([cells.get(column.id, missing) for column in arrange(after)])


@lru_cache(maxsize=256)
def _head(own: tuple[str, ...], titles: Callable[[Sequence[str]], tuple[str, ...]]) -> bytes:
    ids = [column.id for column in arrange(own)]
    return to_bytes(HEAD.format(ids=_quoted(ids), titles=_quoted(titles(ids))))


def _quoted(texts: Sequence[str]) -> str:
    return f'"{CELL_BREAK.join(texts)}"'


@lru_cache(maxsize=16)
def _tail(expand_url: str) -> bytes:
    return to_bytes(TAIL.replace("{expand_url}", expand_url))
