"""
The routing decision: what stage a site is in says which engine serves it. PURE.

ONE TABLE. To add a stage: a row here and in `config/stages.py`; `tests/unit/shim/test_routing.py` visits every row.

Source: `migration-model.md`, "Stages".
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from adapters.base import Family
from config.stages import Stage


class ReadPlan(NamedTuple):
    """
    What is read for one request.

    Args:
        primary: the engine whose answer is served.
    """

    primary: Family


PLANS: Final[Mapping[Stage, ReadPlan]] = {
    Stage.LEGACY: ReadPlan(primary=Family.LEGACY_SQL),
    Stage.LIVE: ReadPlan(primary=Family.EVENTS),
}


def plan_read(stage: Stage) -> ReadPlan:
    """Return the plan of a request for a site in `stage`."""
    return PLANS[stage]
