"""Conferences in virtual time: the real commands, negotiation and engine; peers on a simulated network."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from media.conferences import Conferences, Edge
from media.config import Limits
from media.contract import (
    Allow,
    Answer,
    AnyEvent,
    AnyResult,
    ApplyOffer,
    CloseEndpoint,
    CreateConference,
    CreateEndpoint,
    Done,
)
from media.forward.engine import STREAM_BASE, EngineEvent, Path
from media.negotiation import Credentials
from media.rtp.header import parse_header
from media.rtp.rtcp import is_rtcp, parse_rtcp
from media.rtp.vp8 import parse_descriptor
from media.sdp import parse
from tests.media.answers import CANDIDATES
from tests.media.forward.peers import AUDIO_TYPE, AudioSender, Send, VideoSender
from tests.media.host import VirtualHost
from tests.media.network import Link, Network
from tests.media.offerer import Offerer

CONFERENCE: Final = "c"
OFTEN: Final = Limits(offers_at_once=1e6)
"""Whoever is in these rooms offers 500 times in no time at all."""
TELL_SECONDS: Final = 0.25
"""How often the media process asks who speaks."""
SCREEN_LABEL: Final = 100
"""Added to a member's number in the packets of its screen."""


@dataclass
class Member:
    """One endpoint: what its browser offers, sends and gets."""

    name: str
    number: int
    offerer: Offerer
    audio: AudioSender
    video: VideoSender
    screen: VideoSender | None = None
    longest: int = 0
    """Characters of the longest offer or answer so far."""
    mids: dict[int, str] = field(default_factory=dict)
    """Slot SSRC -> mid."""
    got: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    """mid -> packets by the label of who sent them."""

    def receive(self, packet: bytes) -> None:
        """A packet of the server."""
        if is_rtcp(packet):
            for part in parse_rtcp(packet):
                for sender in (self.video, self.screen):
                    if sender is not None:
                        sender.handle(part)
            return
        header = parse_header(packet)
        mid = self.mids.get(header.ssrc)
        payload = packet[header.payload_start : header.payload_end]
        if mid is None or not payload:
            return
        at = 0 if header.payload_type == AUDIO_TYPE else parse_descriptor(payload).size + 1
        self.got[mid][payload[at]] += 1

    def senders(self) -> list[AudioSender | VideoSender]:
        """Everything that it sends."""
        return [one for one in (self.audio, self.video, self.screen) if one is not None]

    def labels(self, kind: str) -> dict[str, set[int]]:
        """Whose packets came on which slot of the kind."""
        mids = {section.mid for section in self.offerer.slots(kind)}
        return {mid: set(labels) for mid, labels in self.got.items() if mid in mids and labels}


class Room(VirtualHost):
    """A conference whose members come and go."""

    def __init__(self, limit: int, seed: int = 1) -> None:
        super().__init__(Network(seed))
        self.random = random.Random(seed)
        self.events: list[AnyEvent] = []
        self.members: dict[str, Member] = {}
        numbers = itertools.count(1)
        edge = Edge(
            self.network.clock,
            self.random.getrandbits,
            lambda: Credentials(f"server{next(numbers):06}", "p" * 24),
        )
        self.conferences = Conferences(
            "test", OFTEN, self.engine, edge, CANDIDATES, self.events.append, lambda: 0, lambda _: (0, 0)
        )
        self._numbers = itertools.count(1)
        self._tell_at = 0.0
        assert self.conferences.execute(CreateConference(CONFERENCE, limit)) == Done()

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """Tell the conferences too."""
        super().on_events(now, events)
        self.conferences.on_engine_events(now, events)

    def on_tick(self, now: float) -> None:
        """Ask who speaks, as often as the media process does."""
        if now >= self._tell_at:
            self._tell_at = now + TELL_SECONDS
            self.conferences.handle_timer(now)

    async def close(self) -> None:
        """End everything."""
        for member in self.members.values():
            self._hush(member)
        await self.conferences.close()
        self.engine.close()

    # -- what signaling does

    def enter(self, name: str) -> AnyResult:
        """Ask for a place."""
        return self.conferences.execute(CreateEndpoint(CONFERENCE, name))

    def join(self, name: str, *, sends: bool = True, seen: bool = True) -> Member:
        """A new member, admitted to all, with the slots that it needs; the others take more if they must."""
        assert self.enter(name) == Done()
        number = next(self._numbers)
        offerer = Offerer(f"client{number:06}")
        label, ssrc = number % SCREEN_LABEL, 1_000_000 * number
        audio, video = offerer.add("audio", "sendonly", ssrc), offerer.add("video", "sendonly", ssrc + 1)
        offerer.add("application", "inactive")
        offerer.grow(len(self.members))
        send = self._sender(number)
        member = Member(
            name,
            number,
            offerer,
            AudioSender(self.network, send, audio.ssrc, label),
            VideoSender(self.network, send, video.ssrc, video.ssrc + 50_000, label),
        )
        self.members[name] = member
        self.negotiate(member)
        self._connect(member)
        for other in self.members.values():
            if other is not member and other.offerer.grow(len(self.members) - 1):
                self.negotiate(other)
        self._allow()
        if sends:
            member.audio.start()
        if sends and seen:
            member.video.start()
        return member

    def leave(self, name: str) -> None:
        """A member goes."""
        self._hush(self.members.pop(name))
        assert self.conferences.execute(CloseEndpoint(CONFERENCE, name)) == Done()

    def negotiate(self, member: Member) -> None:
        """The member's offer, and its answer."""
        offer = member.offerer.offer()
        result = self.conferences.execute(ApplyOffer(CONFERENCE, member.name, offer))
        assert isinstance(result, Answer), result
        member.longest = max(member.longest, len(offer), len(result.sdp))
        media = parse(result.sdp).media
        member.mids = {m.ssrcs[0].ssrc: m.mid or "" for m in media if m.direction == "sendonly"}

    def share(self, member: Member) -> VideoSender:
        """The member sends its screen, on an m-line of its own that it keeps."""
        ssrc = 1_000_000 * member.number + 2
        known = next((one for one in member.offerer.sections if one.ssrc == ssrc), None)
        if known is None:
            member.offerer.add("video", "sendonly", ssrc)
        else:
            known.direction = "sendonly"
        label = member.number % SCREEN_LABEL + SCREEN_LABEL
        send = self._sender(member.number)
        member.screen = VideoSender(self.network, send, ssrc, ssrc + 50_000, label)
        self.negotiate(member)
        member.screen.start()
        return member.screen

    def unshare(self, member: Member) -> None:
        """The member ends its screen."""
        assert member.screen is not None
        member.screen.stopped = True
        for section in member.offerer.sections:
            if section.ssrc == member.screen.ssrc:
                section.direction = "inactive"
        member.screen = None
        self.negotiate(member)

    def source_of(self, member: Member, mid: str) -> str | None:
        """Who is mapped on the slot, as the state says."""
        peer = self.conferences.conferences[CONFERENCE].endpoints[member.name].peer
        assert peer is not None
        return peer.slots[mid].source

    def _allow(self) -> None:
        for name in self.members:
            others = tuple(other for other in self.members if other != name)
            assert self.conferences.execute(Allow(CONFERENCE, name, others, others, others)) == Done()

    def _path(self, number: int) -> Path:
        return Path(STREAM_BASE + number, "peer", number)

    def _sender(self, number: int) -> Send:
        path = self._path(number)
        return lambda packet: self.network.carry(
            Link(), lambda: self.engine.inject(self.network.now, path, [packet])
        )

    def _connect(self, member: Member) -> None:
        peer = self.conferences.conferences[CONFERENCE].endpoints[member.name].peer
        assert peer is not None
        path = self._path(member.number)

        def to_browser(packet: bytes) -> bool:
            self.network.carry(Link(), lambda: member.receive(packet))
            return True

        self.engine.open_stream(path.socket, to_browser)
        self.engine.add_plain_leg(peer.number, path)

    def _hush(self, member: Member) -> None:
        for sender in member.senders():
            sender.stopped = True
        self.engine.close_stream(self._path(member.number).socket)
