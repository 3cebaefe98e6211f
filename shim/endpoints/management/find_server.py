"""
`/api/management/find_server.jsp`: which server each site of an administrator is on, a line each.

Source: `legacy-contract.md`, sections 7 and 9 [family]; exact blanks are [inferred].
"""

from typing import Final

from shim.call import Answer, Call
from shim.legacy.errors import Bare, LegacyError
from shim.services import Services

CONTENT_TYPE: Final = "text/html;charset=UTF-8"


async def answer(call: Call, services: Services) -> Answer:
    """
    Answer one call.

    A stranger is not told whether an administrator exists: every wrong pair is a wrong password, at one time [ours].
    """
    administrator, password, wanted = call.given("administrator"), call.given("password"), call.given("site")
    if administrator is None:
        return _said(Bare.NO_ADMINISTRATOR)
    if password is None:
        return _said(Bare.NO_PASSWORD)
    try:
        sites = await services.logins.sites_of(
            login=administrator, password=password, address=call.address, arrived_s=call.arrived_s
        )
    except LegacyError:
        return _said(Bare.WRONG_PASSWORD)
    if not sites:
        return _said(Bare.NO_PROFILE)
    found = [site for site in sites if wanted in (None, site.name)]
    if not found:
        return _said(Bare.UNKNOWN_SITE)
    return _said("".join([f"{site.name}\t{site.server}\n" for site in found]))


def _said(text: str) -> Answer:
    return Answer(CONTENT_TYPE, (text.encode(),))
