"""
Parameters as a servlet container reads them: a query or a form body in, names and values out. PURE.

Must not know which parameters exist, nor where the bytes came from. Raw text is one character per byte, as it stood
on the wire. To accept another charset: its Python name into `CHARSETS`, provided that bytes below 0x80 are ASCII in it.

Source: `legacy-contract.md`, section 2. Guarded by `tests/unit/shim/legacy/test_params.py` with `tomcat-params.jsonl`.
"""

import codecs
import re
from typing import Final
from urllib.parse import unquote_to_bytes

from shim.legacy.errors import Row

Pairs = list[tuple[str, str]]
"""Names and values in the order in which they were sent; a name may stand there often."""

MAX_PARAMETERS: Final = 1_000

FORM: Final = "application/x-www-form-urlencoded"

CHARSETS: Final = frozenset(
    {"utf-8", "iso8859-1", "ascii", "big5", "big5hkscs", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "koi8-r"}
    | {"koi8-u", "shift_jis", "cp932", "cp949", "tis-620", "cp874"}
    | {f"iso8859-{part}" for part in range(2, 17) if part != 12}  # noqa: PLR2004 - ISO 8859-12 never came to be
    | {f"cp125{page}" for page in range(9)}
)
"""Charsets that a form may declare, by Python's names. In all of them a byte below 0x80 is that ASCII character."""

_CODED: Final = re.compile(r"[%+\x80-\xff]")
_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_REPLACEMENT: Final = "\ufffd".encode()
_MALFORMED: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def query_parameters(query: str) -> dict[str, str]:
    """
    Return the first value of each name in a query: what `first_values(parse_query(query))` gives, sooner.

    Raises:
        LegacyError: as `first_values` does.
    """
    if "%" in query or "+" in query or "\0" in query or not query.isascii() or query.count("&") >= MAX_PARAMETERS:
        return first_values(parse_query(query))
    pairs = [pair.partition("=") for pair in query.split("&")]
    pairs.reverse()
    return {name: value for name, _, value in pairs if name}


def parse_query(query: str) -> Pairs:
    """
    Read a query string.

    Args:
        query: what follows the first `?`, undecoded.

    Returns:
        All parameters in order. A value is UTF-8 where it is valid UTF-8, else ISO-8859-1.

    Source: `tomcat.md`, "Parameters"; the charset rule is ours.
    """
    return _parse(query, None)


def parse_form(body: bytes, charset: str | None) -> Pairs:
    """
    Read a body of type `application/x-www-form-urlencoded`.

    Args:
        body: the whole body.
        charset: a member of `CHARSETS`, else the rule of queries holds.

    Returns:
        All parameters in order.

    Source: `tomcat.md`, "Parameters", body charset.
    """
    return _parse(body.decode("latin-1"), charset)


def parse_content_type(header: str) -> tuple[str, str | None]:
    """
    Read a Content-Type.

    Returns:
        The type in lower case without its parameters, and the declared charset as a member of `CHARSETS`; `None` when
        none is declared or nobody knows it.

    Source: `tomcat.md`, body charset: quoted or not, an unknown one counts as none.
    """
    kind, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), _known_charset(value.strip().strip('"'))
    return kind.strip().lower(), None


def decode_text(raw: bytes, charset: str | None) -> str:
    """
    Decode one name or value.

    Bad bytes of a declared charset become U+FFFD, as in Java, which also counts an encoded surrogate as one of them.
    Without one, whatever is not UTF-8 as a whole is ISO-8859-1 as a whole.
    """
    if charset is not None:
        known = _SURROGATE.sub(_REPLACEMENT, raw) if charset == "utf-8" else raw
        return known.decode(charset, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def first_values(pairs: Pairs) -> dict[str, str]:
    """
    Return the first value of each name, also when it is empty.

    Args:
        pairs: those of the query, then those of the body.

    Raises:
        LegacyError: `TOO_MANY_PARAMETERS` above 1,000 of them, `INVALID_CHARACTER` for a NUL in a name or value.
    """
    if len(pairs) > MAX_PARAMETERS:
        raise Row.TOO_MANY_PARAMETERS.error()
    first = dict(reversed(pairs))
    if "\0" in "".join(map("".join, pairs)):
        raise Row.INVALID_CHARACTER.error()
    return first


def _known_charset(name: str) -> str | None:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return known if known in CHARSETS else None


def _parse(raw: str, charset: str | None) -> Pairs:
    pairs: Pairs = []
    for pair in raw.split("&"):
        name, _, value = pair.partition("=")
        if _CODED.search(pair):
            decoded_name, decoded_value = _decode(name, charset), _decode(value, charset)
            if decoded_name and decoded_value is not None:
                pairs.append((decoded_name, decoded_value))
        elif name:
            pairs.append((name, value))
    return pairs


def _decode(raw: str, charset: str | None) -> str | None:
    """Decode one name or value; `None` for a malformed `%`, which drops its pair and no other."""
    raw = raw.replace("+", " ")
    if "%" not in raw:
        return raw if raw.isascii() else decode_text(raw.encode("latin-1"), charset)
    if _MALFORMED.search(raw):
        return None
    return decode_text(unquote_to_bytes(raw.encode("latin-1")), charset)
