"""
The demo's front page: a grid as a customer's page of 2011 had it, on the demo's own answers.

Its files are `config/demo/page/`: our page, and under `vendor/` the real jQuery and jqGrid with their licences; nothing
is loaded from another host. Only `shim demo` serves it. Guarded by `tests/clients/test_browser.py`.
"""

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

from shim.call import Answer, Call
from shim.routes import Endpoint, Route

CONTENT_TYPES: Final = {
    "html": "text/html;charset=UTF-8",
    "css": "text/css;charset=UTF-8",
    "js": "application/javascript;charset=UTF-8",
}
"""ONE TABLE: what is served, by the end of its name."""

POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
)
"""Everything from here; jQuery 1.7 evaluates JSONP of its own host, and jqGrid writes styles into its tags."""


def page_routes() -> list[Route]:
    """Return a row for each file of the page; `/` is its front."""
    files = dict(_files(resources.files("config") / "demo" / "page", "/demo/"))
    return [Route("/", files["/demo/index.html"], ()), *(Route(path, file, ()) for path, file in files.items())]


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Endpoint]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif content_type := CONTENT_TYPES.get(entry.name.rpartition(".")[2]):
            yield f"{path}{entry.name}", _serving(Answer(content_type, (entry.read_bytes(),), _headers(content_type)))


def _headers(content_type: str) -> dict[str, str]:
    return {"Content-Security-Policy": POLICY} if content_type.startswith("text/html") else {}


def _serving(answer: Answer) -> Endpoint:
    async def endpoint(_call: Call, _services: Any) -> Answer:  # noqa: ANN401 - an endpoint's signature
        return answer

    return endpoint
