"""Flags on a real process: what each one does to the bytes that callers get, on and off again, without a restart."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from adapters.base import OpsStore, Site
from adapters.embedded.adapter import from_settings
from adapters.ops_store import open_store
from config.flags import EVERYWHERE, MAINTENANCE_ERRORS
from config.settings import load_settings
from shim.legacy.errors import Row
from tests.builders import BY_TEST, make_session
from tests.e2e.stores import make_stores
from tests.servers.shim import ShimProcess, run_shim

pytestmark = pytest.mark.alone

GOLDEN: Final = Path("tests/golden/sessions-by-user.documentation.json").read_bytes()
SITE: Final = "www.opentracker.net"
USER: Final = "1319502921449.180515048"
PATH: Final = "/api/views/c_view_sessions_by_user.jsp"
QUERY: Final = f"filterByMachineId={USER}&site={SITE}&login=demo@opentracker.net&password=demo123"
OTHER: Final = "/api/trends/trends.jsp"
NOT_FOUND: Final = (
    b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>"
)
PAGES: Final = (PATH, "/api/views/c_view_session.jsp", "/api/visitors-online-email/cassandraPageViews.jsp")
NEW: Final = "1321397999999.180515048"
"""A session that only the Events Engine has."""


class OldServer(BaseHTTPRequestHandler):
    """Answers everything."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"old")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShimProcess]:
    """A running demo, whose Events Engine has a session that the old one has not."""
    folder = tmp_path_factory.mktemp("demo")
    with ShimProcess.start("demo", folder) as shim:
        asyncio.run(_add_a_session(folder / "var/demo/events.db"))
        yield shim


async def _add_a_session(file: Path) -> None:
    engine = from_settings(load_settings({}, embedded_file=str(file)))
    await engine.open()
    start_ms = int(NEW.partition(".")[0])
    added = make_session(site=SITE, user_id=USER, session_id=NEW, session_start_epoch_ms=start_ms)
    await engine.write_sessions([added])
    await engine.close()


def change(folder: Path, work: Callable[[OpsStore], Awaitable[object]]) -> None:
    """Change the store of a running shim, as another process."""

    async def run() -> None:
        store = open_store(f"sqlite:///{folder}/ops.db", 30_000)
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(run())


def put(demo: ShimProcess, name: str, value: str | None, site: str = SITE) -> None:
    change(demo.folder / "var/demo", lambda store: store.put_flag(name, site, value, BY_TEST))


def answers_within_a_second(ask: Callable[[], bytes], wanted: Callable[[bytes], bool]) -> bytes:
    """Ask until the answer is what is wanted, a second at most."""
    begun_s = time.monotonic()
    while not wanted(body := ask()):
        assert time.monotonic() - begun_s < 1, body
    return body


@pytest.mark.parametrize("name", MAINTENANCE_ERRORS)
def test_maintenance_answers_the_chosen_error(demo: ShimProcess, name: str) -> None:
    """Each error is answered to the byte, with status 200, on every page and in the old version; then it ends."""
    text = Row[name].value
    wanted = f"Error: {text}".encode()
    try:
        put(demo, "maintenance", name)
        answers_within_a_second(lambda: demo.get(f"{PATH}?{QUERY}").body, wanted.__eq__)
        for page in PAGES:
            reply = demo.get(f"{page}?{QUERY}&filterByVisitId=" if "PageViews" in page else f"{page}?{QUERY}")
            assert (reply.status, reply.body) == (200, wanted)
            assert reply.headers["content-type"] == "text/plain;charset=UTF-8"
        frozen = demo.get(f"/api/2010-05-28/views/c_view_sessions_by_user.jsp?{QUERY}")
        assert frozen.body == f'{{ "resultsList": [ {{ "error":"{text}" }} ] }}'.encode()
        other = demo.get(f"{PATH}?login=demo@opentracker.net&password=demo123&site=shop.example.com&from=0")
        assert b"Error: " not in other.body
        refused = demo.get(f"{PATH}?site={SITE}&login=nobody&password=x")
        assert refused.body == f"Error: {Row.CREDENTIALS.value}".encode()
    finally:
        put(demo, "maintenance", None)
    answers_within_a_second(lambda: demo.get(f"{PATH}?{QUERY}").body, GOLDEN.__eq__)


def test_true_clock_is_the_sites_true_clock(demo: ShimProcess) -> None:
    """With the flag on the answer is that of a site whose clock is `true`, to the byte; then the published one."""

    def put_clock(clock: str) -> None:
        change(demo.folder / "var/demo", lambda store: store.put_site(Site(SITE, clock=clock), BY_TEST))

    def ask() -> bytes:
        return demo.get(f"{PATH}?{QUERY}").body

    put_clock("true")
    true = answers_within_a_second(ask, lambda body: body != GOLDEN)
    put_clock("legacy")
    answers_within_a_second(ask, GOLDEN.__eq__)
    for site in (SITE, EVERYWHERE):
        put(demo, "true-clock", "on", site)
        answers_within_a_second(ask, true.__eq__)
        put(demo, "true-clock", None, site)
        answers_within_a_second(ask, GOLDEN.__eq__)
    put(demo, "true-clock", "on", EVERYWHERE)
    put(demo, "true-clock", "off")
    assert ask() == GOLDEN
    put(demo, "true-clock", None, EVERYWHERE)


def test_a_forced_engine_serves(demo: ShimProcess) -> None:
    """A site in `legacy` is served by the Events Engine when that is forced, and one in `live` by the old one."""

    def ask() -> bytes:
        return demo.get(f"{PATH}?{QUERY}").body

    put(demo, "force-engine", "events")
    answers_within_a_second(ask, lambda body: NEW.encode() in body)
    put(demo, "force-engine", None)
    answers_within_a_second(ask, GOLDEN.__eq__)
    assert demo.run("site", "stage", SITE, "live", "--force", "--reason", "a test").returncode == 0
    answers_within_a_second(ask, lambda body: NEW.encode() in body)
    put(demo, "force-engine", "legacy")
    answers_within_a_second(ask, GOLDEN.__eq__)
    put(demo, "force-engine", None)
    answers_within_a_second(ask, lambda body: NEW.encode() in body)
    assert demo.run("site", "stage", SITE, "legacy").returncode == 0
    answers_within_a_second(ask, GOLDEN.__eq__)


@pytest.fixture
def before_old_server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of a new shim before an old server that runs."""
    old = ThreadingHTTPServer(("127.0.0.1", 0), OldServer)
    thread = Thread(target=old.serve_forever)
    thread.start()
    environment = {
        "SHIM_OPS_STORE_URL": f"sqlite:///{tmp_path / 'ops.db'}",
        "SHIM_EVENTS_ENGINE": "embedded",
        "SHIM_EMBEDDED_FILE": str(tmp_path / "events.db"),
        "SHIM_UPSTREAM_URL": f"http://127.0.0.1:{old.server_address[1]}",
    }
    make_stores(environment)
    yield environment
    old.shutdown()
    old.server_close()
    thread.join()


def test_passthrough_is_switched_off_and_on(tmp_path: Path, before_old_server: dict[str, str]) -> None:
    """With the flag off what is not served here is a 404, as without an old server, and the old server is not asked."""
    with ShimProcess.start("serve", tmp_path, before_old_server) as shim:
        assert (shim.get(OTHER).status, shim.get(OTHER).body) == (200, b"old")
        for value, body in (("off", NOT_FOUND), ("on", b"old"), ("off", NOT_FOUND), (None, b"old")):
            change(tmp_path, lambda store: store.put_flag("passthrough", EVERYWHERE, value, BY_TEST))  # noqa: B023 - now
            answers_within_a_second(lambda: shim.get(OTHER).body, body.__eq__)
            assert shim.get(OTHER).status == (200 if body == b"old" else 404)
        assert shim.get("/elsewhere").status == 404


def test_flags_of_another_system_win(tmp_path: Path, before_old_server: dict[str, str]) -> None:
    """What flagd's file says wins over the store, a change of it counts, and what it leaves out is ours to say."""
    file = tmp_path / "flags.json"

    def write(flags: dict[str, bool]) -> None:
        of_flag = {
            name: {"state": "ENABLED", "variants": {"it": value}, "defaultVariant": "it"}
            for name, value in flags.items()
        }
        file.write_text(json.dumps({"flags": of_flag}))

    write({"passthrough": False})
    with ShimProcess.start("serve", tmp_path, before_old_server | {"SHIM_FLAG_PROVIDER": f"flagd:{file}"}) as shim:
        assert shim.get(OTHER).body == NOT_FOUND
        change(tmp_path, lambda store: store.put_flag("passthrough", EVERYWHERE, "off", BY_TEST))
        write({"passthrough": True})
        answers_within_a_second(lambda: shim.get(OTHER).body, b"old".__eq__)
        write({})
        answers_within_a_second(lambda: shim.get(OTHER).body, NOT_FOUND.__eq__)


@pytest.mark.parametrize(
    ("provider", "told"),
    [
        ("abacus:x", "SHIM_FLAG_PROVIDER: "),
        ("flagd:nowhere.json", "SHIM_FLAG_PROVIDER: there is no file nowhere.json"),
        ("flagd:bad.json", "SHIM_FLAG_PROVIDER: does not start: JSONDecodeError"),
    ],
)
def test_a_bad_provider_stops_the_start(
    tmp_path: Path, before_old_server: dict[str, str], provider: str, told: str
) -> None:
    """A provider that is none, or a file that cannot be read, is told at the start, and nothing is served."""
    (tmp_path / "bad.json").write_text("{")
    done = run_shim(tmp_path, "serve", "--port", "0", environment=before_old_server | {"SHIM_FLAG_PROVIDER": provider})
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "listening" not in done.stdout
