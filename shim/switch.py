"""
Moving a site: the one function behind the command line, the ops API, the operator's page and the guard.

Forward it goes one step, through the gate of `gates.py`; back, at once. Two who move the same site at once are told
apart by the store. Must not know where figures come from. Guarded by `tests/integration/test_switch.py`.

Source: `migration-model.md`, "Stages" and "Gates".
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

import orjson

from adapters.audit import AuditHead, Change
from adapters.base import FlagRow, OpsStore, Site
from adapters.evidence import Attestation, Certificate
from config.flags import EVERYWHERE
from config.stages import Stage, next_stage
from shim.gates import ATTESTABLE, AskBreakers, Report, ask_nobody, report
from shim.stages import check_step, goes_forward

FORCED: Final = "forced: "
"""Begins the reason of a move that somebody forced."""


class Refused(Exception):  # noqa: N818 - what happened: a step was refused
    """The gate refuses; the report says why, and nothing has changed."""

    def __init__(self, refused: Report) -> None:
        super().__init__(f"{refused.site} may not go to {refused.wanted}")
        self.report = refused


class AttestError(ValueError):
    """A condition that nobody can attest; the message says which can be."""


async def move(
    store: OpsStore,
    name: str,
    wanted: Stage,
    percent: int,
    change: Change,
    *,
    force: bool = False,
    dry_run: bool = False,
    seen: Site | None = None,
    ask_breakers: AskBreakers = ask_nobody,
) -> Report | None:
    """
    Move a site and return its gate's report, `None` where no gate is.

    Args:
        store: opened.
        name: which site.
        wanted: the stage.
        percent: of its canary, 0 in any other stage.
        change: who, why, when.
        force: go there even where no step leads, or the gate refuses.
        dry_run: change nothing.
        seen: the site as the mover decided on it; without it, as it is now.
        ask_breakers: asks the running instances; not called where no gate is, so that nobody holds up a way back.

    Raises:
        LookupError: there is no such site.
        StageError: there is no such step.
        Refused: the gate says no, and nobody forces it.
        Conflict: somebody else moved it first.
    """
    site = await find_site(store, name) if seen is None else seen
    if not force:
        check_step(site, wanted, percent)
    found = None
    if is_gated(site, wanted, percent):
        found = await report(store, site, wanted, change.at_epoch_ms, ask_breakers)
    if found is not None and not (found.ok or force):
        raise Refused(found)
    if not dry_run:
        made = change._replace(why=f"{FORCED}{change.why}") if force else change
        certify = None
        if wanted is Stage.COMPLETE and found is not None:
            certify = partial(_certificate, site, found, made, await _flags_of(store, name))
        await store.move_site(name, site, site._replace(stage=wanted, canary_percent=percent), made, certify)
    return found


def is_gated(site: Site, wanted: Stage, percent: int) -> bool:
    """Say whether a move asks for proof: forward, except into `shadow`, where the old engine still serves all."""
    return goes_forward(site, wanted, percent) and wanted is not Stage.SHADOW


async def report_ahead(
    store: OpsStore, site: Site, now_epoch_ms: int, ask_breakers: AskBreakers = ask_nobody
) -> Report | None:
    """Return the report of a site's next step; `None` where there is none, or it asks for no proof: nobody is asked."""
    wanted = next_stage(site.stage)
    if wanted is None or not is_gated(site, wanted, 0):
        return None
    return await report(store, site, wanted, now_epoch_ms, ask_breakers)


async def attest(store: OpsStore, name: str, condition: str, change: Change) -> None:
    """
    Keep an operator's word for a condition that the store cannot see.

    Raises:
        LookupError: there is no such site.
        AttestError: nobody can attest that.
    """
    check_attestable(condition)
    site = await find_site(store, name)
    await store.evidence.put_attestation(Attestation(site.name, condition, *change))


def check_attestable(condition: str) -> None:
    """
    Say whether a condition can be attested.

    Raises:
        AttestError: it cannot.
    """
    if condition not in ATTESTABLE:
        raise AttestError(f"{condition!r:.60} cannot be attested; allowed: {', '.join(ATTESTABLE)}")


async def find_site(store: OpsStore, name: str) -> Site:
    """
    Return a site as the store has it.

    Raises:
        LookupError: there is no such site.
    """
    site = await store.find_site(name)
    if site is None:
        raise LookupError(f"there is no site {name}; to see all of them: shim site list")
    return site


def _certificate(site: Site, found: Report, change: Change, flags: Sequence[FlagRow], head: AuditHead) -> Certificate:
    """Return why the old engine may go; the audit head in it covers the move itself."""
    text = {
        "site": site.name,
        "at_epoch_ms": change.at_epoch_ms,
        "who": change.who,
        "why": change.why,
        "from": site.standing,
        "proven": found.ok,
        "conditions": [condition._asdict() for condition in found.conditions],
        "flags": [row._asdict() for row in flags],
        "audit": head._asdict(),
    }
    return Certificate(site.name, change.at_epoch_ms, orjson.dumps(text).decode())


async def _flags_of(store: OpsStore, site: str) -> list[FlagRow]:
    """Return what was set for a site, or for all and counts for it."""
    rows = await store.read_flags()
    counting = {row.name: row for whose in (EVERYWHERE, site) for row in rows if row.site == whose}
    return sorted(counting.values())
