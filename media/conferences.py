"""All conferences of a media process: commands in, results and events out.

Every command is done when `execute` returns. What it leaves running (the
goodbye of a closed peer) changes nothing that a later command can see.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import structlog

from media.conference import Conference, Endpoint
from media.config import Limits
from media.contract import (
    VERSION,
    Allow,
    Answer,
    AnyCommand,
    AnyEvent,
    AnyResult,
    ApplyOffer,
    CloseConference,
    CloseEndpoint,
    CreateConference,
    CreateEcho,
    CreateEndpoint,
    Done,
    Drain,
    EndpointConnected,
    EndpointDisconnected,
    GetState,
    GetStatistics,
    Hello,
    Refused,
    State,
    Welcome,
)
from media.forward.engine import (
    AudioLevel,
    Engine,
    EngineEvent,
    Switched,
    UnboundStream,
    UnknownNumberError,
)
from media.fragments import Fragments
from media.negotiation import Credentials, Negotiated, OfferError, Own, negotiate
from media.peer import Peer
from media.rate import full_bucket
from media.relaying import forget_text, relay_text, relay_volatile
from media.sdp import Candidate
from media.ssrcs import new_ssrcs
from media.statistics import Counters, snapshot
from media.t140 import new_stream
from media.transport.dtls import CloseReason, create_certificate

_log = structlog.get_logger("media")
ECHO_PACKETS_PER_SECOND = 1_000
"""Anybody may have an echo: enough for 8 Mbit/s, and little beside a call."""
_UNKNOWN = Refused("unknown", "no such conference or endpoint")


@dataclass(frozen=True, slots=True)
class Edge:
    """Clock and randomness, as arguments."""

    now: Callable[[], float]
    random_bits: Callable[[int], int]
    new_credentials: Callable[[], Credentials]


class Conferences:
    """See the module. Also the host of all peers."""

    def __init__(
        self,
        process: str,
        limits: Limits,
        engine: Engine,
        edge: Edge,
        candidates: tuple[Candidate, ...],
        tell: Callable[[AnyEvent], None],
        codec_opens: Callable[[], int],
        request_counts: Callable[[int], tuple[int, int]],
    ) -> None:
        self.conferences: dict[str, Conference] = {}
        self.counters = Counters()
        self.draining_since: float | None = None
        self._process = process
        self._limits = limits
        self._engine = engine
        self._edge = edge
        self._candidates = candidates
        self._tell = tell
        self._codec_opens = codec_opens
        self._request_counts = request_counts
        self._new_number = itertools.count(1).__next__
        self._owners: dict[int, tuple[Conference, Endpoint]] = {}
        self._fragments = Fragments()
        self._goodbyes: set[asyncio.Task[None]] = set()

    # -- commands

    def execute(self, command: AnyCommand) -> AnyResult:
        """Do what signaling asks; a refusal has changed nothing."""
        match command:
            case Hello(version):
                if version != VERSION:
                    return Refused("version", f"this is contract {VERSION}")
                return Welcome(VERSION, self._process)
            case CreateConference(name, limit):
                return self._create_conference(name, limit)
            case CreateEcho(name, lifetime):
                return self._create_echo(name, self._edge.now() + lifetime)
            case CloseConference(name):
                return self._close_conference(name)
            case CreateEndpoint():
                return self._create_endpoint(command)
            case CloseEndpoint(conference, name):
                if conference in self.conferences:
                    self._close_endpoint(self.conferences[conference], name)
                return Done()
            case Allow():
                found = self.conferences.get(command.conference)
                known = found is not None and not found.is_echo and found.allow(command)
                return Done() if known else _UNKNOWN
            case ApplyOffer():
                return self._apply_offer(command)
            case GetState(name):
                return State(tuple(c.state() for c in self._of_people() if name in ("", c.name)))
            case GetStatistics():
                return snapshot(
                    self._owners, self._engine, self.counters, self._request_counts, self._codec_opens()
                )
            case Drain():
                self.drain()
                return Done()
            case _:
                assert_never(command)

    @property
    def draining(self) -> bool:
        """Whether no new conference is taken."""
        return self.draining_since is not None

    def drain(self) -> None:
        """Take no new conference from now on."""
        if self.draining_since is None:
            self.draining_since = self._edge.now()
            _log.info("draining", conferences=len(self.conferences))

    def _create_conference(self, name: str, limit: int) -> AnyResult:
        limit = min(limit, self._limits.endpoints)
        known = self.conferences.get(name)
        if known is not None and not known.is_echo:
            known.limit = limit
            return Done()
        if self.draining_since is not None:
            return Refused("draining", "this process takes no new conference")
        if known is not None or len(self._of_people()) >= self._limits.conferences:
            return Refused("limit", f"{self._limits.conferences} conferences, or the name is taken")
        self.conferences[name] = Conference(name, limit, self._engine, self._tell)
        _log.info("conference created", conference=name)
        return Done()

    def _create_echo(self, name: str, ends_at: float) -> AnyResult:
        if self.draining_since is not None:
            return Refused("draining", "this process takes no new conference")
        echoes = len(self.conferences) - len(self._of_people())
        if name in self.conferences or echoes >= self._limits.echoes:
            return Refused("limit", f"{self._limits.echoes} echoes, or the name is taken")
        conference = self.conferences[name] = Conference(name, 1, self._engine, self._tell, ends_at)
        conference.echo(self._new_endpoint(name))
        _log.info("echo created", conference=name)
        return Done()

    def _of_people(self) -> list[Conference]:
        return [conference for conference in self.conferences.values() if not conference.is_echo]

    def _close_conference(self, name: str) -> AnyResult:
        conference = self.conferences.get(name)
        if conference is not None:
            for endpoint in list(conference.endpoints):
                self._close_endpoint(conference, endpoint)
            del self.conferences[name]
            _log.info("conference closed", conference=name)
        return Done()

    def _create_endpoint(self, command: CreateEndpoint) -> AnyResult:
        conference = self.conferences.get(command.conference)
        if conference is None:
            return _UNKNOWN
        if (known := conference.endpoints.get(command.endpoint)) is not None:
            known.keep_frame_rate = command.keep_frame_rate
            return Done()
        if len(conference.endpoints) >= conference.limit:
            return Refused("limit", f"{conference.limit} endpoints in this conference")
        conference.endpoints[command.endpoint] = self._new_endpoint(command.endpoint, command.keep_frame_rate)
        _log.info("endpoint created", conference=conference.name, endpoint=command.endpoint)
        return Done()

    def _new_endpoint(self, name: str, keep_frame_rate: bool = False) -> Endpoint:
        certificate, fingerprint = create_certificate()
        now, limits = self._edge.now(), self._limits
        return Endpoint(
            name=name,
            keep_frame_rate=keep_frame_rate,
            session_id=self._edge.random_bits(62),
            certificate=certificate,
            fingerprint=fingerprint,
            volatile=full_bucket(limits.volatile_per_second, limits.volatile_per_second, now),
            offers=full_bucket(limits.offers_per_second, limits.offers_at_once, now),
        )

    def _close_endpoint(self, conference: Conference, name: str) -> None:
        endpoint = conference.remove(name)
        if endpoint is None:
            return
        if endpoint.peer is not None:
            self._drop_peer(endpoint, endpoint.peer)
        forget_text(conference, name)
        _log.info("endpoint closed", conference=conference.name, endpoint=name)

    def _apply_offer(self, command: ApplyOffer) -> AnyResult:
        conference = self.conferences.get(command.conference)
        endpoint = conference.endpoints.get(command.endpoint) if conference is not None else None
        if conference is None or endpoint is None:
            return _UNKNOWN
        if not endpoint.offers.take(self._edge.now()):
            return Refused("limit", "offers of this endpoint")
        before = endpoint.negotiated if endpoint.peer is not None else None
        own = Own(
            session_id=endpoint.session_id,
            credentials=self._edge.new_credentials(),
            fingerprint=endpoint.fingerprint,
            candidates=self._candidates,
            new_ssrc=new_ssrcs(self._edge.random_bits, before.places if before is not None else ()),
            max_audio_slots=self._limits.audio_slots,
            max_video_slots=self._limits.video_slots,
        )
        try:
            negotiated = negotiate(command.sdp, before, own)
        except OfferError as error:
            _log.info("offer refused", conference=conference.name, endpoint=endpoint.name, why=str(error))
            return Refused("offer", str(error))
        self._use(conference, endpoint, negotiated)
        return Answer(negotiated.answer)

    def _use(self, conference: Conference, endpoint: Endpoint, negotiated: Negotiated) -> None:
        if endpoint.peer is not None and not negotiated.new_transport:
            endpoint.peer.renegotiate(self._edge.now(), negotiated)
        else:
            if endpoint.peer is not None:
                self._drop_peer(endpoint, endpoint.peer)
            number = self._new_number()
            self._owners[number] = (conference, endpoint)
            text = new_stream(self._limits.text_characters_per_second, self._edge.now())
            endpoint.peer = Peer(
                number, self._engine, self, endpoint.certificate, negotiated, self._new_number, text
            )
            if conference.is_echo:
                self._engine.set_receive_rate(number, ECHO_PACKETS_PER_SECOND)
        endpoint.negotiated = negotiated
        self._fragments.name(endpoint.peer, endpoint.peer.ice.ufrags)
        conference.remap()
        _log.info(
            "offer answered",
            conference=conference.name,
            endpoint=endpoint.name,
            version=negotiated.version,
            new_transport=negotiated.new_transport,
            ice_restarted=negotiated.ice_restarted,
            sources=[source.kind for source in negotiated.sources],
            slots=len(negotiated.slots),
        )

    def _drop_peer(self, endpoint: Endpoint, peer: Peer) -> None:
        """Media stops now; the goodbye is said in the background."""
        peer.silence()
        endpoint.peer = None
        self._owners.pop(peer.number, None)
        self._fragments.name(peer, ())
        goodbye = asyncio.get_running_loop().create_task(peer.close())
        self._goodbyes.add(goodbye)
        goodbye.add_done_callback(self._goodbyes.discard)

    # -- look-ups and time

    def peers(self) -> list[Peer]:
        """All peers that are open."""
        return [endpoint.peer for _, endpoint in self._owners.values() if endpoint.peer is not None]

    def has_peer(self, number: int) -> bool:
        """Whether this is a peer that is open."""
        return number in self._owners

    def peer_by_ufrag(self, ufrag: str) -> Peer | None:
        """The peer that answers to this user name fragment."""
        return self._fragments.find(ufrag)

    def handle_timer(self, now: float) -> None:
        """Time-driven work; call a few times a second."""
        for peer in self.peers():
            peer.handle_timer(now)
        for conference in list(self.conferences.values()):
            conference.tell_speaker(now)
            if conference.echo_ends_at is not None and now >= conference.echo_ends_at:
                self._close_conference(conference.name)

    async def close(self) -> None:
        """End all conferences and wait for the goodbyes."""
        for name in list(self.conferences):
            self._close_conference(name)
        if self._goodbyes:
            await asyncio.wait(list(self._goodbyes), timeout=1.0)

    # -- from the engine

    def on_engine_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """Streams that nobody named, slots that have switched, and loudness."""
        for event in events:
            match event:
                case UnboundStream():
                    owner = self._owners.get(event.endpoint)
                    if owner is not None and owner[1].peer is not None:
                        owner[1].peer.bind_unbound(event)
                case Switched(slot):
                    if conference := self._conference_of(slot):
                        conference.switched(event)
                case AudioLevel(source, level):
                    self._hear(now, source, level)
                case _:
                    pass

    def hold(self, slot: int, held: bool) -> None:
        """The line to a receiver does not carry the picture on this slot (see Adaptation), or does again."""
        if conference := self._conference_of(slot):
            conference.hold(slot, held)

    def _conference_of(self, slot: int) -> Conference | None:
        """Whose receive slot this is; None when it has gone."""
        try:
            owner = self._owners.get(self._engine.slot_spec(slot).endpoint)
        except UnknownNumberError:
            return None
        return None if owner is None else owner[0]

    def _hear(self, now: float, source: int, level: int) -> None:
        try:
            owner = self._owners.get(self._engine.source_spec(source).endpoint)
        except UnknownNumberError:
            return  # it left while the event was on its way
        if owner is not None:
            owner[0].hear(now, owner[1].name, level)

    # -- from peers

    def on_peer_connected(self, peer: Peer) -> None:
        """See PeerHost."""
        conference, endpoint = self._owners[peer.number]
        protocol: Literal["udp", "tcp"] = "tcp" if peer.protocol == "tcp" else "udp"
        _log.info("endpoint connected", conference=conference.name, endpoint=endpoint.name, protocol=protocol)
        conference.tell(EndpointConnected(conference.name, endpoint.name, protocol))

    def on_peer_silent(self, peer: Peer) -> None:
        """See PeerHost."""
        conference, endpoint = self._owners[peer.number]
        _log.info("endpoint silent", conference=conference.name, endpoint=endpoint.name)
        conference.tell(EndpointDisconnected(conference.name, endpoint.name, "silent"))

    def on_peer_closed(self, peer: Peer, reason: CloseReason) -> None:
        """See PeerHost."""
        owner = self._owners.get(peer.number)
        if owner is None:
            return
        conference, endpoint = owner
        self._drop_peer(endpoint, peer)
        endpoint.negotiated = None
        conference.remap()
        _log.info("endpoint disconnected", conference=conference.name, endpoint=endpoint.name, reason=reason)
        conference.tell(EndpointDisconnected(conference.name, endpoint.name, reason))
        if conference.is_echo:
            self._close_conference(conference.name)

    def on_volatile(self, peer: Peer, message: str | bytes) -> None:
        """See PeerHost."""
        owner = self._owners.get(peer.number)
        if owner is not None:
            relay_volatile(*owner, message, self._edge.now(), self.counters)

    def on_text(self, peer: Peer, block: str | bytes) -> None:
        """See PeerHost."""
        owner = self._owners.get(peer.number)
        if owner is not None:
            relay_text(*owner, peer.text, block, self._edge.now(), self.counters)
