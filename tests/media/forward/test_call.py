"""Endpoints over a simulated network in virtual time: loss, delay, reordering, dead receivers, lip sync."""

from __future__ import annotations

import itertools

import pytest

from media.forward.engine import KeyFrameWanted, Switched, UnboundStream
from media.rtp.sequence import distance32
from media.rtp.transport_cc import TransportFeedback
from media.rtp.vp8 import parse_descriptor
from tests.media.forward.call import Call
from tests.media.forward.peers import AUDIO_RATE, VIDEO_RATE, SlotReceiver
from tests.media.network import Link, Network

SEEDS = [1, 2, 3]


def call(seed: int = 1, up: Link | None = None, down: Link | None = None) -> Call:
    return Call(Network(seed), up or Link(), down or Link())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("link", "share"),
    [
        (Link(), 1.0),
        (Link(loss=0.05), 1.0),
        (Link(loss=0.05, reorder=0.1), 1.0),
        (Link(loss=0.05, delay=0.3), 1.0),
        (Link(loss=0.2), 0.99),
        (Link(delay=0.3, reorder=0.2), 1.0),
    ],
    ids=["clean", "5%", "5%+reorder", "5%+300ms", "20%", "300ms+reorder"],
)
async def test_video_arrives_whole(seed: int, link: Link, share: float) -> None:
    """Loss in both directions, of requests too, is mended by NACK and RTX."""
    room = call(seed, link, link)
    room.join(1)
    room.join(2)
    sender = room.publish_video(1)
    slot = room.add_slot(2, 0)
    room.engine.map_slot(1000 * 2 + 500, 110)
    await room.run(12.0)
    sender.stopped = True
    await room.run(2.0)
    first = min(frame for _, frame in slot.whole_frames())
    # A loss shows by the packet after it, so the very last frame may be cut.
    expected = {(10, frame) for frame in range(first, sender.frame - 1)}
    assert first <= 40  # shown from a key frame within 1.6 s
    assert len(slot.whole_frames() & expected) >= share * len(expected)
    if link.loss:
        assert slot.repaired
    if not link.loss:
        # its own first, and the one for the map; one more where that one came out of order
        assert sender.key_frames <= 2 + bool(link.reorder)
        assert room.engine.counters(1).packets_lost == 0


async def test_numbers_pictures_and_ids_go_on_over_a_remap() -> None:
    room = call()
    for number in (1, 2, 3):
        room.join(number)
    room.publish_video(1)
    room.publish_video(3)
    slot = room.add_slot(2, 0)
    await room.run(0.5)
    for group in (110, 310, 110):
        room.engine.map_slot(2500, group)
        await room.run(1.0)
    numbers = sorted(slot.packets)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    parts = [slot.packets[number] for number in numbers]
    assert [label for label in dict.fromkeys(part.label for part in parts)] == [10, 30]
    pictures = [parse_descriptor(part.payload) for part in parts]
    steps = {(b.picture_id - a.picture_id) % 0x8000 for a, b in itertools.pairwise(pictures)}
    assert steps == {0, 1}
    assert {(b.tl0 - a.tl0) % 256 for a, b in itertools.pairwise(pictures)} == {0, 1}
    stamps = [part.timestamp for part in parts]
    assert all(distance32(b, a) >= 0 for a, b in itertools.pairwise(stamps))
    for part in parts:
        assert part.elements[5] == b"2500"  # mid under the receiver's id, in every packet
        assert set(part.elements) == {5, 7}
    switches = [event.source for _, event in room.events if isinstance(event, Switched)]
    assert switches == [110, 310, 110]
    for index, part in enumerate(parts[1:], start=1):  # each switch is at a key frame
        if part.label != parts[index - 1].label:
            assert pictures[index].key_frame


async def test_nothing_goes_to_who_is_not_mapped() -> None:
    """F-15: being created gives nothing; nor does a slot; after unmapping nothing comes, repairs neither."""
    room = call()
    for number in (1, 2, 3):
        room.join(number)
    room.publish_video(1)
    room.publish_audio(1)
    shown = room.add_slot(2, 0)
    room.add_slot(2, 0, video=False)
    room.add_slot(3, 0)
    room.engine.map_slot(2500, 110)
    room.engine.map_slot(2000, 100)
    await room.run(2.0)
    assert room.browsers[3].rtp_packets == 0
    assert room.browsers[2].rtp_packets > 100
    room.engine.map_slot(2500, None)
    room.engine.map_slot(2000, None)
    await room.run(0.1)
    before = room.browsers[2].rtp_packets
    newest = max(shown.packets) % 65536
    reports = len(shown.reports)
    assert room.engine.retransmit(room.network.now, 2500, [newest - 1, newest]) == 0
    assert room.engine.send_padding(room.network.now, 2, 4) == ()
    await room.run(3.0)
    assert room.browsers[2].rtp_packets == before
    assert len(shown.reports) == reports
    assert room.browsers[3].rtp_packets == 0


async def test_without_keys_or_path_nothing_goes_and_nothing_is_taken() -> None:
    room = call()
    room.join(1, keys=False)
    room.join(2, keys=False)
    room.publish_video(1)
    room.add_slot(2, 0)
    room.engine.map_slot(2500, 110)
    await room.run(1.0)
    assert room.browsers[2].rtp_packets == 0
    assert room.engine.counters(1).packets_received == 0


async def test_a_dead_receiver_delays_nobody() -> None:
    """Invariant 4: the others' packets come at the same moments as without it."""
    moments = []
    for dead in (set(), {3}):
        room = call(seed=5)
        for number in (1, 2, 3):
            room.join(number)
        room.dead = dead
        room.publish_video(1)
        slot = room.add_slot(2, 0)
        room.add_slot(3, 0)
        room.engine.map_slot(2500, 110)
        room.engine.map_slot(3500, 110)
        await room.run(3.0)
        moments.append([slot.packets[number].at for number in sorted(slot.packets)])
    assert moments[0] == moments[1]
    assert len(moments[0]) > 200
    assert room.engine.counters(3).dropped > 200
    assert room.engine.counters(2).dropped == 0


def captured_at(slot: SlotReceiver, rate: int, timestamp: int) -> float:
    """Server time of a time stamp by the last sender report of the slot, as a receiver computes it."""
    _, report = slot.reports[-1]
    wall = report.ntp / 2**32 - 2_208_988_800 - 1_700_000_000
    return wall + distance32(timestamp, report.rtp_timestamp) / rate


async def test_lip_sync_holds_over_remap_with_differing_sender_clocks() -> None:
    """F-5: B and C differ by 37.5 s; at each mapping sound and picture of one moment meet within 5 ms."""
    room = call(seed=9, up=Link(delay=0.03), down=Link(delay=0.03))
    for number in (1, 2, 3):
        room.join(number)
    senders = {}
    for number, ahead in ((1, 0.0), (3, 37.5)):
        video = room.publish_video(number, clock_ahead=ahead, late=0.06)
        audio = room.publish_audio(number, clock_ahead=ahead)
        senders[number] = (video, audio)
    picture, sound = room.add_slot(2, 0), room.add_slot(2, 0, video=False)
    await room.run(3.0)
    skews = []
    for shown in (1, 3, 1, 3):
        room.engine.map_slot(2000, 100 * shown)
        room.engine.map_slot(2500, 100 * shown + 10)
        await room.run(4.0)
        video, _ = senders[shown]
        newest_sound = sound.packets[max(sound.packets)]
        newest_picture = picture.packets[max(picture.packets)]
        size = parse_descriptor(newest_picture.payload).size
        frame = int.from_bytes(newest_picture.payload[size + 3 : size + 7], "big")
        true_picture = video.captured[frame]
        true_sound = newest_sound.at - 0.06  # two links
        said_picture = captured_at(picture, VIDEO_RATE, newest_picture.timestamp)
        said_sound = captured_at(sound, AUDIO_RATE, newest_sound.timestamp)
        skews.append((said_sound - true_sound) - (said_picture - true_picture))
    assert skews == pytest.approx([0.0] * 4, abs=0.005)
    stamps = [sound.packets[number].timestamp for number in sorted(sound.packets)]
    assert all(distance32(b, a) > 0 for a, b in itertools.pairwise(stamps))


async def test_a_switch_of_sound_is_at_once_and_marked() -> None:
    room = call()
    for number in (1, 2, 3):
        room.join(number)
        room.publish_audio(number)
    slot = room.add_slot(2, 0, video=False)
    await room.run(0.1)
    room.engine.map_slot(2000, 100)
    await room.run(1.0)
    room.engine.map_slot(2000, 300)
    await room.run(1.0)
    numbers = sorted(slot.packets)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    marked = [slot.packets[number].label for number in numbers if slot.packets[number].marker]
    assert marked == [1, 3]
    labels = [slot.packets[number].label for number in numbers]
    assert labels == sorted(labels)  # nothing of 1 after the first of 3
    assert slot.packets[numbers[0]].elements[2] == bytes((30,))  # audio level under the receiver's id


async def test_simulcast_goes_up_at_a_key_frame_and_falls_back() -> None:
    room = call()
    room.join(1)
    room.join(2)
    low, high = room.publish_video(1, layer=0), room.publish_video(1, layer=1)
    slot = room.add_slot(2, 0)
    room.engine.set_layer(2500, 0)
    room.engine.map_slot(2500, 110)
    await room.run(2.0)
    assert set(slot.labels()) == {10}
    room.engine.set_layer(2500, 2)
    await room.run(2.0)
    assert slot.labels()[11] > 100
    high.stopped = True  # the sender is short of bandwidth
    before = slot.labels()[10]
    await room.run(3.0)
    assert slot.labels()[10] > before + 100
    numbers = sorted(slot.packets)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    stamps = [slot.packets[number].timestamp for number in numbers]
    assert all(distance32(b, a) >= 0 for a, b in itertools.pairwise(stamps))
    assert low.key_frames <= 4


async def test_an_unknown_stream_is_told_of_once_a_second_and_shown_when_bound() -> None:
    room = call()
    room.join(1)
    room.join(2)
    room.browsers[1].video.clear()
    sender = room.publish_video(1, bind=False)
    sender.elements = ((10, b"f"), (3, b"7"))
    slot = room.add_slot(2, 0)
    room.engine.map_slot(2500, 110)
    await room.run(3.0)
    told = [event for _, event in room.events if isinstance(event, UnboundStream)]
    assert 3 <= len(told) <= 4
    assert told[0].endpoint == 1
    assert (told[0].ssrc, told[0].payload_type) == (110, 96)
    assert (told[1].mid, told[1].rid, told[1].repaired_rid) == (b"7", b"f", b"")
    feedback = [part for part in room.browsers[1].rtcp if isinstance(part, TransportFeedback)]
    assert {part.media_ssrc for part in feedback} == {110}
    assert sum(len(part.arrivals()) for part in feedback) > 200  # unbound packets count too
    room.bind(sender, 1)
    bound_at = room.network.now
    await room.run(1.0)
    wanted = [event for _, event in room.events if isinstance(event, KeyFrameWanted)]
    assert wanted == [KeyFrameWanted(110, forced=True)]
    assert min(part.at for part in slot.packets.values()) - bound_at < 0.15


async def test_transport_feedback_tells_of_every_packet() -> None:
    room = call(seed=4, up=Link(loss=0.05))
    room.join(1)
    sender = room.publish_video(1)
    await room.run(5.0)
    feedback = [part for part in room.browsers[1].rtcp if isinstance(part, TransportFeedback)]
    assert [part.count for part in feedback] == [index % 256 for index in range(len(feedback))]
    statuses = [delta for part in feedback for delta in part.deltas]
    lost = sum(delta is None for delta in statuses) / len(statuses)
    assert 0.02 < lost < 0.09
    assert len(statuses) >= sender.count - 20


async def test_only_the_loudest_and_those_marked_always_are_heard() -> None:
    """F-59: in a large meeting N sounds are sent; an interpreter is always heard."""
    room = call()
    room.join(1)
    slots = {}
    for index, (number, level) in enumerate([(2, 60), (3, 20), (4, 80), (5, 25)]):
        room.join(number)
        room.publish_audio(number, level=level)
        slots[number] = room.add_slot(1, index, video=False)
        room.engine.map_slot(1000 + index, 100 * number)
    await room.run(1.0)
    room.engine.set_loudest(1, 2, [400])
    await room.run(1.0)
    before = {number: len(slot.packets) for number, slot in slots.items()}
    await room.run(2.0)
    heard = {number: len(slot.packets) - before[number] for number, slot in slots.items()}
    assert heard[2] == 0
    assert all(heard[number] >= 99 for number in (3, 4, 5))
    room.browsers[2].audio[0].level = 5  # starts to speak
    room.browsers[3].audio[0].level = 127
    await room.run(4.0)
    loud = slots[2]
    assert len(loud.packets) > before[2] + 50
    numbers = sorted(loud.packets)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))  # silence leaves no gap
    assert sum(loud.packets[number].marker for number in numbers) == 2


async def test_paced_video_comes_at_its_rate_and_in_order() -> None:
    room = call()
    room.join(1)
    room.join(2)
    sender = room.publish_video(1)
    slot = room.add_slot(2, 0)
    room.engine.set_send_rate(2, 45_000)  # the stream has about 50 kbit/s
    room.engine.map_slot(2500, 110)
    await room.run(5.0)
    assert 0 < len(slot.packets) < sender.count
    arrivals = [slot.packets[number].at for number in sorted(slot.packets)]
    assert arrivals == sorted(arrivals)
    room.engine.set_send_rate(2, 3_000_000)
    await room.run(1.0)
    room.engine.set_send_rate(2, 3_000_001)
    room.engine.set_send_rate(2, None)
    sender.stopped = True
    await room.run(1.0)
    numbers = sorted(slot.packets)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


async def test_what_waits_for_the_pacer_is_not_sent_after_unmapping() -> None:
    room = call()
    room.join(1)
    room.join(2)
    room.publish_video(1)
    slot = room.add_slot(2, 0)
    room.engine.set_send_rate(2, 10_000)
    room.engine.map_slot(2500, 110)
    await room.run(2.0)
    room.engine.map_slot(2500, None)
    await room.run(0.1)
    before = len(slot.packets)
    room.engine.set_send_rate(2, None)
    await room.run(1.0)
    assert len(slot.packets) == before


async def test_padding_probes_go_on_rtx_only() -> None:
    room = call()
    room.join(1)
    room.join(2)
    room.publish_video(1)
    slot = room.add_slot(2, 0)
    room.engine.map_slot(2500, 110)
    await room.run(1.0)
    assert len(room.engine.send_padding(room.network.now, 2, 3)) == 3
    await room.run(0.5)
    assert slot.padding == 3
    numbers = sorted(slot.packets)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


@pytest.mark.parametrize("leaves", ["endpoint", "source"])
async def test_who_leaves_is_no_longer_shown(leaves: str) -> None:
    room = call()
    room.join(1)
    room.join(2)
    room.publish_video(1)
    room.add_slot(2, 0)
    room.engine.map_slot(2500, 110)
    await room.run(1.0)
    for _ in range(2):  # closing twice is closing once
        if leaves == "endpoint":
            room.engine.remove_endpoint(1)
        else:
            room.engine.remove_source(110)
    await room.run(0.1)
    before = room.browsers[2].rtp_packets
    await room.run(1.0)
    assert room.browsers[2].rtp_packets == before
    assert [event for _, event in room.events if isinstance(event, Switched)][-1] == Switched(2500, None)
    room.engine.remove_slot(2500)
    room.engine.remove_slot(2500)
    room.engine.close()
    room.engine.close()
