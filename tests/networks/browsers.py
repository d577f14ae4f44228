"""Real browsers inside a network's namespaces, driven from outside."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests import browsers
from tests.e2e.conftest import PAGE_DEADLINE_MS
from tests.networks import within
from tests.networks.namespaces import Laid
from tests.networks.networks import NAME, TURN_NAME, Host

SHA256_OID: Final = "OID.2.16.840.1.101.3.4.2.1"
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


def _overrides(laid: Laid, directory: Path) -> str:
    """A file that makes Firefox take the TURN server's certificate; an empty one where there is none."""
    path = directory / within.OVERRIDES_NAME
    path.touch()
    if laid.network.turn_urls:
        pem = (directory / "turn.crt").read_bytes()
        print_of = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256())
        path.write_text(f"{TURN_NAME}:443:\t{SHA256_OID}\t{print_of.hex(':').upper()}\t\n")
    return str(path)


def _launch(driver: Playwright, laid: Laid, host: Host, kind: Kind, directory: Path) -> Browser:
    namespace = laid.namespace(host)
    match kind:
        case Kind.CHROMIUM:
            chromium = browsers.chromium()
            if laid.network.turn_urls:  # the context's setting is for pages, not for TURN
                chromium["args"].append("--ignore-certificate-errors")
            words = laid.command(host, chromium["executable_path"])
            chromium["executable_path"] = _wrapper(directory, f"chromium-{host}", words)
            return driver.chromium.launch(**chromium)
        case Kind.FIREFOX:
            firefox = browsers.firefox()
            overrides = _overrides(laid, directory)
            words = [sys.executable, within.__file__, namespace, overrides, firefox["executable_path"]]
            firefox["executable_path"] = _wrapper(directory, f"firefox-{host}", words)
            return driver.firefox.launch(**firefox)


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
