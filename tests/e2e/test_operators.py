"""The ops listener of real processes: health, explanations, and what never gets out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.base import Family, Site
from tests.e2e.stores import make_stores
from tests.servers.shim import ShimProcess, run_shim

PATH = "/api/views/c_view_sessions_by_user.jsp"
TOKEN = "MARKED-token-of-operators"
SECRETS = ("MARKED", "1319502921449", "jane's own id")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a shim with an ops listener that asks for a token, on an old engine that answers and a site in it."""
    environment = {
        "SHIM_OPS_STORE_URL": f"sqlite:///{tmp_path / 'ops.db'}",
        "SHIM_LEGACY_URL": f"sqlite:///{tmp_path / 'legacy.db'}",
        "SHIM_EVENTS_ENGINE": "embedded",
        "SHIM_EMBEDDED_FILE": str(tmp_path / "events.db"),
        "SHIM_OPS_TOKEN": TOKEN,
        "SHIM_OPS_PORT": "0",
        "SHIM_LOGIN_FAILURE_MS": "2000",
    }
    make_stores(environment, Site("www.example.com"), passwords={"jane": "MARKED-password"}, engines=tuple(Family))
    return environment


@pytest.fixture
def shim(tmp_path: Path, environment: dict[str, str]) -> Iterator[ShimProcess]:
    """It, running."""
    with ShimProcess.start("serve", tmp_path, environment) as shim:
        yield shim


def _ask(shim: ShimProcess) -> str:
    """Ask for a user of the site and return the answer's id."""
    reply = shim.get(f"{PATH}?login=jane&password=MARKED-password&site=www.example.com&uid=jane's%20own%20id&limit=5")
    assert json.loads(reply.body)["rows"] == 0
    return reply.headers["x-request-id"]


def test_a_request_is_explained_by_its_id(tmp_path: Path, environment: dict[str, str], shim: ShimProcess) -> None:
    """As a story and as JSON, by whoever shows the token; credentials and ids of users are in neither."""
    request_id = _ask(shim)

    story = run_shim(tmp_path, "explain", request_id, environment=environment)
    told = json.loads(run_shim(tmp_path, "explain", request_id, "--json", environment=environment).stdout)
    stranger = run_shim(tmp_path, "explain", request_id, environment=environment | {"SHIM_OPS_TOKEN": ""})
    unknown = run_shim(tmp_path, "explain", "0" * 16, environment=environment)

    assert "site www.example.com, in stage legacy" in story.stdout
    assert "plan: legacy serves\nanswered from: legacy\n" in story.stdout
    assert told["parameters"] == {"limit": "5"}
    assert told["steps"][0]["engine"] == "legacy"
    assert not [secret for secret in SECRETS if secret in story.stdout + json.dumps(told)]
    assert stranger.returncode == 1
    assert "Bearer" in stranger.stderr
    assert unknown.returncode == 1
    assert "known for 900 s" in unknown.stderr


def test_a_request_is_explained_by_whichever_instance_is_asked(
    tmp_path: Path, environment: dict[str, str], shim: ShimProcess
) -> None:
    """The page of one instance shows what another one served, and so does the command line, which asks all."""
    request_id = _ask(shim)
    (tmp_path / "second").mkdir()
    with ShimProcess.start("serve", tmp_path / "second", environment) as second:
        page = second.ask_operators(f"/requests/{request_id}", Authorization=f"Bearer {TOKEN}")
        story = run_shim(tmp_path, "explain", request_id, environment=environment).stdout

    assert page.status == 200
    assert "GET /api/views/c_view_sessions_by_user.jsp" in page.body.decode()
    assert f":{shim.process.pid}</dd>" in page.body.decode()
    assert f":{shim.process.pid}\n" in story
    assert not [secret for secret in SECRETS if secret in page.body.decode()]


def test_metrics_count_what_was_asked_and_name_nobody(shim: ShimProcess) -> None:
    """Page, site, engine and read are there; no credential and no user is."""
    _ask(shim)
    shim.get("/MARKED.jsp?MARKED=MARKED")
    text = shim.ask_operators("/-/metrics", Authorization=f"Bearer {TOKEN}").body.decode()

    assert f'shim_requests_total{{error="",page="{PATH}",status="2xx"}} 1.0' in text
    assert 'shim_site_requests_total{engine="legacy",site="www.example.com"} 1.0' in text
    assert 'shim_engine_reads_total{engine="legacy",outcome="answered"} 1.0' in text
    assert not [secret for secret in SECRETS if secret in text]


def test_readiness_outlives_the_ops_store(tmp_path: Path, shim: ShimProcess) -> None:
    """Without its store a shim goes on serving and stays ready, and says that the store is lost."""
    before = shim.ask_operators("/-/ready")
    (tmp_path / "ops.db").unlink()
    lost: dict[str, object] = {}

    def is_lost() -> bool:
        lost.update(json.loads(shim.ask_operators("/-/ready").body))
        store = lost["ops_store"]
        assert isinstance(store, dict)
        return bool(store["lost"])

    shim.process.wait_until(is_lost, limit_s=30)

    assert (before.status, json.loads(before.body)["ops_store"]["lost"]) == (200, False)
    assert lost["ready"] is True
    assert "serving goes on" in str(lost["ops_store"])


def test_an_instance_is_gone_after_a_stop(tmp_path: Path, environment: dict[str, str]) -> None:
    """Whoever ends in order is asked no more."""
    with ShimProcess.start("serve", tmp_path, environment) as shim:
        request_id = _ask(shim)

    asked = run_shim(tmp_path, "explain", request_id, environment=environment)
    assert "no running instance is in the ops store" in asked.stderr


def test_an_open_door_stops_the_start(tmp_path: Path, environment: dict[str, str]) -> None:
    """An address that others reach, and no token: one line, and no start."""
    open_door = environment | {"SHIM_OPS_HOST": "0.0.0.0", "SHIM_OPS_TOKEN": ""}
    done = run_shim(tmp_path, "serve", "--port", "0", environment=open_door)

    assert done.returncode == 1
    assert "SHIM_OPS_HOST: 0.0.0.0 can be reached by others" in done.stderr
    assert "Traceback" not in done.stderr
