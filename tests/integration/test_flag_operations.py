"""What operators do to flags, rules and mismatches: done, or refused in a line that says what is allowed."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest
import pytest_asyncio

from adapters.base import OpsStore, Site
from adapters.evidence import IgnoreRule, Mismatch
from config.columns import BUILT_IN_IDS
from config.flags import EVERYWHERE, FLAGS, FlagError
from shim.flag_operations import ListedFlag, clear_flag, list_flags, set_flag
from shim.legacy.data_types.read_back import PAGE_VIEW_IDS
from shim.rule_operations import (
    RuleError,
    add_rule,
    close_mismatch,
    find_mismatch,
    list_mismatches,
    parse_until,
    remove_rule,
)
from shim.texts import TextError
from tests.builders import BY_TEST, SITE

SILENT: Final = BY_TEST._replace(why="")
HALF: Final = BY_TEST._replace(why="\udcff")
LONG: Final = BY_TEST._replace(why="x" * 501)
RULE: Final = IgnoreRule("browsers", "cell:browser", "", "", 9)
MISMATCH: Final = Mismatch("m1", SITE, "shadow", "user json", 5, "cell:city", "{}", "legacy", "[]", "", b"one", b"two")


@pytest_asyncio.fixture
async def store(store: OpsStore) -> OpsStore:
    """One that has a site, and a mismatch of it."""
    await store.put_site(Site(SITE), BY_TEST)
    await store.evidence.put_mismatch(MISMATCH, 9)
    return store


def counted(flags: list[ListedFlag], name: str) -> list[tuple[str, str, str]]:
    return [(one.site, one.value, one.come_from) for one in flags if one.flag == name]


async def test_flags_are_listed_with_where_they_come_from(store: OpsStore) -> None:
    """Of a site every flag once; of all sites every flag, and the values of single sites beside it."""
    await set_flag(store, "shadow-reads", "050", EVERYWHERE, BY_TEST)
    await set_flag(store, "shadow-reads", "0", SITE, BY_TEST)
    await set_flag(store, "fallback", "off", EVERYWHERE, BY_TEST)
    of_site, of_all = await list_flags(store, SITE), await list_flags(store)
    assert [one.flag for one in of_site] == [flag.name for flag in FLAGS]
    assert counted(of_site, "shadow-reads") == [(SITE, "0", "site")]
    assert counted(of_site, "fallback") == [(SITE, "off", "everywhere")]
    assert counted(of_site, "maintenance") == [(SITE, "none", "default")]
    assert counted(of_all, "shadow-reads") == [("", "50", "everywhere"), (SITE, "0", "site")]
    assert len(of_all) == len(FLAGS) + 1
    await clear_flag(store, "shadow-reads", SITE, BY_TEST)
    assert counted(await list_flags(store, SITE), "shadow-reads") == [(SITE, "50", "everywhere")]


async def test_what_a_newer_version_set_is_listed_as_what_counts(store: OpsStore) -> None:
    """A value that this version does not understand does not count, and the list says so."""
    await store.put_flag("fallback", SITE, "sometimes", BY_TEST)
    assert counted(await list_flags(store, SITE), "fallback") == [
        (SITE, "on", "default, as 'sometimes' of site is not understood")
    ]


@pytest.mark.parametrize(
    ("refused", "error", "told"),
    [
        (lambda store: set_flag(store, "fall", "on", "", BY_TEST), FlagError, "fall is not a flag; allowed: "),
        (lambda store: set_flag(store, "fallback", "maybe", "", BY_TEST), FlagError, "allowed: on | off"),
        (lambda store: set_flag(store, "passthrough", "on", SITE, BY_TEST), FlagError, "leave the site out"),
        (lambda store: set_flag(store, "fallback", "on", "nowhere", BY_TEST), LookupError, "no site nowhere"),
        (lambda store: set_flag(store, "fallback", "on", "\udcff", BY_TEST), TextError, "site's name must be one"),
        (lambda store: set_flag(store, "fallback", "on", "", SILENT), TextError, "the reason must not be empty"),
        (lambda store: set_flag(store, "fallback", "on", "", HALF), TextError, "valid Unicode"),
        (lambda store: set_flag(store, "fallback", "on", "", LONG), TextError, "501 characters"),
        (lambda store: clear_flag(store, "fallback", SITE, BY_TEST), FlagError, "has no value of"),
        (lambda store: clear_flag(store, "fallback", "nowhere", BY_TEST), LookupError, "no site nowhere"),
        (lambda store: clear_flag(store, "fall", SITE, BY_TEST), FlagError, "not a flag"),
        (lambda store: clear_flag(store, "maintenance", "", SILENT), TextError, "the reason must not be empty"),
        (lambda store: list_flags(store, "nowhere"), LookupError, "no site nowhere"),
        (lambda store: add_rule(store, RULE._replace(cause="cell:"), BY_TEST), RuleError, "allowed: row-missing"),
        (lambda store: add_rule(store, RULE._replace(cause="all"), BY_TEST), RuleError, "is no cause"),
        (lambda store: add_rule(store, RULE._replace(cause="cell:\udcff"), BY_TEST), TextError, "the cause must be"),
        (lambda store: add_rule(store, RULE._replace(name=""), BY_TEST), TextError, "name must not be empty"),
        (lambda store: add_rule(store, RULE._replace(name="x" * 501), BY_TEST), TextError, "501 characters"),
        (lambda store: add_rule(store, RULE._replace(site="nowhere"), BY_TEST), LookupError, "no site nowhere"),
        (lambda store: add_rule(store, RULE, SILENT), TextError, "the reason must not be empty"),
        (lambda store: remove_rule(store, "none", BY_TEST), LookupError, "no rule none"),
        (lambda store: remove_rule(store, "none", SILENT), TextError, "the reason must not be empty"),
        (lambda store: list_mismatches(store, "nowhere", 9), LookupError, "no site nowhere"),
        (lambda store: find_mismatch(store, "m2"), LookupError, "no mismatch m2"),
        (lambda store: find_mismatch(store, "\udcff"), TextError, "valid Unicode"),
        (lambda store: close_mismatch(store, "m2", BY_TEST), LookupError, "no open mismatch m2"),
        (lambda store: close_mismatch(store, "m1", SILENT), TextError, "the reason must not be empty"),
    ],
)
async def test_a_mistake_changes_nothing(
    store: OpsStore, refused: Callable[[OpsStore], Awaitable[object]], error: type[Exception], told: str
) -> None:
    """A wrong flag, value, site, cause, name, id or reason is one line that says what is allowed; nothing changes."""
    await store.put_flag("maintenance", EVERYWHERE, "none", BY_TEST)
    before = await store.read_versions(), await store.read_audit_head(), await store.read_flags()
    with pytest.raises(error, match=told.replace("|", r"\|")) as raised:
        await refused(store)
    assert "\n" not in str(raised.value)
    assert (await store.read_versions(), await store.read_audit_head(), await store.read_flags()) == before
    assert await store.evidence.count_open_mismatches() == {SITE: 1}


async def test_a_rule_is_added_replaced_and_removed(store: OpsStore) -> None:
    """A rule is kept with its reason, one of the same name takes its place, and a removed one is gone."""
    await add_rule(store, RULE, BY_TEST)
    assert await store.evidence.read_rules() == [RULE._replace(reason=BY_TEST.why)]
    other = RULE._replace(cause="not-compared:too large", site=SITE, expires_epoch_ms=10)
    await add_rule(store, other, BY_TEST._replace(why="anew"))
    assert await store.evidence.read_rules() == [other._replace(reason="anew")]
    await remove_rule(store, RULE.name, BY_TEST)
    assert await store.evidence.read_rules() == []


@pytest.mark.parametrize("name", [*BUILT_IN_IDS, *PAGE_VIEW_IDS, "*", "properties.plan", "properties._2", "#8", "#307"])
async def test_a_rule_may_name_any_column(store: OpsStore, name: str) -> None:
    """Built-in ones of every listing by their ids, own properties as such, and the places of a grid."""
    await add_rule(store, RULE._replace(cause=f"cell:{name}"), BY_TEST)
    assert [rule.cause for rule in await store.evidence.read_rules()] == [f"cell:{name}"]


@pytest.mark.parametrize(
    "name",
    [
        *("NOSUCH", "browser_name", "Browser", " city", "label city", "plan", "#", "#0", "#1234", "#eight"),
        *("properties.", "properties.a b", "properties.city", "properties.é"),
    ],
)
async def test_a_rule_about_no_column_is_refused(store: OpsStore, name: str) -> None:
    """It could never help; who leaves out that it is an own property reads how to say so, among all that is allowed."""
    with pytest.raises(RuleError) as refused:
        await add_rule(store, RULE._replace(cause=f"cell:{name}"), BY_TEST)
    told = str(refused.value)
    assert told.startswith(f"'cell:{name}' names no column; allowed: cell:*, cell: with one of lastEvent, duration, ")
    assert ", city, " in told
    assert told.endswith(", cell:properties.NAME of a session's own property, cell:#PLACE of a grid")
    assert await store.evidence.read_rules() == []


async def test_a_mismatch_is_shown_and_closed(store: OpsStore) -> None:
    """A mismatch is listed without its bodies, shown with them, and closed once."""
    assert await list_mismatches(store, SITE, 9) == [MISMATCH._replace(primary_body=b"", shadow_body=b"")]
    assert await list_mismatches(store, "", 9) == await list_mismatches(store, SITE, 9)
    assert await find_mismatch(store, "m1") == MISMATCH
    await close_mismatch(store, "m1", BY_TEST)
    assert (await find_mismatch(store, "m1")).closed_by == BY_TEST.who
    with pytest.raises(LookupError, match="no open mismatch m1"):
        await close_mismatch(store, "m1", BY_TEST)


@pytest.mark.parametrize(
    ("text", "until_epoch_ms"),
    [
        ("2030-01-31", 1_896_048_000_000),
        ("2030-01-31T12:00", 1_896_091_200_000),
        ("2030-01-31T12:00Z", 1_896_091_200_000),
        ("2030-01-31T12:00:00.500+02:00", 1_896_084_000_500),
    ],
)
def test_when_a_rule_expires(text: str, until_epoch_ms: int) -> None:
    """A date is its first moment in UTC, an instant is itself, in UTC unless it says otherwise."""
    assert parse_until(text, until_epoch_ms - 1) == until_epoch_ms
    with pytest.raises(RuleError, match="over already"):
        parse_until(text, until_epoch_ms)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "31.1.2030", "2030-02-30", "0001-01-01T00:00+14:00", "2030", "\udcff"]
)
def test_when_a_rule_cannot_expire(text: str) -> None:
    """What is no ISO date is refused with an example."""
    with pytest.raises(RuleError, match=r"such as 2030-01-31|over already"):
        parse_until(text, 0)
