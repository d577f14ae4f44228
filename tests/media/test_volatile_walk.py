"""Every type of message of the volatile channel, sent towards everybody whom it must not reach."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final, TypeAlias

import msgspec
import pytest

from media.contract import Allow, CloseEndpoint, CreateConference, CreateEndpoint
from media.volatile import AnyVolatile
from tests.media.process import Media, media_process
from tests.media.python_peer import PythonPeer

Value: TypeAlias = str | float | list[int]
Sample: TypeAlias = dict[str, Value]


def samples() -> list[Sample]:
    """One message of each type in the schema's union: a new type is walked without a word here."""
    union = msgspec.inspect.type_info(AnyVolatile)
    assert isinstance(union, msgspec.inspect.UnionType)
    return [sample(message) for message in union.types]


def sample(message: msgspec.inspect.Type) -> Sample:
    assert isinstance(message, msgspec.inspect.StructType)
    assert message.tag_field is not None
    fields = {field.encode_name: value(field.type) for field in message.fields}
    return {message.tag_field: str(message.tag), **fields}


def value(field: msgspec.inspect.Type) -> Value:
    """The least value that fits the field; a kind of field that is new must be added."""
    match field:
        case msgspec.inspect.StrType(pattern="^[0-9a-f]{32}$"):
            return "0" * 32
        case msgspec.inspect.LiteralType():
            return str(field.values[0])
        case msgspec.inspect.IntType():
            return field.ge or 0
        case msgspec.inspect.VarTupleType():
            return [0] * (field.min_length or 0)
        case msgspec.inspect.StrType():
            return "p" * (field.min_length or 1)
        case msgspec.inspect.FloatType():
            return field.ge or 0.0
        case _:
            raise AssertionError(f"no value is known for {field}")


SAMPLES: Final = samples()


class House:
    """Two conferences of one media process, with peers that have their channel open."""

    def __init__(self, media: Media, stack: AsyncExitStack) -> None:
        self._media, self._stack = media, stack

    async def enters(self, conference: str, name: str) -> PythonPeer:
        """A new endpoint of the conference, connected and able to talk."""
        await self._media.done(CreateEndpoint(conference, name))
        peer = PythonPeer(name, conference)
        self._stack.push_async_callback(peer.close)
        await peer.connect(self._media.link)
        await peer.open_channel()
        return peer

    async def tells(self, source: PythonPeer, *names: str) -> None:
        """Replace the list of those who get the source's messages."""
        await self._media.done(Allow(source.conference, source.name, tells=names))

    async def closes(self, peer: PythonPeer) -> None:
        """Close the endpoint and see the connection end."""
        await self._media.done(CloseEndpoint(peer.conference, peer.name))
        assert await peer.closed == "closed"


@pytest.fixture
async def house(folder: str) -> AsyncIterator[House]:
    async with media_process(folder) as media, AsyncExitStack() as stack:
        await media.done(CreateConference("c"), CreateConference("other"))
        yield House(media, stack)


def say(peer: PythonPeer, message: Sample) -> None:
    assert peer.channel is not None
    peer.channel.send(json.dumps(message))


def heard(peer: PythonPeer) -> list[Sample]:
    return [json.loads(message) for message in peer.messages]


def test_the_walk_has_every_type() -> None:
    assert {"pointer", "pointer-gone"} <= {message["type"] for message in SAMPLES}


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: str(message["type"]))
async def test_a_message_reaches_the_told_alone(house: House, message: Sample) -> None:
    """Silence is shown by what comes next: each peer's first message is one that it may have."""
    a, told, untold = [await house.enters("c", name) for name in ("a", "told", "untold")]
    withdrawn, closing = [await house.enters("c", name) for name in ("withdrawn", "closing")]
    stranger, namesake = [await house.enters("other", name) for name in ("stranger", "told")]
    from_a = message | {"from": "a"}

    await house.tells(a, "told", "withdrawn", "closing", "stranger")
    say(a, message)
    for peer in (told, withdrawn, closing):
        await peer.until(lambda peer=peer: len(peer.messages) == 1)  # type: ignore[misc]

    await house.tells(a, "told", "closing", "stranger")
    await house.closes(closing)
    again = await house.enters("c", "closing")
    say(a, message)
    await told.until(lambda: len(told.messages) == 2)

    await house.tells(a, "told", "untold", "withdrawn", "closing")
    await house.tells(stranger, "told")
    await house.tells(namesake, "stranger")
    for source in (a, stranger, namesake):
        say(source, message)
    for peer, count in ((told, 3), (withdrawn, 2), (untold, 1), (again, 1), (stranger, 1), (namesake, 1)):
        await peer.until(lambda peer=peer, count=count: len(peer.messages) >= count)  # type: ignore[misc]

    assert heard(told) == 3 * [from_a]
    assert heard(withdrawn) == 2 * [from_a]
    assert heard(closing) == heard(untold) == heard(again) == [from_a]
    assert heard(stranger) == [message | {"from": "told"}]
    assert heard(namesake) == [message | {"from": "stranger"}]
    assert not a.messages
