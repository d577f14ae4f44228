"""Papers come in: several at once, nasty ones with a sentence; they are read as text, and covered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import REFLOW, RULES, sideways, violations
from tests.e2e.seats import Desk, Point
from tests.media.pages import documents

SECRET: Final = "131052-308T"
LETTER: Final = documents.pdf_of(
    [
        documents.page_content(["Maija Korhonen", SECRET, "Hakemus asumistuesta"]),
        documents.page_content(["Sivu 2"]),
    ]
)
DROP: Final = """(element, name) => {
    const carried = new DataTransfer();
    carried.items.add(new File([Uint8Array.from([0x50, 0x4b, 3, 4])], name));
    element.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""
DARKEST_TO_LIGHTEST: Final = """async ([image, top, bottom]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const [y, end] = [Math.ceil(top * canvas.height), Math.floor(bottom * canvas.height)];
    const left = Math.ceil(0.1 * canvas.width), width = Math.floor(0.4 * canvas.width);
    const {data} = drawing.getImageData(left, y, width, end - y);
    let [least, most] = [255, 0];
    for (let at = 0; at < data.length; at += 4) {
        [least, most] = [Math.min(least, data[at]), Math.max(most, data[at])];
    }
    return [least, most];
}"""


@pytest.fixture
def meeting(chromium: Browser, new_context: ContextMaker) -> Iterator[tuple[Point, Desk]]:
    """A call of a point and a desk; it is over when the test is."""
    point, desk = Point(new_context(chromium), "Teuva"), Desk(new_context(chromium), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Perhe-etuudet")
    desk.accepts()
    point.in_consultation()
    yield point, desk
    desk.ends()
    point.has_ended()


def sent(name: str, content: bytes) -> dict[str, str | bytes]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def picture(image_format: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "lightyellow").save(out, image_format)
    return out.getvalue()


def names(page: Page) -> list[str]:
    return page.locator(".paper__name").all_inner_texts()


def test_several_files_at_once_and_nasty_ones_beside_them(meeting: tuple[Point, Desk]) -> None:
    point, desk = meeting
    files = [
        sent("skannaus.tiff", documents.tiff_of(3, 800, 600)),
        sent("salattu.pdf", documents.encrypted_pdf()),
        sent("../../etc/kuva\u202egnp.webp", picture("WEBP")),
        sent("valtava.png", documents.png_header_only(100_000, 100_000)),
        sent("kirje.pdf", documents.text_pdf(2)),
    ]
    desk.page.get_by_test_id("upload-paper").set_input_files(files)  # type: ignore[arg-type] # FilePayload
    for page in (desk.page, point.page):
        expect(page.locator(".paper__name")).to_have_text(["skannaus.tiff", "kuvagnp.webp", "kirje.pdf"])
    alerts = desk.page.get_by_role("alert")
    expect(alerts.filter(has_text="salattu.pdf: Tiedosto on suojattu salasanalla")).to_be_visible()
    expect(alerts.filter(has_text="valtava.png: Kuvassa on liikaa kuvapisteitä")).to_be_visible()
    desk.page.locator("#papers").evaluate(DROP, "asiakirja.docx")
    expect(alerts.filter(has_text="PDF-, PNG-, JPEG-, TIFF- tai WebP-tiedosto")).to_be_visible()
    desk.page.get_by_role("button", name="skannaus.tiff").first.click()
    for person in (point, desk):
        person.shows_page(0)
    desk.turns_page()
    point.shows_page(1)


def reads_enlarged(page: Page) -> None:
    """The page as text, at 400 %, folds; axe finds nothing on it."""
    text = page.get_by_test_id("page-text")
    expect(text).to_contain_text(SECRET)
    assert not violations(page, RULES)
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size(REFLOW)
    expect(text).to_be_visible()
    assert sideways(page) <= 0
    page.set_viewport_size(before)


def covers_second_line(page: Page) -> None:
    """By keyboard: a bar from the middle of the page to its second line."""
    page.get_by_test_id("redact").click()
    page.get_by_test_id("redact-add").click()
    page.get_by_test_id("redact-bar").focus()
    for key, presses in (("ArrowUp", 37), ("ArrowLeft", 20)):
        for _ in range(presses):
            page.keyboard.press(key)
    page.get_by_test_id("redact-ask").click()
    assert not violations(page, RULES)
    page.get_by_test_id("redact-confirm").click()
    expect(page.locator("#papers")).to_be_focused()


def test_a_page_is_read_as_text_and_a_part_of_it_is_covered_for_good(meeting: tuple[Point, Desk]) -> None:
    point, desk = meeting
    desk.shares("hakemus.pdf", "application/pdf", LETTER)
    point.shows_page(0)
    point.page.get_by_test_id("page-as-text").click()
    reads_enlarged(point.page)
    covers_second_line(desk.page)
    desk.shows_page(0)
    text = point.page.get_by_test_id("page-text")
    expect(text).not_to_contain_text(SECRET)
    expect(text).to_contain_text("ei ole luettavaa tekstiä")
    expect(point.page.get_by_role("log")).to_contain_text("Sivusta 1 on peitetty osia: hakemus.pdf.")
    point.page.get_by_test_id("page-as-text").click()
    point.shows_page(0)
    for person in (point, desk):
        image = person.page.locator("[data-testid=page-image]")
        assert image.evaluate(f"image => ({DARKEST_TO_LIGHTEST})([image, 0.083, 0.102])") == [0, 0]
        assert SECRET not in person.page.content()
    # The next page has its words still.
    desk.turns_page()
    point.page.get_by_test_id("page-as-text").click()
    expect(text).to_contain_text("Sivu 2")
