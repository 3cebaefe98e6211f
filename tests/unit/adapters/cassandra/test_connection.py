"""What the driver's exceptions mean."""

import logging
from collections.abc import Iterator

import cassandra
import pytest
from cassandra import protocol
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException, ConnectionShutdown

from adapters.cassandra.bridge import Answer
from adapters.cassandra.connection import REPEATS_QUERIES, Connection, connect, our_errors
from adapters.errors import (
    AdapterError,
    EngineMisconfigured,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
)
from config.settings import load_settings
from tests.servers.processes import free_port

SECRET = "a value of a request"
TIMED_OUT = cassandra.OperationTimedOut({"node": SECRET})
READ_TIMEOUT = cassandra.ReadTimeout(SECRET, consistency=1, required_responses=1, received_responses=0)
UNAVAILABLE = cassandra.Unavailable(SECRET, consistency=1, required_replicas=2, alive_replicas=1)
REFUSED = ConnectionRefusedError(111, SECRET)
NOT_US = cassandra.AuthenticationFailed(SECRET)


def no_host(*errors: Exception) -> NoHostAvailable:
    return NoHostAvailable(SECRET, dict(enumerate(errors)))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (TIMED_OUT, EngineTimeout),
        (READ_TIMEOUT, EngineTimeout),
        (no_host(TIMED_OUT, READ_TIMEOUT), EngineTimeout),
        (no_host(TIMED_OUT, REFUSED), EngineUnreachable),
        (no_host(), EngineUnreachable),
        (NoHostAvailable(SECRET, ["10.0.0.1"]), EngineUnreachable),
        (no_host(REFUSED), EngineUnreachable),
        (ConnectionShutdown(SECRET), EngineUnreachable),
        (ConnectionException(SECRET), EngineUnreachable),
        (cassandra.UnresolvableContactPoints({}), EngineUnreachable),
        (UNAVAILABLE, EngineUnavailable),
        (no_host(UNAVAILABLE), EngineUnavailable),
        (cassandra.Unauthorized(SECRET), EngineMisconfigured),
        (cassandra.InvalidRequest(SECRET), EngineMisconfigured),
        (protocol.ConfigurationException(0x2300, SECRET, None), EngineMisconfigured),
        (protocol.OverloadedErrorMessage(0x1001, SECRET, None), EngineUnavailable),
        (protocol.ServerError(0, SECRET, None), EngineUnreachable),
        (NOT_US, EngineMisconfigured),
        (no_host(NOT_US, NOT_US), EngineMisconfigured),
        (cassandra.DriverException(SECRET), EngineUnreachable),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, Exception) else value.__name__,
)
def test_each_exception_has_its_meaning(theirs: Exception, ours: type[AdapterError]) -> None:
    """What the driver raises becomes the error that callers know, without the driver's words."""
    with pytest.raises(AdapterError) as caught, our_errors():
        raise theirs
    assert type(caught.value) is ours
    assert SECRET not in str(caught.value)


async def test_what_cannot_be_decoded_is_an_error_of_the_engine() -> None:
    """Rows are decoded when they are read, and then the driver raises."""

    def rows() -> Iterator[object]:
        yield (1,)
        raise cassandra.DriverException(SECRET)

    connection = Connection(None, None)
    with pytest.raises(EngineUnreachable) as caught:
        await connection.decoded(Answer(rows(), None))
    assert SECRET not in str(caught.value)


def test_mistakes_of_ours_stay_visible() -> None:
    """What is no failure of the engine is not dressed up as one."""
    with pytest.raises(KeyError), our_errors():
        raise KeyError("ours")


def test_warnings_that_repeat_a_query_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The server's warnings name keys, so they stay out of every log; what else the driver says is kept."""
    settings = load_settings({}, cassandra_port=free_port())
    with pytest.raises(EngineUnreachable):
        connect(settings, keyspace=None, timeout_s=1)
    logger = logging.getLogger(REPEATS_QUERIES)
    logger.warning("Server warning: %s", SECRET)
    logger.warning("Unknown protocol flags")
    assert SECRET not in caplog.text
    assert "Unknown protocol flags" in caplog.text
