"""The ops listener's address, and the instance in the store."""

import asyncio
import socket
from pathlib import Path

import pytest

from adapters.evidence import Instance
from config.settings import SettingsError
from shim.ops.listener import instance_name, listener_url, registered
from tests.unit.shim.ops.ops_shim import ops_settings, running_ops


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:9"),
        ({"ops_host": "::1"}, "http://[::1]:9"),
        ({"ops_host": "ops.example.com"}, "http://ops.example.com:9"),
        ({"ops_host": "0.0.0.0"}, f"http://{socket.gethostname()}:9"),
        ({"ops_url": "https://ops.example.com/"}, "https://ops.example.com"),
    ],
)
def test_the_url_reaches_the_listener(tmp_path: Path, given: dict[str, str], url: str) -> None:
    """It is what the settings say, else made of address and port."""
    assert listener_url(ops_settings(tmp_path, **given), 9) == url


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """With the setting's name."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(SettingsError, match="SHIM_OPS_PORT: cannot listen on"):
            async with running_ops(tmp_path, ops_port=taken.getsockname()[1]):
                pass


async def test_an_instance_is_known_while_it_lives(tmp_path: Path) -> None:
    """It is in the store from the start, says again that it lives, and is gone afterwards."""
    now_ms = 1_000
    async with running_ops(tmp_path) as ops:
        store = ops.context.store

        async def seen(at_ms: int) -> None:
            while await store.evidence.read_instances() != [Instance("one", "http://x", at_ms)]:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0)

        async with asyncio.timeout(10), registered(store, "one", "http://x", lambda: now_ms, every_s=0.01):
            await seen(1_000)
            now_ms = 2_000
            await seen(2_000)
        assert await store.evidence.read_instances() == []


def test_processes_have_names() -> None:
    """Host and process."""
    assert instance_name().startswith(socket.gethostname())
