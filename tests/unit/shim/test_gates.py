"""The gate: its bound is Clopper and Pearson's, and each condition has figure, bound, verdict."""

import pytest

from shim.gates import upper_bound


@pytest.mark.parametrize(
    ("mismatches", "comparisons", "bound"),
    [(0, 3_000, 1 - 0.05 ** (1 / 3_000)), (0, 1, 0.95), (1, 10, 0.3942), (10, 100, 0.1637), (5, 5, 1.0)],
)
def test_the_upper_bound(mismatches: int, comparisons: int, bound: float) -> None:
    """The published values; nothing of 3,000 just passes."""
    assert upper_bound(mismatches, comparisons) == pytest.approx(bound, abs=5e-5)


def test_three_thousand_just_pass() -> None:
    """No mismatch in 3,000 is below 0.1 %, in 2,990 is not."""
    assert upper_bound(0, 3_000) < 0.001 < upper_bound(0, 2_990)
