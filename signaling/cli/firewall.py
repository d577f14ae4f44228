"""What the firewall before the server lets in, and the one of a service point lets out: one rule for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal
from urllib.parse import urlsplit

from signaling.cli.server import media_addresses
from signaling.config import Settings
from signaling.settings_file import ConfigError
from signaling.turn import parse_url

WEB_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """An address and port that browsers reach."""

    protocol: Literal["tcp", "udp"]
    host: str
    """Name or literal address, as browsers are told."""
    port: int


def openings(settings: Settings) -> tuple[Opening, ...]:
    """Everything that browsers are told of, none twice, as the firewall team sees it.

    Raises:
        ConfigError: media.addresses are missing, or a port is another one at each start.
    """
    found = (*_web(settings), *_media(settings), *_turn(settings))
    if any(opening.port == 0 for opening in found):
        raise ConfigError("port 0 is another one at each start; no firewall can name it")
    return tuple(sorted(set(found)))


def _web(settings: Settings) -> Iterator[Opening]:
    server = settings.server
    if server.public_url:
        url = urlsplit(server.public_url)
        yield Opening("tcp", url.hostname or "", url.port or WEB_PORTS[url.scheme])
        return
    for host in server.listen:
        for index in range(server.processes):
            yield Opening("tcp", host, server.port + index)


def _media(settings: Settings) -> Iterator[Opening]:
    for address in media_addresses(settings):
        udp = address.advertised_udp_port or settings.media.udp_port
        tcp = address.advertised_tcp_port or settings.media.tcp_port
        yield Opening("udp", address.advertised, udp)
        yield Opening("tcp", address.advertised, tcp)


def _turn(settings: Settings) -> Iterator[Opening]:
    for text in settings.turn.urls:
        url = parse_url(text)
        yield Opening(url.transport, url.host, url.port)


def one_rule(found: Iterable[Opening]) -> str:
    """The rule in words, by protocol.

    >>> one_rule([Opening("tcp", "192.0.2.10", 443), Opening("udp", "2001:db8::10", 7000)])
    'to tcp 192.0.2.10:443 and udp [2001:db8::10]:7000, and nothing back'
    """
    parts = []
    for protocol, group in groupby(sorted(found), key=lambda opening: opening.protocol):
        places = (f"[{o.host}]:{o.port}" if ":" in o.host else f"{o.host}:{o.port}" for o in group)
        parts.append(f"{protocol} {', '.join(places)}")
    return f"to {' and '.join(parts)}, and nothing back"
