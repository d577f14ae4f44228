"""Who is who, and who is shown to whom: the part of the Python engine that changes rarely. Pure.

Default is deny: a slot shows a source only while `map_slot` says so. Source of the rules:
RFC 7667 section 3.7 (Selective Forwarding Middlebox), RFC 8853 for encodings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from media.forward.endpoint import Endpoint, Gate, Group, Slot, Source
from media.forward.engine import (
    EngineEvent,
    KeyFrameWanted,
    SlotSpec,
    SourceSpec,
    Switched,
    UnknownNumberError,
)
from media.forward.rewriter import MediaPacket

ASK_AGAIN_SECONDS: Final = 0.5
"""A slot that waits for a key frame says so this often: the request or the frame may be lost."""

LINGER_SECONDS: Final = 1.0
"""A picture that is to be replaced goes on for so long at most; two requests for a key frame fit in."""


class Routing:
    """Endpoints, sources, slots and the map between them; `events` collects what the host must hear."""

    def __init__(self) -> None:
        self.endpoints: dict[int, Endpoint] = {}
        self.sources: dict[int, Source] = {}
        self.slots: dict[int, Slot] = {}
        self.events: list[EngineEvent] = []
        self._groups: dict[int, Group] = {}

    def endpoint(self, number: int) -> Endpoint:
        """The endpoint; UnknownNumberError for one that does not exist."""
        try:
            return self.endpoints[number]
        except KeyError:
            raise UnknownNumberError(f"endpoint {number}") from None

    def source(self, number: int) -> Source:
        """The source; UnknownNumberError for one that does not exist."""
        try:
            return self.sources[number]
        except KeyError:
            raise UnknownNumberError(f"source {number}") from None

    def slot(self, number: int) -> Slot:
        """The slot; UnknownNumberError for one that does not exist."""
        try:
            return self.slots[number]
        except KeyError:
            raise UnknownNumberError(f"slot {number}") from None

    def add_endpoint(self, number: int) -> None:
        """A place; adding it again changes nothing."""
        if number not in self.endpoints:
            self.endpoints[number] = Endpoint(number)

    def remove_endpoint(self, now: float, number: int) -> None:
        """Forget it with its sources and slots; removing what is gone changes nothing."""
        endpoint = self.endpoints.get(number)
        if endpoint is None:
            return
        # Not endpoint.streams(): a stream whose SSRCs others have taken is no longer there.
        for source in [s.spec.source for s in self.sources.values() if s.spec.endpoint == number]:
            self.remove_source(now, source)
        for slot in endpoint.receive_slots():
            self.remove_slot(now, slot.spec.slot)
        del self.endpoints[number]

    def add_source(self, now: float, spec: SourceSpec) -> None:
        """A stream, or a new spec for it: the state stays unless it is another stream."""
        endpoint = self.endpoint(spec.endpoint)
        source = self.sources.get(spec.source)
        if source is not None and (source.spec.ssrc, source.spec.group, source.spec.endpoint) != (
            spec.ssrc,
            spec.group,
            spec.endpoint,
        ):
            self.remove_source(now, spec.source)
            source = None
        if source is None:
            source = self.sources[spec.source] = Source(spec, endpoint.clock)
            self._group(spec.group).sources.append(source)
        else:
            self._forget_ssrcs(endpoint, source)
            source.spec = spec
            source.log.asks = spec.rtx_ssrc != 0
        for ssrc in (spec.ssrc, spec.rtx_ssrc):
            if ssrc:
                endpoint.sources[ssrc] = source
                endpoint.unbound.pop(ssrc, None)
        for slot in self._group(spec.group).slots:
            self.retarget(now, slot, forced=True)

    def remove_source(self, now: float, number: int) -> None:
        """The stream has ended; slots that showed it stop and take another encoding if there is one."""
        source = self.sources.pop(number, None)
        if source is None:
            return
        self._forget_ssrcs(self.endpoints[source.spec.endpoint], source)
        group = self._group(source.spec.group)
        group.sources.remove(source)
        for slot in tuple(source.waiters):
            self._wait(slot, None)
        for slot in tuple(source.viewers):
            self._stop(now, slot)
        for slot in group.slots:
            self.retarget(now, slot, forced=True)
        self._tidy(group)

    def add_slot(self, spec: SlotSpec, sequence: int, timestamp: int) -> None:
        """A receive slot, mapped to nothing; numbers start behind `sequence` and at `timestamp`."""
        endpoint = self.endpoint(spec.endpoint)
        if spec.slot in self.slots:
            return
        slot = self.slots[spec.slot] = Slot(spec, endpoint, sequence, timestamp)
        for ssrc in (spec.ssrc, spec.rtx_ssrc):
            if ssrc:
                endpoint.slots[ssrc] = slot

    def remove_slot(self, now: float, number: int) -> None:
        """The slot is gone; removing what is gone changes nothing."""
        if number not in self.slots:
            return
        self.map_slot(now, number, None)
        slot = self.slots.pop(number)
        for ssrc in (slot.spec.ssrc, slot.spec.rtx_ssrc):
            if slot.endpoint.slots.get(ssrc) is slot:
                del slot.endpoint.slots[ssrc]

    def map_slot(self, now: float, number: int, group_number: int | None) -> None:
        """Show a group on the slot, or nothing."""
        slot = self.slot(number)
        group = None if group_number is None else self._group(group_number)
        if group is slot.group:
            return
        before, slot.group = slot.group, group
        if before is not None:
            before.slots.remove(slot)
            self._tidy(before)
        if slot.current is None or slot.current.spec.group == (before.number if before is not None else None):
            slot.linger_until = now + LINGER_SECONDS  # a picture that lingers already does not longer
        if group is None or not slot.video:
            self._wait(slot, None)
            self._stop(now, slot)
        if group is not None:
            group.slots.append(slot)
            self.retarget(now, slot, forced=True)

    def set_layer(self, now: float, number: int, layer: int) -> None:
        """Highest encoding that the slot may show."""
        slot = self.slot(number)
        slot.limit = layer
        self.retarget(now, slot, forced=layer >= 0 and slot.current is None)
        if layer < 0:
            self._stop(now, slot)

    def set_loudest(self, now: float, number: int, count: int, always: Sequence[int]) -> None:
        """Close the gate for all but the loudest sounds."""
        endpoint = self.endpoint(number)
        still_open = endpoint.gate.open if endpoint.gate is not None else frozenset()
        endpoint.gate = Gate(count, frozenset(always))
        endpoint.gate.open = still_open
        self.choose_sounds(now, endpoint)

    def choose_sounds(self, now: float, endpoint: Endpoint) -> None:
        """Open the gate of an endpoint for the loudest of the sounds on its slots."""
        gate = endpoint.gate
        if gate is None:
            return
        shown = [slot.current for slot in endpoint.receive_slots() if not slot.video]
        levels = {
            source.spec.source: source.loudness.level(now)
            for source in shown
            if source is not None and source.spec.source not in gate.always
        }
        gate.choose(levels)

    def slot_sources(self, number: int) -> list[int]:
        """The source that the slot shows and the one it waits for."""
        slot = self.slot(number)
        return [source.spec.source for source in (slot.current, slot.pending) if source is not None]

    def retarget(self, now: float, slot: Slot, forced: bool) -> None:
        """Let the slot wait for the encoding that it should show, unless it shows it."""
        target = slot.group.choose(now, slot.limit) if slot.group is not None else None
        if target is slot.current:
            target = None
        if target is slot.pending:
            return
        self._wait(slot, target)
        if target is not None and slot.video:
            slot.ask_at = now + ASK_AGAIN_SECONDS
            self.events.append(KeyFrameWanted(target.spec.source, forced))

    def end_lingering(self, now: float) -> None:
        """Stop pictures that should have been replaced, but whose successor has sent no key frame."""
        for slot in self.slots.values():
            if slot.current is None or slot.group is None or now < slot.linger_until:
                continue
            if slot.current.spec.group != slot.group.number:
                self._stop(now, slot)

    def admit(
        self, now: float, source: Source, media: MediaPacket, key_frame: bool, newest: bool
    ) -> list[Slot]:
        """Let slots that wait for the source show it from this packet on, if they can; those that do.

        A packet that is not the newest lets in none that has begun to wait after its number.
        """
        admitted = []
        for slot in tuple(source.waiters):
            if slot.video and (not key_frame or not (newest or media.number > slot.since)):
                continue
            before = slot.current
            if not slot.show(now, source, media, self.shift(slot, source)):
                continue
            self._wait(slot, None)
            if before is not None:
                before.viewers.remove(slot)
                if before.spec.group != source.spec.group:
                    slot.history.clear()
                    slot.endpoint.forget_paced(slot)
            source.viewers.append(slot)
            self.events.append(Switched(slot.spec.slot, source.spec.source))
            admitted.append(slot)
        return admitted

    def shift(self, slot: Slot, source: Source) -> float | None:
        """How far the slot's pair lies behind the reports of the shown endpoint, s; None: not known yet."""
        shifts = slot.endpoint.shifts
        known = shifts.get(slot.spec.pair)
        if known is not None and known[0] == source.spec.endpoint:
            return known[1]
        if not source.clock.known:
            return None
        streams = [source] if source.video else self.endpoints[source.spec.endpoint].streams()
        lags = [stream.clock.lag for stream in streams if stream.video]
        shift = next((lag for lag in lags if lag is not None), 0.0)
        shifts[slot.spec.pair] = (source.spec.endpoint, shift)
        return shift

    def _stop(self, now: float, slot: Slot) -> None:
        """Show nothing on the slot from now on."""
        if slot.current is None:
            return
        slot.current.viewers.remove(slot)
        slot.hide(now)
        slot.endpoint.forget_paced(slot)
        self.events.append(Switched(slot.spec.slot, None))

    def _wait(self, slot: Slot, target: Source | None) -> None:
        if slot.pending is not None:
            slot.pending.waiters.remove(slot)
            if not slot.pending.waiters:
                slot.pending.backlog.end()
        slot.pending = target
        if target is not None:
            target.waiters.append(slot)
            slot.since = target.log.highest
            if target.video:
                target.backlog.begin(slot.since)

    def _forget_ssrcs(self, endpoint: Endpoint, source: Source) -> None:
        for ssrc in (source.spec.ssrc, source.spec.rtx_ssrc):
            if endpoint.sources.get(ssrc) is source:
                del endpoint.sources[ssrc]

    def _group(self, number: int) -> Group:
        return self._groups.setdefault(number, Group(number))

    def _tidy(self, group: Group) -> None:
        """Forget a group that has neither sources nor slots."""
        if not group.sources and not group.slots:
            del self._groups[group.number]
