"""
Password hashes: ours (argon2id) and those that come from old servers. No I/O; slow on purpose, so run it in a thread.

ONE TABLE, `VERIFIERS`: scheme of a hash -> how a password is compared with it. To add a scheme: a function and a row;
`tests/unit/shim/test_passwords.py` asks for an example that another program computed. A hash that makes no sense
matches nothing and raises nothing. Must not know logins, caches or time.

Source: `dependencies.md`, section 6 (19 MiB, 2 passes, 1 lane: 23 ms).
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from hmac import compare_digest
from types import MappingProxyType
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

ARGON2ID: Final = "argon2id"
UNKNOWN: Final = "unknown"

BCRYPT_BYTES: Final = 72
"""bcrypt has never looked at more; today's library refuses longer passwords instead of ignoring their ends."""

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16)
_SCHEME: Final = re.compile(r"\{(\w+)\}", re.ASCII)


def hash_password(password: str) -> str:
    """Return an argon2id hash in PHC form, with a new salt."""
    return _HASHER.hash(_encoded(password))


def unmatched_hash() -> str:
    """Return a hash that costs as much as ours to compare with and that no password is known for."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).rstrip(b"=").decode() for size in (16, 32))
    return f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${salt}${digest}"


def scheme_of(password_hash: str) -> str:
    """Return the scheme of a hash: a row of `VERIFIERS`, or `unknown`."""
    if password_hash.startswith("$argon2id$"):
        return ARGON2ID
    named = _SCHEME.match(password_hash)
    scheme = named[1].lower() if named else UNKNOWN
    return scheme if scheme in VERIFIERS and scheme != ARGON2ID else UNKNOWN


def verify_password(password: str, password_hash: str) -> bool:
    """
    Say whether a password is the one that was hashed.

    Args:
        password: as the caller sent it; compared as UTF-8.
        password_hash: `$argon2id$...`, `{md5}<hex or base64>`, `{sha1}<hex or base64>`, `{bcrypt}$2b$...` or
            `{plain}<text>`; the scheme's case does not matter.

    Returns:
        Whether it matches; a hash that cannot be read matches nothing. Equal parts of digests do not show in the time.
    """
    scheme = scheme_of(password_hash)
    if scheme == UNKNOWN:
        return False
    stored = password_hash if scheme == ARGON2ID else password_hash.partition("}")[2]
    return VERIFIERS[scheme](_encoded(password), stored)


def needs_rehash(password_hash: str) -> bool:
    """Say whether a hash is of an old scheme, or of ours with other parameters than today's."""
    try:
        return scheme_of(password_hash) != ARGON2ID or _HASHER.check_needs_rehash(password_hash)
    except ValueError:  # no hash at all
        return True


def _encoded(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _argon2id(password: bytes, stored: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, ValueError):  # does not match; or is no hash
        return False


def _bcrypt(password: bytes, stored: str) -> bool:
    import bcrypt  # noqa: PLC0415 - only imported hashes need it, until their first good login

    try:
        return bcrypt.checkpw(password[:BCRYPT_BYTES], stored.encode("utf-8", "surrogatepass"))
    except ValueError:
        return False


def _plain(password: bytes, stored: str) -> bool:
    return compare_digest(password, _encoded(stored))


def _unsalted(algorithm: str) -> Callable[[bytes, str], bool]:
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size

    def matches(password: bytes, stored: str) -> bool:
        digest = hashlib.new(algorithm, password, usedforsecurity=False).digest()
        return compare_digest(digest, _digest_of(stored, size))

    return matches


def _digest_of(stored: str, size: int) -> bytes:
    """Read hex or base64; what is neither becomes empty, which equals no digest."""
    try:
        return bytes.fromhex(stored) if len(stored) == 2 * size else base64.b64decode(stored, validate=True)
    except ValueError:
        return b""


VERIFIERS: Final[Mapping[str, Callable[[bytes, str], bool]]] = MappingProxyType(
    {
        ARGON2ID: _argon2id,
        "md5": _unsalted("md5"),
        "sha1": _unsalted("sha1"),
        "bcrypt": _bcrypt,
        "plain": _plain,
    }
)
