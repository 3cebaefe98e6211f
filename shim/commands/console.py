"""
What commands share: whose store they work on, who they say they are, how they print.
"""

import asyncio
import getpass
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import click
import orjson
from tabulate import tabulate

from adapters.audit import Change
from adapters.base import OpsStore
from config.settings import Settings, load_settings

T = TypeVar("T")

DEMO_FOLDER: Final = Path("var/demo")
"""Where the demo keeps its databases, below the current folder."""

REFUSED: Final = 3
"""Exit status of what a gate refuses, or somebody else was first to do; nothing is changed."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def change_by_operator(reason: str) -> Change:
    """Return who changes something from this command line, why and when."""
    return Change(getpass.getuser(), reason, time.time_ns() // 1_000_000)


def with_store(operation: Callable[[Settings], Awaitable[T]]) -> T:
    """Run an operation on the store that is set, else on that of a demo that was started in this folder."""
    environ = dict(os.environ)
    demo_store = DEMO_FOLDER / "ops.db"
    if not environ.get("SHIM_OPS_STORE_URL") and demo_store.exists():
        environ["SHIM_OPS_STORE_URL"] = f"sqlite:///{demo_store}"
        click.echo(f"SHIM_OPS_STORE_URL is not set: this is the demo's store, {demo_store}", err=True)

    async def run() -> T:
        return await operation(load_settings(environ))

    return asyncio.run(run())


def on_store(work: Callable[[OpsStore], Awaitable[T]]) -> T:
    """Run what needs nothing but the opened store, as `with_store` does."""
    from shim.bootstrap import ops_store

    async def run(settings: Settings) -> T:
        async with ops_store(settings) as store:
            return await work(store)

    return with_store(run)


def print_rows(names: Sequence[str], rows: Sequence[Sequence[object]], *, as_json: bool) -> None:
    """Print rows under their names, or as JSON objects."""
    if as_json:
        click.echo(orjson.dumps([dict(zip(names, row, strict=True)) for row in rows], option=orjson.OPT_INDENT_2))
    else:
        click.echo(tabulate([list(map(_text, row)) for row in rows], headers=names, disable_numparse=True))


def _text(cell: object) -> str:
    """Return a cell of a table."""
    if isinstance(cell, bool):
        return "yes" if cell else "NO"
    return ", ".join(cell) if isinstance(cell, list) else str(cell)
