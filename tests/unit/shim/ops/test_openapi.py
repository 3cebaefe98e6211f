"""The document says what there is, no less and no more."""

from pathlib import Path

from openapi_spec_validator import validate

from shim.ops.api import OPERATIONS
from shim.ops.openapi import document
from tests.unit.shim.ops.ops_shim import running_ops


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


def test_the_document_is_openapi() -> None:
    """Another program finds nothing wrong with it."""
    validate(document())


def test_bodies_are_those_of_the_table() -> None:
    """Whoever changes something finds what it takes."""
    for operation in OPERATIONS:
        told = document()["paths"][operation.path][operation.method.lower()]
        assert ("requestBody" in told) is (operation.body is not None) is (operation.method != "GET")
