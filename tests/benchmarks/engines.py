"""
The engines that are measured: how each is started on kept data, filled, and read without the shim.

Loading goes through the project's own adapters, as an operator's would. To add an engine: a context manager that starts
it, a `RawRead` for its floor, a `BenchEngine`, and its name in `ENGINES` of the sections that are to measure it.
"""

import asyncio
import fcntl
import hashlib
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import psycopg

from adapters.base import Session
from adapters.cassandra import rows as cassandra_rows
from adapters.cassandra import statements as cassandra_statements
from adapters.embedded import statements as embedded_statements
from adapters.legacy_sql import statements as sql_statements
from adapters.legacy_sql.schema import trial_tables
from adapters.loading import BATCH_ROWS, PlanningWriter
from config.settings import load_settings
from config.stages import Stage
from migrations.engines import ENGINES as LOADERS
from tests.benchmarks import data
from tests.benchmarks.kept import KeptCassandra, KeptPostgres, kept_folder
from tests.servers.cassandra import DATA_CENTRE

KEYSPACE: Final = "bench"
READ_BYTES: Final = 1_048_576
COMPLETE: Final = "complete"
"""A file in a folder of kept data: everything was loaded and the server has ended well."""

ShimSettings = Mapping[str, Any]
"""Settings of the shim by name, those that say where this engine is."""


class RawRead(NamedTuple):
    """
    How a floor reads a user's sessions.

    Args:
        driver: a row of `floor.DRIVERS`.
        connect: what it connects with.
        statement: the adapter's own text.
        tail: parameters after the count.
    """

    driver: str
    connect: dict[str, Any]
    statement: str
    tail: tuple[int, ...] = ()


class BenchEngine(NamedTuple):
    """
    One engine.

    Args:
        name: as it is printed.
        loader: a row of `migrations.engines.ENGINES`.
        stage: of a site that this engine serves.
        sites: what it holds.
        start: runs it on a folder while the context is open.
        ddl: its schema; kept data of another one is not used.
        raw_read: for its floor.
        settle: called once after loading.
        write: stores a batch of a site.
        warm_up_s: load that makes it as fast as it gets.
    """

    name: str
    loader: str
    stage: Stage
    sites: Sequence[data.BenchSite]
    start: Callable[[Path], AbstractContextManager[ShimSettings]]
    ddl: Callable[[], Sequence[str]]
    raw_read: Callable[[ShimSettings], RawRead]
    settle: Callable[[ShimSettings], None] = lambda _: None
    write: Callable[[Any, data.BenchSite, list[Session]], Awaitable[None]] = lambda to, _, batch: to.write_sessions(
        batch
    )
    warm_up_s: float = 1.0


@contextmanager
def _start_postgresql(folder: Path) -> Iterator[ShimSettings]:
    server = KeptPostgres.start_in(folder)
    try:
        yield {"legacy_url": server.url()}
    finally:
        server.close()


def _settle_postgresql(settings: ShimSettings) -> None:
    """Do now what autovacuum would do while something is measured."""
    with psycopg.connect(settings["legacy_url"], autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) sessions")


def _read_postgresql(settings: ShimSettings) -> RawRead:
    statement = sql_statements.build(sql_statements.postgresql(), sql_statements.Relations()).user_sessions
    return RawRead("psycopg", {"url": settings["legacy_url"]}, statement.text, statement.tail)


@contextmanager
def _start_cassandra(folder: Path) -> Iterator[ShimSettings]:
    server = KeptCassandra.start_in(folder)
    try:
        server.wait_until_compacted()
        yield {
            "events_engine": "cassandra",
            "cassandra_port": server.port,
            "cassandra_keyspace": KEYSPACE,
            "cassandra_local_dc": DATA_CENTRE,
        }
    finally:
        server.close()


async def _write_cassandra(engine: Any, site: data.BenchSite, batch: list[Session]) -> None:  # noqa: ANN401 - one of many
    """
    Write a batch; of the large site only into the table that is read of it: that takes minutes, not half an hour.

    No user's and no single session of that site is ever asked for here.
    """
    if site is not data.LARGE:
        await engine.write_sessions(batch)
        return
    writer = engine._writer
    await writer._settle_widths(batch)
    of_slices = [(*session, writer._slice_start_ms(session)) for session in batch]
    await writer._list_slices({(row[0], row[-1]) for row in of_slices})
    await engine._client.write_partitions(cassandra_rows.mutations(cassandra_statements.WRITE_BY_SITE, of_slices))


def _read_cassandra(settings: ShimSettings) -> RawRead:
    connect = {
        "port": settings["cassandra_port"],
        "keyspace": settings["cassandra_keyspace"],
        "local_dc": settings["cassandra_local_dc"],
    }
    return RawRead("cassandra", connect, cassandra_statements.READ_USER_SESSIONS.cql)


@contextmanager
def _start_embedded(folder: Path) -> Iterator[ShimSettings]:
    yield {"events_engine": "embedded", "embedded_file": str(folder / "events.db")}


def _read_embedded(settings: ShimSettings) -> RawRead:
    return RawRead("aiosqlite", {"file": settings["embedded_file"]}, embedded_statements.READ_USER_SESSIONS)


@contextmanager
def _start_legacy_sqlite(folder: Path) -> Iterator[ShimSettings]:
    yield {"legacy_url": f"sqlite:///{folder / 'legacy.db'}"}


def _read_legacy_sqlite(settings: ShimSettings) -> RawRead:
    statement = sql_statements.build(sql_statements.sqlite(), sql_statements.Relations()).user_sessions
    file = settings["legacy_url"].removeprefix("sqlite:///")
    return RawRead("aiosqlite", {"file": file}, statement.text, statement.tail)


def _sql_ddl(sql: sql_statements.Sql) -> list[str]:
    return [text for table in trial_tables(sql, sql_statements.Relations()) for text in table.create]


POSTGRESQL: Final = BenchEngine(
    name="PostgreSQL",
    loader="legacy",
    stage=Stage.LEGACY,
    sites=data.SITES,
    start=_start_postgresql,
    ddl=lambda: _sql_ddl(sql_statements.postgresql()),
    raw_read=_read_postgresql,
    settle=_settle_postgresql,
)
CASSANDRA: Final = BenchEngine(
    name="Cassandra",
    loader="cassandra",
    stage=Stage.LIVE,
    sites=data.SITES,
    start=_start_cassandra,
    ddl=lambda: cassandra_statements.SCHEMA,
    raw_read=_read_cassandra,
    write=_write_cassandra,
    warm_up_s=10.0,  # a JVM compiles what it runs often
)
EMBEDDED: Final = BenchEngine(
    name="embedded",
    loader="embedded",
    stage=Stage.LIVE,
    sites=data.SITES,
    start=_start_embedded,
    ddl=lambda: embedded_statements.SCHEMA,
    raw_read=_read_embedded,
)
LEGACY_SQLITE: Final = BenchEngine(
    name="legacy SQLite",
    loader="legacy",
    stage=Stage.LEGACY,
    sites=(data.MAIN,),
    start=_start_legacy_sqlite,
    ddl=lambda: _sql_ddl(sql_statements.sqlite()),
    raw_read=_read_legacy_sqlite,
)


def data_folder(engine: BenchEngine) -> Path:
    """Return where an engine's data is kept: by its rows' version and by its schema."""
    key = hashlib.sha256("\n".join([str(data.VERSION), repr(engine.sites), *engine.ddl()]).encode())
    return kept_folder(f"{_file_name(engine)}-{key.hexdigest()[:16]}")


def prepare(engine: BenchEngine) -> None:
    """
    Load an engine's data unless it is kept; what was kept of another schema or version is removed.

    Raises:
        ServerError: its server cannot be started.
        AdapterError: rows could not be written.
    """
    folder = data_folder(engine)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{_file_name(engine)}.lock").open("w") as lock:  # another run may be at it
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / COMPLETE).exists():
            _make(engine, folder)


def have_in_memory(engine: BenchEngine) -> None:
    """Read an engine's files once: whoever reads most of them would measure the disk."""
    for file in data_folder(engine).rglob("*"):
        with suppress(FileNotFoundError):  # the server may have removed it
            if file.is_file():
                with file.open("rb") as opened:
                    while opened.read(READ_BYTES):
                        pass


def _make(engine: BenchEngine, folder: Path) -> None:
    for stale in folder.parent.glob(f"{_file_name(engine)}-*"):
        shutil.rmtree(stale)
    folder.mkdir()
    click.echo(f"{engine.name}: making its data in {folder}, once; PostgreSQL takes about one minute, Cassandra eight")
    started_s = time.monotonic()
    with engine.start(folder) as settings:
        asyncio.run(_load(engine, settings))
        engine.settle(settings)
    (folder / COMPLETE).touch()
    click.echo(f"  kept after {time.monotonic() - started_s:.0f} s")


async def _load(engine: BenchEngine, settings: ShimSettings) -> None:
    writer = LOADERS[engine.loader](load_settings({}, **settings))
    await writer.open()
    try:
        await writer.create_schema()
        if isinstance(writer, PlanningWriter):
            await writer.expect(data.sessions_of_day(engine.sites))
        total = sum(site.sessions for site in engine.sites)
        with click.progressbar(length=total, label="  loading", show_pos=True) as progress:
            for site in engine.sites:
                for batch in data.batches(site, BATCH_ROWS):
                    await engine.write(writer, site, batch)
                    progress.update(len(batch))
    finally:
        await writer.close()


def _file_name(engine: BenchEngine) -> str:
    return engine.name.lower().replace(" ", "-")
