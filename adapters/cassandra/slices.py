"""
How a site's sessions are cut into slices of time. PURE.

A slice is a UTC day, or an hour, or five minutes of it, and one partition of `sessions_by_site`. The width holds for a
whole (site, day) and is decided once, by whoever writes its first session; `adapter.py` says what that bounds.
To add a width: a rung here. It must divide a day, so that the slices of a day never overlap.
Guarded by `tests/unit/adapters/cassandra/test_slices.py`.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS


class Rung(NamedTuple):
    """Days of at most `sessions_a_day` sessions are cut into slices of `slice_ms`."""

    sessions_a_day: float
    slice_ms: int


LADDER: Final = (
    Rung(50_000, DAY_MS),
    Rung(1_200_000, HOUR_MS),
    Rung(math.inf, 5 * MINUTE_MS),
)
"""ONE TABLE: how wide a day's slices are, by how many sessions it is expected to have. The last rung has no limit."""


def slice_width_ms(sessions_a_day: int, ladder: Sequence[Rung] = LADDER) -> int:
    """Return how wide the slices of a day with so many sessions should be."""
    return next(rung.slice_ms for rung in ladder if sessions_a_day <= rung.sessions_a_day)


def day_start_ms(epoch_ms: int) -> int:
    """Return the start of the UTC day of an instant, unix ms."""
    return epoch_ms - epoch_ms % DAY_MS


def slice_start_ms(epoch_ms: int, slice_ms: int) -> int:
    """Return the start of the slice of an instant, unix ms, in a day whose slices are `slice_ms` wide."""
    return epoch_ms - epoch_ms % slice_ms
