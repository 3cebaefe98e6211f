"""
Slowing down who tries passwords: how long an attempt has to wait for those before it. PURE, time is passed in.

Every key, a login or an address, has a virtual clock (GCRA): an attempt moves it on by one interval, and waits for as
long as the clock runs ahead of the time by more than a burst. Whether a login exists plays no part.

What bounds what:

- Memory: two arrays of doubles, 1 MiB together with the default number of slots, whatever is sent. Keys are not stored.
- A login: a burst of attempts at once, then one each `login_interval_s`, from all addresses together.
- An address, for IPv6 its /64: a larger burst, then one each `address_interval_s`, for all logins together.
- The wait: `longest_wait_s`. An attempt that would wait longer is refused and moves no clock, so that a key is open
  again that long after the attempts end, however many they were.

A collision: keys share slots by Python's string hash, which is random in each process. Two that share one share its
clock; so a login may, by a chance of 1 in `slots` for each login that is being tried at the time, wait as if it were
tried itself. No key can get more than its due by that.

Attempts that succeed give their interval back, so that only failures count. Guarded by
`tests/unit/shim/test_throttle.py`.
"""

from array import array
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import inf
from typing import Final

REFUSED: Final = inf
"""The wait of an attempt that is not to be made at all."""

TICK_DIGITS: Final = 6
"""Waits are whole microseconds, as sums of intervals are not exact."""

IPV6_HOST_BITS: Final = 64
"""What one customer of a provider has to himself; an address of its own for every attempt would cost nothing."""


class Clocks:
    """
    One virtual clock for each slot.

    Args:
        slots: how many.
        burst: attempts that need not wait.
        interval_s: between two attempts after these.
    """

    def __init__(self, slots: int, burst: int, interval_s: float) -> None:
        self._clocks = array("d", (0.0,)) * slots
        self._ahead_s = (burst - 1) * interval_s
        self._interval_s = interval_s

    def slot_of(self, key: str) -> int:
        """Return the slot of a key; the same for the life of the process."""
        return hash(key) % len(self._clocks)

    def wait_s(self, slot: int, now_s: float) -> float:
        """Return how long an attempt would have to wait."""
        return max(round(self._clocks[slot] - self._ahead_s - now_s, TICK_DIGITS), 0.0)

    def take(self, slot: int, now_s: float) -> None:
        """Count an attempt."""
        self._clocks[slot] = max(self._clocks[slot], now_s) + self._interval_s

    def give_back(self, slot: int) -> None:
        """Count an attempt no longer; clocks that are behind the time say nothing, so this cannot be saved up."""
        self._clocks[slot] -= self._interval_s

    @property
    def size_bytes(self) -> int:
        """What the clocks occupy."""
        return self._clocks.itemsize * len(self._clocks)


class Throttle:
    """
    The clocks of logins and of addresses.

    Args:
        slots: of each.
        login_burst: attempts on a login that need not wait.
        login_interval_s: between two attempts on a login after these.
        address_burst: attempts from an address that need not wait.
        address_interval_s: between two attempts from an address after these.
        longest_wait_s: beyond it an attempt is refused.
    """

    def __init__(
        self,
        *,
        slots: int = 65_536,
        login_burst: int = 5,
        login_interval_s: float = 1.0,
        address_burst: int = 20,
        address_interval_s: float = 0.2,
        longest_wait_s: float = 10.0,
    ) -> None:
        self.longest_wait_s = longest_wait_s
        self._logins = Clocks(slots, login_burst, login_interval_s)
        self._addresses = Clocks(slots, address_burst, address_interval_s)

    @property
    def size_bytes(self) -> int:
        """What all clocks occupy."""
        return self._logins.size_bytes + self._addresses.size_bytes

    def reserve(self, login: str, address: str, now_s: float) -> float:
        """
        Count an attempt and return how long it has to wait before it may be made.

        Args:
            login: as it was sent, known or not.
            address: of the caller.
            now_s: when it arrived, on any clock that does not go back and is not negative.

        Returns:
            Seconds up to `longest_wait_s`; or `REFUSED`, and then the attempt does not count.
        """
        slot, address_slot = self._logins.slot_of(login), self.address_slot(address)
        wait_s = max(self._logins.wait_s(slot, now_s), self._addresses.wait_s(address_slot, now_s))
        if wait_s > self.longest_wait_s:
            return REFUSED
        self._logins.take(slot, now_s)
        self._addresses.take(address_slot, now_s)
        return wait_s

    def give_back(self, login: str, address: str) -> None:
        """Take back an attempt that `reserve` counted: it succeeded."""
        self._logins.give_back(self._logins.slot_of(login))
        self._addresses.give_back(self.address_slot(address))

    def address_slot(self, address: str) -> int:
        """Return what `is_free` takes for an address."""
        return self._addresses.slot_of(network_of(address))

    def is_free(self, address_slot: int, now_s: float) -> bool:
        """Say whether an attempt from an address would not have to wait on its account; counts nothing."""
        return self._addresses.wait_s(address_slot, now_s) == 0.0


@lru_cache(maxsize=1024)
def network_of(address: str) -> str:
    """
    Return what of an address counts as one caller.

    Args:
        address: IPv4, IPv6, or anything else, which stands for itself.

    Returns:
        The first 64 bits of an IPv6 address, but of one that carries an IPv4 address that one.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else f"{int(parsed) >> IPV6_HOST_BITS:x}"
    return str(parsed)
