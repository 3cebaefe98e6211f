"""
The vectors that real servlet containers printed, and what the shim owes of them.

A vector is excepted by a named rule with its reason, never by its number. Source: spec `tomcat.md`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from tests.vectors import read_lines

FILE: Final = "java/tomcat-params.jsonl"

PAGE: Final = "/api/views/c_view_sessions_by_user.jsp"


class Vector(NamedTuple):
    """One request, one character per byte, and the answers of 7.0.22 by its `URIEncoding`."""

    id: str
    group: str
    request: str
    default: Mapping[str, Any]
    utf8: Mapping[str, Any]

    @property
    def method(self) -> str:
        """The method, as it was sent."""
        return self.request.lstrip("\r\n").partition(" ")[0]

    @property
    def target(self) -> str:
        """What stands between method and protocol."""
        return self.request.lstrip("\r\n").partition("\r\n")[0].partition(" ")[2].rpartition(" HTTP/")[0].strip()

    @property
    def query(self) -> str:
        """What follows the first `?`."""
        return self.target.partition("?")[2]

    @property
    def path(self) -> str:
        """The raw path, without a host."""
        return self.target.partition("?")[0].removeprefix("http://localhost").removeprefix("http://other.example")

    @property
    def body(self) -> bytes:
        """What follows the head."""
        return self.request.partition("\r\n\r\n")[2].encode("latin-1")

    def header(self, name: str) -> str:
        """Return a header, `""` when it is absent."""
        head = self.request.partition("\r\n\r\n")[0]
        found = [line.partition(":")[2].strip() for line in head.split("\r\n") if line.startswith(name + ":")]
        return found[0] if found else ""

    @property
    def status(self) -> int:
        """What 7.0.22 answered."""
        status: int = self.default["status"]
        return status

    @property
    def expected(self) -> dict[str, list[str]]:
        """
        All values of each name: as 7.0.22 set to UTF-8 reads what is valid UTF-8, as the default one reads the rest.

        What both read alike is left as it is: it is ASCII, or the body's in a charset that it declares.
        """
        declared = self.header("Content-Type").lower().partition("charset=")[2].strip('"')
        utf8 = dict(self.utf8["params"]) if declared not in ("", "bogus") else {}
        return {
            name if name in utf8 else utf8_or_same(name): values
            if utf8.get(name) == values
            else [*map(utf8_or_same, values)]
            for name, values in self.default["params"]
        }

    @staticmethod
    def texts(answer: Mapping[str, Any]) -> set[str]:
        """Return all names and values of an answer."""
        return {text for name, values in answer.get("params", []) for text in (name, *values)}


def utf8_or_same(text: str) -> str:
    """Return what the bytes, read as ISO-8859-1, are in UTF-8; the same when they are not."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def read_vectors(*groups: str) -> list[Vector]:
    """Return the vectors of some groups that 7.0.22 answered with a status, each with `file:line` as its id."""
    vectors = []
    for line, row in read_lines(FILE):
        by = {name: answer for answer in row["answers"] for name in answer["by"]}
        if row["group"] in groups and isinstance(by.get("7.0.22", {}).get("status"), int):
            vectors.append(Vector(line, row["group"], _whole(row["request"]), by["7.0.22"], by["7.0.22+UTF-8"]))
    return vectors


def _whole(request: str | list[Any]) -> str:
    parts = [request] if isinstance(request, str) else request
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts)


class Rule(NamedTuple):
    """Where the shim differs on purpose: which vectors, and what it answers instead."""

    reason: str
    covers: Callable[[Vector], bool]
