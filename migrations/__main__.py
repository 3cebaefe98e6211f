"""
The command line `shim-migrate`: what operators run to change and to fill stores. Argument parsing and printing only.

To add a command: a function here, its work in a module of its own. `tests/unit/migrations/test_main.py` runs each.
"""

import asyncio
import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import click

from adapters.errors import AdapterError
from adapters.loading import Loaded, PlanningWriter, bounded_lines, count_days, load
from config.settings import Settings, SettingsError, load_settings
from migrations.engines import ENGINES

SHOWN_BAD_LINES: Final = 100
"""Bad lines that are printed; the others are only counted."""

BAR_STEP_BYTES: Final = 256 * 1024
"""The bar moves in steps of this many bytes read."""

BAD_LINES: Final = 1
UNUSABLE: Final = 2
"""Exit statuses: some lines were bad; settings or a store cannot be used."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """
    Change the schemas of stores and load rows into engines.

    Settings come from SHIM_* environment variables, as for `shim`; README lists them.

    \b
      shim-migrate sql                                      bring the ops store up to date
      shim-migrate cql                                      bring the keyspace of Cassandra up to date
      shim-migrate load sessions.jsonl --engine cassandra   load sessions and page views
    """


@main.command()
def sql() -> None:
    """
    Bring the ops store (SHIM_OPS_STORE_URL) to the schema that this version needs.

    Runs what has not run yet and says what it ran; a second time does nothing.

    \b
      SHIM_OPS_STORE_URL=sqlite:///var/ops.db shim-migrate sql
      SHIM_OPS_STORE_URL=postgresql://shim:...@db/shim shim-migrate sql
    """
    from migrations.apply_sql import apply_sql

    with _told():
        url = load_settings().ops_store_url.get_secret_value()
        if not url:
            raise SettingsError("SHIM_OPS_STORE_URL: is not set. It names the store of sites and logins.")
        apply_sql(url, click.echo)


@main.command()
def cql() -> None:
    """
    Bring the keyspace of Cassandra (SHIM_CASSANDRA_*) to the schema that this version needs.

    Runs the numbered files that have not run yet, in order, and says which; a second time does nothing.

    \b
      SHIM_CASSANDRA_CONTACT_POINTS=10.0.0.5 SHIM_CASSANDRA_KEYSPACE=events shim-migrate cql
    """
    from migrations.apply_cql import apply_cql

    with _told():
        apply_cql(load_settings(), click.echo)


@main.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--engine", required=True, type=click.Choice(list(ENGINES)), help="Which engine to write to.")
@click.option("--create", is_flag=True, help="Create the engine's tables first where they are missing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def load_command(file: Path, engine: str, *, create: bool, as_json: bool) -> None:
    """
    Load sessions and page views from FILE: JSON Lines, one object a line, plain or .gz.

    Good lines are kept, bad ones are told by number and reason. Loading a file again does no harm: of each row the one
    with the greatest version_us stays. Exit status: 0 all lines good, 1 some bad, 2 settings or engine unusable.

    \b
      {"kind": "session", "site": "www.example.com", "session_id": "1321397999803.1",
       "user_id": "1319502921449.1", "session_start_epoch_ms": 1321397999803,
       "last_event_epoch_ms": 1321472798140, "version_us": 1321472798140000, "browser": "Firefox"}
      {"kind": "page_view", "site": "www.example.com", "session_id": "1321397999803.1",
       "event_id": "1321472797944.1", "event_epoch_ms": 1321472797944, "version_us": 1321472797944000}

    \b
      shim-migrate load day.jsonl.gz --engine cassandra --json
      SHIM_EMBEDDED_FILE=trial.db shim-migrate load config/demo/sessions.jsonl --engine embedded --create
    """
    bad_lines = BadLines()
    with _told():
        try:
            loaded = asyncio.run(_load(load_settings(), file, engine, create=create, report=bad_lines))
        finally:
            bad_lines.show()
    click.echo(json.dumps(loaded._asdict()) if as_json else _sentence(loaded))
    sys.exit(BAD_LINES if loaded.bad else 0)


class BadLines:
    """Keeps the first bad lines for stderr, past any progress bar, and counts them all."""

    def __init__(self) -> None:
        self._count = 0
        self._first: list[str] = []

    def __call__(self, number: int, reason: str) -> None:
        """Take one bad line."""
        self._count += 1
        if self._count <= SHOWN_BAD_LINES:
            self._first.append(f"line {number}: {reason}")

    def show(self) -> None:
        """Print what was kept, and how many more there were."""
        for line in self._first:
            click.echo(line, err=True)
        if self._count > SHOWN_BAD_LINES:
            click.echo(f"... and {self._count - SHOWN_BAD_LINES:,} more bad lines", err=True)


async def _load(
    settings: Settings, file: Path, engine: str, *, create: bool, report: Callable[[int, str], None]
) -> Loaded:
    writer = ENGINES[engine](settings)
    await writer.open()
    try:
        if create:
            await writer.create_schema()
        if isinstance(writer, PlanningWriter):
            with _lines(file, "counting") as lines:
                await writer.expect(count_days(lines))
        with _lines(file, "loading") as lines:
            return await load(lines, writer, report)
    finally:
        await writer.close()


@contextmanager
def _lines(file: Path, label: str) -> Iterator[Iterator[bytes]]:
    """Open a file, plain or .gz, and give its lines; a bar on stderr follows them when stderr is a terminal."""
    hidden = not sys.stderr.isatty()
    with (
        file.open("rb") as raw,
        click.progressbar(length=file.stat().st_size, label=label, file=sys.stderr, hidden=hidden) as bar,
        gzip.open(raw) if file.suffix == ".gz" else raw as stream,
    ):
        yield _followed(bounded_lines(stream), raw, bar.update)


def _followed(lines: Iterator[bytes], raw: BinaryIO, advance: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the lines; tell now and then how many bytes of the file itself were read for them."""
    told_bytes = 0
    for line in lines:
        read_bytes = raw.tell()
        if read_bytes - told_bytes >= BAR_STEP_BYTES:
            advance(read_bytes - told_bytes)
            told_bytes = read_bytes
        yield line
    advance(raw.tell() - told_bytes)


@contextmanager
def _told() -> Iterator[None]:
    """End the command with a sentence instead of a traceback when settings, a store or a file cannot be used."""
    try:
        yield
    except (SettingsError, AdapterError, OSError, EOFError, zlib.error) as error:
        click.echo(f"shim-migrate: {error}", err=True)
        sys.exit(UNUSABLE)


def _sentence(loaded: Loaded) -> str:
    return f"{loaded.lines:,} lines: {loaded.sessions:,} sessions, {loaded.page_views:,} page views, {loaded.bad:,} bad"


if __name__ == "__main__":
    main(prog_name="shim-migrate")
