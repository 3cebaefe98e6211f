"""
ONE TABLE: the engines that rows can be loaded into. The only file in `migrations` that names concrete engines.

Each is imported in its own function, when it is used: loading into SQLite needs no Cassandra driver. To add one: a
function and a row here; `tests/unit/migrations/test_engines.py` makes each of them.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Protocol

from adapters.base import Engine
from config.settings import Settings


def _legacy(settings: Settings) -> Engine:
    from adapters.legacy_sql.adapter import from_settings

    return from_settings(settings)


def _cassandra(settings: Settings) -> Engine:
    from adapters.cassandra.adapter import from_settings

    return from_settings(settings)


def _embedded(settings: Settings) -> Engine:
    from adapters.embedded.adapter import from_settings

    return from_settings(settings)


class CqlSession(Protocol):
    """A connection to Cassandra for statements that are run once; it blocks, and raises only `AdapterError`."""

    def execute(self, cql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement, whose parameters are `%s`, and return its rows."""
        ...

    def close(self) -> None:
        """Disconnect."""
        ...


def connect_cassandra(settings: Settings, *, timeout_s: float) -> CqlSession:
    """Connect to the keyspace that the settings name; the deadline is of each statement."""
    from adapters.cassandra.connection import connect

    return connect(settings, keyspace=settings.cassandra_keyspace, timeout_s=timeout_s)


ENGINES: Final[Mapping[str, Callable[[Settings], Engine]]] = MappingProxyType(
    {"legacy": _legacy, "cassandra": _cassandra, "embedded": _embedded}
)
