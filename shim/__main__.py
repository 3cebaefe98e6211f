"""
The command line `shim`. Argument parsing and printing only: `operations.py`, `demo.py` and `bootstrap.py` do the work.

To add a command: a function here whose docstring ends with an example; `tests/e2e/test_command_line.py` runs each one.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson
from tabulate import tabulate

from adapters.base import Finding, Site
from adapters.errors import AdapterError
from config.settings import Settings, SettingsError, load_settings
from config.stages import Stage

T = TypeVar("T")

DEMO_FOLDER = Path("var/demo")
"""Where the demo keeps its databases, below the current folder."""

STAGES = [stage.value for stage in Stage]

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


class _Commands(click.Group):
    """Turns the errors that operators can act on into one message and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (SettingsError, AdapterError, LookupError, ValueError) as error:
            raise click.ClickException(str(error.args[0] if error.args else error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="legacy-shim")
def main() -> None:
    """
    Answer the legacy JSP URLs, from the old SQL engine or from Cassandra, site by site.

    Settings are SHIM_* environment variables; README lists them. To see it work, with nothing to set up:

    \b
        shim demo
    """


@main.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--now", default="1321472822803", show_default=True, metavar="MS|live", help="Where its clock stands.")
@click.option("--folder", default=DEMO_FOLDER, show_default=True, type=click.Path(path_type=Path), help="Its data.")
def demo(port: int, now: str, folder: Path) -> None:
    """
    Serve two sites with sample data, one on each engine, both embedded: nothing to install.

    Its clock stands at the instant of the published sample, so that the documented URL answers the published bytes.

    \b
        shim demo --port 0
        shim demo --now live
    """
    from shim.demo import run_demo

    if now != "live" and not now.isdecimal():
        raise click.BadParameter("is unix milliseconds or the word live", param_hint="--now")
    run_demo(folder, port, None if now == "live" else int(now))


@main.command()
@click.option("--host", help="Address to listen on; else SHIM_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, 0 takes a free one; else SHIM_PORT.")
def serve(host: str | None, port: int | None) -> None:
    """
    Serve until SIGTERM; what was accepted by then is still answered.

    \b
        SHIM_OPS_STORE_URL=sqlite:///ops.db SHIM_LEGACY_URL=postgresql://reader@db/stats shim serve --port 8080
    """
    from shim.bootstrap import run_server

    given = {"host": host, "port": port}
    settings = load_settings(os.environ, **{name: value for name, value in given.items() if value is not None})
    asyncio.run(run_server(settings, lambda port: click.echo(f"listening on http://{settings.host}:{port}")))


@main.command()
@as_json
def check(as_json: bool) -> None:
    """
    Look at the settings, label files, the ops store and every engine: relations, columns, indexes.

    The exit status is 1 when anything is amiss, and each line says what to do.

    \b
        shim check
    """
    from shim.operations import check as look

    findings = asyncio.run(look(load_settings()))
    _print_rows(Finding._fields, findings, as_json=as_json)
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@main.group()
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
    _with_store(lambda settings: put_site(settings, added))
    click.echo(f"{name} is in stage {added.stage}")


@site.command("list")
@as_json
def site_list(as_json: bool) -> None:
    """
    List all sites with their stages.

    \b
        shim site list --json
    """
    from shim.operations import read_sites

    _print_rows(Site._fields, _with_store(read_sites), as_json=as_json)


@site.command("stage")
@click.argument("name")
@click.argument("stage", type=click.Choice(STAGES))
def site_stage(name: str, stage: str) -> None:
    """
    Move a site to another stage; every running instance follows within a quarter of a second.

    \b
        shim site stage www.example.com live
    """
    from shim.operations import set_stage

    before = _with_store(lambda settings: set_stage(settings, name, Stage(stage)))
    click.echo(f"{name}: {before} -> {stage}")


@main.group()
def login() -> None:
    """Add, import and list logins."""


@login.command("add")
@click.argument("name")
@click.option("--site", "sites", multiple=True, required=True, help="A site it may read; repeat for several.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def login_add(name: str, sites: Sequence[str], password_stdin: bool) -> None:
    """
    Add a login, or replace its password and sites.

    \b
        shim login add jane@example.com --site www.example.com
    """
    from shim.operations import put_login

    password = sys.stdin.readline().rstrip("\n") if password_stdin else click.prompt("Password", hide_input=True)
    _with_store(lambda settings: put_login(settings, name, password, sites))
    click.echo(f"{name} may read {', '.join(sites)}")


@login.command("import")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--from-legacy", is_flag=True, help="Read the old database's relation of logins instead of a file.")
def login_import(file: Any, from_legacy: bool) -> None:  # noqa: ANN401 - click's file
    """
    Import logins with their old hashes; each is replaced by argon2id at its first good login.

    FILE has one JSON object a line: {"login": ..., "password_hash": ..., "sites": [...]}, the hash being {md5}...,
    {sha1}..., {bcrypt}..., {plain}... or argon2id's own form.

    \b
        shim login import logins.jsonl
        shim login import --from-legacy
    """
    from shim.logins_import import import_logins

    if (file is None) is not from_legacy:
        raise click.UsageError("name a FILE, or --from-legacy, and not both")
    imported, refused = _with_store(lambda settings: import_logins(settings, file))
    for reason in refused:
        click.echo(reason, err=True)
    click.echo(f"{imported} logins imported, {len(refused)} refused")
    sys.exit(1 if refused else 0)


@login.command("list")
@as_json
def login_list(as_json: bool) -> None:
    """
    List all logins with the kind of their hash and their sites; never the hash itself.

    \b
        shim login list
    """
    from shim.operations import read_logins
    from shim.passwords import scheme_of

    rows = [(one.login, scheme_of(one.password_hash), sorted(one.sites)) for one in _with_store(read_logins)]
    _print_rows(("login", "hash", "sites"), rows, as_json=as_json)


def _with_store(operation: Callable[[Settings], Awaitable[T]]) -> T:
    """Run an operation on the store that is set, else on that of a demo that was started in this folder."""
    environ = dict(os.environ)
    demo_store = DEMO_FOLDER / "ops.db"
    if not environ.get("SHIM_OPS_STORE_URL") and demo_store.exists():
        environ["SHIM_OPS_STORE_URL"] = f"sqlite:///{demo_store}"
        click.echo(f"SHIM_OPS_STORE_URL is not set: this is the demo's store, {demo_store}", err=True)

    async def run() -> T:
        return await operation(load_settings(environ))

    return asyncio.run(run())


def _print_rows(names: Sequence[str], rows: Sequence[Sequence[object]], *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps([dict(zip(names, row, strict=True)) for row in rows], option=orjson.OPT_INDENT_2))
    else:
        click.echo(tabulate([list(map(_text, row)) for row in rows], headers=names, disable_numparse=True))


def _text(cell: object) -> str:
    """Return a cell of a table."""
    if isinstance(cell, bool):
        return "yes" if cell else "NO"
    return ", ".join(cell) if isinstance(cell, list) else str(cell)


if __name__ == "__main__":
    main(prog_name="shim")
