"""
What the adapter needs of a database: to read, to load, to look at itself; each behind the gate, with a deadline.

Must not know our statements, rows or any driver. To add a database: a module like `postgresql.py` with a subclass, a
dialect in `statements.py`, and a row in `DATABASES` of `adapter.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from adapters.gate import Gate
from adapters.legacy_sql.schema import TrialTable
from adapters.legacy_sql.statements import Sql, Statement

Row = tuple[Any, ...]

LOAD_DEADLINE_MS: Final = 60_000
"""For one batch of a load, and for what an operator runs by hand; reads have the engine's own deadline."""

ANY_TYPE: Final = ""
"""A column may hold values of any type."""


class Database(ABC):
    """
    One database, connected to when it is first needed. Public methods raise only `AdapterError`.

    Args:
        sql: its dialect.
        slots: calls at the same time.
        deadline_ms: of one read, waiting for a slot included.

    A database that is `prompt` ends a read at once when it is cancelled.
    """

    prompt = False

    def __init__(self, sql: Sql, slots: int, deadline_ms: int) -> None:
        self.sql = sql
        self._deadline_ms = deadline_ms
        self._gate = Gate(slots)

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._gate.close()
        await self._disconnect()

    async def fetch(self, statement: Statement, *values: object) -> list[Row]:
        """Run a read under the engine's deadline and return its rows."""
        run = self._gate.run_here if self.prompt else self._gate.run
        return await run(self._deadline_ms, partial(self._read, statement, values))

    async def fetch_all(self, statement: Statement) -> list[Row]:
        """Run a read of a whole relation, which may take longer."""
        return await self._gate.run(LOAD_DEADLINE_MS, partial(self._read_slowly, statement))

    async def create_missing(self, tables: Sequence[TrialTable]) -> None:
        """Create, with their indexes, the tables in whose place there is no relation, all or none."""
        await self._gate.run(LOAD_DEADLINE_MS, partial(self._create_missing, tables))

    async def load(self, table: TrialTable, records: Sequence[Row]) -> None:
        """Write rows with different keys, all or none."""
        await self._gate.run(LOAD_DEADLINE_MS, partial(self._load, table, records))

    async def faults(self, statement: Statement, *values: object, equalities: int) -> Sequence[str]:
        """Return what is wrong with the way in which a read would be done; see `plans.py`."""
        return await self._gate.run(self._deadline_ms, partial(self._faults, statement, values, equalities))

    @abstractmethod
    async def columns(self, relation: str) -> Mapping[str, str]:
        """
        Return the columns of a relation by name, nothing when there is no such relation.

        A column's value is its kind: `S` a text, `N` a number, `E` an enum, `J` JSON, another letter for all else, or
        `ANY_TYPE`.
        """

    @abstractmethod
    async def namesakes(self, relation: str) -> Sequence[str]:
        """Return relations whose names differ from this one in their case only."""

    @abstractmethod
    async def _disconnect(self) -> None: ...

    @abstractmethod
    async def _read(self, statement: Statement, values: tuple[object, ...]) -> list[Row]: ...

    @abstractmethod
    async def _read_slowly(self, statement: Statement) -> list[Row]: ...

    @abstractmethod
    async def _create_missing(self, tables: Sequence[TrialTable]) -> None: ...

    @abstractmethod
    async def _load(self, table: TrialTable, records: Sequence[Row]) -> None: ...

    @abstractmethod
    async def _faults(self, statement: Statement, values: tuple[object, ...], equalities: int) -> Sequence[str]: ...
