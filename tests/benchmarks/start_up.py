"""
From the command to the line that says it listens: the demo in a prepared folder, and `shim serve` with embedded.

Beside them the import of aiohttp alone, by the same interpreter: the least that any such server takes.
"""

import statistics
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from tests.benchmarks.engines import EMBEDDED
from tests.benchmarks.pairing import column, in_turn
from tests.benchmarks.stand import Stand
from tests.benchmarks.subjects import ROOT, Subject

ENGINES: Final = (EMBEDDED,)
GREATEST_MS: Final = 1_000
IMPORT: Final = "import aiohttp.web; print('listening on http://127.0.0.1:0', flush=True)"


class Start(NamedTuple):
    """How long it took until a server said that it listens."""

    whole_ms: float
    cpu_ms: float


def run(stand: Stand) -> None:
    """Start each of them again and again, in turn."""
    environment = stand.environment(EMBEDDED)
    demo = ["-m", "shim", "demo", "--port", "0", "--folder", str(stand.folder / "demo")]
    starts = (
        partial(_start, stand.folder, ["-c", IMPORT], {}),
        partial(_start, stand.folder, demo, {}),
        partial(_start, stand.folder, ["-m", "shim", "serve", "--port", "0"], environment),
    )
    in_turn(starts, 1)  # prepares the demo's folder and compiles what is imported
    rounds = in_turn(starts, stand.rounds)
    imported = column(rounds, 0, _whole_ms)
    for place, name in enumerate(("import of aiohttp.web", "shim demo", "shim serve, embedded")):
        times = column(rounds, place, _whole_ms)
        cpu_ms = statistics.median(column(rounds, place, lambda start: start.cpu_ms))
        goal_ms = GREATEST_MS if place else None
        stand.report.add_time(f"{name}: start to listening", statistics.median(times), at_most=goal_ms)
        stand.report.add_time(f"{name}: start to listening, processor time", cpu_ms)
        if place:
            over = [time / first for time, first in zip(times, imported, strict=True)]
            stand.report.add_ratios(f"{name}: start over importing aiohttp", over)


def _whole_ms(start: Start) -> float:
    return start.whole_ms


def _start(folder: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> Start:
    subject = Subject(arguments, ROOT, folder / "start-up.log", environment)
    try:
        subject.wait_for_port()
        return Start(subject.age_ms(), subject.cpu_s() * 1_000)
    finally:
        subject.stop()
