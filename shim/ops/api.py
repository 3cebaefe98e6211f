"""
ONE TABLE: the ops API under `/-/api/`. The same table makes the routes and the document `/-/openapi.json`.

Must not know how anything is decided: each operation is a call of what the command line and the page call, too. To
add an operation: a row in `OPERATIONS`, a model of what it takes, and what it answers in `answers.py`. Guarded by
`tests/unit/shim/ops/test_api.py`, and by `test_openapi.py` beside it, which compares routes, document and answers.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal, NamedTuple

import orjson
from aiohttp import web
from pydantic import Field, WithJsonSchema

from adapters.audit import Change
from adapters.base import Site
from adapters.evidence import IgnoreRule, Mismatch
from config.flags import EVERYWHERE, flag_text
from config.stages import WAY, next_stage, standing
from shim.audit_reading import read_newest, read_newest_of_site
from shim.flag_operations import clear_flag, list_flags, set_flag
from shim.gates import ATTESTABLE, Report
from shim.ops.access import OPERATOR
from shim.ops.asking import breakers_from
from shim.ops.context import CONTEXT, OpsContext
from shim.ops.taking import Taken, taken
from shim.rule_operations import add_rule, close_mismatch, find_mismatch, list_mismatches, parse_until, remove_rule
from shim.stages import StageError, parse_standing
from shim.switch import Refused, attest, move, report_ahead
from shim.texts import checked_change


class Nothing(Taken):
    """Nothing at all."""


class SitesAsked(Taken):
    """Which sites, in which order."""

    page: int = Field(1, ge=1, description="From 1.")
    size: int = Field(50, ge=1, le=500, description="Sites of a page.")
    search: str = Field("", max_length=500, description="A part of the name, in any case.")
    sort: Literal["name", "-name", "stage", "-stage", "since", "-since"] = Field(
        "name", description="`-` turns the order round."
    )


class SiteAsked(Taken):
    """Of which site."""

    site: str = Field(EVERYWHERE, description="One site; without it, all.")


class NewestAsked(SiteAsked):
    """How many, of which site."""

    count: int = Field(50, ge=1, le=1_000, description="At most so many.")


class Reason(Taken):
    """Why something is changed."""

    reason: str = Field(description="Goes into the audit log.")


class Seen(Taken):
    """
    On top of what something is changed.

    It is in the body, as Kubernetes has its `resourceVersion`: so is the site whose value is meant, and an `ETag` of
    the URL alone could not tell one site's from another's.
    """

    version: str | None = Field(
        None,
        max_length=20,
        description='As it was listed, `""` for what was not set. When another one stands, nothing is changed (409).'
        " Left out, whatever stands is replaced.",
    )


class StageWanted(Taken):
    """Where a site is to stand."""

    stage: str = Field(description=f"One of {', '.join(WAY)}.")
    percent: int | None = Field(None, description="The share of users in canary, 1 to 100; only there.")
    reason: str = Field("", description="Goes into the audit log; only a dry run needs none.")
    dry_run: bool = Field(default=False, description="Say what would be, and change nothing.")
    force: bool = Field(default=False, description="Break the glass: go on though a gate refuses.")


class FlagWanted(Seen, Reason, SiteAsked):
    """What a flag is to be."""

    value: Annotated[
        Any,
        WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "integer"}, {"type": "string"}]}),
        Field(description="As operators type it; true and false are on and off."),
    ]
    """The flag itself says what is allowed, of any JSON."""


class FlagCleared(Seen, Reason, SiteAsked):
    """Whose value is to be taken away."""


class Attested(Reason):
    """What an operator gives his word for."""

    condition: str = Field(description=f"One of {', '.join(ATTESTABLE)}.")


class RuleWanted(Seen, Reason, SiteAsked):
    """What a rule ignores, and until when."""

    cause: str = Field(
        description="As a verdict names it, an own property as `cell:properties.NAME`; `cell:*` is every cell."
    )
    until: str = Field(description="ISO date or instant at which it expires; UTC without a zone.")


class RuleUnwanted(Seen, Reason):
    """Why a rule is taken away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What an operation works with.

    Args:
        names: the parts of the path.
        query: the operation's model of it.
        body: the same, of the body.
    """

    context: OpsContext
    operator: str
    names: Mapping[str, str]
    query: Any
    body: Any

    @property
    def change(self) -> Change:
        """Who changes something, why and when."""
        return Change(self.operator, self.body.reason, self.context.now_epoch_ms())


class Operation(NamedTuple):
    """One operation: how it is asked, what it does, what it takes."""

    method: str
    path: str
    summary: str
    run: Callable[[Asked], Awaitable[object]]
    query: type[Taken] = Nothing
    body: type[Taken] | None = None


SORTS: Final[Mapping[str, Callable[[Site], tuple[object, ...]]]] = {
    "name": lambda site: (site.name,),
    "stage": lambda site: (WAY.index(site.stage), site.canary_percent, site.name),
    "since": lambda site: (site.since_epoch_ms, site.name),
}


async def _sites(asked: Asked) -> object:
    query: SitesAsked = asked.query
    searched = query.search.casefold()
    found = [site for site in await asked.context.store.read_sites() if searched in site.name.casefold()]
    found.sort(key=SORTS[query.sort.lstrip("-")], reverse=query.sort.startswith("-"))
    begin = (query.page - 1) * query.size
    return {"total": len(found), "sites": [site._asdict() for site in found[begin : begin + query.size]]}


async def _site(asked: Asked) -> object:
    site = await _find_site(asked)
    store = asked.context.store
    unclosed = await store.evidence.count_open_mismatches()
    flags = {flag.flag: {"value": flag.value, "from": flag.come_from} for flag in await list_flags(store, site.name)}
    return site._asdict() | {"flags": flags, "open_mismatches": unclosed.get(site.name, 0)}


async def _find_site(asked: Asked) -> Site:
    name = asked.names["name"]
    site = await asked.context.store.find_site(name)
    if site is None:
        raise LookupError(f"there is no site {name}; to see all of them: /-/api/sites")
    return site


async def _move(asked: Asked) -> object:
    wanted: StageWanted = asked.body
    stage, percent = parse_standing(wanted.stage, None if wanted.percent is None else str(wanted.percent))
    change = asked.change if wanted.dry_run and not wanted.reason else checked_change(asked.change)
    before = await _find_site(asked)
    found = await move(
        asked.context.store,
        before.name,
        stage,
        percent,
        change,
        force=wanted.force,
        dry_run=wanted.dry_run,
        seen=before,
        ask_breakers=breakers_from(asked.context),
    )
    return {
        "site": before.name,
        "from": before.standing,
        "to": standing(stage, percent),
        "dry_run": wanted.dry_run,
        "report": None if found is None else report_shown(found),
    }


async def _gate(asked: Asked) -> object:
    site = await _find_site(asked)
    wanted = next_stage(site.stage)
    if wanted is None:
        raise StageError(f"{site.name} is in {site.stage}, the last stage: there is no gate before it any more")
    context = asked.context
    found = await report_ahead(context.store, site, context.now_epoch_ms(), breakers_from(context))
    return {"site": site.name, "wanted": wanted} | (report_shown(found) if found else {"ok": True, "conditions": []})


async def _attest(asked: Asked) -> object:
    site, condition = asked.names["name"], asked.body.condition
    await attest(asked.context.store, site, condition, checked_change(asked.change))
    return {"site": site, "condition": condition, "attested_by": asked.operator}


async def _certificate(asked: Asked) -> object:
    site = await _find_site(asked)
    found = await asked.context.store.evidence.find_certificate(site.name)
    if found is None:
        raise LookupError(f"{site.name} has no certificate; its step to complete writes it")
    return orjson.loads(found.text)


async def _flags(asked: Asked) -> object:
    return {"flags": [flag._asdict() for flag in await list_flags(asked.context.store, asked.query.site)]}


async def _set_flag(asked: Asked) -> object:
    name, wanted = asked.names["name"], asked.body
    text = _typed(wanted.value)
    await set_flag(asked.context.store, name, text, wanted.site, asked.change, seen=wanted.version)
    return {"flag": name, "site": wanted.site, "value": text}


def _typed(value: object) -> str:
    """Return a value of JSON as operators type it; what is none of a flag's stays JSON, which no flag allows."""
    return flag_text(value) if isinstance(value, bool | int | str) else orjson.dumps(value).decode()


async def _clear_flag(asked: Asked) -> object:
    name, wanted = asked.names["name"], asked.body
    await clear_flag(asked.context.store, name, wanted.site, asked.change, seen=wanted.version)
    return {"flag": name, "site": wanted.site, "value": None}


async def _rules(asked: Asked) -> object:
    return {"rules": [_rule_shown(rule) for rule in await asked.context.store.evidence.read_rules()]}


async def _put_rule(asked: Asked) -> object:
    wanted, change = asked.body, asked.change
    until_epoch_ms = parse_until(wanted.until, change.at_epoch_ms)
    rule = IgnoreRule(asked.names["name"], wanted.cause, wanted.site, change.why, until_epoch_ms)
    await add_rule(asked.context.store, rule, change, seen=wanted.version)
    return _rule_shown(rule)


async def _remove_rule(asked: Asked) -> object:
    await remove_rule(asked.context.store, asked.names["name"], asked.change, seen=asked.body.version)
    return {"removed": asked.names["name"]}


async def _audit(asked: Asked) -> object:
    store, query = asked.context.store, asked.query
    if query.site:
        rows = await read_newest_of_site(store, query.count, query.site)
    else:
        rows = await read_newest(store, query.count)
    return {"rows": [row._asdict() for row in rows]}


async def _mismatches(asked: Asked) -> object:
    found = await list_mismatches(asked.context.store, asked.query.site, asked.query.count)
    return {"mismatches": [_shown(one) for one in found]}


async def _mismatch(asked: Asked) -> object:
    one = await find_mismatch(asked.context.store, asked.names["id"])
    bodies = {name: getattr(one, name).decode("utf-8", "replace") for name in BODIES}
    return _shown(one) | bodies


async def _close_mismatch(asked: Asked) -> object:
    await close_mismatch(asked.context.store, asked.names["id"], asked.change)
    return {"id": asked.names["id"], "closed_by": asked.operator}


async def _instances(asked: Asked) -> object:
    return {"instances": [one._asdict() for one in await asked.context.store.evidence.read_instances()]}


OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/-/api/sites", "All sites, a page of them at a time.", _sites, SitesAsked),
    Operation("GET", "/-/api/sites/{name}", "One site, its flags, and how many mismatches are open.", _site),
    Operation("POST", "/-/api/sites/{name}/stage", "Move a site, or see what would be.", _move, body=StageWanted),
    Operation("GET", "/-/api/sites/{name}/gate", "What the next step of a site needs.", _gate),
    Operation("POST", "/-/api/sites/{name}/attest", "Give your word for a condition.", _attest, body=Attested),
    Operation("GET", "/-/api/sites/{name}/certificate", "Why the old engine of a site may go.", _certificate),
    Operation("GET", "/-/api/flags", "All flags: what counts, and where that comes from.", _flags, SiteAsked),
    Operation("PUT", "/-/api/flags/{name}", "Set a flag, of one site or of all.", _set_flag, body=FlagWanted),
    Operation("DELETE", "/-/api/flags/{name}", "Take a flag's value away.", _clear_flag, body=FlagCleared),
    Operation("GET", "/-/api/rules", "All ignore rules, expired ones too.", _rules),
    Operation("PUT", "/-/api/rules/{name}", "Ignore a known difference for a while.", _put_rule, body=RuleWanted),
    Operation("DELETE", "/-/api/rules/{name}", "Take a rule away.", _remove_rule, body=RuleUnwanted),
    Operation("GET", "/-/api/audit", "The newest rows of the audit log, newest last.", _audit, NewestAsked),
    Operation("GET", "/-/api/mismatches", "The newest mismatches, newest first.", _mismatches, NewestAsked),
    Operation("GET", "/-/api/mismatches/{id}", "One mismatch with both answers.", _mismatch),
    Operation("POST", "/-/api/mismatches/{id}/close", "Say that one is dealt with.", _close_mismatch, body=Reason),
    Operation("GET", "/-/api/instances", "The running instances, and where their operators go.", _instances),
)

BODIES: Final = ("primary_body", "shadow_body")


def add_api(app: web.Application) -> None:
    """Add the routes of all operations."""
    for operation in OPERATIONS:
        app.router.add_route(operation.method, operation.path, _handler(operation))


def report_shown(found: Report) -> dict[str, object]:
    """Return a gate's report as JSON."""
    return {"ok": found.ok, "conditions": [condition._asdict() for condition in found.conditions]}


def _handler(operation: Operation) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        asked = Asked(
            context=request.app[CONTEXT],
            operator=request[OPERATOR],
            names=request.match_info,
            query=taken(operation.query, dict(request.query), strict=False),
            body=None if operation.body is None else taken(operation.body, await _json(request), strict=True),
        )
        try:
            told, status = await operation.run(asked), HTTPStatus.OK
        except Refused as refused:
            told, status = _refusal(refused), HTTPStatus.CONFLICT
        kind = "application/json" if status is HTTPStatus.OK else "application/problem+json"
        return web.Response(status=status, body=orjson.dumps(told), content_type=kind)

    return handle


def _refusal(refused: Refused) -> dict[str, object]:
    status = HTTPStatus.CONFLICT
    told = {"status": status.value, "title": status.phrase, "detail": str(refused)}
    return told | {"report": report_shown(refused.report)}


async def _json(request: web.Request) -> object:
    try:
        return orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise web.HTTPUnprocessableEntity(text="the body is not JSON") from None


def _rule_shown(rule: IgnoreRule) -> dict[str, object]:
    return rule._asdict() | {"version": rule.version}


def _shown(one: Mismatch) -> dict[str, object]:
    """Return a mismatch without its answers; request and cells are JSON already."""
    shown = {name: value for name, value in one._asdict().items() if name not in BODIES}
    return shown | {name: orjson.loads(shown[name] or "null") for name in ("request", "cells")}
