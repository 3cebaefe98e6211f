"""
The command line `shim`. Argument parsing and printing only: `operations.py`, `demo.py` and `bootstrap.py` do the work.

To add a command: a function here, or in a file of `commands/`, whose docstring ends with an example;
`tests/e2e/test_command_line.py` runs each one.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import click

from adapters.base import Finding
from adapters.errors import AdapterError, Conflict
from config.settings import SettingsError, load_settings
from shim.commands.audit import audit
from shim.commands.console import DEMO_FOLDER, REFUSED, as_json, print_rows
from shim.commands.explain import explain
from shim.commands.flag import flag
from shim.commands.login import login
from shim.commands.mismatch import mismatch
from shim.commands.rule import rule
from shim.commands.site import site


class _Commands(click.Group):
    """Turns the errors that operators can act on into one message and exit status 1, of whoever was second 3."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command."""
        try:
            return super().invoke(ctx)
        except Conflict as conflict:
            click.echo(f"somebody was first, nothing is changed: {conflict}", err=True)
            sys.exit(REFUSED)
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
@click.option("--with-mismatch", is_flag=True, help="Let the Events Engine miss an update of one session of each site.")
def demo(port: int, now: str, folder: Path, with_mismatch: bool) -> None:
    """
    Serve two sites with sample data, one on each engine, both embedded: nothing to install.

    Its clock stands at the instant of the published sample, so that the documented URL answers the published bytes.

    \b
        shim demo --port 0
        shim demo --now live
        shim demo --with-mismatch
    """
    from shim.demo import run_demo

    if now != "live" and not now.isdecimal():
        raise click.BadParameter("is unix milliseconds or the word live", param_hint="--now")
    run_demo(folder, port, None if now == "live" else int(now), with_mismatch=with_mismatch)


@main.command()
@click.option("--host", help="Address to listen on; else SHIM_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, 0 takes a free one; else SHIM_PORT.")
@click.option("--ops-port", type=click.IntRange(0, 65535), help="Port for operators; else SHIM_OPS_PORT.")
def serve(**given: str | int | None) -> None:
    """
    Serve until SIGTERM; what was accepted by then is still answered.

    \b
        SHIM_OPS_STORE_URL=sqlite:///ops.db SHIM_LEGACY_URL=postgresql://reader@db/stats \\
            shim serve --port 8080 --ops-port 8081
    """
    from shim.running import run_server

    settings = load_settings(os.environ, **{name: value for name, value in given.items() if value is not None})
    asyncio.run(
        run_server(
            settings,
            lambda port: click.echo(f"listening on http://{settings.host}:{port}"),
            on_operators=lambda url: click.echo(f"operators: {url}/"),
        )
    )


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
    print_rows(Finding._fields, findings, as_json=as_json)
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


for command in (site, login, flag, rule, mismatch, audit, explain):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="shim")
