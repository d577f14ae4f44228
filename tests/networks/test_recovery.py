"""When a page's counts say that sound and picture are back."""

from __future__ import annotations

from tests.networks.recovery import Back, Sample, came_back


def counts(*, sound_from_ms: int, picture_from_ms: int, until_ms: int = 6000) -> list[Sample]:
    """A page that counts each 50 ms; sound and 25 frames a second begin at the given times."""
    return [
        Sample(at, max(0, at - sound_from_ms) * 48, max(0, at - picture_from_ms) // 40)
        for at in range(0, until_ms, 50)
    ]


def test_times_are_from_the_given_moment() -> None:
    back = came_back(counts(sound_from_ms=1500, picture_from_ms=2500), since_ms=1000)
    assert back.sound_s is not None and 0.2 <= back.sound_s <= 0.5
    assert back.picture_s is not None and 1.1 <= back.picture_s <= 1.5


def test_what_has_not_come_is_none() -> None:
    assert came_back(counts(sound_from_ms=9000, picture_from_ms=9000), 0) == Back(None, None)


def test_the_rest_of_a_jitter_buffer_is_no_return() -> None:
    leftover = [Sample(at, min(at, 100) * 48, min(at // 40, 2)) for at in range(0, 3000, 50)]
    assert came_back(leftover, 0) == Back(None, None)


def test_what_flowed_on_was_not_lost() -> None:
    assert came_back(counts(sound_from_ms=0, picture_from_ms=0, until_ms=7000), 500) == Back(0.0, 0.0)


def test_nobody_knows_yet_whether_a_gap_will_come() -> None:
    assert came_back(counts(sound_from_ms=0, picture_from_ms=0, until_ms=3000), 500) == Back(None, None)


def test_what_flows_until_a_gap_is_no_return() -> None:
    """A connection's rest is played for 0.6 s; what comes next comes after 2 s."""
    rest = [Sample(at, at * 48, at // 40) for at in range(0, 600, 50)]
    gap = [Sample(at, 600 * 48, 15) for at in range(600, 2000, 50)]
    again = [Sample(at, (at - 1400) * 48, 15 + (at - 2000) // 40) for at in range(2000, 4000, 50)]
    back = came_back([*rest, *gap, *again], since_ms=0)
    assert back.sound_s is not None and 1.7 <= back.sound_s <= 2.0
    assert back.picture_s is not None and 1.6 <= back.picture_s <= 2.0


def test_counts_begin_anew_with_a_new_connection() -> None:
    before = [Sample(at, 480_000 + at * 48, 500 + at // 40) for at in range(0, 1000, 50)]
    lost = [Sample(at, 0, 0) for at in range(1000, 2000, 50)]
    again = [Sample(at, (at - 2000) * 48, (at - 2000) // 40) for at in range(2000, 4000, 50)]
    back = came_back([*before, *lost, *again], since_ms=1000)
    assert back.sound_s is not None and 0.8 <= back.sound_s <= 1.1
    assert back.picture_s is not None and 0.6 <= back.picture_s <= 1.1
