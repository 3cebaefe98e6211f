"""Dates are printed as SimpleDateFormat prints them."""

import pytest

from shim.legacy.clock import clock_for
from shim.legacy.dates import DEFAULT_PATTERN, date_format
from shim.legacy.errors import LegacyError
from tests.vectors import Vector, load_vectors

SAMPLE_MS = 1321472798140
UTC = clock_for("true", "UTC")


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/format.jsonl", lambda vector: vector["locale"] == "en_US"))
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
    ("zone", "text"), [("GMT-00:30", "GMT-00:30 -0030 -00"), ("Asia/Kolkata", "GMT+05:30 +0530 +05")]
)
def test_zone_letters_print_the_offset(zone: str, text: str) -> None:
    """Until zone names are data, `z` is the offset."""
    assert date_format("z Z X", "en_US", clock_for("true", zone))(SAMPLE_MS) == text


def test_zone_letters_follow_a_change_within_a_day() -> None:
    """The offset is the instant's, not the day's, also when the day is known by then."""
    text = date_format("HH Z", "en_US", clock_for("true", "America/New_York"))

    assert [text(epoch_ms) for epoch_ms in (1_331_449_199_999, 1_331_449_200_000)] == ["01 -0500", "03 -0400"]


def test_a_locale_without_data_is_english() -> None:
    """An unknown locale prints what en_US prints."""
    assert date_format("MMM", "xx_YY", UTC) is date_format("MMM", "en_US", UTC)
