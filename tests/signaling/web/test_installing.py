"""A service point can be installed: its manifest and icons are served, by the page's own policy (F-25)."""

from __future__ import annotations

import asyncio
import json
import runpy
import shutil
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image, ImageChops

from signaling.config import Server
from signaling.wiring import House
from tests.databases import free_port
from tests.signaling.serving import Browser, browser, served, settings_for, url_of

ROOT: Final = Path(__file__).parents[3]
PUBLIC: Final = ROOT / "webclient" / "public"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A server of the files that every build has, with a page that has no script."""
    client = tmp_path / "client"
    await asyncio.to_thread(shutil.copytree, PUBLIC, client)
    await asyncio.to_thread((client / "index.html").write_text, "<!doctype html><title>x</title>")
    server = Server(port=free_port(), data_directory=tmp_path, client_directory=client)
    async with served(settings_for(tmp_path, server=server)) as made:
        yield made


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[Browser]:
    async with browser(url_of(house.settings), "point") as made:
        yield made


async def _manifest(visitor: Browser) -> dict[str, Any]:
    answer = await visitor.request("GET", "/point.webmanifest")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest: dict[str, Any] = json.loads(answer.body)
    return manifest


async def test_the_manifest_begins_at_the_service_point(visitor: Browser) -> None:
    manifest = await _manifest(visitor)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "/point",
        "/point",
        "fullscreen",
    )
    page = await visitor.request("GET", manifest["start_url"])
    assert page.status == 200
    assert "manifest-src 'self'" in page.headers["Content-Security-Policy"]
    assert "worker-src" not in page.headers["Content-Security-Policy"], "nothing keeps data beside the page"


async def test_every_icon_has_the_size_that_the_manifest_says(visitor: Browser) -> None:
    sizes = set()
    for icon in (await _manifest(visitor))["icons"]:
        answer = await visitor.request("GET", icon["src"])
        assert (answer.status, answer.headers["Content-Type"]) == (200, icon["type"])
        if icon["type"] == "image/png":
            with Image.open(BytesIO(answer.body)) as image:
                assert f"{image.width}x{image.height}" == icon["sizes"]
            sizes.add((icon["sizes"], icon["purpose"]))
    # What Chromium asks of a page that it installs, and a mask's own.
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes


def test_the_icons_are_drawn_of_the_svg() -> None:
    draw = runpy.run_path(str(ROOT / "scripts" / "draw-icons"))["draw"]
    with Image.open(PUBLIC / "icon-192.png") as stored:
        assert ImageChops.difference(stored.convert("RGBA"), draw(192)).getbbox() is None
