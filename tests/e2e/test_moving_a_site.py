"""A site's whole way by commands: every step is refused before its evidence is there, and made once it is."""

import asyncio
import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from adapters.base import OpsStore, Site
from adapters.evidence import HOUR_MS, Batch, Count, Latency, Planted
from adapters.ops_store import open_store
from shim.histogram import bucket_of
from tests.builders import BY_TEST, SITE
from tests.servers.shim import run_shim

Run = Callable[..., subprocess.CompletedProcess[str]]

SHAPE: Final = "user json"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a store without a site."""
    url = f"sqlite:///{tmp_path / 'ops.db'}"

    async def create() -> None:
        store = open_store(url, 30_000)
        await store.create_schema()
        await store.close()

    asyncio.run(create())
    return url


@pytest.fixture
def shim(tmp_path: Path, url: str) -> Run:
    """What runs commands on the store, and says which status is expected."""

    def run(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = run_shim(tmp_path, *arguments, environment={"SHIM_OPS_STORE_URL": url})
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def prove(url: str, stage: str) -> None:
    """Put 3,000 comparisons of a stage into an hour of each day, with latencies and planted pairs, as instances do."""
    now = time.time_ns() // 1_000_000 // HOUR_MS
    hours = [now - 24 * day for day in range(7)]
    counts = [
        Count(SITE, stage, hour, SHAPE, "live", what, 3_000) for hour in hours for what in ("sampled", "identical")
    ]
    times = {"legacy": 20.0, "events": 10.0}
    latencies = [Latency(SITE, now, SHAPE, engine, bucket_of(ms), 3_000) for engine, ms in times.items()]

    async def put() -> None:
        store = open_store(url, 30_000)
        await store.evidence.add(Batch(counts, latencies, (), [Planted(hour, 6, 6) for hour in hours]))
        await store.close()

    asyncio.run(put())


def where(shim: Run) -> tuple[str, int]:
    (found,) = json.loads(shim("site", "list", "--json").stdout)
    return found["stage"], found["canary_percent"]


def unmet(shim: Run) -> set[str]:
    """Return what the next step lacks."""
    gate = json.loads(shim("site", "gate", SITE, "--json").stdout)
    return {condition["name"] for condition in gate["conditions"] if not condition["ok"]}


def test_from_legacy_to_complete(shim: Run, url: str) -> None:
    """Each gate refuses with status 3 and changes nothing, until the stage before has proven itself."""
    shim("site", "add", SITE, "--gate-window-h", "48", "--gate-comparisons", "2990")
    assert "the way to shadow is open" in shim("site", "gate", SITE).stdout
    assert shim("site", "stage", SITE, "shadow").stdout == f"{SITE}: legacy -> shadow, moved\n"

    refused = shim("site", "stage", SITE, "canary", "10", status=3)
    assert "comparisons" in refused.stdout
    assert "NO" in refused.stdout
    assert "lacks history verified, comparisons" in refused.stderr
    prove(url, "shadow")
    assert unmet(shim) == {"history verified"}
    shim("site", "attest", SITE, "history verified", "--reason", "copied by hand")
    assert (
        "canary 10, would move, nothing is changed" in shim("site", "stage", SITE, "canary", "10", "--dry-run").stdout
    )
    assert where(shim) == ("shadow", 0)
    told = json.loads(shim("site", "stage", SITE, "canary", "10", "--json").stdout)
    assert (told["from"], told["to"], told["moved"]) == ("shadow", "canary 10", True)
    assert all(condition["ok"] for condition in told["conditions"])

    shim("site", "stage", SITE, "canary", "50", status=3)
    assert where(shim) == ("canary", 10)
    prove(url, "canary")
    shim("site", "stage", SITE, "canary", "50")
    shim("site", "stage", SITE, "live")

    shim("site", "stage", SITE, "complete", "--json", status=3)
    assert "has no certificate" in shim("site", "certificate", SITE, status=1).stderr
    prove(url, "live")
    assert "within 168 h" in shim("site", "gate", SITE).stdout
    shim("flag", "set", "shadow-reads", "100", "--reason", "all of them")
    shim("site", "stage", SITE, "complete", "--reason", "proven")
    assert where(shim) == ("complete", 0)
    assert "no step is left" in shim("site", "gate", SITE, status=1).stderr
    assert "each as it was written" in shim("audit", "--verify").stdout
    check_certificate(json.loads(shim("site", "certificate", SITE).stdout), shim)


def check_certificate(text: dict[str, object], shim: Run) -> None:
    assert (text["site"], text["from"], text["why"], text["proven"]) == (SITE, "live", "proven", True)
    assert isinstance(text["conditions"], list)
    assert len(text["conditions"]) == 10
    assert text["flags"] == [{"name": "shadow-reads", "site": "", "value": "100", "version": 1}]
    moved = json.loads(shim("audit", "--json").stdout)[-2]
    assert (moved["action"], moved["to"]) == ("stage", "complete")
    assert isinstance(text["audit"], dict)
    assert text["audit"]["rows"] == moved["number"]


def test_break_the_glass_and_back(shim: Run) -> None:
    """Force goes on where the gate refuses, says so in the audit log; back needs nothing."""
    shim("site", "add", SITE, "--stage", "shadow")
    shim("site", "stage", SITE, "canary", "10", "--force", "--reason", "a test")
    assert where(shim) == ("canary", 10)
    assert json.loads(shim("audit", "--json").stdout)[-1]["why"] == "forced: a test"
    shim("site", "stage", SITE, "canary", "5")
    shim("site", "stage", SITE, "legacy")
    assert where(shim) == ("legacy", 0)
    assert "none may be left out" in shim("site", "stage", SITE, "live", status=1).stderr


def test_of_two_movers_one_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who decided on a site that somebody else has moved since ends with status 3 and one line."""
    from click.testing import CliRunner  # noqa: PLC0415 - in this process, where the other mover can come in between

    from shim import switch  # noqa: PLC0415
    from shim.__main__ import main  # noqa: PLC0415

    find_site = switch.find_site

    async def late(store: OpsStore, name: str) -> Site:
        found = await find_site(store, name)
        other = open_store(url, 30_000)
        await other.move_site(name, found, found._replace(stage=found.stage.SHADOW), BY_TEST)
        await other.close()
        return found

    async def add() -> None:
        store = open_store(url, 30_000)
        await store.put_site(Site(SITE), BY_TEST)
        await store.close()

    asyncio.run(add())
    monkeypatch.setenv("SHIM_OPS_STORE_URL", url)
    monkeypatch.setattr(switch, "find_site", late)
    done = CliRunner().invoke(main, ["site", "stage", SITE, "shadow"])
    assert done.exit_code == 3
    assert f"somebody was first, nothing is changed: {SITE} is in shadow now, no longer in legacy" in done.output
