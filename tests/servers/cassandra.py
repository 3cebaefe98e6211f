"""
A real Cassandra 5.0 for the tests: one JVM in the foreground, one node, loopback only, no shell script and no JMX.

Boots in about 3 s on a quiet machine and takes 0.4 GiB. Tests that pause or kill a server start their own, with
`durable=True` when acknowledged rows must survive the kill.

    with CassandraServer.start() as server:
        Cluster([server.address], port=server.port)
"""

import atexit
import json
import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from cassandra import DriverException
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable
from cassandra.policies import DCAwareRoundRobinPolicy

from tests.servers.install import find_jars, find_java
from tests.servers.processes import ServerError, ServerProcess, free_port, remove, scratch_folder

ADDRESS: Final = "127.0.0.1"
DATA_CENTRE: Final = "datacenter1"
"""What SimpleSnitch calls the only one."""
DAEMON: Final = "org.apache.cassandra.service.CassandraDaemon"
PROBE_TIMEOUT_S: Final = 2
PROTOCOL_VERSION: Final = 5
LOGGING_FILE: Final = "logback.xml"
SETTINGS_FILE: Final = "cassandra.yaml"

EXPORTS: Final = (
    "java.base/jdk.internal.misc",
    "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch",
    "java.base/java.lang.ref",
    "java.sql/java.sql",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "jdk.unsupported/sun.misc",
    "jdk.attach/sun.tools.attach",
)
OPENS: Final = (
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.module",
    "java.base/java.lang.reflect",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch",
    "jdk.management/com.sun.management.internal",
)
"""Parts of the JDK that Cassandra 5.0 reaches into; without them it does not start on Java 17."""

JVM_OPTIONS: Final = (
    "-Xms64m",  # as root the whole initial heap is locked into memory
    "-Xmx512m",
    "-Xss512k",
    "-XX:MaxDirectMemorySize=256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.net.preferIPv4Stack=true",
    "-Dfile.encoding=UTF-8",
    *(f"--add-exports={module}=ALL-UNNAMED" for module in EXPORTS),
    *(f"--add-opens={module}=ALL-UNNAMED" for module in OPENS),
    "-Djdk.attach.allowAttachSelf=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.allocator.useCacheForAllThreads=true",
    "-Dio.netty.allocator.maxOrder=11",
    "-Dcassandra-foreground=yes",
    # Waits that mean something only between nodes, and a measurement of a second:
    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
    "-Dcassandra.ring_delay_ms=0",
    "-Dcassandra.superuser_setup_delay_ms=0",
    "-Dcassandra.shutdown_announce_in_ms=0",
    "-Dcassandra.memtable.row_overhead_size=180",
)

LOGGING: Final = """<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%-5level %d{HH:mm:ss.SSS} %logger{24} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="OUT"/></root>
</configuration>
"""

SETTINGS: Final = {
    "cluster_name": "tests",
    "num_tokens": 1,
    "partitioner": "org.apache.cassandra.dht.Murmur3Partitioner",
    "endpoint_snitch": "SimpleSnitch",
    "listen_address": ADDRESS,
    "rpc_address": ADDRESS,
    "commitlog_segment_size": "32MiB",  # the default: half of it bounds one mutation
    "commitlog_total_space": "128MiB",
    "memtable_heap_space": "64MiB",
    "memtable_offheap_space": "32MiB",
    "memtable_flush_writers": 1,
    "concurrent_reads": 8,
    "concurrent_writes": 8,
    "concurrent_compactors": 1,
    "file_cache_size": "32MiB",
    "networking_cache_size": "32MiB",
    "key_cache_size": "0MiB",
    "counter_cache_size": "0MiB",
    "disk_access_mode": "standard",
    "auto_snapshot": False,
    "hinted_handoff_enabled": False,
    "read_request_timeout": "4s",  # below the clients' deadline, as an operator would have it
    "write_request_timeout": "4s",
}

COMMIT_LOG: Final = {
    False: {"commitlog_sync": "periodic", "commitlog_sync_period": "10s"},
    True: {"commitlog_sync": "batch"},
}
"""By `durable`: `periodic` loses up to ten seconds of acknowledged rows even when only the process dies."""


class CassandraServer:
    """
    One running node with its own folder.

    Args:
        folder: of `scratch_folder`.
        durable: whether acknowledged rows survive `kill`; costs half the speed of writing.
    """

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder, self.address, self.port = folder, ADDRESS, free_port()
        self._storage_port = free_port()
        self._durable = durable
        self._java, self._jars = find_java(), find_jars()
        self._process: ServerProcess | None = None

    @classmethod
    def start(cls, *, durable: bool = False) -> Self:
        """
        Start an empty node in a new folder; it answers queries when this returns.

        Raises:
            ServerError: it cannot be started; the message carries the end of its log.
        """
        server = cls(scratch_folder("shim-cassandra-"), durable=durable)
        try:
            try:
                server._boot()
            except ServerError:  # somebody took a port meanwhile
                server.port, server._storage_port = free_port(), free_port()
                server._boot()
        except BaseException:
            server.close()
            raise
        return server

    @property
    def pid(self) -> int:
        """The JVM's process id."""
        return self._running.pid

    def stop(self) -> None:
        """Pause it: connections stay, nothing answers, new ones wait."""
        self._running.stop()

    def cont(self) -> None:
        """Let it go on after `stop`."""
        self._running.cont()

    def kill(self) -> None:
        """End it at once, paused or not, as a crash would; the data stays."""
        self._running.kill()

    def restart(self) -> None:
        """Start it again on the same ports and data, after `kill` or while it runs."""
        self._running.terminate()
        self._boot()

    def close(self) -> None:
        """End the node and remove its folder; safe to call twice."""
        if self._process is not None:
            self._process.kill()
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

    def _boot(self) -> None:
        seeds = [{"class_name": "org.apache.cassandra.locator.SimpleSeedProvider"}]
        seeds[0]["parameters"] = [{"seeds": f"{ADDRESS}:{self._storage_port}"}]  # type: ignore[assignment] # as YAML has it
        ports = {"native_transport_port": self.port, "storage_port": self._storage_port}
        settings = SETTINGS | COMMIT_LOG[self._durable] | ports | {"seed_provider": seeds}
        (self.folder / "tmp").mkdir(exist_ok=True)
        (self.folder / LOGGING_FILE).write_text(LOGGING)
        (self.folder / SETTINGS_FILE).write_text(json.dumps(settings))  # JSON is YAML
        self._process = ServerProcess([str(self._java), *self._arguments()], self.folder)
        atexit.register(self.close)
        self._process.wait_until(self._answers)

    def _arguments(self) -> Iterable[str]:
        yield from JVM_OPTIONS
        yield f"-Dcassandra.storagedir={self.folder}"
        yield f"-Dcassandra.config={(self.folder / SETTINGS_FILE).as_uri()}"
        yield f"-Dlogback.configurationFile={self.folder / LOGGING_FILE}"
        yield f"-Djava.io.tmpdir={self.folder / 'tmp'}"
        yield from ("-classpath", os.pathsep.join(sorted(map(str, self._jars.glob("*.jar")))))
        yield DAEMON

    def _listens(self) -> bool:
        """Say whether the port is open: asked many times, and cheaper than a driver's attempt."""
        with suppress(OSError), socket.create_connection((self.address, self.port), PROBE_TIMEOUT_S):
            return True
        return False

    def _answers(self) -> bool:
        if not self._listens():
            return False
        profile = ExecutionProfile(DCAwareRoundRobinPolicy(DATA_CENTRE), request_timeout=PROBE_TIMEOUT_S)
        cluster = Cluster(
            [self.address],
            port=self.port,
            protocol_version=PROTOCOL_VERSION,
            execution_profiles={EXEC_PROFILE_DEFAULT: profile},
            connect_timeout=PROBE_TIMEOUT_S,
        )
        try:
            with suppress(NoHostAvailable, DriverException):
                return bool(cluster.connect().execute("SELECT release_version FROM system.local").one())
        finally:
            cluster.shutdown()
        return False
