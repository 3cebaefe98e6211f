"""
The ops application: health, explanations, the ops API, metrics, and whatever pages are mounted on it.

Plain aiohttp with its router, on a listener of its own: callers of the legacy URLs never come here. Every answer has
the headers that keep a browser in; every error is one JSON problem, never a traceback. Who may come in is decided by
`access.py`.

To mount more: a function that adds routes to an application. Guarded by `tests/unit/shim/ops/test_app.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import orjson
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from adapters.errors import AdapterError, Conflict, StoreUnreachable
from config.flags import FlagError
from config.settings import Settings
from shim.logs import describe_error
from shim.ops.access import LOGIN_PATH, SAFE, SESSION_S, Access
from shim.ops.api import add_api
from shim.ops.context import CONTEXT, OpsContext
from shim.ops.explanation import add_explanation
from shim.ops.exposition import add_metrics
from shim.ops.health import add_health
from shim.ops.openapi import add_document
from shim.ops.taking import TakenError
from shim.rule_operations import RuleError
from shim.stages import StageError
from shim.switch import AttestError
from shim.texts import TextError

ACCESS: Final = web.AppKey("access", Access)

MAX_BODY_BYTES: Final = 65_536

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
        ),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""Of every answer, unless its handler says otherwise."""

STATUSES: Final[tuple[tuple[type[Exception], HTTPStatus], ...]] = (
    (Conflict, HTTPStatus.CONFLICT),
    (StoreUnreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (AdapterError, HTTPStatus.BAD_GATEWAY),
    (StageError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FlagError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (AttestError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (RuleError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TextError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TakenError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (LookupError, HTTPStatus.NOT_FOUND),
)
"""Errors with a text for operators, and the status that they are told with; the first row that fits counts."""

LOGIN_FORM: Final = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title>
<h1>Sign in</h1>
<form method="post" action="/-/login">
<p><label>Your name, for the audit log <input name="name" autocomplete="username" maxlength="100"></label></p>
<p><label>Token <input name="token" type="password" autocomplete="current-password" required autofocus></label></p>
<p><button>Sign in</button></p>
</form>
</html>
"""


def create_ops_app(context: OpsContext, more: Sequence[Callable[[web.Application], None]] = ()) -> web.Application:
    """
    Return the application that operators talk to.

    Args:
        context: what it shows and changes.
        more: each adds routes of its own, such as the operator's page.
    """
    app = web.Application(middlewares=[_tell_problems, _guard], client_max_size=MAX_BODY_BYTES)
    app[CONTEXT] = context
    app[ACCESS] = Access(context.settings, frozenset({own_host(context.settings)}), context.now_epoch_ms)
    app.on_response_prepare.append(_secure)
    app.router.add_get(LOGIN_PATH, _show_login)
    app.router.add_post(LOGIN_PATH, _sign_in)
    for add in (add_health, add_explanation, add_api, add_document, add_metrics, *more):
        add(app)
    return app


def own_host(settings: Settings) -> str:
    """Return the host by which others reach the listener."""
    url_host = URL(settings.ops_url).host if settings.ops_url else None
    return (url_host or settings.ops_host).lower()


def problem(status: int, detail: str, **more: object) -> web.Response:
    """
    Return an error.

    Args:
        status: of the answer.
        detail: for operators; it becomes one line, whatever names are in it.
        more: further members.
    """
    line = "".join(character if character.isprintable() else " " for character in detail)
    told = {"status": status, "title": HTTPStatus(status).phrase, "detail": line, **more}
    return web.Response(status=status, body=orjson.dumps(told), content_type="application/problem+json")


@web.middleware
async def _tell_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        told = problem(error.status, error.text or error.reason)
        told.headers.update(
            {name: text for name, text in error.headers.items() if name in {"Allow", "WWW-Authenticate"}}
        )
        return told
    except Exception as error:  # noqa: BLE001 - the last line of defence; the log has the whole story
        status = next((status for kind, status in STATUSES if isinstance(error, kind)), None)
        if status is not None:
            return problem(status, str(error.args[0] if error.args else error))
        structlog.get_logger().error("ops_failure", path=_route_of(request), error=describe_error(error))
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "an error of ours; the log has it as ops_failure")


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        await request.app[ACCESS].admit(request)
    except web.HTTPUnauthorized:
        if request.method in SAFE and "text/html" in request.headers.get("Accept", ""):
            raise web.HTTPSeeOther(LOGIN_PATH) from None
        raise
    return await handler(request)


async def _secure(_request: web.Request, response: web.StreamResponse) -> None:
    for name, text in HEADERS.items():
        response.headers.setdefault(name, text)


async def _show_login(_request: web.Request) -> web.Response:
    return web.Response(text=LOGIN_FORM, content_type="text/html")


async def _sign_in(request: web.Request) -> web.Response:
    """Take a token as a form or as JSON, and answer with a session."""
    by_program = request.content_type == "application/json"
    given = await _json_object(request) if by_program else await request.post()
    token, name = (given.get(field, "") for field in ("token", "name"))
    if not (isinstance(token, str) and isinstance(name, str)):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "token and name are texts")
    cookie, session = await request.app[ACCESS].sign_in(request, token, name)
    reply = web.Response(status=204) if by_program else web.Response(status=303, headers={"Location": "/"})
    secure = request.headers.get("X-Forwarded-Proto") == "https"
    reply.set_cookie(cookie, session, max_age=SESSION_S, httponly=True, samesite="Strict", secure=secure)
    return reply


async def _json_object(request: web.Request) -> Mapping[str, object]:
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPUnprocessableEntity(text="the body is not a JSON object")
    return body


def _route_of(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "-"
