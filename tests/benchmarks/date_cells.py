"""
Date cells: what one costs, beside the least that Python can do with an instant and a zone.

Source: the goals of the second milestone.
"""

import timeit
from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from shim.legacy.clock import clock_for
from shim.legacy.dates import DEFAULT_PATTERN, date_format
from tests.benchmarks.engines import BenchEngine
from tests.benchmarks.stand import Stand

ENGINES: Final[tuple[BenchEngine, ...]] = ()
ZONE: Final = "America/New_York"
GREATEST_RATIO: Final = 4
INSTANTS: Final = 20_000
PAIRS: Final = 15
FROM_MS, TO_MS = 1_300_000_000_000, 1_615_000_000_000
PATTERNS: Final = (
    ("default pattern", DEFAULT_PATTERN, "en_US"),
    ("German, long pattern", "EEEE d. MMMM yyyy HH:mm:ss", "de_DE"),
    ("German, zone name", "EEEE, d. MMMM yyyy HH:mm:ss z", "de_DE"),
    ("milliseconds", "yyyy-MM-dd HH:mm:ss.SSS", "en_US"),
)


def run(stand: Stand) -> None:
    """Measure random instants of ten years, most of which are printed for the first time."""
    random, zone = Random(1), ZoneInfo(ZONE)  # noqa: S311 - only instants
    instants = [random.randrange(FROM_MS, TO_MS) for _ in range(INSTANTS)]

    def least(epoch_ms: int) -> datetime:
        return datetime.fromtimestamp(epoch_ms / 1000, zone)

    for name, pattern, locale in PATTERNS:
        text = date_format(pattern, locale, clock_for("legacy", ZONE))
        text(0)
        pairs = [(_seconds(least, instants), _seconds(text, instants)) for _ in range(PAIRS)]
        ratios = [ours / python for python, ours in pairs]
        stand.report.add_ratios(f"{name}: a cell over datetime.fromtimestamp", ratios, at_most=GREATEST_RATIO)


def _seconds(call: Callable[[int], Any], instants: Iterable[int]) -> float:
    return timeit.timeit(lambda: [call(instant) for instant in instants], number=1)
