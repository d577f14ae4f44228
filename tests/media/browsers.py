"""Real browsers with fake devices: Chromium and Firefox as Debian ships them."""

from __future__ import annotations

from typing import Final

from playwright.async_api import Browser, Playwright

CHROMIUM_FLAGS: Final = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]

FIREFOX_PREFERENCES: Final[dict[str, str | float | bool]] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
}


async def launch_chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium without a window."""
    return await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)


async def launch_firefox(playwright: Playwright) -> Browser:
    """Debian's Firefox ESR without a window."""
    return await playwright.firefox.launch(
        channel="moz-firefox",
        executable_path="/usr/bin/firefox-esr",
        firefox_user_prefs=FIREFOX_PREFERENCES,
    )
