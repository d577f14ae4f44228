"""Time lines of slots: lips stay in step over switches, whatever the senders' clocks say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp.sequence import add32, distance32
from media.rtp.timeline import (
    CLAMP_SECONDS,
    REPORTS,
    EndpointClock,
    SlotTimeline,
    SourceClock,
)

VIDEO, AUDIO = 90_000, 48_000


class Sender:
    """A stream whose RTP clock started at `base` and whose wall clock is `ahead` of the server's by s."""

    def __init__(self, rate: int, base: int, ahead: float, endpoint: EndpointClock | None = None) -> None:
        self.rate, self.base, self.ahead = rate, base, ahead
        self.clock = SourceClock(rate, endpoint or EndpointClock())

    def timestamp(self, at: float) -> int:
        return add32(self.base, round(at * self.rate))

    def report(self, at: float, delay: float = 0.0) -> None:
        self.clock.add_report(self.timestamp(at), at + self.ahead, at + delay)


def test_the_offset_is_the_least_of_the_last_reports() -> None:
    clock = EndpointClock()
    assert clock.offset == 0.0
    clock.add_report(100.0, 0.5)
    for _ in range(REPORTS - 1):
        clock.add_report(100.0, 0.7)
    assert clock.offset == -99.5
    clock.add_report(100.0, 0.7)
    assert clock.offset == pytest.approx(-99.3)


def test_lag_is_the_median_of_first_packets_of_frames() -> None:
    video = Sender(VIDEO, 0xFFFFFF00, 1000.0)
    video.clock.add_arrival(0, 1.0)
    assert video.clock.lag is None  # no report yet
    assert video.clock.timestamp_at(1.0) == 0
    video.report(1.0)
    assert video.clock.lag is None
    for frame, late in enumerate([0.03, 0.02, 0.5]):
        at = 1 + frame / 25
        video.clock.add_arrival(video.timestamp(at), at + late)
        video.clock.add_arrival(video.timestamp(at), at + late + 0.1)  # second packet of the frame
    assert video.clock.lag == pytest.approx(0.03, abs=0.001)


def test_first_source_without_report_starts_at_the_given_time_stamp() -> None:
    line = SlotTimeline(VIDEO, 5000, drops=False)
    video = Sender(VIDEO, 77, 0.0)
    assert line.report(0.0) is None
    assert line.begin(1.0, video.timestamp(1.0), video.clock, None)
    assert line.map(1.0, video.timestamp(1.0)) == 5000
    assert line.map(1.04, video.timestamp(1.04)) == 5000 + 3600
    assert line.last == 5000 + 3600
    assert line.report(1.04) is None
    video.report(1.04)
    assert line.report(1.04) == 5000 + 3600  # its first truthful report defines the line


def test_an_older_packet_keeps_the_newest_time_stamp() -> None:
    line = SlotTimeline(VIDEO, 0, drops=False)
    video = Sender(VIDEO, 0, 0.0)
    line.begin(0.0, 0, video.clock, None)
    line.map(0.0, 3600)
    assert line.map(0.1, 0) == 0
    assert line.last == 3600


@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
)
def test_the_line_goes_on_over_a_switch(base_b: int, base_c: int, ahead_b: float, ahead_c: float) -> None:
    """B then C then B: a moment has the same time stamp whoever is shown (within a tick or two)."""
    line = SlotTimeline(VIDEO, 123, drops=False)
    b, c = Sender(VIDEO, base_b, ahead_b), Sender(VIDEO, base_c, ahead_c)
    b.report(1.0)
    c.report(1.0)
    origin = 0
    for at, sender in ((2.0, b), (3.0, c), (4.0, b)):
        assert line.begin(at, sender.timestamp(at), sender.clock, 0.0)
        mapped = line.map(at, sender.timestamp(at))
        origin = origin or add32(mapped, -round(at * VIDEO))
        assert abs(distance32(mapped, add32(origin, round(at * VIDEO)))) <= 40  # float of 1e6 s
        report = line.report(at)
        assert report is not None
        assert abs(distance32(report, mapped)) <= 40


def test_audio_and_video_of_a_pair_stay_in_step() -> None:
    """Video frames come 60 ms late; both slots shift by that, so reports agree about one moment."""
    endpoint = EndpointClock()
    audio, video = Sender(AUDIO, 1, 37.5, endpoint), Sender(VIDEO, 2, 37.5, endpoint)
    audio.report(1.0)
    video.report(1.0)
    for frame in range(5):
        at = 1 + frame / 25
        video.clock.add_arrival(video.timestamp(at), at + 0.06)
    shift = video.clock.lag
    assert shift == pytest.approx(0.06, abs=0.001)
    sound, picture = SlotTimeline(AUDIO, 9, drops=True), SlotTimeline(VIDEO, 8, drops=False)
    assert sound.begin(2.0, audio.timestamp(2.0), audio.clock, shift)
    assert picture.begin(2.06, video.timestamp(2.0), video.clock, shift)
    said = sound.report(3.0)
    shown = picture.report(3.0)
    assert said is not None
    assert shown is not None
    # the same captured moment, 2.0 s, is as far before the reports in both
    before_sound = distance32(said, sound.map(2.0, audio.timestamp(2.0))) / AUDIO
    before_picture = distance32(shown, picture.map(2.06, video.timestamp(2.0))) / VIDEO
    assert before_sound == pytest.approx(before_picture, abs=0.001)


def test_video_that_would_go_back_is_clamped() -> None:
    line = SlotTimeline(VIDEO, 0, drops=False)
    b, c = Sender(VIDEO, 0, 0.0), Sender(VIDEO, 0, 0.0)
    b.report(0.0)
    c.report(0.0)
    line.begin(1.0, b.timestamp(1.0), b.clock, 0.0)
    last = line.map(1.0, b.timestamp(1.0))
    assert line.begin(1.0, c.timestamp(0.85), c.clock, 0.0)  # 150 ms late
    assert line.map(1.0, c.timestamp(0.85)) == last + round(CLAMP_SECONDS * VIDEO)


def test_audio_that_would_go_back_is_dropped_and_nothing_changes() -> None:
    line = SlotTimeline(AUDIO, 0, drops=True)
    b, c = Sender(AUDIO, 0, 0.0), Sender(AUDIO, 0, 0.0)
    b.report(0.0)
    c.report(0.0)
    line.begin(1.0, b.timestamp(1.0), b.clock, 0.0)
    last = line.map(1.0, b.timestamp(1.0))
    before = line.report(1.0)
    for packet in range(8):  # 150 ms late, 20 ms each
        at = 1.0 + 0.02 * packet
        assert not line.begin(at, c.timestamp(at - 0.15), c.clock, 0.0)
    assert line.report(1.0) == before
    assert line.begin(1.16, c.timestamp(1.01), c.clock, 0.0)
    assert distance32(line.map(1.16, c.timestamp(1.01)), last) == 480


def test_a_report_that_is_far_from_the_wall_clock_is_not_believed() -> None:
    line = SlotTimeline(VIDEO, 0, drops=False)
    b, liar = Sender(VIDEO, 0, 0.0), Sender(VIDEO, 0, 0.0)
    b.report(0.0)
    liar.clock.add_report(5, 0.0, 0.0)  # claims that RTP time 5 was at 0 s: packets say otherwise
    line.begin(1.0, b.timestamp(1.0), b.clock, 0.0)
    last = line.map(1.0, b.timestamp(1.0))
    assert line.begin(1.5, liar.timestamp(1000.0), liar.clock, 0.0)
    assert distance32(line.map(1.5, liar.timestamp(1000.0)), last) == VIDEO // 2


def test_an_unmapped_slot_keeps_its_line() -> None:
    line = SlotTimeline(VIDEO, 0, drops=False)
    b = Sender(VIDEO, 0, 0.0)
    b.report(0.0)
    line.begin(1.0, b.timestamp(1.0), b.clock, 0.0)
    line.map(1.0, b.timestamp(1.0))
    at_one = line.report(1.0)
    line.stop(1.5)
    line.stop(1.7)
    report = line.report(3.0)
    assert at_one is not None
    assert report is not None
    assert distance32(report, at_one) == 2 * VIDEO


def test_stopping_what_never_began() -> None:
    line = SlotTimeline(VIDEO, 0, drops=False)
    line.stop(1.0)
    assert line.report(2.0) is None


def test_a_new_source_without_report_goes_on_by_the_wall_clock() -> None:
    line = SlotTimeline(AUDIO, 0, drops=True)
    b, c = Sender(AUDIO, 0, 0.0), Sender(AUDIO, 12345, 0.0)
    b.report(0.0)
    line.begin(1.0, b.timestamp(1.0), b.clock, 0.0)
    last = line.map(1.0, b.timestamp(1.0))
    line.stop(1.0)
    assert line.begin(1.02, c.timestamp(0.5), c.clock, None)
    assert distance32(line.map(1.02, c.timestamp(0.5)), last) == 960
