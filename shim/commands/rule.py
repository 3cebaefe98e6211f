"""`shim rule`: rules that ignore a known difference for a while."""

import click

from adapters.audit import instant_text, left
from adapters.evidence import IgnoreRule
from shim.commands.console import as_json, change_by_operator, on_store, print_rows
from shim.commands.flag import with_reason


@click.group()
def rule() -> None:
    """List, add and remove rules that ignore a known difference for a while."""


@rule.command("list")
@as_json
def rule_list(as_json: bool) -> None:
    """
    List all rules, expired ones too.

    \b
        shim rule list
    """
    rules = on_store(lambda store: store.evidence.read_rules())
    print_rows(
        ("rule", "cause", "site", "reason", "until"),
        [(*one[:-1], instant_text(one.expires_epoch_ms)) for one in rules],
        as_json=as_json,
    )


@rule.command("add")
@click.argument("name")
@click.argument("cause")
@click.option("--until", required=True, help="ISO date or instant at which it expires; UTC without a zone.")
@click.option("--site", default="", help="One site; without it, all.")
@with_reason
def rule_add(name: str, cause: str, until: str, site: str, reason: str) -> None:
    """
    Ignore a cause of differences until it expires; what it covers counts as canonical.

    CAUSE is cell:COLUMN, of a session's own property cell:properties.NAME, cell:*, row-missing, row-extra, row-order,
    token, envelope, error-versus-rows, error-text, timeout or not-compared:WHY.

    \b
        shim rule add new-browsers cell:browser --until 2030-01-31 --reason "the new parser knows more browsers"
    """
    from shim.rule_operations import add_rule, parse_until

    change = change_by_operator(reason)
    added = IgnoreRule(name, cause, site, reason, parse_until(until, change.at_epoch_ms))
    last = on_store(lambda store: add_rule(store, added, change))
    until = instant_text(added.expires_epoch_ms)
    click.echo(f"{name} ignores {cause} of {site or 'all sites'} until {until}; was {left(last)}")


@rule.command("remove")
@click.argument("name")
@with_reason
def rule_remove(name: str, reason: str) -> None:
    """
    Take a rule away: what it covered counts as different again.

    \b
        shim rule remove new-browsers --reason "both parsers agree now"
    """
    from shim.rule_operations import remove_rule

    last = on_store(lambda store: remove_rule(store, name, change_by_operator(reason)))
    click.echo(f"{name} is removed; was {left(last)}")
