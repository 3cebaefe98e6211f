"""
`limit`, `offset` and `nextToken`. PURE: whether a token is a stored session is asked by the caller.

Source: `legacy-contract.md`, sections 2 and 4; `tests/vectors/jdk/parse-int.jsonl`.
"""

from typing import Final

from adapters.base import Position
from shim.legacy.errors import LegacyError, Row
from shim.legacy.java import parse_int, parse_long

DEFAULT_LIMIT: Final = 40
MAX_LIMIT: Final = 10_000
DAY_MS: Final = 86_400_000
LAST_MS: Final = 2**63 - 2
"""The greatest instant whose successor is still a 64-bit integer, which is what engines compare with."""


def parse_limit(text: str | None) -> int:
    """
    Return how many sessions may be answered: 40 when absent, clamped to 10,000.

    Raises:
        LegacyError: NUMBER_FORMAT, NEGATIVE_LIMIT.
    """
    limit = parse_int(text) if text else DEFAULT_LIMIT
    if limit < 0:
        raise Row.NEGATIVE_LIMIT.error()
    return min(limit, MAX_LIMIT)


def parse_offset(text: str | None) -> int:
    """
    Return how many sessions are skipped first: 0 when absent.

    Raises:
        LegacyError: NUMBER_FORMAT, NEGATIVE_OFFSET.
    """
    offset = parse_int(text) if text else 0
    if offset < 0:
        raise Row.NEGATIVE_OFFSET.error()
    return offset


def started_until(epoch_ms: int | None) -> Position:
    """Return the place of the newest session that started at or before an instant, any 64-bit ms; `None`: ever."""
    return Position(LAST_MS + 1 if epoch_ms is None else min(epoch_ms, LAST_MS) + 1, "")


def is_readable(token: str) -> bool:
    """Tell whether a token says where it stands by itself; any other is good only as a stored session's id."""
    return _long_or_none(token.partition(".")[0]) is not None


def place_of_token(token: str) -> Position:
    """
    Return where a token stands that is no stored session's id.

    `<day ms>.<hour offset ms>` (the form the page describes: the first on a UTC day boundary, the second under a day)
    is every session started until their sum; any other text with a number before its first dot stands at that instant,
    by its own bytes.

    Raises:
        LegacyError: NUMBER_FORMAT of the text before the first dot.

    Source: `legacy-contract.md`, section 4 [doc, inferred].
    """
    prefix, _, rest = token.partition(".")
    start_ms = parse_long(prefix)
    if start_ms % DAY_MS == 0 and (offset_ms := _long_or_none(rest)) is not None and 0 <= offset_ms < DAY_MS:
        return started_until(start_ms + offset_ms)
    return Position(start_ms, token)


def _long_or_none(text: str) -> int | None:
    try:
        return parse_long(text)
    except LegacyError:
        return None
