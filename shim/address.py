"""
Whose request it is: the peer's address, or behind trusted proxies the one that they vouch for. PURE.

Must not know what the address is used for. Guarded by `tests/unit/shim/test_address.py`.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address


def caller_address(
    peer: str, forwarded_for: Sequence[str], trusted_proxies: Sequence[IPv4Network | IPv6Network]
) -> str:
    """
    Return the address of the caller.

    Args:
        peer: the address that the connection comes from.
        forwarded_for: the `X-Forwarded-For` headers in order; each is a comma list.
        trusted_proxies: whose word counts.

    Returns:
        Walking from the peer backwards, the first address that is not a trusted proxy's. An entry that is no address
        ends the walk at the proxy that passed it on; so does the begin of the list.
    """
    if not trusted_proxies:
        return peer
    entries = [entry.strip() for header in forwarded_for for entry in header.split(",")]
    caller = peer
    for entry in (peer, *reversed(entries)):
        address = _parse(entry)
        if address is None:
            break
        caller = str(address)
        if not any(address in network for network in trusted_proxies):
            break
    return caller


def _parse(entry: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(entry)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
