"""The PDF of stored pages, as pdfium reads it."""

from __future__ import annotations

import io

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from signaling.papers.pdf import JPEG, PNG, PdfWriter, PictureError


def drawn(mode: str, size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((10, 10, size[0] // 2, size[1] // 3), fill=(200, 30, 30))
    pen.line((0, 0, *size), fill="black", width=3)
    return picture.convert(mode)


def file_of(picture: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def written(*pages: tuple[bytes, str], title: str = "päätös.pdf") -> bytes:
    writer = PdfWriter(title)
    return b"".join([writer.begin(), *(writer.page(*page) for page in pages), writer.end()])


SIXTEEN = drawn("L", (301, 402)).point([level >> 4 for level in range(256)])
SIXTEEN.putpalette([level * 17 for level in range(16) for _ in range(3)])


@pytest.mark.parametrize(
    ("file", "mime", "close"),
    [
        (file_of(SIXTEEN, "PNG", bits=4), PNG, 0),
        (file_of(drawn("L", (301, 402)), "PNG"), PNG, 0),
        (file_of(drawn("1", (301, 402)), "PNG"), PNG, 0),
        (file_of(drawn("RGB", (301, 402)), "PNG"), PNG, 0),
        (file_of(drawn("RGB", (301, 402)), "JPEG", quality=95), JPEG, 12),
        (file_of(drawn("L", (301, 402)), "JPEG", quality=95), JPEG, 12),
    ],
)
def test_a_page_is_the_picture_itself(file: bytes, mime: str, close: int) -> None:
    document = pdfium.PdfDocument(written((file, mime)))
    (held,) = [thing.get_bitmap().to_pil().convert("RGB") for thing in document[0].get_objects()]
    before = Image.open(io.BytesIO(file)).convert("RGB")
    assert held.size == before.size
    furthest = max(ImageChops.difference(held, before).tobytes())
    assert furthest <= close


def test_pages_keep_their_order_and_lie_as_they_are_wide() -> None:
    upright, lying = file_of(drawn("L", (300, 400)), "PNG"), file_of(drawn("L", (400, 300)), "PNG")
    document = pdfium.PdfDocument(written((upright, PNG), (lying, PNG), (upright, PNG)))
    sizes = [tuple(round(side) for side in page.get_size()) for page in document]
    assert sizes == [(595, 842), (842, 595), (595, 842)]
    assert document.get_metadata_value("Title") == "päätös.pdf"


def test_the_words_of_a_page_are_read_and_not_seen() -> None:
    picture = file_of(drawn("L", (300, 400)), "PNG")
    words = "Hakemus: Mäkelä, Åsa\n\n  Toinen rivi, 12 €  \nĎalší řádek \U0001f600"
    writer, silent = PdfWriter("x"), PdfWriter("x")
    file = b"".join([writer.begin(), writer.page(picture, PNG, words), writer.end()])
    plain = b"".join([silent.begin(), silent.page(picture, PNG), silent.end()])
    document = pdfium.PdfDocument(file)
    read = document[0].get_textpage().get_text_range().split("\r\n")
    assert [line.strip() for line in read] == ["Hakemus: Mäkelä, Åsa", "Toinen rivi, 12 €", "Ďalší řádek"]
    seen = [pdfium.PdfDocument(one)[0].render(scale=1).to_pil().tobytes() for one in (file, plain)]
    assert seen[0] == seen[1]


def test_without_its_end_no_reader_takes_it_for_whole() -> None:
    writer = PdfWriter("x")
    cut = writer.begin() + writer.page(file_of(drawn("L", (30, 40)), "PNG"), PNG)
    assert b"%%EOF" not in cut
    assert b"startxref" not in cut


@given(st.binary(max_size=200), st.sampled_from([PNG, JPEG]))
def test_other_bytes_have_one_error(rest: bytes, mime: str) -> None:
    start = b"\x89PNG\r\n\x1a\n" if mime == PNG else b"\xff\xd8"
    for file in (rest, start + rest):
        try:
            PdfWriter("x").page(file, mime)
        except PictureError:
            continue
        assert mime == JPEG or b"IDAT" in file


@given(st.integers(0, 500))
def test_a_cut_picture_has_one_error_or_is_a_page(length: int) -> None:
    for file, mime in (
        (file_of(drawn("L", (30, 40)), "PNG"), PNG),
        (file_of(drawn("L", (30, 40)), "JPEG"), JPEG),
    ):
        try:
            PdfWriter("x").page(file[:length], mime)
        except PictureError:
            continue
