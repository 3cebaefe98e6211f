"""
What operations of the ops API take: models, and one line of ours about whatever does not fit. PURE.

A body is taken strictly: `"yes"` is no boolean, `true` no number. What is wrong with it is said in the words of the
table below, made of the model's own schema, so that line and document cannot differ; pydantic's words stay inside.
To take another type: a row in `TYPES`. Guarded by `tests/unit/shim/ops/test_api.py`.
"""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

TYPES: Final[Mapping[str, str]] = {
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
"""Types of JSON Schema in words."""

BOUNDS: Final = (("minimum", " from {}"), ("maximum", " to {}"), ("maxLength", " of at most {} characters"))
"""Members of JSON Schema that a line says."""


class Taken(BaseModel):
    """What an operation takes; anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TakenError(ValueError):
    """What was given does not fit; the message is one line that says what does, and does not repeat it."""


def taken(model: type[Taken], given: object, *, strict: bool) -> Taken:
    """
    Return what was given as an operation takes it.

    Args:
        model: of the operation.
        given: parsed JSON, or a query's texts.
        strict: types are as in JSON; a query has only texts.

    Raises:
        TakenError: it does not fit; of several mistakes the first is told.
    """
    try:
        return model.model_validate(given, strict=strict)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    known = ", ".join(model.model_fields) or "nothing"
    raise TakenError(f"{_told(model, first['type'], first['loc'])}; it takes: {known}")


def _told(model: type[Taken], kind: str, where: tuple[int | str, ...]) -> str:
    """Return what is wrong at a place, `()` for the whole."""
    if not where:
        return "the body must be a JSON object"
    name = str(where[0])
    if kind == "extra_forbidden":
        return f"{ascii(name)[1:-1]:.60} is not known"
    if kind == "missing":
        return f"{name} is missing"
    return f"{name} must be {_allowed(model.model_json_schema()['properties'][name])}"


def _allowed(schema: Mapping[str, Any]) -> str:
    """Return in words what a schema allows."""
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if "anyOf" in schema:
        return " or ".join(map(_allowed, schema["anyOf"]))
    return TYPES[schema["type"]] + "".join(text.format(schema[bound]) for bound, text in BOUNDS if bound in schema)
