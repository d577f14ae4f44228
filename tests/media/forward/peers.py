"""Test peers: what a browser does on the wire, no more. They use media/rtp for the bytes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from media.forward.engine import Extensions
from media.rtp.errors import ParseError
from media.rtp.header import build_packet, parse_header, read_extensions
from media.rtp.receive_log import ReceiveLog
from media.rtp.rtcp import RtcpPacket, is_rtcp, parse_rtcp
from media.rtp.rtcp_feedback import Nack, PictureLoss, ReceiverBitrate
from media.rtp.rtcp_report import SenderReport, ntp_from_unix
from media.rtp.rtx import original_sequence, wrap_payload
from media.rtp.sequence import add16, add32
from media.rtp.transport_cc import FeedbackBuilder
from media.rtp.vp8 import parse_descriptor
from tests.media.network import Network

FRAME_SECONDS = 0.04
PACKETS_PER_FRAME = 3
VIDEO_TYPE, RTX_TYPE, AUDIO_TYPE = 96, 97, 111
VIDEO_RATE, AUDIO_RATE = 90_000, 48_000

SENDER_IDS = Extensions(mid=3, audio_level=1, video_orientation=13, transport_cc=4, rid=10, repaired_rid=11)

RECEIVER_IDS = Extensions(mid=5, audio_level=2, video_orientation=6, transport_cc=7)
FEEDBACK_SECONDS = 0.1
SOUND_BITS = 40_000
"""Of what a browser is asked to send in all, what it keeps for its sound."""

Send = Callable[[bytes], None]


@dataclass
class VideoSender:
    """25 frames a second of 3 packets; key frames on demand; sends again what is asked for."""

    network: Network
    send: Send
    ssrc: int
    rtx_ssrc: int
    label: int
    """Who it is: written into each packet."""
    clock_ahead: float = 0.0
    """Its wall clock minus the server's, s."""
    late: float = 0.0
    """From capture to the first packet, s."""
    sequence: int = 65500
    first_timestamp: int = 0xFFFFF000
    bits_per_second: float = 0.0
    """At least this much, by filling the packets up; REMB makes it less."""
    most: float = math.inf
    """What it was asked for, bit/s."""
    elements: tuple[tuple[int, bytes], ...] = ()
    frame: int = 0
    key_frames: int = 0
    stopped: bool = False
    wants_key: bool = True
    rtx_sequence: int = 65530
    sent: dict[int, bytes] = field(default_factory=dict)
    captured: dict[int, float] = field(default_factory=dict)
    """Frame number -> when it was captured (server time, s)."""
    count: int = 0
    transport: Callable[[], int] = lambda: 0

    def timestamp(self, at: float) -> int:
        return add32(self.first_timestamp, round((at - 1000.0) * VIDEO_RATE))

    def start(self) -> None:
        self.network.at(self.network.now, self._tick)
        self.network.at(self.network.now + 0.2, self._report)

    def _tick(self) -> None:
        if self.stopped:
            return
        captured = self.network.now
        self.network.at(captured + FRAME_SECONDS, self._tick)
        self.network.at(captured + self.late, lambda: self._emit(captured))

    def _emit(self, captured: float) -> None:
        key, self.wants_key = self.wants_key, False
        self.key_frames += key
        self.captured[self.frame] = captured
        for index in range(PACKETS_PER_FRAME):
            first = 0x90 if index == 0 else 0x80
            picture = 0x8000 | (32760 + self.frame) % 0x8000
            head = bytes((first, 0xC0)) + picture.to_bytes(2, "big") + bytes((self.frame % 256,))
            data = bytes((0 if key else 1, self.label, index)) + self.frame.to_bytes(4, "big")
            data += bytes(self._filling())
            marker = index == PACKETS_PER_FRAME - 1
            self.sequence = add16(self.sequence, 1)
            self.sent[self.sequence] = head + data
            self._packet(VIDEO_TYPE, self.sequence, captured, self.ssrc, head + data, marker)
        self.frame += 1
        self.count += PACKETS_PER_FRAME

    def _filling(self) -> int:
        """Octets beside some 40 of headers, 40 at least."""
        rate = min(self.bits_per_second, self.most - SOUND_BITS)
        return max(40, min(1200, round(rate / 8 * FRAME_SECONDS / PACKETS_PER_FRAME) - 40))

    def _packet(
        self, payload_type: int, sequence: int, captured: float, ssrc: int, payload: bytes, marker: bool
    ) -> None:
        elements = (*self.elements, (SENDER_IDS.transport_cc, self.transport().to_bytes(2, "big")))
        timestamp = self.timestamp(captured)
        self.send(
            build_packet(payload_type, sequence, timestamp, ssrc, payload, marker=marker, elements=elements)
        )

    def _report(self) -> None:
        if self.stopped:
            return
        now = self.network.now
        ntp = ntp_from_unix(now + self.clock_ahead)
        self.send(bytes(SenderReport(self.ssrc, ntp, self.timestamp(now), self.count, 0)))
        self.network.at(now + 1.0, self._report)

    def handle(self, packet: RtcpPacket) -> None:
        """What the server asks of it."""
        match packet:
            case PictureLoss(_, ssrc) if ssrc == self.ssrc:
                self.wants_key = True
            case Nack(_, ssrc, sequences) if ssrc == self.ssrc:
                for sequence in sequences:
                    if sequence in self.sent:
                        self.rtx_sequence = add16(self.rtx_sequence, 1)
                        payload = wrap_payload(sequence, self.sent[sequence])
                        self._packet(
                            RTX_TYPE, self.rtx_sequence, self.network.now, self.rtx_ssrc, payload, False
                        )
            case ReceiverBitrate(_, bits_per_second, _):
                self.most = bits_per_second
            case _:
                pass


@dataclass
class AudioSender:
    """50 packets a second; its first sender report comes late, as a browser's does."""

    network: Network
    send: Send
    ssrc: int
    label: int
    level: int = 30
    clock_ahead: float = 0.0
    first_report: float = 1.0
    sequence: int = 100
    first_timestamp: int = 7
    stopped: bool = False
    count: int = 0

    def timestamp(self, at: float) -> int:
        return add32(self.first_timestamp, round((at - 1000.0) * AUDIO_RATE))

    def start(self) -> None:
        self.network.at(self.network.now, self._tick)
        self.network.at(self.network.now + self.first_report, self._report)

    def _tick(self) -> None:
        if self.stopped:
            return
        now = self.network.now
        self.sequence = add16(self.sequence, 1)
        payload = bytes((self.label,)) + bytes(50)
        elements = ((SENDER_IDS.audio_level, bytes((self.level,))),)
        self.send(
            build_packet(
                AUDIO_TYPE, self.sequence, self.timestamp(now), self.ssrc, payload, elements=elements
            )
        )
        self.count += 1
        self.network.at(now + 0.02, self._tick)

    def _report(self) -> None:
        if self.stopped:
            return
        now = self.network.now
        ntp = ntp_from_unix(now + self.clock_ahead)
        self.send(bytes(SenderReport(self.ssrc, ntp, self.timestamp(now), self.count, 0)))
        self.network.at(now + 5.0, self._report)


@dataclass
class Received:
    """One packet of a slot as the receiver has it."""

    number: int
    timestamp: int
    marker: bool
    at: float
    label: int
    payload: bytes
    elements: dict[int, bytes]


@dataclass
class SlotReceiver:
    """The receiving end of one slot: asks for what is missing, and keeps everything."""

    network: Network
    send: Send
    ssrc: int
    rtx_ssrc: int
    rate: int
    asks: bool = True
    video: bool = True
    packets: dict[int, Received] = field(default_factory=dict)
    reports: list[tuple[float, SenderReport]] = field(default_factory=list)
    log: ReceiveLog = field(init=False)
    repaired: int = 0
    padding: int = 0

    def __post_init__(self) -> None:
        self.log = ReceiveLog(self.rate, self.asks)
        self.network.at(self.network.now, self._tick)

    def _tick(self) -> None:
        missing = self.log.take_missing(self.network.now)
        if missing:
            self.send(bytes(Nack(1, self.ssrc, tuple(missing))))
        self.network.at(self.network.now + 0.02, self._tick)

    def receive(self, packet: bytes) -> None:
        header = parse_header(packet)
        start, sequence = header.payload_start, header.sequence
        if header.ssrc == self.rtx_ssrc:
            original = original_sequence(packet, start, header.payload_end)
            if original is None:
                self.padding += 1
                return
            start, sequence = start + 2, original
            self.repaired += 1
        number = self.log.accept(
            self.network.now, sequence, header.timestamp, repaired=header.ssrc == self.rtx_ssrc
        )
        if number is None:
            return
        payload = packet[start : header.payload_end]
        size = parse_descriptor(payload).size if self.video else 0
        self.packets[number] = Received(
            number,
            header.timestamp,
            header.marker,
            self.network.now,
            payload[size + 1] if self.video else payload[0],
            payload,
            read_extensions(packet, header),
        )

    def frames(self) -> dict[tuple[int, int], list[Received]]:
        """(label, frame number) -> its packets that arrived."""
        frames: dict[tuple[int, int], list[Received]] = {}
        for number in sorted(self.packets):
            received = self.packets[number]
            size = parse_descriptor(received.payload).size
            frame = int.from_bytes(received.payload[size + 3 : size + 7], "big")
            frames.setdefault((received.label, frame), []).append(received)
        return frames

    def whole_frames(self) -> set[tuple[int, int]]:
        """Frames of which every packet arrived."""
        return {frame for frame, parts in self.frames().items() if len(parts) == PACKETS_PER_FRAME}

    def labels(self) -> Counter[int]:
        """How many packets of whom arrived."""
        return Counter(received.label for received in self.packets.values())


@dataclass
class Browser:
    """One endpoint: its senders, and a receiver for each slot."""

    network: Network
    send: Send
    video: list[VideoSender] = field(default_factory=list)
    audio: list[AudioSender] = field(default_factory=list)
    slots: dict[int, SlotReceiver] = field(default_factory=dict)
    """By SSRC and RTX SSRC."""
    rtcp: list[RtcpPacket] = field(default_factory=list)
    rtp_packets: int = 0
    transport_sequence: int = 65530
    reporter: FeedbackBuilder = field(default_factory=FeedbackBuilder)
    arrivals: list[tuple[int, float]] = field(default_factory=list)
    """(transport-wide number, when) of the packets that are not told of yet."""
    clock_ahead: float = 0.0
    """Of its own clock, s."""

    def report_arrivals(self) -> None:
        """Tell every FEEDBACK_SECONDS what has come, as a browser does."""
        arrivals, self.arrivals = self.arrivals, []
        told = [(number, at + self.clock_ahead) for number, at in arrivals]
        for feedback in self.reporter.build(1, 0, told):
            self.send(bytes(feedback))
        self.network.at(self.network.now + FEEDBACK_SECONDS, self.report_arrivals)

    def next_transport(self) -> int:
        self.transport_sequence = add16(self.transport_sequence, 1)
        return self.transport_sequence

    def receive(self, packet: bytes) -> None:
        if not is_rtcp(packet):
            self.rtp_packets += 1
            header = parse_header(packet)
            number = read_extensions(packet, header).get(RECEIVER_IDS.transport_cc)
            if number is not None:
                self.arrivals.append((int.from_bytes(number, "big"), self.network.now))
            self.slots[header.ssrc].receive(packet)
            return
        try:
            packets = parse_rtcp(packet)
        except ParseError as error:
            raise AssertionError("the server sent RTCP that cannot be read") from error
        for part in packets:
            self.rtcp.append(part)
            if isinstance(part, SenderReport):
                self.slots[part.ssrc].reports.append((self.network.now, part))
            for sender in self.video:
                sender.handle(part)
