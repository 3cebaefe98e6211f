"""Only a dotted identifier is called back."""

import pytest

from shim.legacy.errors import LegacyError
from shim.legacy.jsonp import parse_callback, wrap


@pytest.mark.parametrize("name", ["f", "$", "_a.b$.C1", "jQuery1705_13214", "a" * 128])
def test_good_callback(name: str) -> None:
    """Dotted identifiers of at most 128 characters pass unchanged."""
    assert name == parse_callback(name)


@pytest.mark.parametrize("name", ["1a", "a.", ".a", "a b", "alert(1)", "a;b", "é", "a\n", "a" * 129, "a[0]", "<x>"])
def test_bad_callback(name: str) -> None:
    """Anything else is refused."""
    with pytest.raises(LegacyError) as caught:
        parse_callback(name)

    assert caught.value.text == "java.lang.IllegalArgumentException: invalid callback"


def test_no_callback() -> None:
    """Absent and empty both mean: no JSONP."""
    assert parse_callback(None) is None
    assert parse_callback("") is None


@pytest.mark.parametrize("pieces", [[b"{}"], [b"{", b"}"], [b"{", b" ", b"}"]])
def test_wrapping_keeps_the_pieces(pieces: list[bytes]) -> None:
    """The call wraps the whole answer, however many pieces it has."""
    assert b"".join(wrap("a.b", pieces)) == b"a.b(" + b"".join(pieces) + b")"
