"""Days are numbered as Java's calendar numbers them."""

from datetime import date

import pytest

from shim.legacy.gregorian import CUTOVER_DAY, civil, day_number, weekday

EPOCH = date(1970, 1, 1).toordinal()


def test_days_are_those_of_python_since_the_cutover() -> None:
    """From 15 October 1582 to the year 9999 every day has Python's number and weekday."""
    for number in range(CUTOVER_DAY, date.max.toordinal() - EPOCH, 97):
        day = date.fromordinal(number + EPOCH)
        assert civil(number) == (day.year, day.month, day.day)
        assert day_number(day.year, day.month, day.day) == number
        assert weekday(number) == day.isoweekday() % 7


@pytest.mark.parametrize(
    ("number", "day"),
    [(CUTOVER_DAY - 1, (1582, 10, 4)), (CUTOVER_DAY, (1582, 10, 15)), (-719_164, (1, 1, 1)), (-719_165, (0, 12, 31))],
)
def test_days_before_the_cutover_are_julian(number: int, day: tuple[int, int, int]) -> None:
    """The day before 15 October 1582 is the fourth, and before year 1 comes year 0."""
    assert civil(number) == day
    assert day_number(*day) == number
