"""
Moving a site: which way it may go, and what the move is called. PURE but for the store that is handed in.

Forward one step at a time, through the gate of `gates.py`; back to any earlier stage, always and at once. Everything
that moves a site comes through here: the command line, the ops API, the operator's page and the guard.

Source: `migration-model.md`, "Stages" and "Gates".
"""

import re
from typing import Final

from adapters.base import Site
from config.stages import Stage, is_forward, next_stage, standing

PERCENT: Final = re.compile(r"[1-9][0-9]?|100")


class StageError(ValueError):
    """A stage that is none, or a step that leads nowhere; the message says what is allowed."""


def parse_standing(stage: str, percent: str | None) -> tuple[Stage, int]:
    """
    Return a stage and the percentage of its canary as operators type them.

    Args:
        stage: `canary`, say.
        percent: `10`, given for `canary` and only for it.

    Raises:
        StageError: it is none.
    """
    if stage not in set(Stage):
        raise StageError(f"{stage!r:.60} is not a stage; allowed: {', '.join(Stage)}")
    wanted = Stage(stage)
    if wanted is not Stage.CANARY:
        if percent is not None:
            raise StageError(f"only canary takes a percentage; write: {wanted.value}")
        return wanted, 0
    if percent is None or not PERCENT.fullmatch(percent):
        raise StageError("canary takes the share of users, 1 to 100; an example: canary 10")
    return wanted, int(percent)


def check_step(site: Site, wanted: Stage, percent: int) -> None:
    """
    Say whether there is a way from where a site stands, gates aside.

    Raises:
        StageError: it stands there already, or would leave a stage out.
    """
    if (site.stage, site.canary_percent) == (wanted, percent):
        raise StageError(f"{site.name} is in {standing(wanted, percent)} already")
    if is_forward(site.stage, wanted) and wanted is not next_stage(site.stage):
        step = next_stage(site.stage)
        raise StageError(f"{site.name} is in {site.stage}: the next step is {step}, and none may be left out")


def goes_forward(site: Site, wanted: Stage, percent: int) -> bool:
    """Say whether a move goes forward: to a later stage, or to more users of the canary; staying does not."""
    grows = wanted is site.stage is Stage.CANARY and percent > site.canary_percent
    return grows or is_forward(site.stage, wanted)
