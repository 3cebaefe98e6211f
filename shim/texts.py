"""
What operators write that is kept: names and reasons. PURE.

Guarded by `tests/unit/shim/test_texts.py`.
"""

import unicodedata
from typing import Final

from adapters.audit import Change

MAX_TEXT: Final = 500
"""Characters of a name or a reason."""

REFUSED: Final = frozenset({"Cc", "Cs"})
"""Control characters, of which line feed would end a line of a log and NUL is none of PostgreSQL's; halves of pairs."""


class TextError(ValueError):
    """A text that is not kept; the message says what is allowed, and does not repeat it."""


def checked(what: str, text: str) -> str:
    """
    Return a text that may be kept.

    Args:
        what: it is, for the message: `the reason`.
        text: as it was typed.

    Raises:
        TextError: it is empty or blank, too long, or not one line of valid Unicode.
    """
    if not text.strip():
        raise TextError(f"{what} must not be empty")
    if len(text) > MAX_TEXT:
        raise TextError(f"{what} has {len(text)} characters; at most {MAX_TEXT} are allowed")
    if any(unicodedata.category(character) in REFUSED for character in text):
        raise TextError(f"{what} must be one line of valid Unicode")
    return text


def checked_change(change: Change) -> Change:
    """Return a change whose reason may be kept; raises as `checked` does."""
    return change._replace(why=checked("the reason", change.why))
