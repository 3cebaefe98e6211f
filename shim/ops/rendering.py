"""
How the operator's page is written: templates, their filters, the files beside them, and the headers of all of it.

Everything is escaped, an undefined name is an error, and nothing is loaded from another host: the policy says so to the
browser, which then runs no script and applies no style that stands in a page. Must not know what is shown.
Guarded by `tests/unit/shim/ops/test_pages.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.errors import StoreUnreachable
from shim.ops.access import CSRF, OPERATOR

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY: Final = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CONTENT_TYPES: Final = {
    "css": "text/css;charset=UTF-8",
    "js": "application/javascript;charset=UTF-8",
    "svg": "image/svg+xml",
}
"""ONE TABLE: what is served as a file, by the end of its name."""

NONE: Final = "\N{EN DASH}"
"""In place of what is not known."""

ENVIRONMENT: Final = web.AppKey("templates", Environment)

STEPS_OF_TIME: Final = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"))


def environment() -> Environment:
    """Return the templates."""
    made = Environment(
        loader=PackageLoader("shim.ops"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"instant": instant, "ago": ago, "count": count, "share": share, "ms": ms, "segment": segment}
    return made


def page(request: web.Request, template: str, status: int = 200, **shown: object) -> web.Response:
    """Return a page."""
    shown |= {"operator": operator_of(request), "csrf_token": csrf_token(request)}
    text = request.app[ENVIRONMENT].get_template(template).render(shown)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=HEADERS)


def failing_well(handler: Handler) -> Handler:
    """Say it on a page when something is not there, or the store does not answer."""

    async def told(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except StoreUnreachable as error:
            text = f"{error}. Requests are served as before; look again in a moment."
            return page(request, "problem.html", 503, title="The ops store does not answer", text=text)
        except LookupError as error:
            return page(request, "problem.html", 404, title="Not there", text=str(error.args[0]))

    return told


def operator_of(request: web.Request) -> str:
    """Return who sends a request, as the listener knows him."""
    name: str = request.get(OPERATOR, "")
    return name


def csrf_token(request: web.Request) -> str:
    """Return what every form of this operator must bring back."""
    token: str = request.get(CSRF, "")
    return token


def add_files(app: web.Application) -> None:
    """Serve the files of `static/`, read once."""
    for path, content_type, body in _files(resources.files("shim.ops") / "static", "/static/"):
        app.router.add_get(path, _serving(body, content_type))


def _files(folder: Traversable, path: str) -> list[tuple[str, str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _files(entry, f"{path}{entry.name}/")
        elif content_type := CONTENT_TYPES.get(entry.name.rpartition(".")[2]):
            found.append((f"{path}{entry.name}", content_type, entry.read_bytes()))
    return found


def _serving(body: bytes, content_type: str) -> Handler:
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    headers = {**HEADERS, "Content-Type": content_type, "Cache-Control": "no-cache", "ETag": tag}

    async def serve(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == tag
        return web.Response(status=304, headers=headers) if known else web.Response(body=body, headers=headers)

    return serve


def instant(epoch_ms: int) -> Markup:
    """Return an instant to the second, UTC."""
    at = datetime.fromtimestamp(epoch_ms / 1000, UTC)
    return Markup('<time datetime="{:%Y-%m-%dT%H:%M:%SZ}">{:%Y-%m-%d %H:%M:%S}</time>').format(at, at)


def ago(epoch_ms: int, now_epoch_ms: int) -> Markup:
    """Return how long ago something was, with the instant itself on it; a dash where there is none."""
    if not epoch_ms:
        return Markup("&ndash;")
    passed_ms = max(0, now_epoch_ms - epoch_ms)
    unit_ms, unit = next((step for step in STEPS_OF_TIME if passed_ms >= step[0]), STEPS_OF_TIME[-1])
    at = datetime.fromtimestamp(epoch_ms / 1000, UTC)
    return Markup('<time datetime="{:%Y-%m-%dT%H:%M:%SZ}" title="{:%Y-%m-%d %H:%M:%S} UTC">{} {}</time>').format(
        at, at, passed_ms // unit_ms, unit
    )


def count(number: float | None) -> str:
    """Return a number with its thousands apart, one decimal below ten; a dash for none."""
    if number is None:
        return NONE
    whole = isinstance(number, int) or number >= 10 or number == int(number)  # noqa: PLR2004 - as said
    return f"{number:,.0f}" if whole else f"{number:,.1f}"


def share(number: float | None) -> str:
    """Return a share in per cent, to three digits that count; a dash for none."""
    return NONE if number is None else f"{number * 100:.3g} %"


def ms(number: float | None) -> str:
    """Return milliseconds, to three digits that count; a dash for none."""
    if number is None:
        return NONE
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits


def segment(text: str) -> str:
    """Return a text as one segment of a path."""
    return quote(text, safe="")
