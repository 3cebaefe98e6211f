"""The audit log on both databases: what refuses to change it, what finds that somebody did, and what is in it."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Final

import psycopg
import pytest
import pytest_asyncio

from adapters.audit import AuditHead, AuditRow, Change, left
from adapters.base import Login, OpsStore, Site
from adapters.errors import Conflict, StoreUnreachable
from adapters.evidence import IgnoreRule
from adapters.ops_store import open_store
from config.flags import EVERYWHERE
from config.stages import Stage
from shim.audit_reading import read_newest, read_newest_of_site, verify
from tests.builders import BY_TEST, SITE

DEADLINE_MS: Final = 30_000
ROWS: Final = 6

Execute = Callable[[str], None]


@pytest_asyncio.fixture
async def six(store: OpsStore) -> OpsStore:
    """A store whose log has six rows."""
    for number in range(ROWS):
        await store.put_flag("shadow-reads", EVERYWHERE, str(number), BY_TEST._replace(at_epoch_ms=number))
    return store


def execute_on(url: str) -> Execute:
    """Return what runs a statement as the owner of the database."""

    def execute(text: str) -> None:
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
                file.execute(text)
        else:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(text)

    return execute


def lift_the_guards(url: str) -> None:
    """Do what only the owner can: take the triggers away."""
    execute = execute_on(url)
    if url.startswith("sqlite"):
        for what in ("update", "delete", "replacing"):
            execute(f"DROP TRIGGER audit_refuses_{what}")
    else:
        execute("ALTER TABLE audit DISABLE TRIGGER audit_refuses_change")


async def problem_of(store: OpsStore) -> str | None:
    return await verify(store, lambda _looked_at, _known: None)


async def test_the_database_refuses(six: OpsStore, url: str) -> None:
    """UPDATE, DELETE and, where there is one, TRUNCATE are refused by the database itself, also when no row matches."""
    execute = execute_on(url)
    texts = [
        "UPDATE audit SET who = 'joe' WHERE number = 3",
        "DELETE FROM audit",
        "UPDATE audit SET number = number + 1",
    ]
    if url.startswith("sqlite"):
        texts += ["REPLACE INTO audit SELECT number, 0, 'joe', action, subject, '', '', why, hash FROM audit"]
    else:
        texts += ["TRUNCATE audit", "DELETE FROM audit WHERE number = 99"]
    for text in texts:
        with pytest.raises((sqlite3.Error, psycopg.Error), match="the audit log is append-only"):
            execute(text)
    assert len(await six.read_audit(0, 100)) == ROWS
    assert await problem_of(six) is None


@pytest.mark.parametrize(
    ("texts", "row"),
    [
        (["UPDATE audit SET who = 'joe' WHERE number = 3"], 3),
        (["UPDATE audit SET at_epoch_ms = at_epoch_ms + 1 WHERE number = 6"], 6),
        (["DELETE FROM audit WHERE number = 1"], 1),
        (["DELETE FROM audit WHERE number = 4"], 4),
        (["DELETE FROM audit WHERE number > 4"], 5),
        (["DELETE FROM audit"], 1),
        (
            [
                "UPDATE audit SET number = -2 WHERE number = 2",
                "UPDATE audit SET number = 2 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = -2",
            ],
            2,
        ),
        (["UPDATE audit_head SET hash = 'x'"], 6),
        (["UPDATE audit_head SET entries = 5"], 5),
        (
            ["INSERT INTO audit SELECT 7, 0, who, action, subject, '', '', why, hash FROM audit WHERE number = 6"],
            7,
        ),
    ],
)
async def test_what_the_owner_did_is_found(six: OpsStore, url: str, texts: Sequence[str], row: int) -> None:
    """With the guards lifted, whatever is changed, removed, moved or added is found, and the row is named."""
    lift_the_guards(url)
    for text in texts:
        execute_on(url)(text)
    problem = await problem_of(six)
    assert problem is not None
    assert f"row {row} " in problem


async def test_a_log_whose_end_nobody_remembers_is_not_whole(six: OpsStore, url: str) -> None:
    """Without the row that says how it must end, not even an empty log is verified, and nothing more is changed."""
    lift_the_guards(url)
    for text in ("DELETE FROM audit_head", "DELETE FROM audit"):
        execute_on(url)(text)
        with pytest.raises(StoreUnreachable, match="must end with is gone"):
            await problem_of(six)
        with pytest.raises(StoreUnreachable, match="must end with is gone"):
            await six.put_flag("shadow-reads", EVERYWHERE, "7", BY_TEST)
    assert [row.value for row in await six.read_flags()] == [str(ROWS - 1)]


async def test_writers_at_the_same_time_keep_the_chain(store: OpsStore, url: str) -> None:
    """Three instances that change different things at once leave one whole chain, which can be verified meanwhile."""
    others = [open_store(url, DEADLINE_MS) for _ in range(2)]
    await store.put_site(Site(SITE), BY_TEST)

    async def write(one: OpsStore, name: int) -> None:
        for number in range(12):
            await one.put_flag("fallback", EVERYWHERE, "off" if number % 2 else "on", BY_TEST)
            await one.put_site(Site(f"{name}.{number}"), BY_TEST)
            await one.evidence.put_rule(IgnoreRule(f"r{name}", "token", "", "known", number), BY_TEST)

    async def look() -> list[str | None]:
        return [await problem_of(store) for _ in range(5)]

    found, *_ = await asyncio.gather(look(), *(write(one, name) for name, one in enumerate((store, *others))))
    assert found == [None] * 5
    assert await problem_of(store) is None
    assert (await store.read_audit_head()).rows == 3 * 12 * 3 + 1
    for one in others:
        await one.close()


async def test_a_long_log_is_verified_in_pieces(store: OpsStore) -> None:
    """A log of more rows than are read at once is followed to its end, and every row of it is counted once."""
    await store.put_logins([Login(f"jane{number}", "{plain}x") for number in range(2_500)], BY_TEST)
    looked_at = []
    assert await verify(store, lambda rows, known: looked_at.append((rows, known))) is None
    assert looked_at == [(1_000, 2_500), (1_000, 2_500), (500, 2_500)]


async def test_each_change_leaves_a_row(store: OpsStore) -> None:
    """Site, stage, flag, rule and login changes say who, when, from, to and why; no password and no hash is there."""
    by_jane = Change("jane", "because", 5)
    secret = "{plain}open sesame"
    await store.put_site(Site(SITE), by_jane)
    await store.move_site(SITE, Site(SITE), Site(SITE, Stage.SHADOW), by_jane)
    await store.put_flag("fallback", SITE, "off", by_jane)
    await store.put_flag("fallback", SITE, "on", by_jane)
    await store.put_flag("fallback", SITE, None, by_jane)
    await store.evidence.put_rule(IgnoreRule("r", "cell:city", "", "known", 9), by_jane)
    await store.evidence.remove_rule("r", by_jane)
    await store.put_logins([Login("joe", secret, frozenset({SITE}))], by_jane)
    await store.put_logins([Login("joe", secret + "!")], by_jane)
    with pytest.raises(Conflict):
        await store.move_site(SITE, Site(SITE), Site(SITE, Stage.LIVE), by_jane)
    rows = await store.read_audit(0, 100)
    assert {(row.who, row.why, row.at_epoch_ms) for row in rows} == {by_jane}
    rule = "cell:city of all sites until 9: known"
    assert [row[3:7] for row in rows[1:]] == [
        ("stage", SITE, "legacy", "shadow"),
        ("flag", f"fallback of {SITE}", "", "off"),
        ("flag", f"fallback of {SITE}", "off", "on"),
        ("flag", f"fallback of {SITE}", "on", ""),
        ("rule", "r", "", rule),
        ("rule", "r", rule, ""),
        ("login", "joe", "", f"sites: {SITE}"),
        ("login", "joe", f"sites: {SITE}", "sites: none"),
    ]
    assert (rows[0].action, rows[0].subject, rows[0].before) == ("site", SITE, "")
    assert '"timezone":"America/New_York"' in rows[0].after
    assert "sesame" not in repr(rows)
    assert "plain" not in repr(rows)


async def test_a_change_knows_what_it_replaces(store: OpsStore) -> None:
    """Who sets or takes away a flag or a rule is told the change before his, by whom it was and when."""
    jane, omar = Change("jane", "slow", 5), Change("omar", "quick", 6)
    rule = IgnoreRule("r", "cell:city", "", "known", 9)
    assert await store.put_flag("fallback", SITE, "off", jane) is None
    assert await store.evidence.put_rule(rule, jane) is None
    for last in (
        await store.put_flag("fallback", SITE, None, omar),
        await store.evidence.put_rule(rule._replace(site=SITE), omar),
    ):
        assert last is not None
        assert (last.who, last.at_epoch_ms) == ("jane", 5)
    last = await store.evidence.remove_rule("r", jane)
    assert (last and last.who, last and left(last)) == (
        "omar",
        f"cell:city of {SITE} until 9: known, set by omar at 1970-01-01T00:00:00Z",
    )
    assert (
        left(await store.put_flag("fallback", SITE, "on", jane)) == "not set, cleared by omar at 1970-01-01T00:00:00Z"
    )
    assert left(await store.put_flag("fallback", EVERYWHERE, "on", jane)) == "not set"


async def test_two_operators_at_once(store: OpsStore, url: str) -> None:
    """Of many who change what they all saw exactly one wins; the others are told what it is now, and change nothing."""
    rule = IgnoreRule("r", "cell:city", "", "known", 9)
    other = open_store(url, DEADLINE_MS)
    stores = [(number, (store, other)[number % 2], Change(f"j{number}", "x", 0)) for number in range(5)]
    flags = [one.put_flag("shadow-reads", SITE, str(number), change, seen="") for number, one, change in stores]
    rules = [
        one.evidence.put_rule(rule._replace(expires_epoch_ms=number), change, seen="") for number, one, change in stores
    ]
    for calls, subject in (
        (flags, f"flag shadow-reads of {SITE} is "),
        (rules, "rule r is cell:city of all sites until "),
    ):
        told = await asyncio.gather(*calls, return_exceptions=True)
        assert told.count(None) == 1
        lost = [str(one) for one in told if isinstance(one, Conflict)]
        assert len(lost) == 4
        assert all(one.startswith(subject) and ", set by j" in one for one in lost)
    await other.close()
    (flag,), (kept,) = await store.read_flags(), await store.evidence.read_rules()
    before = await store.read_versions(), await store.read_audit_head()
    for late in (
        store.put_flag("shadow-reads", SITE, None, BY_TEST, seen="77"),
        store.evidence.remove_rule("r", BY_TEST, seen="77"),
        store.evidence.put_rule(rule, BY_TEST, seen=""),
    ):
        with pytest.raises(Conflict):
            await late
    assert (await store.read_versions(), await store.read_audit_head()) == before
    await store.put_flag("shadow-reads", SITE, None, BY_TEST, seen=str(flag.version))
    await store.evidence.remove_rule("r", BY_TEST, seen=kept.version)
    assert (await store.read_flags(), await store.evidence.read_rules()) == ([], [])


async def test_the_newest_rows(store: OpsStore) -> None:
    """The newest rows come newest last, of all, of a subject, or of a site with its own flags."""
    await store.put_site(Site(SITE), BY_TEST)
    await store.put_flag("fallback", SITE, "off", BY_TEST)
    await store.put_flag("fallback", "other", "off", BY_TEST)
    await store.put_flag("fallback", EVERYWHERE, "off", BY_TEST)
    await store.move_site(SITE, Site(SITE), Site(SITE, Stage.SHADOW), BY_TEST)

    def numbers(rows: Sequence[AuditRow]) -> list[int]:
        return [row.number for row in rows]

    assert numbers(await read_newest(store, 3)) == [3, 4, 5]
    assert numbers(await read_newest(store, 9, "fallback")) == [4]
    assert numbers(await read_newest_of_site(store, 9, SITE)) == [1, 2, 5]
    assert numbers(await read_newest_of_site(store, 2, SITE)) == [2, 5]
    assert await read_newest_of_site(store, 2, "nowhere") == []


async def test_a_store_without_changes_is_whole(store: OpsStore) -> None:
    """An empty log is as it was written, and a change of nothing adds nothing to it."""
    await store.put_logins([], BY_TEST)
    assert await store.read_audit_head() == AuditHead(0, "")
    assert await problem_of(store) is None
