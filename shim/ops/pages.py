"""
The operator's page: which URL shows what. Every page is made on the server and works without scripts.

Figures come from `figures.py` and `site_figures.py`, changes go through `changes.py`, news through `live.py`. Must not
know SQL, nor decide anything: stages move in `shim/switch.py`. To add a page: a handler, a row in `PAGES`, a template.
Guarded by `tests/unit/shim/ops/test_pages.py` and, in a browser, by `tests/clients/test_operator_page.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from aiohttp import web

from adapters.audit import AuditRow
from adapters.base import Family, Site
from config.flags import EVERYWHERE
from config.stages import WAY, Stage, next_stage
from shim.audit_reading import read_newest_of_site
from shim.gates import ATTESTABLE
from shim.guard import WHO
from shim.middleware import shown_parameters
from shim.ops.access import shown_credentials
from shim.ops.asking import REQUEST_ID, Told, ask_instances, breakers_from, found_among
from shim.ops.changes import add_changes
from shim.ops.context import CONTEXT
from shim.ops.explanation import known
from shim.ops.figures import (
    COLUMN_TABLE,
    COLUMNS,
    Banner,
    SiteLine,
    banners,
    hour_of,
    sheet_of,
    site_lines,
    stage_counts,
)
from shim.ops.live import OVERVIEW, add_events
from shim.ops.rendering import ENVIRONMENT, Handler, add_files, environment, failing_well, page, segment
from shim.ops.sides import sides_of
from shim.ops.site_figures import charts, flag_lines, flat, history, sections, tallies
from shim.switch import report_ahead

WEEK_H: Final = 7 * 24
AUDIT_ROWS: Final = 50
MISMATCHES: Final = 50
TRACES: Final = 50

TEXTS: Final = frozenset({"site", "stage", "gate"})
"""Columns of the overview that are read from the left."""

CERTIFIED: Final = frozenset({"site", "at_epoch_ms", "proven", "conditions"})
"""What a certificate's page says in words of its own; all else is listed."""

MEANINGS: Final = {
    Stage.LEGACY: "the old SQL engine serves",
    Stage.SHADOW: "the Events Engine is asked the same, and compared",
    Stage.CANARY: "the Events Engine serves some users",
    Stage.LIVE: "it serves all; the old one is compared",
    Stage.COMPLETE: "it serves alone; the old one may go",
}

OTHER: Final = {Family.LEGACY_SQL.value: Family.EVENTS.value, Family.EVENTS.value: Family.LEGACY_SQL.value}


def add_pages(app: web.Application) -> None:
    """Serve the operator's page from an application that has its `CONTEXT` when it starts."""
    app[ENVIRONMENT] = environment()
    for path, handler in PAGES.items():
        app.router.add_get(path, failing_well(handler))
    add_changes(app)
    add_events(app)
    add_files(app)


async def overview(request: web.Request) -> web.Response:
    """Show all sites, a page of them."""
    context, known, asked = request.app[CONTEXT], request.app[OVERVIEW], request.query
    await known.refresh()
    column = COLUMN_TABLE.get(asked.get("sort", ""), COLUMNS[0])
    falls = asked.get("falls", "1" if column.falls else "0") == "1"
    search = asked.get("search", "")[:100]
    sheet = sheet_of(known.lines, search, column, _number(asked.get("page", "")), falls=falls)

    def link(**changed: object) -> str:
        return "/?" + urlencode({"search": search, "sort": column.id, "falls": int(falls), "page": 1} | changed)

    def heading_link(id_: str) -> str:
        turned = not falls if id_ == column.id else COLUMN_TABLE[id_].falls
        return link(sort=id_, falls=int(turned))

    return page(
        request,
        "overview.html",
        banners=_banners(request),
        columns=COLUMNS,
        texts=TEXTS,
        sheet=sheet,
        stages=stage_counts(context.directory.sites.values()),
        search=search,
        sorted_by=column.id,
        falls=falls,
        link=heading_link,
        page_link=lambda at: link(page=at),
        self_url=link(page=sheet.page),
        now_epoch_ms=context.now_epoch_ms(),
        as_of_epoch_ms=known.totals.at_epoch_ms,
    )


async def site(request: web.Request) -> web.Response:
    """Show one site."""
    context, known = request.app[CONTEXT], request.app[OVERVIEW]
    found, now_ms = _site(request), context.now_epoch_ms()
    await known.refresh()
    store, week = context.store, hour_of(now_ms, WEEK_H - 1)
    counts = await store.evidence.read_counts(found.name, week)
    audit = (await read_newest_of_site(store, AUDIT_ROWS, found.name))[::-1]
    moves, next_ = history(audit), next_stage(found.stage)
    return page(
        request,
        "site.html",
        banners=[*_banners(request), *_moved_back(moves)],
        done=_done(request, audit),
        site=found,
        url=f"/sites/{segment(found.name)}",
        line=_line(request, found),
        way=WAY,
        meanings=MEANINGS,
        next=next_,
        ways=_ways(found),
        report=await report_ahead(store, found, now_ms, breakers_from(context)),
        attestable=ATTESTABLE,
        certified=await store.evidence.find_certificate(found.name) is not None,
        charts=charts(counts, await store.evidence.read_latencies(found.name, week), week, hour_of(now_ms)),
        tallies=tallies(counts, found.stage.value, hour_of(now_ms, found.gate_window_h)),
        mismatches=await store.evidence.read_mismatches(found.name, MISMATCHES),
        flags=flag_lines(await store.read_flags(), found.name),
        moves=moves,
        audit=audit,
        now_epoch_ms=now_ms,
    )


async def flags(request: web.Request) -> web.Response:
    """Show the flags of all sites."""
    store = request.app[CONTEXT].store
    rows = await store.read_flags()
    newest = await store.read_audit_newest(1)
    exceptions = [row for row in rows if row.site]
    lines = flag_lines(rows, EVERYWHERE)
    return page(request, "flags.html", flags=lines, exceptions=exceptions, done=_done(request, newest))


async def mismatch(request: web.Request) -> web.Response:
    """Show one mismatch, both answers side by side."""
    id_ = request.match_info["id"]
    found = await request.app[CONTEXT].store.evidence.find_mismatch(id_)
    if found is None:
        raise LookupError(f"There is no mismatch {id_}; only the newest of each site are kept.")
    return page(
        request,
        "mismatch.html",
        mismatch=found,
        sides=sides_of(found.shape.rpartition(" ")[2], found.primary_body, found.shadow_body),
        served=found.primary,
        other=OTHER.get(found.primary, "the other"),
        request_facts=list(flat(orjson.loads(found.request))),
    )


async def requests(request: web.Request) -> web.Response:
    """Show the last requests of this instance, or go to the one that is asked for."""
    if id_ := request.query.get("id", "").strip():
        raise web.HTTPSeeOther(f"/requests/{segment(id_)}")
    return _requests(request)


async def explained(request: web.Request) -> web.Response:
    """Show one request, whichever instance knows it; when none does, what each said."""
    id_, said = request.match_info["id"], list[Told]()
    told = known(request.app[CONTEXT], id_)
    if told is None:
        said = await _ask_others(request, id_)
        told = found_among(said)
    if told is None:
        return _requests(request, id_, said)
    return page(request, "request.html", told=told, facts=_facts(told))


async def certificate(request: web.Request) -> web.Response:
    """Show a site's certificate, made to be printed."""
    name = request.match_info["name"]
    found = await request.app[CONTEXT].store.evidence.find_certificate(name)
    if found is None:
        raise LookupError(f"{name} has no certificate; its step to complete writes it.")
    text = orjson.loads(found.text)
    rest = {name: value for name, value in text.items() if name not in CERTIFIED}
    return page(
        request,
        "certificate.html",
        certificate=found,
        proven=text.get("proven", False),
        conditions=text.get("conditions", ()),
        sections=sections(rest),
    )


PAGES: Final[Mapping[str, Handler]] = {
    "/": overview,
    "/sites/{name:[^/]+}": site,
    "/sites/{name:[^/]+}/certificate": certificate,
    "/flags": flags,
    "/mismatches/{id:[^/]+}": mismatch,
    "/requests": requests,
    "/requests/{id:[^/]+}": explained,
}


def _site(request: web.Request) -> Site:
    name = request.match_info["name"]
    found = request.app[CONTEXT].directory.find(name)
    if found is None:
        raise LookupError(f"There is no site {name}.")
    return found


def _line(request: web.Request, found: Site) -> SiteLine:
    known = request.app[OVERVIEW]
    line = next((line for line in known.lines if line.name == found.name), None)
    return line or site_lines([found], known.totals, lambda _, __: 1.0)[0]


def _ways(found: Site) -> list[Stage]:
    """Return the stages that a site may be moved to: back, another share, one step forward."""
    at = WAY.index(found.stage)
    return [stage for place, stage in enumerate(WAY) if place <= at + 1 and (place != at or stage is Stage.CANARY)]


def _banners(request: web.Request) -> list[Banner]:
    context, known = request.app[CONTEXT], request.app[OVERVIEW]
    now_s = context.now_s()
    return banners(
        known.totals,
        context.directory.sites.values(),
        stale_s=context.directory.stale_s(now_s),
        open_breakers=[family.value for family, breaker in context.engines.breakers.items() if breaker.is_open(now_s)],
        instance=context.instance,
        refused=context.directory.refusal,
    )


def _moved_back(moves: list[AuditRow]) -> list[Banner]:
    """Return why the guard moved a site, as long as nobody has moved it since."""
    return [
        Banner(f"Moved back by itself, {row.before} → {row.after}", f"{row.why}.")
        for row in moves[:1]
        if row.who == WHO
    ]


def _done(request: web.Request, audit: list[AuditRow]) -> AuditRow | None:
    """Return the row that a change just wrote, for whoever comes from it; a certificate comes along with a move."""
    written = [row for row in audit if row.action != "certificate"]
    return written[0] if written and request.query.get("done") else None


async def _ask_others(request: web.Request, id_: str) -> list[Told]:
    """Ask the other instances, with the operator's own word; nobody for what is no id."""
    context = request.app[CONTEXT]
    if not REQUEST_ID.fullmatch(id_):
        return []
    others = [one for one in await context.store.evidence.read_instances() if one.name != context.instance]
    return await ask_instances(others, id_, shown_credentials(request))


def _requests(request: web.Request, missing: str = "", said: Sequence[Told] = ()) -> web.Response:
    context = request.app[CONTEXT]
    return page(
        request,
        "requests.html",
        404 if missing else 200,
        traces=context.explanations.newest(TRACES),
        instance=context.instance,
        said=said,
        missing=missing,
    )


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of a request, in words."""
    plan, bucket = told["plan"] or {}, told["bucket"]
    fallback = plan.get("fallback")
    found = {
        "page": f"{told['method']} {told['path']}",
        "status": f"{told['status']}, {told['bytes']:,} bytes" + (f", {told['error']}" if told["error"] else ""),
        "took": f"{told['ms']:.1f} ms",
        "instance": told["instance"],
        "stage": told["stage"],
        "bucket": "" if bucket is None else f"{bucket / 100:.2f} % of the users are before this one",
        "plan": " → ".join(filter(None, (plan.get("primary"), fallback and f"if it fails {fallback}"))),
        "shadow": plan.get("shadow") or "",
        "served by": told["served_by"],
        "verdict": told["shadow_verdict"],
    }
    found |= shown_parameters(told["parameters"])
    return [(name, text) for name, text in found.items() if text]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1  # noqa: PLR2004 - no list is longer
