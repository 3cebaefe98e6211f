"""
A shim whose two engines are stand-ins that answer at once: what is left is what shadow reads cost by themselves.

All else is real: sockets, logins, plans, rendering, comparing, counting. When it is told to end, it writes what came
out. Run as `python -m tests.benchmarks.constant ROWS FILE`.
"""

import asyncio
import json
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

import click

from adapters.base import Family, Position, Scope, Session
from adapters.walk import PAGE_ROWS
from shim.logs import logging_apart
from shim.running import calm_the_collector
from tests.benchmarks import data
from tests.unit.shim.switching import switching

SHADOW_POOL: Final = 4
"""The default of the setting."""


class Constant:
    """An engine that always returns the same sessions."""

    read_rows = PAGE_ROWS

    def __init__(self, family: Family, rows: int) -> None:
        self.family = family
        self._sessions = next(data.batches(data.MAIN, rows))

    async def read_sessions(self, _scope: Scope, _begin: Position, _count: int) -> list[Session]:
        """Return them."""
        return list(self._sessions)

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


async def _totals(rows: int) -> Counter[str]:
    """Serve until SIGTERM, and return what came out."""
    engines: dict[Family, Any] = {family: Constant(family, rows) for family in Family}
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    calm_the_collector()
    with logging_apart("info"), tempfile.TemporaryDirectory() as folder:
        async with switching(Path(folder), engines=engines, shadow_pool=SHADOW_POOL) as switch:
            click.echo(f"listening on http://127.0.0.1:{switch.shim.port}")
            await ended.wait()
            return switch.totals


if __name__ == "__main__":
    found = asyncio.run(_totals(int(sys.argv[1])))
    Path(sys.argv[2]).write_text(json.dumps(found))
