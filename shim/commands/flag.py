"""`shim flag`: list, set and clear flags."""

import click

from adapters.audit import left
from config.flags import EVERYWHERE
from shim.commands.console import as_json, change_by_operator, on_store, print_rows

for_site = click.option("--site", default=EVERYWHERE, help="One site; without it, all that have no value of their own.")
with_reason = click.option("--reason", default="", help="Why; goes into the audit log. Required.")


@click.group()
def flag() -> None:
    """List, set and clear flags."""


@flag.command("list")
@for_site
@as_json
def flag_list(site: str, as_json: bool) -> None:
    """
    List all flags: what counts, where that comes from, what is allowed.

    \b
        shim flag list --site www.example.com
    """
    from shim.flag_operations import list_flags

    rows = on_store(lambda store: list_flags(store, site))
    print_rows(("flag", "site", "value", "from", "allowed", "help"), [row[:-1] for row in rows], as_json=as_json)


@flag.command("set")
@click.argument("name")
@click.argument("value")
@for_site
@with_reason
def flag_set(name: str, value: str, site: str, reason: str) -> None:
    """
    Set a flag for one site, or for all; every running instance follows within a second.

    \b
        shim flag set fallback off --site www.example.com --reason "the stand-in is too slow"
        shim flag set shadow-reads 10 --reason "the new cluster is small"
    """
    from shim.flag_operations import set_flag

    last = on_store(lambda store: set_flag(store, name, value, site, change_by_operator(reason)))
    click.echo(f"{name} of {site or 'all sites'} is {value}; was {left(last)}")


@flag.command("clear")
@click.argument("name")
@for_site
@with_reason
def flag_clear(name: str, site: str, reason: str) -> None:
    """
    Take a value away: for one site that of all sites counts again, for all the default.

    \b
        shim flag clear fallback --site www.example.com --reason "it is quick again"
    """
    from shim.flag_operations import clear_flag

    last = on_store(lambda store: clear_flag(store, name, site, change_by_operator(reason)))
    click.echo(f"{name} of {site or 'all sites'} has no value of its own any more; was {left(last)}")
