"""Dates are printed as SimpleDateFormat prints them."""

import tracemalloc
from importlib import resources

import pytest

from shim.legacy.clock import clock_for
from shim.legacy.date_fields import locale_symbols, symbols_of
from shim.legacy.dates import DEFAULT_PATTERN, date_format
from shim.legacy.errors import LegacyError
from shim.legacy.gregorian import day_number
from tests.vectors import Vector, load_vectors

SAMPLE_MS = 1321472798140
UTC = clock_for("true", "UTC")


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/format.jsonl"))
def test_texts_are_the_jdks(vector: Vector) -> None:
    """Each pattern prints its instant as the JDK did."""
    text = date_format(vector["pattern"], vector["locale"], clock_for("true", vector["zone"]))

    assert text(vector["ms"]) == vector["text"]


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/illegal-patterns.jsonl"))
def test_patterns_are_refused_as_by_the_jdk(vector: Vector) -> None:
    """Each pattern has the error, or prints the text, that it had in the JDK."""
    try:
        outcome = date_format(vector["pattern"], "en_US", UTC)(SAMPLE_MS)
    except LegacyError as error:
        outcome = error.text

    assert outcome == vector.get("text", vector.get("error"))


@pytest.mark.parametrize(("epoch_ms", "text"), [(SAMPLE_MS, "Nov 17 12:46 AM"), (1319502921449, "Oct 25 06:35 AM")])
def test_the_sample_is_printed(epoch_ms: int, text: str) -> None:
    """The default pattern and clock print the published dates."""
    assert date_format(DEFAULT_PATTERN, "en_US", clock_for("legacy", "America/New_York"))(epoch_ms) == text


@pytest.mark.parametrize(
    ("pattern", "epoch_ms", "text"),
    [
        ("G yyyy-MM-dd D w W F", -12_219_292_800_000, "AD 1582-10-15 278 40 1 1"),
        ("G yyyy-MM-dd D w W F", -12_219_292_800_001, "AD 1582-10-04 277 40 1 1"),
        ("G y yy", -62_135_769_600_001, "BC 1 01"),
        ("G yyyyy-MM-dd HH:mm:ss.SSS", 2**63 - 1, "AD 292278994-08-17 07:12:55.807"),
        ("G yyyyy-MM-dd HH:mm:ss.SSS", -(2**63), "BC 292269055-12-02 16:47:04.192"),
        ("YYYY ww", 1_325_376_000_000, "2012 01"),
        ("XXXX'", 0, "java.lang.IllegalArgumentException: invalid ISO 8601 format: length=4"),
        ("XXXXb", 0, "java.lang.IllegalArgumentException: Illegal pattern character 'b'"),
        ("XXXXdb", 0, "java.lang.IllegalArgumentException: invalid ISO 8601 format: length=4"),
        ("100%s %% mm%", 0, "100%0 %% 00%"),
        ("'%d %s'", 0, "%d %s"),
        ("S%s'%s'm%%H d%", 45_296_789, "789%56%s34%%12 1%"),
        ("d" * 400, 0, "1".zfill(309)),
    ],
)
def test_edges_are_those_of_java(pattern: str, epoch_ms: int, text: str) -> None:
    """The cutover, eras, the ends of time, error order, literals and long runs are as Java 17 printed them."""
    try:
        outcome = date_format(pattern, "en_US", UTC)(epoch_ms)
    except LegacyError as error:
        outcome = error.text

    assert outcome == text


@pytest.mark.parametrize(
    ("zone", "locale", "text"),
    [
        ("GMT-00:30", "en_US", "GMT-00:30 GMT-00:30 -0030 -00"),
        ("GMT-0", "en_US", "GMT-00:00 GMT-00:00 +0000 Z"),
        ("GMT0", "en_US", "GMT Greenwich Mean Time +0000 Z"),
        ("EST", "en_US", "EST Eastern Standard Time -0500 -05"),
        ("Asia/Kolkata", "en_US", "IST India Standard Time +0530 +05"),
        ("America/New_York", "en_US", "EST Eastern Standard Time -0500 -05"),
        ("Europe/Berlin", "de_DE", "MEZ Mitteleurop\u00e4ische Zeit +0100 +01"),
    ],
)
def test_zone_letters(zone: str, locale: str, text: str) -> None:
    """A zone that has a name prints it in the locale's language, one that is an offset its id."""
    assert date_format("z zzzz Z X", locale, clock_for("true", zone))(SAMPLE_MS) == text


def test_a_zones_name_tells_daylight_saving() -> None:
    """In summer it is another one, also on the legacy clock, whose offset is the wrong way round."""
    for clock in ("true", "legacy"):
        text = date_format("z", "en_US", clock_for(clock, "America/New_York"))
        assert [text(epoch_ms) for epoch_ms in (SAMPLE_MS, 1_311_000_000_000)] == ["EST", "EDT"]


def test_an_offset_is_its_own_name() -> None:
    """A zone that is an offset prints its id on every clock, as named ones print their names."""
    for clock in ("true", "legacy"):
        assert date_format("z zzzz", "de_DE", clock_for(clock, "GMT+5:30"))(SAMPLE_MS) == "GMT+05:30 GMT+05:30"


def test_zone_letters_follow_a_change_within_a_day() -> None:
    """The offset is the instant's, not the day's, also when the day is known by then."""
    text = date_format("HH Z", "en_US", clock_for("true", "America/New_York"))

    assert [text(epoch_ms) for epoch_ms in (1_331_449_199_999, 1_331_449_200_000)] == ["01 -0500", "03 -0400"]


@pytest.mark.parametrize(
    ("locale", "like"),
    [
        ("de-DE", "de_DE"),
        ("DE_de", "de_DE"),
        ("de_XX", "de"),
        ("iw_IL", "he_IL"),
        ("in", "id"),
        ("xx_YY", "en_US"),
        ("", "en_US"),
        ("de" * 60_000, "en_US"),
        ("de\u0000_DE", "en_US"),
    ],
)
def test_locales_fall_back(locale: str, like: str) -> None:
    """A locale without data prints what its language prints, else English; it is never an error."""
    assert date_format("MMMM EEEE", locale, UTC)(SAMPLE_MS) == date_format("MMMM EEEE", like, UTC)(SAMPLE_MS)


@pytest.mark.parametrize(
    "pattern", ["%" * 400 + "mSs", "S%s%H%d%" * 50, "EEEEzzzz'" + "x" * 400 + "'S", "SSS HH:mm:ss d"]
)
def test_what_is_remembered_is_bounded(pattern: str) -> None:
    """However long a pattern, and however many instants it prints, a megabyte and a half is enough."""
    tracemalloc.start()
    text = date_format(pattern, "ar_EG", UTC)
    for number in range(5_000):
        text(number * 86_461_001)
    held_bytes, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held_bytes < 1_500_000


@pytest.mark.parametrize("file", ["symbols.jsonl", "zone-names.jsonl"])
def test_no_name_has_a_percent_sign(file: str) -> None:
    """Only literals may, so only they are kept from being taken for a place in a template."""
    assert "%" not in (resources.files("config") / "locale" / file).read_text("utf-8")


def test_locales_from_callers_keep_little() -> None:
    """A thousand different texts of 60 KB leave little behind, and so does every locale's name of a zone."""
    text = date_format("z", "en_US", clock_for("true", "Europe/Paris"))
    text(SAMPLE_MS)
    tracemalloc.start()
    for number in range(1_024):
        date_format("y", f"{number:04}" * 15_000, UTC)
    for locale in locale_symbols():
        date_format("z", locale, clock_for("true", "Europe/Paris"))(SAMPLE_MS)
    kept_bytes = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert kept_bytes < 1_000_000


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/locale-symbols.jsonl"))
def test_symbols_are_the_jres(vector: Vector) -> None:
    """Each locale's texts, digits, calendar and week rules are those that a JDK printed."""
    clock, locale = UTC, vector["locale"]
    days = [1_325_376_000_000 + day * 86_400_000 for day in range(7)]  # 2012 begins on a Sunday
    months = [day_number(2011, month, 1) * 86_400_000 for month in range(1, 13)]
    shown = {
        "months": [date_format("d MMMM", locale, clock)(ms).partition(" ")[2] for ms in months],
        "shortMonths": [date_format("d MMM", locale, clock)(ms).partition(" ")[2] for ms in months],
        "weekdays": [date_format("EEEE", locale, clock)(ms) for ms in days],
        "shortWeekdays": [date_format("E", locale, clock)(ms) for ms in days],
        "amPm": [date_format("a", locale, clock)(hour * 3_600_000) for hour in (0, 12)],
    }
    assert shown["months"] == vector["months"][:12]
    assert shown["shortMonths"] == vector["shortMonths"][:12]
    assert shown["weekdays"] == vector["weekdays"][1:]
    assert shown["shortWeekdays"] == vector["shortWeekdays"][1:]
    assert shown["amPm"] == vector["amPm"]
    assert date_format("s", locale, clock)(0) == vector["zeroDigit"]
    known = locale_symbols()[symbols_of(locale)]
    assert (known.first_weekday + 1, known.minimal_days) == (
        vector["firstDayOfWeek"],
        vector["minimalDaysInFirstWeek"],
    )
