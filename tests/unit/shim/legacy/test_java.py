"""Texts are read as the JDK reads them."""

import pytest

from shim.legacy.clock import clock_for
from shim.legacy.errors import LegacyError
from shim.legacy.java import parse_boolean, parse_date, parse_int, parse_long
from tests.vectors import Vector, load_vectors


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/parse-int.jsonl"))
def test_integers_are_the_jdks(vector: Vector) -> None:
    """Each text is the number, or the error, that parseInt (`text`) or parseLong (`long`) made of it."""
    parse, text = (parse_long, vector["long"]) if "long" in vector else (parse_int, vector["text"])
    try:
        outcome: int | str = parse(text)
    except LegacyError as error:
        outcome = error.text

    assert outcome == vector.get("value", vector.get("error"))


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors("jdk/parse-date.jsonl"))
def test_dates_are_the_jdks(vector: Vector) -> None:
    """Each text is the instant, or the error, that a lenient SimpleDateFormat made of it in its zone."""
    try:
        outcome: int | str = clock_for("true", vector["zone"]).epoch_ms(parse_date(vector["text"]))
    except LegacyError as error:
        outcome = error.text

    assert outcome == vector.get("ms", vector.get("error"))


@pytest.mark.vectors
@pytest.mark.parametrize(
    "vector", load_vectors("java/resource-bundle.jsonl", lambda vector: vector["kind"] == "Boolean.parseBoolean")
)
def test_booleans_are_the_jdks(vector: Vector) -> None:
    """`true` in any case is true, and nothing else."""
    assert parse_boolean(vector["text"]) is vector["value"]


@pytest.mark.parametrize("text", ["1_0", " 1", "1\n", "𝟏", "+-1", "0x1", "9" * 5000])
def test_what_only_python_reads_is_no_integer(text: str) -> None:
    """Underscores, blanks, line ends and digits beyond the first plane are refused, however long the text."""
    with pytest.raises(LegacyError) as caught:
        parse_long(text)
    assert caught.value.text == f'java.lang.NumberFormatException: For input string: "{text}"'


@pytest.mark.parametrize(("text", "value"), [("0" * 5000 + "40", 40), ("-9223372036854775808", -(2**63)), ("４０", 40)])
def test_what_java_reads_is_an_integer(text: str, value: int) -> None:
    """Leading zeros do not count, the least number is one, and digits of other scripts are digits."""
    assert parse_long(text) == value


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1582-10-04", -141_428),
        ("1582-10-05", -141_427),
        ("1582-10-15", -141_427),
        ("2011E0-2-31trailing", 15_036),
        ("2-2147483648-1", 65_363_314_706),
        ("5E4294967296-1-1", -717_703),
        ("2011-1-5E99999999999999999999", 14_979),
    ],
)
def test_days_count_on(text: str, days: int) -> None:
    """Missing days of the cutover, days past a month's end and overflowing numbers are the days Java 17 printed."""
    assert parse_date(text) == days * 86_400_000


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("TrUe", True), ("1", False), ("yes", False), (None, False)]
)
def test_only_true_is_true(text: str | None, value: bool) -> None:  # noqa: FBT001 a case of the table above
    """`true` in any case is true, everything else and nothing are false."""
    assert parse_boolean(text) is value


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("∞-1-1", "2147483647-1-1"),
        ("-∞-1-1", "-2147483648-1-1"),
        ("2011--∞-1", "2011--2147483648-1"),
        ("2011-1-∞E3", "2011-1-2147483647"),
        ("\ufffd-1-1", "0-1-1"),
        ("2011-1-\ufffdx", "2011-1-0"),
    ],
)
def test_what_is_no_number_is_one_in_a_date(text: str, like: str) -> None:
    """Java has one character for infinity and one for no number, and reads them: as an end of an int, and as 0."""
    assert parse_date(text) == parse_date(like)


@pytest.mark.parametrize("text", ["∞E3-1-1", "∞5-1-1", "5∞-1-1", "∞∞-1-1", "-\ufffd-1-1", "\ufffdE3-1-1", "NaN-1-1"])
def test_what_is_beside_them_is_not_read(text: str) -> None:
    """They have no sign but minus, no digits and no exponent."""
    with pytest.raises(LegacyError) as caught:
        parse_date(text)
    assert caught.value.text == f'java.text.ParseException: Unparseable date: "{text}"'
