"""
ONE TABLE: the stages a site passes on its way from the old engine to the new one.

What a stage means for a request is decided in `shim/routing.py`, what opens the way to it in `shim/gates.py`; this
module only names them, in their order. To add a stage: a row here, a row there; `tests/unit/shim/test_routing.py` fails
until both agree.

Source: spec `migration-model.md`, "Stages".
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a site stands. The value is what the ops store holds and what operators type; the order is the way."""

    LEGACY = "legacy"
    """The old SQL engine serves."""

    SHADOW = "shadow"
    """The old SQL engine serves; the Events Engine is asked the same, and its answers are compared."""

    CANARY = "canary"
    """The Events Engine serves some per cent of the users, the old SQL engine the others; each shadows the other."""

    LIVE = "live"
    """The Events Engine serves; the old SQL engine is asked the same, so that the way back stays proven."""

    COMPLETE = "complete"
    """The Events Engine serves alone; the old one may go."""


def standing(stage: Stage, percent: int) -> str:
    """Return where a site stands, as operators type it: `shadow`, `canary 10`; the percentage is 0 but in a canary."""
    return f"{stage.value} {percent}" if percent else stage.value


WAY = tuple(Stage)
"""All stages, first to last."""


def next_stage(stage: Stage) -> Stage | None:
    """Return the one step forward from a stage, `None` from the last."""
    at = WAY.index(stage) + 1
    return WAY[at] if at < len(WAY) else None


def is_forward(now: Stage, wanted: Stage) -> bool:
    """Say whether a move goes forward; staying is none."""
    return WAY.index(wanted) > WAY.index(now)
