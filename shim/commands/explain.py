"""`shim explain`: why a request was answered as it was."""

from typing import TYPE_CHECKING, Any

import click
import orjson

from shim.commands.console import with_store

if TYPE_CHECKING:
    from config.settings import Settings


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
    from shim.ops.asking import REQUEST_ID
    from shim.ops.explanation import story

    if not REQUEST_ID.fullmatch(request_id):
        raise click.BadParameter("is 16 hex digits, from the X-Request-Id of an answer", param_hint="REQUEST_ID")
    told = with_store(lambda settings: _ask(settings, request_id))
    click.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2) if as_json else "\n".join(story(told)))


async def _ask(settings: "Settings", request_id: str) -> dict[str, Any]:
    """Return what the instance that served a request knows of it; else say who was asked, and what each said."""
    from shim.bootstrap import ops_store
    from shim.ops.asking import ask_instances, bearer, found_among

    async with ops_store(settings) as store:
        instances = await store.evidence.read_instances()
    told = await ask_instances(instances, request_id, bearer(settings.ops_token.get_secret_value()))
    found = found_among(told)
    if found is None:
        said = [f"{one.instance.name}: {one.reason}" for one in told] or ["no running instance is in the ops store"]
        raise LookupError("\n".join([f"nobody knows request {request_id}", *said]))
    return found
