"""The routing table has a plan for every stage."""

import pytest

from adapters.base import Family
from config.stages import Stage
from shim.routing import PLANS, plan_read

PRIMARIES = {Stage.LEGACY: Family.LEGACY_SQL, Stage.LIVE: Family.EVENTS}


@pytest.mark.parametrize("stage", list(Stage))
def test_primary(stage: Stage) -> None:
    """Each stage reads the engine that the migration model names."""
    assert PRIMARIES[stage] is plan_read(stage).primary


def test_no_plan_without_a_stage() -> None:
    """The table has nothing else."""
    assert set(Stage) == set(PLANS)
