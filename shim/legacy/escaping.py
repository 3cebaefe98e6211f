r"""
Text to the escaped text that the old server's encoders wrote. PURE.

`json-simple` 1.1.1 escapes `"` `\` `/`, the short forms `\b \f \n \r \t`, and U+0000-001F, U+007F-009F, U+2000-20FF as
`\uXXXX` in upper-case hex; everything else is raw. A row is joined first and looked at as a whole: nearly always its
only quotes are the ones that were put there, and what lies beyond ASCII can be escaped by its bytes.

Source: `legacy-contract.md`, section 5; `tests/vectors/java/json-simple-escape.jsonl`.
"""

import re
from collections.abc import Sequence
from itertools import chain, repeat
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


def encode_page(columns: Sequence[Sequence[str]], cell_break: str = CELL_BREAK, row_break: bytes = ROW_BREAK) -> bytes:
    r"""
    Return the rows of a page joined, by default as in the envelope, without the outermost brackets and quotes.

    Args:
        columns: at least one, all of the same length, at least one.
        cell_break: between two cells; has two quotes and nothing else to escape.
        row_break: between two rows.

    Returns:
        `a", "b"], [ "c", "d` for the columns `["a", "c"], ["b", "d"]`, so that pages join with `"], [ "`.

    Source: `tests/golden/sessions-by-user.documentation.json`; rows after the first are [inferred].
    """
    try:
        # Nothing is kept that is not needed: each row's tuple, and what orjson writes, then lie where the last one lay.
        lines = list(map(cell_break.join, zip(*columns, strict=True)))
        encoded = list(map(str.encode, lines))
        sizes = list(map(len, map(orjson.dumps, lines)))
    except (UnicodeEncodeError, orjson.JSONEncodeError):  # a lone surrogate
        encoded = [_escaped_row(row, cell_break) for row in zip(*columns, strict=True)]
    else:
        # orjson escapes quotes, backslashes and U+0000-001F, each of which makes a line longer.
        quotes = 2 * len(columns)
        for place, line in enumerate(encoded):
            if sizes[place] != len(line) + quotes:
                encoded[place] = _escaped_row([column[place] for column in columns], cell_break)
            elif not line.isascii():
                encoded[place] = _escaped_high(line)
    return row_break.join(encoded).replace(b"\x7f", b"\\u007F").replace(b"/", b"\\/")


def _escaped_row(cells: Sequence[str], cell_break: str) -> bytes:
    return to_bytes(cell_break.join([SPECIAL.sub(_escape_character, cell) for cell in cells]))


def _escaped_high(line: bytes) -> bytes:
    """Escape what is special beyond ASCII, which begins with rare bytes."""
    for lead, end, size in HIGH:
        head, *parts = line.split(lead)
        line = b"".join(
            [head, *[_escaped_begin(lead + part, size) if part[0] < end else lead + part for part in parts]]
        )
    return line


def _escaped_begin(text: bytes, size: int) -> bytes:
    """Escape the first character, which has `size` bytes."""
    return b"\\u%04X" % ord(text[:size].decode()) + text[size:]


HTML_TEXTS: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#034;", "'": "&#039;"}
"""What JSTL's `c:out` escapes, and nothing else; the ampersand first, as the others' texts begin with one."""

HTML: Final = str.maketrans(HTML_TEXTS)

BREAK: Final = "\uffff"
"""Between the cells of a column while they are escaped at once: no character, and json-simple leaves it as it is."""

HTML_BREAK: Final = "\0"
"""The same for HTML, where JSTL leaves it as it is; and a column of ASCII stays one."""


def escape_html(text: str) -> str:
    """
    Return a text as JSTL escapes it.

    Source: `tests/vectors/java/jstl-escape.jsonl`.
    """
    return text.translate(HTML)


def escape_html_column(cells: Sequence[str]) -> Sequence[str]:
    """Return cells as JSTL escapes them; most columns have nothing to escape, which is seen at once."""
    text = HTML_BREAK.join(cells)
    found = [special for special in HTML_TEXTS if special in text]
    if not found:
        return cells
    if text.count(HTML_BREAK) != len(cells) - 1:  # a cell holds one
        return [escape_html(cell) for cell in cells]
    for special in found:
        text = text.replace(special, HTML_TEXTS[special])
    return text.split(HTML_BREAK)


def escape_column(cells: Sequence[str]) -> Sequence[str]:
    """Return cells as json-simple escapes them, each without quotes around it."""
    text = BREAK.join(cells)
    if text.count(BREAK) != len(cells) - 1:  # a cell holds one
        return [escape(cell) for cell in cells]
    return escape(text).split(BREAK)


def join_rows(markup: Sequence[str], columns: Sequence[Sequence[str]]) -> bytes:
    """
    Return rows of cells with markup around them; joining costs a third of what `%` does.

    They are encoded one by one: most have nothing beyond ASCII, which then takes no time.

    Args:
        markup: what stands before each cell and after the last: one more than there are columns.
        columns: at least one, all of the same length, escaped.
    """
    *before, end = markup
    beside = chain.from_iterable(zip(map(repeat, before), columns, strict=True))
    return b"".join(map(to_bytes, map("".join, zip(*beside, repeat(end), strict=False))))  # what repeats never ends
