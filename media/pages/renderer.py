"""A file becomes pages: PDF by pdfium, pictures by Pillow (media/pages/pictures.py).

Runs only in the confined process of media/pages/forkserver.py: it opens
nothing, and may be ended by a limit in the middle of any line.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Final, Literal

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_raw  # type: ignore[import-untyped]

from media.pages.contract import Bar, PageRendered, PagesReply, RenderBegun, RenderDone, RenderLimits
from media.pages.pictures import PictureFormat, RenderError, encode_page, render_picture, shrink_factor
from media.pages.reading import Words, in_reading_order, plain_text

PDF_HEADER_WITHIN: Final = 1024
"""Bytes in which `%PDF-` must stand (ISO 32000-1 annex H.3, implementation note 13)."""

POINTS_PER_INCH: Final = 72

MOST_RUNS: Final = 600
"""Runs of words of a page that are put in order, each of which costs a look at all characters. A page of text
has 50, a form 200; a page of more is read as its file has it."""

FileType = Literal["pdf"] | PictureFormat


BEGINNINGS: Final[tuple[tuple[bytes, PictureFormat], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
"""First bytes of pictures (PNG section 5.2, JPEG B.1.1.3, TIFF 6.0 section 2)."""


def file_type(content: bytes) -> FileType | None:
    """What the file is by its first bytes, never by its name; None: none of those known. Pure."""
    for beginning, picture_format in BEGINNINGS:
        if content.startswith(beginning):
            return picture_format
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP"
    if b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        return "pdf"
    return None


def page_scale(width_pt: float, height_pt: float, limits: RenderLimits) -> float:
    """Pixels per point for a page of this size: as asked for, less where pixels would be too many. Pure.

    >>> page_scale(595, 842, RenderLimits(dots_per_inch=144))
    2.0
    """
    wanted = limits.dots_per_inch / POINTS_PER_INCH
    return wanted * shrink_factor(width_pt * wanted, height_pt * wanted, limits)


def render(content: bytes, limits: RenderLimits, bars: tuple[Bar, ...] = ()) -> Iterator[PagesReply]:
    """Yield `RenderBegun`, each page as it gets ready, and `RenderDone`; `bars` are for pictures alone.

    Raises:
        RenderError: the file cannot be shown; the code says why.
        Exception: anything that Pillow raises on broken pictures; the caller ends with it.
    """
    if len(content) > limits.file_bytes:
        raise RenderError("too_large")
    match file_type(content):
        case "pdf" if not bars:
            yield from _render_pdf(content, limits)
        case "pdf" | None:
            raise RenderError("unsupported")
        case picture_format:
            with warnings.catch_warnings():
                # Pillow warns of odd metadata, which is dropped, and of sizes, which are checked.
                warnings.simplefilter("ignore")
                yield from render_picture(content, picture_format, limits, bars)


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
        text = _text(page.get_textpage(), height_pt)
    except pdfium.PdfiumError:
        raise RenderError("broken") from None
    rendered = encode_page(image, number, limits, plain_text(text, limits.text_chars))
    page.close()
    return rendered


def _text(text_page: pdfium.PdfTextPage, height_pt: float) -> str:
    """The words of a page in reading order."""
    runs = text_page.count_rects()
    if runs > MOST_RUNS:
        return str(text_page.get_text_bounded())
    words = []
    for run in range(runs):
        left, bottom, right, top = text_page.get_rect(run)
        said = text_page.get_text_bounded(left, bottom, right, top)
        words.append(Words(left, height_pt - top, right, height_pt - bottom, " ".join(said.split())))
    return in_reading_order(words)
