"""Whose request it is."""

from ipaddress import ip_network

import pytest

from shim.address import caller_address

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1,10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
        ("::ffff:10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("2001:db8::1", ["2001:dead::1"], "2001:dead::1"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_right_most_untrusted_address(peer: str, forwarded: list[str], expected: str) -> None:
    """From the peer backwards, as far as trusted proxies vouch for it."""
    assert caller_address(peer, forwarded, TRUSTED) == expected


def test_nobody_is_trusted() -> None:
    """Then the peer is the caller, whatever the headers say."""
    assert caller_address("10.0.0.1", ["198.51.100.1"], ()) == "10.0.0.1"
