"""`shim site`: add, list and move sites, and what their gates say."""

import sys
from collections.abc import Mapping
from functools import partial
from typing import Any, Final, NoReturn

import click
import orjson

from adapters.base import OpsStore, Site
from adapters.evidence import KEPT_H
from config.stages import Stage, next_stage, standing
from shim.commands.console import REFUSED, as_json, change_by_operator, on_store, print_rows, with_store
from shim.commands.flag import with_reason
from shim.stages import parse_standing
from shim.texts import checked

STAGES: Final = [stage.value for stage in Stage]

MAX_COMPARISONS: Final = 1_000_000_000


@click.group()
def site() -> None:
    """Add, list and move sites."""


@site.command("add")
@click.argument("name")
@click.option("--stage", default=Stage.LEGACY.value, type=click.Choice(STAGES), show_default=True)
@click.option("--timezone", default=Site("").timezone, show_default=True, help="A zone of the tz database.")
@click.option("--clock", default="legacy", show_default=True, help="legacy, true, or server-offset:ZONE:HOURS.")
@click.option("--content-type", default="text/html", type=click.Choice(["text/html", "application/json"]))
@click.option("--server", default="", help="What find_server.jsp names.")
@click.option(
    "--gate-window-h",
    default=Site("").gate_window_h,
    show_default=True,
    type=click.IntRange(1, KEPT_H),
    help="Hours that its gates look back.",
)
@click.option(
    "--gate-comparisons",
    default=Site("").gate_comparisons,
    show_default=True,
    type=click.IntRange(1, MAX_COMPARISONS),
    help="Comparisons that they ask for.",
)
def site_add(name: str, **fields: Any) -> None:  # noqa: ANN401 - one field of Site each
    """
    Add a site, or change what is known of it.

    \b
        shim site add www.example.com --timezone Europe/Amsterdam
        shim site add small.example.com --gate-window-h 168
    """
    from shim.operations import put_site

    added = Site(name, **(fields | {"stage": Stage(fields["stage"])}))
    found = with_store(lambda settings: put_site(settings, added, change_by_operator("")))
    click.echo(f"{name} is in stage {found.stage}")


@site.command("list")
@as_json
def site_list(as_json: bool) -> None:
    """
    List all sites with their stages.

    \b
        shim site list --json
    """
    from shim.operations import read_sites

    print_rows(Site._fields, with_store(read_sites), as_json=as_json)


@site.command("stage")
@click.argument("name")
@click.argument("stage")
@click.argument("percent", required=False)
@click.option("--reason", default="", help="Why; goes into the audit log.")
@click.option("--dry-run", is_flag=True, help="Say what would be, and change nothing.")
@click.option("--force", is_flag=True, help="Break the glass: go on though a gate refuses; needs --reason.")
@as_json
def site_stage(name: str, stage: str, percent: str | None, as_json: bool, **how: Any) -> None:  # noqa: ANN401 - options
    """
    Move a site to STAGE; every running instance follows within a second.

    Forward it goes one step at a time, and through a gate, whose conditions are printed: a refused step changes
    nothing and ends with status 3. Back it goes always and at once. PERCENT is the share of users in canary.

    \b
        shim site stage www.example.com shadow
        shim site stage www.example.com canary 10 --dry-run
        shim site stage www.example.com legacy --reason "wrong cities"
    """
    from shim.switch import Refused

    if how["force"] and not how["reason"]:
        raise click.UsageError('--force needs --reason "..."')
    wanted = parse_standing(stage, percent)
    try:
        outcome = on_store(lambda store: _move(store, name, wanted, **how))
    except Refused as refused:
        outcome = _outcome(refused.report.conditions, site=name, to=standing(*wanted), moved=False)
        _print(outcome, as_json=as_json)
        _refuse(f"{name} stays: {_unmet(outcome)}")
    _print(outcome, as_json=as_json)
    told = "would move, nothing is changed" if how["dry_run"] else "moved"
    click.echo(f"{name}: {outcome['from']} -> {outcome['to']}, {told}", err=as_json)


@site.command("gate")
@click.argument("name")
@as_json
def site_gate(name: str, as_json: bool) -> None:
    """
    Print what a site's next step asks for, and what was found.

    \b
        shim site gate www.example.com
    """
    outcome = on_store(lambda store: _look(store, name))
    _print(outcome, as_json=as_json)
    click.echo(f"{name}: the way to {outcome['to']} {_unmet(outcome) or 'is open'}", err=as_json)


@site.command("attest")
@click.argument("name")
@click.argument("condition")
@with_reason
def site_attest(name: str, condition: str, reason: str) -> None:
    """
    Give your word for a condition that the store cannot see.

    \b
        shim site attest www.example.com "history verified" --reason "copied by hand, counts compared"
    """
    from shim.switch import attest

    change = change_by_operator(checked("the reason", reason))
    on_store(lambda store: attest(store, name, condition, change))
    click.echo(f"{name}: {condition}, attested by {change.who}")


@site.command("certificate")
@click.argument("name")
def site_certificate(name: str) -> None:
    """
    Print why the old engine of a site may go, as JSON.

    \b
        shim site certificate www.example.com
    """
    found = on_store(lambda store: store.evidence.find_certificate(name))
    if found is None:
        raise LookupError(f"{name} has no certificate; its step to complete writes it")
    click.echo(orjson.dumps(orjson.loads(found.text), option=orjson.OPT_INDENT_2))


async def _move(
    store: OpsStore, name: str, wanted: tuple[Stage, int], *, reason: str, dry_run: bool, force: bool
) -> Mapping[str, Any]:
    """Move a site and return from where to where, with the gate's conditions if there is a gate."""
    from shim.ops.asking import read_breakers
    from shim.switch import find_site, move

    change = change_by_operator(checked("the reason", reason) if reason else "")
    seen, ask = await find_site(store, name), partial(read_breakers, store)
    report = await move(store, name, *wanted, change, force=force, dry_run=dry_run, seen=seen, ask_breakers=ask)
    return _outcome(
        report.conditions if report else (),
        site=name,
        **{"from": seen.standing},
        to=standing(*wanted),
        moved=not dry_run,
    )


async def _look(store: OpsStore, name: str) -> Mapping[str, Any]:
    """Return what the next step asks for."""
    from shim.ops.asking import read_breakers
    from shim.switch import find_site, report_ahead

    found = await find_site(store, name)
    wanted = next_stage(found.stage)
    if wanted is None:
        raise LookupError(f"{name} is in {found.stage}: no step is left")
    now_epoch_ms = change_by_operator("").at_epoch_ms
    ahead = await report_ahead(store, found, now_epoch_ms, partial(read_breakers, store))
    conditions = ahead.conditions if ahead else ()
    return _outcome(conditions, site=name, to=wanted.value, open=all(condition.ok for condition in conditions))


def _outcome(conditions: tuple[Any, ...], **facts: object) -> Mapping[str, Any]:
    return facts | {"conditions": [condition._asdict() for condition in conditions]}


def _print(outcome: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the conditions as a table, or everything as one JSON object."""
    if as_json:
        click.echo(orjson.dumps(outcome, option=orjson.OPT_INDENT_2))
    elif outcome["conditions"]:
        rows = [tuple(condition.values()) for condition in outcome["conditions"]]
        print_rows(("condition", "figure", "bound", "ok", "advice"), rows, as_json=False)


def _unmet(outcome: Mapping[str, Any]) -> str:
    """Return which conditions are unmet, `""` when all are met."""
    names = [condition["name"] for condition in outcome["conditions"] if not condition["ok"]]
    return f"lacks {', '.join(names)}" if names else ""


def _refuse(told: str) -> NoReturn:
    click.echo(told, err=True)
    sys.exit(REFUSED)
