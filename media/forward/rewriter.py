"""Packets of whoever is shown, written anew for the receiver of one slot. Pure.

SSRC, sequence numbers, time stamps and VP8 picture ids go on over every switch; header extensions
carry the receiver's ids. Source: RFC 7667 section 3.7; RFC 8843 section 15 for the mid in every packet;
media/rtp/timeline.py for the time stamps.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from media.forward.engine import SlotSpec
from media.rtp.departures import DepartureLog
from media.rtp.header import FIXED, MARKER, build_elements, build_extension
from media.rtp.history import History, Sent
from media.rtp.red import retype_red
from media.rtp.rtx import wrap_payload
from media.rtp.sequence import add16, distance16, distance32
from media.rtp.timeline import SlotTimeline, SourceClock
from media.rtp.vp8 import ABSENT, Descriptor, rewrite_descriptor

MAX_EXTENSIONS: Final = 300
"""Ready-made header extensions of a slot: every audio level (256) and some orientations."""

PADDING_OCTETS: Final = 255
"""Of one probe packet: the most that RFC 3550 section 5.1 can say."""

NO_NUMBER: Final = -1

_PLAIN: Final = 0x80
_EXTENDED: Final = 0x10
_PADDED: Final = 0x20
_FIRST_ELEMENT: Final = 5
"""Where the value of the first element lies: behind profile, length and its id."""


class MediaPacket(NamedTuple):
    """One packet of a source as all its receivers share it."""

    number: int
    """Extended sequence number."""
    timestamp: int
    marker: bool
    head: bytes
    """The VP8 payload descriptor; empty for audio."""
    descriptor: Descriptor | None
    """What it says; None for audio."""
    body: bytes
    """The rest of the payload."""
    level: int
    """The octet of RFC 6464 section 3, or -1."""
    orientation: int
    """The octet of 3GPP TS 26.114 section 7.4.5, or -1."""
    red: bytes = b""
    """The payload of redundant audio, whose primary block `body` is; empty for other packets."""
    reach: int = 0
    """How far back the redundancy reaches, RTP ticks."""


class Rewriter:
    """What goes on over every switch of one slot."""

    __slots__ = (
        "_departures",
        "_extensions",
        "_first_number",
        "_first_timestamp",
        "_fresh",
        "_last_picture_id",
        "_last_sequence",
        "_last_tl0",
        "_mark",
        "_picture_step",
        "_rtx_sequence",
        "_sequence_step",
        "_stamped",
        "_tl0_step",
        "history",
        "live",
        "number",
        "octets",
        "packets",
        "redundant",
        "spec",
        "timeline",
        "video",
    )

    def __init__(self, spec: SlotSpec, sequence: int, timestamp: int, departures: DepartureLog) -> None:
        """Numbers start behind `sequence` and at `timestamp`; `departures` gives transport-wide ones."""
        self.spec = spec
        self.video = spec.kind == "video"
        self.live = False
        """Something is shown now."""
        self.packets = 0
        self.octets = 0
        self.history = History()
        self.timeline = SlotTimeline(spec.clock_rate, timestamp, drops=not self.video)
        self.number = NO_NUMBER
        """The transport-wide number of the packet that was written last."""
        self.redundant = True
        """Redundant sound is passed on."""
        self._departures = departures
        self._last_sequence = sequence
        self._rtx_sequence = sequence
        self._sequence_step = 0
        self._first_number = 0
        self._first_timestamp = 0
        self._fresh = False
        """The redundancy of the next packet may reach back before the slot showed the source."""
        self._mark = False
        self._last_picture_id = 0
        self._last_tl0 = 0
        self._picture_step = 0
        self._tl0_step = 0
        self._extensions: dict[tuple[int, int], bytes] = {}
        self._stamped = bool(spec.extensions.transport_cc)

    def begin(self, now: float, media: MediaPacket, clock: SourceClock, shift: float | None) -> bool:
        """Go on with another source from this packet; False: drop the packet, nothing has changed."""
        if not self.timeline.begin(now, media.timestamp, clock, shift):
            return False
        self.live = True
        self.follow(media)
        descriptor = media.descriptor
        if descriptor is not None and descriptor.picture_id != ABSENT:
            self._picture_step = self._last_picture_id + 1 - descriptor.picture_id
        if descriptor is not None and descriptor.tl0 != ABSENT:
            self._tl0_step = self._last_tl0 + 1 - descriptor.tl0
        return True

    def follow(self, media: MediaPacket) -> None:
        """Number from this packet on without a gap."""
        self._sequence_step = self._last_sequence + 1 - media.number
        self._first_number = media.number
        self._first_timestamp = media.timestamp
        self._fresh = True
        self._mark = not self.video

    def end(self, now: float) -> None:
        """Write nothing until the next `begin`, and forget what could be sent again."""
        self.timeline.stop(now)
        self.live = False
        self.history.clear()

    def write(self, now: float, media: MediaPacket) -> bytes | None:
        """The packet to send; None for one from before the slot showed this source."""
        if media.number < self._first_number:
            return None
        spec = self.spec
        payload_type, body = spec.payload_type, media.body
        if media.red and spec.red_payload_type and self._may_repeat(media) and self.redundant:
            payload_type = spec.red_payload_type
            same = media.red[0] & 0x7F == spec.payload_type
            body = media.red if same else retype_red(media.red, spec.payload_type)
        sequence = add16(media.number, self._sequence_step)
        newest = distance16(sequence, self._last_sequence) > 0
        if newest:
            self._last_sequence = sequence
        extension = self._extensions.get((media.level, media.orientation))
        if extension is None:
            extension = self._extension(media.level, media.orientation)
        if self._stamped:
            extension = self._stamp(extension)
        marker = MARKER if media.marker or self._mark else 0
        self._mark = False
        timestamp = self.timeline.map(now, media.timestamp)
        first = _PLAIN | _EXTENDED if extension else _PLAIN
        head = FIXED.pack(first, marker | payload_type, sequence, timestamp, spec.ssrc) + extension
        payload_start = len(head)
        if media.descriptor is not None:
            head += self._descriptor(media.head, media.descriptor, newest)
        if spec.rtx_ssrc:
            self.history.add(Sent(sequence, now, head, payload_start, media.body))
        self.packets += 1
        self.octets += len(head) - payload_start + len(body)
        return head + body

    def _may_repeat(self, media: MediaPacket) -> bool:
        """Whether nothing in the redundancy is from before the slot showed this source."""
        if self._fresh:
            self._fresh = distance32(media.timestamp, self._first_timestamp) < media.reach
        return not self._fresh

    def repeat(self, now: float, sequence: int) -> bytes | None:
        """The RTX packet of one that was sent; None when it is gone or nothing is shown."""
        sent = self.history.take(now, sequence) if self.live else None
        if sent is None:
            return None
        payload = wrap_payload(sequence, sent.head[sent.payload_start :] + sent.body)
        timestamp = int.from_bytes(sent.head[4:8], "big")
        extension = sent.head[12 : sent.payload_start]
        return self._rtx_head(sent.head[1] & MARKER, timestamp, extension, 0) + payload

    @property
    def may_pad(self) -> bool:
        """Whether there is a stream to send padding on: the receiver knows no other."""
        return self.video and self.spec.rtx_ssrc != 0 and self.packets > 0

    def pad(self) -> bytes:
        """An RTX packet of nothing but padding; it shows nothing, whoever is mapped."""
        head = self._rtx_head(0, self.timeline.last, self._extension(-1, -1), _PADDED)
        return head + bytes(PADDING_OCTETS - 1) + bytes((PADDING_OCTETS,))

    def _rtx_head(self, marker: int, timestamp: int, extension: bytes, flags: int) -> bytes:
        spec = self.spec
        self._rtx_sequence = add16(self._rtx_sequence, 1)
        if self._stamped:
            extension = self._stamp(extension)
        first = _PLAIN | flags | (_EXTENDED if extension else 0)
        second = marker | spec.rtx_payload_type
        return FIXED.pack(first, second, self._rtx_sequence, timestamp, spec.rtx_ssrc) + extension

    def _descriptor(self, octets: bytes, descriptor: Descriptor, newest: bool) -> bytes:
        if newest:
            self._last_picture_id = descriptor.picture_id + self._picture_step
            self._last_tl0 = descriptor.tl0 + self._tl0_step
        if self._picture_step or self._tl0_step:
            return rewrite_descriptor(octets, descriptor, self._picture_step, self._tl0_step)
        return octets

    def _extension(self, level: int, orientation: int) -> bytes:
        if len(self._extensions) >= MAX_EXTENSIONS:
            self._extensions.clear()
        extension = self._extensions[level, orientation] = self._build(level, orientation)
        return extension

    def _build(self, level: int, orientation: int) -> bytes:
        """The extension with the receiver's ids; what is stamped in each packet comes first."""
        ids = self.spec.extensions
        elements = []
        if ids.transport_cc:
            elements.append((ids.transport_cc, bytes(2)))
        if ids.mid and self.spec.mid:
            elements.append((ids.mid, self.spec.mid[:16]))
        if ids.audio_level and level >= 0:
            elements.append((ids.audio_level, bytes((level,))))
        if ids.video_orientation and orientation >= 0:
            elements.append((ids.video_orientation, bytes((orientation,))))
        return build_extension(build_elements(elements))

    def _stamp(self, extension: bytes) -> bytes:
        """Write the transport-wide number into it."""
        self.number = self._departures.take_number()
        return extension[:_FIRST_ELEMENT] + self.number.to_bytes(2, "big") + extension[_FIRST_ELEMENT + 2 :]
