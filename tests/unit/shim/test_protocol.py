"""What the parser is given."""

import pytest

from shim.protocol import plain_head

REST = b"\r\nHost: h\xe9\r\n\r\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"GET /a?b=\xc3\xa9\xff HTTP/1.1", b"GET /a?b=%C3%A9%FF HTTP/1.1"),
        (b"GET /\xe9 HTTP/1.1", b"GET /%E9 HTTP/1.1"),
        (b"\r\n\r\nGET /a HTTP/1.1", b"GET /a HTTP/1.1"),
        (b"GET http://other.example/a?b HTTP/1.1", b"GET /a?b HTTP/1.1"),
        (b"GET HTTP://other.example:80 HTTP/1.1", b"GET / HTTP/1.1"),
        (b"GET http://other.example?b HTTP/1.1", b"GET /?b HTTP/1.1"),
        (b"GET /a?b=http://other.example/ HTTP/1.1", b"GET /a?b=http://other.example/ HTTP/1.1"),
        (b"CONNECT a:80 HTTP/1.1", b"PUT a:80 HTTP/1.1"),
        (b"FOO /a HTTP/1.1", b"PUT /a HTTP/1.1"),
        (b"G@T /a HTTP/1.1", b"G@T /a HTTP/1.1"),
        (b'GET /a|{}"<>\\^[]` HTTP/1.1', b'GET /a|{}"<>\\^[]` HTTP/1.1'),
    ],
)
def test_request_lines(line: bytes, expected: bytes) -> None:
    """High bytes, absolute URLs and unknown methods are rewritten; headers never are."""
    assert plain_head(line + REST) == expected + REST


def test_empty_lines_before_a_request() -> None:
    """They are nothing."""
    assert plain_head(b"\r\n\r\n") == b""
