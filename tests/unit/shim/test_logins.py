"""
Who may read: five failures that cannot be told apart, and the cache that spares the right ones.

Tests of successes give a failure 30 s of time, so that a slow machine is not a wrong password.
"""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
import pytest_asyncio

from adapters.base import Login, OpsStore, Site
from adapters.ops_store import open_store
from config.settings import load_settings
from shim.directory import Directory
from shim.legacy.errors import LegacyError, Row
from shim.logins import Logins
from shim.logs import configure_logs
from shim.passwords import hash_password, verify_password
from shim.throttle import Throttle
from tests.builders import BY_TEST

PATIENT_MS: Final = 30_000
QUICK_MS: Final = 200
SLACK_S: Final = 20.0
"""A generous upper bound: this is no benchmark."""

GOOD: Final[dict[str, Any]] = {
    "login": "jane", "password": "right", "ticket_id": None, "site": "a.example.com", "address": "192.0.2.1"
}  # fmt: skip
FAILURES: Final[dict[str, dict[str, Any]]] = {
    "unknown login": {"login": "nobody"},
    "wrong password": {"password": "wrong"},
    "other case": {"login": "Jane"},
    "unknown ticket": {"ticket_id": "1c422da0-e01f-4261-91d6-2e8fab86be17"},
    "a ticket that is a login": {"ticket_id": "jane"},
    "unknown site": {"site": "nowhere.example.com"},
    "a site of others": {"site": "b.example.com"},
    "a site of the login that is gone": {"site": "gone.example.com"},
}
HASH: Final = hash_password("right")


class WallClock:
    """A wall clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.epoch_ms = 1_321_472_822_803

    def now_epoch_ms(self) -> int:
        """Return what it shows."""
        return self.epoch_ms


CLOCK: Final = WallClock()
BROAD: Final[dict[str, Any]] = {"login_burst": 100_000, "address_burst": 100_000}


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[OpsStore]:
    made = open_store(f"sqlite:///{tmp_path / 'ops.db'}", 30_000)
    await made.open()
    await made.create_schema()
    for site in ("a.example.com", "b.example.com"):
        await made.put_site(Site(site), BY_TEST)
    await made.put_logins([Login("jane", HASH, frozenset({"a.example.com", "gone.example.com"}))], BY_TEST)
    yield made
    await made.close()


@asynccontextmanager
async def made_logins(
    store: OpsStore, failure_ms: int, throttle: Throttle | None = None, cache_s: int = 3600, **arguments: int
) -> AsyncIterator[tuple[Logins, Directory]]:
    directory = Directory(store)
    settings = load_settings({}, login_failure_ms=failure_ms, login_cache_s=cache_s)
    logins = Logins(store, directory, settings, CLOCK.now_epoch_ms, throttle=throttle, **arguments)
    await directory.refresh()
    try:
        yield logins, directory
    finally:
        await logins.close()
        await logins.close()


def now_s() -> float:
    return asyncio.get_running_loop().time()


async def attempt(logins: Logins, **changes: Any) -> Site:  # noqa: ANN401 - each argument has its own type
    return await logins.authenticate(**GOOD | {"arrived_s": now_s()} | changes)


async def refusal_s(logins: Logins, **changes: Any) -> float:  # noqa: ANN401 - the same
    """Return how long after its arrival an attempt was refused."""
    arrived_s = float(changes.setdefault("arrived_s", now_s()))
    with pytest.raises(LegacyError) as refused:
        await attempt(logins, **changes)
    assert (refused.value.row, refused.value.text) == (Row.CREDENTIALS, Row.CREDENTIALS.value)
    return now_s() - arrived_s


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.005)


async def test_a_good_login_reads_its_site(store: OpsStore) -> None:
    """The right password of a login with the site returns the site, and much sooner than a failure."""
    async with made_logins(store, PATIENT_MS) as (logins, _):
        begun_s = now_s()
        assert await attempt(logins) == Site("a.example.com")
        assert now_s() - begun_s < SLACK_S


@pytest.mark.parametrize("changes", FAILURES.values(), ids=FAILURES.keys())
async def test_every_failure_is_the_same_at_the_same_time(store: OpsStore, changes: dict[str, Any]) -> None:
    """Whatever is wrong, the error is the same and comes at the fixed time after arrival, cached password or not."""
    async with made_logins(store, QUICK_MS) as (logins, _):
        for _ in range(2):
            assert QUICK_MS / 1000 <= await refusal_s(logins, **changes) < SLACK_S


@pytest.mark.parametrize("changes", FAILURES.values(), ids=FAILURES.keys())
async def test_every_failure_costs_the_same(store: OpsStore, changes: dict[str, Any]) -> None:
    """Each failure makes one comparison, also when the password was found right without one."""
    async with made_logins(store, PATIENT_MS) as (logins, _):
        await attempt(logins)
        logins._failure_s = QUICK_MS / 1000
        compared = logins.verifier.compared
        await refusal_s(logins, **changes)
        await until(lambda: logins.verifier.pending == 0 and len(logins._tasks) == 0)
        assert logins.verifier.compared == compared + 1


async def test_time_runs_from_arrival(store: OpsStore) -> None:
    """A failure that is looked at late is answered no later for that."""
    async with made_logins(store, PATIENT_MS) as (logins, _):
        begun_s = now_s()
        await refusal_s(logins, password="wrong", arrived_s=begun_s - 29.8)
        assert 0.2 <= now_s() - begun_s < SLACK_S


async def test_a_hundred_first_requests_cost_one_comparison(store: OpsStore) -> None:
    """A hundred concurrent first requests with the same good password all succeed and cost one comparison."""
    async with made_logins(store, PATIENT_MS) as (logins, _):
        found = await asyncio.gather(*(attempt(logins) for _ in range(100)))
        assert found == [Site("a.example.com")] * 100
        await attempt(logins)
        assert logins.verifier.compared == 1


async def test_busy_verifiers_delay_no_failure(store: OpsStore) -> None:
    """With a second of work before it, a failure is answered at the fixed time, whatever it is."""
    async with made_logins(store, QUICK_MS, Throttle(**BROAD)) as (logins, _):
        work = [asyncio.ensure_future(logins.verifier.matches("x", None)) for _ in range(200)]
        await asyncio.gather(*(refusal_s(logins, **changes) for changes in FAILURES.values()))
        assert not work[-1].done()
        for one in work:
            one.cancel()


async def test_a_right_password_that_is_late_succeeds_when_sent_again(store: OpsStore) -> None:
    """A right password that could not be verified in time fails once; its verification goes on and lets it in then."""
    async with made_logins(store, 50) as (logins, _):
        work = [asyncio.ensure_future(logins.verifier.matches("x", None)) for _ in range(100)]
        assert await refusal_s(logins) >= 0.05
        for one in work[10:]:
            one.cancel()
        await until(lambda: len(logins._tasks) == 0)
        logins._failure_s = PATIENT_MS / 1000
        compared = logins.verifier.compared
        assert await attempt(logins) == Site("a.example.com")
        assert logins.verifier.compared == compared


async def test_whoever_is_in_stays_in_while_verifiers_are_busy(store: OpsStore) -> None:
    """A password that was verified before and is due again succeeds at the fixed time at the latest."""
    async with made_logins(store, PATIENT_MS, cache_s=0) as (logins, _):
        await attempt(logins)
        logins._failure_s = 0.05
        work = [asyncio.ensure_future(logins.verifier.matches("x", None)) for _ in range(100)]
        assert await attempt(logins) == Site("a.example.com")
        assert not work[-1].done()
        for one in work:
            one.cancel()


async def test_a_full_queue_refuses_at_the_same_time(store: OpsStore) -> None:
    """What finds the queue full is not verified, and refused at the fixed time; whoever is in stays in."""
    configure_logs("error", io.BytesIO())
    async with made_logins(store, PATIENT_MS, Throttle(**BROAD), cache_s=0, longest_queue=1) as (logins, _):
        await attempt(logins)
        logins._failure_s = QUICK_MS / 1000
        work = asyncio.ensure_future(logins.verifier.matches("x", "{plain}y"))
        results = await asyncio.gather(refusal_s(logins, password="wrong"), refusal_s(logins, login="nobody"))
        assert min(results) >= QUICK_MS / 1000
        await work
        assert await attempt(logins) == Site("a.example.com")


async def test_the_cache_is_bounded(store: OpsStore) -> None:
    """Of three logins a cache for two forgets the one that was used longest ago."""
    await store.put_logins(
        [Login(name, "{plain}right", frozenset({"a.example.com"})) for name in ("x", "y", "z")], BY_TEST
    )
    async with made_logins(store, PATIENT_MS, cached_logins=2) as (logins, _):
        for name in ("x", "y", "x", "z", "x"):
            await attempt(logins, login=name)
        assert sorted(known.login.login for known in logins._cache.values()) == ["x", "z"]
        assert logins.verifier.compared == 3


async def test_the_cache_holds_no_password(store: OpsStore) -> None:
    """Neither a password nor a plain digest of one is in the cache or in what it holds."""
    async with made_logins(store, PATIENT_MS) as (logins, _):
        await attempt(logins)
        assert "right" not in repr(logins._cache)
        async with made_logins(store, PATIENT_MS) as (others, _):
            await attempt(others)
            assert logins._cache.keys().isdisjoint(others._cache.keys())


async def test_a_changed_password_acts(store: OpsStore) -> None:
    """Once the directory has seen the change, the old password is refused and the new one lets in."""
    async with made_logins(store, PATIENT_MS) as (logins, directory):
        await attempt(logins)
        await store.put_logins([Login("jane", hash_password("newer"), frozenset({"a.example.com"}))], BY_TEST)
        await directory.refresh()
        assert await attempt(logins, password="newer") == Site("a.example.com")
        logins._failure_s = QUICK_MS / 1000
        await refusal_s(logins)
        assert [known.login.login for known in logins._cache.values()] == ["jane"]


async def test_changed_sites_act_without_a_comparison(store: OpsStore) -> None:
    """Once the directory has seen the change, a login reads its new sites and no others, at no comparison's cost."""
    async with made_logins(store, PATIENT_MS) as (logins, directory):
        await attempt(logins)
        await store.put_logins([Login("jane", HASH, frozenset({"b.example.com"}))], BY_TEST)
        await directory.refresh()
        assert await attempt(logins, site="b.example.com") == Site("b.example.com")
        assert logins.verifier.compared == 1
        logins._failure_s = QUICK_MS / 1000
        await refusal_s(logins)


async def test_a_cached_password_is_verified_again_in_time(store: OpsStore) -> None:
    """With no time in the cache, every request is compared."""
    async with made_logins(store, PATIENT_MS, cache_s=0) as (logins, _):
        for _ in range(3):
            await attempt(logins)
        assert logins.verifier.compared == 3


async def test_whoever_is_in_waits_for_no_second_look(store: OpsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is due is looked at again while its requests are answered, once; what is found acts then."""
    answers, asked = asyncio.Event(), 0
    find = store.find_login

    async def late(login: str) -> Login | None:
        nonlocal asked
        asked += 1
        await answers.wait()
        return await find(login)

    async with made_logins(store, PATIENT_MS) as (logins, _):
        await attempt(logins)
        monkeypatch.setattr(store, "find_login", late)
        (known,) = logins._cache.values()
        known.verify_again_s = begun_s = now_s()
        for _ in range(3):
            assert await attempt(logins) == Site("a.example.com")
        assert now_s() - begun_s < SLACK_S
        await store.put_logins([Login("jane", hash_password("newer"), frozenset({"a.example.com"}))], BY_TEST)
        answers.set()
        await until(lambda: len(logins._tasks) == 0)
        assert asked == 1
        logins._failure_s = QUICK_MS / 1000
        await refusal_s(logins)


async def test_what_is_long_overdue_is_verified_first(store: OpsStore) -> None:
    """A password that nobody used for twice its time is as good as any other: compared before its request goes on."""
    async with made_logins(store, PATIENT_MS, cache_s=60) as (logins, _):
        await attempt(logins)
        (known,) = logins._cache.values()
        known.verify_again_s = now_s() - 60
        await store.put_logins([Login("jane", hash_password("newer"), frozenset({"a.example.com"}))], BY_TEST)
        logins._failure_s = QUICK_MS / 1000
        await refusal_s(logins)


async def test_an_old_hash_is_replaced_at_the_first_good_login(store: OpsStore) -> None:
    """An imported hash becomes argon2id, the counter stays, and the cache goes on with the new hash."""
    await store.put_logins(
        [Login("old", "{md5}7c4f29407893c334a6cb7a87bf045c0d", frozenset({"a.example.com"}))], BY_TEST
    )
    async with made_logins(store, PATIENT_MS) as (logins, directory):
        versions = await store.read_versions()
        await attempt(logins, login="old", password="right")
        await until(lambda: len(logins._tasks) == 0)
        stored = await store.find_login("old")
        assert stored is not None
        assert stored.password_hash.startswith("$argon2id$")
        assert verify_password("right", stored.password_hash)
        assert await store.read_versions() == versions
        compared = logins.verifier.compared
        await store.put_site(Site("c.example.com"), BY_TEST)
        await store.put_logins([Login("other", "{plain}x")], BY_TEST)
        await directory.refresh()
        await attempt(logins, login="old", password="right")
        assert logins.verifier.compared == compared


async def test_a_hash_that_cannot_be_replaced_harms_nobody(store: OpsStore, tmp_path: Path) -> None:
    """When another process holds the store, the good login succeeds and the old hash stays."""
    log = io.BytesIO()
    configure_logs("info", log)
    await store.put_logins([Login("old", "{plain}right", frozenset({"a.example.com"}))], BY_TEST)
    hasty = open_store(f"sqlite:///{tmp_path / 'ops.db'}", 400)
    with closing(sqlite3.connect(tmp_path / "ops.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        async with made_logins(hasty, PATIENT_MS) as (logins, _):
            assert await attempt(logins, login="old") == Site("a.example.com")
            await until(lambda: b"hash_not_replaced" in log.getvalue())
    await hasty.close()
    assert (await store.find_login("old")) == Login("old", "{plain}right", frozenset({"a.example.com"}))


async def test_without_the_store_whoever_is_in_stays_in(store: OpsStore, tmp_path: Path) -> None:
    """A cached login outlives its time without the store; one that is not fails like a wrong password."""
    log = io.BytesIO()
    configure_logs("info", log)
    await store.put_logins([Login("late", HASH, frozenset({"a.example.com"}))], BY_TEST)
    async with made_logins(store, PATIENT_MS, cache_s=1) as (logins, _):
        await attempt(logins)
        next(iter(logins._cache.values())).verify_again_s = now_s()
        (tmp_path / "ops.db").rename(tmp_path / "away.db")
        assert await attempt(logins) == Site("a.example.com")
        logins._failure_s = QUICK_MS / 1000
        assert await refusal_s(logins, login="late") >= QUICK_MS / 1000
        assert b"login_not_verified" in log.getvalue()
        (tmp_path / "away.db").rename(tmp_path / "ops.db")
        logins._failure_s = PATIENT_MS / 1000
        assert await attempt(logins, login="late") == Site("a.example.com")
    assert b"right" not in log.getvalue()
    assert b"jane" not in log.getvalue()


async def test_failures_slow_down_the_login_known_or_not(store: OpsStore) -> None:
    """Beyond its burst a login waits, from whatever address, and for an unknown one it is the same."""
    throttle = Throttle(login_burst=1, login_interval_s=0.3, address_burst=1_000)
    async with made_logins(store, QUICK_MS, throttle) as (logins, _):
        for login in ("jane", "nobody"):
            together = {"login": login, "arrived_s": now_s()}
            changes = [together | {"password": f"wrong {n}", "address": f"192.0.2.{n}"} for n in range(3)]
            times_s = await asyncio.gather(*(refusal_s(logins, **change) for change in changes))
            assert [time_s >= QUICK_MS / 1000 + 0.3 * n - 1e-6 for n, time_s in enumerate(times_s)] == [True] * 3


async def test_sites_are_not_for_guessing(store: OpsStore) -> None:
    """Asking for sites of others with the right password is slowed down like a wrong password."""
    throttle = Throttle(login_burst=2, login_interval_s=0.5, address_burst=1_000)
    async with made_logins(store, PATIENT_MS, throttle) as (logins, _):
        await attempt(logins)
        logins._failure_s = 0.05
        times_s = [await refusal_s(logins, site="b.example.com", arrived_s=now_s()) for _ in range(4)]
        assert times_s[-1] >= 0.05 + 0.1


async def test_a_guessed_login_goes_on_where_it_has_succeeded(store: OpsStore) -> None:
    """While a login is guessed from elsewhere, it goes on at once where it has succeeded before, and only there."""
    throttle = Throttle(login_burst=1, login_interval_s=5.0, longest_wait_s=0.2)
    async with made_logins(store, PATIENT_MS, throttle) as (logins, _):
        await attempt(logins)
        logins._failure_s = 0.05
        await refusal_s(logins, password="guess", address="198.51.100.1")
        assert await attempt(logins) == Site("a.example.com")
        assert await refusal_s(logins, address="198.51.100.2") >= 0.25
        assert await attempt(logins) == Site("a.example.com")


async def test_an_address_that_guesses_is_slowed_where_it_has_succeeded(store: OpsStore) -> None:
    """Guessing from an address on which a login has succeeded ends that login's exemption there."""
    throttle = Throttle(address_burst=1, address_interval_s=5.0, longest_wait_s=0.2)
    async with made_logins(store, PATIENT_MS, throttle) as (logins, _):
        await attempt(logins)
        logins._failure_s = 0.05
        await refusal_s(logins, login="nobody")
        assert await refusal_s(logins) >= 0.25


async def test_what_is_refused_is_not_verified(store: OpsStore) -> None:
    """Beyond the longest wait an attempt is answered at that bound, and costs no comparison."""
    throttle = Throttle(login_burst=1, login_interval_s=60.0, address_burst=1_000, longest_wait_s=0.1)
    async with made_logins(store, QUICK_MS, throttle) as (logins, _):
        await refusal_s(logins, password="first")
        await until(lambda: len(logins._tasks) == 0)
        compared = logins.verifier.compared
        assert await refusal_s(logins, password="second") >= QUICK_MS / 1000 + 0.1
        assert logins.verifier.compared == compared


def files_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def issued(logins: Logins, lasts_s: int = 60, login: str = "jane", password: str = "right") -> str:
    return await logins.issue_ticket(
        login=login, password=password, lasts_s=lasts_s, address="192.0.2.1", arrived_s=now_s()
    )


async def entered(logins: Logins, ticket: str, site: str = "a.example.com") -> str:
    found = await logins.authenticate(
        login="", password="", ticket_id=ticket, site=site, address="192.0.2.9", arrived_s=now_s()
    )
    return found.name


async def test_a_ticket_stands_in_for_its_login(store: OpsStore, tmp_path: Path) -> None:
    """It opens the login's sites and no others; the store has a digest of it only."""
    async with made_logins(store, QUICK_MS) as (logins, _):
        ticket = await issued(logins)
        assert str(UUID(ticket)) == ticket
        for _ in range(2):
            assert await entered(logins, ticket) == "a.example.com"
        with pytest.raises(LegacyError):
            await entered(logins, ticket, "b.example.com")
        with pytest.raises(LegacyError):
            await entered(logins, ticket.upper())
    assert ticket.encode() not in files_of(tmp_path)


async def test_a_ticket_expires(store: OpsStore) -> None:
    """At its last instant it is none any more, cached or not; no wish makes it last longer than the setting."""
    async with made_logins(store, QUICK_MS) as (logins, _), made_logins(store, QUICK_MS) as (others, _):
        short, long = await issued(logins, 1), await issued(logins, 10**9)
        try:
            assert await entered(logins, short) == "a.example.com"
            CLOCK.epoch_ms += 1_000
            for some in (logins, others):
                with pytest.raises(LegacyError):
                    await entered(some, short)
                assert await entered(some, long) == "a.example.com"
            CLOCK.epoch_ms += 86_399_000
            with pytest.raises(LegacyError):
                await entered(logins, long)
        finally:
            CLOCK.epoch_ms -= 86_400_000


async def test_a_login_that_changes_loses_its_tickets(store: OpsStore) -> None:
    """A new password or other sites end what was given before."""
    async with made_logins(store, QUICK_MS) as (logins, directory):
        ticket = await issued(logins)
        assert await entered(logins, ticket) == "a.example.com"
        await store.put_logins([Login("jane", HASH, frozenset({"a.example.com"}))], BY_TEST)
        await directory.refresh()
        with pytest.raises(LegacyError):
            await entered(logins, ticket)


async def test_no_ticket_without_a_password(store: OpsStore) -> None:
    """What is wrong is told as everywhere, at the same time."""
    async with made_logins(store, QUICK_MS) as (logins, _):
        await issued(logins)
        for login, password, lasts_s in (("jane", "wrong", 60), ("nobody", "right", 60), ("jane", "right", 0)):
            began_s = now_s()
            with pytest.raises(LegacyError) as refused:
                await issued(logins, lasts_s, login=login, password=password)
            assert refused.value.row is Row.CREDENTIALS
            assert now_s() - began_s >= QUICK_MS / 1_000


async def test_the_sites_of_a_login(store: OpsStore) -> None:
    """Those that there are, by name."""
    async with made_logins(store, QUICK_MS) as (logins, _):
        found = await logins.sites_of(login="jane", password="right", address="192.0.2.1", arrived_s=now_s())
    assert [site.name for site in found] == ["a.example.com"]
