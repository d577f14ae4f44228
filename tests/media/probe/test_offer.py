"""The offer of a measured line is one that the server takes; any answer is read or refused."""

from __future__ import annotations

import pytest

from media.negotiation import negotiate
from media.probe.offer import AnswerError, Own, Target, read_answer, write_offer
from tests.fuzz.mutation import fuzz
from tests.media.answers import CANDIDATES, own

OWN = Own("abcd1234", "p" * 24, ":".join(["AB"] * 32), 0x1234567)


def answer() -> str:
    return negotiate(write_offer(OWN), None, own()).answer


def test_the_server_takes_the_offer() -> None:
    negotiated = negotiate(write_offer(OWN), None, own())
    assert [(source.kind, source.ssrc) for source in negotiated.sources] == [("audio", OWN.ssrc)]
    assert [slot.kind for slot in negotiated.slots] == ["audio"]
    assert (negotiated.remote.ufrag, negotiated.remote.pwd) == (OWN.ufrag, OWN.pwd)


def test_the_answer_tells_where_and_with_what() -> None:
    far = read_answer(answer())
    assert far.udp == tuple(Target(c.host, c.port) for c in CANDIDATES if c.transport == "udp")
    assert far.tcp == tuple(Target(c.host, c.port) for c in CANDIDATES if c.transport == "tcp")
    assert far.echo_ssrc == negotiate(write_offer(OWN), None, own()).slots[0].ssrcs.ssrc
    assert far.ufrag and far.pwd and far.fingerprints


@pytest.mark.parametrize("text", ["", "v=0", "v=0\r\no=- 1 1 IN IP4 0\r\ns=-\r\nt=0 0\r\n"])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        read_answer(text)


def test_mutated_answers() -> None:
    def take(data: bytes) -> None:
        try:
            read_answer(data.decode("utf-8", "replace"))
        except AnswerError:
            return

    fuzz("echo answer", [answer().encode()], take)
