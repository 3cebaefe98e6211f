"""`shim explain`: why a request was answered as it was."""

import re
from typing import Final

import click
import orjson

from shim.commands.console import with_store

REQUEST_ID: Final = re.compile(r"[0-9a-f]{16}")


@click.command()
@click.argument("request_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a story.")
def explain(request_id: str, as_json: bool) -> None:
    """
    Tell why a request was answered as it was: site, stage, flags, engine, times, the shadow's verdict.

    REQUEST_ID is the X-Request-Id of an answer. Every running instance is asked over its ops listener, with
    SHIM_OPS_TOKEN when that is set.

    \b
        shim explain 5f0c3a9e1b7d2468
    """
    from shim.ops.asking import explain as ask
    from shim.ops.explanation import story

    if not REQUEST_ID.fullmatch(request_id):
        raise click.BadParameter("is 16 hex digits, from the X-Request-Id of an answer", param_hint="REQUEST_ID")
    told = with_store(lambda settings: ask(settings, request_id))
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2) if as_json else "\n".join(story(told)))
