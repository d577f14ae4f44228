"""A case system as an authority has one: a real HTTP server that checks who sends, and keeps what came."""

from __future__ import annotations

import asyncio
import base64
import hmac
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from aiohttp import web
from PIL import Image

SECRET = "a-secret-of-two-servers-0123456789"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request."""

    key: str
    body: bytes
    status: int

    @property
    def content(self) -> dict[str, Any]:
        """What was sent."""
        data: dict[str, Any] = json.loads(self.body)["data"]
        return data

    @property
    def file(self) -> bytes:
        """The PDF."""
        return base64.b64decode(self.content["content"])


@dataclass(slots=True)
class TestCaseSystem:
    """Answers with these statuses in turn, then with 204; a wrong signature has 401."""

    __test__ = False

    statuses: list[int] = field(default_factory=list)
    got: list[Delivery] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        """POST /papers."""
        body, headers = await request.read(), request.headers
        key = headers["webhook-id"]
        signed = f"{key}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.new(SECRET.encode(), signed, sha256).digest()).decode()
        if headers["webhook-signature"] != f"v1,{right}" or headers["Idempotency-Key"] != f'"{key}"':
            return web.Response(status=401)
        status = self.statuses.pop(0) if self.statuses else 204
        where = {"Location": "/elsewhere"} if status in (301, 302, 307) else {}
        async with self.came:
            self.got.append(Delivery(key, body, status))
            self.came.notify_all()
        return web.Response(status=status, headers=where)

    async def until(self, count: int) -> None:
        """Return when so many requests have come."""
        async with asyncio.timeout(60), self.came:
            await self.came.wait_for(lambda: len(self.got) >= count)


@asynccontextmanager
async def case_system(*statuses: int) -> AsyncIterator[TestCaseSystem]:
    """A case system that listens."""
    made = TestCaseSystem(list(statuses))
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/papers", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/papers"
    try:
        yield made
    finally:
        await runner.cleanup()


def page_of(shade: int) -> bytes:
    """A small page of one grey."""
    out = io.BytesIO()
    Image.new("L", (30, 40), shade).save(out, "PNG")
    return out.getvalue()


def words_of(file: bytes) -> str:
    """What a reader of the PDF finds to read."""
    return "".join(sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(file))


def shades_of(file: bytes) -> list[int]:
    """The greys of its pages."""
    return [
        held.get_bitmap().to_pil().convert("L").getpixel((5, 5))
        for sheet in pdfium.PdfDocument(file)
        for held in sheet.get_objects()
        if isinstance(held, pdfium.PdfImage)
    ]
