"""Real browsers inside network namespaces, driven from outside."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests import browsers
from tests.browsers import ChromiumOptions, FirefoxOptions
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


def chromium_in(command: Sequence[str], directory: Path, name: str) -> ChromiumOptions:
    """Chromium, started by the words of a command; `name` is one in the directory."""
    options = browsers.chromium()
    options["executable_path"] = _wrapper(directory, name, [*command, options["executable_path"]])
    return options


def firefox_in(namespace: str, directory: Path, name: str, trusted: Mapping[str, bytes]) -> FirefoxOptions:
    """Firefox in a namespace; `name` is one in the directory.

    Args:
        trusted: by `host:port`, certificates (PEM) that nobody vouches for and it takes all the same.
    """
    options = browsers.firefox()
    overrides = directory / f"{name}.{within.OVERRIDES_NAME}"
    lines = (f"{place}:\t{SHA256_OID}\t{_fingerprint(pem)}\t\n" for place, pem in trusted.items())
    overrides.write_text("".join(lines))
    words = [sys.executable, within.__file__, namespace, str(overrides), options["executable_path"]]
    options["executable_path"] = _wrapper(directory, name, words)
    return options


def _wrapper(directory: Path, name: str, words: list[str]) -> str:
    """A program that runs the words and its own arguments."""
    path = directory / name
    path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    path.chmod(0o755)
    return str(path)


def _fingerprint(pem: bytes) -> str:
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex(":").upper()


def _launch(driver: Playwright, laid: Laid, host: Host, kind: Kind, directory: Path) -> Browser:
    relayed, name = bool(laid.network.turn_urls), f"{kind}-{host}"
    match kind:
        case Kind.CHROMIUM:
            chromium = chromium_in(laid.command(host), directory, name)
            if relayed:  # the context's setting is for pages, not for TURN
                chromium["args"].append("--ignore-certificate-errors")
            return driver.chromium.launch(**chromium)
        case Kind.FIREFOX:
            trusted = {f"{TURN_NAME}:443": (directory / "turn.crt").read_bytes()} if relayed else {}
            return driver.firefox.launch(**firefox_in(laid.namespace(host), directory, name, trusted))


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
