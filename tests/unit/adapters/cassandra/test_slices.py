"""How days are cut."""

import math

import pytest

from adapters.cassandra.slices import DAY_MS, HOUR_MS, LADDER, MINUTE_MS, day_start_ms, slice_start_ms, slice_width_ms

NOON_MS = 1_321_444_800_000
"""2011-11-16T12:00:00Z"""


@pytest.mark.parametrize(
    ("sessions_a_day", "slice_ms"),
    [
        (0, DAY_MS),
        (50_000, DAY_MS),
        (50_001, HOUR_MS),
        (1_200_000, HOUR_MS),
        (1_200_001, 5 * MINUTE_MS),
        (5_000_000, 5 * MINUTE_MS),
    ],
)
def test_the_busier_a_day_the_narrower_its_slices(sessions_a_day: int, slice_ms: int) -> None:
    """A day is one slice up to 50,000 sessions, an hour each up to 1,200,000, five minutes each above."""
    assert slice_width_ms(sessions_a_day) == slice_ms


def test_every_width_divides_a_day_and_every_number_has_a_rung() -> None:
    """Slices of a day never overlap, and no day is without a width."""
    assert all(DAY_MS % rung.slice_ms == 0 for rung in LADDER)
    assert [rung.sessions_a_day for rung in LADDER] == sorted(rung.sessions_a_day for rung in LADDER)
    assert LADDER[-1].sessions_a_day == math.inf


def test_five_million_a_day_make_small_partitions() -> None:
    """5,000,000 sessions spread over a day lie in partitions of 17,361."""
    assert 5_000_000 * slice_width_ms(5_000_000) // DAY_MS == 17_361


@pytest.mark.parametrize("slice_ms", [rung.slice_ms for rung in LADDER])
def test_a_slice_begins_at_its_first_millisecond(slice_ms: int) -> None:
    """The first and the last millisecond of a slice are in it, the next one is not."""
    for start_ms in (NOON_MS - NOON_MS % slice_ms, 0):
        assert slice_start_ms(start_ms, slice_ms) == start_ms
        assert slice_start_ms(start_ms + slice_ms - 1, slice_ms) == start_ms
        assert slice_start_ms(start_ms + slice_ms, slice_ms) == start_ms + slice_ms


def test_days_are_of_utc() -> None:
    """A day begins at midnight in UTC."""
    assert day_start_ms(NOON_MS) == NOON_MS - 12 * HOUR_MS
