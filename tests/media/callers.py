"""People in real browsers who call each other through the media process, without signaling."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from playwright.async_api import Browser, Page

from media.contract import Answer, ApplyOffer, CreateEndpoint, Kind, SlotMapped
from tests.media.process import Media

PAGE = Path(__file__).with_name("call_page.html").read_text()
CONFERENCE = "c"
DEADLINE_SECONDS = 20.0
"""How long a picture or a tone may take to come on a machine that does much else."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What an element showed for some seconds."""

    distinct: int
    range: int
    width: int


@dataclass(frozen=True, slots=True)
class Sound:
    """What an element played for some seconds."""

    rms: float
    hertz: float


def tcp_only(answer: str) -> str:
    """The answer without its UDP candidates."""
    lines = [
        line for line in answer.split("\r\n") if not (line.startswith("a=candidate:") and " udp " in line)
    ]
    return "\r\n".join(lines)


@dataclass(slots=True)
class Caller:
    """One endpoint of the conference in one page."""

    name: str
    page: Page
    media: Media
    rewrite: Callable[[str], str] = str

    async def call(self, **options: object) -> None:
        """Create the endpoint, offer, take the answer and wait for the connection."""
        await self.media.done(CreateEndpoint(CONFERENCE, self.name))
        await self.negotiate("options => offer(options)", options)
        await self.page.evaluate("connected()")

    async def negotiate(self, make_offer: str, argument: object = None) -> None:
        """An offer made by a function of the page, and its answer."""
        offer = await self.page.evaluate(make_offer, argument)
        answer = await self.media.link.request(ApplyOffer(CONFERENCE, self.name, offer))
        assert isinstance(answer, Answer), answer
        await self.page.evaluate("sdp => take(sdp)", self.rewrite(answer.sdp))

    async def mid_of(self, source: str, kind: Kind) -> str:
        """The slot that shows the source, once its first packet has been sent."""
        mapped = await self.media.event(
            SlotMapped,
            lambda e: (e.endpoint, e.source, e.kind, e.switched) == (self.name, source, kind, True),
        )
        return mapped.mid

    async def sees(self, source: str, kind: Kind = "video", seconds: float = 3.0) -> Picture:
        """What the slot of the source shows once it moves, or at the end of DEADLINE_SECONDS."""
        mid = await self.mid_of(source, kind)
        end = asyncio.get_running_loop().time() + DEADLINE_SECONDS
        while True:
            picture = await self.look(mid, seconds)
            if moves(picture, seconds) or asyncio.get_running_loop().time() > end:
                return picture

    async def look(self, mid: str, seconds: float) -> Picture:
        """What a slot shows for the next seconds."""
        seen = await self.page.evaluate("([mid, seconds]) => look(mid, seconds)", [mid, seconds])
        return Picture(**seen)

    async def hears(self, source: str, seconds: float = 2.0) -> Sound:
        """What the slot of the source plays once it is loud, or at the end of DEADLINE_SECONDS."""
        mid = await self.mid_of(source, "audio")
        argument = [mid, seconds, DEADLINE_SECONDS]
        heard = await self.page.evaluate("([mid, seconds, most]) => listen(mid, seconds, most)", argument)
        return Sound(**heard)


def moves(picture: Picture, seconds: float) -> bool:
    """At least five new frames a second, with contrast: a blank element gives 1-3 in 3 s."""
    return picture.distinct >= 5 * seconds and picture.range > 40


def assert_moving(picture: Picture, seconds: float = 3.0) -> None:
    """The picture moves."""
    assert moves(picture, seconds), picture


def assert_tone(sound: Sound, hertz: float) -> None:
    """The tone that the other side makes, within two bins of the analyser."""
    assert sound.rms > 0.02 and abs(sound.hertz - hertz) < 60, sound


class PageServer:
    """Serves the test page on localhost, which is a secure context."""

    def __init__(self) -> None:
        application = web.Application()
        application.router.add_get("/", self._page)
        self._runner = web.AppRunner(application)
        self.url = ""

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def open(self, sock: socket.socket | None = None) -> None:
        """Listen on a free port, or on this socket of another network namespace."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0) if sock is None else web.SockSite(self._runner, sock)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://localhost:{port}/"

    async def close(self) -> None:
        """End it."""
        await self._runner.cleanup()


async def open_page(browser: Browser, url: str) -> Page:
    """A page with the test client."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(url)
    return page
