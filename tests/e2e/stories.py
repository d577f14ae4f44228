"""The client's stories in a browser: every screen in its states, without a server (webclient/src/stories)."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, ViewportSize

ROOT: Final = Path(__file__).parents[2]
BUILT: Final = ROOT / "build" / "stories"
BUILD_SECONDS: Final = 240.0

Language = Literal["fi", "sv", "en"]

GROUPS: Final = ("doors", "point", "staff", "client-room", "staff-room")

DESKTOP: Final = (1280, 720)
LAID_OUT: Final = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
"""After that the parts that measure themselves have been drawn with what they measured."""
STANDING_CLOCK: Final = """
const at = Date.parse("2026-11-23T10:00:00+02:00"), Real = Date;
globalThis.Date = class extends Real {
  constructor(...parts) { parts.length ? super(...parts) : super(at); }
  static now() { return at; }
};
"""
"""A Monday morning when the services are open: waits, times and closing are then the same in each run."""


@dataclass(frozen=True)
class Stories:
    """The built stories, served on this machine, and a page that shows one at a time."""

    page: Page
    url: str

    def names(self) -> list[str]:
        """All stories, by seat and in their order."""
        self.page.goto(self.url)
        self.page.wait_for_selector("html[data-story=drawn]", state="attached")
        return self.page.locator("#root code").all_inner_texts()

    def show(self, name: str, language: Language = "fi") -> None:
        """Draw this story from nothing; it is there, with its pictures, when this returns."""
        self.page.goto(f"{self.url}?{urlencode({'story': name, 'language': language})}")
        self.page.wait_for_selector("html[data-story=drawn]", state="attached")

    def resize(self, size: ViewportSize) -> None:
        """Show the story in a window of this size, and wait until it is laid out anew."""
        self.page.set_viewport_size(size)
        self.page.evaluate(LAID_OUT)

    def speak(self, language: Language) -> bool:
        """Turn the story to this language by its own buttons; false where the screen has none."""
        button = self.page.locator(f".languages button[lang={language}]")
        if button.count() == 0:
            return False
        button.evaluate("button => button.click()")
        self.page.wait_for_selector(f"html[lang={language}]", state="attached")
        self.page.evaluate(LAID_OUT)
        return True


def group_of(name: str) -> str:
    """The part of the stories, one of GROUPS, that this one is looked at with."""
    seat, _, state = name.partition("/")
    if seat == "room":
        return "staff-room" if "desk" in state or state in {"25", "interpreter"} else "client-room"
    if seat in {"desk", "interpreter", "admin"}:
        return "staff"
    return "point" if seat == "point" else "doors"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


def build() -> None:
    """Build the stories, where they are not newer than their sources."""
    subprocess.run(["make", "--silent", "stories"], cwd=ROOT, check=True, timeout=BUILD_SECONDS)


@contextmanager
def open_stories(browser: Browser, size: tuple[int, int] = DESKTOP) -> Iterator[Stories]:
    """Build and serve the stories, and open a page of this size, in CSS pixels, for them."""
    build()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(BUILT)))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    width, height = size
    context = browser.new_context(
        locale="fi-FI", timezone_id="Europe/Helsinki", viewport={"width": width, "height": height}
    )
    context.add_init_script(STANDING_CLOCK)
    try:
        yield Stories(context.new_page(), f"http://localhost:{server.server_port}/stories.html")
    finally:
        context.close()
        server.shutdown()
        serving.join()
        server.server_close()
