"""A Java program of the time, `HttpURLConnection` and json-simple, reads the same rows."""

import subprocess
from pathlib import Path

import pytest

from tests.clients.conftest import HOSTILE_SITE, Demo
from tests.clients.tools import tool
from tests.servers.install import REQUEST_TIMEOUT_S, cache_folder

PROGRAM = Path(__file__).parent / "java" / "ReadSessions.java"
JSON_SIMPLE = "com.googlecode.json-simple:json-simple:1.1.1"


@pytest.fixture(scope="session")
def json_simple() -> Path:
    """The jar, kept in the user's cache as Cassandra's are."""
    from jgo.maven import MavenContext  # noqa: PLC0415 - needed here only

    maven = MavenContext(repo_cache=cache_folder() / "json-simple", timeout=REQUEST_TIMEOUT_S)
    jar: Path = maven.create_dependency(JSON_SIMPLE).artifact.resolve()
    return jar


def test_java_reads_the_rows(demo: Demo, session_ids: list[str], json_simple: Path, tmp_path: Path) -> None:
    """Compiled, it prints the ids in order and the token of the next page."""
    subprocess.run([tool("javac"), "-cp", json_simple, "-d", tmp_path, PROGRAM], check=True)
    ran = subprocess.run(
        [tool("java"), "-cp", f"{json_simple}:{tmp_path}", "ReadSessions", demo.url(site=HOSTILE_SITE)],
        capture_output=True,
        text=True,
        check=True,
    )
    token = demo.envelope(site=HOSTILE_SITE)["nextToken"]
    assert ran.stdout.splitlines() == [*session_ids, f"next {token}"]
