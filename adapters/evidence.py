"""
What is known of a migration: evidence by hour, samples of mismatches, rules, the ledger; and where it is kept. PURE.

Counts are added up, never replaced: several instances write the same hour, and the sum is what counts. Nothing here
says what counts are good for: that is `shim/gates.py`.

Source: `migration-model.md`, "Verdicts", "Gates" and "Backfill"; the ledger's cells are filled by the copy job.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple, Protocol

from adapters.audit import AuditHead, AuditRow, Change

HOUR_MS: Final = 3_600_000

INSTANCE_KEPT_MS: Final = 300_000
"""An instance says every 15 s that it lives; one that was killed is asked in vain for so long; clocks may differ."""

SLOT_MS: Final = 5_000
"""Reads are counted in slots of this, which is as late as a moved-back site may be noticed."""

NO_SLOT: Final = 2**62
"""Later than any."""

KEPT_H: Final = 9 * 24
"""Evidence of a week counts for the last step; two days more can be looked at. No window can be longer."""


class Count(NamedTuple):
    """
    How often something came out of shadow reads.

    Args:
        stage: that the site was in.
        hour: hours since 1970.
        shape: query kind and data type, of a bounded set.
        source: `live`, or `replay` for requests that were replayed.
        outcome: `sampled`, `identical`, `canonical:<rule>`, `different:<cause>`, `transient:<cause>`,
            `dropped:<why>`, `failed:<why>`; a comparison with several causes counts under its first.
    """

    site: str
    stage: str
    hour: int
    shape: str
    source: str
    outcome: str
    counted: int


class Latency(NamedTuple):
    """How many reads took at most the bucket's bound (`shim/evidence.py`), and more than the one before."""

    site: str
    hour: int
    shape: str
    engine: str
    bucket: int
    counted: int


class ReadCount(NamedTuple):
    """Reads that were answered to callers of a site in one slot (`SLOT_MS` since 1970), and how many were errors."""

    site: str
    slot: int
    reads: int
    errors: int


class Planted(NamedTuple):
    """Known-wrong pairs that went through the whole path in an hour, and how many came out as they had to."""

    hour: int
    planted: int
    caught: int


class Batch(NamedTuple):
    """What one instance saw since its last batch."""

    counts: Sequence[Count]
    latencies: Sequence[Latency]
    reads: Sequence[ReadCount]
    planted: Sequence[Planted]


class Mismatch(NamedTuple):
    """
    A persistent mismatch that was kept.

    Args:
        id: the id of the request that met it.
        causes: a comma list.
        request: what was asked, as JSON; credentials redacted.
        primary: engine family that was served from.
        cells: differing cells, as JSON.
        closed_by: who closed it, `""` while it is open.
        primary_body: that engine's answer; left out of lists, as the other's.
        shadow_body: the other's.
    """

    id: str
    site: str
    stage: str
    shape: str
    at_epoch_ms: int
    causes: str
    request: str
    primary: str
    cells: str
    closed_by: str = ""
    primary_body: bytes = b""
    shadow_body: bytes = b""


class IgnoreRule(NamedTuple):
    """
    A difference that is known and accepted for a while.

    Args:
        cause: a cause of a verdict such as `cell:browser`, of an own property `cell:properties.NAME`, or `cell:*`.
        site: `""` for all.
    """

    name: str
    cause: str
    site: str
    reason: str
    expires_epoch_ms: int

    @property
    def version(self) -> str:
        """What tells it from any other that had its name: 16 hex digits of what it says."""
        return sha256(repr(tuple(self)).encode("utf-8", "backslashreplace")).hexdigest()[:16]


class CopyCell(NamedTuple):
    """
    One site and UTC day of the copy.

    Args:
        day: days since 1970.
        state: `pending`, `copied`, `verified` or `failed`.
        lease_until_epoch_ms: until then `worker` has it.
    """

    site: str
    day: int
    state: str = "pending"
    rows: int = 0
    origin_digest: str = ""
    target_digest: str = ""
    attempts: int = 0
    worker: str = ""
    lease_until_epoch_ms: int = 0


class Attestation(NamedTuple):
    """An operator's word for a condition that the store cannot see."""

    site: str
    condition: str
    who: str
    why: str
    at_epoch_ms: int


class Certificate(NamedTuple):
    """Why the old engine of a site may go, as JSON."""

    site: str
    at_epoch_ms: int
    text: str


Certify = Callable[[AuditHead], Certificate]
"""What the audit log ends with once a site is moved, to the certificate of the move."""


class Instance(NamedTuple):
    """A running shim and where its ops listener is; `seen_epoch_ms` is its last sign of life."""

    name: str
    url: str
    seen_epoch_ms: int


class EvidenceStore(Protocol):
    """
    The ops store's second half.

    Every method is one short transaction and raises only `StoreUnreachable` or, where said, `LookupError`.
    """

    async def add(self, batch: Batch) -> None:
        """Add what an instance saw, all or none."""
        ...

    async def read_counts(self, site: str, from_hour: int) -> list[Count]:
        """Return a site's counts since an hour."""
        ...

    async def read_latencies(self, site: str, from_hour: int) -> list[Latency]:
        """Return a site's latencies since an hour."""
        ...

    async def sum_latencies(self, site: str, from_hour: int, before_hour: int) -> list[tuple[str, int, int]]:
        """Return engine, bucket and count of a site since an hour and before another; the database adds them up."""
        ...

    async def read_totals(self, from_hour: int) -> list[tuple[str, str, str, int]]:
        """Return site, stage, outcome and count of all sites since an hour."""
        ...

    async def read_latency_totals(self, from_hour: int) -> list[tuple[str, str, int, int]]:
        """Return site, engine, bucket and count of all sites since an hour."""
        ...

    async def read_served(self, from_hour: int, before_hour: int) -> list[tuple[str, str, int]]:
        """
        Return site, outcome and count of each site in `canary` or `live`, of that stage and since it came to it.

        Args:
            from_hour: the first that counts.
            before_hour: the first that does not any more.
        """
        ...

    async def read_reads(self, from_slot: int, before_slot: int = NO_SLOT) -> list[ReadCount]:
        """Return all sites' reads since a slot and before another, a row for each site: the slot is the first one."""
        ...

    async def read_planted(self, from_hour: int) -> list[Planted]:
        """Return the planted pairs of each hour since one."""
        ...

    async def put_mismatch(self, mismatch: Mismatch, keep: int) -> None:
        """Keep a mismatch; of its site only the newest `keep` stay."""
        ...

    async def read_mismatches(self, site: str | None, count: int) -> list[Mismatch]:
        """Return the newest mismatches of a site or of all, without bodies."""
        ...

    async def count_open_mismatches(self) -> dict[str, int]:
        """Return how many are open, by site; sites without any are left out."""
        ...

    async def find_mismatch(self, id_: str) -> Mismatch | None:
        """Return one with its bodies."""
        ...

    async def close_mismatch(self, id_: str, change: Change) -> None:
        """Say that a mismatch is dealt with; `LookupError` when there is none of that id, or it is closed."""
        ...

    async def read_rules(self) -> list[IgnoreRule]:
        """Return all rules, expired ones too, by name."""
        ...

    async def put_rule(self, rule: IgnoreRule, change: Change, *, seen: str | None = None) -> AuditRow | None:
        """Add a rule or replace the one of its name; `seen`, answer and `Conflict` as in `OpsStore.put_flag`."""
        ...

    async def remove_rule(self, name: str, change: Change, *, seen: str | None = None) -> AuditRow | None:
        """Take a rule away as `put_rule` replaces it; `LookupError` when there is none."""
        ...

    async def put_cells(self, cells: Sequence[CopyCell]) -> None:
        """Add cells of the ledger, or replace what is known of them."""
        ...

    async def count_cells(self, site: str) -> dict[str, int]:
        """Return how many cells a site has in each state."""
        ...

    async def put_attestation(self, attestation: Attestation) -> None:
        """Keep an operator's word, in place of an earlier one; it is audited."""
        ...

    async def read_attestations(self, site: str) -> list[Attestation]:
        """Return what operators attested of a site."""
        ...

    async def put_certificate(self, certificate: Certificate, change: Change) -> None:
        """Keep a site's certificate, in place of an earlier one."""
        ...

    async def find_certificate(self, site: str) -> Certificate | None:
        """Return a site's certificate, if any."""
        ...

    async def put_instance(self, instance: Instance) -> None:
        """Say that an instance lives; those that were not seen for `INSTANCE_KEPT_MS` are forgotten."""
        ...

    async def remove_instance(self, name: str) -> None:
        """Say that an instance ends."""
        ...

    async def read_instances(self) -> list[Instance]:
        """Return the instances that were seen within the last hour."""
        ...

    async def forget(self, before_hour: int, before_slot: int) -> None:
        """Remove evidence of earlier hours and slots."""
        ...
