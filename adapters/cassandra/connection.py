"""
Everything that imports the driver: connecting, preparing, sending, and what its exceptions mean to us.

Imported when a connection is first wanted, in a thread, as the driver costs more start-up time than all else together.
Must not know tables. Guarded by `tests/unit/adapters/cassandra/test_connection.py` and the faults in
`tests/integration/test_cassandra_faults.py`.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from cassandra import (
    AuthenticationFailed,
    ConsistencyLevel,
    DriverException,
    OperationTimedOut,
    RequestValidationException,
    Timeout,
    Unauthorized,
    Unavailable,
    protocol,
)
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable, Session
from cassandra.connection import ConnectionBusy, ConnectionException
from cassandra.policies import (
    ConstantReconnectionPolicy,
    DCAwareRoundRobinPolicy,
    FallthroughRetryPolicy,
    TokenAwarePolicy,
)
from cassandra.pool import NoConnectionsAvailable
from cassandra.query import UNSET_VALUE, BatchStatement, BatchType, PreparedStatement, tuple_factory

from adapters.cassandra.bridge import Answer, answer_of, decoded
from adapters.cassandra.statements import Statement
from adapters.errors import AdapterError, EngineMisconfigured, EngineTimeout, EngineUnavailable, EngineUnreachable
from config.settings import Settings

PROTOCOL_VERSION: Final = 4
"""What every Cassandra since 2.2 speaks; 5 adds checksums that the driver computes in Python, and nothing we use."""

CONNECT_TIMEOUT_S: Final = 2
HEARTBEAT_S: Final = 2
"""A node that says nothing for this long is asked, and given up after as long again: so a hung one is noticed."""
RECONNECT_S: Final = 1

READ: Final = EXEC_PROFILE_DEFAULT
WRITE: Final = "write"
WRITE_CONSISTENCY: Final = ConsistencyLevel.LOCAL_QUORUM
"""Of writes, whatever reads use: with it, reads at `LOCAL_QUORUM` see what was written."""

REPEATS_QUERIES: Final = "cassandra.protocol"
"""The driver's logger of the server's warnings, which repeat a query with its values."""

_FAILED: Final = (EngineUnreachable, "the request failed")

ERRORS: Final[Sequence[tuple[tuple[type[Exception], ...], type[AdapterError], str]]] = (
    ((OperationTimedOut, Timeout), EngineTimeout, "no answer within the deadline"),
    ((Unavailable,), EngineUnavailable, "too few replicas are alive for the consistency level"),
    (
        (protocol.OverloadedErrorMessage, protocol.IsBootstrappingErrorMessage),
        EngineUnavailable,
        "the node turns requests away",
    ),
    (
        (AuthenticationFailed,),
        EngineMisconfigured,
        "refuses SHIM_CASSANDRA_USERNAME or its password",
    ),
    (
        (Unauthorized,),
        EngineMisconfigured,
        "SHIM_CASSANDRA_USERNAME lacks a permission: SELECT, to load MODIFY",
    ),
    (
        (RequestValidationException, protocol.RequestValidationException),
        EngineMisconfigured,
        "the keyspace, a table or a column is missing; `shim check` says which",
    ),
    (
        (NoHostAvailable, ConnectionException, ConnectionBusy, NoConnectionsAvailable),
        EngineUnreachable,
        "no node answers",
    ),
    ((DriverException, protocol.ErrorMessage, OSError), *_FAILED),
)
"""ONE TABLE: what the driver raises, in our words; the first row that fits counts. Its own text may quote a value."""


def _cause(error: BaseException) -> BaseException:
    """Return the one reason behind `NoHostAvailable` if all hosts failed alike; else the error itself."""
    if not isinstance(error, NoHostAvailable) or not error.errors or not isinstance(error.errors, dict):
        return error
    reasons = list(error.errors.values())
    alike = all(_meaning(reason) == _meaning(reasons[0]) for reason in reasons)
    return reasons[0] if alike and isinstance(reasons[0], BaseException) else error


def _meaning(error: object) -> tuple[type[AdapterError], str] | None:
    return next(((ours, says) for theirs, ours, says in ERRORS if isinstance(error, theirs)), None)


@contextmanager
def our_errors() -> Iterator[None]:
    """Map whatever the driver raises; the one place that knows its exceptions."""
    try:
        yield
    except Exception as error:
        meaning = _meaning(_cause(error))
        if meaning is None:
            raise
        kind, says = meaning
        raise kind(f"cassandra: {says} ({type(_cause(error)).__name__})") from error


def _without_values(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Server warning")


def connect(settings: Settings, *, keyspace: str | None, timeout_s: float) -> "Connection":
    """
    Connect to the cluster; blocks.

    Args:
        settings: where the cluster is, who we are, how reads are asked.
        keyspace: of all bare table names; `None` to make one.
        timeout_s: of each request.

    Raises:
        EngineUnreachable: no contact point answers.
        EngineTimeout: they accept connections and say nothing.
        EngineMisconfigured: they refuse us, or there is no such keyspace.
    """
    logging.getLogger(REPEATS_QUERIES).addFilter(_without_values)
    cluster = Cluster(
        settings.cassandra_contact_points,
        port=settings.cassandra_port,
        auth_provider=_login(settings),
        protocol_version=PROTOCOL_VERSION,
        execution_profiles=_profiles(settings, timeout_s),
        reconnection_policy=ConstantReconnectionPolicy(RECONNECT_S, max_attempts=None),
        connect_timeout=CONNECT_TIMEOUT_S,
        control_connection_timeout=CONNECT_TIMEOUT_S,
        idle_heartbeat_interval=HEARTBEAT_S,
        idle_heartbeat_timeout=HEARTBEAT_S,
        monitor_reporting_enabled=False,
    )
    try:
        with our_errors():
            return Connection(cluster, _session(cluster, settings.cassandra_local_dc, keyspace))
    except BaseException:
        cluster.shutdown()
        raise


def _session(cluster: Cluster, data_centre: str, keyspace: str | None) -> Session:
    """Connect, say plainly what the driver calls an absent host, and leave decoding to `bridge.py`."""
    try:
        session = cluster.connect()
    except NoHostAvailable as error:
        found = sorted({host.datacenter for host in cluster.metadata.all_hosts()} - {None})
        if found and data_centre not in found:
            raise EngineMisconfigured(
                f"cassandra: no node is in SHIM_CASSANDRA_LOCAL_DC {data_centre}, but in {', '.join(found)}"
            ) from error
        raise
    if keyspace is not None:
        session.set_keyspace(keyspace)
    session.client_protocol_handler = protocol.LazyProtocolHandler or session.client_protocol_handler
    return session


def _login(settings: Settings) -> PlainTextAuthProvider | None:
    if not settings.cassandra_username:
        return None
    return PlainTextAuthProvider(settings.cassandra_username, settings.cassandra_password.get_secret_value())


def _profiles(settings: Settings, timeout_s: float) -> dict[object, ExecutionProfile]:
    reads = ConsistencyLevel.name_to_value[settings.cassandra_consistency]
    return {
        name: ExecutionProfile(
            # Replicas in turn, so that one partition's readers do not all go to its first replica.
            load_balancing_policy=TokenAwarePolicy(
                DCAwareRoundRobinPolicy(settings.cassandra_local_dc), shuffle_replicas=True
            ),
            retry_policy=FallthroughRetryPolicy(),  # others hide Unavailable in NoHostAvailable
            consistency_level=consistency,
            request_timeout=timeout_s,
            row_factory=tuple_factory,
        )
        for name, consistency in ((READ, reads), (WRITE, WRITE_CONSISTENCY))
    }


class Connection:
    """A connected cluster and its prepared statements. `prepare`, `execute` and `close` block, the others do not."""

    def __init__(self, cluster: Cluster, session: Session) -> None:
        self._cluster, self._session = cluster, session
        self._prepared: dict[Statement, PreparedStatement] = {}

    def close(self) -> None:
        """Close all connections and end the driver's threads."""
        self._cluster.shutdown()

    def knows(self, statements: Iterable[Statement]) -> bool:
        """Say whether all of these are prepared."""
        return all(statement in self._prepared for statement in statements)

    def prepare(self, statements: Iterable[Statement]) -> None:
        """Prepare those of the statements that are not."""
        for statement in statements:
            if statement not in self._prepared:
                with our_errors():
                    prepared = self._session.prepare(statement.cql)
                prepared.fetch_size = statement.fetch_size
                self._prepared[statement] = prepared

    def execute(self, cql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement that is needed once, such as one that changes the schema; parameters are `%s`."""
        with our_errors():
            return list(self._session.execute(cql, parameters, execution_profile=WRITE))

    async def fetch(self, statement: Statement, parameters: Sequence[object], paging_state: bytes | None) -> Answer:
        """Read one page at the reads' consistency, not yet decoded."""
        with our_errors():
            return await answer_of(
                self._session.execute_async(self._prepared[statement], parameters, paging_state=paging_state)
            )

    async def decoded(self, answer: Answer) -> list[Any]:
        """Return the rows of a page."""
        with our_errors():
            return await decoded(answer)

    async def write(self, statement: Statement, parameters: Sequence[object]) -> Answer:
        """Write by one statement."""
        with our_errors():
            return await answer_of(
                self._session.execute_async(self._prepared[statement], parameters, execution_profile=WRITE)
            )

    async def write_together(self, changes: Iterable[tuple[Statement, Sequence[object]]]) -> Answer:
        """Write by several statements; those of one partition become one mutation. `None` is not written."""
        batch = BatchStatement(BatchType.UNLOGGED)
        for statement, parameters in changes:
            batch.add(self._prepared[statement], [UNSET_VALUE if value is None else value for value in parameters])
        with our_errors():
            return await answer_of(self._session.execute_async(batch, execution_profile=WRITE))
