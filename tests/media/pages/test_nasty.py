"""Files that mean harm: each costs a code and nothing else, and nobody beside notices anything."""

from __future__ import annotations

import asyncio
import zipfile
from io import BytesIO
from typing import Final

import pytest

from media.pages.contract import (
    PageRendered,
    RefusalCode,
    RenderBegun,
    RenderDone,
    RenderLimits,
    RenderRefused,
)
from tests.media.pages import documents
from tests.media.pages.conftest import Pages, until

LIMITS: Final = RenderLimits(memory_bytes=512 << 20, wall_s=20.0, cpu_s=10)

TIFF: Final = documents.tiff_of(3, 300, 200)
WEBP: Final = documents.image_file(documents.picture(400, 300), "WEBP")


def zip_file() -> bytes:
    """A word processor's file under the name of a PDF."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


NASTY: Final[tuple[tuple[RefusalCode, bytes], ...]] = (
    ("encrypted", documents.encrypted_pdf()),
    ("broken", documents.text_pdf(3)[:400]),
    ("broken", TIFF[: len(TIFF) // 3]),
    ("broken", WEBP[: len(WEBP) // 2]),
    ("broken", documents.recursive_pdf("pages")),
    ("too_many_pages", documents.pdf_of([b""] * 10_000)),
    ("too_many_pages", documents.tiff_of(201, 4, 4)),
    ("too_many_pixels", documents.png_header_only(100_000, 100_000)),
    ("too_many_pixels", documents.tiff_header_only(100_000, 100_000)),
    ("too_many_pixels", documents.webp_header_only(16_000, 16_000)),
    ("broken", documents.tiff_header_only(5_000, 5_000)),
    ("broken", documents.webp_header_only(5_000, 5_000)),
    ("memory", documents.inflating_pdf(700)),
    ("timeout", documents.endless_pdf()),
    ("unsupported", zip_file()),
    ("unsupported", b"MZ\x90\0 kirje.pdf"),
    ("unsupported", b"<html><script>alert(1)</script></html>"),
    ("unsupported", b"RIFF\x24\0\0\0WAVEfmt "),
)


async def ending(pages: Pages, content: bytes) -> RenderDone | RenderRefused:
    limits = LIMITS if content != documents.endless_pdf() else RenderLimits(cpu_s=1)
    last = (await pages.replies(content, limits))[-1]
    assert isinstance(last, RenderDone | RenderRefused)
    return last


@pytest.mark.parametrize(("code", "content"), NASTY)
async def test_each_has_its_code(pages: Pages, code: RefusalCode, content: bytes) -> None:
    assert await ending(pages, content) == RenderRefused(code)


async def test_all_of_them_cost_the_next_one_nothing(pages: Pages) -> None:
    """Another consultation's paper comes while they come; what they took is given back."""
    await pages.replies(documents.text_pdf())
    before = await asyncio.to_thread(lambda: pages.process.memory_info().rss)

    async def attack() -> None:
        for _, content in NASTY:
            await ending(pages, content)

    attacking = asyncio.create_task(attack())
    came = 0
    while not attacking.done():
        assert (await pages.replies(documents.text_pdf(2)))[-1] == RenderDone(2)
        came += 1
    await attacking
    assert came > 3
    await until(lambda: not pages.renderers())
    await until(lambda: pages.process.memory_info().rss < before + (40 << 20))


async def test_a_drawing_that_draws_itself_ends(pages: Pages) -> None:
    assert await ending(pages, documents.recursive_pdf("drawing")) in (
        RenderRefused("memory"),
        RenderRefused("timeout"),
    )


async def test_an_image_of_more_pixels_than_memory_costs_its_own_page_at_most(pages: Pages) -> None:
    assert await ending(pages, documents.hungry_pdf()) in (RenderDone(1), RenderRefused("memory"))


async def test_a_circle_of_tiff_pages_is_walked_once(pages: Pages) -> None:
    assert await ending(pages, documents.tiff_circle()) == RenderDone(2)


async def test_scripts_of_a_pdf_do_not_run(pages: Pages) -> None:
    begun, page, done = await pages.replies(documents.scripted_pdf(), LIMITS)
    assert (begun, done) == (RenderBegun(1), RenderDone(1))
    assert isinstance(page, PageRendered)
    assert page.text == "Sivu 0"
    assert b"alert" not in page.image


async def test_a_page_of_a_hundred_metres_is_made_smaller(pages: Pages) -> None:
    _, page, _ = await pages.replies(documents.pdf_of([b"0 0 9 9 re f"], (14_400, 14_400)), LIMITS)
    assert isinstance(page, PageRendered)
    assert page.width * page.height <= LIMITS.page_pixels * 1.01


async def test_all_pages_of_a_tiff_come(pages: Pages) -> None:
    replies = await pages.replies(documents.tiff_of(12), LIMITS)
    assert [reply.number for reply in replies if isinstance(reply, PageRendered)] == list(range(12))
