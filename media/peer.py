"""One peer connection of an endpoint: its ICE agent, DTLS, and what it sends and receives in the engine.

A page that is loaded again makes a new peer; the endpoint with its allow-lists
stays. All methods run on the loop's thread and do not block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Final, Literal, Protocol

from media.forward.engine import (
    OWN_SSRC,
    STREAM_BASE,
    Engine,
    Extensions,
    Path,
    SlotSpec,
    SourceSpec,
    UnboundStream,
)
from media.negotiation import Negotiated, SlotRoute, SourceRoute
from media.rtp.rtcp_feedback import PictureLoss
from media.t140 import TextStream
from media.transport.dtls import Certificate, CloseReason, DtlsHost, DtlsTransport, SrtpKeys
from media.transport.ice import AcceptPath, ConsentExpired, IceEffect, IceLite, Respond, SelectPath
from media.transport.stun import Message

QUIET_SECONDS: Final = 7.0
"""Browsers check a path that is good each 2.5 s (Chromium) or 4 to 6 s (Firefox, RFC 7675 section 5.1)."""


class PeerHost(Protocol):
    """Who a peer reports to."""

    def on_peer_connected(self, peer: Peer) -> None:
        """Path and keys are there: media can flow."""

    def on_peer_silent(self, peer: Peer) -> None:
        """Consent has ended; the peer may come back by itself."""

    def on_peer_closed(self, peer: Peer, reason: CloseReason) -> None:
        """DTLS has ended; only a new offer brings it back."""

    def on_volatile(self, peer: Peer, message: str | bytes) -> None:
        """A message came on the volatile data channel."""

    def on_text(self, peer: Peer, block: str | bytes) -> None:
        """A block of real-time text came."""


@dataclass(slots=True)
class OutgoingSource:
    """A media source that the peer sends."""

    route: SourceRoute
    group: int
    encodings: dict[int, SourceSpec] = field(default_factory=dict)
    """By layer."""
    repairs: dict[int, int] = field(default_factory=dict)
    """RTX SSRCs by layer, also of encodings that have not come yet."""


@dataclass(slots=True)
class ReceiveSlot:
    """A slot of the peer and what it is mapped to."""

    route: SlotRoute
    number: int
    source: str | None = None
    group: int | None = None
    switched: bool = False
    """The first packet of `source` has been sent."""
    held: bool = False
    """The line to the peer does not carry the picture now."""


class Peer:
    """See the module."""

    def __init__(
        self,
        number: int,
        engine: Engine,
        host: PeerHost,
        certificate: Certificate,
        negotiated: Negotiated,
        new_number: Callable[[], int],
        text: TextStream,
    ) -> None:
        self.number = number
        self.text = text
        self.negotiated = negotiated
        self.ice = IceLite(negotiated.local, negotiated.remote)
        self.sources: dict[str, OutgoingSource] = {}
        self.slots: dict[str, ReceiveSlot] = {}
        self.told_connected = False
        self._checked_at = 0.0
        self.closed = False
        self._engine = engine
        self._host = host
        self._new_number = new_number
        self._secure = False
        self._dtls = DtlsTransport(
            certificate,
            DtlsHost(
                send=self._send_record,
                on_connected=self._on_keys,
                on_closed=lambda reason: host.on_peer_closed(self, reason),
                on_message=lambda message: host.on_volatile(self, message),
                on_text=lambda block: host.on_text(self, block),
            ),
        )
        engine.add_endpoint(number)
        self._route(negotiated)
        self._dtls.start(negotiated.fingerprints, negotiated.sctp_port)

    @property
    def protocol(self) -> Literal["udp", "tcp", ""]:
        """By which transport the peer is reached now."""
        path = self.ice.selected
        if path is None:
            return ""
        return "tcp" if path.socket >= STREAM_BASE else "udp"

    @property
    def connected(self) -> bool:
        """Whether media can flow now."""
        return self._secure and not self.closed and self.ice.selected is not None

    # -- negotiation

    def renegotiate(self, now: float, negotiated: Negotiated) -> None:
        """A further offer of the same peer connection has been answered."""
        self.negotiated = negotiated
        if negotiated.ice_restarted:
            self.ice.restart(now, negotiated.local, negotiated.remote)
        self._route(negotiated)
        if negotiated.sctp_port is not None:
            self._dtls.open_data(negotiated.sctp_port)

    def _route(self, negotiated: Negotiated) -> None:
        """Bring sources and slots of the engine to what was negotiated."""
        self._engine.set_extensions(self.number, _union([route.extensions for route in negotiated.sources]))
        wanted = {route.mid: route for route in negotiated.sources}
        for mid in [mid for mid, source in self.sources.items() if wanted.get(mid) != source.route]:
            for spec in self.sources.pop(mid).encodings.values():
                self._engine.remove_source(spec.source)
        for mid, route in wanted.items():
            if mid not in self.sources:
                self._add_source(route)
        slots = {route.mid: route for route in negotiated.slots}
        for mid in [mid for mid, slot in self.slots.items() if slots.get(mid) != slot.route]:
            self._engine.remove_slot(self.slots.pop(mid).number)
        for mid, slot_route in slots.items():
            if mid not in self.slots:
                self._add_slot(slot_route)

    def _add_source(self, route: SourceRoute) -> None:
        source = self.sources[route.mid] = OutgoingSource(route, self._new_number())
        if route.ssrc:
            source.repairs[0] = route.rtx_ssrc
            self._bind(source, 0, route.ssrc)

    def _add_slot(self, route: SlotRoute) -> None:
        slot = self.slots[route.mid] = ReceiveSlot(route, self._new_number())
        self._engine.add_slot(
            SlotSpec(
                slot=slot.number,
                endpoint=self.number,
                kind=route.kind,
                mid=route.mid.encode(),
                ssrc=route.ssrcs.ssrc,
                rtx_ssrc=route.ssrcs.rtx_ssrc,
                payload_type=route.payload_type,
                rtx_payload_type=route.rtx_payload_type,
                clock_rate=route.clock_rate,
                extensions=route.extensions,
                pair=route.index,
                red_payload_type=route.red_payload_type,
            )
        )

    def _bind(self, source: OutgoingSource, layer: int, ssrc: int) -> None:
        """Add an encoding, or give a known one its RTX stream."""
        route = source.route
        known = source.encodings.get(layer)
        spec = SourceSpec(
            source=known.source if known is not None else self._new_number(),
            endpoint=self.number,
            kind="audio" if route.kind == "audio" else "video",
            ssrc=ssrc,
            rtx_ssrc=source.repairs.get(layer, 0),
            payload_type=route.payload_type,
            rtx_payload_type=route.rtx_payload_type,
            clock_rate=route.clock_rate,
            group=source.group,
            layer=layer,
            red_payload_type=route.red_payload_type,
        )
        source.encodings[layer] = spec
        self._engine.add_source(spec)

    def bind_unbound(self, event: UnboundStream) -> None:
        """Packets of an SSRC that the offer did not name: find its encoding by mid and rid (RFC 8852)."""
        source = self.sources.get(event.mid.decode("ascii", "replace"))
        if source is None:
            return
        rid = (event.repaired_rid or event.rid).decode("ascii", "replace")
        rids = source.route.rids
        if rids and rid not in rids:
            return
        layer = rids.index(rid) if rids else 0
        known = source.encodings.get(layer)
        if event.repaired_rid or event.payload_type == source.route.rtx_payload_type:
            source.repairs[layer] = event.ssrc
            if known is not None and not known.rtx_ssrc:
                self._bind(source, layer, known.ssrc)
        elif known is None and event.payload_type in source.route.media_payload_types:
            self._bind(source, layer, event.ssrc)

    # -- transport

    def handle_check(self, now: float, path: Path, message: Message) -> bool:
        """Answer a STUN check that names us; whether it was authenticated."""
        before = self.ice.selected
        effects = self.ice.handle_check(now, path, message)
        self._apply(effects)
        if path not in self.ice.paths:
            return False
        moved = before is not None and self.ice.selected != before
        if self.connected and (moved or now - self._checked_at > QUIET_SECONDS):
            self._ask_pictures()
        self._checked_at = now
        return True

    def _ask_pictures(self) -> None:
        """Ask for key frames of all that it sends and is shown: too much was lost to be sent again."""
        specs = [spec for source in self.sources.values() for spec in source.encodings.values()]
        for slot in self.slots.values():
            specs += [self._engine.source_spec(source) for source in self._engine.slot_sources(slot.number)]
        for spec in specs:
            if spec.kind == "video":
                self._engine.send_rtcp(spec.endpoint, bytes(PictureLoss(OWN_SSRC, spec.ssrc)))

    def handle_record(self, record: bytes) -> bool:
        """Hand a DTLS record over; False when it was dropped."""
        return self._dtls.feed(record)

    def lose_path(self, path: Path) -> None:
        """A TCP connection has ended."""
        was = self.ice.selected
        self.ice.forget_path(path)
        if was == path:
            self._engine.set_path(self.number, None)
            for other in self.ice.paths:
                self._engine.accept_path(self.number, other)

    def handle_timer(self, now: float) -> None:
        """Time-driven work of ICE; call about once a second."""
        timer = self.ice.next_timer()
        if timer is not None and now >= timer:
            self._apply(self.ice.handle_timer(now))

    def send_volatile(self, text: str) -> bool:
        """Send on the volatile data channel; False when it was dropped."""
        return self._dtls.send_message(text)

    def send_text(self, sender: str, text: str) -> bool:
        """Send a piece of another endpoint's text; False when it was dropped."""
        return self._dtls.send_text(sender, text)

    def forget_text(self, sender: str) -> None:
        """No more text comes from this endpoint."""
        self._dtls.forget_text(sender)

    def _apply(self, effects: Sequence[IceEffect]) -> None:
        for effect in effects:
            match effect:
                case Respond(path, data):
                    self._engine.send(path, data)
                case AcceptPath(path):
                    self._engine.accept_path(self.number, path)
                case SelectPath(path):
                    self._engine.set_path(self.number, path)
                    self._tell_connected()
                case ConsentExpired():
                    self._engine.set_path(self.number, None)
                    self.told_connected = False
                    self._host.on_peer_silent(self)

    def _send_record(self, record: bytes) -> None:
        if self.ice.selected is not None:
            self._engine.send(self.ice.selected, record)

    def _on_keys(self, keys: SrtpKeys) -> None:
        if not self.closed:
            self._engine.set_srtp(self.number, keys.profile, keys.receive_key, keys.send_key)
            self._secure = True
            self._tell_connected()

    def _tell_connected(self) -> None:
        if self.connected and not self.told_connected:
            self.told_connected = True
            self._host.on_peer_connected(self)

    def silence(self) -> None:
        """Stop media at once; `close` follows."""
        if not self.closed:
            self.closed = True
            self._engine.remove_endpoint(self.number)

    async def close(self) -> None:
        """Say goodbye to the browser. Twice is once."""
        self.silence()
        await self._dtls.close()


def _union(extensions: list[Extensions]) -> Extensions:
    """Ids that any m-line has; under BUNDLE an id means the same in all of them."""
    ids = {f.name: max((getattr(e, f.name) for e in extensions), default=0) for f in fields(Extensions)}
    return Extensions(**ids)
