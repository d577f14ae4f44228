"""What becomes of a file: pages, or the one code that says why not (issue of F-36, F-40)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from media.pages.contract import PageRendered, PagesReply, RefusalCode, RenderBegun, RenderDone, RenderLimits
from media.pages.pictures import RenderError, is_colourless, is_ink_on_paper
from media.pages.reading import plain_text
from media.pages.renderer import (
    file_type,
    page_scale,
    render,
)
from tests.media.pages import documents


def rendered(content: bytes, limits: RenderLimits | None = None) -> list[PageRendered]:
    """The pages of a file that is good."""
    begun, *pages, done = render(content, limits or RenderLimits())
    assert begun == RenderBegun(len(pages))
    assert done == RenderDone(len(pages))
    return only_pages(pages)


def only_pages(replies: Sequence[PagesReply]) -> list[PageRendered]:
    return [reply for reply in replies if isinstance(reply, PageRendered)]


def shown(page: PageRendered) -> Image.Image:
    """The picture of a page, decoded."""
    image = Image.open(io.BytesIO(page.image))
    image.load()
    assert image.size == (page.width, page.height)
    return image


def test_a_pdf_becomes_pages_at_150_dpi_with_text() -> None:
    pages = rendered(documents.text_pdf(20))
    assert [page.number for page in pages] == list(range(20))
    first = pages[0]
    assert (first.width, first.height, first.mime) == (1240, 1755, "image/png")
    assert [page.text.splitlines()[0] for page in pages] == [f"Sivu {number}" for number in range(20)]
    assert "päätös" in first.text
    assert shown(first).convert("L").getextrema() == (0, 255)


def test_form_fields_are_drawn() -> None:
    from tests.media.pages.forms import form_pdf

    empty, filled = (shown(rendered(form_pdf(value))[0]) for value in ("", "Korhonen"))
    assert empty.tobytes() != filled.tobytes()


def test_a_coloured_page_keeps_its_colour() -> None:
    (page,) = rendered(documents.pdf_of([b"1 0 0 rg 100 100 200 200 re f"]))
    red, green, _ = shown(page).convert("RGB").getpixel((400, 1300))  # type: ignore[misc]
    assert page.mime == "image/jpeg"
    assert red > 240 > 20 > green


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_photo_becomes_one_jpeg_page(image_format: str) -> None:
    (page,) = rendered(documents.image_file(documents.picture(900, 600), image_format))
    assert (page.width, page.height, page.mime, page.text) == (900, 600, "image/jpeg", "")


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_large_photo_is_made_smaller(image_format: str) -> None:
    packed = {"compression": "tiff_deflate"} if image_format == "TIFF" else {}
    (page,) = rendered(documents.image_file(documents.picture(6000, 4000), image_format, **packed))
    assert 4_400_000 < page.width * page.height <= 4_500_000
    assert page.width / page.height == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "TIFF", "WEBP"])
def test_a_photo_stands_upright_and_says_nothing_of_the_camera(image_format: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Kameranvalmistaja"
    upright = Image.new("RGB", (80, 40), "white")
    upright.paste("black", (0, 0, 20, 20))
    turned = upright
    for turn in UNTURNED[orientation]:
        turned = turned.transpose(turn)
    (page,) = rendered(documents.image_file(turned, image_format, exif=exif, quality=95))
    image = shown(page).convert("L")
    assert image.size == (80, 40)
    assert image.getpixel((5, 5)) < 60  # type: ignore[operator]
    assert image.getpixel((75, 35)) > 200  # type: ignore[operator]
    assert not Image.open(io.BytesIO(page.image)).getexif()
    assert b"Kamera" not in page.image


T = Image.Transpose
UNTURNED: dict[int, tuple[Image.Transpose, ...]] = {
    1: (),
    2: (T.FLIP_LEFT_RIGHT,),
    3: (T.ROTATE_180,),
    4: (T.FLIP_TOP_BOTTOM,),
    5: (T.TRANSPOSE,),
    6: (T.ROTATE_90,),
    7: (T.TRANSVERSE,),
    8: (T.ROTATE_270,),
}
"""How a camera held so stores an upright scene (EXIF 2.32, tag 0x0112)."""


def test_a_broken_exif_costs_nothing_but_the_turn() -> None:
    content = documents.image_file(documents.picture(80, 40), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert (rendered(content)[0].width, rendered(content)[0].height) == (80, 40)


def test_comments_and_profiles_stay_behind() -> None:
    info = PngInfo()
    info.add_text("Comment", "salaisuus")
    page = documents.image_file(
        Image.new("L", (200, 100), "white"), "PNG", pnginfo=info, icc_profile=b"salaisuus"
    )
    photo = documents.image_file(
        documents.picture(200, 100), "JPEG", comment=b"salaisuus", icc_profile=b"salaisuus"
    )
    for content in (page, photo):
        assert b"salaisuus" not in rendered(content)[0].image


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png(mode: str) -> None:
    image = Image.new("L", (64, 64), "white")
    image.paste(0, (0, 0, 32, 64))
    if mode == "I;16":
        sixteen = Image.new("I;16", (64, 64), 0xFFFF)
        sixteen.paste(0, (0, 0, 32, 64))
        image = sixteen
    else:
        image = image.convert(mode)
    grey = shown(rendered(documents.image_file(image, "PNG"))[0]).convert("L")
    assert (grey.getpixel((10, 10)), grey.getpixel((50, 50))) == (0, 255)


def test_what_is_transparent_is_paper() -> None:
    content = documents.image_file(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG")
    assert shown(rendered(content)[0]).convert("L").getextrema() == (255, 255)


def test_cmyk_jpeg() -> None:
    content = documents.image_file(documents.picture(64, 64).convert("CMYK"), "JPEG")
    assert rendered(content)[0].mime == "image/jpeg"


GOOD = documents.text_pdf(2)
PHOTO = documents.image_file(documents.picture(400, 300), "JPEG")
DRAWING = documents.image_file(documents.picture(400, 300), "PNG")


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("encrypted", documents.encrypted_pdf()),
        ("broken", GOOD[:200]),
        ("broken", b"%PDF-1.7\n" + b"\0" * 1000),
        ("broken", PHOTO[: len(PHOTO) // 2]),
        ("broken", DRAWING[: len(DRAWING) // 2]),
        ("broken", documents.png_header_only(3000, 3000)),
        ("too_many_pixels", documents.png_header_only(30_000, 30_000)),
        ("too_large", GOOD + b" " * (26 << 20)),
        ("too_many_pages", documents.pdf_of([b""] * 201)),
        ("unsupported", b""),
        ("unsupported", b"MZ\x90\0 this program is called kirje.pdf"),
        ("unsupported", b"PK\x03\x04 word/document.xml"),
        ("unsupported", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("unsupported", documents.image_file(documents.picture(10, 10), "GIF")),
    ],
)
def test_a_file_that_cannot_be_shown_has_a_code(code: RefusalCode, content: bytes) -> None:
    try:
        for reply in render(content, RenderLimits()):
            assert isinstance(reply, RenderBegun), "a page of a file that cannot be shown"
    except RenderError as error:
        assert error.code == code
    except Exception:
        # Pillow's own kinds; the process of the renderer makes `broken` of them (test_worker.py).
        assert code == "broken"
    else:
        pytest.fail("shown")


def test_a_page_of_bytes_over_the_limit_is_too_large() -> None:
    with pytest.raises(RenderError, match="too_large"):
        list(render(GOOD, RenderLimits(page_bytes=1000)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(GOOD, "pdf"), (b"junk before" + GOOD, "pdf"), (PHOTO, "JPEG"), (DRAWING, "PNG"), (b"GIF89a", None)],
)
def test_the_type_is_in_the_content(content: bytes, kind: str | None) -> None:
    assert file_type(content) == kind


@pytest.mark.parametrize(
    "size_pt", [(595, 842), (842, 1191), (14_400, 14_400), (1, 14_400), (0, 0), (200_000, 1)]
)
def test_no_page_has_more_pixels_than_allowed(size_pt: tuple[int, int]) -> None:
    limits = RenderLimits()
    scale = page_scale(*size_pt, limits)
    assert size_pt[0] * size_pt[1] * scale**2 <= limits.page_pixels * 1.001
    assert max(size_pt) * scale <= 8486
    assert scale <= 150 / 72


def test_a_poster_is_scaled_down_not_refused() -> None:
    (page,) = rendered(documents.pdf_of([b"0 0 7000 7000 re f"], media_box=(14_400, 14_400)))
    assert page.width * page.height <= 4_600_000


def test_text_loses_its_control_characters() -> None:
    assert plain_text("a\r\nb\rc\x00\x1b[31m\ud800\tä", 100) == "a\nb\nc[31mä"
    assert plain_text("ä" * 100, 7) == "ä" * 7


def test_ink_is_told_from_photos() -> None:
    text = shown(rendered(GOOD)[0])
    photo = documents.picture(200, 200)
    assert is_ink_on_paper(text.convert("L"))
    assert not is_ink_on_paper(photo.convert("L"))
    assert not is_colourless(photo)
    assert is_colourless(photo.convert("L").convert("RGB"))
