r"""
Text to the escaped text that the old server's encoders wrote. PURE.

`json-simple` 1.1.1 escapes `"` `\` `/`, the short forms `\b \f \n \r \t`, and U+0000-001F, U+007F-009F, U+2000-20FF as
`\uXXXX` in upper-case hex; everything else is raw. A row is joined first and looked at as a whole: nearly always its
only quotes are the ones that were put there, and what lies beyond ASCII can be escaped by its bytes.

Source: `legacy-contract.md`, section 5; `tests/vectors/java/json-simple-escape.jsonl`.
"""

import re
from collections.abc import Sequence
from typing import Final

import orjson

SHORT: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SPECIAL: Final = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2000-\u20ff]')
"""Every character that is escaped, but for the slash, which is replaced afterwards in the whole page at once."""

CELL_BREAK: Final = '", "'
ROW_BREAK: Final = b'"], [ "'

HIGH: Final = ((b"\xc2", 0xA0, 2), (b"\xe2", 0x84, 3))
"""U+0080-009F and U+2000-20FF in UTF-8: the lead byte, the first byte behind it that is harmless, bytes in all."""


def _escape_character(match: re.Match[str]) -> str:
    character = match[0]
    return SHORT.get(character) or f"\\u{ord(character):04X}"


def escape(text: str) -> str:
    """
    Return one string as json-simple escapes it, without quotes around it.

    Source: `tests/vectors/java/json-simple-escape.jsonl`.
    """
    return SPECIAL.sub(_escape_character, text).replace("/", "\\/")


def to_bytes(text: str) -> bytes:
    """
    Return UTF-8; a lone surrogate becomes `?`, as a servlet's writer does.

    Source: `legacy-contract.md`, section 5 [Tomcat].
    """
    return text.encode("utf-8", "replace")


def encode_page(columns: Sequence[Sequence[str]]) -> bytes:
    r"""
    Return the rows of a page joined as in the envelope, without the outermost brackets and quotes.

    Args:
        columns: at least one, all of the same length, at least one.

    Returns:
        `a", "b"], [ "c", "d` for the columns `["a", "c"], ["b", "d"]`, so that pages join with `"], [ "`.

    Source: `tests/golden/sessions-by-user.documentation.json`; rows after the first are [inferred].
    """
    width = len(columns)
    cells = [""] * (width * len(columns[0]))
    for place, column in enumerate(columns):
        cells[place::width] = column
    rows = [_encode_row(cells[at : at + width]) for at in range(0, len(cells), width)]
    return ROW_BREAK.join(rows).replace(b"\x7f", b"\\u007F").replace(b"/", b"\\/")


def _encode_row(cells: Sequence[str]) -> bytes:
    line = CELL_BREAK.join(cells)
    raw = to_bytes(line)
    # orjson escapes quotes, backslashes and U+0000-001F, each of which makes the line longer.
    if _escaped_bytes(line) != len(raw) + 2 * len(cells):
        return to_bytes(CELL_BREAK.join([SPECIAL.sub(_escape_character, cell) for cell in cells]))
    return raw if raw.isascii() else _escape_high(raw)


def _escaped_bytes(text: str) -> int:
    """Return how long orjson makes a text, 0 when it refuses it."""
    try:
        return len(orjson.dumps(text))
    except orjson.JSONEncodeError:  # a lone surrogate
        return 0


def _escape_high(line: bytes) -> bytes:
    """Escape what is special beyond ASCII, which begins with rare bytes."""
    for lead, end, size in HIGH:
        head, *parts = line.split(lead)
        line = b"".join([head, *[_escape_begin(lead + part, size) if part[0] < end else lead + part for part in parts]])
    return line


def _escape_begin(text: bytes, size: int) -> bytes:
    """Escape the first character, which has `size` bytes."""
    return b"\\u%04X" % ord(text[:size].decode()) + text[size:]
