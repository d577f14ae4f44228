"""Contract frames: any bytes give messages or a ContractError, and decoded messages go out as they came."""

from __future__ import annotations

from media.contract import (
    Allow,
    Answer,
    AnyMessage,
    ApplyOffer,
    ContractError,
    CreateEcho,
    CreateEndpoint,
    EndpointConnected,
    FrameDecoder,
    GetState,
    Hello,
    Notice,
    Refused,
    Reply,
    Request,
    SlotMapped,
    State,
    Welcome,
    encode_frame,
)
from tests.fuzz.mutation import fuzz

MESSAGES = (
    Request("1", Hello(1)),
    Request("2", CreateEndpoint("c", "e", keep_frame_rate=True)),
    Request("2", CreateEcho("e", 60.0)),
    Request("3", Allow("c", "e", ("a", "b"), ("a",), ())),
    Request("4", ApplyOffer("c", "e", "v=0\r\n")),
    Request("5", GetState()),
    Reply("1", Welcome(1, "p")),
    Reply("3", Refused("unknown", "no")),
    Reply("4", Answer("v=0\r\n")),
    Reply("5", State(())),
    Notice(EndpointConnected("c", "e", "udp")),
    Notice(SlotMapped("c", "e", "5", "video", None, switched=False)),
)


def take(stream: bytes) -> None:
    try:
        messages = list(FrameDecoder().feed(stream))
    except ContractError:
        return
    for message in messages:
        assert list(FrameDecoder().feed(encode_frame(message))) == [message]


def test_every_message_round_trips() -> None:
    stream = b"".join(encode_frame(message) for message in MESSAGES)
    decoder, got = FrameDecoder(), list[AnyMessage]()
    for start in range(0, len(stream), 5):
        got += decoder.feed(stream[start : start + 5])
    assert tuple(got) == MESSAGES


def test_mutated_frames() -> None:
    fuzz("contract", [encode_frame(message) for message in MESSAGES], take)


def test_mutated_bodies_of_right_length() -> None:
    def take_body(body: bytes) -> None:
        take(len(body).to_bytes(4, "big") + body)

    fuzz("contract body", [encode_frame(message)[4:] for message in MESSAGES], take_body)
