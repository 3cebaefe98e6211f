"""Histograms: a duration is in the bucket whose bound is the next above it."""

import pytest

from shim.histogram import LEAST_MS, bound_ms, bucket_of, percentile_ms


@pytest.mark.parametrize("ms", [0.0, 0.05, 0.1, 0.11, 1, 3.3, 25, 999, 60_000])
def test_a_bound_is_the_next_above(ms: float) -> None:
    """No duration is above its bucket's bound, nor at or below the bound before."""
    bucket = bucket_of(ms)
    assert ms <= bound_ms(bucket) * (1 + 1e-9)
    assert ms <= LEAST_MS or ms > bound_ms(bucket - 1) * (1 - 1e-9)


def test_percentiles() -> None:
    """A percentile is the bound of the bucket in which that share is reached."""
    buckets = {bucket_of(10): 98, bucket_of(200): 2}
    assert percentile_ms(buckets, 0.5) == bound_ms(bucket_of(10))
    assert percentile_ms(buckets, 0.99) == bound_ms(bucket_of(200))
