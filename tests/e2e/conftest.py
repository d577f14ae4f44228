"""Real browsers with fake cameras against the real server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests import browsers
from tests.browsers import SoundCard
from tests.e2e import server as product
from tests.e2e.server import Server

PAGE_DEADLINE_MS = 30_000
"""A machine that does much else is slow; below the 45 s of grace, which no journey may wait for."""
expect.set_options(timeout=PAGE_DEADLINE_MS)

SMALL_PICTURES = """
const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (ask) navigator.mediaDevices.getUserMedia = wish => ask(
  {...wish, ...(wish.video && {video: {...wish.video, width: 320, height: 180, frameRate: 10}})});
"""
"""A camera of a thirtieth of the work: two cores encode and draw the pictures of up to eight pages."""


@pytest.fixture(autouse=True)
def loop_does_not_block() -> None:
    """The only loop in this process is the browser driver's; the product runs in processes of its own."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="etaluukku-e2e-") as directory:
        running = product.start(Path(directory))
        yield running
        running.stop()


@pytest.fixture(scope="session")
def sound_card() -> Iterator[SoundCard]:
    """Firefox plays no WebAudio without an audio device."""
    with browsers.sound_card() as card:
        yield card


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**browsers.chromium())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright, sound_card: SoundCard) -> Iterator[Browser]:
    browser = playwright.firefox.launch(**browsers.firefox())
    yield browser
    browser.close()


class ContextMaker(Protocol):
    """Makes a browser profile of its own for each person."""

    def __call__(
        self, browser: Browser, at: Server | None = None, *, full_pictures: bool = False
    ) -> BrowserContext:
        """A profile for the pages of this server; of the journeys' own one, where none is named.

        Its cameras give small pictures, or all that the product asks for.
        """


@pytest.fixture
def new_context(server: Server) -> Iterator[ContextMaker]:
    """Profiles that are closed after the test."""
    contexts: list[BrowserContext] = []

    def make(browser: Browser, at: Server | None = None, *, full_pictures: bool = False) -> BrowserContext:
        context = browser.new_context(
            base_url=(at or server).url, locale="fi-FI", viewport={"width": 1366, "height": 768}
        )
        context.set_default_timeout(PAGE_DEADLINE_MS)
        if not full_pictures:
            context.add_init_script(SMALL_PICTURES)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
