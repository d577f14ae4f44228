"""STUN: any bytes are a message or a StunError, and the agent answers any message."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from media.forward.engine import Path
from media.transport import stun
from media.transport.ice import IceLite, local_ufrag
from media.transport.stun import Attribute, MessageType, StunError
from tests.fuzz.mutation import fuzz
from tests.media.transport.test_ice import LOCAL, NEXT, REMOTE
from tests.media.transport.test_stun import LONG_TERM, REQUEST, RESPONSE_4, RESPONSE_6

PATH = Path(0, "192.0.2.1", 1000)
CHECK = stun.encode(
    MessageType.REQUEST,
    bytes(12),
    [(Attribute.USERNAME, b"local:remote"), (Attribute.PRIORITY, bytes(4)), (Attribute.USE_CANDIDATE, b"")],
    LOCAL.pwd.encode(),
)


def take(data: bytes) -> None:
    try:
        message = stun.parse(data)
    except StunError:
        return
    local_ufrag(message)
    value = message.get(Attribute.XOR_MAPPED_ADDRESS)
    if value is not None:
        with contextlib.suppress(StunError):
            stun.read_xor_address(value, message.transaction_id)
    ice = IceLite(LOCAL, REMOTE)
    ice.restart(0.0, NEXT, REMOTE)
    for _ in ice.handle_check(1.0, PATH, message):
        continue
    if data != CHECK and ice.selected is not None:
        assert message.is_signed_by(LOCAL.pwd.encode())


def test_mutated_messages() -> None:
    fuzz("stun", [REQUEST, RESPONSE_4, RESPONSE_6, LONG_TERM, CHECK], take)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    take(data)
    take(REQUEST[:20] + data)
