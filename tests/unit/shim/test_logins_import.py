"""Logins of old servers are imported with the hashes they had."""

from pathlib import Path

import orjson
import pytest

from adapters.base import Login
from config.settings import Settings, load_settings
from shim.bootstrap import ops_store
from shim.logins_import import import_logins, with_scheme
from tests.builders import BY_TEST

MD5 = "900150983cd24fb0d6963f7d28e17f72"
BCRYPT = "$2b$04$" + "a" * 53


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("{md5}" + MD5, "{md5}" + MD5),
        ("{SHA1}qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "{SHA1}qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"),
        (BCRYPT, "{bcrypt}" + BCRYPT),
        ("summer", "{plain}summer"),
        ("{odd}summer", "{plain}{odd}summer"),
        (MD5, None),
        (MD5 + "12345678", None),
    ],
)
def test_bare_hashes(given: str, kept: str | None) -> None:
    """A bare text is a plain password, unless it looks like a digest, which nobody may guess about."""
    assert kept == with_scheme(given)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """An empty ops store."""
    made = load_settings({}, ops_store_url=f"sqlite:///{tmp_path / 'ops.db'}")
    async with ops_store(made) as store:
        await store.create_schema()
    return made


async def test_good_lines_are_kept_and_bad_ones_told_without_the_hash(settings: Settings) -> None:
    """Each line that cannot be used is told by number and reason; no report repeats a hash."""
    good = {"login": "jane", "password_hash": "{md5}" + MD5, "sites": ["a", "b"]}
    bad = [
        b"{",
        b"[]",
        orjson.dumps(good | {"extra": 1}),
        orjson.dumps(good | {"sites": "a"}),
        orjson.dumps(good | {"login": ""}),
        orjson.dumps(good | {"password_hash": MD5}),
    ]

    imported, refused = await import_logins(settings, [orjson.dumps(good), b"\n", *bad], BY_TEST)

    assert imported == 1
    assert [line.partition(":")[0] for line in refused] == ["3", "4", "5", "6", "7", "8"]
    assert not [line for line in refused if MD5 in line]
    async with ops_store(settings) as store:
        assert await store.read_logins() == [Login("jane", "{md5}" + MD5, frozenset("ab"))]
