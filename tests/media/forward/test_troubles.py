"""What befalls real browsers in tests/networks befalls three people here in virtual time, from seeds.

Three seeds are fixed; the fourth is the day's, so that every day tries another course of the same
troubles. Each prints its seed (network.py).
"""

from __future__ import annotations

import itertools
import time
from typing import Final

import pytest

from tests.media.forward.call import Call
from tests.media.forward.peers import FRAME_SECONDS, SlotReceiver
from tests.media.network import Link, Network
from tests.networks.events import Silence, Trouble
from tests.networks.networks import NETWORKS
from tests.networks.networks import Network as Shape

TODAY: Final = int(time.time() // 86_400)
SEEDS: Final = (1, 2, 3, TODAY)
PEOPLE: Final = (1, 2, 3)
FIRST_FRAME_S: Final = 3.0
"""Q-16."""
SOUND_BACK_S: Final = 2.0
PICTURE_BACK_S: Final = 3.0
"""F-04."""
TALK_S: Final = 12.0
AWAY_S: Final = 0.02
"""One way, without any trouble."""
AUDIO_SECONDS: Final = 0.02

TROUBLED: Final = [shape for shape in NETWORKS if shape.trouble is not None]
SILENT: Final = [shape for shape in NETWORKS if isinstance(shape.event, Silence)]


def name_of(shape: Shape) -> str:
    return shape.name


def link(trouble: Trouble) -> Link:
    """One direction between router and server."""
    return Link(trouble.loss, AWAY_S + trouble.delay_ms / 1000, trouble.jitter_ms / 1000)


class Meeting:
    """Three people, each with sound and picture on a slot of each other's."""

    def __init__(self, seed: int) -> None:
        self.call = Call(Network(seed))
        self.sound: dict[tuple[int, int], SlotReceiver] = {}
        """By who hears and who speaks."""
        self.picture: dict[tuple[int, int], SlotReceiver] = {}
        for person in PEOPLE:
            self.call.join(person)
            self.call.publish_audio(person)
            self.call.publish_video(person)
        for here, other in itertools.permutations(PEOPLE, 2):
            self.sound[here, other] = self.call.add_slot(here, other, video=False)
            self.picture[here, other] = self.call.add_slot(here, other)
            self.call.engine.map_slot(1000 * here + other, 100 * other)
            self.call.engine.map_slot(1000 * here + 500 + other, 100 * other + 10)

    @property
    def now(self) -> float:
        return self.call.network.now

    def trouble(self, both: Link) -> None:
        """From now on, in both directions, for everybody."""
        self.call.up = self.call.down = both


def whole_at(slot: SlotReceiver) -> list[float]:
    """When each frame was whole, in order."""
    whole = slot.whole_frames()
    return sorted(max(part.at for part in parts) for frame, parts in slot.frames().items() if frame in whole)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", TROUBLED, ids=name_of)
async def test_sound_and_picture_go_both_ways(shape: Shape, seed: int) -> None:
    """F-01, Q-02: pictures are whole by NACK and RTX, sound comes but for what the line loses."""
    assert shape.trouble is not None
    meeting = Meeting(seed)
    meeting.trouble(link(shape.trouble))
    began = meeting.now
    await meeting.call.run(TALK_S)
    through = (1.0 - shape.trouble.loss) ** 2
    for slot in meeting.picture.values():
        whole = whole_at(slot)
        assert whole[0] - began <= FIRST_FRAME_S
        seconds = meeting.now - whole[0]
        assert len(whole) >= 0.9 * seconds / FRAME_SECONDS
    for slot in meeting.sound.values():
        assert len(slot.packets) >= (through - 0.08) * (TALK_S - 2.0) / AUDIO_SECONDS


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", SILENT, ids=name_of)
async def test_sound_and_picture_are_back_after_nothing_has_passed(shape: Shape, seed: int) -> None:
    """F-04: same slots, same SSRCs, nobody announced as gone."""
    assert isinstance(shape.event, Silence)
    meeting = Meeting(seed)
    await meeting.call.run(TALK_S)
    meeting.trouble(Link(loss=1.0))
    await meeting.call.run(shape.event.seconds)
    meeting.trouble(Link())
    back = meeting.now
    await meeting.call.run(PICTURE_BACK_S)
    for slot in meeting.sound.values():
        assert any(back < packet.at <= back + SOUND_BACK_S for packet in slot.packets.values())
    for slot in meeting.picture.values():
        assert any(back < at <= back + PICTURE_BACK_S for at in whole_at(slot))
