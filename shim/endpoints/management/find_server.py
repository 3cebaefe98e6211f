"""
`/api/management/find_server.jsp`: which server each site of an administrator is on, a line each.

Source: `legacy-contract.md`, sections 7 and 9 [family]; exact blanks are [inferred]. Guarded by
`tests/integration/test_management_failures.py`.
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

    Raises:
        LegacyError: one of the page's sentences.
    """
    administrator, password, wanted = call.given("administrator"), call.given("password"), call.given("site")
    if administrator is None:
        raise Bare.NO_ADMINISTRATOR.error()
    if password is None:
        raise Bare.NO_PASSWORD.error()
    try:
        sites = await services.logins.sites_of(
            login=administrator, password=password, address=call.address, arrived_s=call.arrived_s
        )
    except LegacyError:
        raise Bare.WRONG_PASSWORD.error() from None
    if not sites:
        raise Bare.NO_PROFILE.error()
    found = [site for site in sites if wanted in (None, site.name)]
    if not found:
        raise Bare.UNKNOWN_SITE.error()
    return _said("".join([f"{site.name}\t{site.server}\n" for site in found]))


def tell(error: LegacyError) -> Answer | None:
    """Return a sentence as it stands; nothing is documented of what has none."""
    return _said(error.text) if isinstance(error.row, Bare) else None


def _said(text: str) -> Answer:
    return Answer(CONTENT_TYPE, (text.encode(),))
