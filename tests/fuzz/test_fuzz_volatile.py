"""Data channel messages: any text or bytes are relayed within the schema or a VolatileError."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from media.volatile import VolatileError, relay
from tests.fuzz.mutation import fuzz

SEEDS = (
    b'{"type":"pointer","surface":"page 1","x":0.25,"y":1}',
    b'{"type":"pointer-gone","surface":"page 1"}',
    b'{"type":"stroke","surface":"p","stroke":"%s","tool":"pen","at":3,"points":[1,2,3,10000,0,255]}'
    % (b"a" * 32),
    b'{"type":"stroke-gone","surface":"p","stroke":"%s"}' % (b"a" * 32),
    b'{"surface":"\\u00e4","y":1e-3,"x":0,"type":"pointer"}',
)


def take(message: str | bytes) -> None:
    try:
        relayed = json.loads(relay(message, "e1"))
    except VolatileError:
        return
    assert relayed.pop("from") == "e1"
    assert 1 <= len(relayed.pop("surface")) <= 80
    kind = relayed.pop("type")
    if kind == "pointer":
        assert 0 <= relayed.pop("x") <= 1 and 0 <= relayed.pop("y") <= 1
    if kind.startswith("stroke"):
        assert len(relayed.pop("stroke")) == 32
    if kind == "stroke":
        points = relayed.pop("points")
        assert 1 <= len(points) / 3 <= 30 and not len(points) % 3
        assert all(isinstance(place, int) and 0 <= place <= 10_000 for place in points)
        assert relayed.pop("tool") in ("pen", "highlighter") and 0 <= relayed.pop("at") <= 2_000
    assert not relayed


def test_mutated_messages() -> None:
    fuzz("volatile", SEEDS, take)


@given(st.text(max_size=100))
def test_any_text(text: str) -> None:
    take(text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=8), st.lists, max_leaves=20))
def test_any_json(value: object) -> None:
    take(json.dumps(value))
    take(json.dumps({"type": "pointer", "surface": value, "x": value, "y": value}))
