"""Changes from the page: nothing happens before it was shown, confirmed and given a reason; who was first wins."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from adapters.audit import Change
from adapters.base import FlagRow, OpsStore, Site
from config.stages import Stage
from tests.builders import BY_TEST
from tests.ops_data import NOW_MS, fill_week, make_mismatch, only_read
from tests.unit.shim.ops.conftest import Page

Open = Callable[[], Awaitable[Page]]

SITE: Final = "www.opentracker.net"
BACK: Final = {"stage": "legacy", "reason": "wrong cities"}


async def stage_of(store: OpsStore) -> str:
    return next(site.stage.value for site in await store.read_sites() if site.name == SITE)


async def test_a_move_is_shown_then_done(store: OpsStore, open_page: Open) -> None:
    """The first step changes nothing; the second does, is audited with its reason, and leads back to the site."""
    await store.put_site(Site(SITE, Stage.LIVE), BY_TEST)
    page = await open_page()
    shown = await page.send(f"/sites/{SITE}/stage", **BACK)
    assert "back, at once and through no gate" in shown
    assert await stage_of(store) == "live"
    done = await page.send(f"/sites/{SITE}/stage", **BACK, step="do", seen="live")
    assert "stage: live → legacy, by jane." in done
    newest = (await store.read_audit_newest(1))[0]
    assert (newest.who, newest.why, newest.at_epoch_ms) == ("jane", "wrong cities", NOW_MS)
    assert page.context.directory.sites[SITE].stage is Stage.LEGACY


async def test_no_reason_no_change(store: OpsStore, open_page: Open) -> None:
    """Without a reason, or with blanks, nothing is done and the page asks for it."""
    await store.put_site(Site(SITE, Stage.LIVE), BY_TEST)
    page = await open_page()
    for reason in ("", "   "):
        text = await page.send(f"/sites/{SITE}/stage", 422, stage="legacy", step="do", seen="live", reason=reason)
        assert "Say why" in text
    assert await stage_of(store) == "live"


@pytest.mark.parametrize(
    ("reason", "told"), [("two\nlines", "must be one line"), ("\0", "must be one line"), ("x" * 501, "at most 500")]
)
async def test_a_reason_that_cannot_be_kept_is_refused(
    store: OpsStore, open_page: Open, reason: str, told: str
) -> None:
    """What the audit log does not take is told, of a move and of a flag, and nothing is changed."""
    await store.put_site(Site(SITE, Stage.LIVE), BY_TEST)
    page = await open_page()
    move, flag = {"stage": "legacy", "seen": "live"}, {"name": "fallback", "value": "off", "seen": ""}
    for path, fields in (("stage", move), ("flag", flag)):
        assert told in await page.send(f"/sites/{SITE}/{path}", 422, **fields, step="do", reason=reason)
    assert await stage_of(store) == "live"
    assert await store.read_flags() == []


async def test_a_refused_step_says_why_and_can_be_forced(store: OpsStore, open_page: Open) -> None:
    """The unmet conditions stand there; only the second checkbox with a reason goes on, and is audited as forced."""
    await store.put_site(Site(SITE, Stage.SHADOW), BY_TEST)
    page = await open_page()
    step = {"stage": "canary", "percent": "10", "reason": "it is time", "seen": "shadow"}
    shown = await page.send(f"/sites/{SITE}/stage", **step)
    assert "Refused" in shown
    assert 'name="force" value="yes" required' in shown
    refused = await page.send(f"/sites/{SITE}/stage", 409, **step, step="do")
    assert "The gate refuses." in refused
    assert await stage_of(store) == "shadow"
    await page.send(f"/sites/{SITE}/stage", **step, step="do", force="yes")
    assert await stage_of(store) == "canary"
    assert (await store.read_audit_newest(1))[0].why == "forced: it is time"


async def test_the_last_step_is_told_as_the_move_it_is(store: OpsStore, open_page: Open) -> None:
    """Not as the certificate that it writes, whose text says nothing at a glance; a link leads to that."""
    await store.put_site(Site(SITE, Stage.LIVE), BY_TEST)
    page = await open_page()
    step = {"stage": "complete", "reason": "the old one is gone", "seen": "live", "step": "do", "force": "yes"}
    done = await page.send(f"/sites/{SITE}/stage", **step)
    assert "stage: live → complete, by jane." in done
    assert f'href="/sites/{SITE}/certificate"' in done


async def test_a_step_that_is_proven_is_made(store: OpsStore, open_page: Open) -> None:
    """When every condition is met there is nothing to force."""
    await fill_week(store, SITE)
    await store.evidence.close_mismatch("3f9c0a7e", BY_TEST)
    page = await open_page()
    shown = await page.send(f"/sites/{SITE}/stage", stage="live", reason="proven")
    assert "Every condition is met" in shown
    assert "Break the glass" not in shown
    await page.send(f"/sites/{SITE}/stage", stage="live", reason="proven", step="do", seen="canary 10")
    assert await stage_of(store) == "live"


async def test_who_was_first_is_told(store: OpsStore, open_page: Open) -> None:
    """When it is no longer as the operator saw it, nothing is done, and he reads who changed it, to what and why."""
    site = Site(SITE, Stage.LIVE)
    await store.put_site(site, BY_TEST)
    page = await open_page()
    await page.send(f"/sites/{SITE}/stage", **BACK)
    await store.move_site(SITE, site, site._replace(stage=Stage.SHADOW), Change("omar", "slow", 1))
    text = await page.send(f"/sites/{SITE}/stage", 409, **BACK, step="do", seen="live")
    assert "Somebody was first" in text
    assert "omar: live → shadow. slow" in text
    assert await stage_of(store) == "shadow"


async def test_a_wrong_step_says_what_is_allowed(store: OpsStore, open_page: Open) -> None:
    """No such stage, share or step: one line, and nothing is changed."""
    await store.put_site(Site(SITE), BY_TEST)
    page = await open_page()
    wrong = {"<b>": "allowed: legacy", "live": "none may be left out", "legacy": "already", "": "allowed: legacy"}
    for stage, told in wrong.items():
        assert told in await page.send(f"/sites/{SITE}/stage", 422, stage=stage, reason="x", step="do", seen="legacy")
    assert "1 to 100" in await page.send(f"/sites/{SITE}/stage", 422, stage="canary", percent="0", reason="x")
    assert await stage_of(store) == "legacy"
    assert "There is no site" in await page.send("/sites/nobody/stage", 404, stage="shadow", reason="x")


async def test_a_flag_of_no_site_is_not_even_shown(open_page: Open) -> None:
    """What would be done is shown only where it can be done."""
    page = await open_page()
    await page.send("/sites/nowhere.example/flag", 404, name="fallback", value="off", reason="why not")


async def test_a_flag_is_set_and_taken_away(store: OpsStore, open_page: Open) -> None:
    """From and to are shown first; an empty value takes the site's own away; what is not allowed is said."""
    await store.put_site(Site(SITE), BY_TEST)
    page = await open_page()
    fields = {"name": "shadow-reads", "value": "25", "reason": "too slow"}
    assert "25" in await page.send(f"/sites/{SITE}/flag", **fields)
    assert await store.read_flags() == []
    done = await page.send(f"/sites/{SITE}/flag", **fields, step="do", seen="")
    assert "flag: nothing → 25, by jane." in done
    assert "Somebody was first" in await page.send(f"/sites/{SITE}/flag", 409, **fields, step="do", seen="")
    assert [tuple(row)[:3] for row in await store.read_flags()] == [("shadow-reads", SITE, "25")]
    assert page.context.directory.flags.of(SITE).shadow_reads == 25
    await page.send(f"/sites/{SITE}/flag", **(fields | {"value": ""}), step="do", seen="25")
    assert await store.read_flags() == []
    assert "0 to 100" in await page.send(f"/sites/{SITE}/flag", 422, **(fields | {"value": "101"}))
    assert "is not a flag" in await page.send("/flag", 422, name="<i>", value="on", reason="x")


async def test_a_form_that_is_out_of_date_is_refused(store: OpsStore, open_page: Open) -> None:
    """Whoever opened the page before somebody else's change is told so at once, and sees what it is now."""
    await store.put_site(Site(SITE), BY_TEST)
    page = await open_page()
    assert 'name="seen" value=""' in await page.read(f"/sites/{SITE}")
    await store.put_flag("fallback", SITE, "off", Change("omar", "slow", 0))
    fields = {"name": "fallback", "value": "on", "reason": "x", "seen": ""}
    for step in ({}, {"step": "do"}):
        text = await page.send(f"/sites/{SITE}/flag", 409, **fields, **step)
        assert "it was not set when you looked, and is off" in text
        assert "omar: not set → off. slow" in text
    assert 'name="seen" value="off"' in await page.read(f"/sites/{SITE}")
    text = await page.send(f"/sites/{SITE}/stage", 409, stage="shadow", reason="x", seen="live")
    assert "it was live when you looked, and is legacy" in text


async def test_between_a_look_and_a_change_somebody_is_first(
    store: OpsStore, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can slip in between: the store itself compares with what was found before it sets."""
    site, omar = Site(SITE, Stage.LIVE), Change("omar", "slow", 1)
    await store.put_site(site, omar)
    page = await open_page()
    (site,) = await store.read_sites()

    async def stale_site(_: str) -> Site:
        return site

    async def no_flags() -> list[FlagRow]:
        return []

    await store.put_flag("fallback", SITE, "off", omar)
    monkeypatch.setattr(store, "find_site", stale_site)
    monkeypatch.setattr(store, "read_flags", no_flags)
    fields = {"name": "fallback", "value": "on", "reason": "x", "seen": "", "step": "do"}
    text = await page.send(f"/sites/{SITE}/flag", 409, **fields)
    assert f"fallback of {SITE} is off, set by omar at 1970-01-01T00:00:00Z" in text
    shadow = site._replace(stage=Stage.SHADOW)
    await store.move_site(SITE, site, shadow, omar)
    await store.move_site(SITE, shadow._replace(since_epoch_ms=1), site, omar._replace(at_epoch_ms=2))
    text = await page.send(f"/sites/{SITE}/stage", 409, **BACK, step="do", seen="live")
    assert "is in live again, and was elsewhere meanwhile" in text


async def test_a_flag_of_all_sites(store: OpsStore, open_page: Open) -> None:
    """The page of flags sets what counts for whoever has no value of his own."""
    page = await open_page()
    fields = {"name": "passthrough", "value": "off", "reason": "the old server is gone"}
    assert "passthrough: not set → off, by jane." in await page.send("/flag", **fields, step="do", seen="")
    assert await store.read_flags() == [FlagRow("passthrough", "", "off", 1)]


async def test_a_mismatch_is_closed_once(store: OpsStore, open_page: Open) -> None:
    """Closing names who did; the second one is told that somebody was first."""
    await store.evidence.put_mismatch(make_mismatch("m1", SITE), keep=9)
    page = await open_page()
    fields = {"reason": "repaired", "step": "do", "seen": "open"}
    assert "closed by jane" in await page.send("/mismatches/m1/close", **fields)
    assert "Somebody was first" in await page.send("/mismatches/m1/close", 409, **fields)


async def test_a_condition_is_attested(store: OpsStore, open_page: Open) -> None:
    """An operator's word counts from then on, with his name."""
    await store.put_site(Site(SITE, Stage.SHADOW), BY_TEST)
    page = await open_page()
    fields = {"condition": "history verified", "reason": "counted by hand", "step": "do", "seen": "not attested"}
    assert "attested by jane" in await page.send(f"/sites/{SITE}/attest", **fields)
    wrong = fields | {"condition": "<b>anything</b>"}
    assert "cannot be attested" in await page.send(f"/sites/{SITE}/attest", 422, **wrong)


async def test_a_store_that_takes_no_changes_is_said(store: OpsStore, open_page: Open) -> None:
    """A store that can only be read: the change is refused, and every page says so until one succeeds."""
    await store.put_site(Site(SITE, Stage.LIVE), BY_TEST)
    page = await open_page()
    await only_read(store)
    text = await page.send(f"/sites/{SITE}/stage", 503, **BACK, step="do", seen="live")
    assert "The ops store takes no changes" in text
    assert "The ops store takes no changes" in await page.read("/")
    assert await stage_of(store) == "live"
