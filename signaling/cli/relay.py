"""Asks the TURN server as a browser would: a relay over each way, to media and to nothing else."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import ssl
import time
from collections.abc import Sequence
from typing import Final

from aioice.stun import TransactionError
from aioice.turn import TurnClientTcpProtocol, TurnClientUdpProtocol

from signaling.settings_file import ConfigError
from signaling.turn import Credential, TurnServer, TurnUrl, parse_url

WAIT_SECONDS: Final = 2.5
"""For all ways together, within the time that `etaluukku check` gives to each of its lines."""

RELAY_SECONDS: Final = 60
"""The relay is deleted at once; a broken check leaves it no longer."""

INNER: Final = ("127.0.0.1", "169.254.169.254", "::1", "fe80::1")
"""What a relay must refuse in every network: the TURN machine itself, and where clouds keep secrets."""

Client = TurnClientUdpProtocol | TurnClientTcpProtocol


async def check_relay(server: TurnServer, media: Sequence[tuple[str, int]]) -> str:
    """Which ways give a relay to these addresses and ports of media, as browsers are told them.

    Raises:
        ConfigError: a way gives none, or one that reaches more than media; with the remedy.
    """
    identity = os.urandom(16).hex()
    made = server.credential(time.time(), identity)
    ways = [_check_way(text, made, media) for text in server.urls]
    found = await asyncio.gather(*ways)
    if faults := [text for holds, text in found if not holds]:
        raise ConfigError("; ".join(faults))
    return ", ".join(text for _, text in found)


async def _check_way(text: str, made: Credential, media: Sequence[tuple[str, int]]) -> tuple[bool, str]:
    try:
        relay = await _make_relay(text, made, media)
    except ConfigError as error:
        return False, f"{text}: {error}"
    return True, f"{text} relays through {relay}"


async def _make_relay(text: str, made: Credential, media: Sequence[tuple[str, int]]) -> str:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            client = await _connect(parse_url(text), made)
            try:
                relay, _ = await client.connect()
                await _check_peers(client, ipaddress.ip_address(relay).version, media)
            finally:
                if client.relayed_address is None:
                    client.transport.close()
                await client.delete()
    except TimeoutError:
        raise ConfigError(f"no answer within {WAIT_SECONDS} s; is its port open?") from None
    except ssl.SSLCertVerificationError as error:
        raise ConfigError(f"browsers will not take its certificate ({error.verify_message})") from None
    except OSError as error:
        raise ConfigError(f"{error.strerror or type(error).__name__}; see turn.conf") from None
    except TransactionError as error:
        raise ConfigError(f"{error}; 401 means that coturn has another secret or clock") from None
    return relay


async def _connect(url: TurnUrl, made: Credential) -> Client:
    loop = asyncio.get_running_loop()
    server = (url.host, url.port)

    def client(kind: type[Client]) -> Client:
        return kind(server, made.username, made.password, RELAY_SECONDS, RELAY_SECONDS)

    if url.transport == "udp":
        return (
            await loop.create_datagram_endpoint(lambda: client(TurnClientUdpProtocol), remote_addr=server)
        )[1]
    context = ssl.create_default_context() if url.tls else None
    return (await loop.create_connection(lambda: client(TurnClientTcpProtocol), *server, ssl=context))[1]


async def _check_peers(client: Client, family: int, media: Sequence[tuple[str, int]]) -> None:
    wanted = [peer for peer in media if ipaddress.ip_address(peer[0]).version == family]
    if not wanted:
        raise ConfigError(f"the relay is IPv{family}, and media.addresses has none of that family")
    channel = client.channel_number
    for peer in wanted:
        try:
            await client.channel_bind(channel, peer)
        except TransactionError as error:
            raise ConfigError(f"does not relay to media at {peer[0]} ({error}): allowed-peer-ip") from None
        channel += 1
    for host in INNER:
        if ipaddress.ip_address(host).version == family and host not in dict(wanted):
            try:
                await client.channel_bind(channel, (host, wanted[0][1]))
            except TransactionError:
                continue
            raise ConfigError(f"relays to {host}, a door into your network: denied-peer-ip in turn.conf")
