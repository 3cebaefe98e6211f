"""
ONE TABLE: the stages a site passes on its way from the old engine to the new one.

What a stage means for a request is decided in `shim/routing.py`; this module only names them.
To add a stage: a row here, a row there; `tests/unit/shim/test_routing.py` fails until both agree.

Source: spec `migration-model.md`, "Stages".
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a site stands. The value is what the ops store holds and what operators type."""

    LEGACY = "legacy"
    """The old SQL engine serves."""

    LIVE = "live"
    """The Events Engine serves."""
