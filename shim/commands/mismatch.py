"""`shim mismatch`: the persistent mismatches that shadow reads kept."""

from collections.abc import Mapping
from typing import Final

import click
import orjson

from adapters.audit import instant_text
from adapters.base import Family
from adapters.evidence import Mismatch
from shim.commands.console import as_json, change_by_operator, on_store, print_rows
from shim.commands.flag import with_reason

APART: Final = ("cells", "primary body", "shadow body")
"""What is too large for a table of facts."""

LISTED: Final = ("id", "site", "stage", "shape", "at", "causes", "closed by")


@click.group()
def mismatch() -> None:
    """List, show and close persistent mismatches."""


@mismatch.command("list")
@click.option("--site", default="", help="One site; without it, all.")
@click.option("--count", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many.")
@as_json
def mismatch_list(site: str, count: int, as_json: bool) -> None:
    """
    List the newest mismatches, newest first.

    \b
        shim mismatch list --site www.example.com
    """
    from shim.rule_operations import list_mismatches

    found = on_store(lambda store: list_mismatches(store, site, count))
    rows = [(*one[:4], instant_text(one.at_epoch_ms), one.causes, one.closed_by) for one in found]
    print_rows(LISTED, rows, as_json=as_json)


@mismatch.command("show")
@click.argument("id_", metavar="ID")
@as_json
def mismatch_show(id_: str, as_json: bool) -> None:
    """
    Show one mismatch: the request, the differing cells, and both answers.

    \b
        shim mismatch show 4bf92f3577b34da6
    """
    from shim.rule_operations import find_mismatch

    shown = _texts(on_store(lambda store: find_mismatch(store, id_)))
    if as_json:
        print_rows(tuple(shown), [tuple(shown.values())], as_json=True)
    else:
        _print(shown)


@mismatch.command("close")
@click.argument("id_", metavar="ID")
@with_reason
def mismatch_close(id_: str, reason: str) -> None:
    """
    Say that a mismatch is dealt with, so that it no longer blocks a gate.

    \b
        shim mismatch close 4bf92f3577b34da6 --reason "the row was copied again"
    """
    from shim.rule_operations import close_mismatch

    on_store(lambda store: close_mismatch(store, id_, change_by_operator(reason)))
    click.echo(f"{id_} is closed")


def _texts(one: Mismatch) -> dict[str, str]:
    """Return a mismatch's fields as they are shown."""
    fields = {name.replace("_", " "): value for name, value in one._asdict().items() if name != "at_epoch_ms"}
    return {"at": instant_text(one.at_epoch_ms)} | {
        name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value for name, value in fields.items()
    }


def _print(shown: Mapping[str, str]) -> None:
    """Print what is known as a table, the differing cells as another, and both answers as they were given."""
    from shim.compare import Cell

    facts = [(name, text) for name, text in shown.items() if name not in APART]
    print_rows(("what", "is"), facts, as_json=False)
    served, other = sorted(Family, key=lambda family: family.value != shown["primary"])
    if cells := [Cell(**cell) for cell in orjson.loads(shown["cells"])]:
        click.echo()
        print_rows(("row", "column", served, other), cells, as_json=False)
    for engine, body in ((served, shown["primary body"]), (other, shown["shadow body"])):
        click.echo(f"\n{engine} answers\n{body}")
