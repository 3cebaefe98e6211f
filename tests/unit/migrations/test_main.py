"""The command line `shim-migrate load`: what it prints where, and its exit status."""

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Final

import orjson
import pytest

from adapters.loading import MAX_LINE_BYTES
from migrations.__main__ import SHOWN_BAD_LINES
from tests.builders import make_page_view, many_sessions

SECRET: Final = "s3cret-value"
GOOD: Final = [
    orjson.dumps({"kind": "page_view"} | make_page_view()._asdict()),
    *[orjson.dumps({"kind": "session"} | row._asdict()) for row in many_sessions(1, 30)],
]


@pytest.fixture
def engine_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "events.db"
    for name in [name for name in os.environ if name.startswith("SHIM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SHIM_EMBEDDED_FILE", str(file))
    return file


@pytest.fixture
def lines_file(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"\n".join(GOOD))
    return file


def run(*arguments: str | Path, stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "migrations", *map(str, arguments)]
    return subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=stderr, text=True)


def load(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run("load", file, "--engine", "embedded", "--create", *options)


@pytest.mark.usefixtures("engine_file")
def test_a_good_file(lines_file: Path) -> None:
    """A good file ends with a sentence, nothing on stderr and 0; a second time too."""
    for _ in range(2):
        done = load(lines_file)
        assert (done.returncode, done.stdout, done.stderr) == (
            0,
            "31 lines: 30 sessions, 1 page views, 0 bad\n",
            "",
        )


@pytest.mark.usefixtures("engine_file")
def test_json(lines_file: Path) -> None:
    """With --json the result is one JSON object."""
    done = load(lines_file, "--json")
    assert json.loads(done.stdout) == {"lines": 31, "sessions": 30, "page_views": 1, "bad": 0}


@pytest.mark.usefixtures("engine_file")
def test_a_gz_file(tmp_path: Path) -> None:
    """A file that ends in .gz is unpacked on the way."""
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(gzip.compress(b"\n".join(GOOD)))
    done = load(file, "--json")
    assert (done.returncode, json.loads(done.stdout)["sessions"]) == (0, 30)


@pytest.mark.usefixtures("engine_file")
def test_bad_lines(lines_file: Path) -> None:
    """Bad lines are told on stderr by number and reason, without what stands in them; the status is 1."""
    bad = [orjson.dumps({"kind": "session", "site": [SECRET]}), SECRET.encode(), b"x" * (MAX_LINE_BYTES + 7)]
    lines_file.write_bytes(b"\n".join([*bad, *GOOD]))
    done = load(lines_file, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"lines": 34, "sessions": 30, "page_views": 1, "bad": 3}
    assert done.stderr.splitlines() == [
        "line 1: session_id: is required",
        "line 2: is not JSON, at character 1",
        f"line 3: is longer than {MAX_LINE_BYTES} bytes",
    ]


@pytest.mark.usefixtures("engine_file")
def test_very_many_bad_lines(lines_file: Path) -> None:
    """Past the first hundred, bad lines are only counted."""
    lines_file.write_bytes(b"{}\n" * (SHOWN_BAD_LINES + 1_234))
    told = load(lines_file).stderr.splitlines()
    assert len(told) == SHOWN_BAD_LINES + 1
    assert told[-1] == "... and 1,234 more bad lines"


def test_a_bar_is_drawn_on_a_terminal_only(engine_file: Path, lines_file: Path) -> None:
    """With a terminal as stderr a progress bar reaches 100 %; stdout stays the result alone."""
    ours, theirs = pty.openpty()
    done = run("load", lines_file, "--engine", "embedded", "--create", "--json", stderr=theirs)
    os.close(theirs)
    drawn = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "100%" in drawn
    assert json.loads(done.stdout)["sessions"] == 30
    assert engine_file.exists()


def test_a_missing_engine_file(engine_file: Path, lines_file: Path) -> None:
    """Without --create a missing engine is not made; it is told without a traceback, with status 2."""
    done = run("load", lines_file, "--engine", "embedded")
    assert done.returncode == 2
    assert done.stderr == f"shim-migrate: embedded engine {engine_file}: there is no such file\n"
    assert not engine_file.exists()


@pytest.mark.usefixtures("engine_file")
def test_settings_that_cannot_be_used(lines_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown or missing setting is named, with status 2."""
    missing = run("load", lines_file, "--engine", "legacy")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.startswith("shim-migrate: SHIM_LEGACY_URL: is not set")
    monkeypatch.setenv("SHIM_EMBEDED_FILE", "x")
    unknown = load(lines_file)
    assert unknown.returncode == 2
    assert "did you mean SHIM_EMBEDDED_FILE" in unknown.stderr


@pytest.mark.usefixtures("engine_file")
@pytest.mark.parametrize(
    "content",
    [b"plain", gzip.compress(b"x" * 9_999)[:-9], gzip.compress(bytes(99))[:12] + b"\xff" * 99],
    ids=["plain", "cut off", "damaged"],
)
def test_a_broken_gz_file(tmp_path: Path, content: bytes) -> None:
    """A .gz file that is none, or is cut off or damaged, is told without a traceback."""
    file = tmp_path / "rows.gz"
    file.write_bytes(content)
    done = load(file)
    assert done.returncode == 2
    assert done.stderr.startswith("shim-migrate: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that does not exist is told with status 2."""
    done = run("load", tmp_path / "none.jsonl", "--engine", "embedded")
    assert (done.returncode, "does not exist" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", [(), ("sql",), ("cql",), ("load",)])
def test_help_has_examples(command: tuple[str, ...]) -> None:
    """Every command explains itself with an example to copy."""
    done = run(*command, "--help")
    assert done.returncode == 0
    assert f"shim-migrate {' '.join(command)}".strip() in done.stdout.partition("Usage")[2].partition("\n")[2]


def test_ops_store_must_be_set(engine_file: Path) -> None:
    """Without the store's URL, `sql` says which setting is missing."""
    done = run("sql")
    assert done.returncode == 2
    assert "SHIM_OPS_STORE_URL" in done.stderr
    assert not engine_file.exists()
