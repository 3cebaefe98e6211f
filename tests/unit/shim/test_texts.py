"""Names and reasons that are kept."""

import pytest

from shim.texts import MAX_TEXT, TextError, checked, checked_change
from tests.builders import BY_TEST


@pytest.mark.parametrize("text", ["x", "Grüße, 北京\u3000😀 'quoted' --x", "a" * MAX_TEXT, "\u2028 \u202e"])
def test_what_is_kept(text: str) -> None:
    """Any one line of Unicode up to 500 characters is kept as it was typed."""
    assert checked("the reason", text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the reason must not be empty"),
        (" \u3000", "the reason must not be empty"),
        ("a" * (MAX_TEXT + 1), "the reason has 501 characters; at most 500 are allowed"),
        ("a\nb", "the reason must be one line of valid Unicode"),
        ("a\0b", "the reason must be one line of valid Unicode"),
        ("\x1b[31m", "the reason must be one line of valid Unicode"),
        ("\udcff", "the reason must be one line of valid Unicode"),
    ],
)
def test_what_is_refused(text: str, told: str) -> None:
    """Nothing, too much, more lines than one and halves of characters are refused in words that do not repeat them."""
    with pytest.raises(TextError) as refused:
        checked_change(BY_TEST._replace(why=text))
    assert str(refused.value) == told
