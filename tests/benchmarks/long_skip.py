"""
`offset=1000000` on each engine: how fast rows are passed over, and that memory does not grow with them.

The measure of growth is the peak of a skip over twenty pages of keys: a longer one must not need more.
"""

import asyncio
from typing import Final

from tests.benchmarks import data
from tests.benchmarks.engines import CASSANDRA, EMBEDDED, POSTGRESQL, have_in_memory
from tests.benchmarks.load import drive, get
from tests.benchmarks.stand import Server, Stand, target

ENGINES: Final = (POSTGRESQL, CASSANDRA, EMBEDDED)
OFFSET: Final = 1_000_000
SHORT_OFFSET: Final = 100_000
GREATEST_GROWTH_MIB: Final = 2
"""What an allocator may differ by from one run to the next."""
BODY: Final = b'{"rows": 40, '


def run(stand: Stand) -> None:
    """Measure each engine."""
    for engine in ENGINES:
        have_in_memory(engine)
        with stand.report.attempt(f"offset={OFFSET}, {engine.name}"), stand.shim(engine) as shim:
            name = f"offset={OFFSET}, {engine.name}"
            _skip(shim, SHORT_OFFSET)
            idle_mib = shim.process.resident_mib()
            short_mib, _ = _skip(shim, SHORT_OFFSET)
            long_mib, elapsed_s = _skip(shim, OFFSET)
            growth_mib = long_mib - short_mib
            stand.report.add(
                f"{name}: peak over that of offset={SHORT_OFFSET}", growth_mib, "MiB", at_most=GREATEST_GROWTH_MIB
            )
            stand.report.add(f"{name}: peak over idle", long_mib - idle_mib, "MiB")
            stand.report.add_time(name, elapsed_s * 1_000)
            stand.report.add(f"{name}: rows skipped", OFFSET / elapsed_s, "rows/s")


def _skip(shim: Server, offset: int) -> tuple[float, float]:
    """Return the peak, MiB, and how long it took."""
    shim.process.forget_peak()
    load = asyncio.run(drive(shim.port, [get(target(data.LARGE, offset=offset), BODY)], 1, answers=1))
    return shim.process.peak_mib(), load.elapsed_s
