"""
ONE TABLE: what each operation under `/-/` answers when all is well, as JSON Schema for `/-/openapi.json`. PURE.

Most of it is made of the rows that are answered with, so that it cannot say anything else. To add an operation: a row
in `ANSWERS`. Guarded by `tests/unit/shim/ops/test_openapi.py`, which asks all of them and holds what comes to it.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, get_type_hints

from adapters.audit import AuditRow
from adapters.base import Site
from adapters.evidence import IgnoreRule, Instance, Mismatch
from config.stages import Stage
from shim.flag_operations import ListedFlag
from shim.gates import Condition

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "integer"}
MEASURE: Final[Schema] = {"type": "number"}
YES_OR_NO: Final[Schema] = {"type": "boolean"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
NUMBER_OR_NULL: Final[Schema] = {"type": ["integer", "null"]}

KINDS: Final[Mapping[object, Schema]] = {str: TEXT, int: NUMBER, bool: YES_OR_NO, bytes: TEXT}


class Answered(NamedTuple):
    """One answer: its status, its media type (`""` when it has no body), and what the body is."""

    status: int
    media_type: str = "application/json"
    schema: Schema = TEXT


def shown(**properties: Schema) -> Schema:
    """Return the schema of an object that has just these members."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def may_have(schema: Schema, **properties: Schema) -> Schema:
    """Return the schema of an object that has further members, but not always."""
    return schema | {"properties": schema["properties"] | properties}


def row_shown(row: type, without: Collection[str] = (), **others: Schema) -> Schema:
    """Return the schema of a row as it is shown; `others` are members that are shown in another way, or are added."""
    hints = get_type_hints(row)
    return shown(**({name: _kind(hint) for name, hint in hints.items() if name not in without} | others))


def listed(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def mapped(schema: Schema) -> Schema:
    """Return the schema of an object whose members are all alike."""
    return {"type": "object", "additionalProperties": schema}


def or_null(schema: Schema) -> Schema:
    """Return the schema of something that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


def _kind(hint: object) -> Schema:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return TEXT | {"enum": [one.value for one in hint]}
    return KINDS[hint]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_BODIES: Final = ("primary_body", "shadow_body")
_CELL: Final = shown(row_key=TEXT, column=TEXT, primary=TEXT, shadow=TEXT)
_REQUEST: Final = shown(path=TEXT, frozen=YES_OR_NO, parameters=mapped(TEXT))
_READ: Final = {"request": or_null(_REQUEST), "cells": or_null(listed(_CELL))}
_STAGE: Final = _kind(Stage)

SCHEMAS: Final[Mapping[str, Schema]] = {
    "Site": row_shown(Site),
    "Condition": row_shown(Condition),
    "Report": shown(ok=YES_OR_NO, conditions=listed(_ref("Condition"))),
    "Flag": row_shown(ListedFlag),
    "AuditRow": row_shown(AuditRow),
    "Mismatch": row_shown(Mismatch, _BODIES, **_READ),
    "IgnoreRule": row_shown(IgnoreRule, version=TEXT),
    "Instance": row_shown(Instance),
}
"""What answers are made of, by the names that the document gives."""

_FLAG_SET: Final = shown(flag=TEXT, site=TEXT, value=TEXT_OR_NULL)
_SITE: Final = row_shown(Site, flags=mapped(shown(**{"value": TEXT, "from": TEXT})), open_mismatches=NUMBER)
_MOVED: Final = shown(
    **{"site": TEXT, "from": TEXT, "to": TEXT, "dry_run": YES_OR_NO, "report": or_null(_ref("Report"))}
)
_CERTIFICATE: Final = shown(
    **{"site": TEXT, "at_epoch_ms": NUMBER, "who": TEXT, "why": TEXT, "from": TEXT, "proven": YES_OR_NO},
    conditions=listed(_ref("Condition")),
    flags=listed(shown(name=TEXT, site=TEXT, value=TEXT, version=NUMBER)),
    audit=shown(rows=NUMBER, hash=TEXT),
)
_STORE: Final = may_have(
    shown(lost=YES_OR_NO, stale_s={"type": ["number", "null"]}, takes_changes=YES_OR_NO), note=TEXT
)
_READY: Final = shown(
    ready=YES_OR_NO, reasons=listed(TEXT), ops_store=_STORE, engines=mapped(TEXT | {"enum": ["closed", "open"]})
)
_EXPLAINED: Final = shown(
    **dict.fromkeys(("request_id", "instance", "method", "path", "site", "stage", "served_by"), TEXT),
    **dict.fromkeys(("flags_version", "status", "bytes"), NUMBER),
    **dict.fromkeys(("age_s", "ms"), MEASURE),
    parameters=mapped(TEXT),
    bucket=NUMBER_OR_NULL,
    flags=mapped(TEXT),
    plan=or_null(shown(primary=TEXT, shadow=TEXT_OR_NULL, fallback=TEXT_OR_NULL)),
    steps=listed(shown(what=TEXT, engine=TEXT, ms=MEASURE, error=TEXT)),
    error=TEXT_OR_NULL,
    shadow_verdict=TEXT,
)


def _json(schema: Schema) -> tuple[Answered, ...]:
    return (Answered(200, schema=schema),)


ANSWERS: Final[Mapping[tuple[str, str], tuple[Answered, ...]]] = {
    ("GET", "/-/live"): _json(shown(alive=YES_OR_NO)),
    ("GET", "/-/ready"): (Answered(200, schema=_READY), Answered(503, schema=_READY)),
    ("GET", "/-/requests/{request_id}"): _json(_EXPLAINED),
    ("GET", "/-/metrics"): (Answered(200, "text/plain"),),
    ("GET", "/-/openapi.json"): _json({"type": "object"}),
    ("GET", "/-/login"): (Answered(200, "text/html"),),
    ("POST", "/-/login"): (Answered(204, ""), Answered(303, "")),
    ("GET", "/-/api/sites"): _json(shown(total=NUMBER, sites=listed(_ref("Site")))),
    ("GET", "/-/api/sites/{name}"): _json(_SITE),
    ("POST", "/-/api/sites/{name}/stage"): _json(_MOVED),
    ("GET", "/-/api/sites/{name}/gate"): _json(
        shown(site=TEXT, wanted=_STAGE, ok=YES_OR_NO, conditions=listed(_ref("Condition")))
    ),
    ("POST", "/-/api/sites/{name}/attest"): _json(shown(site=TEXT, condition=TEXT, attested_by=TEXT)),
    ("GET", "/-/api/sites/{name}/certificate"): _json(_CERTIFICATE),
    ("GET", "/-/api/flags"): _json(shown(flags=listed(_ref("Flag")))),
    ("PUT", "/-/api/flags/{name}"): _json(_FLAG_SET),
    ("DELETE", "/-/api/flags/{name}"): _json(_FLAG_SET),
    ("GET", "/-/api/rules"): _json(shown(rules=listed(_ref("IgnoreRule")))),
    ("PUT", "/-/api/rules/{name}"): _json(_ref("IgnoreRule")),
    ("DELETE", "/-/api/rules/{name}"): _json(shown(removed=TEXT)),
    ("GET", "/-/api/audit"): _json(shown(rows=listed(_ref("AuditRow")))),
    ("GET", "/-/api/mismatches"): _json(shown(mismatches=listed(_ref("Mismatch")))),
    ("GET", "/-/api/mismatches/{id}"): _json(row_shown(Mismatch, **_READ)),
    ("POST", "/-/api/mismatches/{id}/close"): _json(shown(id=TEXT, closed_by=TEXT)),
    ("GET", "/-/api/instances"): _json(shown(instances=listed(_ref("Instance")))),
}
"""Method and path, to what is answered; whatever is wrong is a `Problem`."""
