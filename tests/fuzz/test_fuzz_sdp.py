"""SDP: any text is a description or an SdpError, its views too; any offer is answered or an OfferError."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from media import sdp
from media.negotiation import OfferError, negotiate
from media.sdp import SdpError
from tests.fuzz.mutation import fuzz
from tests.media.answers import OFFERS, VECTORS, offer, own

SEEDS = [path.read_bytes() for path in sorted(VECTORS.rglob("*.sdp"))]
VIEWS = (
    "mid", "media_line", "ice_ufrag", "ice_pwd", "setup", "fingerprints", "direction", "connection",
    "extmaps", "candidates", "rtpmaps", "rtcp_feedback", "ssrcs", "ssrc_groups", "rids",
    "simulcast", "sctp_port", "rejected",
)  # fmt: skip
SHORT = {name: "".join(offer(name).partition("m=video")[:1]) for name in OFFERS}


def view(data: bytes) -> None:
    text = data.decode("latin-1")
    try:
        description = sdp.parse(text)
    except SdpError:
        return
    assert str(description) == text
    description.group("BUNDLE")
    for media in description.media:
        for name in VIEWS:
            try:
                getattr(media, name)
            except SdpError:
                continue


def answer(data: bytes) -> None:
    text = data.decode("latin-1")
    try:
        negotiated = negotiate(text, None, own())
    except OfferError:
        return
    description = sdp.parse(negotiated.answer)
    assert len(description.media) == len(sdp.parse(text).media)
    assert str(description) == negotiated.answer
    again = negotiate(text, negotiated, own(first_ssrc=90000))
    assert (again.sources, again.slots) == (negotiated.sources, negotiated.slots)


def test_mutated_descriptions() -> None:
    fuzz("sdp", [seed[:1500] for seed in SEEDS], view)


def test_mutated_offers() -> None:
    fuzz("offer", [text.encode() for text in SHORT.values()], answer)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    view(text.encode("utf-8", "surrogatepass"))
    view(b"v=0\r\nm=" + text.encode("utf-8", "surrogatepass"))


@given(
    name=st.sampled_from(OFFERS),
    lines=st.lists(st.tuples(st.integers(0, 60), st.text(max_size=60)), max_size=5),
)
def test_offers_with_strange_lines(name: str, lines: list[tuple[int, str]]) -> None:
    parts = SHORT[name].split("\r\n")
    for place, text in lines:
        parts.insert(place, "a=" + text)
    answer("\r\n".join(parts).encode("utf-8", "surrogatepass"))
