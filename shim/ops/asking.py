"""
Asking the running instances what they know of a request or of an engine: who lives is in the ops store, with his URL.

Nobody else is asked, and no redirection is followed: what is shown to a listener may be a token. Must not know how an
answer is made. Guarded by `tests/unit/shim/ops/test_asking.py` and `tests/e2e/test_operators.py`.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import aiohttp
from yarl import URL

from adapters.base import Family, OpsStore
from adapters.evidence import Instance
from shim.gates import AskBreakers, Breakers
from shim.ops.context import OpsContext
from shim.ops.explanation import explained
from shim.ops.health import CLOSED, OPEN
from shim.trace import Trace

REQUEST_ID: Final = re.compile(r"[0-9a-f]{16}")
"""What `X-Request-Id` looks like; nothing else is put into a URL."""

TIMEOUT_S: Final = 2.0
"""For all instances together: they are asked at the same time."""

MAX_ANSWER_BYTES: Final = 65_536

OK: Final = 200

SILENT: Final = "silent"

Reply = tuple[int, object] | str
"""A status and the JSON that came with it, or why there is none."""


class Told(NamedTuple):
    """What an instance said: its JSON, or why there is none."""

    instance: Instance
    found: dict[str, Any] | None
    reason: str


def bearer(token: str) -> Mapping[str, str]:
    """Return the header that shows a token, none when it is empty."""
    return {"Authorization": f"Bearer {token}"} if token else {}


async def ask_instances(instances: Sequence[Instance], request_id: str, shown: Mapping[str, str]) -> list[Told]:
    """
    Ask instances for what they know of a request.

    Args:
        instances: from the ops store.
        request_id: 16 hex digits.
        shown: headers with what the operator shows to be let in.

    Returns:
        What each said, in their order; one at most has something that is found.
    """
    replies = await _ask_all(instances, f"/-/requests/{request_id}", shown)
    return [
        Told(instance, None, reply) if isinstance(reply, str) else Told(instance, *_understood(*reply))
        for instance, reply in zip(instances, replies, strict=True)
    ]


async def read_breakers(store: OpsStore, own: Mapping[str, str] = MappingProxyType({})) -> Breakers:
    """
    Return what every running instance says of the Events Engine's breaker, `TIMEOUT_S` from now at the latest.

    Args:
        store: knows the instances; readiness is told to everybody, so nothing is shown to them.
        own: what the asker knows of itself, by its name; it is not asked.

    Returns:
        An instance without an Events Engine has no breaker, and is not in it.

    Raises:
        StoreUnreachable: the store cannot say who lives.
    """
    others = [one for one in await store.evidence.read_instances() if one.name not in own]
    replies = await _ask_all(others, "/-/ready", {})
    states = [*own.items(), *((one.name, _breaker(reply)) for one, reply in zip(others, replies, strict=True))]
    return Breakers(*(tuple(name for name, state in states if state == wanted) for wanted in (OPEN, CLOSED, SILENT)))


def breakers_from(context: OpsContext) -> AskBreakers:
    """Return how an instance asks: itself at once, the others by their listeners."""
    return lambda: read_breakers(context.store, {context.instance: OPEN if context.breakers_open else CLOSED})


def _breaker(reply: Reply) -> object:
    """Return what an instance's readiness says of the Events Engine; `SILENT`, when nothing of it is understood."""
    answer = None if isinstance(reply, str) else reply[1]
    states = answer.get("engines") if isinstance(answer, dict) else None
    return states.get(Family.EVENTS.value) if isinstance(states, dict) else SILENT


def found_among(told: Sequence[Told]) -> dict[str, Any] | None:
    """Return what one of them knows, `None` when nobody does."""
    return next((one.found for one in told if one.found is not None), None)


async def _ask_all(instances: Sequence[Instance], path: str, shown: Mapping[str, str]) -> list[Reply]:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(
        headers=shown, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    ) as session:
        return await asyncio.gather(*(_ask(session, instance, path) for instance in instances))


async def _ask(session: aiohttp.ClientSession, instance: Instance, path: str) -> Reply:
    if not instance.url:
        return "has no ops listener; SHIM_OPS_PORT opens one"
    try:
        async with session.get(URL(instance.url.rstrip("/") + path), allow_redirects=False) as reply:
            small = (reply.content_length or 0) <= MAX_ANSWER_BYTES
            return reply.status, await reply.json(content_type=None) if small else None
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return f"does not answer at {instance.url}: {type(error).__name__}"


def _understood(status: int, answer: object) -> tuple[dict[str, Any] | None, str]:
    """Return what is known of the request, or why nothing is; an old address may be somebody else's by now."""
    if not isinstance(answer, dict):
        return None, "is no shim any more"
    if status != OK:
        return None, str(answer.get("detail", status))
    if answer.keys() >= explained(Trace("", "", 0), "", 0).keys():
        return answer, ""
    return None, "is of another version, which tells something else"
