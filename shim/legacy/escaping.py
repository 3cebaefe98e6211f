r"""
Text to the escaped text that the old server's encoders wrote. PURE.

`json-simple` 1.1.1 escapes `"` `\` `/`, the short forms `\b \f \n \r \t`, and U+0000-001F, U+007F-009F, U+2000-20FF as
`\uXXXX` in upper-case hex; everything else is raw. Rows are escaped together: a page of plain ASCII (most are) is
recognised in one pass and only its slashes are touched.

Source: `legacy-contract.md`, section 5; `tests/vectors/java/json-simple-escape.jsonl`.
"""

import re
from collections.abc import Sequence
from typing import Final

import orjson

SHORT: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SPECIAL: Final = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2000-\u20ff]')
"""Every character that is escaped, but for the slash, which is replaced afterwards in the whole page at once."""

PRIVATE: Final = "\ue000"
"""A character of the private use area, which is never escaped."""

CELL_BREAK: Final = '", "'
ROW_BREAK: Final = b'"], [ "'


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


def encode_rows(rows: Sequence[Sequence[str]]) -> bytes:
    r"""
    Return rows joined as in the envelope, without the outermost brackets and quotes.

    Args:
        rows: at least one; each with at least one cell.

    Returns:
        `a", "b"], [ "c", "d` for `[["a", "b"], ["c", "d"]]`, so that pages join with `"], [ "`.

    Source: `tests/golden/sessions-by-user.documentation.json`; rows after the first are [inferred].
    """
    texts = ["".join(cells) for cells in rows]
    lines = [CELL_BREAK.join(cells) for cells in rows]
    for is_ascii in (True, False):  # a page in another script is not taken apart for the sake of one title with a dash
        group = [place for place, text in enumerate(texts) if text.isascii() is is_ascii]
        if not _is_plain("".join([texts[place] for place in group])):
            for place in group:
                if not _is_plain(texts[place]):
                    lines[place] = _escaped_line(rows[place], texts[place])
    return to_bytes(ROW_BREAK.decode().join(lines)).replace(b"/", b"\\/")


def _escaped_line(cells: Sequence[str], text: str) -> str:
    """Escape a row as one string, its cells apart by a character that no cell has; one by one if some cell has it."""
    if PRIVATE in text:
        return CELL_BREAK.join([SPECIAL.sub(_escape_character, cell) for cell in cells])
    return SPECIAL.sub(_escape_character, PRIVATE.join(cells)).replace(PRIVATE, CELL_BREAK)


def _is_plain(text: str) -> bool:
    r"""
    Tell text without a special character, in the time it takes to look at single bytes.

    orjson escapes quotes, backslashes and U+0000-001F, so a text without them has no backslash afterwards. The others
    are DEL, and in UTF-8 `C2 80-9F` and `E2 80-83 ..`: rare lead bytes, and the byte behind them tells.
    """
    try:
        raw = orjson.dumps(text)
    except orjson.JSONEncodeError:  # a lone surrogate
        return False
    if b"\\" in raw or b"\x7f" in raw:
        return False
    return not (
        (b"\xc2" in raw and _is_before(raw, b"\xc2", 0xA0)) or (b"\xe2" in raw and _is_before(raw, b"\xe2", 0x84))
    )


def _is_before(raw: bytes, lead: bytes, first: int) -> bool:
    """Tell whether some byte behind `lead` is below `first`."""
    return any(part[0] < first for part in raw.split(lead)[1:])
