"""
The buckets of latency histograms: a read's duration to its bucket, and buckets to a percentile. PURE.

Eight buckets double a duration, so a percentile is at most a tenth too high.
"""

from collections.abc import Mapping
from math import ceil, log2
from typing import Final

LEAST_MS: Final = 0.1
PER_DOUBLING: Final = 8


def bucket_of(ms: float) -> int:
    """Return the bucket of a duration."""
    return max(0, ceil(log2(ms / LEAST_MS) * PER_DOUBLING)) if ms > LEAST_MS else 0


def bound_ms(bucket: int) -> float:
    """Return the greatest duration of a bucket."""
    return float(LEAST_MS * 2 ** (bucket / PER_DOUBLING))


def percentile_ms(buckets: Mapping[int, int], share: float) -> float:
    """Return the bound of the bucket in which a share of all reads is reached; there must be some."""
    wanted, seen = share * sum(buckets.values()), 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if seen >= wanted:
            break
    return bound_ms(bucket)
