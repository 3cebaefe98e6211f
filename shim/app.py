"""
The application: from a parsed request to the call of an endpoint.

Must not know what endpoints answer or how replies are sent. aiohttp's router takes no part: the rows of `routes.py` are
matched against the path as a servlet container reads it. `server.py` listens.

Source: `legacy-contract.md`, sections 1 and 2. Guarded by `tests/unit/shim/test_app.py`.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from aiohttp import web
from aiohttp.http import HttpVersion10, HttpVersion11

from config.settings import Settings
from shim.address import caller_address
from shim.body import read_parameters
from shim.call import Answer, Call
from shim.legacy.params import first_values, parse_query, query_parameters
from shim.legacy.paths import normalise_path
from shim.middleware import After, Edge, OnEnd, Respond, forget, ignore
from shim.passthrough import PassedOn, Upstream
from shim.replies import METHOD_REFUSED, METHODS, NOT_FOUND, refused
from shim.routes import ROUTES, Route, index_routes
from shim.trace import Trace

SERVICES: Final = web.AppKey("services", object)
SETTINGS: Final = web.AppKey("settings", Settings)
ROUTE_TABLE: Final = web.AppKey("routes", Sequence[Route])
AFTER: Final[web.AppKey[After]] = web.AppKey("after")
UPSTREAMS: Final = web.AppKey("upstreams", list[Upstream])
ON_END: Final = web.AppKey[OnEnd]("on_end")
PASSES_ON: Final[web.AppKey[Callable[[], bool]]] = web.AppKey("passes_on")

PASSED_ON_UNDER: Final = "/api/"
UNLISTED: Final = f"{PASSED_ON_UNDER}*"
"""How the log calls a path that is in no row."""

CALLED: Final = frozenset({"GET", "POST", "HEAD"})
"""Methods that run an endpoint."""


def create_app(
    services: object,
    settings: Settings,
    routes: Sequence[Route] = ROUTES,
    upstream: Upstream | None = None,
    *,
    on_end: OnEnd = forget,
    passes_on: Callable[[], bool] = lambda: True,
    after: After = ignore,
) -> web.Application:
    """
    Return the application of one shim.

    Args:
        services: handed to every endpoint, untouched.
        settings: `server_header` and `trusted_proxies` are used here.
        routes: the table, another one in tests.
        upstream: where everything else under `/api/` goes; nowhere without it.
        on_end: is told of each request when all is over.
        passes_on: says whether it goes there now: flag `passthrough`.
        after: is told of each answer once it is on its way.
    """
    app = web.Application()
    app[SERVICES] = services
    app[SETTINGS] = settings
    app[ROUTE_TABLE] = routes
    app[AFTER] = after
    app[UPSTREAMS] = [upstream] if upstream else []
    app[ON_END] = on_end
    app[PASSES_ON] = passes_on
    return app


def make_edge(app: web.Application) -> Edge:
    """Return what runs each request of an application; needs the running event loop."""
    return Edge(_make_respond(app), app[SETTINGS].server_header, app[AFTER], app[ON_END])


def _make_respond(app: web.Application) -> Respond:
    """Bind the application's parts once, for all requests."""
    services, trusted, upstreams = app[SERVICES], app[SETTINGS].trusted_proxies, app[UPSTREAMS]
    passes_on, routes = app[PASSES_ON], index_routes(app[ROUTE_TABLE])

    async def respond(request: web.BaseRequest, trace: Trace) -> Answer | PassedOn:
        raw_path, _, query = request.raw_path.partition("?")
        path = _path_of(request, raw_path, routes)
        if isinstance(path, Answer):
            return path
        route = routes.get(path)
        if route is None or route.endpoint is None:
            if not upstreams or not path.startswith(PASSED_ON_UNDER) or not passes_on():
                return NOT_FOUND
            trace.path = route.path if route else UNLISTED
            return await upstreams[0].ask(request, path)
        trace.path, trace.frozen, trace.tell = route.path, route.frozen, route.tell
        if request.method not in CALLED:
            return METHODS if request.method == "OPTIONS" else METHOD_REFUSED
        arrived_s = trace.started_s
        if request.method == "POST":
            parameters = first_values(parse_query(query) + await read_parameters(request))
            arrived_s = asyncio.get_running_loop().time()  # a slow body does not use up the time of its login
        else:
            parameters = query_parameters(query)
        trace.parameters = parameters
        peer = request.protocol.peername
        call = Call(
            method=request.method,
            path=route.path,
            parameters=parameters,
            address=caller_address(peer[0] if peer else "", request.headers.getall("X-Forwarded-For", ()), trusted),
            arrived_s=arrived_s,
            trace=trace,
            until_sent=trace.until_sent,
            frozen=route.frozen,
        )
        trace.call, trace.endpoint = call, route.endpoint
        return await route.endpoint(call, services)

    return respond


def _path_of(request: web.BaseRequest, raw_path: str, routes: Mapping[str, Route]) -> str | Answer:
    """Return the normalised path, or the answer to a request that has none."""
    if request.version not in (HttpVersion11, HttpVersion10):
        return refused(505 if request.version > HttpVersion11 else 400)
    coding = request.headers.get("Transfer-Encoding")
    if coding is not None and (coding.lower() != "chunked" or request.version == HttpVersion10):
        return refused(400)  # RFC 9112, section 6.1: another server might find another end of this message
    if raw_path == "*" and request.method == "OPTIONS":
        return METHODS
    if raw_path in routes:  # nearly always
        return raw_path
    path = normalise_path(raw_path)
    return refused(400) if path is None else path
