"""Who speaks: one endpoint, nobody in silence, no flicker."""

from __future__ import annotations

from media.speaking import SpeakerChoice


def test_the_louder_one_speaks_and_silence_is_nobody() -> None:
    choice = SpeakerChoice()
    present = {"a", "b"}
    assert choice.choose(0.0, present) is None
    choice.add(0.0, "a", 30)
    choice.add(0.0, "b", 45)
    assert choice.choose(0.0, present) == "a"
    assert choice.choose(2.0, present) is None


def test_a_slightly_louder_one_does_not_take_over() -> None:
    choice = SpeakerChoice()
    choice.add(0.0, "a", 30)
    assert choice.choose(0.0, {"a", "b"}) == "a"
    choice.add(0.0, "b", 27)
    assert choice.choose(0.0, {"a", "b"}) == "a"
    choice.add(0.0, "b", 20)
    assert choice.choose(0.0, {"a", "b"}) == "b"


def test_who_has_left_is_forgotten() -> None:
    choice = SpeakerChoice()
    choice.add(0.0, "a", 30)
    assert choice.choose(0.0, {"b"}) is None
    assert choice.choose(0.0, {"a", "b"}) is None
