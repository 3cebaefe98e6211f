"""
Who calls and which site he asks for: the same parameters and defaults on every page.

Source: `legacy-contract.md`, sections 2 and 3.
"""

from typing import Final

from adapters.base import Site
from shim.call import Call
from shim.services import Services

DEFAULT_LOGIN: Final = "support@opentracker.net"
DEFAULT_SITE: Final = "www.opentracker.net"


async def authenticated_site(call: Call, services: Services) -> Site:
    """
    Return the site that the caller may read; checked before any other parameter is looked at.

    Raises:
        LegacyError: CREDENTIALS, at its fixed time, whatever was wrong.
    """
    return await services.logins.authenticate(
        login=call.given("login") or DEFAULT_LOGIN,
        password=call.given("password") or "",
        ticket_id=call.given("ticketId"),
        site=call.given("site") or DEFAULT_SITE,
        address=call.address,
        arrived_s=call.arrived_s,
    )
