"""Frames of the pages contract, and the order that a renderer must keep to."""

from __future__ import annotations

import msgspec
import pytest

from media.pages.contract import (
    LENGTH,
    MAX_FRAME_BYTES,
    PageRendered,
    PagesContractError,
    PagesReply,
    RenderBegun,
    RenderDone,
    RenderFile,
    RenderLimits,
    RenderRefused,
    ReplyOrder,
    decode_file,
    decode_reply,
    encode_frame,
    frame_length,
)

LIMITS = RenderLimits(pages=3, page_bytes=10, text_chars=5)
PAGE = PageRendered(0, 100, 200, "image/png", b"bytes", "teksti"[:5])


@pytest.mark.parametrize("reply", [RenderBegun(3), PAGE, RenderDone(3), RenderRefused("encrypted")])
def test_reply_survives_the_way(reply: PagesReply) -> None:
    frame = encode_frame(reply)
    assert frame_length(frame[: LENGTH.size]) == len(frame) - LENGTH.size
    assert decode_reply(frame[LENGTH.size :]) == reply


def test_file_survives_the_way() -> None:
    file = RenderFile(b"%PDF-", LIMITS)
    assert decode_file(encode_frame(file)[LENGTH.size :]) == file


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x80", msgspec.msgpack.encode({"type": "Oops"})])
def test_anything_else_is_one_declared_error(body: bytes) -> None:
    with pytest.raises(PagesContractError):
        decode_reply(body)
    with pytest.raises(PagesContractError):
        decode_file(body)


def test_a_frame_has_a_longest_length() -> None:
    with pytest.raises(PagesContractError):
        frame_length(LENGTH.pack(MAX_FRAME_BYTES + 1))


@pytest.mark.parametrize(
    "replies",
    [
        [PAGE],
        [RenderBegun(0)],
        [RenderBegun(4)],
        [RenderBegun(1), RenderBegun(1)],
        [RenderBegun(1), PAGE, PAGE],
        [RenderBegun(2), msgspec.structs.replace(PAGE, number=1)],
        [RenderBegun(1), msgspec.structs.replace(PAGE, image=b"x" * 11)],
        [RenderBegun(1), msgspec.structs.replace(PAGE, text="x" * 6)],
        [RenderBegun(1), RenderDone(1)],
        [RenderBegun(1), PAGE, RenderDone(2)],
        [RenderRefused("broken"), RenderRefused("broken")],
        [RenderBegun(1), PAGE, RenderDone(1), PAGE],
    ],
)
def test_a_hijacked_renderer_cannot_leave_the_order(replies: list[PagesReply]) -> None:
    order = ReplyOrder(LIMITS)
    *before, last = replies
    for reply in before:
        order.accept(reply)
    with pytest.raises(PagesContractError):
        order.accept(last)


def test_the_right_order_ends() -> None:
    order = ReplyOrder(LIMITS)
    for reply in (RenderBegun(1), PAGE, RenderDone(1)):
        assert not order.ended
        assert order.accept(reply) is reply
    assert order.ended
