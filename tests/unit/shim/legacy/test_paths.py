"""Paths are read as real servlet containers read them."""

import pytest

from shim.legacy.paths import normalise_path
from tests.vectors import OURS
from tests.vectors.tomcat import PAGE, read_vectors


@pytest.mark.vectors
def test_paths_are_those_of_the_container() -> None:
    """Each path of the vectors is the page, another path, or refused, exactly where 7.0.22 says so."""
    vectors = [
        v for v in read_vectors("path") if v.status in (200, 404, 400) and v.path.isprintable() and v.path != "*"
    ]
    for vector in vectors:
        path = normalise_path(vector.path)
        assert (path is None) == (vector.status == 400), vector.id
        assert (path == PAGE) == (vector.default.get("echo", {}).get("servletPath") == PAGE), vector.id
    assert not OURS or len(vectors) > 50


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("/", "/"),
        ("/a/b.jsp", "/a/b.jsp"),
        ("//a///b", "/a/b"),
        ("/a/./b/../c", "/a/c"),
        ("/a/..", "/"),
        ("/a/b/..", "/a/"),
        ("/a/.", "/a/"),
        ("/a/", "/a/"),
        ("/a;x=1/b;jsessionid=2", "/a/b"),
        ("/a;x=../b", "/a/b"),
        ("/a%3Bx", "/a;x"),
        ("/%61/%2E%2e/b", "/b"),
        ("/%E9", "/\xe9"),
        ("/a%20", "/a "),
    ],
)
def test_normal_paths(raw: str, expected: str) -> None:
    """Path parameters go, `%XX` is decoded once, dots and slashes are resolved."""
    assert normalise_path(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "a",
        "/..",
        "/a/../..",
        "/%2e%2e",
        "/a%2Fb",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a%00",
        "/a\0",
        "/a%",
        "/a%4",
        "/a%zz",
    ],
)
def test_refused_paths(raw: str) -> None:
    """Above the root, slashes in disguise, NUL and malformed `%` are refused."""
    assert normalise_path(raw) is None


def test_decoding_happens_once() -> None:
    """`%252e` is the text `%2e`, not a dot."""
    assert normalise_path("/%252e%252e/a") == "/%2e%2e/a"
