"""
Logins of an old server, from a file or from the old database, into the ops store with the hashes they had.

What cannot be used is told by line number (of a file) or by place (in the old database) and reason, never with a hash,
and the rest is imported. Guarded by `tests/unit/shim/test_logins_import.py`.
"""

import re
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

import orjson

from adapters.audit import Change
from adapters.base import Login
from config.settings import Settings
from shim.bootstrap import legacy_logins, ops_store
from shim.passwords import UNKNOWN, scheme_of

BARE_BCRYPT: Final = re.compile(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}")
BARE_DIGEST: Final = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}")
AMBIGUOUS: Final = "password_hash may be a digest or a plain password: write {md5}, {sha1} or {plain} before it"


async def import_logins(settings: Settings, lines: Iterable[bytes] | None, change: Change) -> tuple[int, list[str]]:
    """
    Import all logins that can be used.

    Args:
        settings: of the ops store, and of the old database.
        lines: JSON objects with `login`, `password_hash` and `sites`; `None` reads the old database's logins.
        change: who imports, and why.

    Returns:
        How many were imported, and a reason for each that was not.

    Raises:
        AdapterError: the old database or the ops store does not answer; then nothing was imported.
    """
    good: list[Login] = []
    refused: list[str] = []
    async for place, login in _numbered(settings, lines):
        if isinstance(login, str):
            refused.append(f"{place}: {login}")
        elif (password_hash := with_scheme(login.password_hash)) is None:
            refused.append(f"{place}: {AMBIGUOUS}")
        else:
            good.append(login._replace(password_hash=password_hash))
    async with ops_store(settings) as store:
        await store.put_logins(good, change)
    return len(good), refused


def with_scheme(password_hash: str) -> str | None:
    """
    Return a hash with its scheme before it; a bare text is a plain password, as old servers kept it.

    `None` for a bare text that looks like a digest: taken for a password it would be one, known to who saw the table.
    """
    if scheme_of(password_hash) != UNKNOWN:
        return password_hash
    if BARE_BCRYPT.fullmatch(password_hash):
        return "{bcrypt}" + password_hash
    return None if BARE_DIGEST.fullmatch(password_hash) else "{plain}" + password_hash


async def _numbered(settings: Settings, lines: Iterable[bytes] | None) -> AsyncIterator[tuple[int, Login | str]]:
    """Yield each login, or the reason why it is none, with its number from 1."""
    if lines is None:
        number = 0
        async for login in legacy_logins(settings):
            number += 1
            yield number, login
    else:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _parse(line)


def _parse(line: bytes) -> Login | str:
    """Return the login that a line describes, or what is wrong with it."""
    try:
        fields = orjson.loads(line)
    except orjson.JSONDecodeError:
        return "is not JSON"
    if not isinstance(fields, dict) or set(fields) != {"login", "password_hash", "sites"}:
        return "is not an object of login, password_hash and sites"
    login, password_hash, sites = fields["login"], fields["password_hash"], fields["sites"]
    if not _is_text(login) or not isinstance(password_hash, str):
        return "login and password_hash must be texts"
    if not isinstance(sites, list) or not all(map(_is_text, sites)):
        return "sites must be a list of texts"
    return Login(login, password_hash, frozenset(sites))


def _is_text(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    return isinstance(value, str) and bool(value)
