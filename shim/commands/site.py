"""`shim site`: add, list and move sites."""

from typing import Any

import click

from adapters.base import Site
from config.stages import Stage
from shim.commands.console import as_json, change_by_operator, print_rows, with_store
from shim.stages import parse_standing

STAGES = [stage.value for stage in Stage]


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
def site_add(name: str, **fields: Any) -> None:  # noqa: ANN401 - one field of Site each
    """
    Add a site, or change what is known of it.

    \b
        shim site add www.example.com --timezone Europe/Amsterdam
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
def site_stage(name: str, stage: str, percent: str | None, **how: Any) -> None:  # noqa: ANN401 - options
    """
    Move a site to STAGE; every running instance follows within a second.

    Forward it goes one step at a time, and through a gate: a refused step changes nothing, says why, and ends with
    status 3. Back it goes always and at once. PERCENT is the share of users in canary.

    \b
        shim site stage www.example.com shadow
        shim site stage www.example.com canary 10
        shim site stage www.example.com legacy --reason "wrong cities"
    """
    from shim.operations import move_site

    if how["force"] and not how["reason"]:
        raise click.UsageError('--force needs --reason "..."')
    before, after = with_store(
        lambda settings: move_site(
            settings, name, parse_standing(stage, percent), change_by_operator(how["reason"]), force=how["force"]
        )
    )
    click.echo(f"{name}: {before} -> {after}")
