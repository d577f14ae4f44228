"""The packet path of the Python engine: decrypted packets in, packets to encrypt out. Pure.

No socket, clock, key or randomness: time and bytes are arguments, and `take_sends` and `take_events`
give back what is to be done. The shell is python.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from media.forward.endpoint import (
    MAX_PACED,
    MAX_PACED_SECONDS,
    MAX_UNBOUND,
    Endpoint,
    Paced,
    Slot,
    Source,
)
from media.forward.engine import AudioLevel, EngineEvent, KeyFrameWanted, Reception, SlotReport, UnboundStream
from media.forward.rewriter import MediaPacket
from media.forward.routing import ASK_AGAIN_SECONDS, Routing
from media.rtp.errors import ParseError
from media.rtp.header import Header, parse_header, read_extensions
from media.rtp.pacer import Pacer
from media.rtp.red import parse_red
from media.rtp.rtx import OSN_OCTETS, original_sequence
from media.rtp.vp8 import Descriptor, parse_descriptor

UNBOUND_SECONDS: Final = 1.0
"""An unknown SSRC is told of this often at most."""

LEVEL_SECONDS: Final = 0.2
"""Between audio levels, choices of the loudest and of encodings."""

DESCRIPTOR_WINDOW: Final = 8
"""Octets that hold the longest VP8 descriptor (6) and the first octet of the frame."""

_NO_ELEMENTS: Final[dict[int, bytes]] = {}


class Forwarder(Routing):
    """Routing plus the work on each packet; `sends` collects (endpoint, plain packet)."""

    def __init__(self) -> None:
        super().__init__()
        self._sends: list[tuple[int, bytes]] = []
        self._levels_at = 0.0

    def take_sends(self) -> list[tuple[int, bytes]]:
        """RTP packets to encrypt and send, in order; the caller gets each once."""
        sends = self._sends
        if sends:
            self._sends = []
        return sends

    def take_events(self) -> list[EngineEvent]:
        """What the host must hear; the caller gets each once."""
        events = self.events
        if events:
            self.events = []
        return events

    def receive(self, now: float, number: int, packets: Sequence[bytes]) -> None:
        """Take decrypted RTP packets of one endpoint; what cannot be read is dropped and counted."""
        endpoint = self.endpoint(number)
        endpoint.packets_received += len(packets)
        for packet in packets:
            endpoint.bytes_received += len(packet)
            try:
                if not self._receive(now, endpoint, packet):
                    endpoint.dropped += 1
            except ParseError:
                endpoint.dropped += 1

    def _receive(self, now: float, endpoint: Endpoint, packet: bytes) -> bool:
        """Whether the packet was of use."""
        header = parse_header(packet)
        elements = _NO_ELEMENTS
        if header.extension_start < header.extension_end:
            elements = read_extensions(packet, header)
            number = elements.get(endpoint.extensions.transport_cc)
            if number is not None and len(number) == 2:
                endpoint.arrivals.add(int.from_bytes(number, "big"), now)
        source = endpoint.sources.get(header.ssrc)
        if source is None:
            self._unbound(now, endpoint, header, elements)
            return False
        start, sequence = header.payload_start, header.sequence
        spec = source.spec
        repaired = header.ssrc != spec.ssrc
        if header.payload_type != (spec.rtx_payload_type if repaired else spec.payload_type) and (
            repaired or not spec.red_payload_type or header.payload_type != spec.red_payload_type
        ):
            return False
        if repaired:
            original = original_sequence(packet, start, header.payload_end)
            if original is None:
                return False
            start, sequence = start + OSN_OCTETS, original
        extended = source.log.accept(now, sequence, header.timestamp, repaired)
        if extended is None:
            return False
        source.octets += len(packet)
        if not repaired:
            source.last_media_at = now
            if source.video:
                source.clock.add_arrival(header.timestamp, now)
        media = self._media(now, source, packet, header, start, elements, extended)
        if source.waiters:
            self._admit(now, source, media, extended == source.log.highest and not repaired)
        else:
            self._forward(now, source, media)
        return True

    def _admit(self, now: float, source: Source, media: MediaPacket, newest: bool) -> None:
        """Forward a packet of a source that slots wait for, and what overtook it to those it lets in."""
        key_frame = media.descriptor is not None and media.descriptor.key_frame
        overtaken = [] if newest else source.backlog.after(media.number) if key_frame else None
        source.backlog.add(media)
        admitted = [] if overtaken is None else self.admit(now, source, media, key_frame, newest)
        self._forward(now, source, media)
        for slot in admitted:
            for later in overtaken or ():
                self._show(now, slot, later)

    def _media(
        self,
        now: float,
        source: Source,
        packet: bytes,
        header: Header,
        start: int,
        elements: dict[int, bytes],
        extended: int,
    ) -> MediaPacket:
        """What all receivers of a packet share."""
        end = header.payload_end
        head = b""
        descriptor: Descriptor | None = None
        level = orientation = -1
        ids = self.endpoints[source.spec.endpoint].extensions
        if source.video:
            if start < end:
                descriptor = parse_descriptor(packet[start : min(start + DESCRIPTOR_WINDOW, end)])
                head = packet[start : start + descriptor.size]
                start += descriptor.size
            octets = elements.get(ids.video_orientation)
            if octets is not None:
                orientation = octets[0]
        else:
            octets = elements.get(ids.audio_level)
            if octets is not None:
                level = octets[0]
                source.loudness.add(now, level & 0x7F)
                source.spoke = True
        body, red, reach = packet[start:end], b"", 0
        if header.payload_type == source.spec.red_payload_type != 0:
            red = body
            body, reach = parse_red(red, source.spec.payload_type)
        return MediaPacket(
            extended, header.timestamp, header.marker, head, descriptor, body, level, orientation, red, reach
        )

    def _forward(self, now: float, source: Source, media: MediaPacket) -> None:
        """Write the packet for each slot that shows the source."""
        for slot in source.viewers:
            endpoint = slot.endpoint
            if endpoint.gate is not None and not slot.video:
                if source.spec.source not in endpoint.gate.open:
                    slot.audible = False
                    continue
                if not slot.audible:
                    slot.resume(media)
            self._show(now, slot, media)

    def _show(self, now: float, slot: Slot, media: MediaPacket) -> None:
        """Write the packet for one slot."""
        packet = slot.write(now, media)
        if packet is None:
            return
        self._send_or_pace(now, slot, packet)

    def _send_or_pace(self, now: float, slot: Slot, packet: bytes) -> None:
        endpoint = slot.endpoint
        if endpoint.pacer is not None and slot.video:
            self._pace(now, endpoint, endpoint.pacer, Paced(now, slot, slot.number, packet))
        else:
            self._send(now, endpoint, slot.number, packet)

    def _send(self, now: float, endpoint: Endpoint, number: int, packet: bytes) -> None:
        """Let a packet go; -1: it has no transport-wide number."""
        if number >= 0:
            endpoint.departures.sent(number, now, len(packet))
        self._sends.append((endpoint.number, packet))

    def _pace(self, now: float, endpoint: Endpoint, pacer: Pacer, paced: Paced) -> None:
        waiting = endpoint.paced
        if not waiting and pacer.allow(now, len(paced.packet)):
            self._send(now, endpoint, paced.number, paced.packet)
        elif len(waiting) < MAX_PACED and (not waiting or now - waiting[0].since < MAX_PACED_SECONDS):
            waiting.append(paced)
        else:
            endpoint.dropped += 1

    def _unbound(self, now: float, endpoint: Endpoint, header: Header, elements: dict[int, bytes]) -> None:
        """Tell of an SSRC without a source; a table full of recent ones tells of no more."""
        told = endpoint.unbound
        told_at = told.pop(header.ssrc, None)  # put back at the end, so that the first is the oldest
        if told_at is None and len(told) >= MAX_UNBOUND:
            oldest = next(iter(told))
            if now - told[oldest] < UNBOUND_SECONDS:
                return
            del told[oldest]
        if told_at is not None and now - told_at < UNBOUND_SECONDS:
            told[header.ssrc] = told_at
            return
        told[header.ssrc] = now
        ids = endpoint.extensions
        self.events.append(
            UnboundStream(
                endpoint.number,
                header.ssrc,
                header.payload_type,
                elements.get(ids.mid, b""),
                elements.get(ids.rid, b""),
                elements.get(ids.repaired_rid, b""),
            )
        )

    def set_send_rate(self, now: float, number: int, bits_per_second: int | None) -> None:
        """Pace the video of an endpoint, or let go all that waits."""
        endpoint = self.endpoint(number)
        if bits_per_second is None:
            while endpoint.paced:
                self._send_first(now, endpoint)
            endpoint.pacer = None
        elif endpoint.pacer is None:
            endpoint.pacer = Pacer(now, bits_per_second)
        else:
            endpoint.pacer.set_rate(now, bits_per_second)

    def _send_first(self, now: float, endpoint: Endpoint) -> None:
        """Let go what has waited longest for the pacer."""
        paced = endpoint.paced.popleft()
        self._send(now, endpoint, paced.number, paced.packet)

    def set_redundancy(self, number: int, kept: bool) -> None:
        """Send redundant sound as it comes, or its primary blocks alone."""
        for slot in self.endpoint(number).receive_slots():
            slot.redundant = kept

    def send_padding(self, now: float, number: int, packets: int) -> tuple[int, ...]:
        """Padding on the first mapped video slot that has shown something; the transport-wide numbers."""
        endpoint = self.endpoint(number)
        slot = next((slot for slot in endpoint.receive_slots() if slot.group and slot.may_pad), None)
        if slot is None:
            return ()
        numbers = []
        for _ in range(packets):
            packet = slot.pad()
            self._send(now, endpoint, slot.number, packet)
            numbers.append(slot.number)
        return tuple(numbers)

    def retransmit(self, now: float, number: int, sequences: Sequence[int]) -> int:
        """Send again as RTX what the slot's history holds; how many."""
        slot = self.slot(number)
        count = 0
        for sequence in sequences if slot.spec.rtx_ssrc else ():
            packet = slot.repeat(now, sequence)
            if packet is not None:
                self._send_or_pace(now, slot, packet)
                count += 1
        slot.endpoint.retransmitted += count
        return count

    def history_packets(self) -> int:
        """Packets that are kept to be sent again."""
        return sum(len(slot.history) for slot in self.slots.values())

    def tick(self, now: float) -> None:
        """Time-driven work; see Engine.tick."""
        for endpoint in self.endpoints.values():
            while endpoint.paced and endpoint.pacer is not None:
                if not endpoint.pacer.allow(now, len(endpoint.paced[0].packet)):
                    break
                self._send_first(now, endpoint)
        self.end_lingering(now)
        for slot in self.slots.values():
            if slot.pending is not None and slot.video and slot.ask_at <= now:
                slot.ask_at = now + ASK_AGAIN_SECONDS
                self.events.append(KeyFrameWanted(slot.pending.spec.source, False))
        if now >= self._levels_at:
            self._levels_at = now + LEVEL_SECONDS
            self._choose(now)

    def _choose(self, now: float) -> None:
        """Tell levels; choose sounds and encodings anew."""
        for source in self.sources.values():
            if source.spoke:
                source.spoke = False
                self.events.append(AudioLevel(source.spec.source, round(source.loudness.level(now))))
        for endpoint in self.endpoints.values():
            self.choose_sounds(now, endpoint)
        for slot in self.slots.values():
            if slot.group is not None and len(slot.group.sources) > 1:
                self.retarget(now, slot, forced=False)

    def take_missing(self, now: float) -> list[tuple[int, list[int]]]:
        """(source, sequence numbers) to ask for now."""
        missing = ((number, source.log.take_missing(now)) for number, source in self.sources.items())
        return [(number, sequences) for number, sequences in missing if sequences]

    def take_receptions(self, number: int) -> list[Reception]:
        """Report figures of the sources that have sent something."""
        receptions = []
        for source in self.endpoint(number).streams():
            report = source.log.take_report()
            if report is not None:
                receptions.append(Reception(source.spec.source, source.spec.ssrc, *report))
        return receptions

    def slot_reports(self, number: int, now: float) -> list[SlotReport]:
        """Sender report figures of the slots that show something and whose line is known."""
        reports = []
        for slot in self.endpoint(number).receive_slots():
            if slot.current is None or not slot.packets:
                continue
            if slot.timeline.shift is None:
                slot.timeline.shift = self.shift(slot, slot.current)
            timestamp = slot.timeline.report(now)
            if timestamp is not None:
                reports.append(
                    SlotReport(slot.spec.slot, slot.spec.ssrc, timestamp, slot.packets, slot.octets)
                )
        return reports
