"""Truths of clocks and dates that hold for every instant."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shim.legacy.clock import clock_for
from shim.legacy.date_fields import FIELDS
from shim.legacy.dates import date_format

LONGS = st.integers(-(2**63), 2**63 - 1)
ZONES = st.sampled_from(["UTC", "America/New_York", "Europe/Dublin", "Pacific/Apia", "Asia/Kathmandu", "GMT-3:30"])
CLOCKS = st.sampled_from(["legacy", "true", "server-offset:Europe/Amsterdam:4"])
PATTERNS = st.text([*FIELDS.keys(), " ", "%", ":"], max_size=12).filter(lambda pattern: "XXXX" not in pattern)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(PATTERNS, CLOCKS, ZONES, LONGS)
def test_every_instant_has_a_text(pattern: str, clock: str, zone: str, epoch_ms: int) -> None:
    """No pattern of known letters refuses any 64-bit instant, and what was remembered is what was made."""
    text = date_format(pattern, "en_US", clock_for(clock, zone))

    assert text(epoch_ms) == text(epoch_ms)


@given(st.lists(st.sampled_from(sorted(FIELDS.keys() - {"M"})), max_size=9), CLOCKS, ZONES, LONGS)
def test_a_pattern_prints_what_its_letters_print(letters: list[str], clock: str, zone: str, epoch_ms: int) -> None:
    """In whatever order they stand; but a month alone, `M`, is another word in some languages."""
    chosen = clock_for(clock, zone)

    text = date_format("%s'%s'".join(letters), "ru_RU", chosen)(epoch_ms)

    seconds = date_format("s", "ru_RU", chosen)(epoch_ms)
    assert text == f"%{seconds}%s".join([date_format(letter, "ru_RU", chosen)(epoch_ms) for letter in letters])


@given(ZONES, st.integers(0, 4_102_444_800_000))
def test_instants_print_as_python_has_them(zone: str, epoch_ms: int) -> None:
    """Year to millisecond are those of Python's own arithmetic on the shown time."""
    clock = clock_for("legacy", zone)
    shown = EPOCH + timedelta(milliseconds=epoch_ms + clock.offset_ms(epoch_ms))

    text = date_format("yyyy-MM-dd'T'HH:mm:ss.SSS'000+00:00' D u", "en_US", clock)(epoch_ms)

    assert text == f"{shown.isoformat(timespec='microseconds')} {shown:%-j} {shown.isoweekday()}"


@given(CLOCKS, ZONES, LONGS)
def test_an_instant_is_found_again(clock: str, zone: str, epoch_ms: int) -> None:
    """The instant of a shown time is the shown one, or shows the same time, or is a change of the clock away."""
    chosen = clock_for(clock, zone)
    found_ms = chosen.epoch_ms(epoch_ms + chosen.offset_ms(epoch_ms))

    assert abs(found_ms - epoch_ms) <= 2 * 86_400_000
    assert found_ms == epoch_ms or chosen.offset_ms(found_ms) != chosen.offset_ms(epoch_ms)


@given(CLOCKS, st.sampled_from(["Asia/Kolkata", "Africa/Monrovia", "America/New_York"]), LONGS, st.integers(0, 59_999))
def test_minutes_that_are_remembered_are_those_of_the_clock(
    clock: str, zone: str, epoch_ms: int, later_ms: int
) -> None:
    """What a pattern without seconds prints does not depend on what was printed of the same minute of UTC before."""
    chosen = clock_for(clock, zone)
    for instant_ms in (epoch_ms, epoch_ms - epoch_ms % 60_000 + later_ms):
        shown = date_format("yyyy MM dd HH:mm", "en_US", chosen)(instant_ms)
        assert date_format("yyyy MM dd HH:mm:ss", "en_US", chosen)(instant_ms).startswith(shown)
