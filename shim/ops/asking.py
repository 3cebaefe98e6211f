"""
Asking the running instances: whoever lives is in the ops store, with the URL of his ops listener.

Must not know how an answer is made. Guarded by `tests/e2e/test_operators.py`.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import aiohttp
from yarl import URL

from adapters.evidence import Instance
from config.settings import Settings
from shim.bootstrap import ops_store

TIMEOUT_S: Final = 2.0

OK: Final = 200


class Told(NamedTuple):
    """What an instance said: its JSON, or why there is none."""

    instance: str
    found: dict[str, Any] | None
    reason: str


async def explain(settings: Settings, request_id: str) -> dict[str, Any]:
    """
    Return what the instance that served a request knows of it.

    Args:
        settings: of the ops store; its `ops_token` is shown to the instances.
        request_id: from an answer's `X-Request-Id`.

    Raises:
        LookupError: nobody knows it; the message says who was asked, and what each said.
    """
    async with ops_store(settings) as store:
        instances = await store.evidence.read_instances()
    told = await ask_instances(instances, f"/-/requests/{request_id}", settings.ops_token.get_secret_value())
    for one in told:
        if one.found is not None:
            return one.found
    said = [f"{one.instance}: {one.reason}" for one in told] or ["no running instance is in the ops store"]
    raise LookupError("\n".join([f"nobody knows request {request_id}", *said]))


async def ask_instances(instances: Sequence[Instance], path: str, token: str) -> list[Told]:
    """Ask all at the same time for one path of their ops listeners."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        return await asyncio.gather(*(_ask(session, instance, path) for instance in instances))


async def _ask(session: aiohttp.ClientSession, instance: Instance, path: str) -> Told:
    if not instance.url:
        return Told(instance.name, None, "has no ops listener; SHIM_OPS_PORT opens one")
    try:
        async with session.get(URL(instance.url + path), allow_redirects=False) as reply:
            answer = await reply.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Told(instance.name, None, f"does not answer at {instance.url}: {type(error).__name__}")
    if reply.status == OK:
        return Told(instance.name, answer, "")
    return Told(instance.name, None, str(answer.get("detail", reply.status)))
