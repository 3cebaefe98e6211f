"""How the ops store calls its database, on real ones: when a change is tried again, and what a log's end is."""

from pathlib import Path
from typing import Final

import pytest

from adapters.audit import AuditHead, Change
from adapters.base import Site
from adapters.errors import StoreUnwritable
from adapters.ops_store.calls import Calls, audited
from adapters.ops_store.database import Transaction
from adapters.ops_store.sqlite import MEMORY, SqliteDatabase
from adapters.ops_store.store import SqlOpsStore
from tests.builders import BY_TEST

DEADLINE_MS: Final = 30_000


class Work:
    """A change that a database refuses so many times."""

    def __init__(self, refusals: int) -> None:
        self.attempts, self._refusals = 0, refusals

    async def __call__(self, _: Transaction) -> str:
        """Be refused, or done."""
        self.attempts += 1
        if self.attempts <= self._refusals:
            raise StoreUnwritable("the store", "it is read-only")
        return "done"


async def test_a_refused_change_is_tried_once_more_on_a_new_connection(tmp_path: Path) -> None:
    """What was read-only when an old one was opened may be so no longer; who is refused twice is told."""
    (tmp_path / "ops.db").touch()
    calls = Calls(SqliteDatabase(str(tmp_path / "ops.db"), DEADLINE_MS), DEADLINE_MS)
    once, twice = Work(1), Work(2)
    with pytest.raises(StoreUnwritable):
        await calls.change(twice)
    assert (twice.attempts, calls.refusal) == (2, "it is read-only")
    assert (await calls.change(once), once.attempts, calls.refusal) == ("done", 2, "")
    await calls.close()


async def test_what_is_in_memory_outlives_a_refusal() -> None:
    """A new connection would be a new, empty store: nothing is tried again, and everything is still there."""
    database, work = SqliteDatabase(MEMORY, DEADLINE_MS), Work(1)
    calls, store = Calls(database, DEADLINE_MS), SqlOpsStore(database, DEADLINE_MS)
    await store.create_schema()
    await store.put_site(Site("a"), BY_TEST)
    with pytest.raises(StoreUnwritable):
        await calls.change(work)
    assert work.attempts == 1
    assert [site.name for site in await store.read_sites()] == ["a"]
    await store.close()


async def test_appending_tells_how_the_log_ends_now(tmp_path: Path) -> None:
    """So that a certificate names it without asking; of no rows it is as it was."""
    file = tmp_path / "ops.db"
    store = SqlOpsStore(SqliteDatabase(str(file), DEADLINE_MS), DEADLINE_MS)
    await store.create_schema()
    calls = Calls(SqliteDatabase(str(file), DEADLINE_MS), DEADLINE_MS)
    for changes, rows in (([], 0), ([("flag", "a", "", "on"), ("flag", "a", "on", "")], 2), ([], 2)):
        head: AuditHead = await calls.change(
            lambda transaction, changes=changes: audited(transaction, Change("jane", "x", 1), changes)  # type: ignore[misc]
        )
        assert head.rows == rows
        assert head == await store.read_audit_head()
    await calls.close()
    await store.close()
