"""The overview's readings: one for all who look, none while the store rests, the last one when it is lost."""

import asyncio
from pathlib import Path

from adapters.base import OpsStore, Site
from shim.ops.context import OpsContext
from shim.ops.totals import Overview
from tests.builders import BY_TEST
from tests.ops_data import make_mismatch


async def test_the_first_page_waits_and_the_next_do_not(store: OpsStore, context: OpsContext) -> None:
    """Ten who look at once share one reading; what is read is kept while the store rests."""
    await store.put_site(Site("a"), BY_TEST)
    await context.directory.refresh()
    overview = Overview(context)
    await asyncio.gather(*(overview.refresh() for _ in range(10)))
    assert [line.name for line in overview.lines] == ["a"]
    assert overview.version == 1
    kept = overview.totals
    await store.evidence.put_mismatch(make_mismatch("1", "a"), keep=5)
    await overview.refresh()
    assert overview.totals is kept
    overview._next_s = 0
    await overview.refresh()
    await asyncio.gather(*overview._tasks._running)
    assert (overview.lines[0].open, overview.version) == (1, 2)
    await overview.close()


async def test_a_new_site_is_seen_at_once(store: OpsStore, context: OpsContext) -> None:
    """Stages and names are the directory's, which never rests."""
    overview = Overview(context)
    await overview.refresh()
    await store.put_site(Site("b"), BY_TEST)
    await context.directory.refresh()
    await overview.refresh()
    assert [line.name for line in overview.lines] == ["b"]
    await overview.close()


async def test_a_lost_store_leaves_the_last_totals(context: OpsContext, tmp_path: Path) -> None:
    """A reading that fails changes nothing and is tried again."""
    overview = Overview(context)
    (tmp_path / "ops.db").unlink()
    await overview.refresh()
    assert overview.totals.at_epoch_ms == 0
    assert overview._reading is None
    await overview.close()
