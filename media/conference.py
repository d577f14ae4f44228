"""Conferences, their endpoints and allow-lists, and what each receive slot shows.

Default is deny: a stream reaches exactly the endpoints of its allow-list, and
who is taken from the list is unmapped before the command returns. All methods
run on the loop's thread and do not block.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from media.contract import (
    Allow,
    AnyEvent,
    ConferenceState,
    EndpointState,
    Kind,
    SlotMapped,
    SlotState,
    Speaking,
)
from media.forward.engine import Engine, Switched
from media.negotiation import Negotiated
from media.offered import SCREEN_SLOT
from media.peer import OutgoingSource, Peer, ReceiveSlot
from media.rate import TokenBucket
from media.sdp import Fingerprint
from media.slots import assign, place_numbers
from media.speaking import SpeakerChoice
from media.transport.dtls import Certificate


@dataclass(slots=True)
class Endpoint:
    """A place for one browser: its allow-lists, and its peer connection when there is one."""

    name: str
    keep_frame_rate: bool
    session_id: int
    certificate: Certificate
    fingerprint: Fingerprint
    volatile: TokenBucket
    """Bounds the volatile messages that it sends."""
    offers: TokenBucket
    """Bounds its offers."""
    negotiated: Negotiated | None = None
    audible_to: tuple[str, ...] = ()
    visible_to: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    peer: Peer | None = None
    places: dict[int, str] = field(default_factory=dict)
    """Place number to the endpoint that is shown there."""

    def source(self, kind: Kind) -> OutgoingSource | None:
        """The stream of this kind that the endpoint sends now."""
        sources = self.peer.sources.values() if self.peer is not None else ()
        return next((source for source in sources if source.route.kind == kind), None)

    def lets_receive(self, receiver: str, kind: Kind) -> bool:
        """Whether the allow-list has the receiver for streams of this kind."""
        return receiver in (self.audible_to if kind == "audio" else self.visible_to)

    def forget(self, name: str) -> None:
        """Take an endpoint that has closed out of all lists."""
        self.audible_to = tuple(n for n in self.audible_to if n != name)
        self.visible_to = tuple(n for n in self.visible_to if n != name)
        self.tells = tuple(n for n in self.tells if n != name)


class Conference:
    """See the module."""

    def __init__(
        self,
        name: str,
        limit: int,
        engine: Engine,
        tell: Callable[[AnyEvent], None],
        echo_ends_at: float | None = None,
    ) -> None:
        self.name = name
        self.limit = limit
        """Most endpoints."""
        self.echo_ends_at = echo_ends_at
        """When an echo ends, in s of the process's clock; None for every conference of people."""
        self.endpoints: dict[str, Endpoint] = {}
        self._presenters: tuple[str, ...] = ()
        """Endpoints that send a screen, in the order they began: the last one is shown."""
        self._engine = engine
        self._tell_all = tell
        self._speaker = SpeakerChoice()

    def echo(self, endpoint: Endpoint) -> None:
        """Take the one endpoint of an echo, which hears, sees and tells itself."""
        self.endpoints[endpoint.name] = endpoint
        endpoint.audible_to = endpoint.visible_to = endpoint.tells = (endpoint.name,)

    @property
    def is_echo(self) -> bool:
        """Whether this measures a line and holds nobody."""
        return self.echo_ends_at is not None

    def tell(self, event: AnyEvent) -> None:
        """Tell signaling, which knows of no echo."""
        if not self.is_echo:
            self._tell_all(event)

    def allow(self, command: Allow) -> bool:
        """Replace the allow-list of one source; False when there is no such endpoint."""
        endpoint = self.endpoints.get(command.source)
        if endpoint is None:
            return False
        before = (set(endpoint.audible_to), set(endpoint.visible_to))
        endpoint.audible_to = self._existing(command.audible_to, command.source)
        endpoint.visible_to = self._existing(command.visible_to, command.source)
        endpoint.tells = self._existing(command.tells, command.source)
        changed = before[0].symmetric_difference(endpoint.audible_to)
        changed |= before[1].symmetric_difference(endpoint.visible_to)
        # The others' slots stay: somebody's join in a meeting of 25 is 25 lists, and packets wait meanwhile.
        self.remap(changed)
        return True

    def _existing(self, names: Iterable[str], source: str) -> tuple[str, ...]:
        return tuple(name for name in dict.fromkeys(names) if name in self.endpoints and name != source)

    def remove(self, name: str) -> Endpoint | None:
        """The endpoint leaves: its streams stop, its places are freed, lists forget it."""
        endpoint = self.endpoints.pop(name, None)
        if endpoint is not None:
            if endpoint.peer is not None:
                endpoint.peer.silence()
            for other in self.endpoints.values():
                other.forget(name)
            self.remap()
        return endpoint

    def remap(self, receivers: Container[str] | None = None) -> None:
        """Bring the slots of these receivers (None: of all) to what allow-lists and streams say now."""
        sending = [name for name, endpoint in self.endpoints.items() if endpoint.source("screen") is not None]
        going_on = [name for name in self._presenters if name in sending]
        self._presenters = tuple(dict.fromkeys([*going_on, *sending]))
        owners = {e.peer.number: e for e in self.endpoints.values() if e.peer is not None}
        for name, receiver in self.endpoints.items():
            wanted = receivers is None or name in receivers
            if wanted and receiver.peer is not None and not receiver.peer.closed:
                self._remap_receiver(receiver, receiver.peer, owners)

    def _remap_receiver(self, receiver: Endpoint, peer: Peer, owners: Mapping[int, Endpoint]) -> None:
        slots = {(s.route.kind, s.route.index): s for s in peer.slots.values()}
        places = place_numbers(*([n for k, n in slots if k == kind] for kind in ("audio", "video")))
        people = [*self._received(receiver, "audio"), *self._received(receiver, "video")]
        order = [name for name in self.endpoints if name in people]
        placed = {n: name for n, name in receiver.places.items() if n != SCREEN_SLOT}
        placed = assign(placed, places, order)
        receiver.places = placed | self._screen(receiver)
        for slot in sorted(
            slots.values(), key=lambda slot: receiver.places.get(slot.route.index) is not None
        ):
            self._map(receiver, slot, receiver.places.get(slot.route.index), owners)

    def _screen(self, receiver: Endpoint) -> dict[int, str]:
        """Whose screen is shown: the one that began last, and none to that one itself."""
        newest = next(reversed(self._presenters), None)
        if newest is None or newest not in self._received(receiver, "screen"):
            return {}
        return {SCREEN_SLOT: newest}

    def _received(self, receiver: Endpoint, kind: Kind) -> Iterator[str]:
        """Endpoints whose stream of this kind the receiver may and can have."""
        for name, other in self.endpoints.items():
            if other.lets_receive(receiver.name, kind) and other.source(kind) is not None:
                yield name

    def _map(
        self, receiver: Endpoint, slot: ReceiveSlot, name: str | None, owners: Mapping[int, Endpoint]
    ) -> None:
        if name is None and slot.source is None:
            return
        kind = slot_kind(slot)
        other = self.endpoints.get(name) if name is not None else None
        source = other.source(kind) if other is not None and other.lets_receive(receiver.name, kind) else None
        shown = other.name if other is not None and source is not None else None
        group = source.group if source is not None else None
        forbidden = not self._may_go_on(receiver, slot.number, kind, owners)
        if forbidden:
            # The engine shows a former picture until the next one's key frame; a forbidden one ends now.
            self._engine.map_slot(slot.number, None)
        if (shown, group) == (slot.source, slot.group):
            if forbidden:
                self._engine.map_slot(slot.number, group)
            return
        slot.source, slot.group, slot.switched = shown, group, False
        self._engine.map_slot(slot.number, group)
        self._tell_slot(receiver, slot)

    def _may_go_on(self, receiver: Endpoint, slot: int, kind: Kind, owners: Mapping[int, Endpoint]) -> bool:
        """Whether the receiver may have everything that the engine shows on the slot, or will show."""
        for source in self._engine.slot_sources(slot):
            owner = owners.get(self._engine.source_spec(source).endpoint)
            if owner is None or not owner.lets_receive(receiver.name, kind):
                return False
        return True

    def switched(self, event: Switched) -> bool:
        """Tell that the first packet of a newly mapped source has been sent; False when not ours."""
        found = self._find_slot(event.slot)
        if found is None:
            return False
        receiver, slot = found
        if event.source is not None and slot.source is not None:
            slot.switched = True
            self._tell_slot(receiver, slot)
        return True

    def hold(self, number: int, held: bool) -> bool:
        """Tell that the receiver's line does not carry the slot's picture, or does; False when not ours."""
        found = self._find_slot(number)
        if found is None:
            return False
        receiver, slot = found
        slot.held = held
        self._tell_slot(receiver, slot)
        return True

    def _find_slot(self, number: int) -> tuple[Endpoint, ReceiveSlot] | None:
        for receiver in self.endpoints.values():
            for slot in receiver.peer.slots.values() if receiver.peer is not None else ():
                if slot.number == number:
                    return receiver, slot
        return None

    def _tell_slot(self, receiver: Endpoint, slot: ReceiveSlot) -> None:
        kind = slot_kind(slot)
        self.tell(
            SlotMapped(self.name, receiver.name, slot.route.mid, kind, slot.source, slot.switched, slot.held)
        )

    def hear(self, now: float, name: str, level: int) -> None:
        """The loudness of an endpoint: 0 (loudest) to 127 (RFC 6464)."""
        self._speaker.add(now, name, level)

    def tell_speaker(self, now: float) -> None:
        """Tell who speaks, when that has changed; call a few times a second."""
        before = self._speaker.current
        if self._speaker.choose(now, self.endpoints) != before:
            self.tell(Speaking(self.name, self._speaker.current))

    def told_by(self, name: str) -> Iterator[Peer]:
        """Peers that get the endpoint's volatile messages."""
        for other in self.endpoints[name].tells:
            peer = self.endpoints[other].peer
            if peer is not None and peer.connected:
                yield peer

    def state(self) -> ConferenceState:
        """The conference as it is now."""
        return ConferenceState(self.name, tuple(endpoint_state(e) for e in self.endpoints.values()))


def slot_kind(slot: ReceiveSlot) -> Kind:
    """What the slot shows: audio, video, or screen on SCREEN_SLOT."""
    if slot.route.kind == "video" and slot.route.index == SCREEN_SLOT:
        return "screen"
    return slot.route.kind


def endpoint_state(endpoint: Endpoint) -> EndpointState:
    """The endpoint as it is now."""
    slots = endpoint.peer.slots.values() if endpoint.peer is not None else ()
    return EndpointState(
        endpoint=endpoint.name,
        connected=endpoint.peer is not None and endpoint.peer.connected,
        audible_to=endpoint.audible_to,
        visible_to=endpoint.visible_to,
        tells=endpoint.tells,
        slots=tuple(SlotState(s.route.mid, slot_kind(s), s.source, s.switched, s.held) for s in slots),
    )
