"""Clocks show what the JDK's offsets make of them, and find the instant again."""

from datetime import UTC, datetime, timedelta

import pytest

from shim.legacy.clock import CLOCKS, clock_for
from tests.vectors import Vector, load_vectors

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR_MS = 3_600_000
SAMPLES = {1321472798140: "11-17 00:46", 1319502921449: "10-25 06:35"}


def shown(clock: str, zone: str, epoch_ms: int) -> datetime:
    """Return what a clock shows."""
    return EPOCH + timedelta(milliseconds=epoch_ms + clock_for(clock, zone).offset_ms(epoch_ms))


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/clock.jsonl"))
def test_clocks_follow_the_jdks_offsets(vector: Vector) -> None:
    """Both clocks show each instant as the JDK's standard offset and saving make it."""
    texts = [f"{shown(name, vector['zone'], vector['ms']):%F %T}" for name in ("true", "legacy")]

    assert texts == [vector["true"], vector["legacy"]]


@pytest.mark.parametrize("clock", ["legacy", "server-offset:Europe/Amsterdam:4"])
@pytest.mark.parametrize(("epoch_ms", "text"), SAMPLES.items())
def test_both_readings_of_the_sample_show_the_sample(clock: str, epoch_ms: int, text: str) -> None:
    """The inverted zone of the site and Amsterdam plus four hours show the two published dates."""
    assert f"{shown(clock, 'America/New_York', epoch_ms):%m-%d %H:%M}" == text


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("America/New_York", "2012-03-11T02:30", "2012-03-11T07:30"),
        ("America/New_York", "2012-11-04T01:30", "2012-11-04T06:30"),
        ("America/Sao_Paulo", "2011-10-16T00:00", "2011-10-16T03:00"),
        ("America/New_York", "2450-07-01T00:00", "2450-07-01T04:00"),
    ],
)
def test_gaps_and_overlaps_resolve_as_in_java(zone: str, local: str, utc: str) -> None:
    """A skipped time counts on by the offset before it, a doubled one is the later, as GregorianCalendar has it."""
    local_ms, utc_ms = (
        (datetime.fromisoformat(text + "+00:00") - EPOCH) // timedelta(milliseconds=1) for text in (local, utc)
    )

    assert clock_for("true", zone).epoch_ms(local_ms) == utc_ms


@pytest.mark.parametrize(
    ("id_", "hours"),
    [
        ("GMT+5:30", 5.5),
        ("GMT-0530", -5.5),
        ("GMT+5", 5),
        ("GMT+:30", 0.5),
        ("GMT+24", 0),
        ("GMT+5:3", 0),
        ("gmt+5", 0),
        ("UTC+5", 0),
        ("EST", -5),
        ("JST", 9),
        ("asia/tokyo", 0),
        ("../zones", 0),
        ("", 0),
    ],
)
def test_zone_ids_are_read_as_java_reads_them(id_: str, hours: float) -> None:
    """Offsets and old three-letter ids are zones; whatever Java does not know is GMT."""
    assert clock_for("true", id_).offset_ms(1321472798140) == hours * HOUR_MS


@pytest.mark.parametrize(
    "clock", ["", "Legacy", "server-offset", "server-offset:Mars/Olympus:4", "server-offset:UTC:x"]
)
def test_unknown_clocks_are_refused(clock: str) -> None:
    """A clock that is not in the table, or whose zone or hours are none, is a LookupError."""
    with pytest.raises(LookupError, match="is no clock"):
        clock_for(clock, "UTC")


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("epoch_ms", [-(2**63), -1, 0, 2**63 - 1])
def test_every_64_bit_instant_is_shown(clock: str, epoch_ms: int) -> None:
    """No instant of 64 bits is refused, and none is a day off."""
    named = "server-offset:Pacific/Apia:-4" if clock == "server-offset" else clock

    assert abs(clock_for(named, "America/New_York").offset_ms(epoch_ms)) < 24 * HOUR_MS


def test_the_same_clock_is_returned_again() -> None:
    """Clocks are compared by identity, so ids that mean one zone give one clock."""
    assert clock_for("true", "no such zone") is clock_for("true", "GMT")


@pytest.mark.parametrize(
    ("zone", "even_from"), [("Africa/Monrovia", "1972-01-07"), ("Asia/Kolkata", "1906-01-01"), ("UTC", "0001-01-01")]
)
def test_a_clock_is_even_from_its_last_odd_minute_on(zone: str, even_from: str) -> None:
    """Monrovia was 44 min 30 s behind until 1972, India 5 h 21 min 10 s ahead until 1906: minutes differ until then."""
    found_ms = clock_for("true", zone).even_from_ms(60_000)
    about_ms = datetime.fromisoformat(even_from).replace(tzinfo=UTC).timestamp() * 1_000

    assert found_ms - about_ms < 24 * HOUR_MS
    assert zone == "UTC" or found_ms > about_ms - 24 * HOUR_MS
