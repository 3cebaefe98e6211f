"""
Moving a site without a gate: what stands in `api.py` until `shim/switch.py` is there, whose names and words these are.

Must not build gates: where one would have to be asked, `report` says that there is none.
Guarded by `tests/unit/shim/ops/test_api.py`.
"""

from collections.abc import Sequence
from typing import Protocol

from adapters.audit import Change
from adapters.base import OpsStore, Site
from config.stages import Stage
from shim.stages import check_step


class Condition(Protocol):
    """A row of a report, of which every field is shown."""

    def _asdict(self) -> dict[str, object]: ...


class Report(Protocol):
    """What a gate found of a step forward."""

    @property
    def ok(self) -> bool:
        """Whether all conditions are met."""
        ...

    @property
    def conditions(self) -> Sequence[Condition]:
        """Each with its figure and bound."""
        ...


class Refused(Exception):  # noqa: N818 - what happened: a step was refused
    """A gate refuses a step; the report says why, and nothing has changed."""

    def __init__(self, report: Report) -> None:
        super().__init__("the gate refuses this step")
        self.report = report


async def move(
    store: OpsStore,
    name: str,
    wanted: Stage,
    percent: int,
    change: Change,
    *,
    force: bool = False,
    dry_run: bool = False,
) -> Report | None:
    """
    Move a site, or see whether it could be moved, and return its gate's report, `None` where no gate is.

    Raises:
        LookupError: there is no such site.
        StageError: there is no such step, and nobody forces it.
        Refused: the gate says no, and nobody forces it.
        Conflict: somebody else moved it first.
    """
    site = next((site for site in await store.read_sites() if site.name == name), None)
    if site is None:
        raise LookupError(f"there is no site {name}")
    if not force:
        check_step(site, wanted, percent)
    if not dry_run:
        why = f"forced: {change.why}" if force else change.why
        wished = site._replace(stage=wanted, canary_percent=percent)
        await store.move_site(name, site, wished, change._replace(why=why))
    return None


async def report(store: OpsStore, site: Site, wanted: Stage, now_epoch_ms: int) -> Report:
    """
    Return every condition of a step forward.

    Raises:
        NotImplementedError: there is no gate yet.
    """
    raise NotImplementedError("this version has no gates")
