"""`shim audit`: who changed what, when and why; and whether the log is whole."""

import sys
from typing import Final

import click

from adapters.audit import AuditRow, instant_text
from adapters.base import OpsStore
from shim.commands.console import as_json, on_store, print_rows

LISTED: Final = ("number", "at", "who", "action", "subject", "from", "to", "why")


@click.command()
@click.option("--site", help="Only what concerns a site, its own flags included.")
@click.option("--subject", help="Only one subject: a site, a login, a rule, a flag.")
@click.option("--count", default=50, show_default=True, type=click.IntRange(1, 100_000), help="At most so many.")
@click.option("--verify", is_flag=True, help="Follow the whole log instead; status 1 names its first bad row.")
@as_json
def audit(site: str | None, subject: str | None, count: int, verify: bool, as_json: bool) -> None:
    """
    List the newest rows of the audit log, newest last, or verify all of it.

    \b
        shim audit --site www.example.com --count 20
        shim audit --verify
    """
    if site is not None and subject is not None:
        raise click.UsageError("name a --site or a --subject, not both")
    if verify:
        _verify()
        return
    rows = on_store(lambda store: _newest(store, count, site, subject))
    print_rows(LISTED, [(row.number, instant_text(row.at_epoch_ms), *row[2:-1]) for row in rows], as_json=as_json)


async def _newest(store: OpsStore, count: int, site: str | None, subject: str | None) -> list[AuditRow]:
    from shim.audit_reading import read_newest, read_newest_of_site

    return await (read_newest(store, count, subject) if site is None else read_newest_of_site(store, count, site))


def _verify() -> None:
    from shim.audit_reading import verify

    with click.progressbar(length=0, label="audit log", show_pos=True, file=sys.stderr) as bar:

        def progress(looked_at: int, known: int) -> None:
            bar.length = known
            bar.update(looked_at)

        problem = on_store(lambda store: verify(store, progress))
        rows = bar.pos
    click.echo(problem or f"{rows} rows, each as it was written")
    sys.exit(1 if problem else 0)
