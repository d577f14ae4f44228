"""First page of a 20-page PDF after its last byte, through the real upload (aim 400 ms p95, process warm)."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from bench.report import TABLE_HEAD, row, write_section
from media.pages.config import PagesConfig
from tests.media.pages import documents
from tests.media.pages.conftest import pages_of_its_own
from tests.signaling.running import Person, Site, site
from tests.signaling.sockets import Client, new_id

ROUNDS = 50
WARM_UP = 3
PAGES = 20
TEXT = """
    A PDF of 20 A4 pages of text (11 kB) and one of 20 coloured pages are uploaded by HTTP PUT to one
    signaling process (SQLite); the pages process is warm, each file gets a rendering process of its own.
    `told`: from the last byte of the file to `paper:added` at the other participant's socket, when page 0
    is sealed and committed. `seen`: until the other participant holds the bytes of page 0 (150 dpi).
    `all pages`: until the upload is acknowledged, with all 20 pages stored. Aim for `seen`: 400 ms p95.
"""


def colour_pdf() -> bytes:
    """Pages with coloured areas and text, which become JPEG."""
    return documents.pdf_of(
        [
            b"0.1 0.3 0.7 rg 0 700 595 142 re f 0.9 0.8 0.1 rg 60 60 200 90 re f 0 g\n"
            + documents.page_content(documents.text_lines(page, 30))
            for page in range(PAGES)
        ]
    )


class Table:
    """A consultation, seen from both sides."""

    def __init__(
        self, here: Site, http: aiohttp.ClientSession, people: tuple[Person, Person], sockets: list[Client]
    ) -> None:
        self._url = here.processes[0].url
        self._http = http
        self._point, self._expert = people
        self._heard, self._desk = sockets
        self.consultation = ""

    async def begin(self, service: str) -> None:
        """The point calls, the expert accepts."""
        await self._desk.act("desk:availability", availability="available")
        ticket = new_id()
        await self._heard.act("ticket:open", ticket=ticket, service=service)
        accepted = await self._desk.act("ticket:accept", ticket=ticket)
        self.consultation = accepted["consultation"]

    async def upload(self, content: bytes) -> tuple[float, float, float]:
        """Milliseconds after the last byte: told, seen, all pages."""
        paper = new_id()
        sent_at = 0.0

        async def body() -> AsyncIterator[bytes]:
            nonlocal sent_at
            yield content[:-1]
            sent_at = time.monotonic()
            yield content[-1:]

        path = f"{self._url}/api/consultations/{self.consultation}/papers/{paper}"
        putting = asyncio.ensure_future(self._put(path, body()))
        heard = await self._heard.wait("paper:added", lambda message: message["paper"]["paper"] == paper)
        headers = {"Cookie": self._point.cookie, "X-Etaluukku-Seat": "point"}
        async with self._http.get(f"{path}/pages/0", headers=headers) as response:
            response.raise_for_status()
            await response.read()
        seen_at = time.monotonic()
        stored_at = await putting
        self._heard.heard.clear()
        await self._desk.act("paper:remove", consultation=self.consultation, paper=paper)
        return tuple((at - sent_at) * 1000 for at in (heard.at, seen_at, stored_at))  # type: ignore[return-value]

    async def _put(self, path: str, body: AsyncIterator[bytes]) -> float:
        headers = {
            "Cookie": self._expert.cookie,
            "X-Etaluukku-Seat": "desk",
            "X-Etaluukku-Name": "hakemus.pdf",
        }
        async with self._http.put(path, data=body, headers=headers) as response:
            await response.read()
            response.raise_for_status()
        return time.monotonic()


async def measure(directory: Path) -> list[str]:
    """Rows of the table."""
    rows = []
    async with (
        site(directory, f"sqlite:///{directory}/bench.db") as here,
        pages_of_its_own(PagesConfig(str(directory / "run" / "pages.sock"))),
        aiohttp.ClientSession() as http,
    ):
        await here.start()
        service = await here.service()
        (expert,), (point,) = await here.experts(service, 1), await here.points(1)
        sockets = [await here.connect(point), await here.connect(expert)]
        table = Table(here, http, (point, expert), sockets)
        await table.begin(service)
        for name, content in (("text", documents.text_pdf(PAGES)), ("colour", colour_pdf())):
            figures = [await table.upload(content) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
            for at, figure in enumerate(("told", "seen", "all pages")):
                rows.append(row(f"{name}: {figure}", [one[at] for one in figures], "ms"))
    return rows


def main() -> None:
    """Measure and write the section."""
    with tempfile.TemporaryDirectory() as directory:
        rows = asyncio.run(measure(Path(directory)))
    write_section("pages", "First page of a paper", TEXT, (TABLE_HEAD, *rows))


if __name__ == "__main__":
    main()
