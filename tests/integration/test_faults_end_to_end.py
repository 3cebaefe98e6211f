"""
An engine is refused, hung or killed, and callers of the real process get the old server's words within the deadline.

Each test starts servers of its own, because it pauses and kills them. The shim is never restarted: once the engine is
back, it is used again by itself.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.base import Site
from config.stages import Stage
from tests.e2e.stores import make_stores
from tests.servers.cassandra import CassandraServer
from tests.servers.postgres import PostgresServer
from tests.servers.shim import ROOT, ShimProcess, run_shim

DATA = ROOT / "config/demo/sessions.jsonl"
DEADLINE_MS = 1_500
RECOVERS_WITHIN_S = 30
URL = (
    "/c_view_sessions_by_user.jsp?filterByMachineId=1319502921449.180515048&login=demo&password=secret"
    "&date=2011-11-16&site="
)
LEGACY_DOWN = b"Error: java.sql.SQLException: Communications link failure"
LEGACY_SLOW = b"Error: java.sql.SQLTimeoutException: Statement cancelled due to timeout or client request"
EVENTS_DOWN = (
    b"Error: me.prettyprint.hector.api.exceptions.HectorException: "
    b"All host pools marked down. Retry burden pushed out to client."
)
EVENTS_SLOW = b"Error: me.prettyprint.hector.api.exceptions.HTimedOutException: TimedOutException()"


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    """A server that may be paused and killed."""
    with PostgresServer.start() as server:
        yield server


@pytest.fixture
def cassandra() -> Iterator[CassandraServer]:
    """A node that may be paused and killed; what it acknowledged survives."""
    with CassandraServer.start(durable=True) as server:
        yield server


def prepared(folder: Path, stage: str, engine: str, environment: dict[str, str]) -> dict[str, str]:
    """Return the settings of a shim with one site in `stage`, whose engine holds the demo's data."""
    settings = environment | {
        "SHIM_OPS_STORE_URL": f"sqlite:///{folder / 'ops.db'}",
        "SHIM_ENGINE_DEADLINE_MS": str(DEADLINE_MS),
        "SHIM_LOGIN_FAILURE_MS": "5000",
    }
    for module, *arguments in (
        ("migrations", "sql"),
        ("migrations", "load", str(DATA), "--engine", engine, "--create"),
        ("shim", "site", "add", "www.opentracker.net", "--stage", stage),
        ("shim", "login", "add", "demo", "--site", "www.opentracker.net", "--password-stdin"),
        ("shim", "flag", "set", "pin-stage", "on", "--reason", "the guard would move it back"),
    ):
        slow = settings | {"SHIM_ENGINE_DEADLINE_MS": "60000"}
        done = run_shim(folder, *arguments, stdin="secret\n", environment=slow, module=module)
        assert done.returncode == 0, done.stderr
    return settings


def ask(shim: ShimProcess) -> tuple[bytes, float]:
    """Return an answer and how long it took."""
    begun_s = time.monotonic()
    body = shim.get(f"{URL}www.opentracker.net").body
    return body, time.monotonic() - begun_s


def answers_again(shim: ShimProcess) -> bool:
    """Say whether rows come within the time that recovering may take."""
    ends_s = time.monotonic() + RECOVERS_WITHIN_S
    while time.monotonic() < ends_s:
        if ask(shim)[0].startswith(b'{"rows": '):
            return True
    return False


def fails_in_time(shim: ShimProcess, *texts: bytes) -> bool:
    """Say whether ten answers in a row are one of `texts`, each within the deadline and a second of grace."""
    answers = [ask(shim) for _ in range(10)]
    assert {body for body, _ in answers} <= set(texts), {body[:200] for body, _ in answers}
    return max(took_s for _, took_s in answers) < DEADLINE_MS / 1000 + 1


def goes_through_everything(
    shim: ShimProcess, server: PostgresServer | CassandraServer, down: bytes, slow: bytes
) -> None:
    """Hang, go on, kill and restart a server under a shim that runs on."""
    assert answers_again(shim)
    server.stop()
    assert fails_in_time(shim, slow, down)
    server.cont()
    assert answers_again(shim)
    server.kill()
    assert fails_in_time(shim, down, slow)
    assert ask(shim)[0] == down
    server.restart()
    assert answers_again(shim)


@pytest.mark.postgres
def test_postgres_hung_killed_and_back(tmp_path: Path, postgres: PostgresServer) -> None:
    """The old database hangs, dies and comes back; callers see its two error texts, then rows again."""
    settings = prepared(tmp_path, "legacy", "legacy", {"SHIM_LEGACY_URL": postgres.new_database()})
    with ShimProcess.start("serve", tmp_path, settings) as shim:
        goes_through_everything(shim, postgres, LEGACY_DOWN, LEGACY_SLOW)


@pytest.mark.cassandra
def test_cassandra_hung_killed_and_back(tmp_path: Path, cassandra: CassandraServer) -> None:
    """The Events Engine hangs, dies and comes back; callers see its client's error texts, then rows again."""
    where = {
        "SHIM_CASSANDRA_CONTACT_POINTS": cassandra.address,
        "SHIM_CASSANDRA_PORT": str(cassandra.port),
        "SHIM_CASSANDRA_CONSISTENCY": "ONE",
    }
    settings = prepared(tmp_path, "live", "cassandra", where)
    with ShimProcess.start("serve", tmp_path, settings) as shim:
        goes_through_everything(shim, cassandra, EVENTS_DOWN, EVENTS_SLOW)


@pytest.mark.parametrize(("stage", "told"), [("legacy", LEGACY_DOWN), ("live", EVENTS_DOWN)])
def test_shim_starts_while_its_engines_are_down(tmp_path: Path, stage: str, told: bytes) -> None:
    """With nobody at the engines' addresses the shim starts, and tells callers at once."""
    settings = {
        "SHIM_OPS_STORE_URL": f"sqlite:///{tmp_path / 'ops.db'}",
        "SHIM_LEGACY_URL": "postgresql://nobody@127.0.0.1:1/none",
        "SHIM_CASSANDRA_PORT": "1",
        "SHIM_ENGINE_DEADLINE_MS": str(DEADLINE_MS),
        "SHIM_LOGIN_FAILURE_MS": "5000",
    }
    make_stores(settings, Site("www.opentracker.net", Stage(stage)), passwords={"demo": "secret"})
    with ShimProcess.start("serve", tmp_path, settings) as shim:
        assert fails_in_time(shim, told)
