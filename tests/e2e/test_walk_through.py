"""
README's walk "The demo's site, moved", line by line, as its reader types it, on the demo that it starts.

Only curl's part is ours, so that `make test` needs none; `tests/clients/test_operator_walk.py` has README's own `ask`.
"""

import re
import subprocess
import time
from collections.abc import Iterator
from typing import Final

import pytest

from tests.servers.shim import ShimProcess
from tests.walk import CALLERS, DEFINITIONS, LINES, look_like_a_checkout, quiet_hour, typed, write

START: Final = ".venv/bin/shim demo --with-mismatch"
ASKING: Final = re.compile(r"ask (\d+)|curl '[^']+'")
REFUSED: Final = 3
ROUNDS, ROUND_S, PAUSE_S = 4, 6.0, 0.3
"""How often callers ask again when something stays away, after how long, and how often a reader looks meanwhile."""

PACE_S: Final = 0.01
"""Between two requests, as in README: callers who leave no pause measure one another."""

Done = subprocess.CompletedProcess[str]


class Reader:
    """Types lines into the second terminal, in which all definitions were typed."""

    def __init__(self, demo: ShimProcess) -> None:
        self._demo, self.asked = demo, ""

    def type(self, line: str) -> Done:
        """Run a line to its end."""
        if found := ASKING.fullmatch(line):
            self.asked = line
            return self._ask(line if found[1] is None else DEFINITIONS[1], int(found[1] or 1))
        return typed(line, self._demo.folder, self._demo.port)

    def _ask(self, line: str, count: int) -> Done:
        """Ask what stands in quotes behind the demo's address."""
        target = line.partition(CALLERS)[2].rstrip("'")
        for _ in range(count):
            reply = self._demo.get(target)
            assert reply.body.startswith(b'{"rows": 1')
            time.sleep(PACE_S)
        return subprocess.CompletedProcess(line, 0, reply.body.decode(), "")

    def type_until(self, line: str, told: str) -> Done:
        """Run a line until it tells what it should; when that stays away, callers ask again, as README advises."""
        status = REFUSED if " stage " in line and told.startswith("lacks") else 0
        for _ in range(ROUNDS):
            ends_s = time.monotonic() + ROUND_S
            while time.monotonic() < ends_s:
                done = self.type(line)
                if done.returncode == status and told in done.stdout + done.stderr:
                    return done
                assert done.returncode in {0, REFUSED}, done.stderr
                time.sleep(PAUSE_S)
            self.type(self.asked)
        raise AssertionError(f"{line} does not say {told}:\n{done.stdout}{done.stderr}")


@pytest.fixture
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """The reader, once the first line runs in another terminal, in a folder that looks like a checkout."""
    folder = tmp_path_factory.mktemp("walk")
    look_like_a_checkout(folder)
    with ShimProcess.start("demo", folder, {}, "--with-mismatch") as demo:
        write(folder, quiet_hour())
        yield Reader(demo)


@pytest.mark.alone
def test_each_line_does_what_it_says(reader: Reader) -> None:
    """All lines, in their order, print what stands behind them; a refused step ends with status 3, all else with 0."""
    assert LINES[0] == START
    id_ = ""
    for line in LINES[1:]:
        command, _, told = (part.strip() for part in line.partition("   # "))
        done = reader.type_until(re.sub(r"\bID\b", id_, command), told)
        print(f"$ {command}\n{done.stdout}{done.stderr}")  # noqa: T201 - shown when the test fails
        if command.startswith("shim mismatch list"):
            id_ = done.stdout.splitlines()[2].split()[0]
