"""turn.conf and deploy/turn.nft with a real coturn: relays to media's addresses and ports alone.

A namespace holds all addresses; coturn runs as its own user, as the unit runs it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest
from aioice import stun

from signaling.turn import TurnUrl
from tests.deploy import coturn as c
from tests.deploy.enclave import (
    CLIENT,
    MEDIA,
    MEDIA6,
    METADATA,
    OTHER,
    OTHER6,
    STRANGER,
    TURN,
    TURN6,
)
from tests.deploy.places import PORTS, Place, placed, rule

PUBLIC: Final = "203.0.113.10"
"""As turn.nft has it."""

OTHERS: Final = (
    OTHER,
    TURN,
    STRANGER,
    METADATA,
    "10.0.0.1",
    "192.168.0.1",
    "203.0.113.10",
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "192.0.2.255",
    "224.0.0.251",
    "255.255.255.255",
)
OTHERS6: Final = (
    OTHER6,
    TURN6,
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::fb",
    "::ffff:127.0.0.1",
    f"::ffff:{OTHER}",
    f"::ffff:{METADATA}",
    "64:ff9b::c000:21e",
    "2002:c000:21e::1",
)

FORBIDDEN: Final = (
    (MEDIA, 6999),
    (MEDIA, 7003),
    (MEDIA, 8080),
    (MEDIA, 22),
    (OTHER, 7000),
    (OTHER, 5432),
    (TURN, 22),
    (TURN, 7000),
    (METADATA, 80),
    (METADATA, 7000),
    ("127.0.0.1", 5432),
    ("127.0.0.1", 7000),
    (STRANGER, 7000),
)
FORBIDDEN6: Final = ((MEDIA6, 6999), (MEDIA6, 8080), (OTHER6, 7000), ("::1", 5432), (TURN6, 7000))
GROUP: Final = ("224.0.0.251", 7000)
"""Multicast; joined on the way out of the relay."""


@pytest.fixture(scope="module")
def guarded() -> Iterator[Place]:
    """As deploy/ has it."""
    with placed("guarded", rule(), lists=True) as place:
        yield place


@pytest.fixture(scope="module")
def ruled() -> Iterator[Place]:
    """The firewall's rule alone."""
    with placed("ruled", rule(), lists=False) as place:
        yield place


@pytest.fixture(scope="module")
def unguarded() -> Iterator[Place]:
    """Neither."""
    with placed("unguarded", None, lists=False) as place:
        yield place


@pytest.fixture(scope="module")
def behind_nat() -> Iterator[Place]:
    """With the lines of the rule for a public address that is not reached from inside."""
    text, taken = re.subn(r"(?m)^    # (chain around_nat|    type nat|    meta skuid|\})", r"    \1", rule())
    assert taken == 4 and PUBLIC in text
    with placed("nat", text, lists=True, allowed=(PUBLIC,)) as place:
        yield place


def way_name(way: object) -> str:
    """A short name of a way."""
    return {c.UDP: "udp", c.TCP: "tcp", c.TLS: "tls"}[way]  # type: ignore[index]


# ---- who may have a relay -----------------------------------------------------------------


@pytest.mark.parametrize("way", c.WAYS, ids=way_name)
@pytest.mark.parametrize(
    ("lasts_seconds", "secret"), [(600, "another secret"), (-10, c.SECRET)], ids=["forged", "expired"]
)
async def test_a_bad_credential_gets_no_relay(
    guarded: Place, way: TurnUrl, lasts_seconds: float, secret: str
) -> None:
    async with c.client(guarded.enclave, way, lasts_seconds, secret) as turn:
        with pytest.raises(stun.TransactionFailed) as refused:
            await turn.connect()
    assert refused.value.response.error_code == 401


async def test_a_relay_outlives_its_credential(guarded: Place) -> None:
    """A consultation may be longer than `turn.credential_seconds`."""
    lasts_seconds = 2.0
    async with c.client(guarded.enclave, c.UDP, lasts_seconds) as turn:
        await turn.connect()

        async def is_over() -> bool:
            async with c.client(guarded.enclave, c.UDP, secret=c.SECRET) as late:
                late.username, late.password = turn.username, turn.password
                try:
                    await late.connect()
                except stun.TransactionFailed as refused:
                    return refused.response.error_code == 401
                return False

        while not await is_over():  # noqa: ASYNC110  # coturn's clock goes by seconds
            await asyncio.sleep(0.2)
        refresh = stun.Message(message_method=stun.Method.REFRESH, message_class=stun.Class.REQUEST)
        refresh.attributes["LIFETIME"] = 600
        refreshed, _ = await turn.request_with_retry(refresh)
        assert refreshed.attributes["LIFETIME"] == 600
        await turn.channel_bind(0x4000, (MEDIA, PORTS[0]))


async def test_no_relay_of_tcp_connections(guarded: Place) -> None:
    """RFC 6062 would reach the web server and the database."""
    async with c.client(guarded.enclave, c.TCP) as turn:
        request = stun.Message(message_method=stun.Method.ALLOCATE, message_class=stun.Class.REQUEST)
        request.attributes["LIFETIME"] = 600
        request.attributes["REQUESTED-TRANSPORT"] = 0x06000000
        with pytest.raises(stun.TransactionFailed) as refused:
            await turn.request_with_retry(request)
    assert refused.value.response.error_code in (442, 403)


# ---- where a relay reaches ------------------------------------------------------------------


@pytest.mark.parametrize("way", c.WAYS, ids=way_name)
async def test_each_way_carries_media_there_and_back(guarded: Place, way: TurnUrl) -> None:
    for host, family in ((MEDIA, 4), (MEDIA6, 6)):
        for port in PORTS:
            with guarded.enclave.socket(host, port, socket.SOCK_DGRAM) as media:
                async with c.client(guarded.enclave, way) as turn:
                    arrived = c.Arrivals()
                    turn.receiver = arrived
                    await (turn.connect() if family == 4 else c.connect_ipv6(turn))
                    await turn.send_data(b"there", (host, port))
                    loop = asyncio.get_running_loop()
                    data, relay = await loop.sock_recvfrom(media, 2048)
                    assert (data, relay[:2]) == (b"there", turn.relayed_address)
                    await loop.sock_sendto(media, b"back", relay)
                    assert await arrived.first() == (b"back", (host, port))


@pytest.mark.parametrize("peer", OTHERS)
async def test_another_address_is_refused(guarded: Place, peer: str) -> None:
    async with c.client(guarded.enclave, c.UDP) as turn:
        await turn.connect()
        await turn.channel_bind(0x4000, (MEDIA, PORTS[0]))
        with pytest.raises(stun.TransactionFailed) as refused:
            await turn.channel_bind(0x4001, (peer, PORTS[0]))
    assert refused.value.response.error_code == 403


@pytest.mark.parametrize("peer", OTHERS6)
async def test_another_ipv6_address_is_refused(guarded: Place, peer: str) -> None:
    async with c.client(guarded.enclave, c.UDP) as turn:
        await c.connect_ipv6(turn)
        await turn.channel_bind(0x4000, (MEDIA6, PORTS[0]))
        with pytest.raises(stun.TransactionFailed) as refused:
            await turn.channel_bind(0x4001, (peer, PORTS[0]))
    assert refused.value.response.error_code == 403


async def reaches(place: Place, peer: tuple[str, int]) -> bool:
    """Whether a relay's packet comes to somebody who listens there.

    Waits for one of its three ends: coturn refuses the peer, the rule drops the
    packet (coturn then gives the relay up), or it has arrived.
    """
    loop = asyncio.get_running_loop()
    with place.enclave.socket(*peer, socket.SOCK_DGRAM) as listener:
        if peer == GROUP:
            joined = socket.inet_aton(GROUP[0]) + socket.inet_aton(TURN)
            listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)
        async with c.client(place.enclave, c.UDP) as turn:
            await (c.connect_ipv6(turn) if ":" in peer[0] else turn.connect())
            before = await asyncio.to_thread(dropped, place)
            try:
                await turn.send_data(b"x", peer)
            except stun.TransactionFailed as refused:
                assert refused.response.error_code == 403
                return False
            arrival = asyncio.create_task(loop.sock_recv(listener, 2048))
            try:
                while not arrival.done():
                    if await asyncio.to_thread(dropped, place) > before:
                        return False
                    await asyncio.sleep(0.02)
                return await arrival == b"x"
            finally:
                arrival.cancel()


@pytest.mark.parametrize("kind", ["guarded", "ruled"])
@pytest.mark.parametrize("peer", [*FORBIDDEN, *FORBIDDEN6, GROUP], ids=str)
async def test_no_other_address_and_no_other_port_is_reached(
    kind: str, peer: tuple[str, int], guarded: Place, ruled: Place
) -> None:
    assert not await reaches(guarded if kind == "guarded" else ruled, peer)


@pytest.mark.parametrize("peer", [*FORBIDDEN, *FORBIDDEN6, GROUP], ids=str)
async def test_without_lists_and_rule_it_is_reached(unguarded: Place, peer: tuple[str, int]) -> None:
    """What the other tests look for would be seen."""
    assert await reaches(unguarded, peer)


async def test_behind_nat_a_relay_goes_around_it(behind_nat: Place) -> None:
    """No hairpin: browsers ask for the public address, and coturn sends to the local one."""
    loop = asyncio.get_running_loop()
    with behind_nat.enclave.socket(MEDIA, PORTS[0], socket.SOCK_DGRAM) as media:
        async with c.client(behind_nat.enclave, c.UDP) as turn:
            arrived = c.Arrivals()
            turn.receiver = arrived
            await turn.connect()
            await turn.send_data(b"there", (PUBLIC, PORTS[0]))
            data, relay = await loop.sock_recvfrom(media, 2048)
            await loop.sock_sendto(media, data, relay)
            assert await arrived.first() == (b"there", (PUBLIC, PORTS[0]))


def dropped(place: Place) -> int:
    """Packets of coturn that the rule has dropped; 0 where there is no rule."""
    if "etaluukku_turn" not in place.enclave.run("nft", "list", "tables"):
        return 0
    listing = place.enclave.run("nft", "list", "chain", "inet", "etaluukku_turn", "coturn")
    found = re.search(r"counter packets (\d+) bytes \d+ drop", listing)
    assert found is not None
    return int(found[1])


def test_the_rule_is_loaded_again_without_touching_other_tables(guarded: Place) -> None:
    guarded.enclave.run("nft", "add", "table", "inet", "another")
    guarded.enclave.run("nft", "-f", "-", text=rule())
    tables = guarded.enclave.run("nft", "list", "tables").split("\n")
    assert sorted(filter(None, tables)) == ["table inet another", "table inet etaluukku_turn"]


async def test_warnings_and_errors_name_neither_people_nor_secrets(guarded: Place) -> None:
    """The lines below a warning do: the unit keeps them out of the journal."""
    passwords: list[str] = []
    for lasts_seconds, secret in ((600, c.SECRET), (-10, c.SECRET), (600, "another secret")):
        async with c.client(guarded.enclave, c.TLS, lasts_seconds, secret) as turn:
            with suppress(stun.TransactionFailed):
                await turn.connect()
                await turn.channel_bind(0x4000, (OTHER, PORTS[0]))
            passwords.append(turn.password or "")
    log = await asyncio.to_thread((guarded.directory / "log").read_text)
    kept = [line for line in log.splitlines() if "INFO: " not in line]
    wanted = (CLIENT, *passwords)
    assert [line for line in kept if any(word in line for word in wanted)] == []
    assert [word for word in (c.SECRET, *passwords) if word in log] == []


def test_the_unit_keeps_the_other_lines_out_of_the_journal() -> None:
    unit = (c.ROOT / "deploy" / "etaluukku-turn.service").read_text()
    assert "\nLogLevelMax=warning\n" in unit


def test_the_lists_name_no_address_twice() -> None:
    assert len({*map(ipaddress.ip_address, (*OTHERS, *OTHERS6))}) == len(OTHERS) + len(OTHERS6) >= 10
