"""Who really asks, through proxies that are trusted and others that are not. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Peer:
    """The browser's side of a request."""

    address: str
    """Literal address, of the browser or of the first proxy that is not ours."""
    scheme: str
    """`https` or `http`, as the browser used it."""
    host: str
    """Host and port, as the browser asked for them."""
    direct: bool
    """No proxy in between."""

    @property
    def counted(self) -> str:
        """What the limits by address count."""
        return counted(self.address)

    @property
    def origin(self) -> str:
        """What a page of this site has as its origin."""
        return f"{self.scheme}://{self.host}"


def peer_of(
    remote: str, scheme: str, host: str, headers: Mapping[str, str], trusted: Sequence[IpNetwork]
) -> Peer:
    """The browser behind a connection from `remote`.

    X-Forwarded-For, -Proto and -Host count only when `remote` is a trusted
    proxy; in X-Forwarded-For the last address that no trusted proxy has counts,
    since everything left of it was written by whoever asks.

    >>> peer_of("192.0.2.7", "http", "x", {"X-Forwarded-For": "10.9.9.9"}, ()).address
    '192.0.2.7'
    """
    if not is_trusted(remote, trusted):
        return Peer(remote, scheme, host, direct=True)
    address = remote
    for hop in reversed([part.strip() for part in headers.get("X-Forwarded-For", "").split(",")]):
        if not _is_address(hop):
            break
        address = hop
        if not is_trusted(hop, trusted):
            break
    proto = headers.get("X-Forwarded-Proto", scheme)
    forwarded_host = headers.get("X-Forwarded-Host", host)
    return Peer(address, "https" if proto == "https" else "http", forwarded_host, direct=False)


def same_origin(origin: str | None, fetch_site: str | None, peer: Peer, public_url: str) -> bool:
    """True where a request may change something: its page is of this site.

    Browsers send Origin with everything that can change something, and with
    WebSockets; Sec-Fetch-Site covers the rest. A request with neither comes
    from no page at all.

    Source: Fetch standard, sections Origin header and Sec-Fetch-Site.
    """
    if origin is not None:
        return origin == (public_url or peer.origin)
    return fetch_site in (None, "same-origin", "none")


def networks(texts: Sequence[str]) -> tuple[IpNetwork, ...]:
    """Networks of the configuration."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def counted(text: str) -> str:
    """What the limits by address count: the address, or the /64 that an IPv6 address is in.

    A line has a /64 to itself at the least, and who has one has all of its addresses.

    >>> counted("2001:db8::7"), counted("::ffff:192.0.2.7")
    ('2001:db8::/64', '192.0.2.7')

    Source: RFC 6177 section 2; RFC 4291 section 2.5.5.2 (IPv4-mapped addresses).
    """
    if not _is_address(text):
        return text
    address = ipaddress.ip_address(text)
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_trusted(text: str, trusted: Sequence[IpNetwork]) -> bool:
    """True where the address is of a proxy that is ours."""
    if not _is_address(text):
        return False
    address = ipaddress.ip_address(text)
    return any(address in network for network in trusted)
