"""Real browsers inside a network's namespaces, driven from outside."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.e2e.conftest import CHROMIUM_FLAGS, FIREFOX_PREFERENCES, PAGE_DEADLINE_MS
from tests.networks import within
from tests.networks.namespaces import Laid
from tests.networks.networks import NAME, Host

INSTRUMENTS: Final = Path(__file__).with_name("instruments.js").read_text()


class Kind(StrEnum):
    """Which browser."""

    CHROMIUM = "Chromium"
    FIREFOX = "Firefox"


def _wrapper(directory: Path, name: str, words: list[str]) -> str:
    """A program that runs the words and its own arguments."""
    path = directory / name
    path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    path.chmod(0o755)
    return str(path)


def _launch(driver: Playwright, laid: Laid, host: Host, kind: Kind, directory: Path) -> Browser:
    namespace = laid.namespace(host)
    match kind:
        case Kind.CHROMIUM:
            words = laid.command(host, "/usr/bin/chromium")
            program = _wrapper(directory, f"chromium-{host}", words)
            return driver.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        case Kind.FIREFOX:
            words = [sys.executable, within.__file__, namespace, "/usr/bin/firefox-esr"]
            program = _wrapper(directory, f"firefox-{host}", words)
            return driver.firefox.launch(
                channel="moz-firefox",
                executable_path=program,
                firefox_user_prefs=FIREFOX_PREFERENCES,
                env=dict(os.environ),
            )


@contextmanager
def browsing(
    driver: Playwright, laid: Laid, host: Host, kind: Kind, directory: Path
) -> Iterator[BrowserContext]:
    """A profile of a browser of that host, with the instruments in every page."""
    browser = _launch(driver, laid, host, kind, directory)
    try:
        context = browser.new_context(
            base_url=f"https://{NAME}",
            ignore_https_errors=True,  # the certificate was made a moment ago
            locale="fi-FI",
            viewport={"width": 1366, "height": 768},
        )
        context.set_default_timeout(PAGE_DEADLINE_MS)
        context.add_init_script(INSTRUMENTS)
        yield context
    finally:
        browser.close()
