"""
Changes from the operator's page: each is shown first as it would be, then confirmed, and carries a reason.

ONE TABLE: `KINDS`, each with what it would do (`preview`) and how it is done (`make`); both call the same functions as
the command line. Every form brings back what its operator saw (`seen`): when that is no longer so, nothing is done and
he is told who was first. Nor can anybody slip in behind that look: the store itself compares with what it found.
To add a change: a `Kind` here and a form that posts to it.
Guarded by `tests/unit/shim/ops/test_changes.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, NamedTuple

from aiohttp import web

from adapters.audit import Change
from adapters.base import Site
from adapters.errors import Conflict, StoreUnreachable
from config.flags import FlagError, flag_subject, flag_text, parse_flag
from config.stages import Stage, standing
from shim.flag_operations import clear_flag, set_flag, version_of
from shim.gates import Report
from shim.ops.asking import breakers_from
from shim.ops.context import CONTEXT, OpsContext
from shim.ops.rendering import Handler, failing_well, operator_of, page, segment
from shim.stages import StageError, check_step, goes_forward, parse_standing
from shim.switch import AttestError, Refused, attest, check_attestable, move
from shim.texts import TextError, checked_change

OWN_FIELDS: Final = frozenset({"csrf", "step", "seen", "reason", "force"})
"""Fields of the dialogue itself, which the confirming form makes anew."""


class Asked(NamedTuple):
    """
    What a form says.

    Args:
        subject: whose it is: a site, a mismatch, `""` for all sites.
        fields: its own.
        seen: what its operator saw, `None` when the form does not say.
        found: what the preview found in the store, which must still stand when the change is made.
    """

    subject: str
    fields: Mapping[str, str]
    reason: str
    force: bool
    seen: str | None
    found: Any = None


class Preview(NamedTuple):
    """
    What would be.

    Args:
        effect: one sentence.
        audited: the subject under which the audit log has it.
        report: of the gate, where there is one.
        found: what the store must still have when it is made; `None` where it is not asked to compare.
    """

    before: str
    after: str
    effect: str
    audited: str
    report: Report | None = None
    found: Any = None

    @property
    def refused(self) -> bool:
        """Say whether only force would do it."""
        return self.report is not None and not self.report.ok


class Kind(NamedTuple):
    """
    One kind of change.

    Args:
        title: of its page.
        back: where it came from.
        preview: raises `LookupError`, `StageError`, `FlagError`.
        make: does it; raises the same, `Refused` and `Conflict`.
    """

    title: str
    back: Callable[[str], str]
    preview: Callable[[OpsContext, Asked], Awaitable[Preview]]
    make: Callable[[OpsContext, Asked, Change], Awaitable[object]]


def add_changes(app: web.Application) -> None:
    """Serve the forms."""
    for path, kind in KINDS.items():
        app.router.add_post(path, failing_well(_handler(kind)))


def _handler(kind: Kind) -> Handler:
    async def change(request: web.Request) -> web.Response:
        form = await request.post()
        fields = {name: str(value) for name, value in form.items()}
        asked = Asked(
            subject=request.match_info.get("name", ""),
            fields={name: value for name, value in fields.items() if name not in OWN_FIELDS},
            reason=fields.get("reason", "").strip(),
            force=fields.get("force") == "yes",
            seen=fields.get("seen"),
        )
        return await _answer(request, kind, asked, confirmed=fields.get("step") == "do")

    return change


async def _answer(request: web.Request, kind: Kind, asked: Asked, *, confirmed: bool) -> web.Response:
    """Show what would be, or do it and go back; whatever is wrong is said on the page of the change."""
    context, preview, problem, status = request.app[CONTEXT], None, "", 200
    try:
        preview = await kind.preview(context, asked)
        if confirmed or asked.seen is not None:
            _check_seen(asked, preview)
        if not asked.reason:
            problem, status = "Say why: the reason goes into the audit log.", 422
        elif confirmed:
            return await _make(request, kind, asked._replace(found=preview.found))
    except (StageError, FlagError, AttestError, TextError) as error:
        problem, status = f"{error}.", 422
    except Refused as error:
        preview, problem, status = preview and preview._replace(report=error.report), "The gate refuses.", 409
    except Conflict as error:
        first = await _first(context, preview.audited) if preview else ""
        problem, status = f"Somebody was first: {error}. {first}", 409
    except StoreUnreachable as error:
        problem, status = f"The ops store takes no changes: {error}.", 503
    return page(
        request,
        "change.html",
        status,
        title=kind.title,
        subject=asked.subject or "Flags of all sites",
        back=kind.back(asked.subject),
        action=request.raw_path,
        preview=preview,
        problem=problem,
        reason=asked.reason,
        fields=asked.fields,
    )


def _check_seen(asked: Asked, preview: Preview) -> None:
    """Raise `Conflict` unless all is as it was when the form was shown."""
    if asked.seen != preview.before:
        now, then = preview.before or "not set", asked.seen or "not set"
        raise Conflict(f"it was {then} when you looked, and is {now}")


async def _make(request: web.Request, kind: Kind, asked: Asked) -> web.Response:
    """Do it, and go back to where the form was."""
    context = request.app[CONTEXT]
    change = checked_change(Change(operator_of(request), asked.reason, context.now_epoch_ms()))
    await kind.make(context, asked, change)
    await context.directory.refresh()
    return web.Response(status=303, headers={"Location": f"{kind.back(asked.subject)}?done=1"})


async def _first(context: OpsContext, audited: str) -> str:
    """Return who was first, from the audit log."""
    newest = await context.store.read_audit_newest(1, audited)
    return "".join(f"{row.who}: {row.before or 'not set'} → {row.after or 'not set'}. {row.why}" for row in newest)


async def _site(context: OpsContext, name: str) -> Site:
    """Return a site as the store has it now."""
    site = await context.store.find_site(name)
    if site is None:
        raise LookupError(f"There is no site {name}.")
    return site


def _wanted(asked: Asked) -> tuple[Stage, int]:
    stage = asked.fields.get("stage", "")
    return parse_standing(stage, asked.fields.get("percent") if stage == Stage.CANARY else None)


async def _preview_stage(context: OpsContext, asked: Asked) -> Preview:
    site, (stage, percent) = await _site(context, asked.subject), _wanted(asked)
    check_step(site, stage, percent)
    change = Change("", asked.reason, context.now_epoch_ms())
    report = None
    try:
        report = await move(
            context.store,
            site.name,
            stage,
            percent,
            change,
            dry_run=True,
            seen=site,
            ask_breakers=breakers_from(context),
        )
    except Refused as error:
        report = error.report
    before, after = site.standing, standing(stage, percent)
    way = "forward" if goes_forward(site, stage, percent) else "back, at once and through no gate"
    return Preview(
        before,
        after,
        f"{site.name} moves {way}; every instance follows within a second.",
        site.name,
        report,
        found=site,
    )


async def _make_stage(context: OpsContext, asked: Asked, change: Change) -> None:
    stage, percent = _wanted(asked)
    await move(
        context.store,
        asked.subject,
        stage,
        percent,
        change,
        force=asked.force,
        seen=asked.found,
        ask_breakers=breakers_from(context),
    )


async def _preview_flag(context: OpsContext, asked: Asked) -> Preview:
    name, text = asked.fields.get("name", ""), asked.fields.get("value", "").strip()
    if asked.subject:
        await _site(context, asked.subject)
    value = flag_text(parse_flag(name, text, asked.subject)) if text else ""
    rows = await context.store.read_flags()
    before = next((row.value for row in rows if (row.name, row.site) == (name, asked.subject)), "")
    effect = f"{name} of {asked.subject or 'all sites'}; every instance follows within a second."
    found = version_of(rows, name, asked.subject)
    return Preview(before, value, effect, flag_subject(name, asked.subject), found=found)


async def _make_flag(context: OpsContext, asked: Asked, change: Change) -> None:
    name, text = asked.fields["name"], asked.fields.get("value", "").strip()
    if text:
        await set_flag(context.store, name, text, asked.subject, change, seen=asked.found)
    else:
        await clear_flag(context.store, name, asked.subject, change, seen=asked.found)


async def _preview_close(context: OpsContext, asked: Asked) -> Preview:
    found = await context.store.evidence.find_mismatch(asked.subject)
    if found is None:
        raise LookupError(f"There is no mismatch {asked.subject}.")
    before = f"closed by {found.closed_by}" if found.closed_by else "open"
    return Preview(before, "closed", f"It no longer stands in the way of {found.site}.", found.site)


async def _make_close(context: OpsContext, asked: Asked, change: Change) -> None:
    try:
        await context.store.evidence.close_mismatch(asked.subject, change)
    except LookupError as error:
        raise Conflict(str(error)) from None


async def _preview_attest(context: OpsContext, asked: Asked) -> Preview:
    condition, site = asked.fields.get("condition", ""), await _site(context, asked.subject)
    check_attestable(condition)
    given = {one.condition: one for one in await context.store.evidence.read_attestations(site.name)}
    before = f"attested by {given[condition].who}" if condition in given else "not attested"
    effect = f"Your word stands for “{condition}”, where the store itself knows nothing of it."
    return Preview(before, "attested by you", effect, site.name)


async def _make_attest(context: OpsContext, asked: Asked, change: Change) -> None:
    await attest(context.store, asked.subject, asked.fields["condition"], change)


def _to_site(name: str) -> str:
    return f"/sites/{segment(name)}"


KINDS: Final[Mapping[str, Kind]] = {
    "/sites/{name:[^/]+}/stage": Kind("Move", _to_site, _preview_stage, _make_stage),
    "/sites/{name:[^/]+}/flag": Kind("Set a flag", _to_site, _preview_flag, _make_flag),
    "/sites/{name:[^/]+}/attest": Kind("Attest", _to_site, _preview_attest, _make_attest),
    "/flag": Kind("Set a flag of all sites", lambda _: "/flags", _preview_flag, _make_flag),
    "/mismatches/{name:[^/]+}/close": Kind(
        "Close a mismatch", lambda id_: f"/mismatches/{segment(id_)}", _preview_close, _make_close
    ),
}
