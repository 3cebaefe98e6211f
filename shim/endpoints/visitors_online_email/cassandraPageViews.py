"""
`/api/visitors-online-email/cassandraPageViews.jsp`: the page views of one visit, newest first.

The envelope's own `expandUrl` calls it, from a browser: the grid adds the caller's credentials, which are checked as
everywhere. A token is an event's id; it stands where that event is stored, else where its text says.

Source: `legacy-contract.md`, section 7 [inferred].
"""

from typing import Final

from adapters.walk import PAGE_ROWS
from shim.call import Answer, Call
from shim.endpoints.callers import authenticated_site
from shim.forms import form_of
from shim.legacy import paging
from shim.legacy.clock import clock_for
from shim.legacy.listings import PAGE_VIEWS
from shim.services import Services
from shim.visits import Visit

DATA_TYPES: Final = ("json", "jsondatatable", "html")


async def answer(call: Call, services: Services) -> Answer:
    """
    Answer one call; without a visit, the envelope without rows.

    Raises:
        LegacyError: the first thing that is wrong, in the order of `legacy-contract.md`, section 9.
    """
    site = await authenticated_site(call, services)
    reading = services.reads.begin(call.trace, site)
    now = reading.now_epoch_ms
    visit, token = call.given("filterByVisitId"), call.given("nextToken")
    views = Visit(reading, site.name, visit or "")
    if token and visit and not paging.is_readable(token):  # it must be a stored id: its error comes before those below
        await views.go_to(token)
    limit = paging.parse_limit(call.given("limit"))
    clock = clock_for(site.clock, call.given("timeZone", "timezone") or site.timezone)
    form = form_of(
        call,
        PAGE_VIEWS,
        site,
        services,
        clock=clock,
        now_epoch_ms=now,
        limit=limit,
        data_types=DATA_TYPES,
    )
    if not visit:
        return form.answer("")
    if limit > PAGE_ROWS:
        await call.until_sent.enter_async_context(services.large_answers)
    if token and paging.is_readable(token):
        await views.go_to(token)
    return form.answer(await views.walk(limit, form.writer.add))
