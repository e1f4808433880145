"""The network a visitor comes from: what limits count, since one person easily has many addresses of one network."""

from ipaddress import ip_address, ip_network

from flask import request

_PREFIX = {4: 24, 6: 64}


def network_of(address: str) -> str:
    """`192.0.2.0/24` or `2001:db8::/64`; the text itself when it is no address (a socket)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return str(ip_network((parsed, _PREFIX[parsed.version]), strict=False))


def visitor_network() -> str:
    return network_of(request.remote_addr or "unknown")
