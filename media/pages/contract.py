"""What signaling and the pages process say to each other: a file goes in, pages come out.

Length-prefixed MessagePack frames on a local stream socket, one connection for
each file: the caller sends `RenderFile`; the pages process answers with
`RenderBegun`, one `PageRendered` for each page as soon as it is ready (page 0
first) and `RenderDone`, or with `RenderRefused` at any point, and closes.
A caller that closes early cancels. The same frames pass between the pages
process and the process that renders (media/pages/renderer.py).
"""

from __future__ import annotations

import struct
from typing import Final, Literal

import msgspec

MAX_FILE_BYTES: Final = 64 << 20
"""Upper bound of `RenderLimits.file_bytes`: a file is held in memory three times on its way."""

MAX_FRAME_BYTES: Final = MAX_FILE_BYTES + (64 << 10)
"""Longest frame: the largest file and its envelope."""

LENGTH: Final = struct.Struct("!I")
"""What stands before each frame."""

ImageType = Literal["image/png", "image/jpeg"]

RefusalCode = Literal[
    "encrypted",
    "broken",
    "too_large",
    "too_many_pages",
    "too_many_pixels",
    "unsupported",
    "timeout",
    "memory",
    "busy",
]
"""Why there are no (more) pages.

encrypted: a password is needed. broken: not readable as what it begins like. too_large: more bytes than
allowed. too_many_pages: of a PDF or TIFF. too_many_pixels: of a picture. unsupported: no PDF, PNG, JPEG,
TIFF or WebP by its content, whatever its name. timeout, memory: rendering took more than allowed. busy:
too many files wait; try again.
"""


class PagesContractError(Exception):
    """The other side sent what this contract does not allow; the connection is closed."""


class RenderLimits(msgspec.Struct, frozen=True):
    """What one file may cost. The defaults suit scanned letters and photos of them."""

    file_bytes: int = 25 << 20
    """Longest file; 100 pages scanned at 150 dpi are about 20 MB."""
    pages: int = 200
    """Most pages of a PDF or TIFF."""
    dots_per_inch: int = 150
    """Resolution of a page; 10 point text is readable (Q-14)."""
    page_pixels: int = 4_500_000
    """Most pixels of a rendered page: A3 at 150 dpi. A larger page is scaled down, not refused."""
    image_pixels: int = 100_000_000
    """Most pixels of an uploaded picture; phone cameras make 12 to 50 million."""
    page_bytes: int = 8 << 20
    """Longest encoded page."""
    text_chars: int = 20_000
    """Longest text of a page; what is over is cut."""
    wall_s: float = 60.0
    """Longest time from the start of rendering to the last page, waiting for the reader included."""
    cpu_s: int = 40
    """Most processor time of one file; a page of text takes 0.02 s."""
    memory_bytes: int = 1 << 30
    """Most address space of a renderer above what it has when empty: image_pixels twice as RGBA."""


class Bar(msgspec.Struct, frozen=True):
    """A black bar over a part of a page, in shares of its width and height from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


class RenderFile(msgspec.Struct, frozen=True, tag=True):
    """Make pages of this file. Its type is found from its content."""

    content: bytes
    limits: RenderLimits
    bars: tuple[Bar, ...] = ()
    """What is taken out of a picture: no pixel below a bar is in what comes back."""


class RenderBegun(msgspec.Struct, frozen=True, tag=True):
    """The file can be read and has this many pages."""

    pages: int


class PageRendered(msgspec.Struct, frozen=True, tag=True):
    """One page as a picture without metadata, and its text if it has any."""

    number: int
    """Counted from 0, without gaps."""
    width: int
    """Pixels."""
    height: int
    mime: ImageType
    image: bytes
    text: str
    """For screen readers; empty where the page is only a picture."""


class RenderDone(msgspec.Struct, frozen=True, tag=True):
    """Every page has been sent."""

    pages: int


class RenderRefused(msgspec.Struct, frozen=True, tag=True):
    """No more pages come; those that came stay good."""

    code: RefusalCode


class PagesHere(msgspec.Struct, frozen=True, tag=True):
    """The answer to an empty frame: the pages process takes files now."""

    jailed: bool
    """True if renderers live in a jail; they are confined in any case."""


PagesMessage = PagesHere | RenderFile | RenderBegun | PageRendered | RenderDone | RenderRefused
PagesReply = RenderBegun | PageRendered | RenderDone | RenderRefused

_encoder: Final = msgspec.msgpack.Encoder()
_file_decoder: Final = msgspec.msgpack.Decoder(RenderFile)
_here_decoder: Final = msgspec.msgpack.Decoder(PagesHere)
_reply_decoder: Final[msgspec.msgpack.Decoder[PagesReply]] = msgspec.msgpack.Decoder(PagesReply)


def encode_frame(message: PagesMessage) -> bytes:
    """Bytes of one message for the connection: four bytes of length, then MessagePack.

    Raises:
        PagesContractError: the message is longer than MAX_FRAME_BYTES.
    """
    body = _encoder.encode(message)
    if len(body) > MAX_FRAME_BYTES:
        raise PagesContractError(f"message of {len(body)} bytes, at most {MAX_FRAME_BYTES}")
    return LENGTH.pack(len(body)) + body


def frame_length(prefix: bytes | bytearray, at_most: int = MAX_FRAME_BYTES) -> int:
    """Bytes that follow the four bytes `prefix`.

    Raises:
        PagesContractError: the frame is longer than `at_most`.
    """
    (length,) = LENGTH.unpack(prefix)
    if length > at_most:
        raise PagesContractError(f"frame of {length} bytes, at most {at_most}")
    return int(length)


def decode_file(body: bytes | bytearray) -> RenderFile:
    """The request in the body of a frame.

    Raises:
        PagesContractError: it is no `RenderFile`.
    """
    try:
        return _file_decoder.decode(body)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PagesContractError(f"not a request: {error}") from None


def decode_here(body: bytes | bytearray) -> PagesHere:
    """The answer in the body of a frame.

    Raises:
        PagesContractError: it is no `PagesHere`.
    """
    try:
        return _here_decoder.decode(body)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PagesContractError(f"not an answer: {error}") from None


def decode_reply(body: bytes | bytearray) -> PagesReply:
    """The reply in the body of a frame.

    Raises:
        PagesContractError: it is none of the replies.
    """
    try:
        return _reply_decoder.decode(body)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PagesContractError(f"not a reply: {error}") from None


class ReplyOrder:
    """Holds a sequence of replies to what the contract allows. Pure.

    The rendering process reads hostile files, so what it says is checked before it is passed on.
    """

    def __init__(self, limits: RenderLimits) -> None:
        self._limits = limits
        self._pages: int | None = None
        self._next = 0
        self.ended = False

    def accept(self, reply: PagesReply) -> PagesReply:
        """The same reply, if it may come now.

        Raises:
            PagesContractError: it is out of order, over a limit, or came after the end.
        """
        if self.ended:
            raise PagesContractError("a reply after the end")
        match reply:
            case RenderBegun(pages=pages):
                if self._pages is not None or not 1 <= pages <= self._limits.pages:
                    raise PagesContractError(f"begun with {pages} pages")
                self._pages = pages
            case PageRendered(number=number, image=image):
                if self._pages is None or number != self._next or number >= self._pages:
                    raise PagesContractError(f"page {number} out of order")
                if len(image) > self._limits.page_bytes or len(reply.text) > self._limits.text_chars:
                    raise PagesContractError(f"page {number} is too long")
                self._next += 1
            case RenderDone(pages=pages):
                if pages != self._pages or self._next != pages:
                    raise PagesContractError("done before the last page")
                self.ended = True
            case RenderRefused():
                self.ended = True
        return reply


# ---- marks, for print and copies ---------------------------------------------------------

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


class DrawnMark(msgspec.Struct, frozen=True):
    """A mark as it is drawn; what it says is in words already."""

    kind: Literal["pen", "highlighter", "note", "stamp"]
    points: tuple[int, ...]
    """x, y (0 to 10,000) and pressure (0 to 255) of each point in turn."""
    colour: Colour
    label: str
    """Who made it."""
    words: str = ""
    """Of a note or a stamp."""
