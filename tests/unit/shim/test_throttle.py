"""The throttle's arithmetic, what a collision does, and what everything takes in memory."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim.throttle import REFUSED, Clocks, Throttle, network_of

NOW_S = 1_000.0
ADDRESS = "192.0.2.1"


def only_logins(**arguments: float) -> Throttle:
    return Throttle(address_burst=1_000_000, **arguments)  # type: ignore[arg-type] # floats among them


def only_addresses() -> Throttle:
    return Throttle(login_burst=1_000_000)


def test_a_login_has_a_burst_then_one_attempt_a_second() -> None:
    """Five attempts at once are free, the next ones wait 1, 2, 3 ... seconds, those beyond ten are refused."""
    throttle = only_logins()
    waits = [throttle.reserve("jane", ADDRESS, NOW_S) for _ in range(17)]
    assert waits == [0.0] * 5 + [float(second) for second in range(1, 11)] + [REFUSED] * 2


def test_an_address_has_a_burst_then_five_attempts_a_second() -> None:
    """Twenty attempts on twenty logins are free, the next ones wait 0.2 s more each, up to ten seconds."""
    throttle = only_addresses()
    waits = [throttle.reserve(f"login {number}", ADDRESS, 0.0) for number in range(80)]
    assert waits[:20] == [0.0] * 20
    assert waits[20:70] == pytest.approx([0.2 * number for number in range(1, 51)])
    assert waits[70:] == [REFUSED] * 10


def test_the_longer_wait_counts() -> None:
    """An attempt waits for its login and for its address at the same time, not for one after the other."""
    throttle = Throttle()
    for number in range(30):
        throttle.reserve(f"login {number}", ADDRESS, NOW_S)
    for number in range(7):
        throttle.reserve("jane", f"198.51.100.{number}", NOW_S)
    assert throttle.reserve("jane", ADDRESS, NOW_S) == pytest.approx(3.0)


def test_waiting_is_forgiven_with_time() -> None:
    """After a burst, each second gives one attempt back, and after five seconds all is as it was."""
    throttle = only_logins()
    for _ in range(5):
        throttle.reserve("jane", ADDRESS, NOW_S)
    assert throttle.reserve("jane", ADDRESS, NOW_S + 1) == 0.0
    assert throttle.reserve("jane", ADDRESS, NOW_S + 1) == pytest.approx(1.0)
    assert [throttle.reserve("jane", ADDRESS, NOW_S + 100) for _ in range(6)] == [0.0] * 5 + [1.0]


def test_refused_attempts_do_not_count() -> None:
    """However many attempts are refused, the login is open again as soon as if they had not been made."""
    throttle = only_logins()
    for _ in range(10_000):
        throttle.reserve("jane", ADDRESS, NOW_S)
    assert throttle.reserve("jane", ADDRESS, NOW_S + 15) == 0.0


def test_success_gives_the_attempt_back() -> None:
    """Any number of attempts that succeed one after the other never wait."""
    throttle = Throttle()
    for _ in range(1_000):
        assert throttle.reserve("jane", ADDRESS, NOW_S) == 0.0
        throttle.give_back("jane", ADDRESS)


@given(st.lists(st.tuples(st.floats(0, 0.5), st.booleans()), min_size=1, max_size=200))
def test_success_cannot_be_saved_up(attempts: list[tuple[float, bool]]) -> None:
    """Whatever succeeds in between and whenever, failures never come faster than the burst and the rate allow."""
    throttle, now_s, failures = only_logins(), NOW_S, 0
    for pause_s, succeeds in attempts:
        now_s += pause_s
        if throttle.reserve("jane", ADDRESS, now_s) == 0.0:
            if succeeds:
                throttle.give_back("jane", ADDRESS)
            else:
                failures += 1
        else:
            break
    assert failures <= 5 + (now_s - NOW_S) / 1.0 + 1e-6


def test_others_are_not_slowed() -> None:
    """Attempts on one login from one address leave other logins at other addresses alone; case makes another login."""
    throttle = Throttle()
    for _ in range(100):
        throttle.reserve("jane", ADDRESS, NOW_S)
    others = [throttle.reserve(f"login {number}", f"198.51.100.{number}", NOW_S) for number in range(5)]
    assert others.count(0.0) >= 4  # one might share a slot, by a chance of 1 in 6,000


def test_a_collision_shares_a_clock() -> None:
    """With one slot every login waits for every other, and none gets more than its due."""
    throttle = Throttle(slots=1, address_burst=1_000)
    waits = [throttle.reserve(f"login {number}", ADDRESS, NOW_S) for number in range(7)]
    assert waits == [0.0] * 5 + [1.0, 2.0]


def test_a_free_address_is_one_that_need_not_wait() -> None:
    """Asking whether an address is free counts nothing; it is until its burst is used up."""
    throttle = only_addresses()
    slot = throttle.address_slot(ADDRESS)
    for number in range(20):
        assert throttle.is_free(slot, NOW_S)
        throttle.reserve(f"login {number}", ADDRESS, NOW_S)
    assert not throttle.is_free(slot, NOW_S)
    assert throttle.is_free(slot, NOW_S + 0.2)


def test_memory_does_not_grow() -> None:
    """Twenty thousand logins and addresses take what none take: 1 MiB."""
    throttle, keys = Throttle(), 20_000
    arrays = [throttle._logins._clocks, throttle._addresses._clocks]
    before_bytes = sum(map(sys.getsizeof, arrays))
    for number in range(keys):
        throttle.reserve(f"login {number}", f"2001:db8:{number >> 16:x}:{number & 65535:x}::1", float(number))
    assert sum(map(sys.getsizeof, arrays)) == before_bytes
    assert throttle.size_bytes == 2 * 65_536 * 8
    assert before_bytes < throttle.size_bytes + 1_000


def test_clocks_are_kept_by_slot() -> None:
    """A key's slot is within the array and stays the same."""
    clocks = Clocks(8, 1, 1.0)
    assert {clocks.slot_of(str(number)) for number in range(200)} == set(range(8))
    assert clocks.slot_of("jane") == clocks.slot_of("jane")


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002:0:0:0:9"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2%eth0"),
    ],
)
def test_addresses_of_one_caller(address: str, same: str) -> None:
    """Addresses of one IPv6 /64 are one caller, and an IPv4 address is itself however it is written."""
    assert network_of(address) == network_of(same)


@pytest.mark.parametrize(
    ("address", "other"), [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "192.0.2.2"), ("", "x")]
)
def test_addresses_of_two_callers(address: str, other: str) -> None:
    """Another /64, another IPv4 address, and texts that are no address are others."""
    assert network_of(address) != network_of(other)
