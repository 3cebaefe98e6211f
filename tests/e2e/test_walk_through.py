"""README's walk "The demo's site, moved", line by line, as its reader types it, on the demo that it starts."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.servers.shim import ROOT, ShimProcess

WALK: Final = (ROOT / "README.md").read_text().partition("### The demo's site, moved\n")[2].partition("\n### ")[0]
LINES: Final = re.findall(r"^ {4}(.+)$", WALK, re.MULTILINE)
START: Final = ".venv/bin/shim demo --with-mismatch"
DEFINITION: Final = re.compile(r"PATH=|URL=|ask\(\)")
"""Lines that others build on."""

REFUSED: Final = 3
ROUNDS, ROUND_S, PAUSE_S = 4, 6.0, 0.3
"""How often callers ask again when something stays away, after how long, and how often a reader looks meanwhile."""

Shell = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShimProcess]:
    """The demo of the first line, in a folder that looks like a checkout."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "config").symlink_to(ROOT / "config")
    with ShimProcess.start("demo", folder, {}, "--with-mismatch") as shim:
        yield shim


@pytest.fixture(scope="module")
def shell(demo: ShimProcess) -> Shell:
    """What runs a line in the reader's second terminal, in which all definitions were typed."""
    definitions = "\n".join(line for line in LINES if DEFINITION.match(line))

    def run(line: str) -> subprocess.CompletedProcess[str]:
        text = f"{definitions}\n{line}".replace("127.0.0.1:8080", f"127.0.0.1:{demo.port}")
        return subprocess.run(["/bin/sh", "-c", text], cwd=demo.folder, capture_output=True, text=True, check=False)

    return run


def test_each_line_does_what_it_says(shell: Shell) -> None:
    """All lines, in their order, print what stands behind them; a refused step ends with status 3, all else with 0."""
    assert LINES[0] == START
    id_, asking = "", ""
    for line in LINES[1:]:
        command, _, told = (part.strip() for part in line.partition("   # "))
        done = until_told(shell, re.sub(r"\bID\b", id_, command), told, asking)
        print(f"$ {command}\n{done.stdout}{done.stderr}")  # noqa: T201 - shown when the test fails
        if command.startswith("ask "):
            asking = command
        if command.startswith("shim mismatch list"):
            id_ = done.stdout.splitlines()[2].split()[0]


def until_told(shell: Shell, command: str, told: str, asking: str) -> subprocess.CompletedProcess[str]:
    """Run a line until it tells what it should; when that stays away, callers ask again, as the reader is advised."""
    status = REFUSED if " stage " in command and told.startswith("lacks") else 0
    for _ in range(ROUNDS):
        ends_s = time.monotonic() + ROUND_S
        while time.monotonic() < ends_s:
            done = shell(command)
            if done.returncode == status and told in done.stdout + done.stderr:
                return done
            assert done.returncode in {0, REFUSED}, done.stderr
            time.sleep(PAUSE_S)
        shell(asking)
    raise AssertionError(f"{command} does not say {told}:\n{done.stdout}{done.stderr}")
