"""The adapter of aiortc: two peers, keys that fit, data both ways, and closing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from pylibsrtp import Policy, Session

from media.sdp import Fingerprint
from media.transport.codec_watch import CodecWatch
from media.transport.dtls import (
    CloseReason,
    DtlsHost,
    DtlsTransport,
    SrtpKeys,
    create_certificate,
    self_test,
)

SECONDS = 10.0
NO_FINGERPRINT = Fingerprint("", "")
GCM_128 = Policy.SRTP_PROFILE_AEAD_AES_128_GCM


@dataclass(slots=True)
class Side:
    """One peer with what it was told."""

    role: str
    transport: DtlsTransport | None = None
    other: Side | None = None
    keys: asyncio.Future[SrtpKeys] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    closed: asyncio.Future[CloseReason] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    messages: asyncio.Queue[str | bytes] = field(default_factory=asyncio.Queue)
    dropping: Callable[[bytes], bool] = lambda record: False
    fingerprint: Fingerprint = NO_FINGERPRINT

    def send(self, record: bytes) -> None:
        if self.other is not None and self.other.transport is not None and not self.dropping(record):
            self.other.transport.feed(record)

    def start(self) -> None:
        certificate, self.fingerprint = create_certificate()
        host = DtlsHost(self.send, self.keys.set_result, self.closed.set_result, self.messages.put_nowait)
        self.transport = DtlsTransport(certificate, host, "server" if self.role == "server" else "client")


@dataclass(slots=True)
class Pair:
    """A server and the browser's side."""

    server: Side
    client: Side

    @property
    def transports(self) -> tuple[DtlsTransport, DtlsTransport]:
        assert self.server.transport is not None and self.client.transport is not None
        return self.server.transport, self.client.transport

    async def close(self) -> None:
        for transport in self.transports:
            await transport.close()
            await transport.close()


def pair() -> Pair:
    server, client = Side("server"), Side("client")
    server.other, client.other = client, server
    server.start()
    client.start()
    return Pair(server, client)


async def connected(dropping: Callable[[bytes], bool] = lambda record: False) -> Pair:
    both = pair()
    both.server.dropping = dropping
    server, client = both.transports
    server.start([both.client.fingerprint], 5000)
    client.start([both.server.fingerprint], 5000)
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(both.server.keys, both.client.keys)
    return both


async def test_keys_fit_and_the_cheapest_profile_is_taken() -> None:
    both = await connected()
    server, client = both.server.keys.result(), both.client.keys.result()
    assert server.profile == client.profile == GCM_128
    assert (server.receive_key, server.send_key) == (client.send_key, client.receive_key)
    packet = b"\x80\x60\0\1\0\0\0\1\0\0\0\7payload"
    sending = Session(Policy(key=client.send_key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=GCM_128))
    taking = Session(Policy(key=server.receive_key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=GCM_128))
    assert taking.unprotect(sending.protect(packet)) == packet
    assert "key" not in repr(server)
    await both.close()


async def test_a_lost_flight_is_repeated() -> None:
    lost: list[bytes] = []

    def first_flight(record: bytes) -> bool:
        lost.append(record)
        return len(lost) == 1

    both = await connected(first_flight)
    assert len(lost) > 1
    await both.close()


async def test_another_certificate_is_refused() -> None:
    both = pair()
    server, client = both.transports
    server.start([Fingerprint("sha-256", ":".join(["00"] * 32))], None)
    client.start([both.server.fingerprint], None)
    async with asyncio.timeout(SECONDS):
        assert await both.server.closed == "failed"
    assert not both.server.keys.done()
    assert not server.connected
    await both.close()


async def test_the_peers_goodbye_is_told_once() -> None:
    both = await connected()
    server, client = both.transports
    await client.close()
    async with asyncio.timeout(SECONDS):
        assert await both.server.closed == "closed"
    assert not server.send_message("late") and not server.connected
    await both.close()


async def test_records_are_bounded_before_the_handshake() -> None:
    both = pair()
    server, _ = both.transports
    fed = [server.feed(b"\x16junk") for _ in range(200)]
    assert fed.count(True) == 64
    await both.close()
    assert server.feed(b"\x16junk") is False


async def test_hostile_records_do_not_end_the_session() -> None:
    both = await connected()
    server, _ = both.transports
    for junk in (b"\x14", b"\x16\xfe\xfd", b"\x17" + bytes(100), b"\x3f" * 1500):
        server.feed(junk)
    packet = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(packet.set_result, None)
    await packet
    assert server.connected and not both.server.closed.done()
    await both.close()


def test_the_installed_aiortc_is_the_one_that_was_written_for() -> None:
    self_test()


def test_opened_codecs_are_counted() -> None:
    script = """
from media.transport.codec_watch import CodecWatch
watch = CodecWatch(); watch.watch()
import av
from aiortc.codecs.opus import OpusEncoder
assert watch.opens == 0
OpusEncoder()
assert watch.opens >= 1
before = watch.opens
av.CodecContext.create('libx264', 'w')
assert watch.opens == before + 1
"""
    assert CodecWatch().opens == 0
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("port", [5000, 6000])
async def test_open_data_later(port: int) -> None:
    both = pair()
    server, client = both.transports
    server.start([both.client.fingerprint], None)
    client.start([both.server.fingerprint], port)
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(both.server.keys, both.client.keys)
    assert not server.send_message("no channel yet")
    server.open_data(port)
    server.open_data(port)
    await both.close()
