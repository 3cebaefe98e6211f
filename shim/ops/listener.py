"""
The ops listener: the ops application on its own address, known to the other instances as long as it lives.

Each instance says in the ops store that it is there, and where operators reach it. When the store is down, that is said
again later. Must not know what is served. Guarded by `tests/unit/shim/ops/test_listener.py`.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_address
from typing import Final

from aiohttp import web

from adapters.base import OpsStore
from adapters.errors import StoreUnreachable
from adapters.evidence import Instance
from config.settings import Settings, SettingsError
from shim.tasks import Tasks

SIGN_OF_LIFE_S: Final = 15.0
CLOSE_S: Final = 1.0
"""What is still streamed at the end has this long."""


def instance_name() -> str:
    """Return what this process is called among the instances."""
    return f"{socket.gethostname()}:{os.getpid()}"


def listener_url(settings: Settings, port: int) -> str:
    """Return how others reach the listener."""
    if settings.ops_url:
        return settings.ops_url.rstrip("/")
    host = settings.ops_host
    with suppress(ValueError):
        address = ip_address(host)
        host = socket.gethostname() if address.is_unspecified else f"[{host}]" if address.version > 4 else host  # noqa: PLR2004
    return f"http://{host}:{port}"


@asynccontextmanager
async def ops_listener(app: web.Application, settings: Settings) -> AsyncIterator[str]:
    """
    Serve operators while the context is open, and yield the URL.

    Args:
        app: from `create_ops_app`.
        settings: `ops_host`, `ops_port` and `ops_url` are used here.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.ops_host, settings.ops_port)
        try:
            await site.start()
        except OSError as error:
            where = f"{settings.ops_host}:{settings.ops_port}"
            raise SettingsError(f"SHIM_OPS_PORT: cannot listen on {where}: {os.strerror(error.errno or 0)}") from error
        yield listener_url(settings, site.port)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def registered(
    store: OpsStore, name: str, url: str, now_epoch_ms: Callable[[], int], every_s: float = SIGN_OF_LIFE_S
) -> AsyncIterator[None]:
    """
    Have an instance in the ops store while the context is open.

    Args:
        store: opened.
        name: of the instance.
        url: of its ops listener, `""` without one.
        now_epoch_ms: the wall clock.
        every_s: between two signs of life.
    """
    tasks = Tasks()
    tasks.start("sign of life", _show_life(store, name, url, now_epoch_ms, every_s))
    try:
        yield
    finally:
        await tasks.drain(0)
        with suppress(StoreUnreachable):
            await store.evidence.remove_instance(name)


async def _show_life(store: OpsStore, name: str, url: str, now_epoch_ms: Callable[[], int], every_s: float) -> None:
    while True:
        with suppress(StoreUnreachable):  # the directory says so, and it is tried again
            await store.evidence.put_instance(Instance(name, url, now_epoch_ms()))
        await asyncio.sleep(every_s)
