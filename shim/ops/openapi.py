"""
The OpenAPI document of the ops listener: made of the table in `api.py`, and of one row for each other route.

Pages for people are not in it. Guarded by `tests/unit/shim/ops/test_openapi.py`, which compares it with the routes.
"""

import re
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Final

import orjson
from aiohttp import web

from shim.ops.access import LOGIN_PATH
from shim.ops.answers import ANSWERS, SCHEMAS, Answered
from shim.ops.api import OPERATIONS, Operation
from shim.ops.taking import Taken

OTHERS: Final = (
    ("GET", "/-/live", "Whether the event loop turns."),
    ("GET", "/-/ready", "Whether requests should be sent here; 503 with reasons when not."),
    ("GET", "/-/requests/{request_id}", "Why a request was answered as it was."),
    ("GET", "/-/metrics", "All metrics, as Prometheus reads them."),
    ("GET", "/-/openapi.json", "This document."),
    ("GET", "/-/login", "The form to sign in with."),
    ("POST", "/-/login", "Show the token, get a session."),
)
"""Method, path, summary."""

UNGUARDED: Final = ("/-/live", "/-/ready", LOGIN_PATH)
LOGIN_TYPES: Final = ("application/json", "application/x-www-form-urlencoded")

DESCRIPTIONS: Final = {
    200: "So it is.",
    204: "The session is in a cookie, for a program.",
    303: "The session is in a cookie, for a browser, which goes on to the page.",
    503: "Not now; the reasons are in it.",
}

_SCHEMAS: Final = "#/components/schemas/"
_TOKEN: Final = {
    "type": "object",
    "required": ["token"],
    "properties": {"token": {"type": "string"}, "name": {"type": "string", "description": "For the audit log."}},
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "One line that says what is allowed, or what to do."},
        "report": {"type": "object", "description": "Of a refused step: every condition of the gate."},
    },
}


def add_document(app: web.Application) -> None:
    """Add the route."""
    app.router.add_get("/-/openapi.json", _show)


@lru_cache(1)
def document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, object]] = {}
    for method, path, summary in OTHERS:
        paths.setdefault(path, {})[method.lower()] = _described(method, path, summary)
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    bodies = {operation.body for operation in OPERATIONS if operation.body}
    return {
        "openapi": "3.1.0",
        "info": {"title": "legacy-shim, for operators", "version": version("legacy-shim")},
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "SHIM_OPS_TOKEN"}},
            "schemas": {"Problem": _PROBLEM, **SCHEMAS} | {body.__name__: _schema(body) for body in bodies},
        },
        "security": [{"token": []}],
    }


def _described(method: str, path: str, summary: str) -> dict[str, object]:
    told: dict[str, object] = {
        "summary": summary,
        "parameters": _names(path),
        "responses": {
            **{str(answer.status): _answered(answer) for answer in ANSWERS[method, path]},
            "default": {
                "description": "A problem: 401 and 403 for strangers, 404, 409 when a gate refuses or somebody else was"
                " first, 422 for what is not allowed, 503 while the ops store does not answer, or takes no changes.",
                "content": {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
            },
        },
    }
    if (method, path) == ("POST", LOGIN_PATH):
        told["requestBody"] = {"required": True, "content": {kind: {"schema": _TOKEN} for kind in LOGIN_TYPES}}
    return told | ({"security": []} if path in UNGUARDED else {})


def _answered(answer: Answered) -> dict[str, object]:
    told: dict[str, object] = {"description": DESCRIPTIONS[answer.status]}
    return told | ({"content": {answer.media_type: {"schema": answer.schema}}} if answer.media_type else {})


def _operation(operation: Operation) -> dict[str, object]:
    told = _described(operation.method, operation.path, operation.summary)
    schema = _schema(operation.query)
    queries = [
        {"name": name, "in": "query", "description": field.get("description", ""), "schema": field}
        for name, field in schema.get("properties", {}).items()
    ]
    told["parameters"] = [*_names(operation.path), *queries]
    if operation.body:
        content = {"application/json": {"schema": {"$ref": _SCHEMAS + operation.body.__name__}}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _names(path: str) -> list[dict[str, object]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _schema(model: type[Taken]) -> dict[str, Any]:
    return model.model_json_schema(ref_template=_SCHEMAS + "{model}")


async def _show(_request: web.Request) -> web.Response:
    return web.Response(body=orjson.dumps(document()), content_type="application/json")
