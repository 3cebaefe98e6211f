"""
`/api/views/c_view_session.jsp`: the newest sessions of a site or of several, or one session.

Source: `legacy-contract.md`, section 7; what is not published there is [inferred] and said beside it.
"""

from typing import Final

from adapters.base import Position, Session
from adapters.walk import PAGE_ROWS
from shim.call import Answer, Call
from shim.endpoints.callers import authenticated_sites
from shim.forms import form_of
from shim.legacy import paging
from shim.legacy.clock import clock_for
from shim.legacy.listings import SESSIONS
from shim.legacy.window import days_until
from shim.merging import FEW_SITES, Part, by_site, newest_first, walk_merged
from shim.services import Services

DATA_TYPES: Final = ("json", "jsondatatable", "html")
MAX_LIMIT: Final = 1_000


async def answer(call: Call, services: Services) -> Answer:
    """
    Answer one call. Of several sites the first one's clock shows all rows [inferred].

    Raises:
        LegacyError: the first thing that is wrong, in the order of `legacy-contract.md`, section 9.
    """
    sites = await authenticated_sites(call, services)
    visit, token = call.given("session_id"), call.given("nextToken")
    parts = [Part(site.name, services.reads.begin(call.trace, site)) for site in sites]
    now = parts[0].reading.now_epoch_ms
    clock = clock_for(sites[0].clock, call.given("timeZone", "timezone") or sites[0].timezone)
    window = days_until(call.given("date"), call.given("period"), clock)
    place = None
    if token and not paging.is_readable(token):  # then it must be a stored id: its error comes before those below
        place = await _place_of(token, parts)
    limit = min(paging.parse_limit(call.given("limit")), MAX_LIMIT)
    form = form_of(
        call,
        SESSIONS,
        sites[0],
        services,
        clock=clock,
        now_epoch_ms=now,
        limit=limit,
        data_types=DATA_TYPES,
    )
    if limit > PAGE_ROWS or len(parts) > FEW_SITES:
        await call.until_sent.enter_async_context(services.large_answers)
    if visit:
        return form.answer_rows((await _stored(visit, parts))[:limit])
    if token:
        begin, active_from_epoch_ms = place or await _place_of(token, parts), None
    else:
        begin, active_from_epoch_ms = paging.started_until(window.to_epoch_ms), window.from_epoch_ms
    return form.answer(await walk_merged(parts, begin, active_from_epoch_ms, limit, take=form.writer.add))


async def _stored(session_id: str, parts: list[Part]) -> list[Session]:
    """Return the sessions of that id in the order of a walk; of equals, by site."""
    found = [await part.reading.find_session(part.site, session_id) for part in by_site(parts)]
    return newest_first(session for session in found if session is not None)


async def _place_of(token: str, parts: list[Part]) -> Position:
    """Return where a token stands: where the newest session of that id is stored, else where its text says."""
    found = await _stored(token, parts)
    return Position(found[0].session_start_epoch_ms, token) if found else paging.place_of_token(token)
