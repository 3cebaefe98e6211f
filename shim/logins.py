"""
Who may read: a login, its password and a site become that site, or the one error at its one time.

Must not know HTTP, nor where logins are stored. Hashes are in `passwords.py`, waiting in `throttle.py`, sites in
`directory.py`. Guarded by `tests/unit/shim/test_logins.py` and measured by `tests/benchmarks/login_timing.py`.

**Failures.** Unknown login, wrong password, expired or unknown ticket, unknown site and a site that is not the login's
are answered alike at `arrived + wait + login_failure_ms`, and cost the same: a look into the store and one argon2id
comparison, with a hash that nothing matches where there is none. `wait` is the throttle's and depends only on attempts
before this one. The answer never waits for a verifier: what is not known to be good by then fails.

**A right password that is not verified by then** (to be exact, by nine tenths of that time) fails too, once. No other
choice keeps all promises: to wait longer would show that something is being verified, to succeed unverified would open
the door. But its verification goes on, and fills the cache, so that the same request succeeds when it is sent again.
And a password that was verified before, and that the store has not contradicted since, is good enough: nobody who is
already in fails because verifiers are busy or the store does not answer. The queue is bounded; what finds it full is
not verified.

**The cache** is keyed by a digest under a key of this process, so it holds no password. An entry is good for
`login_cache_s`; for as long again it lets in too, while it is verified anew, so that no customer waits for a comparison
or for a store that hangs. It is compared with the store (not with argon2id) when the store's counter of logins has
moved: a changed password or list of sites acts when the directory has seen it. Concurrent attempts with the same
login and password are one attempt: one wait, one look, one comparison.

**The throttle and the cache.** A guess that hits a cached password is still a guess, so a cached login is exempt only
from where it has succeeded before, and only while that address itself is not being slowed down. So a customer whose
login is being guessed from elsewhere notices nothing, and guessing gains nothing from his being there.

**Without the store** whoever is in the cache stays in, beyond `login_cache_s`, until the store answers. Others cannot
be verified and fail like a wrong password: any other answer would tell strangers about us; the log tells operators.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from math import inf
from typing import Final, NamedTuple
from uuid import uuid4

import structlog

from adapters.base import Login, OpsStore, Site, Ticket
from adapters.errors import StoreUnreachable
from config.settings import Settings
from shim.directory import Directory
from shim.legacy.errors import LegacyError, Row
from shim.passwords import needs_rehash
from shim.tasks import Tasks
from shim.throttle import REFUSED, Throttle
from shim.verifier import Verifier, VerifiersBusy

CACHED_LOGINS: Final = 10_000
"""Entries of the cache, about 1 KiB each; the one that was used longest ago goes first."""

KNOWN_ADDRESSES: Final = 16
"""Addresses that one entry remembers; callers at others only lose their exemption from the throttle."""

LONGEST_QUEUE: Final = 256
"""Comparisons that run or wait: 6 s of work for one thread, and that many passwords (64 KiB at most) held for it."""

DIGEST_BYTES: Final = 16

DECIDED_AT: Final = 0.9
"""
Share of `login_failure_ms` after which a verification is too late. All failures then sleep alike until their answer:
one that still waited for a verifier until then would wake a turn of the event loop later, and that can be measured.
"""

TICK_S: Final = 1e-6
"""The event loop wakes a sleeper up to its clock's resolution early; no failure is answered before its time."""


@dataclass(slots=True, eq=False)
class Verified:
    """
    A login whose password was right.

    Args:
        login: as the store had it; its hash is the one that the password matched.
        logins_version: the store's counter of logins before it was asked.
        verify_again_s: on the event loop's clock.
        addresses: where it has succeeded, with their slots in the throttle.
        expires_epoch_ms: a ticket's end, on the wall clock.
    """

    login: Login
    logins_version: int
    verify_again_s: float
    addresses: dict[str, int] = field(default_factory=dict)
    expires_epoch_ms: float = inf


class Attempt(NamedTuple):
    """Credentials as they were sent, and the site that is asked for, if any; `digest` stands for them."""

    digest: bytes
    login: str
    password: str
    is_ticket: bool
    site: str | None
    address: str
    arrived_s: float


@dataclass(slots=True, eq=False)
class Flight:
    """
    One verification that any number of requests with the same credentials wait for.

    Args:
        wait_s: the throttle's, from each request's arrival.
        counted: the throttle has counted it.
        compared: a comparison was made for it, or for a request that it did not help.
    """

    wait_s: float
    counted: bool
    compared: bool = False
    task: asyncio.Task[Verified | None] = field(init=False)


class Logins:
    """
    Verifies credentials against the ops store.

    Args:
        store: opened by whoever made it.
        directory: which sites there are, and when to look at logins again.
        settings: `login_failure_ms`, `login_cache_s`, `verifier_threads` and `ticket_max_s` are used here.
        now_epoch_ms: the wall clock, by which tickets expire.
        throttle: another one in measurements.
        cached_logins: entries of the cache at most.
        longest_queue: comparisons that run or wait at most.
    """

    def __init__(
        self,
        store: OpsStore,
        directory: Directory,
        settings: Settings,
        now_epoch_ms: Callable[[], int],
        *,
        throttle: Throttle | None = None,
        cached_logins: int = CACHED_LOGINS,
        longest_queue: int = LONGEST_QUEUE,
    ) -> None:
        self._store = store
        self._directory = directory
        self._failure_s = settings.login_failure_ms / 1000
        self._cache_s = settings.login_cache_s
        self._ticket_max_s = settings.ticket_max_s
        self._now_epoch_ms = now_epoch_ms
        self._throttle = throttle or Throttle()
        self._cached_logins = cached_logins
        self._key = secrets.token_bytes(blake2b.MAX_KEY_SIZE)
        self._cache: OrderedDict[bytes, Verified] = OrderedDict()
        self._flights: dict[tuple[bytes, int, bool], Flight] = {}
        self._tasks = Tasks()
        self.verifier = Verifier(settings.verifier_threads, longest_queue)

    async def close(self) -> None:
        """End what is being verified; safe to call twice."""
        await self._tasks.drain(0)
        self.verifier.close()

    async def authenticate(
        self, *, login: str, password: str, ticket_id: str | None, site: str, address: str, arrived_s: float
    ) -> Site:
        """
        Return the site that a caller may read.

        Args:
            login: case counts.
            password: may be empty.
            ticket_id: instead of login and password.
            site: the one that is asked for; case counts.
            address: the caller's, for slowing down.
            arrived_s: when the whole request was there, on the event loop's clock.

        Raises:
            LegacyError: `Row.CREDENTIALS`, whatever was wrong, at the time that the module's docstring gives.

        Source: `legacy-contract.md`, section 3.
        """
        await self._enter(login, password, ticket_id, site, address=address, arrived_s=arrived_s)
        return self._directory.sites[site]  # it was there in this turn of the event loop

    async def issue_ticket(self, *, login: str, password: str, lasts_s: int, address: str, arrived_s: float) -> str:
        """
        Return a new ticket of a login: a UUID in lower case, of which the store keeps a digest.

        Args:
            login: as for `authenticate`.
            password: the same.
            lasts_s: at most `ticket_max_s` counts; less than one second is refused as a wrong password is.
            address: as for `authenticate`.
            arrived_s: the same.

        Raises:
            LegacyError: `Row.CREDENTIALS`, as `authenticate`; the same when the store cannot keep it.

        Source: `legacy-contract.md`, section 7, `login_user.jsp`.
        """
        known = await self._enter(login, password, None, None, address=address, arrived_s=arrived_s)
        if lasts_s < 1:
            raise await _refused(arrived_s + self._failure_s)
        ticket, now_epoch_ms = str(uuid4()), self._now_epoch_ms()
        expires_epoch_ms = now_epoch_ms + min(lasts_s, self._ticket_max_s) * 1_000
        try:
            await self._store.put_ticket(digest_of_ticket(ticket), known.login.login, expires_epoch_ms, now_epoch_ms)
        except StoreUnreachable as error:
            structlog.get_logger().error("ticket_not_kept", reason=str(error))
            raise await _refused(arrived_s + self._failure_s) from None
        return ticket

    async def sites_of(self, *, login: str, password: str, address: str, arrived_s: float) -> list[Site]:
        """
        Return the sites that a login may read, by name.

        Raises:
            LegacyError: as `authenticate`.
        """
        known = await self._enter(login, password, None, None, address=address, arrived_s=arrived_s)
        found = map(self._directory.find, sorted(known.login.sites))
        return [site for site in found if site is not None]

    async def _enter(
        self, login: str, password: str, ticket_id: str | None, site: str | None, *, address: str, arrived_s: float
    ) -> Verified:
        """Return what is known of credentials that are good, for a site if one is named; else raise at the time."""
        given = f"{len(login)}:{login}{password}" if ticket_id is None else f"ticket:{ticket_id}"
        digest = blake2b(given.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES, key=self._key).digest()
        known = self._cache.get(digest)
        exempt = known is not None and self._is_exempt(known, site, address, arrived_s)
        if known is not None and exempt and self._is_fresh(known, arrived_s):
            self._cache.move_to_end(digest)
            return known
        name, is_ticket = (login, False) if ticket_id is None else (ticket_id, True)
        attempt = Attempt(digest, name, password, is_ticket, site, address, arrived_s)
        flight = self._join(attempt, exempt=exempt)
        if known is not None and exempt and self._is_fresh(known, arrived_s - self._cache_s):
            return known  # it has only just become due: nobody waits for what the flight finds
        wait_s = flight.wait_s if flight else self._throttle.longest_wait_s
        answer_s = arrived_s + wait_s + self._failure_s
        decided_s = answer_s - (1 - DECIDED_AT) * self._failure_s
        found = await self._outcome(attempt, flight, decided_s) if flight else None
        if found is not None:
            return found
        raise await _refused(answer_s)

    def _is_exempt(self, known: Verified, site: str | None, address: str, now_s: float) -> bool:
        """Say whether the throttle has no say: the address has succeeded with these credentials and behaves."""
        slot = known.addresses.get(address)
        return slot is not None and self._throttle.is_free(slot, now_s) and self._is_good(known, site)

    def _is_fresh(self, known: Verified, now_s: float) -> bool:
        return known.logins_version == self._directory.logins_version and now_s < known.verify_again_s

    def _is_good(self, known: Verified, site: str | None) -> bool:
        """Say whether credentials that were right once are good now, for a site if one is named."""
        if self._now_epoch_ms() >= known.expires_epoch_ms:
            return False
        return site is None or (site in known.login.sites and self._directory.find(site) is not None)

    def _join(self, attempt: Attempt, *, exempt: bool) -> Flight | None:
        """Return the verification of these credentials, a new one if need be; `None` if the throttle refuses it."""
        # A password that was verified before a change says nothing about the state after it.
        key = (attempt.digest, self._directory.logins_version, exempt)
        flight = self._flights.get(key)
        if flight is not None:
            return flight
        wait_s = 0.0 if exempt else self._throttle.reserve(attempt.login, attempt.address, attempt.arrived_s)
        if wait_s == REFUSED:
            return None
        self._flights[key] = flight = Flight(wait_s, counted=not exempt)
        flight.task = self._tasks.start("login", self._verify(attempt, flight))
        flight.task.add_done_callback(lambda _: self._flights.pop(key))
        return flight

    async def _outcome(self, attempt: Attempt, flight: Flight, until_s: float) -> Verified | None:
        """Wait for a verification at most until the decision is due, and return it if it is good for the site."""
        await asyncio.wait((flight.task,), timeout=until_s - _now_s())
        known = self._result(attempt, flight)
        if known is not None and self._is_good(known, attempt.site):
            self._remember(known, attempt.address)
            return known
        if known is not None or not flight.counted:  # the password counts, the site does not; or nothing has yet
            self._throttle.reserve(attempt.login, attempt.address, attempt.arrived_s)
        if flight.task.done() and not flight.compared:
            flight.compared = True
            self._tasks.start("login_equal_work", self._compare_for_nothing(attempt))
        return None

    def _result(self, attempt: Attempt, flight: Flight) -> Verified | None:
        """Return what a verification found; while it has found nothing, what stood before and still does."""
        if not flight.task.done():
            return self._cache.get(attempt.digest)
        failed = flight.task.cancelled() or flight.task.exception() is not None
        return None if failed else flight.task.result()

    def _remember(self, known: Verified, address: str) -> None:
        if address not in known.addresses and len(known.addresses) >= KNOWN_ADDRESSES:
            del known.addresses[next(iter(known.addresses))]
        known.addresses[address] = self._throttle.address_slot(address)

    async def _verify(self, attempt: Attempt, flight: Flight) -> Verified | None:
        """Verify credentials when their wait is over, and keep the result."""
        await asyncio.sleep(attempt.arrived_s + flight.wait_s - _now_s())
        known = await self._known(attempt, flight)
        if known is not None and flight.counted:
            self._throttle.give_back(attempt.login, attempt.address)
        return known

    async def _known(self, attempt: Attempt, flight: Flight) -> Verified | None:
        standing = self._cache.get(attempt.digest)
        if standing is not None and self._is_fresh(standing, _now_s()):
            return standing
        version = self._directory.logins_version
        ticket: Ticket | None = None
        try:
            if attempt.is_ticket:
                ticket = await self._store.find_ticket(digest_of_ticket(attempt.login))
                found = ticket.login if ticket else None
            else:
                found = await self._store.find_login(attempt.login)
        except StoreUnreachable as error:
            structlog.get_logger().error("login_not_verified", reason=str(error), in_cache=standing is not None)
            if standing is not None:
                standing.verify_again_s = _now_s() + self._cache_s
                return standing
            found = None
        if attempt.is_ticket:
            return await self._take_ticket(attempt, flight, ticket, version)
        if standing is not None:
            if found is not None and found.password_hash == standing.login.password_hash:
                standing.login, standing.logins_version = found, version
                if self._is_fresh(standing, _now_s()):
                    return standing
            else:
                self._cache.pop(attempt.digest, None)
                standing = None
        return await self._compare(attempt, flight, found, version, standing)

    async def _take_ticket(
        self, attempt: Attempt, flight: Flight, ticket: Ticket | None, version: int
    ) -> Verified | None:
        """Keep a ticket that is good, no longer than it is; what is none costs as much as a wrong password."""
        left_ms = ticket.expires_epoch_ms - self._now_epoch_ms() if ticket else 0
        if ticket is None or left_ms <= 0:
            return await self._compare(attempt, flight, None, version, None)
        verify_again_s = _now_s() + min(self._cache_s, left_ms / 1_000)
        standing = self._cache.get(attempt.digest)
        addresses = standing.addresses if standing else {}
        known = Verified(ticket.login, version, verify_again_s, addresses, ticket.expires_epoch_ms)
        self._keep(attempt.digest, known)
        return known

    async def _compare(
        self, attempt: Attempt, flight: Flight, found: Login | None, version: int, standing: Verified | None
    ) -> Verified | None:
        flight.compared = True
        try:
            right = await self.verifier.matches(attempt.password, found.password_hash if found else None)
        except VerifiersBusy:
            structlog.get_logger().warning("verifiers_busy", pending=self.verifier.pending)
            return standing
        if found is None or not right:
            self._cache.pop(attempt.digest, None)
            return None
        known = Verified(found, version, _now_s() + self._cache_s, standing.addresses if standing else {})
        self._keep(attempt.digest, known)
        if needs_rehash(found.password_hash):
            self._tasks.start("login_rehash", self._improve(known, attempt.password))
        return known

    def _keep(self, digest: bytes, known: Verified) -> None:
        self._cache[digest] = known
        self._cache.move_to_end(digest)
        if len(self._cache) > self._cached_logins:
            self._cache.popitem(last=False)

    async def _compare_for_nothing(self, attempt: Attempt) -> None:
        """Do what a failure costs, where it was found without."""
        with suppress(StoreUnreachable, VerifiersBusy):
            await self._store.find_login(attempt.login)
            await self.verifier.matches(attempt.password, None)

    async def _improve(self, known: Verified, password: str) -> None:
        """Replace an old hash by ours; if that fails, the next verification tries again."""
        login = known.login
        try:
            better = await self.verifier.hash(password)
            replaced = await self._store.replace_hash(login.login, login.password_hash, better)
        except (StoreUnreachable, VerifiersBusy) as error:
            structlog.get_logger().warning("hash_not_replaced", error=type(error).__name__)
            return
        if replaced and known.login.password_hash == login.password_hash:
            known.login = known.login._replace(password_hash=better)


async def _refused(answer_s: float) -> LegacyError:
    """Return the one refusal when it is due."""
    await asyncio.sleep(answer_s + TICK_S - _now_s())
    return Row.CREDENTIALS.error()


def digest_of_ticket(ticket: str) -> str:
    """Return what the store keeps of a ticket, which has 122 random bits: no salt is needed."""
    return sha256(ticket.encode("utf-8", "surrogatepass")).hexdigest()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
