"""The built web client: one page with a nonce of its own in every response, and files that never change."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from aiohttp import web

from signaling.store.vault import Entropy
from signaling.web.headers import IMMUTABLE, page_policy

PLACE: Final = b"__NONCE__"
PAGES: Final = re.compile(
    r"/(?:(?:point|desk|interpreter|join|admin|nettest|accessibility)(?:/[A-Za-z0-9-]{1,64})?)?"
)
"""Addresses that the client draws by itself."""

DEMO_PAGE: Final = "/demo"
"""There only in `etaluukku demo`."""

ROOT_FILES: Final = re.compile(r"[A-Za-z0-9_-]+\.(?:svg|png|ico|webmanifest|txt)")

NOT_BUILT: Final = (
    "The web client is not built. Build it with: cd webclient && npm ci && npm run build\n"
    "Then start the server again.\n"
)


class ClientFiles:
    """The files of webclient/dist. Read once: a new build needs a new start."""

    def __init__(self, directory: Path, entropy: Entropy, *, demo: bool) -> None:
        self._directory = directory
        self._demo = demo
        self._entropy = entropy
        index = directory / "index.html"
        self._page = index.read_bytes() if index.is_file() else None
        self._files = {
            file.name: file.read_bytes()
            for file in (directory.iterdir() if directory.is_dir() else ())
            if ROOT_FILES.fullmatch(file.name)
        }

    @property
    def built(self) -> bool:
        """True when there is a page to show."""
        return self._page is not None

    def add_to(self, app: web.Application) -> None:
        """Let the application answer pages and files."""
        assets = self._directory / "assets"
        if assets.is_dir():
            app.router.add_static("/assets", assets, append_version=False)
        app.router.add_get("/{path:.*}", self._get)

    async def _get(self, request: web.Request) -> web.Response:
        name = request.path.removeprefix("/")
        if name in self._files:
            kind = _TYPES[name.rsplit(".", 1)[1]]
            return web.Response(body=self._files[name], content_type=kind)
        found = self._draws(request.path.rstrip("/") or "/")
        if not found and "text/html" not in request.headers.get("Accept", ""):
            raise web.HTTPNotFound
        if self._page is None:
            return web.Response(status=503, text=NOT_BUILT)
        return self._drawn(self._page, 200 if found else 404)

    def _draws(self, path: str) -> bool:
        return bool(PAGES.fullmatch(path)) or (self._demo and path == DEMO_PAGE)

    def _drawn(self, page: bytes, status: int) -> web.Response:
        """The page, which says by itself what it finds at the address, also nothing (404)."""
        nonce = self._entropy(16).hex()
        body = page.replace(PLACE, nonce.encode())
        response = web.Response(status=status, body=body, content_type="text/html")
        response.charset = "utf-8"
        response.headers["Content-Security-Policy"] = page_policy(nonce)
        response.headers["Cache-Control"] = "no-store"
        return response


_TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "webmanifest": "application/manifest+json",
    "txt": "text/plain",
}


def caching(path: str) -> str:
    """Cache-Control for what a path answers."""
    return IMMUTABLE if path.startswith("/assets/") else "no-store"
