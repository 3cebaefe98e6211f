"""
JSONP: an answer as a call of the caller's function. PURE.

Source: `legacy-contract.md`, section 5 [inferred].
"""

import re
from collections.abc import Sequence
from typing import Final

from shim.legacy.errors import Row

CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", re.ASCII)
MAX_CALLBACK: Final = 128
CONTENT_TYPE: Final = "application/javascript"


def parse_callback(text: str | None) -> str | None:
    """
    Return the name of the function to call, `None` when none was given.

    Raises:
        LegacyError: INVALID_CALLBACK for anything but dotted identifiers of at most 128 characters.
    """
    if text and (len(text) > MAX_CALLBACK or not CALLBACK.fullmatch(text)):
        raise Row.INVALID_CALLBACK.error()
    return text or None


def wrap(callback: str, pieces: Sequence[bytes]) -> list[bytes]:
    """Return `callback(` + answer + `)`, in pieces."""
    first, *rest = pieces
    return [f"{callback}(".encode() + first, *rest, b")"] if rest else [b"%b(%b)" % (callback.encode(), first)]
