"""The command lines, as an operator types them."""

import json
from pathlib import Path

import pytest
from click import Group
from click.testing import CliRunner

from adapters.base import Site
from migrations.__main__ import main as migrate_main
from shim.__main__ import main as shim_main
from tests.e2e.stores import make_stores
from tests.servers.shim import ShimProcess, run_shim

PATH = "/api/views/c_view_sessions_by_user.jsp"
SESSION = {
    "kind": "session",
    "site": "www.example.com",
    "session_id": "1321397999803.7",
    "user_id": "jane's own id",
    "session_start_epoch_ms": 1321397999803,
    "last_event_epoch_ms": 1321398000000,
    "version_us": 1,
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a new shim with two engines in one folder; nothing is made yet."""
    return {
        "SHIM_OPS_STORE_URL": f"sqlite:///{tmp_path / 'ops.db'}",
        "SHIM_LEGACY_URL": f"sqlite:///{tmp_path / 'legacy.db'}",
        "SHIM_EVENTS_ENGINE": "embedded",
        "SHIM_EMBEDDED_FILE": str(tmp_path / "events.db"),
    }


def test_from_nothing_to_an_answer(tmp_path: Path, environment: dict[str, str]) -> None:
    """An operator's first hour: migrate, load, add a site and a login, check, serve, move."""
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps(SESSION) + "\n")

    def shim(*arguments: str, stdin: str = "") -> str:
        done = run_shim(tmp_path, *arguments, stdin=stdin, environment=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    loads = [("load", str(data), "--engine", engine, "--create") for engine in ("legacy", "embedded")]
    for command in (("sql",), *loads):
        migrated = run_shim(tmp_path, *command, environment=environment, module="migrations")
        assert migrated.returncode == 0, migrated.stderr
    shim("site", "add", "www.example.com", "--timezone", "Europe/Amsterdam", "--content-type", "application/json")
    shim("login", "add", "jane", "--site", "www.example.com", "--password-stdin", stdin="secret word\n")
    assert {row["login"]: row["hash"] for row in json.loads(shim("login", "list", "--json"))} == {"jane": "argon2id"}
    assert "www.example.com" in shim("site", "list")
    findings = json.loads(shim("check", "--json"))
    assert "labels: labels_en.properties" in {finding["subject"] for finding in findings}
    assert all(finding["ok"] for finding in findings)

    with ShimProcess.start("serve", tmp_path, environment) as server:
        query = "?login=jane&password=secret+word&site=www.example.com&date=2011-11-15&limit=5"
        first = server.get(PATH + query)
        assert json.loads(first.body)["rows"] == 1
        assert first.headers["content-type"] == "application/json;charset=UTF-8"
        shim("site", "stage", "www.example.com", "live", "--force", "--reason", "a test")
        assert server.get(PATH + query).body == first.body


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"SHIM_PROT": "1"}, "SHIM_PROT is not a setting; did you mean SHIM_PORT?"),
        ({"SHIM_PORT": "x"}, "SHIM_PORT: input should be a valid integer"),
        ({"SHIM_EVENTS_ENGINE": "mysql"}, "SHIM_EVENTS_ENGINE: input should be 'cassandra' or 'embedded'"),
        ({"SHIM_OPS_STORE_URL": "mysql://x:secret@y"}, "SHIM_OPS_STORE_URL: must begin with"),
        ({"SHIM_OPS_STORE_URL": ""}, "SHIM_OPS_STORE_URL: name the store"),
        ({"SHIM_LEGACY_SESSIONS": "a b"}, "SHIM_LEGACY_SESSIONS: "),
    ],
)
def test_bad_settings_stop_the_start(
    tmp_path: Path, environment: dict[str, str], variables: dict[str, str], told: str
) -> None:
    """An unknown or bad setting is told with its name, the problem and what is allowed; no traceback, no secret."""
    done = run_shim(tmp_path, "serve", environment=environment | variables)

    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("site", "stage", "nowhere", "live"), "nowhere"),
        (("site", "stage", "nowhere", "sideways"), "'sideways' is not a stage"),
        (("site", "add", "x", "--timezone", "Mars/Base"), "Mars/Base is no time zone"),
        (("site", "add", "x", "--clock", "cuckoo"), "cuckoo is no clock"),
        (("site", "add", "x", "--gate-window-h", "217"), "217 is not in the range 1<=x<=216"),
        (("site", "stage", "nowhere", "shadow", "--force"), "--force needs --reason"),
        (("site", "stage", "nowhere", "shadow", "--force", "--reason", "\n"), "the reason must not be empty"),
        (("site", "gate", "nowhere"), "there is no site nowhere"),
        (("site", "attest", "nowhere", "history verified", "--reason", "x"), "there is no site nowhere"),
        (("site", "attest", "nowhere", "history verified"), "the reason must not be empty"),
        (("site", "attest", "nowhere", "speed", "--reason", "x"), "allowed: history verified"),
        (("site", "certificate", "nowhere"), "nowhere has no certificate"),
        (("site", "add", "x", "--gate-window-h", "0"), "--gate-window-h"),
        (("login", "add", "x", "--site", "nowhere", "--password-stdin"), "there is no site nowhere"),
        (("login", "import"), "name a FILE, or --from-legacy"),
        (("demo", "--now", "yesterday"), "--now"),
        (("explain", "1"), "is 16 hex digits"),
        (("explain", "0" * 16), "no running instance is in the ops store"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, environment: dict[str, str], arguments: tuple[str, ...], told: str) -> None:
    """A mistake is one message and an exit status, never a traceback."""
    make_stores(environment)
    done = run_shim(tmp_path, *arguments, environment=environment)

    assert done.returncode in {1, 2}
    assert told in done.stderr
    assert "Traceback" not in done.stderr


COMMANDS = {
    "shim": [
        *("demo", "serve", "check", "site add", "site list", "login add", "login import"),
        *("site stage", "site gate", "site attest", "site certificate"),
        *("flag list", "flag set", "flag clear", "rule list", "rule add", "rule remove"),
        *("mismatch list", "mismatch show", "mismatch close", "audit", "explain"),
    ],
    "shim-migrate": ["sql", "cql", "load"],
}


@pytest.mark.parametrize(("name", "main"), [("shim", shim_main), ("shim-migrate", migrate_main)])
def test_every_command_has_an_example(name: str, main: Group) -> None:
    """`--help` of every command shows how it is typed."""
    for command in COMMANDS[name]:
        shown = CliRunner().invoke(main, [*command.split(), "--help"]).stdout
        example = shown.partition("\n")[2].partition("Options:")[0]
        assert f"{name} {command}" in example, command


def test_import_of_old_logins(tmp_path: Path, environment: dict[str, str]) -> None:
    """Old hashes are imported, listed by kind, and replaced at the first good login."""
    file = tmp_path / "logins.jsonl"
    file.write_text('{"login": "joe", "password_hash": "{md5}900150983cd24fb0d6963f7d28e17f72", "sites": ["s"]}\n{\n')
    make_stores(environment, Site("s"))

    imported = run_shim(tmp_path, "login", "import", str(file), environment=environment)

    assert imported.returncode == 1
    assert imported.stderr.strip().endswith("2: is not JSON")
    assert "1 logins imported, 1 refused" in imported.stdout
    listed = run_shim(tmp_path, "login", "list", environment=environment).stdout
    assert "md5" in listed
    assert "900150983cd24fb0d6963f7d28e17f72" not in listed
