"""Session descriptions: lossless, bounded, and what their views say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import sdp
from media.sdp import (
    Candidate,
    Connection,
    RtcpFeedback,
    RtpMap,
    SdpError,
    Simulcast,
    SsrcAttribute,
    SsrcGroup,
    parse,
)
from media.sdp.values import parse_candidate
from tests.media.answers import VECTORS

TEXTS = {str(path.relative_to(VECTORS)): path.read_bytes().decode() for path in VECTORS.rglob("*.sdp")}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_text_comes_back_as_it_was(name: str) -> None:
    assert str(parse(TEXTS[name])) == TEXTS[name]


value = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=40)
line = st.builds("{}={}".format, st.sampled_from("abcimostuvz"), value)


@given(lines=st.lists(line, max_size=20), end=st.sampled_from(["\r\n", "\n"]), closed=st.booleans())
def test_any_lines_come_back(lines: list[str], end: str, closed: bool) -> None:
    text = end.join(["v=0", *lines]) + (end if closed or not lines else "")
    description = parse(text)
    assert str(description) == text
    assert len(description.media) == sum(line.startswith("m=") for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=1\r\n",
        "o=- 1 1 IN IP4 0\r\n",
        "v=0\r\n\r\n",
        "v=0\r\nmedia\r\n",
        "v=0\r\nA=b\r\n",
        "v=0\r\ns=a\nt=0\r\n",
        "v=0\r\ns=\0\r\n",
        "v=0\r\ns=" + "x" * sdp.MAX_LINE_CHARS + "\r\n",
        "v=0\r\n" + "a=x\r\n" * sdp.MAX_LINES,
        "v=0\r\n" + "x" * sdp.MAX_CHARS,
    ],
    ids=["empty", "v", "first", "blank", "word", "case", "mixed_ends", "nul", "long_line", "lines", "chars"],
)
def test_what_is_no_description_is_refused(text: str) -> None:
    with pytest.raises(SdpError):
        parse(text)


def test_views_of_a_browsers_offer() -> None:
    offer = parse(TEXTS["chromium-156.sdp"])
    assert offer.group("BUNDLE") == tuple(map(str, range(10))) and offer.group("LS") == ()
    video = offer.media[1]
    assert (video.mid, video.setup, video.direction) == ("1", "actpass", "sendonly")
    assert video.media_line.kind == "video" and video.media_line.formats[:2] == ("96", "97")
    assert video.rtpmaps[:2] == (RtpMap(96, "VP8", 90000, 1), RtpMap(97, "rtx", 90000, 1))
    assert video.fmtp(97) == "apt=96" and video.fmtp(96) is None
    assert RtcpFeedback("96", "nack pli") in video.rtcp_feedback
    assert video.ssrc_groups == (SsrcGroup("FID", (3241786303, 3979233579)),)
    assert video.ssrcs[0] == SsrcAttribute(3241786303, "cname", "HHbuurS/n1twGqh7")
    assert {e.id for e in video.extmaps} == {14, 2, 13, 3, 5, 6, 7, 8, 4, 10, 11}
    assert video.fingerprints[0].algorithm == "sha-256"
    assert video.has("rtcp-mux") and not video.has("bundle-only") and video.simulcast is None
    assert video.connection == Connection("IN", "IP4", "0.0.0.0")
    assert offer.media[9].sctp_port == 5000


def test_views_of_simulcast_and_bundle_only() -> None:
    offer = parse(TEXTS["firefox-153-simulcast.sdp"])
    video = offer.media[1]
    assert video.simulcast == Simulcast((("q",), ("h",), ("f",)), ())
    assert [(rid.id, rid.direction) for rid in video.rids] == [("q", "send"), ("h", "send"), ("f", "send")]
    assert video.media_line.port == 0 and not video.rejected


def test_views_of_a_room_system() -> None:
    room = parse(TEXTS["sip-room.sdp"])
    audio, video, floor = room.media
    assert audio.media_line.port_count == 2 and audio.media_line.protocol == "RTP/SAVP"
    assert audio.attribute("ptime") == "20" and audio.attribute("crypto") is not None
    assert room.session.connection == Connection("IN", "IP4", "192.0.2.10")
    assert video.fmtp(97) == "profile-level-id=42801f;packetization-mode=1"
    assert (floor.media_line.kind, floor.setup, floor.direction) == ("application", "actpass", "sendrecv")


def test_candidate_round_trip() -> None:
    text = "2 1 tcp 1671430143 192.0.2.1 40001 typ host tcptype passive generation 0"
    candidate = parse_candidate(text)
    assert str(candidate) == text
    assert candidate == Candidate(
        "2", 1, "tcp", 1671430143, "192.0.2.1", 40001, "host", ("tcptype", "passive", "generation", "0")
    )


@pytest.mark.parametrize(
    ("attribute", "view"),
    [
        ("extmap:x uri", "extmaps"),
        ("extmap:1", "extmaps"),
        ("rtpmap:96", "rtpmaps"),
        ("rtpmap:200 VP8/90000", "rtpmaps"),
        ("rtpmap:96 VP8", "rtpmaps"),
        ("rtcp-fb:96", "rtcp_feedback"),
        ("ssrc:-1 cname:x", "ssrcs"),
        ("ssrc:99999999999 cname:x", "ssrcs"),
        ("ssrc-group:FID 1 x", "ssrc_groups"),
        ("rid:q", "rids"),
        ("rid:q both", "rids"),
        ("simulcast:send", "simulcast"),
        ("simulcast:both q", "simulcast"),
        ("candidate:1 1 udp 1 host 1 typ", "candidates"),
        ("candidate:1 1 udp 1 host 70000 typ host", "candidates"),
        ("fingerprint:sha-256", "fingerprints"),
        ("sctp-port:x", "sctp_port"),
        ("mid:a b", "mid"),
    ],
)
def test_a_malformed_attribute_is_refused_when_asked_for(attribute: str, view: str) -> None:
    media = parse(f"v=0\r\nm=video 9 X 1\r\na={attribute}\r\n").media[0]
    with pytest.raises(SdpError):
        getattr(media, view)


@pytest.mark.parametrize(
    "line", ["video", "video x UDP 1", "video 9 UDP", "video 70000 UDP 1", "video 9/x UDP 1"]
)
def test_a_malformed_m_line_is_refused_when_asked_for(line: str) -> None:
    media = parse(f"v=0\r\nm={line}\r\n").media[0]
    with pytest.raises(SdpError):
        _ = media.media_line


def test_build_refuses_what_is_no_line() -> None:
    with pytest.raises(SdpError):
        sdp.build(["v=0", "x"], [])
    with pytest.raises(SdpError):
        sdp.build(["v=0", "s=a\r\nt=b", "nothing\n"], [])
