"""
The ops store over a database: what each method of `adapters.base.OpsStore` runs, under the deadline.

Must not know which database it is. Every change begins with the counter of its kind, which lets one writer in at a
time and tells every instance that something changed; if it fails, the counter goes back too.
Guarded by `tests/integration/test_ops_store.py`, the same tests on both databases.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from adapters.base import Finding, Login, OpsVersions, Site, Ticket
from adapters.errors import AdapterError, StoreUnreachable
from adapters.gate import Gate
from adapters.ops_store import rows
from adapters.ops_store.database import Database, Row, SchemaMissing, Transaction
from adapters.ops_store.statements import REVISION, SCHEMA, Statement
from config.stages import Stage

T = TypeVar("T")

MIGRATE: Final = "run: shim-migrate sql"

PER_LOGIN_MS: Final = 5
"""Added to the deadline for each login that is put: an import of ten thousand is one transaction of some seconds."""

TICKETS_PER_LOGIN: Final = 1_000
"""Whoever asks for more loses those that would end first. With the default of a minute each, that is 16 a second."""


class SqlOpsStore:
    """
    Sites and logins in a database; see `adapters.base.OpsStore`.

    Args:
        database: not shared with anyone.
        deadline_ms: of each call, waiting for earlier ones included.
    """

    def __init__(self, database: Database, deadline_ms: int) -> None:
        self._database = database
        self._deadline_ms = deadline_ms
        self._gate = Gate(1)

    async def open(self) -> None:
        """Prepare nothing: the first call connects."""

    async def close(self) -> None:
        """End what runs and close the connection; safe to call twice."""
        await self._gate.close()
        await self._database.close()

    async def create_schema(self) -> None:
        """Create the tables in an empty store; one that has tables stays as it is."""

        async def create(transaction: Transaction) -> None:
            await transaction.define(SCHEMA)
            await transaction.write(Statement.STAMP_REVISION, {"revision": REVISION})

        try:
            await self._read(Statement.READ_REVISION)
        except StoreUnreachable:  # no file or no tables yet; if it is something else, creating them fails as well
            await self._run(lambda: self._database.create(create))

    async def check(self) -> list[Finding]:
        """Say whether the store answers and has the tables of this version; if not, the command to run."""
        try:
            found = [revision for (revision,) in await self._read(Statement.READ_REVISION)]
        except SchemaMissing:
            found = []
        except StoreUnreachable as error:
            return [Finding("connection", ok=False, detail=str(error))]
        schema = f"revision {' and '.join(found) or 'none'}"
        ok = found == [REVISION]
        return [
            Finding("connection", ok=True, detail=self._database.name),
            Finding("schema", ok=ok, detail=schema if ok else f"{schema}, this version needs {REVISION}; {MIGRATE}"),
        ]

    async def read_versions(self) -> OpsVersions:
        """Return the counters of changes, 0 before the first; one statement."""
        counters: dict[str, int] = dict(await self._read(Statement.READ_VERSIONS))
        return OpsVersions(*(counters.get(kind, 0) for kind in OpsVersions._fields))

    async def read_sites(self) -> list[Site]:
        """Return all sites by name; one statement."""
        return _sites(await self._read(Statement.READ_SITES))

    async def put_site(self, site: Site) -> None:
        """Add or replace a site."""

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.BUMP_VERSION, {"kind": "sites"})
            await transaction.write(Statement.PUT_SITE, site._asdict() | {"stage": site.stage.value})

        await self._change(put)

    async def set_stage(self, site: str, stage: Stage) -> Stage:
        """Move a site and return the stage it had; `LookupError` when there is no such site."""

        async def move(transaction: Transaction) -> Stage:
            await transaction.write(Statement.BUMP_VERSION, {"kind": "sites"})
            found = await transaction.read(Statement.FIND_STAGE, {"name": site})
            if not found:
                raise LookupError(f"there is no site {site}")
            await transaction.write(Statement.SET_STAGE, {"name": site, "stage": stage.value})
            return rows.STAGES[found[0][0]]

        return await self._change(move)

    async def find_login(self, login: str) -> Login | None:
        """Return a login with its sites, or `None`; one statement."""
        found = rows.logins(await self._read(Statement.FIND_LOGIN, login=login))
        return found[0] if found else None

    async def read_logins(self) -> list[Login]:
        """Return all logins by name; one statement."""
        return rows.logins(await self._read(Statement.READ_LOGINS))

    async def put_logins(self, logins: Sequence[Login]) -> None:
        """Add or replace logins with their sites, all or none; of two with the same name the later counts."""
        unique = list({login.login: login for login in logins}.values())
        login_rows = [rows.stored_login(login) for login in unique]
        site_rows = [row for login in unique for row in rows.stored_login_sites(login)]

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.BUMP_VERSION, {"kind": "logins"})
            await transaction.write(Statement.PUT_LOGIN, *login_rows)
            for removal in (Statement.REMOVE_LOGIN_SITES, Statement.REMOVE_LOGIN_TICKETS):
                await transaction.write(removal, *({"login": login.login} for login in unique))
            await transaction.write(Statement.PUT_LOGIN_SITE, *site_rows)

        deadline_ms = self._deadline_ms + PER_LOGIN_MS * len(unique)
        await self._run(lambda: self._database.change(put), deadline_ms)

    async def replace_hash(self, login: str, old_hash: str, new_hash: str) -> bool:
        """Store `new_hash` if `old_hash` still stands; the counter stays, as the password does."""
        values = {"login": login, "old_hash": old_hash, "new_hash": new_hash}

        async def replace(transaction: Transaction) -> bool:
            return await transaction.write(Statement.REPLACE_HASH, values) == 1

        return await self._change(replace)

    async def put_ticket(self, digest: str, login: str, expires_epoch_ms: int, now_epoch_ms: int) -> None:
        """Store a ticket, forget expired ones and too many; no counter moves, as nobody holds a copy of tickets."""
        values = {"digest": digest, "login": login, "expires_epoch_ms": expires_epoch_ms}

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.REMOVE_EXPIRED_TICKETS, {"now_epoch_ms": now_epoch_ms})
            await transaction.write(Statement.PUT_TICKET, values)
            others = {"digest": digest, "login": login, "others": TICKETS_PER_LOGIN - 1}
            await transaction.write(Statement.REMOVE_OTHER_TICKETS, others)

        await self._change(put)

    async def find_ticket(self, digest: str) -> Ticket | None:
        """Return a ticket with its login, or `None`; one statement."""
        return rows.ticket(await self._read(Statement.FIND_TICKET, digest=digest))

    async def _read(self, statement: Statement, **values: object) -> list[Row]:
        return await self._run(lambda: self._database.read(statement, values))

    async def _change(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self._run(lambda: self._database.change(work))

    async def _run(self, call: Callable[[], Awaitable[T]], deadline_ms: int | None = None) -> T:
        try:
            return await self._gate.run(deadline_ms or self._deadline_ms, call)
        except StoreUnreachable:
            raise
        except AdapterError as error:  # the gate's words for a deadline and for being closed
            raise StoreUnreachable(f"{self._database.name}: {error}") from None


def _sites(found: list[Row]) -> list[Site]:
    try:
        return rows.sites(found)
    except LookupError as error:
        raise StoreUnreachable(f"a site is in stage {error}, which this version does not know; upgrade it") from None
