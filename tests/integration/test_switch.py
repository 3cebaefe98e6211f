"""Moving a site on both databases: what is refused, forced or dry has changed nothing, and of two movers one wins."""

import asyncio
from collections.abc import Sequence
from typing import Final

import orjson
import pytest

from adapters.audit import AuditHead, Change
from adapters.base import OpsStore, Site
from adapters.errors import Conflict, StoreUnreachable
from adapters.evidence import HOUR_MS, Batch, Certificate, Count, Latency, Planted
from adapters.ops_store import open_store
from config.stages import Stage
from shim.gates import HISTORY, Breakers
from shim.stages import StageError
from shim.switch import AttestError, Refused, attest, move
from tests.builders import SITE

HOUR: Final = 490_000
BY_JANE: Final = Change("jane", "it is time", HOUR * HOUR_MS + 1)


async def stands(store: OpsStore, stage: Stage, percent: int = 0) -> None:
    await store.put_site(Site(SITE, stage, canary_percent=percent), BY_JANE)


WEEK: Final = tuple(HOUR - 24 * day for day in range(7))


async def prove(store: OpsStore, stage: str, hours: Sequence[int] = WEEK) -> None:
    """Put all that a step asks for into each of some hours."""
    for hour in hours:
        counts = [Count(SITE, stage, hour, "user json", "live", outcome, 3_000) for outcome in ("sampled", "identical")]
        latencies = [Latency(SITE, hour, "user json", engine, 8, 3_000) for engine in ("legacy", "events")]
        await store.evidence.add(Batch(counts, latencies, (), [Planted(hour, 1, 1)]))
    await attest(store, SITE, HISTORY, BY_JANE)


async def open_on_node_2() -> Breakers:
    return Breakers(open=("node-2",))


async def unchanged(store: OpsStore) -> tuple[object, ...]:
    return await store.read_versions(), await store.read_audit_head()


@pytest.mark.parametrize(
    ("stage", "percent", "wanted", "share"),
    [
        (Stage.SHADOW, 0, Stage.CANARY, 10),
        (Stage.CANARY, 10, Stage.CANARY, 11),
        (Stage.CANARY, 100, Stage.LIVE, 0),
        (Stage.LIVE, 0, Stage.COMPLETE, 0),
    ],
)
async def test_every_gate(store: OpsStore, stage: Stage, percent: int, wanted: Stage, share: int) -> None:
    """Without evidence each step forward is refused, forced only with the word for it; with it, it is made."""
    await stands(store, stage, percent)
    before = await unchanged(store)
    for dry_run in (True, False):
        with pytest.raises(Refused) as refused:
            await move(store, SITE, wanted, share, BY_JANE, dry_run=dry_run)
        assert not refused.value.report.ok
    assert await unchanged(store) == before
    await prove(store, stage.value)
    before = await unchanged(store)
    assert await move(store, SITE, wanted, share, BY_JANE, dry_run=True) is not None
    assert await unchanged(store) == before
    with pytest.raises(Refused, match="may not go"):
        await move(store, SITE, wanted, share, BY_JANE, ask_breakers=open_on_node_2)
    report = await move(store, SITE, wanted, share, BY_JANE)
    assert report is not None
    assert report.ok
    (site,) = await store.read_sites()
    assert (site.stage, site.canary_percent, site.since_epoch_ms) == (wanted, share, BY_JANE.at_epoch_ms)


@pytest.mark.parametrize(
    ("stage", "percent", "wanted", "share"),
    [
        (Stage.LEGACY, 0, Stage.SHADOW, 0),
        (Stage.CANARY, 10, Stage.CANARY, 9),
        (Stage.COMPLETE, 0, Stage.LIVE, 0),
        (Stage.LIVE, 0, Stage.CANARY, 90),
        (Stage.COMPLETE, 0, Stage.LEGACY, 0),
    ],
)
async def test_no_gate(store: OpsStore, stage: Stage, percent: int, wanted: Stage, share: int) -> None:
    """Back a site goes at once, and into `shadow` too: no evidence is asked for."""
    await stands(store, stage, percent)
    assert await move(store, SITE, wanted, share, BY_JANE) is None
    (site,) = await store.read_sites()
    assert (site.stage, site.canary_percent) == (wanted, share)


async def test_force(store: OpsStore) -> None:
    """Force leaves stages out and gates too; the audit log and the certificate say so."""
    await stands(store, Stage.LEGACY)
    with pytest.raises(StageError, match="none may be left out"):
        await move(store, SITE, Stage.COMPLETE, 0, BY_JANE)
    report = await move(store, SITE, Stage.COMPLETE, 0, BY_JANE, force=True)
    assert report is not None
    assert not report.ok
    newest = await store.read_audit_newest(2, SITE)
    assert [(row.action, row.why) for row in newest] == [
        ("certificate", "forced: it is time"),
        ("stage", "forced: it is time"),
    ]
    certificate = await store.evidence.find_certificate(SITE)
    assert certificate is not None
    text = orjson.loads(certificate.text)
    assert (text["proven"], text["from"], text["who"]) == (False, "legacy", "jane")


async def test_no_site_is_complete_without_its_certificate(store: OpsStore) -> None:
    """When the certificate cannot be kept, the site has not moved; when it can, its head is that of the move."""
    live, complete = Site(SITE, Stage.LIVE), Site(SITE, Stage.COMPLETE)
    await stands(store, Stage.LIVE)
    before = await unchanged(store)

    def fail(_: AuditHead) -> Certificate:
        raise StoreUnreachable("gone")

    with pytest.raises(StoreUnreachable):
        await store.move_site(SITE, live, complete, BY_JANE, fail)
    assert await unchanged(store) == before
    await store.move_site(SITE, live, complete, BY_JANE, lambda head: Certificate(SITE, 5, head.hash))
    assert await store.evidence.find_certificate(SITE) == Certificate(SITE, 5, (await store.read_audit(1, 1))[0].hash)


@pytest.mark.parametrize(("back_h", "expired"), [(23, False), (24, True)])
async def test_evidence_expires(store: OpsStore, back_h: int, expired: bool) -> None:  # noqa: FBT001 - a row's own
    """What is older than the window proves nothing any more."""
    await stands(store, Stage.SHADOW)
    await prove(store, "shadow", [HOUR - back_h])
    if expired:
        with pytest.raises(Refused):
            await move(store, SITE, Stage.CANARY, 10, BY_JANE)
    else:
        await move(store, SITE, Stage.CANARY, 10, BY_JANE)


async def test_live_looks_back_a_week(store: OpsStore) -> None:
    """Only evidence of each of seven days proves that the old engine may go, that of six days ago too."""
    await stands(store, Stage.LIVE)
    await prove(store, "live", WEEK[:-1])
    with pytest.raises(Refused) as refused:
        await move(store, SITE, Stage.COMPLETE, 0, BY_JANE)
    assert [one.name for one in refused.value.report.conditions if not one.ok] == ["every day"]
    await prove(store, "live", WEEK[-1:])
    await move(store, SITE, Stage.COMPLETE, 0, BY_JANE)


async def test_of_two_movers_one_wins(store: OpsStore, url: str) -> None:
    """Both saw the same site; the second is told where it is, and the log has one move."""
    await stands(store, Stage.LIVE)
    (seen,) = await store.read_sites()
    other = open_store(url, 30_000)
    results = await asyncio.gather(
        move(store, SITE, Stage.SHADOW, 0, BY_JANE, seen=seen),
        move(other, SITE, Stage.LEGACY, 0, BY_JANE, seen=seen),
        return_exceptions=True,
    )
    await other.close()
    assert [type(result) for result in results].count(Conflict) == 1
    assert [row.action for row in await store.read_audit(0, 9)] == ["site", "stage"]


async def test_what_can_be_attested(store: OpsStore) -> None:
    """Nobody can give his word for a figure, nor for a site that is not there; a word is audited."""
    await stands(store, Stage.SHADOW)
    with pytest.raises(AttestError, match="'comparisons' cannot be attested; allowed: history verified"):
        await attest(store, SITE, "comparisons", BY_JANE)
    with pytest.raises(LookupError, match="there is no site nowhere"):
        await attest(store, "nowhere", HISTORY, BY_JANE)
    await attest(store, SITE, HISTORY, BY_JANE)
    (newest,) = await store.read_audit_newest(1)
    assert (newest.action, newest.subject, newest.after, newest.why) == ("attest", SITE, HISTORY, "it is time")
