"""Who has which place: rules that hold for any history."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media.offered import SCREEN_SLOT
from media.slots import assign, place_numbers

NAMES = st.sampled_from("abcdefg")


def test_places_of_the_clients_layout() -> None:
    assert place_numbers(range(3), range(4)) == (0, 1, 2)
    assert place_numbers([0], [0]) == (0,)
    assert place_numbers([], []) == ()
    assert place_numbers([0, 1, 2, 4], [0, 1, 2, SCREEN_SLOT, 4]) == (0, 1, 2, 4)


def test_a_place_stays_and_a_freed_one_goes_to_who_waits() -> None:
    first = assign({}, (0, 1), ["a", "b", "c"])
    assert first == {0: "a", 1: "b"}
    assert assign(first, (0, 1), ["b", "c"]) == {0: "c", 1: "b"}
    assert assign(first, (0, 1, 2), ["c", "b", "a"]) == {0: "a", 1: "b", 2: "c"}
    assert assign(first, (0,), ["a", "b"]) == {0: "a"}


@given(
    history=st.lists(st.lists(NAMES, max_size=7, unique=True), max_size=10),
    places=st.lists(st.integers(0, 5), unique=True).map(sorted),
)
def test_any_history(history: list[list[str]], places: list[int]) -> None:
    shown: dict[int, str] = {}
    for wanted in history:
        before, shown = shown, assign(shown, places, wanted)
        assert set(shown.values()) <= set(wanted)
        assert set(shown) <= set(places)
        assert len(set(shown.values())) == len(shown) == min(len(places), len(wanted))
        assert all(shown[place] == name for place, name in before.items() if name in wanted)
