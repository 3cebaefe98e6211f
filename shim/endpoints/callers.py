"""
Who calls and which site he asks for: the same parameters and defaults on every page.

Source: `legacy-contract.md`, sections 2 and 3.
"""

from typing import Final

from adapters.base import Site
from shim.call import Call
from shim.legacy.clock import TRUE
from shim.services import Services

DEFAULT_LOGIN: Final = "support@opentracker.net"
DEFAULT_SITE: Final = "www.opentracker.net"


async def authenticated_site(call: Call, services: Services) -> Site:
    """
    Return the site that the caller may read; checked before any other parameter is looked at.

    Raises:
        LegacyError: CREDENTIALS, at its fixed time, whatever was wrong.
    """
    return call.admitted or await _authenticated(call, services, call.given("site") or DEFAULT_SITE)


async def authenticated_sites(call: Call, services: Services) -> list[Site]:
    """
    Return the sites of a comma list, in its order, each once; spaces around a comma do not count.

    Raises:
        LegacyError: CREDENTIALS when one of them may not be read, or none is named.

    Source: `legacy-contract.md`, section 7, `c_view_session.jsp`.
    """
    if call.admitted:
        return [call.admitted]
    names = dict.fromkeys(name.strip(" ") for name in (call.given("site") or DEFAULT_SITE).split(","))
    return [await _authenticated(call, services, name) for name in names]


async def _authenticated(call: Call, services: Services, site: str) -> Site:
    found = await services.logins.authenticate(
        login=call.given("login") or DEFAULT_LOGIN,
        password=call.given("password") or "",
        ticket_id=call.given("ticketId"),
        site=site,
        address=call.address,
        arrived_s=call.arrived_s,
    )
    return found._replace(clock=TRUE) if services.directory.flags.of(site).true_clock else found
