"""Any JSON to any event or route gets a reply or the code `invalid`; nothing else, and the server goes on.

ETALUUKKU_FUZZ_SECONDS runs longer (default 5 s for each entry point).
"""

from __future__ import annotations

import json
import os
import time
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.volatile import VolatileError, relay
from signaling.store.errors import Invalid
from signaling.web.dispatch import DECODERS, decoded
from signaling.web.messages.base import Message
from signaling.web.messages.registry import CLIENT_EVENTS, DEMO_ROUTES, ROUTES, SERVER_EVENTS
from signaling.web.protocol.schema import MODULES

SECONDS = float(os.environ.get("ETALUUKKU_FUZZ_SECONDS", "0"))
EXAMPLES = 50 if SECONDS == 0 else 1_000_000

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=20), inner, max_size=6),
    max_leaves=20,
)

TYPES = sorted(
    {event.request for event in CLIENT_EVENTS}
    | {event.reply for event in CLIENT_EVENTS}
    | {event.message for event in SERVER_EVENTS}
    | {r.request for r in (*ROUTES, *DEMO_ROUTES) if r.request is not None and issubclass(r.request, Message)}
    | {r.reply for r in (*ROUTES, *DEMO_ROUTES) if issubclass(r.reply, Message)},
    key=lambda kind: kind.__name__,
)


def near(kind: type[msgspec.Struct]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the fields of a message, of right and wrong content."""
    names = [field.encode_name for field in msgspec.structs.fields(kind)]
    value = any_json | st.from_regex(r"[0-9a-f]{32}", fullmatch=True) | st.sampled_from(["fi", "away", "x"])
    return (
        st.dictionaries(st.sampled_from(names) | st.text(max_size=5), value, max_size=8)
        if names
        else any_json.map(lambda found: {"a": found})
    )


def bounded(examples: int = EXAMPLES) -> settings:
    """So many examples, or so much time."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def fuzz(kind: type[Message], check: Any) -> None:
    """Give `check` any JSON, and JSON that is near to the message."""
    until = time.monotonic() + SECONDS

    @bounded()
    @given(any_json | near(kind))
    def run(payload: object) -> None:
        if SECONDS == 0 or time.monotonic() < until:
            check(payload)

    run()


@pytest.mark.parametrize("event", sorted(DECODERS))
def test_any_payload_of_an_event_is_decoded_or_invalid(event: str) -> None:
    kind = next(entry.request for entry in CLIENT_EVENTS if entry.name == event)

    def check(payload: object) -> None:
        try:
            message = decoded(event, payload)
        except Invalid:
            return
        assert isinstance(message, kind)

    fuzz(kind, check)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_any_bytes_of_a_body_are_a_message_or_an_error(kind: type[Message]) -> None:
    def check(payload: object) -> None:
        try:
            message = msgspec.json.decode(json.dumps(payload).encode(), type=kind)
        except msgspec.MsgspecError:
            return
        assert msgspec.json.decode(msgspec.json.encode(message), type=kind) == message

    fuzz(kind, check)


@bounded()
@given(st.text(max_size=200) | st.binary(max_size=200) | any_json.map(json.dumps))
def test_any_text_of_the_data_channel_is_relayed_or_dropped(text: str | bytes) -> None:
    try:
        relayed = relay(text, "a" * 32)
    except VolatileError:
        return
    assert json.loads(relayed)["from"] == "a" * 32


@pytest.mark.parametrize(
    "payload", [b"\x00", {"a": b"x"}, {1: 2}, object(), {"a": float("nan")}, [[]] * 1000]
)
def test_what_json_does_not_have_is_invalid(payload: object) -> None:
    for event in DECODERS:
        if event.endswith(":open") and payload == {}:
            continue
        with pytest.raises(Invalid):
            decoded(event, payload)


def test_deep_nesting_is_invalid() -> None:
    payload: object = 1
    for _ in range(100_000):
        payload = [payload]
    with pytest.raises(Invalid):
        decoded("ticket:open", payload)


def test_every_message_of_the_modules_is_strict() -> None:
    for module in MODULES:
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Message):
                assert kind.__struct_config__.forbid_unknown_fields, kind
                assert kind.__struct_config__.frozen, kind
