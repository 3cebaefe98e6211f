"""
`/api/views/c_view_sessions_by_user.jsp`: sessions of one user of a site, of a whole site, or one visit.

Parameters are read in the order of the contract's table, because only the first error is told.

Source: `legacy-contract.md`, sections 2 to 6 and 9.
"""

from adapters.base import Position, Scope, SessionQuery
from adapters.walk import PAGE_ROWS
from shim.call import Answer, Call
from shim.endpoints.callers import authenticated_site
from shim.endpoints.sheets import answer_sheet
from shim.forms import form_of
from shim.legacy import paging
from shim.legacy.clock import clock_for
from shim.legacy.data_types.as_jsonjqgrid import Grid
from shim.legacy.errors import Row
from shim.legacy.listings import SESSIONS
from shim.legacy.window import window_of
from shim.reads import Reading
from shim.services import Services


async def answer(call: Call, services: Services) -> Answer:
    """
    Answer one call.

    Raises:
        LegacyError: the first thing that is wrong, in the order of `legacy-contract.md`, section 9.
    """
    site = await authenticated_site(call, services)
    user, visit = call.given("uid", "filterByMachineId", "machine_idx"), call.given("filterByVisitId", "session_id")
    if user and visit:
        raise Row.USER_WITH_VISIT.error()
    reading = services.reads.begin(call.trace, site, user)
    now = reading.now_epoch_ms
    clock = clock_for(site.clock, call.given("timeZone", "timezone") or site.timezone)
    window = window_of(call.given("date"), call.given("from"), call.given("to"), clock, now)
    token = call.given("nextToken")
    place = None
    if token and not paging.is_readable(token):  # then it must be a stored id: its error comes before those below
        place = await _place_of(token, site.name, reading)
    offset, limit = paging.parse_offset(call.given("offset")), paging.parse_limit(call.given("limit"))
    form = form_of(call, SESSIONS, site, services, clock=clock, now_epoch_ms=now, limit=limit)
    grid = form.writer if isinstance(form.writer, Grid) else None
    if (grid.sheet.rows_read if grid else limit) > PAGE_ROWS:
        await call.until_sent.enter_async_context(services.large_answers)
    if visit:
        session = await reading.find_session(site.name, visit)
        return form.answer_rows([session][offset : offset + limit] if session else [])
    scope = Scope(site.name, user)
    if token:
        begin = place or await _place_of(token, site.name, reading)
        query = SessionQuery(scope, begin, None, offset, limit)
    else:
        query = SessionQuery(scope, paging.started_until(window.to_epoch_ms), window.from_epoch_ms, offset, limit)
    if grid:
        return await answer_sheet(grid, form, reading, query)
    return form.answer(await reading.walk(query, form.writer.add))


async def _place_of(token: str, site: str, reading: Reading) -> Position:
    """Return where a token stands: where that session is stored, else where its text says."""
    session = await reading.find_session(site, token)
    return Position(session.session_start_epoch_ms, token) if session else paging.place_of_token(token)
