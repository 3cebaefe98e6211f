"""The operator's page: every page shows what the store has, escapes all of it, and says it well when it cannot."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from adapters.audit import Change
from adapters.base import OpsStore, Site
from adapters.evidence import Certificate, Instance
from config.stages import Stage
from shim.guard import WHO
from shim.ops.rendering import POLICY
from shim.switch import move
from shim.trace import Trace
from tests.builders import BY_TEST
from tests.ops_data import NOW_MS, fill_sites, fill_totals, fill_week, make_mismatch
from tests.unit.shim.ops.conftest import Page

Open = Callable[[], Awaitable[Page]]

HOSTILE = "<script>alert(1)</script> \"double\" 'single' 🎉 & / ? # %2F {{ 7*7 }}"
SITE = "www.opentracker.net"


def names(text: str) -> list[str]:
    """Return the sites that an overview lists."""
    return re.findall(r'<th role="rowheader" scope="row" class="name"><a href="[^"]*">([^<]*)', text)


async def test_the_overview_lists_searches_and_sorts(store: OpsStore, open_page: Open) -> None:
    """Fifty sites a page, in the order and of the kind that was asked for."""
    sites = await fill_sites(store, 130)
    await fill_totals(store, sites, hours=2)
    page = await open_page()
    first = await page.read("/")
    assert names(first) == sorted(site.name for site in sites)[:50]
    assert "130 sites" in first
    assert len(names(await page.read("/?page=3"))) == 30
    assert names(await page.read("/?search=radio0008")) == ["radio0008.example.net"]
    assert "No site has" in await page.read("/?search=nowhere")
    assert set(names(await page.read("/?search=canary"))) == {site.name for site in sites if site.stage is Stage.CANARY}
    compared = await page.read("/?sort=compared")
    assert 'aria-sort="descending"' in compared
    assert names(compared)[0] in {site.name for site in sites if site.stage in {Stage.SHADOW, Stage.CANARY, Stage.LIVE}}
    for odd in ("/?sort=nothing&page=-1", "/?page=99999999999", "/?page=x&falls=2"):
        assert len(names(await page.read(odd))) in {30, 50}


async def test_an_empty_store_says_what_to_do(open_page: Open) -> None:
    """Without sites there is the command that adds one."""
    assert "shim site add NAME" in await (await open_page()).read("/")


async def test_one_site_shows_all_of_it(store: OpsStore, open_page: Open) -> None:
    """Stage, gate, charts with their tables, mismatches, flags and history are on a site's page."""
    await fill_week(store, SITE)
    text = await (await open_page()).read(f"/sites/{SITE}")
    for shown in ("canary", "10 %", "history verified", "no open difference", "shadow-reads", "moved back by itself"):
        assert shown in text
    assert text.count("data-chart=") == 3
    assert "/mismatches/3f9c0a7e" in text
    assert "as a table" in text


async def test_every_stage_has_its_page(store: OpsStore, open_page: Open) -> None:
    """Each stage's page names the next step, and the ways that are open from it."""
    for stage in Stage:
        await store.put_site(Site(stage.value, stage, canary_percent=10 * (stage is Stage.CANARY)), BY_TEST)
    page = await open_page()
    ways = {
        stage: re.findall(r'type="radio" name="stage" value="(\w+)"', await page.read(f"/sites/{stage.value}"))
        for stage in Stage
    }
    assert ways == {
        "legacy": ["shadow"],
        "shadow": ["legacy", "canary"],
        "canary": ["legacy", "shadow", "canary", "live"],
        "live": ["legacy", "shadow", "canary", "complete"],
        "complete": ["legacy", "shadow", "canary", "live"],
    }


async def test_a_mismatch_marks_its_cells(store: OpsStore, open_page: Open) -> None:
    """Differing cells are marked by more than a colour, and the request is there, redacted."""
    await store.evidence.put_mismatch(make_mismatch("m1", SITE), keep=9)
    text = await (await open_page()).read("/mismatches/m1")
    assert '<mark><span class="unseen">differs: </span>Zurich</mark>' in text
    assert "no such row" in text
    assert "(redacted)" in text


async def test_a_request_is_explained(open_page: Open) -> None:
    """What this instance knows is shown, of its parameters only what a log line may print."""
    page = await open_page()
    trace = Trace("GET", "r1", asyncio.get_running_loop().time())
    trace.site, trace.path, trace.stage, trace.served_by = SITE, "/api/x.jsp", "canary", "events"
    trace.parameters = {"password": "MARKED", "limit": "40"}
    trace.bucket = 123
    trace.step("sessions", "events", 12.34)
    page.context.explanations.keep(trace.end(200, 7_043, trace.started_s))
    text = await page.read("/requests/r1")
    for shown in ("7,043 bytes", "1.23 %", "12.3", "force-engine"):
        assert shown in text
    assert "MARKED" not in text
    assert "r1" in await page.read("/requests")
    assert "node-1 knows nothing of it" in await page.read("/requests/gone", 404)
    assert "7,043 bytes" in await page.read("/requests?id=r1")


async def test_a_certificate_is_printed(store: OpsStore, open_page: Open) -> None:
    """Each part of it is listed; a site without one says so."""
    await store.put_site(Site(SITE, Stage.COMPLETE), BY_TEST)
    text = '{"site": "x", "figures": {"comparisons": 90000}, "flags": [{"name": "fallback"}]}'
    await store.evidence.put_certificate(Certificate(SITE, NOW_MS, text), BY_TEST)
    page = await open_page()
    assert "90000" in await page.read(f"/sites/{SITE}/certificate")
    assert "/certificate" in await page.read(f"/sites/{SITE}")
    assert "no certificate" in await page.read("/sites/other/certificate", 404)


async def test_a_certificate_says_whether_it_was_proven(store: OpsStore, open_page: Open) -> None:
    """One of a step that was forced does not claim that nothing will be missed, and marks what was unmet."""
    await store.put_site(Site(SITE, Stage.LIVE), BY_TEST)
    await move(store, SITE, Stage.COMPLETE, 0, BY_TEST, force=True)
    page = await open_page()
    forced = await page.read(f"/sites/{SITE}/certificate")
    assert "was forced" in forced
    assert "unmet" in forced
    kept = await store.evidence.find_certificate(SITE)
    assert kept
    await store.evidence.put_certificate(kept._replace(text=kept.text.replace("false", "true")), BY_TEST)
    proven = await page.read(f"/sites/{SITE}/certificate")
    assert "nothing would be missed" in proven
    assert "unmet" not in proven


async def test_who_was_moved_back_by_itself_is_told_why(store: OpsStore, open_page: Open) -> None:
    """The guard's reason stands on top of the site's page until somebody moves the site."""
    live = Site(SITE, Stage.LIVE)
    await store.put_site(live, BY_TEST)
    await store.move_site(SITE, live, live._replace(stage=Stage.SHADOW), Change(WHO, "errors: 3 %, bound 1 %", NOW_MS))
    page = await open_page()
    told = "<strong>Moved back by itself, live → shadow.</strong> errors: 3 %, bound 1 %."
    assert told in await page.read(f"/sites/{SITE}")
    await move(store, SITE, Stage.LEGACY, 0, BY_TEST)
    assert told not in await page.read(f"/sites/{SITE}")


async def test_hostile_texts_stay_texts(store: OpsStore, open_page: Open) -> None:
    """A script in a name, a reason, a cause or an answer is shown and never markup; its links lead to it."""
    site, change = Site(HOSTILE), Change(HOSTILE, HOSTILE, NOW_MS)
    await store.put_site(site, change)
    await store.move_site(HOSTILE, site, site._replace(stage=Stage.SHADOW), change)
    await store.put_flag("fallback", HOSTILE, "off", change)
    bad = make_mismatch(HOSTILE, HOSTILE)._replace(causes=HOSTILE, shape=HOSTILE, primary_body=HOSTILE.encode())
    await store.evidence.put_mismatch(bad, keep=9)
    page = await open_page()
    own = quote(HOSTILE, safe="")
    for path in ("/", f"/sites/{own}", f"/mismatches/{own}", "/flags", f"/requests/{own}", f"/?search={own}"):
        text = await page.read(path, 404 if path.startswith("/requests") else 200)
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    assert f'href="/sites/{own}"' in await page.read("/")


async def test_nothing_comes_from_elsewhere(open_page: Open) -> None:
    """The policy allows our own host alone, no page has a script or style of its own, every file is there."""
    page = await open_page()
    async with page.client.get("/") as reply:
        text = await reply.text()
        assert reply.headers["Content-Security-Policy"] == POLICY
    assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=|javascript:|https?://", text)
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert len(files) == 6
    for file in files:
        async with page.client.get(file) as reply:
            assert reply.status == 200
            tag = reply.headers["ETag"]
        async with page.client.get(file, headers={"If-None-Match": tag}) as reply:
            assert reply.status == 304


async def test_what_is_not_there_is_said(open_page: Open) -> None:
    """An unknown site or mismatch is a page with status 404."""
    page = await open_page()
    assert "There is no site &lt;x&gt;." in await page.read("/sites/%3Cx%3E", 404)
    assert "There is no mismatch x" in await page.read("/mismatches/x", 404)


async def test_a_lost_store_is_said_and_the_overview_stays(store: OpsStore, open_page: Open, tmp_path: Path) -> None:
    """The list stays as it was, with a banner; what must be read from the store is a 503."""
    await fill_sites(store, 3)
    page = await open_page()
    await page.read("/")
    (tmp_path / "ops.db").unlink()
    page.context.directory._seen_s -= 60
    text = await page.read("/")
    assert len(names(text)) == 3
    assert "The ops store is silent for 6" in text
    assert "does not answer" in await page.read(f"/sites/{names(text)[0]}", 503)


@pytest.mark.alone
async def test_ten_thousand_sites_stay_usable(store: OpsStore, open_page: Open) -> None:
    """Once the totals are read, a page of the list takes well under a third of a second, sorted and searched."""
    await store.evidence.put_instance(Instance("node-1", "", NOW_MS))
    page = await open_page()
    sites = {f"site{number:05}.example.com": Site(f"site{number:05}.example.com") for number in range(10_000)}
    page.context.directory._sites = sites
    await page.read("/")
    times = []
    for path in ("/", "/?sort=bound", "/?sort=reads&page=150", "/?search=9.example"):
        begun = time.perf_counter()
        assert len(names(await page.read(path))) == 50
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.3


@pytest.mark.parametrize("path", ["/", "/flags", "/requests"])
async def test_a_page_has_its_landmarks(open_page: Open, path: str) -> None:
    """Header, navigation, main and one heading; whatever changes is announced."""
    text = await (await open_page()).read(path)
    for part in ("<header", "<nav", "<main", 'lang="en"', 'aria-live="polite"', 'class="skip"'):
        assert part in text
    assert text.count("<h1") == 1
