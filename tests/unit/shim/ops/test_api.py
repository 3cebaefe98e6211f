"""What the ops API answers, changes and refuses."""

import re
from pathlib import Path
from unittest.mock import ANY

import pytest

from adapters.audit import AuditHead
from adapters.base import Site
from adapters.evidence import Mismatch
from config.stages import Stage
from shim.ops.api import OPERATIONS, Operation
from tests.builders import BY_TEST, SITE
from tests.unit.shim.ops.ops_shim import NOW_MS, Ops, running_ops

API = "/-/api"
WHY = "a test asked for it"
MISMATCH = Mismatch(
    *("0123", SITE, "shadow", "sessions-json", 1, "cell:city", '{"uid": "x"}', "legacy", "[]"),
    primary_body=b"a",
    shadow_body=b"b",
)


async def _put_sites(ops: Ops, *sites: Site) -> None:
    for site in sites:
        await ops.context.store.put_site(site, BY_TEST)


async def test_sites_are_found_sorted_and_paged(tmp_path: Path) -> None:
    """A part of the name in any case, any order, a page at a time, and how many there are."""
    async with running_ops(tmp_path) as ops:
        await _put_sites(ops, *(Site(f"shop{number}.example.com", Stage.LIVE) for number in range(5)))
        found = (await ops.ask(f"{API}/sites?search=SHOP&sort=-name&size=2&page=2")).json
        by_stage = (await ops.ask(f"{API}/sites?sort=stage&size=1")).json

    assert found["total"] == 5
    assert [site["name"] for site in found["sites"]] == ["shop2.example.com", "shop1.example.com"]
    assert [site["name"] for site in by_stage["sites"]] == [SITE]


async def test_one_site_comes_with_its_flags(tmp_path: Path) -> None:
    """And with where each value comes from; another one is 404."""
    async with running_ops(tmp_path) as ops:
        one, none = await ops.ask(f"{API}/sites/{SITE}"), await ops.ask(f"{API}/sites/nowhere")

    assert (one.json["name"], one.json["stage"], one.json["open_mismatches"]) == (SITE, "legacy", 0)
    assert one.json["flags"]["fallback"] == {"value": "on", "from": "default"}
    assert (none.status, none.json["detail"]) == (404, "there is no site nowhere; to see all of them: /-/api/sites")


async def test_a_site_is_moved_and_the_log_says_by_whom(tmp_path: Path) -> None:
    """A dry run changes nothing; a move does, and is audited with operator and reason."""
    async with running_ops(tmp_path) as ops:
        dry = await ops.ask(f"{API}/sites/{SITE}/stage", "POST", json={"stage": "shadow", "dry_run": True})
        (before,) = await ops.context.store.read_sites()
        moved = await ops.ask(f"{API}/sites/{SITE}/stage", "POST", json={"stage": "shadow", "reason": WHY})
        (after,) = await ops.context.store.read_sites()
        rows = (await ops.ask(f"{API}/audit?site={SITE}&count=1")).json["rows"]
        operator = (await ops.ask("/asked")).json["operator"]

    assert (dry.status, dry.json["to"], before.stage) == (200, "shadow", Stage.LEGACY)
    assert (moved.status, moved.json["from"], after.stage) == (200, "legacy", Stage.SHADOW)
    assert [(row["who"], row["why"], row["at_epoch_ms"], row["after"]) for row in rows] == [
        (operator, WHY, NOW_MS, "shadow")
    ]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"stage": "sideways", "reason": WHY}, 422, "allowed: legacy, shadow, canary, live, complete"),
        ({"stage": "canary", "reason": WHY}, 422, "1 to 100"),
        ({"stage": "live", "percent": 5, "reason": WHY}, 422, "only canary takes a percentage"),
        ({"stage": "live", "reason": WHY}, 422, "the next step is shadow"),
        ({"stage": "shadow"}, 422, "the reason must not be empty"),
        ({"stage": "shadow", "reason": "a\nb"}, 422, "one line"),
        (
            {"stage": "shadow", "percent": "many", "reason": WHY},
            422,
            "percent must be a whole number or null; it takes",
        ),
        ({"stage": "canary", "percent": True, "reason": WHY}, 422, "percent must be a whole number or null; it takes"),
        ({"stage": "shadow", "force": "yes", "reason": WHY}, 422, "force must be true or false; it takes"),
        ({"stage": "shadow", "resaon": WHY}, 422, "it takes: stage, percent, reason, dry_run, force"),
        ({"reason": WHY}, 422, "stage is missing; it takes: stage"),
        ([], 422, "the body must be a JSON object; it takes: stage"),
        ({"stage": "legacy", "reason": WHY}, 422, "is in legacy already"),
    ],
)
async def test_a_wrong_move_changes_nothing(tmp_path: Path, body: object, status: int, told: str) -> None:
    """One line says what is allowed."""
    async with running_ops(tmp_path) as ops:
        reply = await ops.ask(f"{API}/sites/{SITE}/stage", "POST", json=body)
        (site,) = await ops.context.store.read_sites()

    assert (reply.status, site.stage) == (status, Stage.LEGACY)
    assert told in reply.json["detail"]
    assert "\n" not in reply.json["detail"]


async def test_what_is_not_json_is_refused(tmp_path: Path) -> None:
    """Neither half a body nor none is taken."""
    async with running_ops(tmp_path) as ops:
        for data in (b"", b"{"):
            reply = await ops.ask(f"{API}/sites/{SITE}/stage", "POST", data=data, Content_Type="application/json")
            assert (reply.status, reply.json["detail"]) == (422, "the body is not JSON")


async def test_a_refused_step_comes_with_the_report(tmp_path: Path) -> None:
    """409, and every condition with its figure and bound; forced it is done, and the log says so."""
    async with running_ops(tmp_path) as ops:
        await _put_sites(ops, Site("next.example.com", Stage.SHADOW))
        step = {"stage": "canary", "percent": 10, "reason": WHY}
        refused = await ops.ask(f"{API}/sites/next.example.com/stage", "POST", json=step)
        forced = await ops.ask(f"{API}/sites/next.example.com/stage", "POST", json=step | {"force": True})
        rows = (await ops.ask(f"{API}/audit?site=next.example.com&count=1")).json["rows"]

    assert (refused.status, refused.json["report"]["ok"]) == (409, False)
    assert {"name", "figure", "bound", "ok"} <= refused.json["report"]["conditions"][0].keys()
    assert (forced.status, forced.json["to"], forced.json["report"]["ok"]) == (200, "canary 10", False)
    assert [row["why"] for row in rows] == [f"forced: {WHY}"]


async def test_a_gate_is_shown(tmp_path: Path) -> None:
    """The next step with all its conditions; the first step needs nothing, and behind the last there is none."""
    async with running_ops(tmp_path) as ops:
        await _put_sites(ops, Site("next.example.com", Stage.SHADOW), Site("done.example.com", Stage.COMPLETE))
        gates = [await ops.ask(f"{API}/sites/{site}/gate") for site in ("next.example.com", "done.example.com", SITE)]

    gate, last, first = gates
    assert (gate.status, gate.json["wanted"], gate.json["ok"]) == (200, "canary", False)
    assert gate.json["conditions"]
    assert last.status == 422
    assert first.json == {"site": SITE, "wanted": "shadow", "ok": True, "conditions": []}


async def test_flags_are_set_and_cleared(tmp_path: Path) -> None:
    """Of a site and of all; with a boolean, a number or a text."""
    async with running_ops(tmp_path) as ops:

        async def change(name: str, method: str = "PUT", **body: object) -> int:
            return (await ops.ask(f"{API}/flags/{name}", method, json=body | {"reason": WHY})).status

        assert await change("fallback", value=False, site=SITE) == 200
        assert await change("shadow-reads", value=10) == 200
        assert await change("force-engine", value="legacy") == 200
        flags = {flag["flag"]: flag for flag in (await ops.ask(f"{API}/flags?site={SITE}")).json["flags"]}
        set_to = {"fallback": "off", "shadow-reads": "10", "force-engine": "legacy"}
        assert {name: flags[name]["value"] for name in set_to} == set_to
        assert [flags[name]["come_from"] for name in ("fallback", "shadow-reads")] == ["site", "everywhere"]
        assert await change("fallback", "DELETE", site=SITE) == 200
        assert await change("fallback", "DELETE", site=SITE) == 422


@pytest.mark.parametrize(
    ("name", "body", "status", "told"),
    [
        ("nothing", {"value": "on", "reason": WHY}, 422, "is not a flag; allowed: force-engine"),
        ("fallback", {"value": "maybe", "reason": WHY}, 422, "allowed: on | off"),
        ("shadow-reads", {"value": 101, "reason": WHY}, 422, "allowed: 0 to 100"),
        ("fallback", {"value": "on", "reason": " "}, 422, "the reason must not be empty"),
        ("fallback", {"value": None, "reason": WHY}, 422, "fallback cannot be 'null'; allowed: on | off"),
        ("shadow-reads", {"value": 10.0, "reason": WHY}, 422, "shadow-reads cannot be '10.0'; allowed: 0 to 100"),
        ("shadow-reads", {"value": 10**30, "reason": WHY}, 422, "allowed: 0 to 100"),
        ("shadow-reads", {"value": "9" * 5_000, "reason": WHY}, 422, "allowed: 0 to 100"),
        (
            "maintenance",
            {"value": [{"a": "b"}], "reason": WHY},
            422,
            """cannot be '[{"a":"b"}]'; allowed: none | EVENTS""",
        ),
        ("fallback", {"value": "on"}, 422, "reason is missing"),
        ("fallback", {"value": "on", "reason": WHY, "a\nb" * 99: 1}, 422, "is not known; it takes: site, reason"),
        ("fallback", {"value": "on", "site": "nowhere", "reason": WHY}, 404, "there is no site nowhere"),
        ("passthrough", {"value": "on", "site": SITE, "reason": WHY}, 422, "leave the site out"),
    ],
)
async def test_a_wrong_flag_changes_nothing(
    tmp_path: Path, name: str, body: dict[str, object], status: int, told: str
) -> None:
    """One line says what is allowed."""
    async with running_ops(tmp_path) as ops:
        reply = await ops.ask(f"{API}/flags/{name}", "PUT", json=body)

        assert (reply.status, await ops.context.store.read_flags()) == (status, [])
    assert told in reply.json["detail"]


async def test_who_saw_what_is_gone_is_refused(tmp_path: Path) -> None:
    """A version that no longer stands is 409, says what stands, by whom and since when, and changes nothing."""
    rule = {"cause": "token", "until": "2100-01-01", "reason": WHY}
    async with running_ops(tmp_path) as ops:

        async def listed(kind: str, name: str) -> str:
            told = (await ops.ask(f"{API}/{kind}")).json[kind]
            return next((str(one["version"]) for one in told if name in {one.get("flag"), one.get("name")}), "")

        for kind, name, body, first in (
            ("flags", "fallback", {"value": "off", "reason": WHY}, "flag fallback is off, set by "),
            ("rules", "old", rule, "rule old is token of all sites until "),
        ):
            path, seen = f"{API}/{kind}/{name}", await listed(kind, name)
            assert seen == ""
            assert (await ops.ask(path, "PUT", json=body | {"version": seen})).status == 200
            stands, before = await listed(kind, name), await ops.context.store.read_audit_head()
            for method, late in (("PUT", body), ("DELETE", {"reason": WHY})):
                for version in ("", "77"):
                    reply = await ops.ask(path, method, json=late | {"version": version})
                    assert (reply.status, reply.json["title"]) == (409, "Conflict")
                    assert reply.json["detail"].startswith(first)
                    assert "2023-11-14T22:13:20Z" in reply.json["detail"]
            assert (await ops.context.store.read_audit_head(), await listed(kind, name)) == (before, stands)
            assert (await ops.ask(path, "DELETE", json={"reason": WHY, "version": stands})).status == 200
            gone = await ops.ask(path, "DELETE", json={"reason": WHY, "version": stands})
            assert (gone.status, "is not set, cleared by " in gone.json["detail"]) == (409, True)


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.body], ids=lambda one: f"{one.method} {one.path}"
)
async def test_whatever_is_wrong_is_one_line_of_ours(tmp_path: Path, operation: Operation) -> None:
    """Null, a wrong type, nothing, too much, a NUL, an unknown field: what is allowed is told, nothing is changed."""
    path = operation.path.replace("{name}", SITE).replace("{id}", "m1")
    right = {"value": "on", "cause": "token", "until": "2100-01-01", "stage": "shadow", "condition": "history verified"}
    assert operation.body is not None
    async with running_ops(tmp_path) as ops:
        for field, info in operation.body.model_fields.items():
            body = {
                name: right.get(name, WHY) for name, one in operation.body.model_fields.items() if one.is_required()
            }
            wrong: list[object] = [1.5, [], {}, "\0", "x" * 60_000]
            bodies = [body | {field: one} for one in wrong + ([None, 1] if info.annotation is str else [])]
            bodies += [body | {"unknown": 1}, {name: body[name] for name in body if name != "reason"}]
            for given in bodies:
                reply = await ops.ask(path, operation.method, json=given)
                assert reply.status in {404, 409, 422}, given
                told = reply.json["detail"]
                assert told.isprintable(), given
                assert len(told) < 400
                assert not re.search("Input|input|Field|field|valid (?!Unicode)", told)
        half = b'{"reason": "\\ud800"}'
        reply = await ops.ask(path, operation.method, data=half, Content_Type="application/json")
        assert (reply.status, reply.json["detail"]) == (422, "the body is not JSON")
        assert await ops.context.store.read_audit_head() == AuditHead(1, ANY)


async def test_mismatches_are_listed_shown_and_closed(tmp_path: Path) -> None:
    """A list has no answers, one has both; what is closed cannot be closed again."""
    async with running_ops(tmp_path) as ops:
        await ops.context.store.evidence.put_mismatch(MISMATCH, keep=5)
        (listed,) = (await ops.ask(f"{API}/mismatches?site={SITE}")).json["mismatches"]
        shown = (await ops.ask(f"{API}/mismatches/0123")).json
        closed = [await ops.ask(f"{API}/mismatches/0123/close", "POST", json={"reason": WHY}) for _ in range(2)]

    assert (listed["causes"], listed["request"], "primary_body" in listed) == ("cell:city", {"uid": "x"}, False)
    assert (shown["primary_body"], shown["shadow_body"]) == ("a", "b")
    assert [reply.status for reply in closed] == [200, 404]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("sites?page=0", "page must be a whole number from 1; it takes: page, size"),
        ("sites?size=501", "size must be a whole number from 1 to 500; it takes: "),
        ("sites?sort=age", "sort must be one of name, -name, stage, -stage, since, -since; it takes: "),
        ("sites?search=" + "x" * 501, "search must be a text of at most 500 characters; it takes: "),
        ("audit?count=x", "count must be a whole number from 1 to 1000; it takes: site, count"),
        ("sites?pgae=1", "pgae is not known; it takes: page, size"),
        ("sites/a%0Ab%00", "there is no site a"),
        ("rules?x=1", "x is not known; it takes: nothing"),
    ],
)
async def test_a_wrong_query_is_refused(tmp_path: Path, query: str, told: str) -> None:
    """With what it takes."""
    async with running_ops(tmp_path) as ops:
        reply = await ops.ask(f"{API}/{query}")

    assert reply.status in {404, 422}
    assert reply.json["detail"].startswith(told)
    assert reply.json["detail"].isprintable()


@pytest.mark.parametrize("path", ["sites", "flags", "audit", "mismatches", "instances", f"sites/{SITE}"])
async def test_a_store_that_does_not_answer_is_503(tmp_path: Path, path: str) -> None:
    """With the store's own words."""
    async with running_ops(tmp_path) as ops:
        await ops.context.directory.stop()
        await ops.context.store.close()
        (tmp_path / "ops.db").unlink()
        reply = await ops.ask(f"{API}/{path}")

    assert (reply.status, reply.json["title"]) == (503, "Service Unavailable")


async def test_somebody_else_was_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A move that was decided on what no longer stands is 409, and says where the site stands now."""
    async with running_ops(tmp_path) as ops:
        store = ops.context.store
        (site,) = await store.read_sites()

        async def found_before_the_other_one_moved(_: str) -> Site:
            return site

        await store.move_site(SITE, site, site._replace(stage=Stage.SHADOW), BY_TEST)
        monkeypatch.setattr(store, "find_site", found_before_the_other_one_moved)
        reply = await ops.ask(f"{API}/sites/{SITE}/stage", "POST", json={"stage": "shadow", "reason": WHY})

    assert (reply.status, reply.json["detail"]) == (409, f"{SITE} is in shadow now, no longer in legacy")


async def test_instances_are_listed(tmp_path: Path) -> None:
    """Those that the store knows."""
    async with running_ops(tmp_path) as ops:
        assert (await ops.ask(f"{API}/instances")).json == {"instances": []}
