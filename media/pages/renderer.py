"""A file becomes pages: PDF by pdfium, PNG and JPEG by Pillow.

Runs only in the confined process of media/pages/forkserver.py: it opens
nothing, and may be ended by a limit in the middle of any line.
"""

from __future__ import annotations

import io
import math
import unicodedata
import warnings
from collections.abc import Iterator
from typing import Final, Literal

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]
from PIL import Image, ImageChops, JpegImagePlugin, PngImagePlugin

from media.pages.contract import (
    ImageType,
    PageRendered,
    PagesReply,
    RefusalCode,
    RenderBegun,
    RenderDone,
    RenderLimits,
)

PICTURE_PLUGINS: Final = (PngImagePlugin, JpegImagePlugin)
"""Imported before confinement: Pillow would otherwise load them on first use, and cannot any more."""

PDF_HEADER_WITHIN: Final = 1024
"""Bytes in which `%PDF-` must stand (ISO 32000-1 annex H.3, implementation note 13)."""

POINTS_PER_INCH: Final = 72

COLOURLESS_AT_MOST: Final = 10
"""Largest difference between red, green and blue (of 255) that is still grey; a JPEG of grey has a few."""

INK_LEVELS: Final = range(48, 208)
"""Grey levels that ink on paper has only at the edges of letters."""

INK_SHARE_AT_MOST: Final = 0.15
"""Share of pixels at INK_LEVELS above which a grey page is a photo or scan: text at 150 dpi has 0.02-0.06."""

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

FileType = Literal["pdf", "png", "jpeg"]


class RenderError(Exception):
    """The file gives no (more) pages."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code: RefusalCode = code


def file_type(content: bytes) -> FileType | None:
    """What the file is by its first bytes, never by its name; None: none of the three. Pure."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        return "pdf"
    return None


def shrink_factor(width: float, height: float, limits: RenderLimits) -> float:
    """At most 1: what width and height in pixels must be multiplied by to keep to the pixels of a page.

    No side stays longer than four times the root of that limit, so that a ribbon is still a picture. Pure.
    """
    by_area = math.sqrt(limits.page_pixels / max(width * height, 1.0))
    by_side = LONGEST_SIDE * math.sqrt(limits.page_pixels) / max(width, height, 1.0)
    return min(1.0, by_area, by_side)


def page_scale(width_pt: float, height_pt: float, limits: RenderLimits) -> float:
    """Pixels per point for a page of this size: as asked for, less where pixels would be too many. Pure.

    >>> page_scale(595, 842, RenderLimits(dots_per_inch=144))
    2.0
    """
    wanted = limits.dots_per_inch / POINTS_PER_INCH
    return wanted * shrink_factor(width_pt * wanted, height_pt * wanted, limits)


def render(content: bytes, limits: RenderLimits) -> Iterator[PagesReply]:
    """Yield `RenderBegun`, each page as it gets ready, and `RenderDone`.

    Raises:
        RenderError: the file cannot be shown; the code says why.
        Exception: anything that Pillow raises on broken pictures; the caller ends with it.
    """
    if len(content) > limits.file_bytes:
        raise RenderError("too_large")
    match file_type(content):
        case "pdf":
            yield from _render_pdf(content, limits)
        case "png":
            yield from _render_picture(content, "PNG", limits)
        case "jpeg":
            yield from _render_picture(content, "JPEG", limits)
        case None:
            raise RenderError("unsupported")


def _render_pdf(content: bytes, limits: RenderLimits) -> Iterator[PagesReply]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY)
        raise RenderError("encrypted" if locked else "broken") from None
    pages = len(document)
    if pages < 1:
        raise RenderError("broken")
    if pages > limits.pages:
        raise RenderError("too_many_pages")
    if document.get_formtype() != pdfium_raw.FORMTYPE_NONE:
        document.init_forms()
    yield RenderBegun(pages)
    for number in range(pages):
        yield _pdf_page(document, number, limits)
    yield RenderDone(pages)


def _pdf_page(document: pdfium.PdfDocument, number: int, limits: RenderLimits) -> PageRendered:
    try:
        page = document[number]
        width_pt, height_pt = page.get_size()
        bitmap = page.render(scale=page_scale(width_pt, height_pt, limits), may_draw_forms=True)
        image = bitmap.to_pil()
        text = page.get_textpage().get_text_bounded()
    except pdfium.PdfiumError:
        raise RenderError("broken") from None
    rendered = _encode(image, number, limits, plain_text(text, limits.text_chars))
    page.close()
    return rendered


def _render_picture(content: bytes, image_format: str, limits: RenderLimits) -> Iterator[PagesReply]:
    with warnings.catch_warnings():
        # Pillow warns of odd metadata, which is dropped, and of sizes, which are checked here.
        warnings.simplefilter("ignore")
        image = _picture(content, image_format, limits)
    page = _encode(image, 0, limits, "")
    yield from (RenderBegun(1), page, RenderDone(1))


def _picture(content: bytes, image_format: str, limits: RenderLimits) -> Image.Image:
    """The picture as a page shows it: upright, of a page's size, without metadata."""
    try:
        opened = Image.open(io.BytesIO(content), formats=(image_format,))
    except Image.DecompressionBombError:
        raise RenderError("too_large") from None
    if opened.width * opened.height > limits.image_pixels:
        raise RenderError("too_large")
    orientation = _orientation(opened)
    return upright(_shrunk(opened, limits), orientation)


def _shrunk(image: Image.Image, limits: RenderLimits) -> Image.Image:
    """The decoded picture within the pixel limits of a page; a large JPEG is decoded small at once."""
    scale = shrink_factor(image.width, image.height, limits)
    if scale == 1.0:
        image.load()
        return flattened(image)
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    image.draft("RGB", size)
    image.load()
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


def plain_text(text: str, chars: int) -> str:
    """At most `chars` characters of text with unix line ends and without control characters. Pure."""
    lines = text[: 2 * chars].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char for char in lines if char == "\n" or unicodedata.category(char) not in ("Cc", "Cn", "Co", "Cs")
    )[:chars]


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


def _encode(image: Image.Image, number: int, limits: RenderLimits, text: str) -> PageRendered:
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
