"""
README's walk "The demo's site, moved": its lines, which one test types and another clicks, and what types them.

What a test cannot wait for it writes into the demo's store as evidence, and says so: here an hour on a quiet machine.
Both engines of the demo answer within a millisecond, and their p99 says nothing on one that other tests share: a shadow
read comes behind the answer, when the process has had its turn, and is the first to wait for a processor.
"""

import asyncio
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from adapters.evidence import HOUR_MS, Batch, Latency
from adapters.ops_store import open_store
from shim.histogram import bucket_of
from tests.servers.shim import ROOT

_README: Final = (ROOT / "README.md").read_text("utf-8")
_WALK: Final = _README.partition("### The demo's site, moved\n")[2].partition("\n### ")[0]

LINES: Final = re.findall(r"^ {4}(.+)$", _WALK, re.MULTILINE)
"""Everything that is typed; behind `   # ` stands what is printed."""

DEFINITIONS: Final = [line for line in LINES if re.match(r"PATH=|URL=|ask\(\)", line)]
"""Those that others build on."""

SITE: Final = "www.opentracker.net"
SHAPE: Final = "user json"
"""The site that is moved, and what its callers ask."""

QUIET_MS: Final = {"legacy": 20.0, "events": 10.0}
QUIET_READS: Final = 100_000

CALLERS: Final = "127.0.0.1:8080"
"""Where the demo listens when it is started as README says."""


def look_like_a_checkout(folder: Path) -> None:
    """Put into a folder what the lines name in theirs: the programs that run here, and the demo's data."""
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "config").symlink_to(ROOT / "config")


def typed(line: str, folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    """
    Run a line in the reader's second terminal, in which all definitions were typed.

    Args:
        line: of `LINES`.
        folder: in which a demo was started.
        port: on which it listens to callers.
    """
    text = "\n".join((*DEFINITIONS, line)).replace(CALLERS, f"127.0.0.1:{port}")
    return subprocess.run(["/bin/sh", "-c", text], cwd=folder, capture_output=True, text=True, check=False)


def write(folder: Path, batch: Batch) -> None:
    """Add evidence to the store of the demo that was started in a folder."""

    async def add() -> None:
        store = open_store(f"sqlite:///{folder / 'var/demo/ops.db'}", 30_000)
        await store.evidence.add(batch)
        await store.close()

    asyncio.run(add())


def this_hour() -> int:
    """Return the hour that it is, as evidence counts them."""
    return time.time_ns() // 1_000_000 // HOUR_MS


def quiet_hour() -> Batch:
    """Return the latencies of the hour before this one, on a machine that did nothing else."""
    hour = this_hour() - 1
    return Batch(
        (), [Latency(SITE, hour, SHAPE, name, bucket_of(ms), QUIET_READS) for name, ms in QUIET_MS.items()], (), ()
    )
