"""Pictures by Pillow: a file or a drawn page becomes the picture of a page, without metadata.

Runs only in the confined process of media/pages/forkserver.py.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from typing import Final, Literal

from PIL import Image, ImageChops, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from media.pages.contract import (
    Bar,
    ImageType,
    PageRendered,
    PagesReply,
    RefusalCode,
    RenderBegun,
    RenderDone,
    RenderLimits,
)

PICTURE_PLUGINS: Final = (PngImagePlugin, JpegImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""Imported before confinement: Pillow would otherwise load them on first use, and cannot any more."""

PictureFormat = Literal["PNG", "JPEG", "TIFF", "WEBP"]

COLOURLESS_AT_MOST: Final = 10
"""Largest difference between red, green and blue (of 255) that is still grey; a JPEG of grey has a few."""

INK_LEVELS: Final = range(48, 208)
"""Grey levels that ink on paper has only at the edges of letters."""

INK_SHARE_AT_MOST: Final = 0.15
"""Share of pixels at INK_LEVELS above which a grey page is a photo or scan: text at 150 dpi has 0.02-0.06."""

JPEG_BLOCK: Final = 8
"""Pixels of a block of a JPEG: what lay below a bar rings to the edge of its block, and not farther."""

JPEG_QUALITY: Final = 85
"""Above it the bytes grow faster than anyone sees; below it rings appear around letters."""

PNG_EFFORT: Final = 4
"""zlib level. A page of text: 14 ms and 126 kB; level 1: 10 ms and 138 kB; level 6: 20 ms and 124 kB."""

SIXTEEN_GREYS: Final = bytes(level * 17 for level in range(16) for _ in range(3))
"""Palette of the 16 greys, red, green and blue of each."""

LONGEST_SIDE: Final = 4
"""Longest side of a page in roots of its pixel limit: 8485 pixels by default, a receipt of two metres."""

TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of the EXIF tag Orientation."""


class RenderError(Exception):
    """The file gives no (more) pages."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code: RefusalCode = code


def shrink_factor(width: float, height: float, limits: RenderLimits) -> float:
    """At most 1: what width and height in pixels must be multiplied by to keep to the pixels of a page.

    No side stays longer than four times the root of that limit, so that a ribbon is still a picture. Pure.
    """
    by_area = math.sqrt(limits.page_pixels / max(width * height, 1.0))
    by_side = LONGEST_SIDE * math.sqrt(limits.page_pixels) / max(width, height, 1.0)
    return min(1.0, by_area, by_side)


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a WebP file by its header; None where it has none. Pure.

    Source: WebP Container Specification; RFC 6386 section 9.1; WebP Lossless Bitstream section 3.
    """
    kind, head = content[12:16], content[20:30]
    if len(head) < 10:
        return None
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    return None


def render_picture(
    content: bytes, picture_format: PictureFormat, limits: RenderLimits, bars: tuple[Bar, ...] = ()
) -> Iterator[PagesReply]:
    """Yield the one page of a picture, or all those of a TIFF; see media/pages/renderer.py."""
    opened = _opened(content, picture_format, limits)
    pages = _frames(opened, limits.pages) if picture_format == "TIFF" else 1
    first = _page(opened, 0, limits, bars)
    yield RenderBegun(pages)
    yield first
    for number in range(1, pages):
        yield _page(opened, number, limits, bars)
    yield RenderDone(pages)


def _opened(content: bytes, picture_format: PictureFormat, limits: RenderLimits) -> Image.Image:
    if picture_format == "WEBP":
        # The decoder takes memory for the whole picture as soon as it is opened.
        _check_pixels(webp_size(content) or (0, 0), limits)
    try:
        return Image.open(io.BytesIO(content), formats=(picture_format,))
    except Image.DecompressionBombError:
        raise RenderError("too_many_pixels") from None


def _check_pixels(size: tuple[int, int], limits: RenderLimits) -> None:
    if size[0] * size[1] > limits.image_pixels:
        raise RenderError("too_many_pixels")


def _frames(opened: Image.Image, at_most: int) -> int:
    """Pages of a TIFF, counted no further than one above the limit."""
    for number in range(1, at_most + 1):
        try:
            opened.seek(number)
        except EOFError:
            return number
    raise RenderError("too_many_pages")


def _page(opened: Image.Image, number: int, limits: RenderLimits, bars: tuple[Bar, ...]) -> PageRendered:
    """A frame as a page shows it: upright, of a page's size, without what lies below the bars."""
    is_tiff = opened.format == "TIFF"
    if is_tiff:
        opened.seek(number)
    _check_pixels(opened.size, limits)
    # Pillow turns a TIFF by itself as it decodes it.
    orientation = 1 if is_tiff else _orientation(opened)
    block = JPEG_BLOCK if opened.format == "JPEG" else 1
    page = upright(_shrunk(opened, limits), orientation)
    for bar in bars:
        page.paste(0, bar_box(bar, page.size, block))
    return encode_page(page, number, limits, "")


def bar_box(bar: Bar, size: tuple[int, int], block: int) -> tuple[int, int, int, int]:
    """Pixels of a bar: left, top, right and bottom, outwards to whole blocks of so many pixels. Pure.

    >>> bar_box(Bar(0.1, 0.1, 0.1, 0.9), (100, 50), 8)
    (8, 0, 24, 50)
    """
    width, height = size
    return (
        max(0, math.floor(bar.left * width / block) * block),
        max(0, math.floor(bar.top * height / block) * block),
        min(width, math.ceil((bar.left + bar.width) * width / block) * block),
        min(height, math.ceil((bar.top + bar.height) * height / block) * block),
    )


def _shrunk(image: Image.Image, limits: RenderLimits) -> Image.Image:
    """The decoded picture within the pixel limits of a page; a large JPEG is decoded small at once."""
    scale = shrink_factor(image.width, image.height, limits)
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    if scale < 1.0:
        image.draft("RGB", size)
    turned = image.size
    image.load()
    if scale == 1.0:
        return flattened(image)
    if image.size == turned[::-1] != turned:
        size = size[::-1]
    # Made small before it is flattened: each copy of 100 million pixels is up to 400 MB.
    return flattened(_resizable(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))


def _resizable(image: Image.Image) -> Image.Image:
    """The picture in a mode whose pixels can be averaged."""
    if image.mode in ("L", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("RGBA") if image.has_transparency_data else flattened(image)


def flattened(image: Image.Image) -> Image.Image:
    """A new picture as RGB or 8-bit grey, on white where the old was transparent, without its metadata."""
    if image.mode.startswith("I"):
        # PNG of 16 bits: keep the upper eight. `convert` alone would clip at 255.
        plain = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    elif image.mode in ("L", "RGB"):
        plain = image.copy()
    elif image.mode == "1":
        plain = image.convert("L")
    elif image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        plain = Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
    else:
        plain = image.convert("RGB")
    # Position, camera and colour profile stay behind; the encoders would copy some of it.
    plain.info = {}
    return plain


def _orientation(image: Image.Image) -> int:
    """Value of the EXIF tag Orientation, 1 where there is none or it cannot be read."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # Pillow raises many kinds on broken EXIF; the picture is good without
        return 1
    return value if isinstance(value, int) else 1


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as the camera was held (EXIF 2.32, tag 0x0112); unknown values change nothing."""
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def is_colourless(image: Image.Image) -> bool:
    """True if no pixel of an RGB picture has a colour that a person would miss in grey."""
    red, green, blue = image.split()
    for one, other in ((red, green), (green, blue)):
        largest = ImageChops.difference(one, other).getextrema()[1]
        if isinstance(largest, tuple) or largest > COLOURLESS_AT_MOST:
            return False
    return True


def is_ink_on_paper(grey: Image.Image) -> bool:
    """True if a grey picture is nearly all black and white: text and lines, not a photo."""
    histogram = grey.histogram()
    return sum(histogram[level] for level in INK_LEVELS) <= INK_SHARE_AT_MOST * grey.width * grey.height


def encode_page(image: Image.Image, number: int, limits: RenderLimits, text: str) -> PageRendered:
    """The page as the format that suits it: 16 greys for ink on paper, else JPEG with full colour."""
    grey = image if image.mode == "L" else image.convert("L")
    colourless = image.mode == "L" or is_colourless(image)
    mime: ImageType
    out = io.BytesIO()
    if colourless and is_ink_on_paper(grey):
        sixteen = grey.point([level >> 4 for level in range(256)])
        sixteen.putpalette(SIXTEEN_GREYS)
        sixteen.save(out, "PNG", bits=4, compress_level=PNG_EFFORT)
        mime = "image/png"
    else:
        # 4:4:4, for coloured text bleeds at 4:2:0.
        (grey if colourless else image).save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0)
        mime = "image/jpeg"
    if out.tell() > limits.page_bytes:
        raise RenderError("too_large")
    return PageRendered(number, image.width, image.height, mime, out.getvalue(), text)
