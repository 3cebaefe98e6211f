"""
Paths as a servlet container reads them: the raw path of a request in, the path that pages are matched by out. PURE.

Must not know which pages exist. The order of the steps is the container's: path parameters go first, while `%3B` is
still `%3B`; then `%XX` is decoded; then dots and slashes are resolved.

Source: `tomcat.md`, "URLs and methods". Guarded by `tests/unit/shim/legacy/test_paths.py` with `tomcat-params.jsonl`.
"""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

_PLAIN: Final = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")
_PATH_PARAMETER: Final = re.compile(r";[^/]*")
_REFUSED: Final = re.compile(r"%(?![0-9A-Fa-f]{2})|%2[Ff]|%5[Cc]|%00|[\\\x00]")


def normalise_path(raw: str) -> str | None:
    """
    Return the path that is matched, or `None` for one that is refused.

    Args:
        raw: the path as it stood on the wire, one character per byte, without the query.

    Returns:
        Decoded and normalised; `None` (HTTP 400) for a malformed `%`, an encoded or plain backslash, an encoded slash
        or NUL, a path above the root, and one that does not begin with a slash.
    """
    if _PLAIN.fullmatch(raw):
        return raw
    path = _PATH_PARAMETER.sub("", raw)
    if not path.startswith("/") or _REFUSED.search(path):
        return None
    return _resolve(unquote_to_bytes(path.encode("latin-1")).decode("latin-1"))


def _resolve(path: str) -> str | None:
    """Resolve empty segments, `.` and `..`; a path that ends in one of them is a folder and ends in a slash."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if not kept:
                return None
            kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    folder = kept and segments[-1] in ("", ".", "..")
    return "/" + "/".join(kept) + ("/" if folder else "")
