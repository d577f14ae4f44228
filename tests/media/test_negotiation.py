"""Offers in, answers and routes out: golden answers, roles, slots, restarts and refusals."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from media.negotiation import Negotiated, OfferError, negotiate
from media.offered import SCREEN_SLOT
from media.sdp import parse
from tests.media.answers import FIRST, OFFERS, SECOND, golden, offer, own

CHROMIUM = "chromium-156"
FIREFOX = "firefox-153"
LONGEST_ANSWER_SECONDS = 0.4
"""Of the processor, for the longest offer: ten times what it takes here."""


def answered(text: str, before: Negotiated | None = None) -> Negotiated:
    return negotiate(text, before, own())


def kinds(negotiated: Negotiated) -> list[str]:
    return [source.kind for source in negotiated.sources]


def ports(negotiated: Negotiated) -> dict[str, int]:
    return {m.mid or "": m.media_line.port for m in parse(negotiated.answer).media}


@pytest.mark.parametrize("name", OFFERS)
def test_golden_answers(name: str) -> None:
    assert answered(offer(name)).answer == golden(name).read_bytes().decode()


@pytest.mark.parametrize("name", OFFERS)
def test_every_answer_has_what_both_browsers_want(name: str) -> None:
    description, asked = parse(answered(offer(name)).answer), parse(offer(name))
    assert description.session.has("ice-lite")
    assert [m.mid for m in description.media] == [m.mid for m in asked.media]
    assert description.group("BUNDLE") == asked.group("BUNDLE")
    for index, (media, wanted) in enumerate(zip(description.media, asked.media, strict=True)):
        assert (media.setup, media.ice_ufrag, media.media_line.port) == ("passive", FIRST.ufrag, 9)
        assert len(media.candidates) == (2 if index == 0 else 0)
        assert set(media.media_line.formats) <= set(wanted.media_line.formats)
        assert {(e.id, e.uri) for e in media.extmaps} <= {(e.id, e.uri) for e in wanted.extmaps}
        assert set(media.rtcp_feedback) <= set(wanted.rtcp_feedback)


@pytest.mark.parametrize("name", [CHROMIUM, FIREFOX])
def test_routes_of_the_clients_layout(name: str) -> None:
    negotiated = answered(offer(name))
    assert kinds(negotiated) == ["audio", "video"]
    audio, video = negotiated.sources
    assert audio.ssrc and not audio.rtx_ssrc and audio.clock_rate == 48000
    assert video.ssrc and video.rtx_ssrc and video.rtx_payload_type and video.clock_rate == 90000
    assert video.extensions.transport_cc and video.extensions.mid
    assert [(s.kind, s.index) for s in negotiated.slots] == [
        *(("audio", n) for n in range(3)),
        *(("video", n) for n in range(4)),
    ]
    ssrcs = [ssrc for slot in negotiated.slots for ssrc in slot.ssrcs if ssrc]
    assert len(set(ssrcs)) == len(ssrcs) == 3 + 2 * 4
    assert negotiated.sctp_port == 5000
    assert negotiated.new_transport and not negotiated.ice_restarted


@pytest.mark.parametrize("name", [f"{CHROMIUM}-simulcast", f"{FIREFOX}-simulcast"])
def test_simulcast_is_bound_by_rid(name: str) -> None:
    video = answered(offer(name)).sources[1]
    assert video.rids == ("q", "h", "f") and (video.ssrc, video.rtx_ssrc) == (0, 0)
    assert video.extensions.rid and video.extensions.repaired_rid


@pytest.mark.parametrize("name", [f"{CHROMIUM}-screen", f"{FIREFOX}-screen"])
def test_the_second_video_is_a_screen(name: str) -> None:
    assert kinds(answered(offer(name))) == ["audio", "video", "screen"]


def test_the_same_offer_again_changes_only_the_version() -> None:
    first = answered(offer(CHROMIUM))
    again = negotiate(offer(CHROMIUM), first, own(SECOND, first_ssrc=9000))
    assert (again.slots, again.sources, again.local) == (first.slots, first.sources, FIRST)
    assert not again.new_transport and not again.ice_restarted
    assert again.answer == first.answer.replace("o=- 4242 1 ", "o=- 4242 2 ")


def test_ice_restart_gives_new_credentials_and_keeps_the_transport() -> None:
    first = answered(offer(CHROMIUM))
    restarted = offer(CHROMIUM).replace("a=ice-ufrag:252K", "a=ice-ufrag:ABCD")
    again = negotiate(restarted, first, own(SECOND, first_ssrc=9000))
    assert again.ice_restarted and not again.new_transport and again.local == SECOND
    assert SECOND.pwd in again.answer and FIRST.pwd not in again.answer
    assert again.slots == first.slots


def test_another_fingerprint_is_another_transport() -> None:
    first = answered(offer(CHROMIUM))
    reloaded = re.sub(r"sha-256 ..:", "sha-256 00:", offer(CHROMIUM))
    again = negotiate(reloaded, first, own(SECOND, first_ssrc=9000))
    assert again.new_transport and not again.ice_restarted and again.local == SECOND
    assert {s.ssrcs.ssrc for s in again.slots}.isdisjoint({s.ssrcs.ssrc for s in first.slots})


def change_media(text: str, mid: str, change: Callable[[str], str]) -> str:
    """The offer with one m-line part changed."""
    parts = re.split(r"(?=^m=)", text, flags=re.M)
    return "".join(change(p) if f"a=mid:{mid}\r\n" in p else p for p in parts)


def stop(part: str) -> str:
    return re.sub(r"^m=(\w+) 9 ", r"m=\1 0 ", part)


def test_port_zero_is_rejected_only_without_bundle_only() -> None:
    stopped = answered(change_media(offer(CHROMIUM), "5", stop))
    assert ports(stopped)["5"] == 0
    assert "5" not in parse(stopped.answer).group("BUNDLE")
    assert [s.index for s in stopped.slots if s.kind == "video"] == [0, 1, 2]
    assert all(ports(answered(offer(FIREFOX))).values())


def test_a_freed_slot_number_is_given_anew_and_the_others_stay() -> None:
    first = answered(offer(CHROMIUM))
    recycled = change_media(offer(CHROMIUM), "5", lambda p: p.replace("a=mid:5\r\n", "a=mid:11\r\n"))
    recycled = recycled.replace("BUNDLE 0 1 2 3 4 5 6", "BUNDLE 0 1 2 3 4 11 6")
    again = negotiate(recycled, first, own(first_ssrc=9000))
    before = {s.mid: s for s in first.slots if s.mid != "5"}
    after = {s.mid: s for s in again.slots}
    assert {mid: after[mid] for mid in before} == before
    assert (after["11"].kind, after["11"].index) == ("video", 0) and after["11"].ssrcs.ssrc >= 9000


def test_own_video_switched_off_keeps_its_role() -> None:
    first = answered(offer(f"{CHROMIUM}-screen"))
    off = change_media(offer(f"{CHROMIUM}-screen"), "1", lambda p: p.replace("a=sendonly", "a=inactive"))
    again = negotiate(off, first, own())
    assert kinds(again) == ["audio", "screen"]
    assert parse(again.answer).media[1].direction == "inactive"
    back = negotiate(offer(f"{CHROMIUM}-screen"), again, own())
    assert kinds(back) == ["audio", "video", "screen"]


def test_an_own_line_that_is_inactive_at_first_is_decided_later() -> None:
    off = change_media(offer(CHROMIUM), "1", lambda p: p.replace("a=sendonly", "a=inactive"))
    first = answered(off)
    assert kinds(first) == ["audio"] and parse(first.answer).media[1].direction == "inactive"
    assert kinds(negotiate(offer(CHROMIUM), first, own())) == ["audio", "video"]


def test_a_line_that_sends_and_receives_is_a_source() -> None:
    both = change_media(offer(CHROMIUM), "1", lambda p: p.replace("a=sendonly", "a=sendrecv"))
    negotiated = answered(both)
    assert kinds(negotiated) == ["audio", "video"]
    assert parse(negotiated.answer).media[1].direction == "recvonly"


@pytest.mark.parametrize(
    ("mid", "change"),
    [
        ("1", lambda p: p.replace("VP8/90000", "VP7/90000")),
        ("0", lambda p: p.replace("opus/48000/2", "opus/48000/1")),
        ("1", lambda p: p.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")),
        ("1", lambda p: p.replace("a=rtcp-mux\r\n", "")),
        ("9", lambda p: p.replace("UDP/DTLS/SCTP", "TCP/DTLS/SCTP")),
        ("9", lambda p: p.replace("a=sctp-port:5000\r\n", "")),
        ("1", lambda p: p.replace("m=video", "m=text")),
    ],
    ids=["codec", "channels", "protocol", "mux", "data_protocol", "data_port", "kind"],
)
def test_what_is_not_taken_is_refused_in_the_answer(mid: str, change: Callable[[str], str]) -> None:
    negotiated = answered(change_media(offer(CHROMIUM), mid, change))
    assert ports(negotiated)[mid] == 0
    assert sorted(ports(negotiated).values())[1] == 9
    assert mid not in [route.mid for route in negotiated.sources]


def test_a_refused_first_line_leaves_the_candidates_to_the_next() -> None:
    negotiated = answered(change_media(offer(CHROMIUM), "0", lambda p: p.replace("opus", "speex")))
    assert [len(m.candidates) for m in parse(negotiated.answer).media][:3] == [0, 2, 0]


def test_a_line_outside_bundle_is_refused() -> None:
    negotiated = answered(offer(CHROMIUM).replace("BUNDLE 0 1 2 3 4 5", "BUNDLE 0 1 2 3 4"))
    assert ports(negotiated)["5"] == 0


def test_more_slots_and_videos_than_allowed_are_refused() -> None:
    negotiated = negotiate(offer(CHROMIUM), None, own(audio=2, video=3))
    assert [(s.kind, s.index) for s in negotiated.slots] == [
        ("audio", 0),
        ("audio", 1),
        ("video", 0),
        ("video", 1),
        ("video", 2),
    ]
    third = change_media(offer(f"{CHROMIUM}-screen"), "6", lambda p: p.replace("a=recvonly", "a=sendonly"))
    assert ports(answered(third))["6"] == 0


def test_audio_has_no_slot_with_the_number_of_the_screen() -> None:
    text = offer(CHROMIUM)
    part = next(p for p in re.split(r"(?=^m=)", text, flags=re.M) if "a=mid:4\r\n" in p)
    more = text + part.replace("a=mid:4", "a=mid:20")
    more = more.replace("a=group:BUNDLE 0", "a=group:BUNDLE 20 0")
    slots = answered(more).slots
    assert [s.index for s in slots if s.kind == "audio"] == [0, 1, 2, SCREEN_SLOT + 1]


def audio_lines(text: str) -> tuple[str, list[str]]:
    """The first m-line of the answer, and what it says of its formats."""
    media = parse(answered(text).answer).media[0]
    said = [*media.attributes("rtpmap"), *media.attributes("fmtp")]
    return " ".join(media.media_line.formats), said


def test_redundant_audio_comes_first_and_opus_is_asked_for_fec_and_dtx() -> None:
    """A browser sends redundant audio only where the answer names it before Opus, measured."""
    formats, said = audio_lines(offer(CHROMIUM))
    opus = "111 minptime=10;useinbandfec=1;usedtx=1"
    assert formats == "63 111"
    assert said == ["111 opus/48000/2", "63 red/48000/2", opus, "63 111/111"]
    negotiated = answered(offer(CHROMIUM))
    for routes in (negotiated.sources, negotiated.slots):
        numbers = {
            (r.payload_type, r.red_payload_type, r.rtx_payload_type) for r in routes if r.kind == "audio"
        }
        assert numbers == {(111, 63, 0)}
    assert all(r.red_payload_type == 0 for r in negotiated.slots if r.kind == "video")


@pytest.mark.parametrize("change", ["111/112", "111/", "", "63/63"])
def test_redundant_audio_of_other_formats_is_not_taken(change: str) -> None:
    formats, said = audio_lines(offer(CHROMIUM).replace("63 111/111", f"63 {change}"))
    assert formats == "111" and not any("red" in line for line in said)


def test_firefox_gets_opus_alone_and_its_own_words_stay() -> None:
    formats, said = audio_lines(offer(FIREFOX))
    assert formats == "109"
    assert said == ["109 opus/48000/2", "109 maxplaybackrate=48000;stereo=1;useinbandfec=1;usedtx=1"]
    silent = offer(FIREFOX).replace("useinbandfec=1", "useinbandfec=0;usedtx=0")
    assert audio_lines(silent)[1][1].endswith("stereo=1;useinbandfec=0;usedtx=0")


def test_no_rtx_offered_gives_none() -> None:
    text = re.sub(r"a=rtpmap:97 rtx/90000\r\n", "", offer(CHROMIUM))
    negotiated = answered(text)
    slot = next(s for s in negotiated.slots if s.kind == "video")
    assert slot.rtx_payload_type == 0 and slot.ssrcs.rtx_ssrc == 0
    assert "FID" not in negotiated.answer


@pytest.mark.parametrize(
    "change",
    [
        lambda t: "",
        lambda t: t.replace("v=0", "v=1"),
        lambda t: t.split("m=")[0],
        lambda t: t.replace("a=group:BUNDLE", "a=group:LS"),
        lambda t: t.replace("a=setup:actpass", "a=setup:passive"),
        lambda t: t.replace("a=setup:actpass\r\n", ""),
        lambda t: t.replace("sha-256", "sha-1"),
        lambda t: re.sub(r"a=ice-pwd:.*", "a=ice-pwd:short", t),
        lambda t: re.sub(r"a=ice-ufrag:.*\r\n", "", t),
        lambda t: t.replace("a=mid:1\r\n", "a=mid:0\r\n"),
        lambda t: t.replace("opus", "speex").replace("VP8", "VP7").replace("UDP/DTLS/SCTP", "X"),
        lambda t: t.replace("a=extmap:1 ", "a=extmap:x "),
        lambda t: t + "".join(f"m=audio 9 X 0\r\na=mid:m{n}\r\n" for n in range(60)),
    ],
    ids=[
        "empty",
        "version",
        "no_media",
        "no_bundle",
        "passive",
        "no_setup",
        "sha1_only",
        "short_pwd",
        "no_ufrag",
        "mid_twice",
        "nothing_known",
        "bad_extmap",
        "too_many",
    ],
)
def test_offers_that_cannot_be_answered(change: Callable[[str], str]) -> None:
    with pytest.raises(OfferError):
        answered(change(offer(CHROMIUM)))


def test_an_offer_of_many_codec_lines_does_not_hold_media_up() -> None:
    """Every rtpmap was once looked up in every fmtp, for 0.9 s in which nobody is forwarded anything."""
    many = "a=rtpmap:97 rtx/90000\r\n" * 3500 + "a=fmtp:98 x\r\n" * 3500
    text = offer(CHROMIUM).replace("a=rtpmap:96 ", f"{many}a=rtpmap:96 ", 1)
    began = time.thread_time()
    assert answered(text).sources
    assert time.thread_time() - began < LONGEST_ANSWER_SECONDS
