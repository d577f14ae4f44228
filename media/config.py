"""What a media process is started with."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, fields

import msgspec


class ConfigError(Exception):
    """A key is unknown or a value is bad; the process does not start."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of this machine, and how it is known to browsers (NAT, elastic address)."""

    local: str
    """Literal IPv4 or IPv6 address that is bound. No wildcard where a host has several addresses:
    a reply must leave from the address that was asked."""
    advertised: str
    """Literal address that candidates carry."""
    advertised_udp_port: int | None = None
    advertised_tcp_port: int | None = None
    """Ports that candidates carry, where NAT or a splitter at 443 changes them; None: the bound ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one process."""

    conferences: int = 100
    echoes: int = 40
    """Lines that are measured at a time; each may take a call's bandwidth, and anybody may ask for one."""
    endpoints: int = 25
    """In one conference."""
    audio_slots: int = 24
    video_slots: int = 25
    links: int = 8
    link_queue_bytes: int = 4 * 1024 * 1024
    """Waiting for one signaling process; a slower one is cut off and comes back by itself."""
    tcp_connections: int = 512
    tcp_unauthenticated: int = 64
    volatile_per_second: float = 60.0
    """Messages of one endpoint: a pointer moves with the screen's refresh at most."""
    text_characters_per_second: float = 30.0
    """Real-time text of one endpoint, over 10 s (RFC 8865 section 4.2.1: 30 where nothing is said)."""
    offers_per_second: float = 1.0
    offers_at_once: float = 30.0
    """Offers of one endpoint; a long one takes 0.1 s in which nobody is forwarded anything. A browser offers
    when it comes, when its path is lost (each 4 s) and when it needs more slots."""
    stun_per_second: float = 100.0
    """Checks of one remote host that name nobody here."""
    stun_total_per_second: float = 2000.0
    """Such checks in all."""
    stun_known_per_second: float = 100.0
    """Checks that name an endpoint, from paths that are not its own yet; browsers send 20 a second at most
    on each of some pairs. Not by host: a municipality shares one address."""


@dataclass(frozen=True, slots=True)
class MediaConfig:
    """All settings of a media process."""

    socket_path: str
    """Unix socket of the contract, made with mode 0600."""
    addresses: tuple[Address, ...]
    """The first one is preferred. One `local` twice is bound once: it is known by two addresses or ports."""
    udp_port: int = 0
    """0 takes a free port, the same for all addresses."""
    tcp_port: int | None = 0
    """None: no TCP."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks of splitters before the TCP port: their PROXY header tells who the client is."""
    drain_seconds: float = 3600.0
    """After SIGTERM running conferences get this time; the process ends with the last one."""
    limits: Limits = field(default_factory=Limits)


def parse_config(text: str | bytes) -> MediaConfig:
    """A configuration out of JSON with the field names above.

    Raises:
        ConfigError: see there.
    """
    try:
        raw = msgspec.json.decode(text)
        _refuse_unknown(raw, MediaConfig)
        config = msgspec.convert(raw, MediaConfig)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(error)) from None
    _check(config)
    return config


def _check(config: MediaConfig) -> None:
    if not config.addresses:
        raise ConfigError("addresses: at least one expected")
    for address in config.addresses:
        for host in (address.local, address.advertised):
            try:
                ipaddress.ip_address(host)
            except ValueError:
                raise ConfigError(f"addresses: {host} is no literal IPv4 or IPv6 address") from None
        for port in (address.advertised_udp_port, address.advertised_tcp_port):
            if port is not None and not 0 < port <= 65535:
                raise ConfigError(f"addresses: port {port}: 1 to 65535 expected")
    for port in (config.udp_port, config.tcp_port or 0):
        if not 0 <= port <= 65535:
            raise ConfigError(f"port {port}: 0 to 65535 expected")
    for network in config.trusted_proxies:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise ConfigError(f"trusted_proxies: {network} is no network") from None


def _refuse_unknown(raw: object, kind: type[MediaConfig] | type[Limits] | type[Address]) -> None:
    if not isinstance(raw, dict):
        return
    unknown = set(raw) - {f.name for f in fields(kind)}
    if unknown:
        raise ConfigError(f"unknown key {', '.join(sorted(map(str, unknown)))}")
    if kind is MediaConfig:
        _refuse_unknown(raw.get("limits"), Limits)
        addresses = raw.get("addresses")
        for address in addresses if isinstance(addresses, list) else ():
            _refuse_unknown(address, Address)
