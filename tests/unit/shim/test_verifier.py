"""The verifier: right answers, equal cost, a bounded queue."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from shim.passwords import hash_password, verify_password
from shim.verifier import Verifier, VerifiersBusy


@pytest_asyncio.fixture
async def verifier() -> AsyncIterator[Verifier]:
    made = Verifier(threads=1, longest_queue=3)
    yield made
    made.close()
    made.close()


async def test_it_says_whether_a_password_matches(verifier: Verifier) -> None:
    """A password matches its hash, old or new; nothing matches no hash."""
    ours = hash_password("demo123")
    assert await verifier.matches("demo123", ours)
    assert not await verifier.matches("demo124", ours)
    assert await verifier.matches("demo123", "{plain}demo123")
    assert not await verifier.matches("demo124", "{plain}demo123")
    assert not await verifier.matches("demo123", None)
    assert verifier.compared == 5


async def test_it_hashes(verifier: Verifier) -> None:
    """What it hashed matches."""
    assert verify_password("demo123", await verifier.hash("demo123"))


async def test_a_full_queue_is_told(verifier: Verifier) -> None:
    """Of five at once with places for three, two are refused at once, and the places are free again afterwards."""
    results = await asyncio.gather(*(verifier.matches("x", None) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [bool] * 3 + [VerifiersBusy] * 2
    assert verifier.pending == 0
    assert not await verifier.matches("x", None)
