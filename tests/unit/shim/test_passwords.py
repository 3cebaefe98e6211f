"""Password hashes: each scheme against examples that other programs computed, and hashes that make no sense."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shim.passwords import VERIFIERS, hash_password, needs_rehash, scheme_of, unmatched_hash, verify_password

UMLAUTS = "pässwörd"

EXAMPLES = [
    # from the tests of Argon2's reference implementation
    ("argon2id", "password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
    # md5sum, sha1sum, and openssl's digests through base64
    ("md5", UMLAUTS, "{md5}12841e4ba5e37d2fbfc78458c6714ade"),
    ("md5", UMLAUTS, "{MD5}12841E4BA5E37D2FBFC78458C6714ADE"),
    ("md5", UMLAUTS, "{md5}EoQeS6XjfS+/x4RYxnFK3g=="),
    ("sha1", UMLAUTS, "{sha1}f517ddf1d32a112ff1ad55c66d1b12cb38e7e8f7"),
    ("sha1", UMLAUTS, "{sha1}9Rfd8dMqES/xrVXGbRsSyzjn6Pc="),
    # Perl's crypt, on libxcrypt
    ("bcrypt", UMLAUTS, "{bcrypt}$2b$04$abcdefghijklmnopqrstuuyx2n0Zzopyr9QuYTMCfOJJOj526QVoC"),
    ("bcrypt", "x" * 80, "{bcrypt}$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"),
    ("bcrypt", "x" * 72, "{bcrypt}$2y$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"),
    ("plain", UMLAUTS, "{plain}pässwörd"),
    ("plain", "a}b{c", "{plain}a}b{c"),
    ("plain", "", "{plain}"),
]

SENSELESS = [
    "",
    "password",
    "{",
    "{}",
    "{md5}",
    "{md5}zz841e4ba5e37d2fbfc78458c6714ade",
    "{md5}12841e4ba5e37d2fbfc78458c6714a",
    "{md5}\ud800",
    "{sha1}====",
    "{bcrypt}",
    "{bcrypt}$2b$99$abcdefghijklmnopqrstuuyvPXIbu7xe6/CED2DzX8z6Si09MlzlW",
    "{bcrypt}é",
    "{argon2id}x",
    "{ssha}x",
    "$argon2id$",
    "$argon2id$v=19$m=19456,t=2,p=1$$",
    "$argon2id$v=19$m=1,t=1,p=1$YWFhYWFhYWE$YWFhYWFhYWE",
    "$argon2id$v=19$m=19456,t=2,p=1$é$é",
    "$argon2id$\ud800",
    "$2b$04$abcdefghijklmnopqrstuuyvPXIbu7xe6/CED2DzX8z6Si09MlzlW",
]


@pytest.mark.parametrize(("scheme", "password", "password_hash"), EXAMPLES)
def test_a_hash_matches_its_password_only(scheme: str, password: str, password_hash: str) -> None:
    """What another program computed matches the password that it was given, and no other."""
    assert scheme_of(password_hash) == scheme
    assert verify_password(password, password_hash)
    assert not verify_password("!" + password, password_hash)
    assert needs_rehash(password_hash)


def test_every_scheme_has_an_example() -> None:
    """No row of the table goes without an example from outside."""
    assert {scheme for scheme, _, _ in EXAMPLES} == set(VERIFIERS)


@pytest.mark.parametrize("password_hash", SENSELESS)
def test_a_senseless_hash_matches_nothing(password_hash: str) -> None:
    """A hash that cannot be read raises nothing and matches neither an empty password nor itself."""
    assert not verify_password("", password_hash)
    assert not verify_password(password_hash, password_hash)
    assert needs_rehash(password_hash)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(("", "{md5}", "{sha1}", "{bcrypt}", "{bcrypt}$2b$04$", "$argon2id$v=19$")), st.text(), st.text())
def test_no_hash_and_no_password_raises(beginning: str, rest: str, password: str) -> None:
    """Whatever stands in the store and whatever is sent, the answer is a plain yes or no."""
    assert verify_password(password, beginning + rest) in (True, False)


def test_our_own_hash_is_argon2id_as_decided() -> None:
    """A new hash is argon2id with 19 MiB, two passes and one lane, has its own salt, and needs no other."""
    first, second = hash_password("demo123"), hash_password("demo123")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert verify_password("demo123", first)
    assert not verify_password("Demo123", first)
    assert not needs_rehash(first)


def test_the_unmatched_hash_costs_what_ours_cost() -> None:
    """The hash that nothing matches has the parameters and the sizes of a real one, and is another one each time."""
    first, second, real = unmatched_hash(), unmatched_hash(), hash_password("x")
    assert first != second
    assert [len(part) for part in first.split("$")] == [len(part) for part in real.split("$")]
    assert first.split("$")[:4] == real.split("$")[:4]
    assert not verify_password("", first)
    assert not needs_rehash(first)
