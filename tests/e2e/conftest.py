"""Real browsers with fake cameras against the real server."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.e2e import server as product
from tests.e2e.server import Server

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FIREFOX_PREFERENCES: dict[str, bool | float | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    # Without a default route Firefox gathers candidates only where a permission is stored.
    "permissions.default.camera": 1,
    "permissions.default.microphone": 1,
}
PAGE_DEADLINE_MS = 15_000
expect.set_options(timeout=PAGE_DEADLINE_MS)


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
def sound_card() -> Iterator[None]:
    """A PulseAudio null sink: Firefox plays no WebAudio without an audio device."""
    with tempfile.TemporaryDirectory(prefix="etaluukku-pulse-") as directory:
        address = f"unix:{directory}/native"
        os.environ["PULSE_SERVER"] = address
        listening = f"module-native-protocol-unix socket={directory}/native auth-anonymous=1"
        quiet = ["-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no"]
        daemon = subprocess.Popen(
            ["pulseaudio", *quiet, "-L", "module-null-sink sink_name=nul", "-L", listening],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": directory, "XDG_RUNTIME_DIR": directory},
        )
        yield
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright, sound_card: None) -> Iterator[Browser]:
    browser = playwright.firefox.launch(
        channel="moz-firefox",
        executable_path="/usr/bin/firefox-esr",
        firefox_user_prefs=FIREFOX_PREFERENCES,
        env=dict(os.environ),  # the driver was perhaps started before the sound card
    )
    yield browser
    browser.close()


ContextMaker = Callable[[Browser], BrowserContext]


@pytest.fixture
def new_context(server: Server) -> Iterator[ContextMaker]:
    """Makes a browser profile of its own for each person; closed after the test."""
    contexts: list[BrowserContext] = []

    def make(browser: Browser) -> BrowserContext:
        context = browser.new_context(
            base_url=server.url, locale="fi-FI", viewport={"width": 1366, "height": 768}
        )
        context.set_default_timeout(PAGE_DEADLINE_MS)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
