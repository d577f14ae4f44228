"""A peer without a browser: its own STUN checks, the DTLS adapter as client, SRTP by pylibsrtp."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiortc import RTCDataChannel, RTCDataChannelParameters
from pylibsrtp import Policy, Session

from media.contract import Answer, ApplyOffer
from media.link import MediaLink
from media.rtp.rtcp import parse_rtcp
from media.rtp.rtcp_feedback import PictureLoss
from media.sdp import Candidate, Media, SessionDescription, parse
from media.transport import stun
from media.transport.dtls import CloseReason, DtlsHost, DtlsTransport, SrtpKeys, create_certificate
from media.transport.framing import Deframer, frame
from media.transport.stun import Attribute, Message, MessageType
from tests.media.answers import offer

SECONDS: Final = 10.0
OFFER: Final = offer("chromium-156")
_numbers = itertools.count(1)


class _Udp(asyncio.DatagramProtocol):
    """One socket of a peer."""

    def __init__(self, peer: PythonPeer, number: int) -> None:
        self._peer, self._number = peer, number

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer.receive(self._number, data)


@dataclass(slots=True)
class Texts:
    """The real-time text of a peer."""

    own: RTCDataChannel | None = None
    """For what this one writes."""
    blocks: dict[str, list[str]] = field(default_factory=dict)
    """By the one who writes."""
    channels: dict[str, RTCDataChannel] = field(default_factory=dict)
    """The newest of each one who writes."""


class PythonPeer:
    """One endpoint's browser side, over UDP or TCP."""

    def __init__(self, name: str, conference: str = "c") -> None:
        self.name, self.conference = name, conference
        number = next(_numbers)
        self.ufrag, self.pwd = f"peer{number:04}", secrets.token_hex(12)
        self.audio_ssrc, self.video_ssrc = 0x10000 + number, 0x20000 + number
        self.mark = number % 256
        """The octets of its pictures."""
        self.pictures: Counter[int] = Counter()
        """Packets of 100 octets and more by the mark of whose picture it is."""
        self.received: Counter[int] = Counter()
        """RTP packets by SSRC."""
        self.wishes: Counter[int] = Counter()
        """Key frames that were asked for, by SSRC."""
        self.arrived: Counter[int] = Counter()
        """RTP packets by socket: the first that was opened is 0."""
        self.readers: list[asyncio.StreamReader] = []
        """Of its TCP connections, in their order."""
        self.messages: list[str | bytes] = []
        self.responses: asyncio.Queue[Message] = asyncio.Queue()
        self.news = asyncio.Condition()
        self.answer: SessionDescription
        self.closed: asyncio.Future[CloseReason] = asyncio.get_running_loop().create_future()
        self._keys: asyncio.Future[SrtpKeys] = asyncio.get_running_loop().create_future()
        self._send: Callable[[bytes], None] = lambda data: None
        self._ends: list[Callable[[], None]] = []
        self._sequence, self._video_sequence = itertools.count(1), itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        certificate, fingerprint = create_certificate()
        self._offer = self._make_offer(fingerprint.value)
        host = DtlsHost(
            self._send_record, self._keys.set_result, self.closed.set_result, self.messages.append
        )
        self._dtls = DtlsTransport(certificate, host, "client")
        self._in: Session | None = None
        self._out: Session | None = None
        self._out_policy: Policy | None = None
        self.records: list[bytes] = []
        """Own DTLS records."""
        self.channel: RTCDataChannel | None = None
        self.texts = Texts()

    def _make_offer(self, fingerprint: str) -> str:
        text = OFFER
        text = re.sub(r"a=fingerprint:.*\r\n", f"a=fingerprint:sha-256 {fingerprint}\r\n", text)
        text = re.sub(r"a=ice-ufrag:.*\r\n", f"a=ice-ufrag:{self.ufrag}\r\n", text)
        text = re.sub(r"a=ice-pwd:.*\r\n", f"a=ice-pwd:{self.pwd}\r\n", text)
        return text.replace("3573817828", str(self.audio_ssrc)).replace("3241786303", str(self.video_ssrc))

    # -- signaling

    async def offer(self, link: MediaLink) -> None:
        """Have the offer answered."""
        result = await link.request(ApplyOffer(self.conference, self.name, self._offer))
        assert isinstance(result, Answer), result
        self.answer = parse(result.sdp)

    @property
    def first_media(self) -> Media:
        """The m-line that carries the candidates."""
        return self.answer.media[0]

    def candidate(self, transport: str, host: str = "127.0.0.1") -> Candidate:
        """The server's candidate of this kind and address."""
        found = self.first_media.candidates
        return next(c for c in found if (c.transport, c.host) == (transport, host))

    def slot_ssrc(self, mid: str) -> int:
        """SSRC of a slot of this peer."""
        media = next(m for m in self.answer.media if m.mid == mid)
        return media.ssrcs[0].ssrc

    # -- transport

    async def open_udp(self, host: str = "127.0.0.1") -> None:
        """A new socket; it takes replies from the asked address only."""
        candidate = self.candidate("udp", host)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Udp(self, len(self._ends)), remote_addr=(candidate.host, candidate.port)
        )
        self._send = transport.sendto
        self._ends.append(transport.close)

    async def open_tcp(self, host: str = "127.0.0.1") -> None:
        """A new connection."""
        candidate = self.candidate("tcp", host)
        reader, writer = await asyncio.open_connection(candidate.host, candidate.port)
        self.readers.append(reader)
        number = len(self._ends)
        self._send = lambda data: writer.write(frame(data))
        self._ends.append(writer.close)

        async def read() -> None:
            deframer = Deframer()
            while data := await reader.read(65536):
                for packet in deframer.feed(data):
                    self.receive(number, packet)

        task = asyncio.get_running_loop().create_task(read())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end_socket(self, number: int) -> None:
        """Close one of the sockets."""
        self._ends[number]()

    async def check(
        self, *, nominate: bool = True, ufrag: str | None = None, pwd: str | None = None
    ) -> Message:
        """Send a Binding request and return the response."""
        self._send(self.request(nominate=nominate, ufrag=ufrag, pwd=pwd))
        async with asyncio.timeout(SECONDS):
            return await self.responses.get()

    def request(self, *, nominate: bool = True, ufrag: str | None = None, pwd: str | None = None) -> bytes:
        """A Binding request."""
        ufrag = self.first_media.ice_ufrag if ufrag is None else ufrag
        pwd = self.first_media.ice_pwd if pwd is None else pwd
        assert ufrag is not None and pwd is not None
        attributes = [
            (int(Attribute.USERNAME), f"{ufrag}:{self.ufrag}".encode()),
            (int(Attribute.PRIORITY), b"\x6e\x00\x01\xff"),
            (int(Attribute.ICE_CONTROLLING), bytes(8)),
            *([(int(Attribute.USE_CANDIDATE), b"")] if nominate else []),
        ]
        return stun.encode(MessageType.REQUEST, secrets.token_bytes(12), attributes, pwd.encode())

    async def secure(self) -> None:
        """The DTLS handshake, then SRTP sessions."""
        self._dtls.start(self.first_media.fingerprints, 5000)
        async with asyncio.timeout(SECONDS):
            keys = await self._keys
        self._in = Session(
            Policy(key=keys.receive_key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=keys.profile)
        )
        self._out_policy = Policy(
            key=keys.send_key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=keys.profile
        )
        self._out = Session(self._out_policy)

    def send_forged_audio(self, count: int) -> None:
        """Opus packets under a key that nobody has agreed to."""
        right, policy = self._out, self._out_policy
        assert policy is not None and policy.key is not None
        forged = secrets.token_bytes(len(policy.key))
        self._out = Session(
            Policy(key=forged, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=policy.srtp_profile)
        )
        self.send_audio(count)
        self._out = right

    async def connect(self, link: MediaLink, transport: str = "udp", host: str = "127.0.0.1") -> None:
        """Offer, path and keys."""
        await self.offer(link)
        await (self.open_udp(host) if transport == "udp" else self.open_tcp(host))
        assert (await self.check()).type is MessageType.RESPONSE
        await self.secure()

    def send(self, data: bytes) -> None:
        """Anything, from the address that the server knows."""
        self._send(data)

    def _send_record(self, record: bytes) -> None:
        self.records.append(record)
        self._send(record)

    def receive(self, number: int, data: bytes) -> None:
        """A packet on one of the sockets."""
        if data[0] < 4:
            self.responses.put_nowait(stun.parse(data))
        elif data[0] < 64:
            self._dtls.feed(data)
        elif 192 <= data[1] <= 223 and self._in is not None:
            parts = parse_rtcp(self._in.unprotect_rtcp(data))
            self.wishes.update(part.media_ssrc for part in parts if isinstance(part, PictureLoss))
        elif self._in is not None:
            packet = self._in.unprotect(data)
            self.arrived[number] += 1
            self.received[struct.unpack_from("!I", packet, 8)[0]] += 1
            if len(packet) > 100:
                self.pictures[packet[-1]] += 1
        task = asyncio.get_running_loop().create_task(self._wake())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wake(self) -> None:
        async with self.news:
            self.news.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return when the condition holds; asked whenever something arrives."""
        async with asyncio.timeout(SECONDS), self.news:
            await self.news.wait_for(condition)

    # -- media and data

    def send_audio(self, count: int = 1) -> None:
        """Opus packets of silence, 20 ms apart by their time stamps; all at once on the line."""
        for packet in [self._audio() for _ in range(count)]:
            self._send(packet)

    def _audio(self) -> bytes:
        assert self._out is not None
        sequence = next(self._sequence)
        header = struct.pack("!BBHII", 0x80, 111, sequence % 65536, sequence * 960, self.audio_ssrc)
        return self._out.protect(header + b"\xf8\xff\xfe")

    def send_picture(self, *, key_frame: bool, octets: int = 100) -> None:
        """One VP8 frame of one packet with so many octets, 40 ms after the last by its time stamp."""
        assert self._out is not None
        sequence = next(self._video_sequence)
        header = struct.pack(
            "!BBHII", 0x80, 0x80 | 96, sequence % 65536, sequence * 3600 % 2**32, self.video_ssrc
        )
        picture_id = struct.pack("!H", 0x8000 | sequence & 0x7FFF)
        frame = bytes([0x00 if key_frame else 0x01]) + (octets - 1) * bytes([self.mark])
        self._send(self._out.protect(header + b"\x90\x80" + picture_id + frame))

    async def open_channel(self, label: str = "volatile") -> None:
        """Open the data channel as browsers do."""
        parameters = RTCDataChannelParameters(label=label, ordered=False, maxRetransmits=0)
        channel = self.channel = await self._open(parameters)
        channel.on("message", self.messages.append)

    async def open_text(self) -> None:
        """Open the channel for own text, and take those of the others."""
        assert self._dtls._sctp is not None
        self._dtls._sctp.on("datachannel", self._take_text)
        self.texts.own = await self._open(RTCDataChannelParameters(label="text", protocol="t140"))

    def _take_text(self, channel: RTCDataChannel) -> None:
        assert (channel.protocol, channel.ordered, channel.maxRetransmits) == ("t140", True, None)
        blocks = self.texts.blocks.setdefault(channel.label, [])
        self.texts.channels[channel.label] = channel
        channel.on("message", blocks.append)

    async def _open(self, parameters: RTCDataChannelParameters) -> RTCDataChannel:
        sctp = self._dtls._sctp
        assert sctp is not None
        channel = RTCDataChannel(sctp, parameters)
        opened = asyncio.Event()
        channel.on("open", opened.set)
        async with asyncio.timeout(SECONDS):
            await opened.wait()
        return channel

    async def close(self) -> None:
        """End it."""
        await self._dtls.close()
        for number in range(len(self._ends)):
            self.end_socket(number)
        for task in list(self._tasks):
            task.cancel()
