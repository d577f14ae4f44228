"""RTCP policy of an engine: what is reported, asked for and answered, and when. Pure: time is an argument.

The media process wires it in three places: `on_rtcp` for each packet of EngineHost.on_rtcp, `on_events`
for EngineHost.on_events, `tick` every 20 ms after Engine.tick. It keeps no list of its own of who is
there: the engine tells. Source: RFC 3550 section 6, RFC 4585, RFC 5104 section 3.5.1, media-wide
feedback by draft-holmer-rmcat-transport-wide-cc-extensions-01.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from media.forward.engine import Engine, EngineEvent, KeyFrameWanted, Switched
from media.rtp.errors import ParseError
from media.rtp.rtcp import RtcpPacket, parse_rtcp
from media.rtp.rtcp_feedback import FullIntraRequest, Nack, PictureLoss
from media.rtp.rtcp_report import (
    CNAME,
    Chunk,
    Goodbye,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    SourceDescription,
    middle_ntp,
    ntp_from_unix,
    ntp_seconds,
)
from media.rtp.transport_cc import FeedbackBuilder

OWN_SSRC: Final = 1
"""Sender of reports and requests that belong to no slot; browsers use the same number for theirs."""

TRANSPORT_SECONDS: Final = 0.05
"""Between transport-wide feedback: Chromium's estimator is made for 50 to 100 ms."""

RECEIVER_REPORT_SECONDS: Final = 0.7
"""Between receiver reports; RFC 3550 section 6.2 allows less than 5 s by the reduced minimum."""

SENDER_REPORT_SECONDS: Final = 1.0
"""Between sender reports of a slot."""

KEY_FRAME_SECONDS: Final = 0.5
"""Between two PLI for one source: a key frame costs ten others."""

MAX_REPORT_BLOCKS: Final = 31
"""Of one packet (RFC 3550 section 6.4.1)."""


class _Peer:
    """What is remembered of one endpoint."""

    __slots__ = ("arrivals", "last_reports", "receiver_report_at", "sender_report_at")

    def __init__(self, now: float) -> None:
        self.arrivals = FeedbackBuilder()
        self.last_reports: dict[int, tuple[int, float]] = {}
        """Source -> (middle NTP bits of its last sender report, arrival in s)."""
        self.receiver_report_at = now + RECEIVER_REPORT_SECONDS
        self.sender_report_at = now


class Feedback:
    """RTCP for all endpoints of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._peers: dict[int, _Peer] = {}
        self._key_frame_at: dict[int, float] = {}
        """Source -> when it was last asked for a key frame."""
        self._transport_at = 0.0

    # -- from the endpoints

    def on_rtcp(self, now: float, endpoint: int, packet: bytes) -> bool:
        """Act on one decrypted compound; False when it cannot be read (count it, tell nobody)."""
        try:
            packets = parse_rtcp(packet)
        except ParseError:
            return False
        for part in packets:
            self._handle(now, endpoint, part)
        return True

    def _handle(self, now: float, endpoint: int, part: RtcpPacket) -> None:
        match part:
            case SenderReport():
                self._sender_report(now, endpoint, part)
            case Nack():
                slot = self._engine.slot_by_ssrc(endpoint, part.media_ssrc)
                if slot is not None and slot.ssrc == part.media_ssrc:
                    self._engine.retransmit(now, slot.slot, part.sequences)
            case PictureLoss():
                self._picture_loss(now, endpoint, part.media_ssrc)
            case FullIntraRequest():
                for ssrc, _ in part.entries:
                    self._picture_loss(now, endpoint, ssrc)
            case Goodbye():
                for ssrc in part.ssrcs:
                    self._goodbye(endpoint, ssrc)
            case _:
                pass  # reports on our slots, REMB, transport-wide feedback: inputs of a later rate control

    def _sender_report(self, now: float, endpoint: int, report: SenderReport) -> None:
        source = self._engine.source_by_ssrc(endpoint, report.ssrc)
        if source is None or report.ssrc != source.ssrc:
            return
        self._engine.set_clock(source.source, report.rtp_timestamp, ntp_seconds(report.ntp), now)
        self._peer(now, endpoint).last_reports[source.source] = (middle_ntp(report.ntp), now)

    def _picture_loss(self, now: float, endpoint: int, ssrc: int) -> None:
        slot = self._engine.slot_by_ssrc(endpoint, ssrc)
        if slot is None or slot.kind != "video":
            return
        for source in self._engine.slot_sources(slot.slot):
            self._ask_key_frame(now, source, forced=False)

    def _goodbye(self, endpoint: int, ssrc: int) -> None:
        """The stream ends: its slots go dark at once, not when the consent runs out."""
        source = self._engine.source_by_ssrc(endpoint, ssrc)
        if source is not None and ssrc == source.ssrc:
            self._engine.remove_source(source.source)

    # -- from the engine

    def on_events(self, now: float, wall_now: float, events: Sequence[EngineEvent]) -> None:
        """Ask for key frames, and report the time line of a slot right after its switch.

        Args:
            wall_now: seconds since 1970.
        """
        for event in events:
            match event:
                case KeyFrameWanted(source, forced):
                    self._ask_key_frame(now, source, forced)
                case Switched(_, source) if source is not None:
                    for peer in self._peers.values():
                        peer.sender_report_at = now
                    self._sender_reports(now, wall_now)
                case _:
                    pass
