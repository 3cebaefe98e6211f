"""Parameters are read as real servlet containers read them."""

import sys
from collections import Counter
from collections.abc import Callable

import pytest

from shim.legacy.errors import Bare, LegacyError, Row
from shim.legacy.params import (
    CHARSETS,
    FORM,
    MAX_PARAMETERS,
    Pairs,
    decode_text,
    first_values,
    parse_content_type,
    parse_form,
    parse_query,
    query_parameters,
)
from tests.vectors import OURS
from tests.vectors.tomcat import PAGE, Rule, Vector, read_vectors, utf8_or_same

GROUPS = ("query", "query-random", "body", "body-random", "count", "length", "path")

RULES = {
    "any case": Rule(
        "7.0.22 knew the type in lower case only; any case is read, as 9 does",
        lambda v: v.header("Content-Type").isupper(),
    ),
}


def _pairs(vector: Vector) -> Pairs:
    kind, charset = parse_content_type(vector.header("Content-Type"))
    body = vector.body
    if vector.header("Transfer-Encoding"):
        body = b"".join(body.split(b"\r\n")[1::2])
    form = parse_form(body, charset) if vector.method == "POST" and kind == FORM else []
    return parse_query(vector.query) + form


def _grouped(pairs: Pairs) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _comparable() -> list[Vector]:
    vectors = read_vectors(*GROUPS)
    return [v for v in vectors if "params" in v.default and not v.header("X-Count") and PAGE in v.target]


@pytest.mark.vectors
def test_parameters_are_those_of_the_container(capsys: pytest.CaptureFixture[str]) -> None:
    """Every parameter list of 7.0.22 comes out, but where a named rule says otherwise."""
    excepted: Counter[str] = Counter()
    wrong = {}
    vectors = _comparable()
    for vector in vectors:
        rule = next((name for name, rule in RULES.items() if rule.covers(vector)), None)
        if rule is not None:
            excepted[rule] += 1
        elif (read := _grouped(_pairs(vector))) != vector.expected:
            wrong[vector.id] = (read, vector.expected)
    with capsys.disabled():
        sys.stdout.write(f"\n  {len(vectors)} parameter lists of 7.0.22; excepted: {dict(excepted)}\n")
    assert not wrong
    assert not OURS or len(vectors) > 300
    assert not OURS or set(excepted) == set(RULES)


@pytest.mark.vectors
def test_the_utf8_reading_is_the_containers_own() -> None:
    """What is read as UTF-8 in a query is among what 7.0.22 set to UTF-8 printed."""
    changed = 0
    for vector in read_vectors("query", "query-random"):
        default = vector.texts(vector.default)
        read = {utf8_or_same(text) for text in default} - default
        assert read <= vector.texts(vector.utf8), vector.id
        changed += len(read)
    assert not OURS or changed > 10


@pytest.mark.vectors
def test_the_short_way_is_the_long_way() -> None:
    """`query_parameters` gives what `first_values(parse_query())` gives, errors included."""
    for vector in read_vectors("query", "query-random", "length"):
        long_way = _outcome(lambda query: first_values(parse_query(query)), vector.query)
        assert _outcome(query_parameters, vector.query) == long_way, vector.id


def _outcome(read: Callable[[str], dict[str, str]], query: str) -> dict[str, str] | Row | Bare:
    try:
        return read(query)
    except LegacyError as error:
        return error.row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("a=1&a=2", {"a": "1"}),
        ("uid=&uid=7", {"uid": ""}),
        ("limit=5%&offset=3", {"offset": "3"}),
        ("limit=%u00e9&b=1", {"b": "1"}),
        ("a=%C3%A9%E9", {"a": "Ã©é"}),
        ("a=%C3%A9&b=%E9", {"a": "é", "b": "é"}),
        ("a=1;b=2", {"a": "1;b=2"}),
        ("limit=+40", {"limit": " 40"}),
        ("=x&&b", {"b": ""}),
    ],
)
def test_queries(query: str, expected: dict[str, str]) -> None:
    """Split, first value, malformed `%`, charset per value, nothing trimmed."""
    assert query_parameters(query) == expected


@pytest.mark.parametrize("query", ["a=%00", "%00=1", "a=1&b=x\0y", "a=%C3%A9%00"])
def test_nul_is_refused(query: str) -> None:
    """A NUL in a name or value is refused, encoded or raw."""
    with pytest.raises(LegacyError) as caught:
        query_parameters(query)
    assert caught.value.row is Row.INVALID_CHARACTER


def test_a_nul_in_a_dropped_pair_is_no_parameter() -> None:
    """A pair that is dropped cannot be refused."""
    assert query_parameters("a=%00%&b=1") == {"b": "1"}


@pytest.mark.parametrize("tail", ["", "&=dropped", "&x=%zz"])
def test_a_thousand_parameters_are_read(tail: str) -> None:
    """1,000 parameters pass; pairs that are dropped do not count."""
    assert query_parameters("&".join(["a=1"] * MAX_PARAMETERS) + tail) == {"a": "1"}


def test_one_more_is_refused() -> None:
    """1,001 parameters are too many, also when a NUL is among them."""
    with pytest.raises(LegacyError) as caught:
        query_parameters("&".join(["a=%00"] * (MAX_PARAMETERS + 1)))
    assert caught.value.row is Row.TOO_MANY_PARAMETERS


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ("", None)),
        ("text/plain", ("text/plain", None)),
        ("Application/X-WWW-Form-URLencoded ; Charset=utf8", (FORM, "utf-8")),
        (FORM + '; charset="ISO-8859-1"', (FORM, "iso8859-1")),
        (FORM + "; charset=windows-1252", (FORM, "cp1252")),
        (FORM + "; charset=bogus", (FORM, None)),
        (FORM + "; charset=rot13", (FORM, None)),
        (FORM + "; charset=idna", (FORM, None)),
        (FORM + "; charset=a\0b", (FORM, None)),
    ],
)
def test_content_types(header: str, expected: tuple[str, str | None]) -> None:
    """Type and charset are read in any case, quoted or not; what is no charset of text is none."""
    assert parse_content_type(header) == expected


@pytest.mark.parametrize("charset", sorted(CHARSETS))
def test_charsets_leave_ascii_alone(charset: str) -> None:
    """In every charset that a form may declare a byte below 0x80 is its ASCII character."""
    assert all(decode_text(bytes([byte]), charset) == chr(byte) for byte in range(0x80))


def test_bad_bytes_of_a_declared_charset() -> None:
    """They become U+FFFD, an encoded surrogate one of it, as in Java."""
    assert parse_form(b"a=%E9", "utf-8") == [("a", "\ufffd")]
    assert parse_form(b"a=%ED%A0%80", "utf-8") == [("a", "\ufffd")]
