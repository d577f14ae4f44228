"""`etaluukku serve`: checks what it stands on, then starts and watches the processes."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from media.config import Address, Limits, MediaConfig
from media.pages.config import PagesConfig
from signaling.cli.opened import opened
from signaling.config import Settings
from signaling.keys import turn_server
from signaling.log import configure_log
from signaling.people.service import has_demo
from signaling.process import Orders, certificate_of, tls_context
from signaling.settings_file import ConfigError, read_settings
from signaling.supervisor import Child, Supervisor

SOCKET_PATH_CHARS: Final = 107
"""Longest path of a Unix socket on Linux (unix(7))."""

MEDIA_DRAIN_SECONDS: Final = 1.0
"""Signaling drains; when it has ended nobody is left whom media could serve."""

SPARE_LINKS: Final = 2
"""Above the signaling processes: one that is dying while its successor connects."""


def serve(arguments: argparse.Namespace) -> int:
    """Run the server until SIGTERM."""
    settings = read_settings(arguments.config)
    configure_log(settings.log)
    asyncio.run(run(settings, demo=False))
    return 0


async def run(settings: Settings, *, demo: bool, ready: Callable[[], None] | None = None) -> None:
    """Check what the server stands on, then run its processes; `ready` is called when they were started.

    Raises:
        ConfigError: the configuration, the key, the certificate or the database does not hold.
    """
    check_consistency(settings)
    certificate = certificate_of(settings)
    if certificate is not None:
        try:
            tls_context(certificate)
        except OSError as error:
            raise ConfigError(f"server.tls_certificate: cannot be used ({error})") from None
    async with opened(settings) as store:
        if not demo and await store.read(has_demo):
            raise ConfigError("database: holds demo accounts, which anybody may enter; use another database")
    make_runtime_directory(settings)
    supervisor = Supervisor(children(settings, demo=demo))
    if ready is not None:
        asyncio.get_running_loop().call_soon(ready)
    await supervisor.run()


def check_consistency(settings: Settings) -> None:
    """Return where the keys fit each other.

    Raises:
        ConfigError: they do not; with the remedy.
    """
    server = settings.server
    if server.processes > 1 and not (server.redis_url and settings.database_url.startswith("postgresql")):
        raise ConfigError(
            "server.processes: more than one needs database.url of PostgreSQL and server.redis_url"
        )
    if server.tls_key and not server.tls_certificate:
        raise ConfigError("server.tls_key: needs server.tls_certificate")
    for socket in (settings.media_socket, settings.pages_socket):
        if len(str(socket)) > SOCKET_PATH_CHARS:
            raise ConfigError(
                f"server.data_directory: {socket} is longer than {SOCKET_PATH_CHARS} characters"
            )
    media_addresses(settings)
    turn_server(settings.turn)


def media_addresses(settings: Settings) -> tuple[Address, ...]:
    """The addresses of media: as configured, else those of the web server.

    Raises:
        ConfigError: the web server listens on every address, and none is told for media.
    """
    if settings.media.addresses:
        return tuple(
            Address(a.local, a.advertised, a.advertised_udp_port, a.advertised_tcp_port)
            for a in settings.media.addresses
        )
    for address in settings.server.listen:
        if ipaddress.ip_address(address).is_unspecified:
            raise ConfigError(
                f"media.addresses: server.listen has {address}; name the address that browsers reach, "
                'e.g. addresses = [{local = "0.0.0.0", advertised = "192.0.2.10"}]'
            )
    return tuple(Address(address, address) for address in settings.server.listen)


def make_runtime_directory(settings: Settings) -> None:
    """The directory of the local sockets, only for this user.

    Raises:
        ConfigError: it cannot be made.
    """
    directory: Path = settings.media_socket.parent
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"server.data_directory: {directory}: {error.strerror}") from None


def children(settings: Settings, *, demo: bool) -> list[Child]:
    """The processes of a server."""
    media = _media(settings)
    pages = PagesConfig(
        socket_path=str(settings.pages_socket), slots=settings.papers.renderers, jail=settings.papers.jail
    )
    made = [
        Child(
            "media", "media.worker", ("--config", msgspec.json.encode(media).decode()), last=True, spare=True
        ),
        Child("pages", "media.pages.worker", (msgspec.json.encode(pages).decode(),), last=True),
    ]
    for index in range(settings.server.processes):
        orders = Orders(settings.model_dump(mode="json"), index, demo)
        made.append(Child(f"signaling-{index}", "signaling.process", orders=msgspec.json.encode(orders)))
    return made


def _media(settings: Settings) -> MediaConfig:
    return MediaConfig(
        socket_path=str(settings.media_socket),
        addresses=media_addresses(settings),
        udp_port=settings.media.udp_port,
        tcp_port=settings.media.tcp_port,
        trusted_proxies=settings.media.trusted_proxies,
        drain_seconds=MEDIA_DRAIN_SECONDS,
        limits=Limits(
            conferences=settings.media.conferences,
            links=settings.server.processes + SPARE_LINKS,
            text_characters_per_second=settings.media.text_characters_per_second,
        ),
    )
