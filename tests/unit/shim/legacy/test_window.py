"""Days and intervals become instants by the site's clock."""

import pytest

from shim.legacy.clock import Clock, clock_for
from shim.legacy.errors import LegacyError
from shim.legacy.window import Window, window_of

NOW_MS = 1321472822803
DAY_MS = 86_400_000
HOUR_MS = 3_600_000


@pytest.fixture
def clock() -> Clock:
    return clock_for("legacy", "America/New_York")


@pytest.mark.parametrize("date", [None, "", "2011-11-17"])
def test_default_is_today_by_the_same_clock(clock: Clock, date: str | None) -> None:
    """Without a date, or with an empty one, it is the day that the clock shows now: the sample's 17 November."""
    midnight_ms = 1321488000000 - 5 * HOUR_MS

    assert window_of(date, "", None, clock, NOW_MS) == Window(midnight_ms, midnight_ms + DAY_MS - 1)


@pytest.mark.parametrize(("day", "hours"), [("2012-03-11", 23), ("2012-11-04", 25), ("2012-11-05", 24)])
def test_a_day_ends_where_the_next_begins(day: str, hours: int) -> None:
    """A day on which a clock changes is shorter or longer by its change."""
    window = window_of(day, None, None, clock_for("true", "America/New_York"), NOW_MS)

    assert window.from_epoch_ms is not None
    assert window.to_epoch_ms == window.from_epoch_ms + hours * HOUR_MS - 1


@pytest.mark.parametrize(
    ("from_", "to", "window"),
    [("5", "9", (5, 9)), ("5", None, (5, None)), ("", "-9", (None, -9)), ("0", "", (0, None))],
)
def test_from_and_to_replace_the_date(clock: Clock, from_: str | None, to: str | None, window: Window) -> None:
    """Either one replaces the date, and alone is open at its other end."""
    assert window_of("2011-11-17", from_, to, clock, NOW_MS) == window


@pytest.mark.parametrize(
    ("texts", "repeated"), [(("foo", "x", "y"), '"foo"'), (("2011-11-17", "x", "y"), '"x"'), (("", "1", "y"), '"y"')]
)
def test_the_first_bad_parameter_is_told(clock: Clock, texts: tuple[str, str, str], repeated: str) -> None:
    """Errors come in the order date, from, to, also when the date would be replaced."""
    with pytest.raises(LegacyError) as caught:
        window_of(*texts, clock, NOW_MS)
    assert caught.value.text.endswith(repeated)


@pytest.mark.parametrize("date", ["292278994-08-17", "-292275055-05-16"])
def test_ends_are_64_bit(clock: Clock, date: str) -> None:
    """A day at the end of time has ends that engines can compare with."""
    window = window_of(date, None, None, clock, NOW_MS)

    assert all(end is not None and -(2**63) <= end < 2**63 for end in window)
