"""Mutated files of every type through confined renderers: each ends with a declared reply, in time."""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path

from media.pages.config import PagesConfig
from media.pages.contract import RenderDone, RenderLimits, RenderRefused
from tests.fuzz.mutation import SECONDS, mutate
from tests.media.pages import documents
from tests.media.pages.conftest import pages_of_its_own, until
from tests.media.pages.forms import form_pdf

SEEDS = (
    documents.text_pdf(2),
    form_pdf("Korhonen"),
    documents.hungry_pdf(200, 200),
    documents.image_file(documents.picture(60, 40), "PNG"),
    documents.image_file(documents.picture(60, 40).convert("P"), "PNG", transparency=0),
    documents.image_file(documents.picture(60, 40), "JPEG", progressive=True),
    documents.image_file(documents.picture(60, 40).convert("CMYK"), "JPEG"),
    documents.tiff_of(2, 60, 40),
    documents.image_file(documents.picture(60, 40), "WEBP"),
)

AT_ONCE = 2

ROUNDS_OF_SECONDS = 3
"""Each file costs a process of its own, so this target gets more time than a parser."""

LIMITS = RenderLimits(wall_s=5.0, cpu_s=3, memory_bytes=256 << 20, page_pixels=100_000, pages=20)


async def test_every_file_ends_with_a_declared_reply(tmp_path: Path) -> None:
    seed = int(os.environ.get("ETALUUKKU_FUZZ_SEED", str(random.SystemRandom().getrandbits(32))))
    print(f"pages: ETALUUKKU_FUZZ_SEED={seed}")  # noqa: T201 - pytest shows it when the test fails
    source = random.Random(seed)
    async with pages_of_its_own(PagesConfig(str(tmp_path / "pages.sock"))) as pages:

        async def render_some(until_s: float) -> None:
            while time.monotonic() < until_s:
                content = mutate(source, source.choice(SEEDS))
                # The link has checked the order of the replies; a lost pages process fails here.
                replies = await pages.replies(content, LIMITS)
                assert isinstance(replies[-1], RenderDone | RenderRefused)
                assert replies[-1] != RenderRefused("busy")

        deadline = time.monotonic() + ROUNDS_OF_SECONDS * SECONDS
        await asyncio.gather(*(render_some(deadline) for _ in range(AT_ONCE)))
        await until(lambda: not pages.renderers())
        assert isinstance((await pages.replies(SEEDS[0]))[-1], RenderDone)
