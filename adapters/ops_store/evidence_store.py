"""
The ops store's second half: what each method of `adapters.evidence.EvidenceStore` runs.

Must not know which database it is, nor what evidence proves. Guarded by `tests/integration/test_evidence_store.py`, the
same tests on both databases.
"""

from collections.abc import Sequence
from typing import Any

from adapters.audit import AuditRow, Change
from adapters.evidence import (
    INSTANCE_KEPT_MS,
    NO_SLOT,
    Attestation,
    Batch,
    Certificate,
    CopyCell,
    Count,
    IgnoreRule,
    Instance,
    Latency,
    Mismatch,
    Planted,
    ReadCount,
)
from adapters.ops_store.calls import Calls, audited, last_change
from adapters.ops_store.database import Transaction
from adapters.ops_store.statements import Statement


class SqlEvidenceStore:
    """See `adapters.evidence.EvidenceStore`; shares the connection of the ops store."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def add(self, batch: Batch) -> None:
        """Add a batch, each row to what is there; in the order of keys, so that two writers never cross."""
        parts: Sequence[tuple[Statement, Sequence[Any]]] = (
            (Statement.ADD_COUNT, batch.counts),
            (Statement.ADD_LATENCY, batch.latencies),
            (Statement.ADD_READS, batch.reads),
            (Statement.ADD_PLANTED, batch.planted),
        )

        async def add(transaction: Transaction) -> None:
            for statement, rows in parts:
                if rows:
                    await transaction.write(statement, *(row._asdict() for row in sorted(rows)))

        await self._calls.change(add)

    async def read_counts(self, site: str, from_hour: int) -> list[Count]:
        """Return a site's counts."""
        return [Count(*row) for row in await self._calls.read(Statement.READ_COUNTS, site=site, from_hour=from_hour)]

    async def read_latencies(self, site: str, from_hour: int) -> list[Latency]:
        """Return a site's latencies."""
        found = await self._calls.read(Statement.READ_LATENCIES, site=site, from_hour=from_hour)
        return [Latency(*row) for row in found]

    async def sum_latencies(self, site: str, from_hour: int, before_hour: int) -> list[tuple[str, int, int]]:
        """Return a site's latencies, added up."""
        found: list[Any] = await self._calls.read(
            Statement.SUM_LATENCIES, site=site, from_hour=from_hour, before_hour=before_hour
        )
        return found

    async def read_totals(self, from_hour: int) -> list[tuple[str, str, str, int]]:
        """Return all sites' counts, added up."""
        found: list[Any] = await self._calls.read(Statement.READ_TOTALS, from_hour=from_hour)
        return found

    async def read_latency_totals(self, from_hour: int) -> list[tuple[str, str, int, int]]:
        """Return all sites' latencies, added up."""
        found: list[Any] = await self._calls.read(Statement.READ_LATENCY_TOTALS, from_hour=from_hour)
        return found

    async def read_served(self, from_hour: int, before_hour: int) -> list[tuple[str, str, int]]:
        """Return the counts of sites that the Events Engine serves, added up."""
        found: list[Any] = await self._calls.read(Statement.READ_SERVED, from_hour=from_hour, before_hour=before_hour)
        return found

    async def read_reads(self, from_slot: int, before_slot: int = NO_SLOT) -> list[ReadCount]:
        """Return all sites' reads, added up."""
        found = await self._calls.read(Statement.READ_READS, from_slot=from_slot, before_slot=before_slot)
        return [ReadCount(site, slot, int(reads), int(errors)) for site, slot, reads, errors in found]

    async def read_planted(self, from_hour: int) -> list[Planted]:
        """Return the planted pairs by hour."""
        return sorted(Planted(*row) for row in await self._calls.read(Statement.READ_PLANTED, from_hour=from_hour))

    async def put_mismatch(self, mismatch: Mismatch, keep: int) -> None:
        """Keep one, and of its site the newest."""

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.PUT_MISMATCH, mismatch._asdict())
            await transaction.write(Statement.FORGET_MISMATCHES, {"site": mismatch.site, "keep": keep})

        await self._calls.change(put)

    async def read_mismatches(self, site: str | None, count: int) -> list[Mismatch]:
        """Return the newest."""
        if site is None:
            found = await self._calls.read(Statement.READ_MISMATCHES, count=count)
        else:
            found = await self._calls.read(Statement.READ_MISMATCHES_OF, site=site, count=count)
        return [Mismatch(*row) for row in found]

    async def count_open_mismatches(self) -> dict[str, int]:
        """Return how many are open, by site."""
        return dict(await self._calls.read(Statement.COUNT_OPEN_MISMATCHES))

    async def find_mismatch(self, id_: str) -> Mismatch | None:
        """Return one."""
        found = await self._calls.read(Statement.FIND_MISMATCH, id=id_)
        return Mismatch(*found[0]) if found else None

    async def close_mismatch(self, id_: str, change: Change) -> None:
        """Close one that is open."""

        async def close(transaction: Transaction) -> None:
            found = await transaction.read(Statement.FIND_MISMATCH, {"id": id_})
            closed = await transaction.write(Statement.CLOSE_MISMATCH, {"id": id_, "who": change.who})
            if not found or not closed:
                raise LookupError(f"there is no open mismatch {id_}; to see them: shim mismatch list")
            mismatch = Mismatch(*found[0])
            await audited(transaction, change, [("mismatch", mismatch.site, f"{id_}: {mismatch.causes}", "closed")])

        await self._calls.change(close)

    async def read_rules(self) -> list[IgnoreRule]:
        """Return all rules."""
        return sorted(IgnoreRule(*row) for row in await self._calls.read(Statement.READ_RULES))

    async def put_rule(self, rule: IgnoreRule, change: Change, *, seen: str | None = None) -> AuditRow | None:
        """Add or replace one."""

        async def put(transaction: Transaction) -> AuditRow | None:
            before, last = await _locked_rule(transaction, rule.name, seen)
            await transaction.write(Statement.PUT_RULE, rule._asdict())
            await audited(transaction, change, [("rule", rule.name, before, _rule_text(rule))])
            return last

        return await self._calls.change(put)

    async def remove_rule(self, name: str, change: Change, *, seen: str | None = None) -> AuditRow | None:
        """Take one away."""

        async def remove(transaction: Transaction) -> AuditRow | None:
            before, last = await _locked_rule(transaction, name, seen)
            if not before:
                raise LookupError(f"there is no rule {name}; to see them: shim rule list")
            await transaction.write(Statement.REMOVE_RULE, {"name": name})
            await audited(transaction, change, [("rule", name, before, "")])
            return last

        return await self._calls.change(remove)

    async def put_cells(self, cells: Sequence[CopyCell]) -> None:
        """Add or replace cells."""

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.PUT_CELL, *(cell._asdict() for cell in sorted(cells)))

        await self._calls.change(put)

    async def count_cells(self, site: str) -> dict[str, int]:
        """Return how many are in each state."""
        return dict(await self._calls.read(Statement.COUNT_CELLS, site=site))

    async def put_attestation(self, attestation: Attestation) -> None:
        """Keep one."""
        change = Change(attestation.who, attestation.why, attestation.at_epoch_ms)

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.PUT_ATTESTATION, attestation._asdict())
            await audited(transaction, change, [("attest", attestation.site, "", attestation.condition)])

        await self._calls.change(put)

    async def read_attestations(self, site: str) -> list[Attestation]:
        """Return a site's."""
        return sorted(Attestation(*row) for row in await self._calls.read(Statement.READ_ATTESTATIONS, site=site))

    async def put_certificate(self, certificate: Certificate, change: Change) -> None:
        """Keep one."""
        await self._calls.change(lambda transaction: write_certificate(transaction, certificate, change))

    async def find_certificate(self, site: str) -> Certificate | None:
        """Return a site's."""
        found = await self._calls.read(Statement.FIND_CERTIFICATE, site=site)
        return Certificate(*found[0]) if found else None

    async def put_instance(self, instance: Instance) -> None:
        """Say that one lives, and forget those that do not."""

        async def put(transaction: Transaction) -> None:
            await transaction.write(Statement.PUT_INSTANCE, instance._asdict())
            before_epoch_ms = instance.seen_epoch_ms - INSTANCE_KEPT_MS
            await transaction.write(Statement.FORGET_INSTANCES, {"before_epoch_ms": before_epoch_ms})

        await self._calls.change(put)

    async def remove_instance(self, name: str) -> None:
        """Say that one ends."""

        async def remove(transaction: Transaction) -> None:
            await transaction.write(Statement.REMOVE_INSTANCE, {"name": name})

        await self._calls.change(remove)

    async def read_instances(self) -> list[Instance]:
        """Return all of them."""
        return sorted(Instance(*row) for row in await self._calls.read(Statement.READ_INSTANCES))

    async def forget(self, before_hour: int, before_slot: int) -> None:
        """Remove what is old."""

        async def forget(transaction: Transaction) -> None:
            for statement in (Statement.FORGET_COUNTS, Statement.FORGET_LATENCIES, Statement.FORGET_PLANTED):
                await transaction.write(statement, {"before_hour": before_hour})
            await transaction.write(Statement.FORGET_READS, {"before_slot": before_slot})

        await self._calls.change(forget)


async def write_certificate(transaction: Transaction, certificate: Certificate, change: Change) -> None:
    """Keep a certificate within a transaction."""
    await transaction.write(Statement.PUT_CERTIFICATE, certificate._asdict())
    await audited(transaction, change, [("certificate", certificate.site, "", certificate.text)])


async def _locked_rule(transaction: Transaction, name: str, seen: str | None) -> tuple[str, AuditRow | None]:
    """Return what the audit log says of a rule as it is, and its last change; the counter's row keeps writers out."""
    await transaction.write(Statement.BUMP_VERSION, {"kind": "rules"})
    rules = [IgnoreRule(*row) for row in await transaction.read(Statement.READ_RULES, {})]
    text, stands = next(((_rule_text(rule), rule.version) for rule in rules if rule.name == name), ("", ""))
    return text, await last_change(transaction, "rule", name, stands=stands, seen=seen)


def _rule_text(rule: IgnoreRule) -> str:
    return f"{rule.cause} of {rule.site or 'all sites'} until {rule.expires_epoch_ms}: {rule.reason}"
