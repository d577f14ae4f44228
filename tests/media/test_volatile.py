"""Messages of the volatile data channel: what is relayed, and how; the rest is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.volatile import MAX_MESSAGE_BYTES, VolatileError, relay


@given(
    surface=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
)
def test_a_pointer_gets_its_sender(surface: str, x: float, y: float) -> None:
    message = {"type": "pointer", "surface": surface, "x": x, "y": y}
    assert json.loads(relay(json.dumps(message, ensure_ascii=False), "e1")) == message | {"from": "e1"}


def test_the_end_of_a_pointer_gets_its_sender() -> None:
    relayed = relay(b'{"type":"pointer-gone","surface":"p"}', "e1")
    assert json.loads(relayed) == {"type": "pointer-gone", "surface": "p", "from": "e1"}


STROKE = {
    "type": "stroke",
    "surface": "p",
    "stroke": "0" * 32,
    "tool": "pen",
    "at": 7,
    "points": [1, 2, 3] * 30,
}


def test_a_stroke_is_its_senders_own() -> None:
    assert json.loads(relay(json.dumps(STROKE), "e1")) == STROKE | {"from": "e1"}
    gone = {"type": "stroke-gone", "surface": "p", "stroke": "f" * 32}
    assert json.loads(relay(json.dumps(gone), "e2")) == gone | {"from": "e2"}


def test_the_longest_part_of_a_stroke_fits() -> None:
    longest = STROKE | {"surface": "a" * 80, "tool": "highlighter", "at": 2000, "points": [10_000] * 90}
    relay(json.dumps(longest, separators=(",", ":")), "e1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": [1, 2]},
        {"points": [1, 2, 3, 4]},
        {"points": [1, 2, 3] * 31},
        {"points": [10_001, 2, 3]},
        {"points": [0.5, 2, 3]},
        {"points": []},
        {"at": -1},
        {"at": 2001},
        {"stroke": "A" * 32},
        {"tool": "eraser"},
        {"from": "e2"},
    ],
)
def test_a_stroke_that_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(VolatileError):
        relay(json.dumps(STROKE | wrong), "e1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "\ud800",
        b"\xff",
        b'{"type":"pointer\xa2","surface":"page 1","x":0.25,"y":1}',
        '{"type":"stroke","surface":"p"}',
        '{"type":"pointer","surface":"p","x":0.5}',
        '{"type":"pointer","surface":"p","x":1.01,"y":0}',
        '{"type":"pointer","surface":"p","x":-0.01,"y":0}',
        '{"type":"pointer","surface":"p","x":"0","y":0}',
        '{"type":"pointer","surface":"p","x":NaN,"y":0}',
        '{"type":"pointer","surface":"","x":0,"y":0}',
        '{"type":"pointer-gone","surface":"' + "p" * 81 + '"}',
        '{"type":"pointer-gone","surface":"p","from":"e2"}',
        '{"type":"pointer-gone","surface":"p","more":1}',
        '{"type":"pointer-gone","surface":"p"}' + " " * MAX_MESSAGE_BYTES,
        "[" * 1000,
    ],
)
def test_what_does_not_fit_is_refused(text: str | bytes) -> None:
    with pytest.raises(VolatileError):
        relay(text, "e1")
