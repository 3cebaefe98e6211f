"""
What the ops store needs of a database: to read by one statement, and to change by several, all or none. PURE.

Must not know what is stored. Implemented by `sqlite.py` and `postgresql.py`, each with one connection: statements are
few and short, and one connection is one thing to lose and to get back.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from adapters.errors import StoreUnreachable
from adapters.ops_store.schema import Dialect
from adapters.ops_store.statements import Statement

T = TypeVar("T")
Row = tuple[Any, ...]
Values = Mapping[str, object]


class SchemaMissing(StoreUnreachable):
    """The store answers, but a table or column that we need is not there."""


class Transaction(Protocol):
    """Statements that take effect together."""

    async def read(self, statement: Statement, values: Values) -> list[Row]:
        """Run a query and return its rows."""
        ...

    async def write(self, statement: Statement, *many: Values) -> int:
        """Run a change once for each of `many`; return how many rows it touched."""
        ...

    async def define(self, texts: Sequence[str]) -> None:
        """Run definitions of tables."""
        ...


class Database(Protocol):
    """
    One database behind one connection, opened when it is needed and again when it was lost.

    Called by one task at a time. Raises only `StoreUnreachable` and what `work` raises. A cancelled call ends soon, and
    nothing of it stays behind on the connection.
    """

    name: str
    """Which database, for operators; without user and password."""

    dialect: Dialect
    """How it differs from the others."""

    outlives_connections: bool
    """What is stored is still there on a new connection."""

    async def read(self, statement: Statement, values: Values) -> list[Row]:
        """Run one query and return its rows."""
        ...

    async def change(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction and return what it returns; if it raises, nothing has happened."""
        ...

    async def create(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do as `change` does; where the database is a file, make it first."""
        ...

    def changes(self) -> AsyncGenerator[None, None]:
        """See `adapters.base.OpsStore`; on a connection of its own, beside all other calls."""
        ...

    async def close(self) -> None:
        """Close the connection; safe to call twice."""
        ...
