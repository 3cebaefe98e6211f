"""The commands of flags, rules, mismatches and the audit log, as an operator types them."""

import asyncio
import json
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from adapters.base import Site
from adapters.evidence import Mismatch
from adapters.ops_store import open_store
from config.flags import FLAGS
from tests.builders import BY_TEST, SITE
from tests.servers.shim import run_shim

Run = Callable[..., subprocess.CompletedProcess[str]]

CELL: Final = {"row_key": "1.1", "column": "city", "primary": "Köln", "shadow": ""}
MISMATCH: Final = Mismatch(
    id="m1",
    site=SITE,
    stage="live",
    shape="user json",
    at_epoch_ms=1_321_397_999_803,
    causes="cell:city",
    request="{}",
    primary="events",
    cells=json.dumps([CELL]),
    primary_body=b"one \xff",
    shadow_body=b"two",
)
BECAUSE: Final = ("--reason", "because")


@pytest.fixture
def shim(tmp_path: Path) -> Run:
    """A store with a site and a mismatch, and what runs commands on it."""
    url = f"sqlite:///{tmp_path / 'ops.db'}"

    async def prepare() -> None:
        store = open_store(url, 30_000)
        await store.create_schema()
        await store.put_site(Site(SITE), BY_TEST)
        await store.evidence.put_mismatch(MISMATCH, 9)
        await store.close()

    asyncio.run(prepare())

    def run(*arguments: str, statuses: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        done = run_shim(tmp_path, *arguments, environment={"SHIM_OPS_STORE_URL": url})
        assert done.returncode in statuses, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def test_flags_are_set_listed_and_cleared(shim: Run) -> None:
    """What was set is listed with where it comes from, and what was cleared counts no more."""
    shim("flag", "set", "shadow-reads", "10", *BECAUSE)
    told = shim("flag", "set", "shadow-reads", "5", "--site", SITE, *BECAUSE).stdout
    assert told == f"shadow-reads of {SITE} is 5; was not set\n"

    def listed() -> dict[str, tuple[str, str]]:
        rows = json.loads(shim("flag", "list", "--site", SITE, "--json").stdout)
        return {row["flag"]: (row["value"], row["from"]) for row in rows}

    assert len(listed()) == len(FLAGS)
    assert listed()["shadow-reads"] == ("5", "site")
    cleared = shim("flag", "clear", "shadow-reads", "--site", SITE, *BECAUSE).stdout
    assert re.search(r"; was 5, set by \S+ at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$", cleared)
    assert listed()["shadow-reads"] == ("10", "everywhere")
    assert "0 to 100" in shim("flag", "list").stdout


def test_rules_and_mismatches(shim: Run) -> None:
    """A rule is added, listed and removed; a mismatch is listed, shown and closed."""
    shim("rule", "add", "cities", "cell:city", "--until", "2100-01-01", "--site", SITE, *BECAUSE)
    rule = {"rule": "cities", "cause": "cell:city", "site": SITE, "reason": "because", "until": "2100-01-01T00:00:00Z"}
    assert json.loads(shim("rule", "list", "--json").stdout) == [rule]
    removed = shim("rule", "remove", "cities", *BECAUSE).stdout
    assert removed.startswith(f"cities is removed; was cell:city of {SITE} until ")
    assert json.loads(shim("rule", "list", "--json").stdout) == []
    (listed,) = json.loads(shim("mismatch", "list", "--site", SITE, "--json").stdout)
    assert (listed["id"], listed["at"], listed["closed by"]) == ("m1", "2011-11-15T22:59:59Z", "")
    (shown,) = json.loads(shim("mismatch", "show", "m1", "--json").stdout)
    assert (shown["primary body"], shown["shadow body"]) == ("one \ufffd", "two")
    facts, cells, primary, shadow = shim("mismatch", "show", "m1").stdout.split("\n\n")
    assert "cell:city" in facts
    assert [line.split() for line in cells.splitlines()[::2]] == [
        ["row", "column", "events", "legacy"],
        ["1.1", "city", "Köln"],
    ]
    assert (primary, shadow) == ("events answers\none \ufffd", "legacy answers\ntwo\n")
    shim("mismatch", "close", "m1", *BECAUSE)
    assert json.loads(shim("mismatch", "list", "--json").stdout)[0]["closed by"]


def test_the_audit_log_is_listed_and_verified(shim: Run, tmp_path: Path) -> None:
    """The newest changes come newest last with their reasons; a log that was tampered with ends with status 1."""
    shim("flag", "set", "fallback", "off", "--site", SITE, "--reason", "too slow")
    shim("rule", "add", "cities", "cell:city", "--until", "2100-01-01", *BECAUSE)
    rows = json.loads(shim("audit", "--json").stdout)
    assert [(row["number"], row["action"]) for row in rows] == [(1, "site"), (2, "flag"), (3, "rule")]
    assert (rows[1]["subject"], rows[1]["from"], rows[1]["to"], rows[1]["why"]) == (
        f"fallback of {SITE}",
        "",
        "off",
        "too slow",
    )
    of_site = json.loads(shim("audit", "--site", SITE, "--json").stdout)
    assert [row["number"] for row in of_site] == [1, 2]
    assert json.loads(shim("audit", "--subject", "cities", "--count", "1", "--json").stdout) == rows[2:]
    assert shim("audit", "--verify").stdout == "3 rows, each as it was written\n"
    with closing(sqlite3.connect(tmp_path / "ops.db")) as connection, connection:
        connection.execute("DROP TRIGGER audit_refuses_update")
        connection.execute("UPDATE audit SET why = 'no reason' WHERE number = 2")
    told = shim("audit", "--verify", statuses=(1,)).stdout
    assert told == "row 2 is not as it was written, or the row before it is not\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("flag", "set", "fall", "on", *BECAUSE), "fall is not a flag; allowed: force-engine, shadow-reads"),
        (("flag", "set", "\udcff", "on", *BECAUSE), "is not a flag"),
        (("flag", "set", "fallback", "\udcff", *BECAUSE), "allowed: on | off"),
        (("flag", "set", "fallback", "on"), "the reason must not be empty"),
        (("flag", "set", "fallback", "on", "--reason", "\udcff"), "the reason must be one line of valid Unicode"),
        (("flag", "set", "fallback", "on", "--reason", "x" * 501), "at most 500 are allowed"),
        (("flag", "set", "fallback", "on", "--site", "nowhere", *BECAUSE), "there is no site nowhere"),
        (("flag", "set", "fallback", "on", "--site", "\udcff", *BECAUSE), "the site's name must be one line"),
        (("flag", "clear", "fallback", *BECAUSE), "fallback has no value of all sites"),
        (("flag", "clear", "fallback"), "fallback has no value of all sites"),
        (("rule", "add", "r", "cell:*", *BECAUSE), "--until"),
        (("rule", "add", "r", "cell:*", "--until", "soon", *BECAUSE), "until takes an ISO date"),
        (("rule", "add", "r", "cell:*", "--until", "2001-01-01", *BECAUSE), "until is over already"),
        (("rule", "add", "r", "anything", "--until", "2100-01-01", *BECAUSE), "is no cause; allowed: row-missing"),
        (("rule", "remove", "r", *BECAUSE), "there is no rule r"),
        (("mismatch", "show", "m2"), "there is no mismatch m2"),
        (("mismatch", "close", "m1"), "the reason must not be empty"),
        (("audit", "--site", "a", "--subject", "b"), "not both"),
    ],
)
def test_mistakes_change_nothing(shim: Run, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    """A mistake is told with what is allowed, and leaves no row in the audit log."""
    done = shim(*arguments, statuses=(1, 2))
    assert told in done.stderr
    with closing(sqlite3.connect(tmp_path / "ops.db")) as connection:
        assert connection.execute("SELECT count(*) FROM audit").fetchone() == (1,)
