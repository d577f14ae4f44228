"""Messages on the data channel `volatile`: JSON texts, relayed at once, never stored.

The media process checks each one, adds `from` (the sender's endpoint id) and
relays it to the endpoints of the sender's `tells` list. What does not fit the
schema is dropped. The channel is unordered and does not repeat: the next
message replaces a lost one.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

MAX_MESSAGE_BYTES: Final = 1024
"""A pointer is about 70 bytes."""

Surface = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Fraction = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class VolatileError(Exception):
    """No message of this schema, or too long."""


class Volatile(
    msgspec.Struct,
    frozen=True,
    tag_field="type",
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
):
    """Base of the messages."""


class Pointer(Volatile, frozen=True, tag="pointer"):
    """Somebody points at a place of a surface."""

    surface: Surface
    """What is pointed at, such as a page; chosen by the clients."""
    x: Fraction
    """From the left edge (0) to the right edge (1)."""
    y: Fraction
    """From the upper edge (0) to the lower edge (1)."""


class PointerGone(Volatile, frozen=True, tag="pointer-gone"):
    """Somebody points no longer."""

    surface: Surface


AnyVolatile = Pointer | PointerGone


class RelayedPointer(Pointer, frozen=True, tag="pointer"):
    """A pointer as the others get it."""

    sender: str = msgspec.field(name="from")
    """Endpoint id of the one who points."""


class RelayedPointerGone(PointerGone, frozen=True, tag="pointer-gone"):
    """The end of a pointer as the others get it."""

    sender: str = msgspec.field(name="from")
    """Endpoint id of the one who pointed."""


AnyRelayed = RelayedPointer | RelayedPointerGone

_decoder: Final = msgspec.json.Decoder(AnyVolatile)
_encoder: Final = msgspec.json.Encoder()


def relay(text: str | bytes, sender: str) -> str:
    """The message as the others get it.

    Raises:
        VolatileError: longer than MAX_MESSAGE_BYTES, or not of the schema.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_MESSAGE_BYTES:
        raise VolatileError(f"{len(data)} bytes, at most {MAX_MESSAGE_BYTES}")
    try:
        message = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise VolatileError(str(error)) from None
    match message:
        case Pointer():
            relayed: AnyRelayed = RelayedPointer(
                surface=message.surface, x=message.x, y=message.y, sender=sender
            )
        case PointerGone():
            relayed = RelayedPointerGone(surface=message.surface, sender=sender)
    return _encoder.encode(relayed).decode()
