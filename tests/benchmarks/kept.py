"""
Servers whose data stays: the tests' own, started on a folder of the user's cache and stopped without removing it.

Loading a million rows takes minutes, so a second run finds them there. Must not know what is stored.
"""

import atexit
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from cassandra.cluster import Cluster

from tests.servers.cassandra import CassandraServer
from tests.servers.install import cache_folder
from tests.servers.postgres import PostgresServer, _executable_programs, find_programs
from tests.servers.processes import ServerError, scratch_folder, unprivileged

SYSTEM_CACHE: Final = Path("/var/cache/legacy-shim")
OTHERS_MAY_ENTER: Final = 0o001
QUICK_START: Final = "-XX:TieredStopAtLevel=1"
POLL_S: Final = 0.5


def kept_folder(name: str) -> Path:
    """
    Return a folder in the user's cache that stays; it may not exist yet.

    Where we are root and root's home is closed, PostgreSQL, which will not run as root, could not reach its data there.
    """
    cache = cache_folder()
    home = cache if not unprivileged() or _others_may_enter(cache) else SYSTEM_CACHE
    return home / "benchmarks" / name


def _others_may_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & OTHERS_MAY_ENTER for parent in folder.parents if parent.exists())


class KeptPostgres(PostgresServer):
    """A PostgreSQL on a folder that stays."""

    @classmethod
    def start_in(cls, folder: Path) -> Self:
        """
        Start on what the folder holds, or on a new cluster.

        Raises:
            ServerError: it cannot be started, or another one still uses the folder.
        """
        account = unprivileged()
        if account:
            os.chown(folder, account["user"], account["group"])
        programs = _executable_programs(find_programs(), scratch_folder("shim-postgres-programs-"), account)
        server = cls(folder, programs, account)
        server._refuse_second()
        if not (folder / "data" / "PG_VERSION").exists():
            server._initialise()
        server._boot()
        return server

    def close(self) -> None:
        """End the server and keep its data."""
        self._running.terminate(signal.SIGINT, limit_s=60)
        atexit.unregister(self.close)

    def _refuse_second(self) -> None:
        """Two servers on one folder would ruin it, and the base class removes the file that PostgreSQL guards it by."""
        pid_file = self.folder / "data" / "postmaster.pid"
        if pid_file.exists():
            pid = pid_file.read_text().split()[0]
            if Path(f"/proc/{pid}/cwd").exists() and Path(f"/proc/{pid}/cwd").resolve() == (self.folder / "data"):
                raise ServerError(f"PostgreSQL {pid} of an earlier run still uses {self.folder}: end it first")


class KeptCassandra(CassandraServer):
    """A Cassandra on a folder that stays."""

    @classmethod
    def start_in(cls, folder: Path) -> Self:
        """
        Start on what the folder holds, or on an empty one.

        Raises:
            ServerError: it cannot be started.
        """
        server = cls(folder, durable=False)
        server._boot()
        return server

    def _arguments(self) -> Iterator[str]:
        """Let the JVM compile as well as it can: the tests' own nodes only have to start quickly."""
        return (argument for argument in super()._arguments() if argument != QUICK_START)

    def wait_until_compacted(self) -> None:
        """Return once no compaction runs, so that none runs while something is measured."""
        cluster = Cluster([self.address], port=self.port)
        try:
            session = cluster.connect()
            while session.execute("SELECT task_id FROM system_views.sstable_tasks").one() is not None:
                time.sleep(POLL_S)
        finally:
            cluster.shutdown()

    def close(self) -> None:
        """End the node, which writes out what it holds in memory, and keep its data."""
        self._running.terminate(limit_s=120)
        atexit.unregister(self.close)
