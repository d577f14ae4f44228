"""F-37, F-25: a paper is printed from memory by one press, or saved where allowed; nothing is left."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

SERVICE: Final = ("Verohallinto", "Kotitalousvähennys")

PRESSED: Final = """() => { window.prints = 0; window.print = () => { window.prints += 1; }; }"""
"""The dialog of the system is the one thing that is not opened; what it would print is asked for after."""

LEFT: Final = """async () => ({
  view: document.querySelectorAll('.print-view').length,
  words: document.documentElement.className,
  pages: [...document.querySelectorAll('img[src^="blob:"]')].length,
  kept: [localStorage, sessionStorage].map(store => JSON.stringify({...store})).join(''),
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).length,
  history: history.length,
  address: location.pathname,
})"""


def printed(page: Page) -> list[Image.Image]:
    """The sheets that the browser's print gives now, and with that the print is over."""
    page.wait_for_function("() => window.prints === 1 && document.querySelector('.print-view')")
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=False, format="A4"))
    assert "".join(sheet.get_textpage().get_text_range().strip() for sheet in document) == ""
    return [sheet.render(scale=1).to_pil().convert("L") for sheet in document]


def ink(picture: Image.Image) -> Image.Image:
    """What is dark in it, cut out and made one size."""
    box = ImageChops.invert(picture).point([0] * 64 + [255] * 192).getbbox()
    assert box is not None
    return picture.crop(box).resize((120, 160))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures' ink, of 255."""
    counts = ImageChops.difference(ink(one), ink(other)).histogram()
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)


def test_a_point_prints_from_memory_and_nothing_is_left(chromium: Browser, new_context: ContextMaker) -> None:
    point = Point(new_context(chromium), "Alavus")
    desk = Desk(new_context(chromium), "Asiantuntija-Vero-01")
    desk.is_available()
    point.calls(*SERVICE)
    desk.accepts()
    desk.sees("client")
    file = form_pdf(3, title="Tulostettava")
    desk.shares("lomake.pdf", "application/pdf", file)
    point.shows_page(0)
    page = point.page
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.evaluate(PRESSED)
    before = page.evaluate(LEFT)
    page.get_by_test_id("paper-print").click()
    sheets = printed(page)
    originals = [sheet.render(scale=1).to_pil().convert("L") for sheet in pdfium.PdfDocument(file)]
    assert len(sheets) == len(originals) == 3
    for number, sheet in enumerate(sheets):
        near = [difference(sheet, original) for original in originals]
        assert near.index(min(near)) == number, near
        assert min(near) < 25, near
    page.wait_for_function("() => !document.querySelector('.print-view')")
    assert page.evaluate(LEFT) == before
    fetched = [address for address in addresses if "/papers/" in address]
    assert [address.rpartition("/")[2] for address in fetched] == ["0", "1", "2"]
    expect(page.get_by_test_id("paper-menu")).to_have_count(0)
    point.in_consultation()

    _saves(desk)
    desk.ends()
    point.has_ended()


def _saves(desk: Desk) -> None:
    """The expert saves the open paper of three pages; the controls stay in one row in a small window."""
    with desk.page.expect_download() as saving:
        desk.page.get_by_test_id("paper-menu").click()
        desk.page.get_by_test_id("paper-download").click()
    assert saving.value.suggested_filename == "lomake.pdf"
    saved = pdfium.PdfDocument(io.BytesIO(saving.value.path().read_bytes()))
    assert len(saved) == 3
    desk.page.set_viewport_size({"width": 1280, "height": 720})
    box = desk.page.locator(".page-controls__row").bounding_box()
    assert box is not None and box["height"] < 80


def test_of_a_confidential_matter_the_screens_say_why_nothing_is_kept(
    chromium: Browser, new_context: ContextMaker, server: Server
) -> None:
    (line,) = [found for found in server.command("directory", "services").splitlines() if SERVICE[1] in found]
    service = line.split()[0]
    server.command("directory", "confidential", service, "on")
    try:
        point = Point(new_context(chromium), "Teuva")
        desk = Desk(new_context(chromium), "Asiantuntija-Vero-02")
        desk.is_available()
        point.calls(*SERVICE)
        desk.accepts()
        desk.sees("client")
        point.shares("todistus.pdf", "application/pdf", form_pdf(1))
        for person in (point, desk):
            person.shows_page(0)
            expect(person.page.get_by_text("Salassa pidettävä asia")).to_be_visible()
            for deed in ("paper-print", "paper-download", "paper-menu"):
                expect(person.page.get_by_test_id(deed)).to_have_count(0)
        desk.ends()
        point.has_ended()
    finally:
        server.command("directory", "confidential", service, "off")
