"""`etaluukku check`: one line for each thing that a server stands on, with the remedy where it fails."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import shutil
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

import redis.asyncio as redis

from media.transport.dtls import self_test
from signaling.cli.firewall import one_rule, openings
from signaling.cli.opened import opened
from signaling.cli.relay import check_relay
from signaling.cli.server import check_consistency, media_addresses
from signaling.config import Settings
from signaling.directory.privacy import authorities
from signaling.keys import read_master_key, turn_server
from signaling.people.service import has_demo
from signaling.process import certificate_of, tls_context
from signaling.settings_file import ConfigError, read_settings
from signaling.web.connections import files_wanted
from signaling.wiring import CLIENT, public_url

LEAST_DISK_BYTES: Final = 1 << 30
"""A gigabyte: a day of papers and years of audit rows."""

WAIT_SECONDS: Final = 3.0

Check = Callable[[Settings], str | Awaitable[str]]


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each check; 1 when one does not hold."""
    settings = read_settings(arguments.config)
    print(f"ok    configuration: {arguments.config or 'defaults'}")  # noqa: T201
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    failed = 0
    for name, check in CHECKS.items():
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                found = check(settings)
                if isinstance(found, Awaitable):
                    found = await found
            print(f"ok    {name}: {found}")  # noqa: T201
        except ConfigError as error:
            failed = 1
            print(f"FAIL  {name}: {error}")  # noqa: T201
        except TimeoutError:
            failed = 1
            print(f"FAIL  {name}: no answer within {WAIT_SECONDS:.0f} s")  # noqa: T201
    return failed


def _consistency(settings: Settings) -> str:
    check_consistency(settings)
    return "the keys fit each other"


def _key(settings: Settings) -> str:
    read_master_key(settings.master_key_file)
    return f"{settings.master_key_file}"


def _certificate(settings: Settings) -> str:
    certificate = certificate_of(settings)
    if certificate is None:
        proxies = ", ".join(settings.server.trusted_proxies)
        return f"a proxy in {proxies} speaks TLS" if proxies else "none: only for browsers on this machine"
    try:
        tls_context(certificate)
    except OSError as error:
        raise ConfigError(f"{certificate.chain}: {error}; name a PEM chain and its key") from None
    return str(certificate.chain)


def _public_address(settings: Settings) -> str:
    server = settings.server
    if server.public_url:
        behind = server.public_url.startswith("https://") and not server.tls_certificate
        if behind and not server.trusted_proxies:
            raise ConfigError(
                "server.trusted_proxies: empty, while no certificate is here for the https of "
                "server.public_url; name the proxy's network, else all its visitors count as one"
            )
        return server.public_url
    if server.trusted_proxies:
        raise ConfigError(
            "server.public_url: empty behind a proxy, so a page's Origin is compared with the Host that "
            "the proxy sends, and invitations name this machine; "
            'set public_url = "https://NAME" as people open it'
        )
    return f"as asked for; invitations name {public_url(settings)}"


def _operator(settings: Settings) -> str:
    operator = settings.operator
    ways = (operator.accessibility_email, operator.accessibility_phone, operator.accessibility_address)
    if not operator.name or not any(ways):
        return (
            "the page /accessibility names nobody; set operator.name and a way for feedback "
            "(act 306/2019, section 9)"
        )
    if not operator.accessibility_reviewed:
        return f"{operator.name}; the accessibility statement was never reviewed here"
    return f"{operator.name}; accessibility statement reviewed {operator.accessibility_reviewed}"


def _files(settings: Settings) -> str:
    wanted = files_wanted(settings.limits)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise ConfigError(
            f"limits.connections: needs {wanted} open files, {hard} are allowed; "
            "raise LimitNOFILE or lower it"
        )
    return f"{wanted} for each signaling process"


def _ports(settings: Settings) -> str:
    taken = list(taken_ports(settings))
    if taken:
        raise ConfigError(f"taken: {', '.join(taken)}; is a server running already? else choose other ports")
    return "free"


def taken_ports(settings: Settings) -> Iterator[str]:
    """The ports of these settings that cannot be bound now, each with the reason."""
    for address in settings.server.listen:
        for index in range(settings.server.processes):
            yield from _try(address, settings.server.port + index, socket.SOCK_STREAM)
    for media in media_addresses(settings):
        yield from _try(media.local, settings.media.udp_port, socket.SOCK_DGRAM)
        yield from _try(media.local, settings.media.tcp_port, socket.SOCK_STREAM)


def _try(address: str, port: int, kind: socket.SocketKind) -> Iterator[str]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            word = "tcp" if kind == socket.SOCK_STREAM else "udp"
            yield f"{word} {address} {port} ({error.strerror})"


def _firewall(settings: Settings) -> str:
    try:
        return f"one rule: from browsers {one_rule(openings(settings))}"
    except ConfigError as error:
        return f"none can be told: {error}"


async def _database(settings: Settings) -> str:
    async with opened(settings) as store:
        if await store.read(has_demo):
            raise ConfigError("holds demo accounts, which anybody may enter; use another database")
    return settings.database_url.split("@")[-1]


async def _data_protection(settings: Settings) -> str:
    async with opened(settings) as store:
        silent = [found.name for found in await store.read(authorities) if found.text_at is None]
    if silent:
        return f"no text of {', '.join(silent)}; their clients read so: etaluukku directory privacy"
    return "every authority has a text"


async def _redis(settings: Settings) -> str:
    if not settings.server.redis_url:
        return "none: one signaling process"
    client = redis.from_url(settings.server.redis_url)
    try:
        await client.ping()
    except (OSError, redis.RedisError) as error:
        raise ConfigError(f"server.redis_url: {type(error).__name__}; is Redis running there?") from None
    finally:
        await client.aclose()
    return "answers"


async def _turn(settings: Settings) -> str:
    server = turn_server(settings.turn)
    if server is None:
        return "none: browsers reach media directly, by UDP or TCP"
    port = settings.media.udp_port
    peers = [(a.advertised, a.advertised_udp_port or port) for a in media_addresses(settings)]
    return await check_relay(server, peers)


def _disk(settings: Settings) -> str:
    directory: Path = settings.server.data_directory
    if not directory.is_dir() or not os.access(directory, os.W_OK):
        raise ConfigError(f"{directory}: cannot be written; run: install -d -m 700 -o $USER {directory}")
    free = shutil.disk_usage(directory).free
    if free < LEAST_DISK_BYTES:
        raise ConfigError(f"{directory}: {free >> 20} MiB free, at least {LEAST_DISK_BYTES >> 20} wanted")
    return f"{free >> 20} MiB free in {directory}"


def _media(settings: Settings) -> str:
    try:
        self_test()
    except Exception as error:  # whatever is wrong with the libraries, media will not start
        raise ConfigError(f"self-test: {type(error).__name__}; install what constraints.txt names") from None
    return ", ".join(f"{a.advertised}" for a in media_addresses(settings))


def _client(settings: Settings) -> str:
    directory = settings.server.client_directory or CLIENT
    if not (directory / "index.html").is_file():
        raise ConfigError(f"{directory}: not built; run: cd webclient && npm ci && npm run build")
    return str(directory)


CHECKS: Final[dict[str, Check]] = {
    "keys of the configuration": _consistency,
    "master key": _key,
    "certificate": _certificate,
    "public address": _public_address,
    "operator": _operator,
    "open files": _files,
    "ports": _ports,
    "firewall": _firewall,
    "database": _database,
    "data protection": _data_protection,
    "redis": _redis,
    "turn": _turn,
    "disk": _disk,
    "media": _media,
    "web client": _client,
}
