"""RTCP policy: what is reported, asked for and answered, and when."""

from __future__ import annotations

import pytest

from media.forward.engine import OWN_SSRC, AudioLevel, KeyFrameWanted, Switched
from media.forward.feedback import COMPOUNDS_PER_SECOND, KEY_FRAME_SECONDS, MAX_REPORTS
from media.rtp.rtcp import RtcpPacket
from media.rtp.rtcp_feedback import FullIntraRequest, Nack, PictureLoss
from media.rtp.rtcp_report import Goodbye, ReceiverReport, SenderReport, SourceDescription, middle_ntp
from tests.media.forward.call import Call
from tests.media.network import Link, Network


@pytest.fixture
async def room() -> Call:
    """1 publishes a camera; 2 has a slot for it."""
    room = Call(Network(1))
    room.join(1)
    room.join(2)
    room.publish_video(1)
    room.add_slot(2, 0)
    return room


def requests(room: Call) -> int:
    return sum(isinstance(part, PictureLoss) for part in room.browsers[1].rtcp)


def say(room: Call, *packets: RtcpPacket) -> None:
    """Endpoint 2 sends a compound; it arrives at once."""
    assert room.feedback.on_rtcp(room.network.now, 2, b"".join(map(bytes, packets)))


async def test_what_cannot_be_read_is_said_to_be_so(room: Call) -> None:
    assert not room.feedback.on_rtcp(room.network.now, 2, b"\x80\xc8\x00\x09")


@pytest.mark.parametrize(
    "request_", [PictureLoss(7, 2500), FullIntraRequest(7, ((2500, 1),))], ids=["PLI", "FIR"]
)
async def test_requests_for_key_frames_are_throttled(room: Call, request_: RtcpPacket) -> None:
    room.engine.map_slot(2500, 110)
    await room.run(2.0)
    before = requests(room)
    for _ in range(10):
        say(room, request_)
    await room.run(0.1)
    assert requests(room) == before + 1
    await room.run(KEY_FRAME_SECONDS)
    say(room, request_)
    await room.run(0.1)
    assert requests(room) == before + 2


async def test_a_map_is_not_throttled(room: Call) -> None:
    room.feedback.on_events(room.network.now, [KeyFrameWanted(110, forced=False)])
    room.feedback.on_events(room.network.now, [KeyFrameWanted(110, forced=False)])
    room.feedback.on_events(room.network.now, [KeyFrameWanted(110, forced=True)])
    await room.run(0.1)
    assert requests(room) == 2


async def test_a_request_for_an_unmapped_slot_goes_nowhere(room: Call) -> None:
    await room.run(1.0)
    say(room, PictureLoss(7, 2500), PictureLoss(7, 999))
    await room.run(1.0)
    assert requests(room) == 0


async def test_a_waiting_slot_asks_again_until_the_key_frame_comes(room: Call) -> None:
    room.browsers[1].video[0].stopped = True
    await room.run(0.1)
    room.engine.map_slot(2500, 110)
    await room.run(3.0)
    assert 6 <= requests(room) <= 8


async def test_receiver_reports_tell_losses_and_the_last_sender_report() -> None:
    room = Call(Network(3), up=Link(loss=0.1))
    room.join(1)
    room.publish_video(1)
    await room.run(6.0)
    reports = [part for part in room.browsers[1].rtcp if isinstance(part, ReceiverReport)]
    assert 7 <= len(reports) <= 9
    assert {report.ssrc for report in reports} == {OWN_SSRC}
    (block,) = reports[-1].blocks
    assert block.ssrc == 110
    assert 20 < block.packets_lost < 80
    assert block.last_sr != 0
    assert 0 < block.delay_since_last_sr < 3 * 65536
    sender = room.browsers[1].video[0]
    room.feedback.on_rtcp(room.network.now, 1, bytes(Goodbye((sender.ssrc, 12345))))
    sender.stopped = True
    await room.run(2.0)
    reports = [part for part in room.browsers[1].rtcp if isinstance(part, ReceiverReport)]
    assert reports[-1].blocks[0].last_sr == 0


async def test_sender_reports_each_second_and_right_after_a_switch(room: Call) -> None:
    await room.run(2.0)
    room.engine.map_slot(2500, 110)
    mapped_at = room.network.now
    await room.run(5.0)
    reports = room.browsers[2].slots[2500].reports
    assert 5 <= len(reports) <= 7
    assert reports[0][0] - mapped_at < 0.2
    assert reports[-1][1].packets > 300
    assert reports[-1][1].octets > 300 * 50
    names = [part for part in room.browsers[2].rtcp if isinstance(part, SourceDescription)]
    assert names[0].chunks[0].items == ((1, b"slot0"),)
    ntp = reports[-1][1].ntp / 2**32 - 2_208_988_800
    assert ntp == pytest.approx(reports[-1][0] + 1_700_000_000, abs=0.1)


async def test_a_sender_report_counts_for_its_own_stream_only(room: Call) -> None:
    say(room, SenderReport(4711, 1 << 40, 5, 0, 0))
    await room.run(1.5)
    of_rtx = SenderReport(50_110, 1 << 40, 5, 0, 0)
    assert room.feedback.on_rtcp(room.network.now, 1, bytes(of_rtx))
    await room.run(0.8)
    reports = [part for part in room.browsers[1].rtcp if isinstance(part, ReceiverReport)]
    assert reports[-1].blocks[0].last_sr not in (0, middle_ntp(of_rtx.ntp))


async def test_requests_for_other_streams_send_nothing(room: Call) -> None:
    room.engine.map_slot(2500, 110)
    await room.run(1.0)
    newest = max(room.browsers[2].slots[2500].packets) % 65536
    before = room.engine.counters(2).retransmitted
    say(room, Nack(7, 92_500, (newest,)), Nack(7, 4711, (newest,)))
    assert room.engine.counters(2).retransmitted == before
    say(room, Nack(7, 2500, (newest, (newest + 5000) % 65536)))
    assert room.engine.counters(2).retransmitted == before + 1


async def test_events_about_what_is_gone_change_nothing(room: Call) -> None:
    room.feedback.on_events(
        room.network.now, [KeyFrameWanted(9, True), Switched(9, 9), Switched(9, None), AudioLevel(1, 2)]
    )


async def test_who_left_is_forgotten(room: Call) -> None:
    await room.run(1.0)
    room.engine.remove_endpoint(1)
    await room.run(1.0)
    before = len(room.browsers[1].rtcp)
    await room.run(2.0)
    assert len(room.browsers[1].rtcp) == before


async def test_many_slots_are_reported_in_several_packets() -> None:
    room = Call(Network(1))
    room.join(1)
    room.join(2)
    room.publish_video(1)
    for index in range(MAX_REPORTS + 1):
        room.add_slot(2, index)
        room.engine.map_slot(2500 + index, 110)
    await room.run(3.0)
    assert all(receiver.reports for receiver in room.browsers[2].slots.values())


async def test_compounds_of_an_endpoint_are_bounded_and_others_are_not_touched(room: Call) -> None:
    goodbye = bytes(Goodbye((7,)))
    taken = [room.feedback.on_rtcp(room.network.now, 1, goodbye) for _ in range(3 * COMPOUNDS_PER_SECOND)]
    assert sum(taken) == COMPOUNDS_PER_SECOND
    assert room.feedback.on_rtcp(room.network.now, 2, goodbye)
    assert room.feedback.on_rtcp(room.network.now + 1.0, 1, goodbye)
