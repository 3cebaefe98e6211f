"""
How the ops store calls its database: one call at a time, under the deadline, every failure `StoreUnreachable`.

Must not know what is stored. Every audited change goes through `audited`, in the transaction of the change itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from adapters.audit import AuditHead, AuditRow, Change, chained, left
from adapters.errors import AdapterError, Conflict, StoreUnreachable, StoreUnwritable
from adapters.gate import Gate
from adapters.ops_store.database import Database, Row, Transaction
from adapters.ops_store.statements import Statement

T = TypeVar("T")


class Calls:
    """
    One database behind a gate.

    Args:
        database: not shared with anyone.
        deadline_ms: of each call, waiting for earlier ones included.
    """

    def __init__(self, database: Database, deadline_ms: int) -> None:
        self.database = database
        self.deadline_ms = deadline_ms
        self._gate = Gate(1)
        self.refusal = ""
        """Why the database, which answers, did not take the last transaction; `""` when it did."""

    async def close(self) -> None:
        """End what runs and close the connection; safe to call twice."""
        await self._gate.close()
        await self.database.close()

    async def read(self, statement: Statement, **values: object) -> list[Row]:
        """Run one query."""
        return await self.run(lambda: self.database.read(statement, values))

    async def change(self, work: Callable[[Transaction], Awaitable[T]], deadline_ms: int | None = None) -> T:
        """
        Run a transaction; raises as `run` does.

        One that cannot be written is tried once more, on a new connection: what was read-only when an old one was
        opened would be so for ever.
        """
        try:
            result = await self.run(lambda: self._change(work), deadline_ms)
        except StoreUnwritable as error:
            self.refusal = error.reason
            raise
        self.refusal = ""
        return result

    async def _change(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        try:
            return await self.database.change(work)
        except StoreUnwritable:
            if not self.database.outlives_connections:
                raise
            await self.database.close()
        return await self.database.change(work)

    async def run(self, call: Callable[[], Awaitable[T]], deadline_ms: int | None = None) -> T:
        """
        Run a call of the database.

        Raises:
            StoreUnreachable: it failed, or was not done at the deadline; `StoreUnwritable`: it is read-only or full.
            Conflict: the call found that somebody else was first.
        """
        try:
            return await self._gate.run(deadline_ms or self.deadline_ms, call)
        except (StoreUnreachable, Conflict):
            raise
        except AdapterError as error:  # the gate's words for a deadline and for being closed
            raise StoreUnreachable(f"{self.database.name}: {error}") from None


async def last_change(
    transaction: Transaction, action: str, subject: str, *, stands: str, seen: str | None
) -> AuditRow | None:
    """
    Return the newest change of something that is changed again now, `None` when there is none.

    Args:
        transaction: of the new change, after its counter: nobody else writes of this kind.
        action: as the audit log calls it.
        subject: the same.
        stands: the version that stands, `""` when nothing does.
        seen: the version that its operator saw; `None` for one who did not look.

    Raises:
        Conflict: it is not as he saw it; the message says how it is, by whom and since when.
    """
    found = await transaction.read(Statement.READ_LAST_CHANGE, {"action": action, "subject": subject})
    last = AuditRow(*found[0]) if found else None
    if seen not in {None, stands}:
        raise Conflict(f"{action} {subject} is {left(last)}, no longer what was seen")
    return last


def audit_head(found: Sequence[Row]) -> AuditHead:
    """
    Return what the audit log must end with.

    Raises:
        StoreUnreachable: somebody removed that; so nothing can be added to the log, and nothing be verified.
    """
    if not found:
        raise StoreUnreachable("what the audit log must end with is gone: its table audit_head has no row")
    return AuditHead(*found[0])


async def audited(transaction: Transaction, change: Change, changes: Sequence[tuple[str, str, str, str]]) -> AuditHead:
    """
    Append rows to the audit log, and return how it ends now.

    Args:
        transaction: of the change itself.
        change: who, why, when.
        changes: action, subject, before and after each.
    """
    await transaction.write(Statement.LOCK_AUDIT, {})
    head = audit_head(await transaction.read(Statement.READ_AUDIT_HEAD, {}))
    rows: list[AuditRow] = []
    for what in changes:
        row = AuditRow(head.rows + 1, change.at_epoch_ms, change.who, *what, change.why)
        rows.append(chained(head.hash, row))
        head = AuditHead(row.number, rows[-1].hash)
    await transaction.write(Statement.PUT_AUDIT, *(row._asdict() for row in rows))
    await transaction.write(Statement.PUT_AUDIT_HEAD, head._asdict())
    return head
