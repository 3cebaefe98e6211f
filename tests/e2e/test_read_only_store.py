"""Real processes on an ops store whose file and folder may only be read: what everybody is told."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from adapters.base import Family, Site
from config.stages import Stage
from tests.e2e.stores import make_stores
from tests.servers.processes import without_privileges
from tests.servers.shim import ShimProcess, run_shim

PATH = "/api/views/c_view_sessions_by_user.jsp"
GOOD = "login=jane&password=pass&site=a"
ADVICE = "the file may not be written; let the user of this program write it and its folder"
COMMANDS = (
    ("site", "add", "b"),
    ("site", "stage", "a", "shadow"),
    ("flag", "set", "fallback", "off", "--reason", "x"),
    ("login", "add", "joe", "--site", "a", "--password-stdin"),
    ("rule", "add", "r", "cell:city", "--until", "2030-01-31", "--reason", "x"),
)


class Stored:
    """An ops store that can be made read-only, with one site and one login."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "store"
        self.folder.mkdir()
        self.environment = {
            "SHIM_OPS_STORE_URL": f"sqlite:///{self.folder / 'ops.db'}",
            "SHIM_EVENTS_ENGINE": "embedded",
            "SHIM_EMBEDDED_FILE": str(folder / "events.db"),
            "SHIM_OPS_PORT": "0",
            "SHIM_LOGIN_FAILURE_MS": "2000",
        }
        self.outside = folder

    def run(self, *arguments: str) -> CompletedProcess[str]:
        """Run a command for which modes of files hold."""
        return run_shim(self.outside, *arguments, stdin="pass", environment=self.environment, run=without_privileges)

    def let_write(self, *, it_be: bool) -> None:
        """Change the modes of the file, of what stands beside it, and of the folder."""
        for file in self.folder.iterdir():
            file.chmod(0o644 if it_be else 0o444)
        self.folder.chmod(0o755 if it_be else 0o555)


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Stored]:
    """One that is held open by somebody, as another instance would."""
    made = Stored(tmp_path)
    make_stores(made.environment, Site("a", Stage.COMPLETE), passwords={"jane": "pass"}, engines=[Family.EVENTS])
    with closing(sqlite3.connect(made.folder / "ops.db")) as holder:
        holder.execute("SELECT count(*) FROM sites").fetchall()
        made.let_write(it_be=False)
        yield made
        made.let_write(it_be=True)


def test_serving_goes_on_and_changes_are_refused(tmp_path: Path, stored: Stored) -> None:
    """Callers are answered, a change by program is 503 with what to do, a probe is told; all by itself it ends."""
    with ShimProcess.start("serve", tmp_path, stored.environment, run=without_privileges) as shim:
        answer = json.loads(shim.get(f"{PATH}?{GOOD}").body)
        ticket = shim.get(f"/api/management/login_user.jsp?{GOOD}").body
        body = json.dumps({"value": "off", "reason": "x"})
        change = shim.ask_operators("/-/api/flags/fallback", "PUT", body, Content_Type="application/json")
        ready = shim.ask_operators("/-/ready")

        assert (answer["rows"], ticket) == (0, b"false")
        assert change.status == 503
        assert json.loads(change.body)["detail"].endswith(ADVICE)
        assert ready.status == 200
        assert json.loads(ready.body)["ops_store"]["takes_changes"] is False

        stored.let_write(it_be=True)
        assert shim.ask_operators("/-/api/flags/fallback", "PUT", body, Content_Type="application/json").status == 200
        assert json.loads(shim.ask_operators("/-/ready").body)["ops_store"]["takes_changes"] is True


def test_a_command_is_refused_in_one_line(stored: Stored) -> None:
    """Whatever it would change, it ends with status 1, says what to do, and has changed nothing."""
    for command in COMMANDS:
        done = stored.run(*command)
        assert done.returncode == 1
        assert done.stderr.splitlines() == [f"Error: SQLite file {stored.folder / 'ops.db'}: {ADVICE}"]
    assert [site["name"] for site in json.loads(stored.run("site", "list", "--json").stdout)] == ["a"]


@pytest.mark.postgres
def test_a_command_is_refused_by_a_read_only_database(tmp_path: Path, postgres_url: str) -> None:
    """In one line, with status 1 and what to do, as on a file."""
    environment = {"SHIM_OPS_STORE_URL": postgres_url}
    make_stores(environment)
    joined = "&" if "?" in postgres_url else "?"
    read_only = {"SHIM_OPS_STORE_URL": f"{postgres_url}{joined}options=-c%20default_transaction_read_only%3Don"}
    done = run_shim(tmp_path, "site", "add", "b", environment=read_only)

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: PostgreSQL ")
    assert line.endswith("it is read-only; let it be written, or name its primary in SHIM_OPS_STORE_URL")
