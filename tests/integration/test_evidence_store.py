"""What is known of a migration, on both databases: one suite for every method of `EvidenceStore`."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio

from adapters.audit import Change
from adapters.base import OpsStore, Site
from adapters.errors import StoreUnreachable
from adapters.evidence import (
    HOUR_MS,
    INSTANCE_KEPT_MS,
    Attestation,
    Batch,
    Certificate,
    CopyCell,
    Count,
    EvidenceStore,
    IgnoreRule,
    Instance,
    Latency,
    Mismatch,
    Planted,
    ReadCount,
)
from adapters.ops_store import open_store
from config.stages import Stage
from shim.evidence import Evidence
from shim.trace import Trace
from tests.builders import BY_TEST

DEADLINE_MS: Final = 30_000
NOW_MS: Final = 1_321_472_822_803

COUNT: Final = Count("a", "shadow", 7, "user json", "live", "identical", 2)
LATENCY: Final = Latency("a", 7, "user json", "legacy", 30, 2)
MISMATCH: Final = Mismatch("m1", "a", "shadow", "user json", 1, "cell:city", "{}", "legacy", "[]", "", b"\x00\xff", b"")


@pytest_asyncio.fixture
async def other(store: OpsStore, url: str) -> AsyncIterator[OpsStore]:  # noqa: ARG001 - which makes the tables
    """A second connection, as another instance has."""
    made = open_store(url, DEADLINE_MS)
    yield made
    await made.close()


@pytest.fixture
def evidence(store: OpsStore) -> EvidenceStore:
    return store.evidence


async def test_counts_add_up(evidence: EvidenceStore) -> None:
    """What is added to a row is added up, within a batch too; each part of a key makes a row of its own."""
    others = [
        COUNT._replace(site="b"),
        COUNT._replace(stage="canary"),
        COUNT._replace(hour=8),
        COUNT._replace(shape="user html"),
        COUNT._replace(source="replay"),
        COUNT._replace(outcome="different:cell:größe 😀"),
    ]
    await evidence.add(Batch([COUNT, COUNT, *others], [], [], []))
    await evidence.add(Batch([COUNT._replace(counted=10**12)], [], [], []))
    expected = [COUNT._replace(counted=10**12 + 4), *others[1:]]
    assert sorted(await evidence.read_counts("a", 0)) == sorted(expected)
    assert await evidence.read_counts("a", 8) == [COUNT._replace(hour=8)]
    assert await evidence.read_counts("b", 0) == others[:1]
    assert await evidence.read_counts("A", 0) == []


async def test_latencies_add_up(evidence: EvidenceStore) -> None:
    """Buckets are added up by site, hour, shape and engine."""
    others = [
        LATENCY._replace(site="b"),
        LATENCY._replace(hour=8),
        LATENCY._replace(shape="site json"),
        LATENCY._replace(engine="events"),
        LATENCY._replace(bucket=31),
    ]
    await evidence.add(Batch([], [LATENCY, LATENCY, *others], [], []))
    assert sorted(await evidence.read_latencies("a", 0)) == sorted([LATENCY._replace(counted=4), *others[1:]])
    assert await evidence.read_latencies("a", 8) == [LATENCY._replace(hour=8)]
    assert sorted(await evidence.sum_latencies("a", 7, 9)) == [("events", 30, 2), ("legacy", 30, 8), ("legacy", 31, 2)]
    assert await evidence.sum_latencies("a", 8, 9) == [("legacy", 30, 2)]
    assert await evidence.sum_latencies("a", 7, 7) == []


async def test_totals_are_those_of_all_sites(evidence: EvidenceStore) -> None:
    """Totals add up shapes, sources and hours, and stay numbers that JSON can write."""
    batch = Batch(
        [COUNT, COUNT._replace(hour=8), COUNT._replace(source="replay", shape="x"), COUNT._replace(site="b", hour=6)],
        [LATENCY, LATENCY._replace(hour=8, shape="x"), LATENCY._replace(site="b", hour=6)],
        [],
        [],
    )
    await evidence.add(batch)
    assert await evidence.read_totals(7) == [("a", "shadow", "identical", 6)]
    assert sorted(await evidence.read_totals(0)) == [("a", "shadow", "identical", 6), ("b", "shadow", "identical", 2)]
    assert await evidence.read_latency_totals(7) == [("a", "legacy", 30, 4)]
    assert sorted(await evidence.read_latency_totals(6)) == [("a", "legacy", 30, 4), ("b", "legacy", 30, 2)]
    assert all(type(row[3]) is int for row in await evidence.read_totals(0) + await evidence.read_latency_totals(0))


async def test_what_the_events_engine_serves_is_counted_since_it_does(store: OpsStore, evidence: EvidenceStore) -> None:
    """Of sites in `canary` or `live`, the counts of that stage, from the hour in which they came to it, add up."""
    began = Change("jane", "it is time", 7 * HOUR_MS + 5)
    for name, stage in (("a", Stage.LIVE), ("b", Stage.CANARY), ("c", Stage.SHADOW)):
        await store.put_site(Site(name, stage, canary_percent=10 if stage is Stage.CANARY else 0), began)
    live, canary = COUNT._replace(stage="live"), COUNT._replace(site="b", stage="canary")
    await evidence.add(
        Batch([live, live._replace(hour=6), live._replace(hour=9, shape="x"), COUNT, canary], [], [], [])
    )
    await evidence.add(Batch([COUNT._replace(site="c")], [], [], []))
    assert sorted(await evidence.read_served(0, 10)) == [("a", "identical", 4), ("b", "identical", 2)]
    assert await evidence.read_served(8, 10) == [("a", "identical", 2)]
    assert sorted(await evidence.read_served(0, 9)) == [("a", "identical", 2), ("b", "identical", 2)]


async def test_reads_are_added_up_by_site(evidence: EvidenceStore) -> None:
    """Since a slot, each site has one row, of all instances together, with the first slot that counted."""
    await evidence.add(Batch([], [], [ReadCount("a", 4, 9, 9), ReadCount("a", 5, 3, 1), ReadCount("a", 6, 2, 0)], []))
    await evidence.add(Batch([], [], [ReadCount("a", 5, 1, 1), ReadCount("b", 6, 7, 0)], []))
    assert sorted(await evidence.read_reads(5)) == [ReadCount("a", 5, 6, 2), ReadCount("b", 6, 7, 0)]
    assert await evidence.read_reads(5, 6) == [ReadCount("a", 5, 4, 2)]
    assert await evidence.read_reads(7) == []


async def test_planted_pairs_add_up(evidence: EvidenceStore) -> None:
    """Planted pairs are added up by hour, and come in the order of hours."""
    await evidence.add(Batch([], [], [], [Planted(8, 1, 1), Planted(7, 2, 1)]))
    await evidence.add(Batch([], [], [], [Planted(7, 1, 1)]))
    assert await evidence.read_planted(0) == [Planted(7, 3, 2), Planted(8, 1, 1)]
    assert await evidence.read_planted(8) == [Planted(8, 1, 1)]


async def test_a_batch_is_added_as_a_whole_or_not(evidence: EvidenceStore) -> None:
    """When one row cannot be written, none is."""
    bad = Planted(2**70, 1, 1)
    with pytest.raises((StoreUnreachable, OverflowError)):
        await evidence.add(Batch([COUNT], [LATENCY], [ReadCount("a", 5, 1, 0)], [bad]))
    assert await evidence.read_counts("a", 0) == []
    assert await evidence.read_latencies("a", 0) == []
    assert await evidence.read_reads(0) == []


async def test_two_instances_lose_nothing(store: OpsStore, other: OpsStore) -> None:
    """Two instances that count the same things at the same time are one sum, to the last one."""

    def trace(error: str | None) -> Trace:
        made = Trace("GET", "", 0)
        made.site, made.served_by, made.error = "a", "legacy", error
        made.step("sessions", "legacy", 4)
        return made

    async def count(evidence: Evidence) -> None:
        for number in range(50):
            evidence.count("a", "shadow", "user json", "identical")
            evidence.count("a", "shadow", "user json", f"different:cell:{number % 5}")
            evidence.answered(trace("EVENTS_TIMEOUT" if number % 10 == 0 else None), "user json")
            evidence.planted(caught=number % 2 == 0)
            await evidence.flush()
        await evidence.stop()

    await asyncio.gather(*(count(Evidence(each.evidence, lambda: NOW_MS)) for each in (store, other)))
    outcomes = {row.outcome: row.counted for row in await store.evidence.read_counts("a", 0)}
    assert outcomes == {"identical": 100} | {f"different:cell:{number}": 20 for number in range(5)}
    assert [row.counted for row in await other.evidence.read_latencies("a", 0)] == [90]
    assert [(row.reads, row.errors) for row in await other.evidence.read_reads(0)] == [(100, 10)]
    assert await store.evidence.read_planted(0) == [Planted(NOW_MS // HOUR_MS, 100, 50)]


async def test_what_is_old_is_forgotten(evidence: EvidenceStore) -> None:
    """Evidence of earlier hours and slots goes, what is not earlier stays."""
    await evidence.add(
        Batch(
            [COUNT, COUNT._replace(hour=6)],
            [LATENCY, LATENCY._replace(hour=6)],
            [ReadCount("a", 5, 1, 0), ReadCount("a", 4, 1, 0)],
            [Planted(7, 1, 1), Planted(6, 1, 1)],
        )
    )
    await evidence.forget(before_hour=7, before_slot=5)
    assert await evidence.read_counts("a", 0) == [COUNT]
    assert await evidence.read_latencies("a", 0) == [LATENCY]
    assert await evidence.read_reads(0) == [ReadCount("a", 5, 1, 0)]
    assert await evidence.read_planted(0) == [Planted(7, 1, 1)]


async def test_the_newest_mismatches_of_a_site_are_kept(evidence: EvidenceStore) -> None:
    """Of a site so many stay, the newest, whatever other sites have; lists have no bodies, the same id counts once."""
    for number in range(4):
        await evidence.put_mismatch(MISMATCH._replace(id=f"m{number}", at_epoch_ms=number), keep=2)
    await evidence.put_mismatch(MISMATCH._replace(id="m3", causes="token"), keep=2)
    await evidence.put_mismatch(MISMATCH._replace(id="n", site="b", at_epoch_ms=9), keep=2)
    listed = [MISMATCH._replace(id=f"m{number}", at_epoch_ms=number, primary_body=b"") for number in (3, 2)]
    assert await evidence.read_mismatches("a", 9) == listed
    assert [row.id for row in await evidence.read_mismatches(None, 2)] == ["n", "m3"]
    assert await evidence.find_mismatch("m3") == MISMATCH._replace(id="m3", at_epoch_ms=3)
    assert await evidence.find_mismatch("m0") is None


async def test_a_mismatch_is_closed_once(store: OpsStore, evidence: EvidenceStore) -> None:
    """A closed mismatch is open no more, says who closed it, is audited, and cannot be closed again."""
    await evidence.put_mismatch(MISMATCH, keep=9)
    await evidence.put_mismatch(MISMATCH._replace(id="m2"), keep=9)
    assert await evidence.count_open_mismatches() == {"a": 2}
    await evidence.close_mismatch("m1", Change("jane", "repaired", 5))
    assert await evidence.count_open_mismatches() == {"a": 1}
    found = await evidence.find_mismatch("m1")
    assert found is not None
    assert found.closed_by == "jane"
    for id_ in ("m1", "nobody"):
        with pytest.raises(LookupError, match=f"no open mismatch {id_}"):
            await evidence.close_mismatch(id_, BY_TEST)
    rows = await store.read_audit(0, 9)
    assert [(row.action, row.subject, row.before, row.after, row.who) for row in rows] == [
        ("mismatch", "a", "m1: cell:city", "closed", "jane")
    ]


async def test_rules_are_kept_with_their_counter(store: OpsStore, evidence: EvidenceStore) -> None:
    """A rule is replaced by its name and taken away; each change moves the counter and is audited."""
    rule, second = IgnoreRule("b", "cell:city", "", "known", 9), IgnoreRule("a", "token", "a", "known too", 10)
    for one in (rule, second, rule._replace(reason="known well")):
        await evidence.put_rule(one, BY_TEST)
    assert await evidence.read_rules() == [second, rule._replace(reason="known well")]
    await evidence.remove_rule("b", BY_TEST)
    assert await evidence.read_rules() == [second]
    before = await store.read_versions()
    with pytest.raises(LookupError, match="no rule b"):
        await evidence.remove_rule("b", BY_TEST)
    assert await store.read_versions() == before == before._replace(rules=4)
    rows = await store.read_audit(0, 9)
    assert [(row.subject, bool(row.before), bool(row.after)) for row in rows] == [
        ("b", False, True),
        ("a", False, True),
        ("b", True, True),
        ("b", True, False),
    ]


async def test_cells_are_counted_by_state(evidence: EvidenceStore) -> None:
    """A cell is replaced by its site and day; a site's cells are counted by state."""
    assert await evidence.count_cells("a") == {}
    await evidence.put_cells([CopyCell("a", 2), CopyCell("a", 1), CopyCell("b", 1, "failed")])
    await evidence.put_cells([CopyCell("a", 1, "verified", 5, "x", "x", 1, "w", 9)])
    assert await evidence.count_cells("a") == {"pending": 1, "verified": 1}
    assert await evidence.count_cells("b") == {"failed": 1}


async def test_an_attestation_replaces_the_one_before(store: OpsStore, evidence: EvidenceStore) -> None:
    """An operator's word is kept by site and condition, the last one counts, and all of them are audited."""
    first = Attestation("a", "history verified", "jane", "by hand", 5)
    for one in (first, first._replace(who="omar", at_epoch_ms=6), first._replace(site="b")):
        await evidence.put_attestation(one)
    assert await evidence.read_attestations("a") == [first._replace(who="omar", at_epoch_ms=6)]
    assert [(row.action, row.subject, row.after, row.who) for row in await store.read_audit(0, 9)] == [
        ("attest", "a", "history verified", "jane"),
        ("attest", "a", "history verified", "omar"),
        ("attest", "b", "history verified", "jane"),
    ]


async def test_a_certificate_replaces_the_one_before(store: OpsStore, evidence: EvidenceStore) -> None:
    """A site has one certificate, the last one; the audit log has the text of each."""
    assert await evidence.find_certificate("a") is None
    for text in ('{"n": 1}', '{"n": 2}'):
        await evidence.put_certificate(Certificate("a", 5, text), BY_TEST)
    assert await evidence.find_certificate("a") == Certificate("a", 5, '{"n": 2}')
    assert [row.after for row in await store.read_audit(0, 9)] == ['{"n": 1}', '{"n": 2}']


async def test_instances_that_are_silent_are_forgotten(evidence: EvidenceStore) -> None:
    """An instance is there until it ends, or was not seen for five minutes."""
    one, two = Instance("one", "http://1", HOUR_MS), Instance("two", "", HOUR_MS + 1)
    for instance in (two, one, one._replace(url="http://2")):
        await evidence.put_instance(instance)
    assert await evidence.read_instances() == [one._replace(url="http://2"), two]
    await evidence.put_instance(Instance("three", "", HOUR_MS + INSTANCE_KEPT_MS + 1))
    assert [instance.name for instance in await evidence.read_instances()] == ["three", "two"]
    await evidence.remove_instance("three")
    await evidence.remove_instance("nobody")
    assert await evidence.read_instances() == [two]


async def test_a_site_may_be_called_anything(store: OpsStore, evidence: EvidenceStore) -> None:
    """Names with quotes, colons and per cent signs are values, never SQL."""
    name = "'\"%s:x größe 😀"
    await store.put_site(Site(name), BY_TEST)
    await evidence.add(Batch([COUNT._replace(site=name)], [], [], []))
    assert await evidence.read_counts(name, 0) == [COUNT._replace(site=name)]
