"""The shell of the Python engine on real sockets, with real SRTP, on loopback."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pylibsrtp
import pytest

from media.forward import python
from media.forward.engine import (
    MAX_PATHS,
    STREAM_BASE,
    Engine,
    EngineEvent,
    Extensions,
    Path,
    SlotSpec,
    SourceSpec,
    Switched,
    UnknownNumberError,
)
from media.forward.leg import MAX_SSRCS
from media.forward.python import PythonEngine, open_udp_socket
from media.forward.srtp import srtp_crypto
from media.rtp.header import build_packet, parse_header
from media.rtp.rtcp_report import ReceiverReport

GCM = pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM
KEY_OCTETS = 28
DEADLINE_SECONDS = 5.0

KEY_FRAME = bytes((0x10, 0x00)) + b"picture"


@dataclass
class Host:
    control: list[tuple[Path, bytes]] = field(default_factory=list)
    rtcp: list[tuple[int, bytes]] = field(default_factory=list)
    events: list[EngineEvent] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def on_control(self, now: float, datagrams: Sequence[tuple[Path, bytes]]) -> None:
        self.control += datagrams
        self.changed.set()

    def on_rtcp(self, now: float, packets: Sequence[tuple[int, bytes]]) -> None:
        self.rtcp += packets
        self.changed.set()

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        self.events += events
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that one of the calls above brings."""
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


class Peer:
    """A browser's socket with keys of its own."""

    def __init__(self, engine: PythonEngine, number: int, keys: bool = True) -> None:
        self.engine, self.number = engine, number
        self.udp = open_udp_socket("127.0.0.1", 0)
        self.path = Path(0, *self.udp.getsockname())
        self.server = engine.addresses[0]
        to_server, to_peer = os.urandom(KEY_OCTETS), os.urandom(KEY_OCTETS)
        self.crypto = srtp_crypto(GCM, to_peer, to_server)
        engine.add_endpoint(number)
        if keys:
            engine.set_srtp(number, GCM, to_server, to_peer)
            engine.set_path(number, self.path)

    def send(self, datagram: bytes) -> None:
        self.udp.sendto(datagram, self.server)

    def send_rtp(self, packet: bytes) -> None:
        self.send(self.crypto.protect(packet))

    async def receive(self) -> bytes:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await asyncio.get_running_loop().sock_recv(self.udp, 2048)

    async def receive_rtp(self) -> bytes:
        return self.crypto.unprotect(await self.receive())

    def nothing_came(self) -> bool:
        try:
            self.udp.recv(2048)
        except BlockingIOError:
            return True
        return False


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
async def engine(host: Host) -> AsyncIterator[PythonEngine]:
    engine = PythonEngine(host, [open_udp_socket("127.0.0.1", 0), open_udp_socket("127.0.0.1", 0)])
    yield engine
    engine.close()


@pytest.fixture
async def peers(engine: PythonEngine) -> AsyncIterator[list[Peer]]:
    peers = [Peer(engine, number) for number in (1, 2, 3)]
    yield peers
    for peer in peers:
        peer.udp.close()


def source(endpoint: int, number: int = 11) -> SourceSpec:
    return SourceSpec(number, endpoint, "video", number, 0, 96, 0, 90_000, group=number)


def slot(endpoint: int, number: int) -> SlotSpec:
    return SlotSpec(
        number, endpoint, "video", b"v", number, number + 1, 100, 101, 90_000, Extensions(mid=1), pair=0
    )


def video(sequence: int, ssrc: int = 11, payload: bytes = KEY_FRAME) -> bytes:
    return build_packet(96, sequence, 0, ssrc, payload)


async def test_it_is_an_engine(engine: PythonEngine) -> None:
    interface: Engine = engine
    assert interface.endpoints() == []


async def test_a_picture_goes_through_decrypted_and_encrypted_anew(
    engine: PythonEngine, host: Host, peers: list[Peer]
) -> None:
    one, two, three = peers
    engine.add_source(source(1))
    for number, endpoint in ((20, 2), (30, 3)):
        engine.add_slot(slot(endpoint, number))
        engine.map_slot(number, 11)
    one.send_rtp(video(5))
    for peer, ssrc in ((two, 20), (three, 30)):
        packet = await peer.receive_rtp()
        header = parse_header(packet)
        assert (header.ssrc, header.payload_type) == (ssrc, 100)
        assert packet.endswith(KEY_FRAME)
    await host.until(lambda: Switched(20, 11) in host.events)
    counters = engine.counters(2)
    assert (counters.packets_sent, engine.counters(1).packets_received) == (1, 1)
    assert counters.bytes_sent > len(KEY_FRAME)
    assert engine.slot_sources(20) == [11]
    spec = engine.slot_by_ssrc(2, 21)
    assert spec is not None
    assert engine.slot_spec(20) is spec
    assert engine.source_by_ssrc(1, 11) == engine.source_spec(11)
    assert engine.source_by_ssrc(1, 12) is None
    assert engine.slot_by_ssrc(1, 12) is None


async def test_control_comes_up_from_any_path_and_is_answered_from_the_socket_that_was_asked(
    engine: PythonEngine, host: Host
) -> None:
    with open_udp_socket("127.0.0.1", 0) as stranger:
        for address in engine.addresses:
            stranger.sendto(b"\x00\x01stun", address)
        await host.until(lambda: len(host.control) == 2)
        loop = asyncio.get_running_loop()
        for path, datagram in host.control:
            assert datagram == b"\x00\x01stun"
            engine.send(path, b"\x01\x01answer")
            answer, address = await loop.sock_recvfrom(stranger, 100)
            assert (answer, address) == (b"\x01\x01answer", engine.addresses[path.socket])


async def test_rtcp_goes_both_ways(engine: PythonEngine, host: Host, peers: list[Peer]) -> None:
    report = bytes(ReceiverReport(7))
    peers[0].send(peers[0].crypto.protect_rtcp(report))
    await host.until(lambda: host.rtcp == [(1, report)])
    engine.send_rtcp(2, report)
    assert peers[1].crypto.unprotect_rtcp(await peers[1].receive()) == report


async def test_what_is_not_authentic_or_from_elsewhere_is_dropped(
    engine: PythonEngine, host: Host, peers: list[Peer]
) -> None:
    one, two, three = peers
    engine.add_source(source(1))
    engine.add_slot(slot(2, 20))
    engine.map_slot(20, 11)
    one.send(b"\x80\x60" + os.urandom(60))  # not encrypted with our key
    one.send(b"\x80\xc9" + os.urandom(60))
    one.send(b"\x80")
    one.send(b"\xff" * 40)
    three.send(one.crypto.protect(video(1)))  # right key, wrong path
    one.send(b"\x00last")
    await host.until(lambda: (one.path, b"\x00last") in host.control)
    three.send(b"\x00last")
    await host.until(lambda: (three.path, b"\x00last") in host.control)
    assert two.nothing_came()
    assert engine.counters(1).dropped == 2
    assert engine.counters(1).packets_received == 0


async def test_a_replayed_packet_is_dropped(engine: PythonEngine, host: Host, peers: list[Peer]) -> None:
    packet = peers[0].crypto.protect(video(1))
    peers[0].send(packet)
    peers[0].send(packet)
    peers[0].send(b"\x00last")
    await host.until(lambda: bool(host.control))
    assert engine.counters(1).packets_received == 1


async def test_the_table_of_ssrcs_is_bounded(engine: PythonEngine, host: Host, peers: list[Peer]) -> None:
    for ssrc in range(1, MAX_SSRCS + 3):
        peers[0].send_rtp(video(1, ssrc))
        peers[0].send(b"\x00%d" % ssrc)
        await host.until(lambda: host.control[-1:] == [(peers[0].path, b"\x00%d" % ssrc)])  # noqa: B023
    assert engine.counters(1).packets_received == MAX_SSRCS
    peers[0].send_rtp(video(2, 1))
    peers[0].send(b"\x00end")
    await host.until(lambda: host.control[-1][1] == b"\x00end")
    assert engine.counters(1).packets_received == MAX_SSRCS + 1


async def test_without_path_or_keys_nothing_is_sent(engine: PythonEngine, peers: list[Peer]) -> None:
    engine.add_source(source(1))
    engine.add_slot(slot(2, 20))
    engine.map_slot(20, 11)
    engine.set_path(2, None)
    engine.send_rtcp(2, bytes(ReceiverReport(7)))
    engine.add_slot(slot(3, 30))
    engine.map_slot(30, 11)
    peers[0].send_rtp(video(1))
    await peers[2].receive_rtp()
    assert peers[1].nothing_came()
    assert engine.counters(2).dropped == 1


async def test_a_path_belongs_to_who_claimed_it_last(
    engine: PythonEngine, host: Host, peers: list[Peer]
) -> None:
    engine.set_path(2, peers[0].path)
    engine.add_source(source(1))
    engine.add_slot(slot(3, 30))
    engine.map_slot(30, 11)
    peers[0].send_rtp(video(1))  # from a path that is now of endpoint 2, with keys of 1
    peers[0].send(b"\x00last")
    await host.until(lambda: bool(host.control))
    engine.set_path(1, peers[0].path)
    peers[0].send_rtp(video(2))
    assert parse_header(await peers[2].receive_rtp()).ssrc == 30
    assert engine.counters(1).packets_received == 1


async def test_old_paths_are_forgotten_but_never_the_one_in_use(
    engine: PythonEngine, host: Host, peers: list[Peer]
) -> None:
    with open_udp_socket("127.0.0.1", 0) as early:
        engine.accept_path(1, Path(0, *early.getsockname()))
        for port in range(1, MAX_PATHS + 2):
            engine.accept_path(1, Path(0, "127.0.0.9", port))
        early.sendto(peers[0].crypto.protect(video(1)), engine.addresses[0])
        early.sendto(b"\x00last", engine.addresses[0])
        await host.until(lambda: bool(host.control))
        assert engine.counters(1).packets_received == 0
        peers[0].send_rtp(video(2))
        peers[0].send(b"\x00last")
        await host.until(lambda: len(host.control) == 2)
        assert engine.counters(1).packets_received == 1


async def test_an_address_that_cannot_be_reached_costs_that_receiver_only(
    engine: PythonEngine, peers: list[Peer]
) -> None:
    engine.set_path(2, Path(0, "::1", 9))  # not an address of this socket's family
    engine.add_source(source(1))
    for number, endpoint in ((20, 2), (30, 3)):
        engine.add_slot(slot(endpoint, number))
        engine.map_slot(number, 11)
    peers[0].send_rtp(video(1))
    await peers[2].receive_rtp()
    assert engine.counters(2).dropped == 1


async def test_a_full_socket_buffer_drops_and_does_not_wait(
    engine: PythonEngine, host: Host, peers: list[Peer]
) -> None:
    """Invariant 4, with a TCP connection whose peer reads nothing beside one that does."""
    written: list[bytes] = []
    full = Path(STREAM_BASE + 1, "tcp", 1)
    engine.open_stream(full.socket, lambda packet: False)
    engine.set_path(2, full)
    good = Path(STREAM_BASE + 2, "tcp", 2)

    def write(packet: bytes) -> bool:
        written.append(packet)
        return True

    engine.open_stream(good.socket, write)
    engine.set_path(3, good)
    engine.add_source(source(1))
    for number, endpoint in ((20, 2), (30, 3)):
        engine.add_slot(slot(endpoint, number))
        engine.map_slot(number, 11)
    peers[0].send_rtp(video(1))
    await host.until(lambda: Switched(30, 11) in host.events)
    assert len(written) == 1
    assert engine.counters(2).dropped == 1
    engine.inject(engine.now(), good, [peers[2].crypto.protect(video(1, ssrc=99)), b"\x00stun"])
    assert host.control == [(good, b"\x00stun")]
    engine.close_stream(good.socket)
    engine.close_stream(good.socket)
    peers[0].send_rtp(video(2))
    peers[0].send(b"\x00last")
    await host.until(lambda: len(host.control) == 2)
    assert len(written) == 1


async def test_a_packet_too_long_to_encrypt_is_dropped(engine: PythonEngine, peers: list[Peer]) -> None:
    engine.add_source(source(1))
    engine.add_slot(slot(2, 20))
    engine.map_slot(20, 11)
    engine.add_plain_leg(1, peers[0].path)
    peers[0].send(video(1, payload=KEY_FRAME + bytes(1400)))
    peers[0].send(video(2))
    assert parse_header(await peers[1].receive_rtp()).ssrc == 20
    assert engine.counters(2).dropped == 1
    engine.send_rtcp(2, bytes(1400))
    assert engine.counters(2).dropped == 2


async def test_a_plain_leg_is_not_encrypted(engine: PythonEngine, peers: list[Peer]) -> None:
    engine.add_plain_leg(2, peers[1].path)
    engine.add_source(source(1))
    engine.add_slot(slot(2, 20))
    engine.map_slot(20, 11)
    peers[0].send_rtp(video(1))
    assert parse_header(await peers[1].receive()).ssrc == 20


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.set_path(9, None),
        lambda engine: engine.counters(9),
        lambda engine: engine.map_slot(9, 1),
        lambda engine: engine.source_spec(9),
        lambda engine: engine.take_arrivals(9),
        lambda engine: engine.add_source(source(9)),
    ],
)
async def test_an_unknown_number_is_a_bug_above(
    engine: PythonEngine, ask: Callable[[PythonEngine], object]
) -> None:
    with pytest.raises(UnknownNumberError):
        ask(engine)


async def test_nothing_is_told_after_the_end(engine: PythonEngine, host: Host, peers: list[Peer]) -> None:
    engine.add_source(source(1))
    engine.add_slot(slot(2, 20))
    engine.map_slot(20, 11)
    engine.close()
    engine.close()
    turn = asyncio.Event()
    asyncio.get_running_loop().call_soon(turn.set)
    await turn.wait()
    assert host.events == []


async def test_a_taken_address_is_an_error_and_leaves_no_socket(engine: PythonEngine) -> None:
    with pytest.raises(OSError, match="in use"):
        open_udp_socket(*engine.addresses[0])


async def test_ipv6(host: Host) -> None:
    engine = PythonEngine(host, [open_udp_socket("::1", 0)])
    with open_udp_socket("::1", 0) as peer:
        peer.sendto(b"\x00stun", engine.addresses[0])
        await host.until(lambda: bool(host.control))
        engine.send(host.control[0][0], b"\x01answer")
        assert await asyncio.get_running_loop().sock_recv(peer, 100) == b"\x01answer"
    engine.close()


async def test_more_than_a_batch_is_read_in_turns(
    engine: PythonEngine, host: Host, peers: list[Peer]
) -> None:
    for number in range(3 * python.READ_BATCH):
        peers[0].send(b"\x00%d" % number)
    await host.until(lambda: len(host.control) == 3 * python.READ_BATCH)
