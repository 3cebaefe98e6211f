"""
A call and its answer: what the HTTP edge hands to an endpoint and what it gets back. No framework, no dialect.

An endpoint is `async def endpoint(call: Call, services: Services) -> Answer`; it may raise `LegacyError`. A page that
tells its failures in a way of its own has a `Tell` beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from types import MappingProxyType
from typing import NamedTuple

from adapters.base import Site
from shim.legacy.errors import LegacyError
from shim.trace import Trace


class Call(NamedTuple):
    """
    One request, read as a servlet container of the time read it.

    Args:
        method: `GET`, `POST` or `HEAD`.
        path: decoded and normalised, without path parameters.
        parameters: the first value of each name, query before body; present but empty values are kept.
        address: the caller's IP address, behind trusted proxies the forwarded one.
        arrived_s: when it arrived, on the event loop's clock.
        trace: what is noted of it.
        until_sent: what is entered here is left when the answer's last byte is gone, or the caller is.
        frozen: it came to `/api/2010-05-28/`, the frozen older version.
        admitted: the site that it may read, when that is known: it is asked a second time, by us.
    """

    method: str
    path: str
    parameters: Mapping[str, str]
    address: str
    arrived_s: float
    trace: Trace
    until_sent: AsyncExitStack
    frozen: bool = False
    admitted: Site | None = None

    def given(self, *names: str) -> str | None:
        """Return the first value that is present and not empty, in the order of `names`; empty counts as absent."""
        for name in names:
            if value := self.parameters.get(name):
                return value
        return None


class Answer(NamedTuple):
    """
    What goes out.

    Args:
        content_type: with its charset.
        body: in pieces, in order; together the exact bytes. One piece is sent with its length.
        headers: beyond those that every answer carries.
    """

    content_type: str
    body: Sequence[bytes]
    headers: Mapping[str, str] = MappingProxyType({})
    status: int = 200


Tell = Callable[[LegacyError], Answer | None]
"""Makes what a caller sees of an error; `None` for one that is told as on every other page."""
