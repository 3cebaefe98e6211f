"""
The ops store over a database: what each method of `adapters.base.OpsStore` runs, under the deadline.

Must not know which database it is. Every change begins with the counter of its kind, which lets one writer in at a
time and tells every instance that something changed; if it fails, the counter goes back too. Every change ends with
its row of the audit log. Guarded by `tests/integration/test_ops_store.py`, the same tests on both databases.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

import orjson

from adapters.audit import AuditHead, AuditRow, Change
from adapters.base import Finding, FlagRow, Login, OpsVersions, Site, Ticket
from adapters.errors import Conflict, StoreUnreachable
from adapters.evidence import Certify
from adapters.ops_store import rows
from adapters.ops_store.calls import Calls, audit_head, audited, last_change
from adapters.ops_store.database import Database, Row, SchemaMissing, Transaction
from adapters.ops_store.evidence_store import SqlEvidenceStore, write_certificate
from adapters.ops_store.schema import REVISION, definitions
from adapters.ops_store.statements import Statement
from config.flags import flag_subject

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
        self._calls = Calls(database, deadline_ms)
        self._evidence = SqlEvidenceStore(self._calls)

    @property
    def evidence(self) -> SqlEvidenceStore:
        """The second half."""
        return self._evidence

    @property
    def refusal(self) -> str:
        """Why the last change was not taken."""
        return self._calls.refusal

    async def open(self) -> None:
        """Prepare nothing: the first call connects."""

    async def close(self) -> None:
        """End what runs and close the connection; safe to call twice."""
        await self._calls.close()

    async def create_schema(self) -> None:
        """Create the tables in an empty store; one that has tables stays as it is."""

        async def create(transaction: Transaction) -> None:
            await transaction.define(definitions(self._calls.database.dialect))
            await transaction.write(Statement.STAMP_REVISION, {"revision": REVISION})

        try:
            await self._calls.read(Statement.READ_REVISION)
        except StoreUnreachable:  # no file or no tables yet; if it is something else, creating them fails as well
            await self._calls.run(lambda: self._calls.database.create(create))

    async def check(self) -> list[Finding]:
        """Say whether the store answers and has the tables of this version; if not, the command to run."""
        try:
            found = await self._revisions()
        except StoreUnreachable as error:
            return [Finding("connection", ok=False, detail=str(error))]
        ok = found == [REVISION]
        return [
            Finding("connection", ok=True, detail=self._calls.database.name),
            Finding("schema", ok=ok, detail=f"revision {REVISION}" if ok else _needs(found)),
        ]

    async def outdated(self) -> str:
        """Return what is older than this code needs."""
        try:
            found = await self._revisions()
        except StoreUnreachable:
            return ""
        return _needs(found) if max(found, default="") < REVISION else ""

    async def _revisions(self) -> list[str]:
        try:
            return [revision for (revision,) in await self._calls.read(Statement.READ_REVISION)]
        except SchemaMissing:
            return []

    async def read_versions(self) -> OpsVersions:
        """Return the counters of changes, 0 before the first; one statement."""
        counters: dict[str, int] = dict(await self._calls.read(Statement.READ_VERSIONS))
        return OpsVersions(*(counters.get(kind, 0) for kind in OpsVersions._fields))

    def changes(self) -> AsyncGenerator[None, None]:
        """Yield when somebody changed something, if the database can tell; no deadline, no gate."""
        return self._calls.database.changes()

    async def read_sites(self) -> list[Site]:
        """Return all sites by name; one statement."""
        return _sites(await self._calls.read(Statement.READ_SITES))

    async def find_site(self, name: str) -> Site | None:
        """Return a site, or `None`; one statement, and none for a name that no database holds."""
        if not rows.is_storable(name):
            return None
        found = _sites(await self._calls.read(Statement.FIND_SITE, name=name))
        return found[0] if found else None

    async def put_site(self, site: Site, change: Change) -> None:
        """Add a site, or replace all but where it stands."""

        async def put(transaction: Transaction) -> None:
            before = await _locked_site(transaction, site.name)
            stands = before or site._replace(since_epoch_ms=change.at_epoch_ms)
            put_so = site._replace(
                stage=stands.stage, canary_percent=stands.canary_percent, since_epoch_ms=stands.since_epoch_ms
            )
            await transaction.write(Statement.PUT_SITE, put_so._asdict() | {"stage": put_so.stage.value})
            await audited(transaction, change, [("site", site.name, _site_text(before), _site_text(put_so))])

        await self._calls.change(put)

    async def move_site(
        self, name: str, expected: Site, wanted: Site, change: Change, certify: Certify | None = None
    ) -> None:
        """Move a site that stands where it is expected."""

        async def move(transaction: Transaction) -> None:
            found = await _locked_site(transaction, name)
            if found is None:
                raise LookupError(f"there is no site {name}")
            if found.standing != expected.standing:
                raise Conflict(f"{name} is in {found.standing} now, no longer in {expected.standing}")
            if expected.since_epoch_ms and found.since_epoch_ms != expected.since_epoch_ms:
                raise Conflict(f"{name} is in {found.standing} again, and was elsewhere meanwhile")
            await transaction.write(
                Statement.MOVE_SITE,
                {
                    "name": name,
                    "stage": wanted.stage.value,
                    "canary_percent": wanted.canary_percent,
                    "since_epoch_ms": change.at_epoch_ms,
                    "expected_stage": expected.stage.value,
                    "expected_percent": expected.canary_percent,
                },
            )
            head = await audited(transaction, change, [("stage", name, found.standing, wanted.standing)])
            if certify is not None:
                await write_certificate(transaction, certify(head), change)

        await self._calls.change(move)

    async def read_flags(self) -> list[FlagRow]:
        """Return all values that were set; one statement."""
        return sorted(FlagRow(*row) for row in await self._calls.read(Statement.READ_FLAGS))

    async def put_flag(
        self, name: str, site: str, value: str | None, change: Change, *, seen: str | None = None
    ) -> AuditRow | None:
        """Set a value, or take it away, if the one that was seen still stands."""
        key, subject = {"name": name, "site": site}, flag_subject(name, site)

        async def put(transaction: Transaction) -> AuditRow | None:
            await transaction.write(Statement.BUMP_VERSION, {"kind": "flags"})
            found = await transaction.read(Statement.FIND_FLAG, key)
            before, stands = found[0] if found else ("", "")
            last = await last_change(transaction, "flag", subject, stands=str(stands), seen=seen)
            if value is None:
                await transaction.write(Statement.REMOVE_FLAG, key)
            else:
                await transaction.write(Statement.PUT_FLAG, key | {"value": value})
            await audited(transaction, change, [("flag", subject, before, value or "")])
            return last

        return await self._calls.change(put)

    async def read_audit(self, after: int, count: int, subject: str | None = None) -> list[AuditRow]:
        """Return rows in their order; one statement."""
        statement = Statement.READ_AUDIT if subject is None else Statement.READ_AUDIT_OF
        return _audit_rows(await self._calls.read(statement, after=after, count=count, **_named(subject)))

    async def read_audit_newest(self, count: int, subject: str | None = None) -> list[AuditRow]:
        """Return the newest rows; one statement."""
        statement = Statement.READ_AUDIT_NEWEST if subject is None else Statement.READ_AUDIT_NEWEST_OF
        return _audit_rows(await self._calls.read(statement, count=count, **_named(subject)))

    async def read_audit_head(self) -> AuditHead:
        """Return what the log must end with; one statement."""
        return audit_head(await self._calls.read(Statement.READ_AUDIT_HEAD))

    async def find_login(self, login: str) -> Login | None:
        """Return a login with its sites, or `None`; one statement."""
        found = rows.logins(await self._calls.read(Statement.FIND_LOGIN, login=login))
        return found[0] if found else None

    async def read_logins(self) -> list[Login]:
        """Return all logins by name; one statement."""
        return rows.logins(await self._calls.read(Statement.READ_LOGINS))

    async def put_logins(self, logins: Sequence[Login], change: Change) -> None:
        """Add or replace logins with their sites, all or none; of two with the same name the later counts."""
        unique = list({login.login: login for login in logins}.values())
        login_rows = [rows.stored_login(login) for login in unique]
        site_rows = [row for login in unique for row in rows.stored_login_sites(login)]

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.BUMP_VERSION, {"kind": "logins"})
            before = {login.login: login for login in rows.logins(await transaction.read(Statement.READ_LOGINS, {}))}
            await transaction.write(Statement.PUT_LOGIN, *login_rows)
            for removal in (Statement.REMOVE_LOGIN_SITES, Statement.REMOVE_LOGIN_TICKETS):
                await transaction.write(removal, *({"login": login.login} for login in unique))
            await transaction.write(Statement.PUT_LOGIN_SITE, *site_rows)
            texts = [
                ("login", one.login, rows.login_text(before.get(one.login)), rows.login_text(one)) for one in unique
            ]
            await audited(transaction, change, texts)

        await self._calls.change(put, self._calls.deadline_ms + PER_LOGIN_MS * len(unique))

    async def replace_hash(self, login: str, old_hash: str, new_hash: str) -> bool:
        """Store `new_hash` if `old_hash` still stands; the counter stays, as the password does."""
        values = {"login": login, "old_hash": old_hash, "new_hash": new_hash}

        async def replace(transaction: Transaction) -> bool:
            return await transaction.write(Statement.REPLACE_HASH, values) == 1

        return await self._calls.change(replace)

    async def put_ticket(self, digest: str, login: str, expires_epoch_ms: int, now_epoch_ms: int) -> None:
        """Store a ticket, forget expired ones and too many; no counter moves, as nobody holds a copy of tickets."""
        values = {"digest": digest, "login": login, "expires_epoch_ms": expires_epoch_ms}

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.REMOVE_EXPIRED_TICKETS, {"now_epoch_ms": now_epoch_ms})
            await transaction.write(Statement.PUT_TICKET, values)
            others = {"digest": digest, "login": login, "others": TICKETS_PER_LOGIN - 1}
            await transaction.write(Statement.REMOVE_OTHER_TICKETS, others)

        await self._calls.change(put)

    async def find_ticket(self, digest: str) -> Ticket | None:
        """Return a ticket with its login, or `None`; one statement."""
        return rows.ticket(await self._calls.read(Statement.FIND_TICKET, digest=digest))


async def _locked_site(transaction: Transaction, name: str) -> Site | None:
    """Return a site as it is while the transaction lasts; the counter's row keeps other writers out."""
    await transaction.write(Statement.BUMP_VERSION, {"kind": "sites"})
    found = _sites(await transaction.read(Statement.FIND_SITE, {"name": name}))
    return found[0] if found else None


def _site_text(site: Site | None) -> str:
    """Return what the audit log says of a site: its fields but its name, as JSON."""
    return orjson.dumps(dict(zip(Site._fields[1:], site[1:], strict=True))).decode() if site else ""


def _named(subject: str | None) -> Mapping[str, object]:
    return {} if subject is None else {"subject": subject}


def _audit_rows(found: Sequence[Row]) -> list[AuditRow]:
    return [AuditRow(*row) for row in found]


def _sites(found: list[Row]) -> list[Site]:
    try:
        return rows.sites(found)
    except LookupError as error:
        raise StoreUnreachable(f"a site is in stage {error}, which this version does not know; upgrade it") from None


def _needs(found: Sequence[str]) -> str:
    return f"revision {' and '.join(found) or 'none'}, this version needs {REVISION}; {MIGRATE}"
