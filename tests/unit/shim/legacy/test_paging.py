"""`limit`, `offset` and `nextToken` are read as the contract says."""

import pytest

from adapters.base import Position
from shim.legacy.errors import LegacyError
from shim.legacy.paging import is_readable, parse_limit, parse_offset, place_of_token, started_until

DAY_MS = 1321401600000


@pytest.mark.parametrize(
    ("text", "limit"), [(None, 40), ("0", 0), ("1", 1), ("10000", 10_000), ("10001", 10_000), ("2147483647", 10_000)]
)
def test_limit(text: str | None, limit: int) -> None:
    """Absent is 40; above 10,000 is 10,000."""
    assert limit == parse_limit(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("-1", "java.lang.IllegalArgumentException: negative limit"),
        ("abc", 'java.lang.NumberFormatException: For input string: "abc"'),
        (" 40", 'java.lang.NumberFormatException: For input string: " 40"'),
        ("2147483648", 'java.lang.NumberFormatException: For input string: "2147483648"'),
    ],
)
def test_bad_limit(text: str, error: str) -> None:
    """A bad limit is Java's error; a negative one has its own."""
    with pytest.raises(LegacyError) as caught:
        parse_limit(text)

    assert error == caught.value.text


def test_offset() -> None:
    """Absent is 0; a negative one has its own error."""
    assert parse_offset(None) == 0
    assert parse_offset("1000000") == 1_000_000
    with pytest.raises(LegacyError) as caught:
        parse_offset("-1")
    assert caught.value.text == "java.lang.IllegalArgumentException: negative offset"


@pytest.mark.parametrize(
    ("token", "place"),
    [
        ("1321313757710.180515048", Position(1321313757710, "1321313757710.180515048")),
        ("1321313757710", Position(1321313757710, "1321313757710")),
        (f"{DAY_MS}.3600000", Position(DAY_MS + 3_600_001, "")),
        (f"{DAY_MS}.0", Position(DAY_MS + 1, "")),
        (f"{DAY_MS}.86400000", Position(DAY_MS, f"{DAY_MS}.86400000")),
        (f"{DAY_MS}.-1", Position(DAY_MS, f"{DAY_MS}.-1")),
        (f"{DAY_MS}", Position(DAY_MS, f"{DAY_MS}")),
        (f"{DAY_MS}.x", Position(DAY_MS, f"{DAY_MS}.x")),
        ("-5.7", Position(-5, "-5.7")),
    ],
)
def test_token_says_where_it_stands(token: str, place: Position) -> None:
    """The page's own form means `start <= sum`; any other number before the first dot is an instant."""
    assert is_readable(token)
    assert place == place_of_token(token)


@pytest.mark.parametrize(
    ("token", "told"), [("abc", "abc"), (".5", ""), ("a.b.c", "a"), ("9223372036854775808.1", None)]
)
def test_token_without_a_number_is_javas_error(token: str, told: str | None) -> None:
    """The error repeats the text before the first dot."""
    assert not is_readable(token)
    with pytest.raises(LegacyError) as caught:
        place_of_token(token)
    expected = token.partition(".")[0] if told is None else told
    assert caught.value.text == f'java.lang.NumberFormatException: For input string: "{expected}"'


def test_begin_is_always_a_64_bit_integer() -> None:
    """No window's end, open or absurd, leaves the range that engines compare in."""
    assert started_until(None).start_epoch_ms == 2**63 - 1
    assert started_until(2**63 - 1).start_epoch_ms == 2**63 - 1
    assert started_until(-(2**63)).start_epoch_ms == -(2**63) + 1
