"""
Reading the audit log: the newest rows of a site or of anything, and whether the whole of it is as it was written.

Works on an opened store. Must not know how rows are chained. Guarded by `tests/integration/test_audit.py`.
"""

from collections.abc import Callable
from typing import Final

from adapters.audit import AuditRow, Chain
from adapters.base import OpsStore
from config.flags import FLAGS, FlagScope, flag_subject

AT_A_TIME: Final = 1_000
"""Rows that are read and held at once."""


async def read_newest(store: OpsStore, count: int, subject: str | None = None) -> list[AuditRow]:
    """Return the newest rows, those of one subject if given, newest last."""
    return (await store.read_audit_newest(count, subject))[::-1]


async def read_newest_of_site(store: OpsStore, count: int, site: str) -> list[AuditRow]:
    """Return the newest rows about a site, its own flags' among them, newest last."""
    subjects = [site, *(flag_subject(flag.name, site) for flag in FLAGS if flag.scope is FlagScope.SITE)]
    rows = [row for subject in subjects for row in await store.read_audit_newest(count, subject)]
    return sorted(rows)[-count:]


async def verify(store: OpsStore, progress: Callable[[int, int], None]) -> str | None:
    """
    Follow the log from its first row to its last, while others may write.

    Args:
        store: opened.
        progress: called with the number of rows that were looked at since the last call, and of all that are known.

    Returns:
        What is wrong with the first bad row, or `None`.
    """
    chain = Chain()
    while True:
        head = await store.read_audit_head()
        while chain.seen.rows < head.rows:
            rows = [row for row in await store.read_audit(chain.seen.rows, AT_A_TIME) if row.number <= head.rows]
            if not rows:
                break
            if problem := chain.follow(rows):
                return problem
            progress(len(rows), head.rows)
        if problem := chain.finish(head):
            return problem
        if not (beyond := await store.read_audit(head.rows, 1)):
            return None
        if await store.read_audit_head() == head:
            return f"row {beyond[0].number} was not written by the store, whose log ends at row {head.rows}"
