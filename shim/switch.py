"""
Moving a site through its gate; the one function behind the command line, the ops API and the operator's page.

Source: `migration-model.md`, "Gates".
"""

from adapters.audit import Change
from adapters.base import OpsStore, Site
from config.stages import Stage, is_forward
from shim.gates import Report, report
from shim.stages import check_step


class Refused(Exception):  # noqa: N818 - what happened: a step was refused
    """The gate refuses; the report says why, and nothing has changed."""

    def __init__(self, refused: Report) -> None:
        super().__init__(f"{refused.site} may not go to {refused.wanted}")
        self.report = refused


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
    Move a site and return its gate's report, `None` where no gate is.

    Raises:
        LookupError: there is no such site.
        StageError: there is no such step.
        Refused: the gate says no, and nobody forces it.
        Conflict: somebody else moved it first.
    """
    site = await _site(store, name)
    if not force:
        check_step(site, wanted, percent)
    gated = is_forward(site.stage, wanted) and wanted is not Stage.SHADOW
    found = await report(store, site, wanted, change.at_epoch_ms) if gated else None
    if found is not None and not found.ok and not force:
        raise Refused(found)
    if not dry_run:
        forced = change._replace(why=f"forced: {change.why}") if force else change
        await store.move_site(name, site, site._replace(stage=wanted, canary_percent=percent), forced)
    return found


async def _site(store: OpsStore, name: str) -> Site:
    for site in await store.read_sites():
        if site.name == name:
            return site
    raise LookupError(f"there is no site {name}; to see all of them: shim site list")
