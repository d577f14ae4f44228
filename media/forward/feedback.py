"""RTCP policy of an engine: what is reported, asked for and answered, and when. Pure: time is an argument.

The media process wires it in three places: `on_rtcp` for each packet of EngineHost.on_rtcp, `on_events`
for EngineHost.on_events, `tick` every 20 ms after Engine.tick. It keeps no list of its own of who is
there: the engine tells. Source: RFC 3550 section 6, RFC 4585, RFC 5104 section 3.5.1, transport-wide
feedback by draft-holmer-rmcat-transport-wide-cc-extensions-01; RFC 5506 (reduced size is answered).
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Final

from media.forward.adaptation import Adaptation
from media.forward.engine import (
    OWN_SSRC,
    Engine,
    EngineEvent,
    KeyFrameWanted,
    Switched,
    UnboundStream,
    UnknownNumberError,
    slot_cname,
)
from media.rate import full_bucket
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
from media.rtp.transport_cc import FeedbackBuilder, TransportFeedback

OWN_CNAME: Final = "server"

TRANSPORT_SECONDS: Final = 0.05
"""Between transport-wide feedback: Chromium's estimator is made for 50 to 100 ms."""

THIN_TRANSPORT_SECONDS: Final = 0.25
"""The same on a thin line, where it would take a tenth of what there is; browsers do so too."""

RECEIVER_REPORT_SECONDS: Final = 0.7
"""Between receiver reports; RFC 3550 section 6.2 allows less than 5 s by the reduced minimum."""

SENDER_REPORT_SECONDS: Final = 1.0
"""Between sender reports of a slot."""

KEY_FRAME_SECONDS: Final = 0.45
"""Between two PLI for one source, for a key frame costs ten others; just under the 0.5 s at which a
waiting slot asks again."""

COMPOUNDS_PER_SECOND: Final = 300
"""RTCP of one endpoint: four pictures with loss ask 50 times a second each, everything else is some 40."""

STATUSES_PER_SECOND: Final = 10_000
"""Packets that transport-wide feedback of one endpoint tells of: 24 pictures are some 4,000."""

MAX_REPORTS: Final = 15
"""Sender reports or report blocks in one compound: 660 octets at most."""


class _Peer:
    """What is remembered of one endpoint."""

    __slots__ = (
        "arrivals",
        "compounds",
        "key_frame_requests",
        "last_reports",
        "nacks",
        "receiver_report_at",
        "sender_report_at",
        "statuses",
        "transport_at",
        "unbound_ssrc",
    )

    def __init__(self, now: float) -> None:
        self.arrivals = FeedbackBuilder()
        self.compounds = full_bucket(COMPOUNDS_PER_SECOND, COMPOUNDS_PER_SECOND, now)
        self.statuses = full_bucket(STATUSES_PER_SECOND, STATUSES_PER_SECOND, now)
        """What it may send: a second's at once."""
        self.last_reports: dict[int, tuple[int, float]] = {}
        """Source -> (middle NTP bits of its last sender report, arrival in s)."""
        self.unbound_ssrc = 0
        """A stream that no source has yet, for feedback about it."""
        self.receiver_report_at = now + RECEIVER_REPORT_SECONDS
        self.sender_report_at = now
        self.transport_at = now
        self.nacks = 0
        self.key_frame_requests = 0


class Feedback:
    """RTCP for all endpoints of one engine."""

    def __init__(self, engine: Engine, adaptation: Adaptation) -> None:
        self._engine = engine
        self._adaptation = adaptation
        self._peers: dict[int, _Peer] = {}
        self._key_frame_at: dict[int, float] = {}
        """Source -> when it was last asked for a key frame."""

    # -- from the endpoints

    def on_rtcp(self, now: float, endpoint: int, packet: bytes) -> bool:
        """Act on one decrypted compound; False when it cannot be read or is one too many (count it)."""
        if not self._peer(now, endpoint).compounds.take(now):
            return False
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
                self._peer(now, endpoint).nacks += 1
                slot = self._engine.slot_by_ssrc(endpoint, part.media_ssrc)
                if slot is not None and slot.ssrc == part.media_ssrc:
                    self._engine.retransmit(now, slot.slot, part.sequences)
            case PictureLoss():
                self._picture_loss(now, endpoint, part.media_ssrc)
            case FullIntraRequest():
                for ssrc, _ in part.entries:
                    self._picture_loss(now, endpoint, ssrc)
            case Goodbye():
                self._goodbye(now, endpoint, part.ssrcs)
            case TransportFeedback():
                if self._peer(now, endpoint).statuses.take(now, len(part.deltas)):
                    self._adaptation.on_feedback(now, endpoint, part)
            case _:
                pass  # reports on our slots tell nothing that transport-wide feedback does not

    def _sender_report(self, now: float, endpoint: int, report: SenderReport) -> None:
        source = self._engine.source_by_ssrc(endpoint, report.ssrc)
        if source is None or report.ssrc != source.ssrc:
            return
        self._engine.set_clock(source.source, report.rtp_timestamp, ntp_seconds(report.ntp), now)
        self._peer(now, endpoint).last_reports[source.source] = (middle_ntp(report.ntp), now)

    def _picture_loss(self, now: float, endpoint: int, ssrc: int) -> None:
        self._peer(now, endpoint).key_frame_requests += 1
        slot = self._engine.slot_by_ssrc(endpoint, ssrc)
        if slot is None or slot.kind != "video":
            return
        for source in self._engine.slot_sources(slot.slot):
            self._ask_key_frame(now, source, forced=False)

    def _goodbye(self, now: float, endpoint: int, ssrcs: Sequence[int]) -> None:
        """Forget the reports of the stream; it stays a source, for a paused encoding says goodbye too."""
        for ssrc in ssrcs:
            source = self._engine.source_by_ssrc(endpoint, ssrc)
            if source is not None:
                self._peer(now, endpoint).last_reports.pop(source.source, None)

    def request_counts(self, endpoint: int) -> tuple[int, int]:
        """NACK packets and key frame requests (PLI, FIR) that the endpoint has sent."""
        peer = self._peers.get(endpoint)
        return (0, 0) if peer is None else (peer.nacks, peer.key_frame_requests)

    # -- from the engine

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """Ask for key frames; note what the next tick reports (a slot's time line right after its switch)."""
        for event in events:
            # The host may have removed what an event is about since it was told.
            with contextlib.suppress(UnknownNumberError):
                match event:
                    case KeyFrameWanted(source, forced):
                        self._ask_key_frame(now, source, forced)
                    case Switched(slot, source) if source is not None:
                        self._peer(now, self._engine.slot_spec(slot).endpoint).sender_report_at = now
                    case UnboundStream(endpoint, ssrc):
                        self._peer(now, endpoint).unbound_ssrc = ssrc
                    case _:
                        pass

    def _ask_key_frame(self, now: float, source: int, forced: bool) -> None:
        asked_at = self._key_frame_at.get(source)
        if not forced and asked_at is not None and now - asked_at < KEY_FRAME_SECONDS:
            return
        spec = self._engine.source_spec(source)
        self._key_frame_at[source] = now
        self._engine.send_rtcp(spec.endpoint, bytes(PictureLoss(OWN_SSRC, spec.ssrc)))

    # -- by the clock

    def tick(self, now: float, wall_now: float) -> None:
        """Send what is due. Called every 20 ms, after Engine.tick.

        Args:
            wall_now: seconds since 1970, for sender reports.
        """
        endpoints = self._engine.endpoints()
        for gone in self._peers.keys() - set(endpoints):
            del self._peers[gone]
        for number, at in tuple(self._key_frame_at.items()):
            if now - at > KEY_FRAME_SECONDS:
                del self._key_frame_at[number]
        for source, sequences in self._engine.take_missing(now):
            spec = self._engine.source_spec(source)
            self._engine.send_rtcp(spec.endpoint, bytes(Nack(OWN_SSRC, spec.ssrc, tuple(sequences))))
        for endpoint in endpoints:
            peer = self._peer(now, endpoint)
            if now >= peer.transport_at:
                thin = self._adaptation.is_thin(endpoint)
                peer.transport_at = now + (THIN_TRANSPORT_SECONDS if thin else TRANSPORT_SECONDS)
                self._transport_feedback(endpoint, peer)
            if now >= peer.receiver_report_at:
                peer.receiver_report_at = now + RECEIVER_REPORT_SECONDS
                self._receiver_report(now, endpoint, peer)
            if now >= peer.sender_report_at:
                peer.sender_report_at = now + SENDER_REPORT_SECONDS
                self._sender_reports(now, wall_now, endpoint)
        self._adaptation.tick(now)

    def _peer(self, now: float, endpoint: int) -> _Peer:
        peer = self._peers.get(endpoint)
        if peer is None:
            peer = self._peers[endpoint] = _Peer(now)
        return peer

    def _transport_feedback(self, endpoint: int, peer: _Peer) -> None:
        arrivals = self._engine.take_arrivals(endpoint)
        if not arrivals:
            return
        # A browser takes feedback only about an SSRC of its own, so a stream not bound yet will do.
        sources = self._engine.endpoint_sources(endpoint)
        media_ssrc = sources[0].ssrc if sources else peer.unbound_ssrc
        for feedback in peer.arrivals.build(OWN_SSRC, media_ssrc, arrivals):
            self._engine.send_rtcp(endpoint, bytes(feedback))

    def _receiver_report(self, now: float, endpoint: int, peer: _Peer) -> None:
        receptions = self._engine.take_receptions(endpoint)
        known = {reception.source for reception in receptions}
        peer.last_reports = {source: last for source, last in peer.last_reports.items() if source in known}
        blocks = []
        for reception in receptions:
            last_sr, arrival = peer.last_reports.get(reception.source, (0, now))
            blocks.append(
                ReportBlock(
                    reception.ssrc,
                    reception.fraction_lost,
                    reception.packets_lost,
                    reception.highest_sequence,
                    reception.jitter,
                    last_sr,
                    min(round((now - arrival) * 65536), 0xFFFFFFFF),
                )
            )
        for start in range(0, len(blocks), MAX_REPORTS):
            report = ReceiverReport(OWN_SSRC, tuple(blocks[start : start + MAX_REPORTS]))
            self._engine.send_rtcp(endpoint, bytes(report) + _description([(OWN_SSRC, OWN_CNAME)]))

    def _sender_reports(self, now: float, wall_now: float, endpoint: int) -> None:
        reports = self._engine.slot_reports(endpoint, now)
        ntp = ntp_from_unix(wall_now)
        for start in range(0, len(reports), MAX_REPORTS):
            part = reports[start : start + MAX_REPORTS]
            compound = [
                bytes(
                    SenderReport(
                        report.ssrc, ntp, report.rtp_timestamp, report.packets % 2**32, report.octets % 2**32
                    )
                )
                for report in part
            ]
            names = [(report.ssrc, slot_cname(self._engine.slot_spec(report.slot).pair)) for report in part]
            self._engine.send_rtcp(endpoint, b"".join(compound) + _description(names))


def _description(names: Sequence[tuple[int, str]]) -> bytes:
    """SDES with a CNAME for each SSRC (RFC 3550 section 6.5.1)."""
    return bytes(SourceDescription(tuple(Chunk(ssrc, ((CNAME, name.encode()),)) for ssrc, name in names)))
