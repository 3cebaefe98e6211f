"""
Shadow reads between a real PostgreSQL and a real Cassandra, in the real process: what callers get depends on none.

The site's evidence is read where operators find it: in the ops store.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

from adapters.ops_store import open_store
from config.stages import Stage
from tests.integration.test_faults_end_to_end import ask, prepared
from tests.servers.cassandra import CassandraServer
from tests.servers.postgres import PostgresServer
from tests.servers.shim import ShimProcess, run_shim

SITE = "www.opentracker.net"
WITHIN_S = 60


@pytest.fixture
def settings(tmp_path: Path, pausable_postgres: PostgresServer, pausable_cassandra: CassandraServer) -> dict[str, str]:
    """Return the settings of a shim whose site is in `shadow` and has the same data on both engines."""
    where = {
        "SHIM_LEGACY_URL": pausable_postgres.new_database(),
        "SHIM_CASSANDRA_CONTACT_POINTS": pausable_cassandra.address,
        "SHIM_CASSANDRA_PORT": str(pausable_cassandra.port),
        "SHIM_CASSANDRA_CONSISTENCY": "ONE",
        "SHIM_SHADOW_RECHECK_S": "0.2",
        "SHIM_SHADOW_DEADLINE_MS": "1000",
    }
    (tmp_path / "events").mkdir()
    prepared(tmp_path / "events", "live", "cassandra", where)
    return prepared(tmp_path, "shadow", "legacy", where)


def outcomes(folder: Path, stages: Collection[str] = tuple(Stage)) -> Counter[str]:
    """Return what came out of shadow reads so far, in some stages."""

    async def read() -> Counter[str]:
        store = open_store(f"sqlite:///{folder / 'ops.db'}", 30_000)
        counted: Counter[str] = Counter()
        for _, stage, outcome, number in await store.evidence.read_totals(0):
            if stage in stages:
                counted[outcome] += number
        await store.close()
        return counted

    return asyncio.run(read())


def asked_until(shim: ShimProcess, folder: Path, stage: Stage, wanted: str, expected: bytes) -> Counter[str]:
    """Ask until a stage has an outcome; every answer is the expected one, and none waits for the shadow."""
    ends_s = time.monotonic() + WITHIN_S
    while time.monotonic() < ends_s:
        for _ in range(5):
            body, _ = ask(shim)
            assert body == expected
        found = outcomes(folder, [stage])
        if any(outcome.startswith(wanted) for outcome in found):
            return found
    raise AssertionError(f"no {wanted} within {WITHIN_S} s: {outcomes(folder)}")


@pytest.mark.postgres
@pytest.mark.cassandra
def test_both_engines_agree_and_a_hung_one_is_no_match(
    tmp_path: Path, settings: dict[str, str], pausable_postgres: PostgresServer, pausable_cassandra: CassandraServer
) -> None:
    """In `shadow` Cassandra agrees; hung it fails, never agrees. In `live` the same holds of a hung PostgreSQL."""
    with ShimProcess.start("serve", tmp_path, settings) as shim:
        expected, _ = ask(shim)
        assert expected.startswith(b'{"rows": 1')
        asked_until(shim, tmp_path, Stage.SHADOW, "identical", expected)
        pausable_cassandra.stop()
        try:
            asked_until(shim, tmp_path, Stage.SHADOW, "failed:", expected)
        finally:
            pausable_cassandra.cont()
        moved = run_shim(tmp_path, "site", "stage", SITE, "live", "--force", "--reason", "a test", environment=settings)
        assert moved.returncode == 0, moved.stderr
        asked_until(shim, tmp_path, Stage.LIVE, "identical", expected)  # then Cassandra is connected, and serves
        pausable_postgres.stop()
        try:
            body, _ = ask(shim)
            assert body == expected
        finally:
            pausable_postgres.cont()
        found = outcomes(tmp_path)
    assert found["sampled"] == sum(counted for outcome, counted in found.items() if outcome != "sampled")
    assert not [outcome for outcome in found if outcome.startswith("different")]
