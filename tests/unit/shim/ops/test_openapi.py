"""The document says what there is, no less and no more."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from adapters.base import Family
from adapters.evidence import Instance, Mismatch
from shim.call import Call
from shim.compare import Cell
from shim.ops.answers import ANSWERS
from shim.ops.api import OPERATIONS
from shim.ops.openapi import document
from shim.recording import kept_request
from shim.routing import ReadPlan
from shim.trace import Trace
from tests.builders import SITE
from tests.unit.shim.ops.ops_shim import NOW_MS, TOKEN, Ops, Reply, running_ops


async def test_the_document_is_the_routes(tmp_path: Path) -> None:
    """Each route under `/-/` is in the document and the other way round; HEAD goes without saying."""
    async with running_ops(tmp_path) as ops:
        reply = await ops.ask("/-/openapi.json")
        routes = {
            (route.method.lower(), route.resource.canonical)
            for route in ops.app.router.routes()
            if route.resource and route.resource.canonical.startswith("/-/") and route.method != "HEAD"
        }
    told = {(method, path) for path, methods in reply.json["paths"].items() for method in methods}

    assert told == routes


ASKED: Final[Sequence[tuple[str, str, Mapping[str, str], object]]] = (
    ("GET", "/-/live", {}, None),
    ("GET", "/-/ready", {}, None),
    ("GET", "/-/metrics", {}, None),
    ("GET", "/-/openapi.json", {}, None),
    ("GET", "/-/login", {}, None),
    ("POST", "/-/login", {}, {"token": TOKEN, "name": "jane"}),
    ("GET", "/-/requests/{request_id}", {"request_id": "1"}, None),
    ("GET", "/-/api/sites", {}, None),
    ("PUT", "/-/api/flags/{name}", {"name": "fallback"}, {"value": "off", "site": SITE, "reason": "a test"}),
    ("GET", "/-/api/flags", {}, None),
    ("POST", "/-/api/sites/{name}/stage", {"name": SITE}, {"stage": "shadow", "reason": "a test"}),
    ("GET", "/-/api/sites/{name}", {"name": SITE}, None),
    ("GET", "/-/api/sites/{name}/gate", {"name": SITE}, None),
    ("POST", "/-/api/sites/{name}/attest", {"name": SITE}, {"condition": "history verified", "reason": "a test"}),
    ("PUT", "/-/api/rules/{name}", {"name": "old"}, {"cause": "token", "until": "2100-01-01", "reason": "a test"}),
    ("GET", "/-/api/rules", {}, None),
    ("DELETE", "/-/api/rules/{name}", {"name": "old"}, {"reason": "a test"}),
    ("DELETE", "/-/api/flags/{name}", {"name": "fallback"}, {"site": SITE, "reason": "a test"}),
    ("GET", "/-/api/mismatches", {}, None),
    ("GET", "/-/api/mismatches/{id}", {"id": "m1"}, None),
    ("POST", "/-/api/mismatches/{id}/close", {"id": "m1"}, {"reason": "a test"}),
    ("POST", "/-/api/sites/{name}/stage", {"name": SITE}, {"stage": "complete", "reason": "a test", "force": True}),
    ("GET", "/-/api/sites/{name}/certificate", {"name": SITE}, None),
    ("GET", "/-/api/audit", {}, None),
    ("GET", "/-/api/instances", {}, None),
)
"""Every operation, in an order in which each finds what it asks for: method, path, its names, body."""

REFUSED: Final = (
    ("POST", "/-/api/sites/{name}/stage", {"name": SITE}, {"stage": "sideways", "reason": "a test"}, 422),
    ("POST", "/-/api/sites/{name}/stage", {"name": "nowhere"}, {"stage": "shadow", "reason": "a test"}, 404),
    ("POST", "/-/api/sites/{name}/attest", {"name": SITE}, {"condition": "speed", "reason": "a test"}, 422),
    ("POST", "/-/api/sites/{name}/attest", {"name": SITE}, {"condition": "history verified", "reason": ""}, 422),
    ("POST", "/-/api/sites/{name}/attest", {"name": "nowhere"}, {"condition": "history verified", "reason": "x"}, 404),
    ("GET", "/-/api/sites/{name}/certificate", {"name": SITE}, None, 404),
    ("PUT", "/-/api/rules/{name}", {"name": "a"}, {"cause": "mood", "until": "2100-01-01", "reason": "x"}, 422),
    ("PUT", "/-/api/rules/{name}", {"name": "a"}, {"cause": "token", "until": "1970-01-01", "reason": "x"}, 422),
    ("DELETE", "/-/api/rules/{name}", {"name": "a"}, {"reason": "x"}, 404),
    ("GET", "/-/requests/{request_id}", {"request_id": "2"}, None, 404),
)
"""The same of operations that are refused, and with which status."""


@pytest.mark.parametrize("tracing", [False, True])
async def test_answers_are_as_the_document_says(tmp_path: Path, *, tracing: bool) -> None:
    """Status, media type and each member of what comes; an operation that is not asked here fails the test."""
    async with running_ops(tmp_path, ops_token=TOKEN) as ops:
        await fill(ops, planned=tracing)
        for method, path, names, body in ASKED:
            reply = await ops.ask(path.format(**names), method, json=body, Authorization=f"Bearer {TOKEN}")
            told = document()["paths"][path][method.lower()]["responses"][str(reply.status)]
            check_answer(reply, told, f"{method} {path}")
    assert {(method, path) for method, path, _, _ in ASKED} == set(ANSWERS)


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: f"{refused[0]} {refused[1]} {refused[-1]}")
async def test_refusals_are_as_the_document_says(
    tmp_path: Path, refused: tuple[str, str, Mapping[str, str], object, int]
) -> None:
    """What is not allowed is one problem, whatever the operation."""
    method, path, names, body, status = refused
    async with running_ops(tmp_path) as ops:
        reply = await ops.ask(path.format(**names), method, json=body)
    assert reply.status == status
    check_answer(reply, document()["paths"][path][method.lower()]["responses"]["default"], f"{method} {path}")


async def fill(ops: Ops, *, planned: bool) -> None:
    """Put a request, an instance and a mismatch there."""
    trace = Trace("GET", "1", 0)
    trace.site, trace.ended_s = SITE, ops.context.now_s()
    if planned:
        trace.plan, trace.bucket, trace.error = ReadPlan(Family.EVENTS, shadow=Family.LEGACY_SQL), 1, "INTERNAL"
        trace.step("sessions", "events", 1.5, "", 0)
    ops.context.explanations.keep(trace)
    evidence = ops.context.store.evidence
    await evidence.put_instance(Instance("here", "http://127.0.0.1:1", NOW_MS))
    call = Call("GET", "/api/x.jsp", {"uid": "7"}, "", 0, trace, AsyncExitStack())
    cells = orjson.dumps([Cell("1", "city", "Paris", "Lyon")._asdict()]).decode()
    found = Mismatch(
        *("m1", SITE, "shadow", "user json", NOW_MS, "cell:city", kept_request(call), "legacy", cells),
        primary_body=b"\xff",
        shadow_body=b"{}",
    )
    await evidence.put_mismatch(found, 50)


def check_answer(reply: Reply, told: Mapping[str, Any], what: str) -> None:
    """Hold an answer against its part of the document."""
    content = told.get("content", {"": {}})
    assert [reply.headers.get("content-type", "").partition(";")[0]] == ([*content] if reply.body else [""]), what
    if reply.json is not None:
        (of_type,) = content.values()
        schema = of_type["schema"] | {"components": document()["components"]}
        assert [error.message for error in OAS31Validator(schema).iter_errors(reply.json)] == [], what


def test_the_document_is_openapi() -> None:
    """Another program finds nothing wrong with it."""
    validate(document())


def test_bodies_are_those_of_the_table() -> None:
    """Whoever changes something finds what it takes."""
    for operation in OPERATIONS:
        told = document()["paths"][operation.path][operation.method.lower()]
        assert ("requestBody" in told) is (operation.body is not None) is (operation.method != "GET")
