"""A peer that notes when each of its packets left and when each of the others' came in.

Times of arrival are the kernel's (SO_TIMESTAMPNS, socket(7)), so that what this process
does meanwhile, or how late it wakes, is not in the figures.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
import struct
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from media.contract import Allow, CreateConference, CreateEndpoint, Kind, SlotMapped
from media.rtp.rtcp import is_rtcp
from tests.media.process import Media
from tests.media.python_peer import PythonPeer

SO_TIMESTAMPNS: Final = 35
DATAGRAM_OCTETS: Final = 2048
PICTURE_OCTETS: Final = 1100
KINDS: Final[tuple[Kind, ...]] = ("audio", "video")
START_SECONDS: Final = 20.0
"""Until when everybody's slots show everybody."""
PICTURE_EVERY_S: Final = 1 / 150
"""150 packets of 1,100 octets are 1.3 Mbit/s, the camera of a consultation."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One packet from one peer to another."""

    left_ns: int
    """Unix time, ns."""
    came_ns: int

    @property
    def delay_ms(self) -> float:
        """From before the sender's system call until it lay in the receiver's socket."""
        return (self.came_ns - self.left_ns) / 1e6


def timed_socket(address: tuple[str, int]) -> socket.socket:
    """A connected UDP socket for `receive`."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    sock.setblocking(False)
    sock.connect(address)
    return sock


def receive(sock: socket.socket) -> tuple[bytes, int]:
    """A datagram, and when the kernel had it (Unix time, ns).

    Raises:
        BlockingIOError: there is none.
    """
    data, control, _, _ = sock.recvmsg(DATAGRAM_OCTETS, 64)
    for level, kind, content in control:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("@qq", content)
            return data, seconds * 1_000_000_000 + nanoseconds
    raise AssertionError("the kernel gave no time")


async def turns(seconds: float) -> AsyncIterator[int]:
    """0, 1, 2, ... every PICTURE_EVERY_S for so long, in step with the clock."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for turn in range(int(seconds / PICTURE_EVERY_S)):
        await asyncio.sleep(max(0.0, began + turn * PICTURE_EVERY_S - loop.time()))
        yield turn


class TimedPeer(PythonPeer):
    """A peer over UDP that reads its socket itself; while it is timed it decrypts nothing."""

    def __init__(self, name: str, conference: str) -> None:
        super().__init__(name, conference)
        self.left: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """SSRC -> (sequence number, ns) of own packets."""
        self.came: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """SSRC -> (sequence number, ns) of what the server sent."""
        self.timed = False
        self._socket: socket.socket | None = None

    async def open_udp(self, host: str = "127.0.0.1") -> None:
        """A new socket whose packets bear the kernel's time."""
        candidate = self.candidate("udp", host)
        self._socket = timed_socket((candidate.host, candidate.port))
        self._send = self._stamp_and_send
        self._ends.append(self._close_socket)
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def stall(self) -> None:
        """Read nothing any more; the socket's buffer fills."""
        assert self._socket is not None
        asyncio.get_running_loop().remove_reader(self._socket)

    def talk_and_show(self, turn: int) -> None:
        """What is due in this turn: a packet of picture, and of sound in every third."""
        self.send_picture(key_frame=turn % 150 == 0, octets=PICTURE_OCTETS)
        if turn % 3 == 0:
            self.send_audio()

    def ssrc(self, kind: Kind) -> int:
        """Of what it sends of this kind."""
        return self.audio_ssrc if kind == "audio" else self.video_ssrc

    def _close_socket(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _stamp_and_send(self, data: bytes) -> None:
        assert self._socket is not None
        if self.timed and data[0] >= 128:
            sequence, _, ssrc = struct.unpack_from("!HII", data, 2)
            self.left[ssrc].append((sequence, time.time_ns()))
        self._socket.send(data)

    def _readable(self) -> None:
        while self._socket is not None:
            try:
                data, came_ns = receive(self._socket)
            except BlockingIOError:
                return
            if not self.timed or data[0] < 128:
                self.receive(0, data)
            elif not is_rtcp(data):
                sequence, _, ssrc = struct.unpack_from("!HII", data, 2)
                self.came[ssrc].append((sequence, came_ns))


async def consultation(media: Media, name: str, peers: Sequence[PythonPeer]) -> None:
    """All of them in one conference, connected, each allowed to all others."""
    await media.done(CreateConference(name))
    for peer in peers:
        await media.done(CreateEndpoint(name, peer.name))
        await peer.connect(media.link)
    for peer in peers:
        others = tuple(other.name for other in peers if other is not peer)
        await media.done(Allow(name, peer.name, others, others, others))


async def all_see_each_other(
    media: Media, conference: str, peers: Sequence[TimedPeer]
) -> dict[tuple[str, str, Kind], int]:
    """(receiver, source, kind) -> SSRC of the slot, once everybody's packets reach everybody."""
    talking = asyncio.create_task(drive(peers, START_SECONDS))
    ssrcs = {}
    for receiver, source in itertools.permutations(peers, 2):
        for kind in KINDS:
            mapped = await media.event(SlotMapped, _shows(conference, receiver.name, source.name, kind))
            ssrcs[receiver.name, source.name, kind] = receiver.slot_ssrc(mapped.mid)
    talking.cancel()
    return ssrcs


def _shows(conference: str, receiver: str, source: str, kind: Kind) -> Callable[[SlotMapped], bool]:
    wanted = (conference, receiver, source, kind, True)
    return lambda event: (
        (event.conference, event.endpoint, event.source, event.kind, event.switched) == wanted
    )


async def drive(peers: Sequence[TimedPeer], seconds: float) -> None:
    """Let them talk and show in step with the clock."""
    async for turn in turns(seconds):
        for peer in peers:
            peer.talk_and_show(turn)


@dataclass(frozen=True, slots=True)
class Way:
    """One stream from one peer to another while both were timed."""

    kind: Kind
    sent: int
    passages: list[Passage]

    def gap_ms(self) -> float:
        """The longest time in which no packet came."""
        came = sorted(passage.came_ns for passage in self.passages)
        return max(later - earlier for earlier, later in itertools.pairwise(came)) / 1e6


def all_ways(peers: Sequence[TimedPeer], ssrcs: Mapping[tuple[str, str, Kind], int]) -> list[Way]:
    """What passed from each to each, of sound and picture."""
    ways = []
    for receiver, source in itertools.permutations(peers, 2):
        for kind in KINDS:
            left = source.left[source.ssrc(kind)]
            came = receiver.came[ssrcs[receiver.name, source.name, kind]]
            ways.append(Way(kind, len(left), passages(left, came)))
    return ways


def passages(left: Sequence[tuple[int, int]], came: Sequence[tuple[int, int]]) -> list[Passage]:
    """The packets of one stream that passed; both ends were timed until nothing was on its way any more.

    The server renumbers a stream by a constant, so the last that left and the last that came are the same.
    """
    if not left or not came:
        return []
    moved = (left[-1][0] - came[-1][0]) % 65536
    times = dict(left)
    known = (((sequence + moved) % 65536, at) for sequence, at in came)
    return [Passage(times[sequence], at) for sequence, at in known if sequence in times]
