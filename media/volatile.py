"""Messages on the data channel `volatile`: JSON texts, relayed at once, never stored.

The media process checks each one, adds `from` (the sender's endpoint id) and
relays it to the endpoints of the sender's `tells` list. What does not fit the
schema is dropped. The channel is unordered and does not repeat: the next
message replaces a lost one.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

MAX_MESSAGE_BYTES: Final = 1024
"""A pointer is about 130 bytes, a part of a stroke 700 at most."""

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


StrokeId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
GridNumbers = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=0, le=10_000)], ...], msgspec.Meta(min_length=3, max_length=90)
]
"""x, y, pressure of up to 30 points: 450 characters at most."""


class Stroke(Volatile, frozen=True, tag="stroke"):
    """Part of a stroke that somebody is drawing. What it names is the sender's own, whatever others draw."""

    surface: Surface
    stroke: StrokeId
    """Made by the sender; the finished stroke has the same."""
    tool: Literal["pen", "highlighter"]
    at: Annotated[int, msgspec.Meta(ge=0, le=2_000)]
    """Which point of the stroke the first of these is. Points are told twice, for a message may be lost."""
    points: GridNumbers
    """x, y and pressure of each point in turn: x and y from 0 to 10000, pressure from 0 to 255."""


class StrokeGone(Volatile, frozen=True, tag="stroke-gone"):
    """Somebody has given a stroke up."""

    surface: Surface
    stroke: StrokeId


AnyVolatile = Pointer | PointerGone | Stroke | StrokeGone


class RelayedPointer(Pointer, frozen=True, tag="pointer"):
    """A pointer as the others get it."""

    sender: str = msgspec.field(name="from")
    """Endpoint id of the one who points."""


class RelayedPointerGone(PointerGone, frozen=True, tag="pointer-gone"):
    """The end of a pointer as the others get it."""

    sender: str = msgspec.field(name="from")
    """Endpoint id of the one who pointed."""


class RelayedStroke(Stroke, frozen=True, tag="stroke"):
    """Part of a stroke as the others get it."""

    sender: str = msgspec.field(name="from")
    """Endpoint id of the one who draws."""


class RelayedStrokeGone(StrokeGone, frozen=True, tag="stroke-gone"):
    """The end of a stroke as the others get it."""

    sender: str = msgspec.field(name="from")
    """Endpoint id of the one who drew."""


AnyRelayed = RelayedPointer | RelayedPointerGone | RelayedStroke | RelayedStrokeGone

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
    if isinstance(message, Stroke) and len(message.points) % 3:
        raise VolatileError(f"{len(message.points)} numbers, not three for each point")
    return _encoder.encode(_relayed(message, sender)).decode()


def _relayed(message: AnyVolatile, sender: str) -> AnyRelayed:
    match message:
        case Pointer():
            return RelayedPointer(surface=message.surface, x=message.x, y=message.y, sender=sender)
        case PointerGone():
            return RelayedPointerGone(surface=message.surface, sender=sender)
        case Stroke():
            return RelayedStroke(
                surface=message.surface,
                stroke=message.stroke,
                tool=message.tool,
                at=message.at,
                points=message.points,
                sender=sender,
            )
        case StrokeGone():
            return RelayedStrokeGone(surface=message.surface, stroke=message.stroke, sender=sender)
