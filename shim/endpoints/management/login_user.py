"""
`/api/management/login_user.jsp`: login and password become a ticket, `false` for every failure.

The answer is the bare text, with the type that a JSP has that says nothing of it.

Every failure means every one: also of a request that is refused before it is read (section 2), since a caller that
knows only tickets and `false` would take the text of an error for a ticket. Which it was, the log says.

Source: `legacy-contract.md`, sections 7 and 9 [family]. Guarded by `tests/integration/test_management_failures.py`.
"""

from typing import Final

from shim.call import Answer, Call
from shim.endpoints.callers import DEFAULT_LOGIN
from shim.legacy.errors import LegacyError
from shim.legacy.java import parse_int
from shim.services import Services

CONTENT_TYPE: Final = "text/html;charset=UTF-8"
DEFAULT_EXPIRES: Final = "60"
"""Seconds."""

REFUSED: Final = Answer(CONTENT_TYPE, (b"false",))


async def answer(call: Call, services: Services) -> Answer:
    """
    Answer one call; a bad or negative `expires` is a failure, too, and told at the same time.

    Raises:
        LegacyError: CREDENTIALS.
    """
    ticket = await services.logins.issue_ticket(
        login=call.given("login") or DEFAULT_LOGIN,
        password=call.given("password") or "",
        lasts_s=_seconds(call.given("expires") or DEFAULT_EXPIRES),
        address=call.address,
        arrived_s=call.arrived_s,
    )
    return Answer(CONTENT_TYPE, (ticket.encode(),))


def tell(_: LegacyError) -> Answer:
    """Return what callers see of any failure."""
    return REFUSED


def _seconds(text: str) -> int:
    """Return how long it is to last; 0, which no ticket does, for what is no length of time."""
    try:
        return max(parse_int(text), 0)
    except LegacyError:
        return 0
