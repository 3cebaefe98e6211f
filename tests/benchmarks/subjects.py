"""
What is measured: one server process on a core of its own, with its memory and processor time as the kernel counts them.

Must not know which server it is. The load generator and the databases share the other core, see `pin_ourselves`.
"""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

from tests.benchmarks.figures import BenchError

ROOT: Final = Path(__file__).parents[2]
START_LIMIT_S: Final = 60
STOP_LIMIT_S: Final = 20
TAIL_BYTES: Final = 2_000
CORES: Final = tuple(sorted(os.sched_getaffinity(0)))
KIB_PER_MIB: Final = 1_024

LISTENING: Final = re.compile(rb"listening on http://127\.0\.0\.1:(\d+)")
UNWANTED: Final = ("SHIM_", "PYTHONDONTWRITEBYTECODE")
"""Variables of whoever runs us that must not change what is measured."""


def pin_ourselves() -> str:
    """Move this process, and so all that it starts but for subjects, off the first core; returns what was done."""
    if len(CORES) < 2:
        return "one core only: server, database and load share it, so ratios say less"
    os.sched_setaffinity(0, CORES[1:2])
    return f"server on core {CORES[0]}; load and database on core {CORES[1]}"


@cache
def interpreter() -> str:
    """Return the Python that serves: that of `.venv`, as in production, where it is complete, else ours."""
    python = ROOT / ".venv" / "bin" / "python"
    if python.exists():
        with suppress(subprocess.CalledProcessError):
            subprocess.run([python, "-c", "import aiohttp"], check=True, capture_output=True)
            return str(python)
    return sys.executable


class Subject:
    """
    One running process.

    Args:
        arguments: what follows the interpreter.
        folder: where it runs.
        log: file of its standard error.
        environment: variables added to ours.
        given: its standard input.
    """

    def __init__(
        self, arguments: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str], given: bytes = b""
    ) -> None:
        self.log = log
        self._started_s = time.perf_counter()
        with log.open("ab") as stderr:
            self._process = subprocess.Popen(
                [interpreter(), *arguments],
                cwd=folder,
                env=clean_environment() | dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        os.sched_setaffinity(self._process.pid, CORES[:1])  # before it has threads: they inherit
        assert self._process.stdin is not None
        self._process.stdin.write(given)
        self._process.stdin.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_for_port(self) -> int:
        """
        Return the port once it says that it listens.

        Raises:
            BenchError: it ended, or says nothing.
        """
        assert self._process.stdout is not None
        said = b""
        while not (found := LISTENING.search(said)):
            ready, _, _ = select.select([self._process.stdout], [], [], START_LIMIT_S)
            data = os.read(self._process.stdout.fileno(), 65_536) if ready else b""
            if not data:
                raise BenchError(f"a server did not start: {said.decode()}\n{self._tail()}")
            said += data
        return int(found[1])

    def age_ms(self) -> float:
        """Return how long ago it was started."""
        return (time.perf_counter() - self._started_s) * 1_000

    def cpu_s(self) -> float:
        """Return the processor time that it has used."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self) -> float:
        """Return its resident memory."""
        return self._status_mib("VmRSS")

    def forget_peak(self) -> None:
        """Begin anew to watch for its peak."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def peak_mib(self) -> float:
        """Return its greatest resident memory since `forget_peak`."""
        return self._status_mib("VmHWM")

    def stop(self) -> None:
        """Ask it to end, and end it when it does not; safe to call twice."""
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_LIMIT_S)
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _status_mib(self, field: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0]) / KIB_PER_MIB
        raise BenchError(f"a server has ended:\n{self._tail()}")

    def _tail(self) -> str:
        return self.log.read_bytes()[-TAIL_BYTES:].decode("utf-8", "replace")


def clean_environment() -> dict[str, str]:
    """Return our variables without those that would change what is measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)}


@contextmanager
def running(
    arguments: Sequence[str],
    log: Path,
    environment: Mapping[str, str] | None = None,
    *,
    given: bytes = b"",
    folder: Path = ROOT,
) -> Iterator[tuple[Subject, int]]:
    """Run a server while the context is open; gives it and its port."""
    subject = Subject(arguments, folder, log, environment or {}, given)
    try:
        yield subject, subject.wait_for_port()
    finally:
        subject.stop()


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="shim-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
