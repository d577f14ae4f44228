"""Where /metrics answers: at a port of its own where there is one, and then nowhere else."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from tests.databases import free_port
from tests.signaling.running import site


async def status_of(http: aiohttp.ClientSession, url: str, host: str | None = None) -> int:
    """Status of a GET, which names this host."""
    headers = {} if host is None else {"Host": host}
    async with http.get(url, headers=headers) as answer:
        return answer.status


async def test_metrics_answer_at_their_own_port_and_not_at_the_public_one(
    tmp_path: Path, sqlite_url: str
) -> None:
    port = free_port()
    overrides = {"server": {"metrics_port": port}}
    async with site(tmp_path, sqlite_url, overrides=overrides) as here, aiohttp.ClientSession() as http:
        await here.start()
        public = here.processes[0].url
        async with http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            assert (answer.status, answer.content_type) == (200, "text/plain")
            text = await answer.text()
        assert "\netaluukku_sockets 0.0\n" in text
        assert "\netaluukku_connections " in text
        assert await status_of(http, f"{public}/metrics") == 404
        assert await status_of(http, f"{public}/metrics", f"127.0.0.1:{port}") == 404
        for path in ("/", "/api/me", "/healthz", "/readyz"):
            assert await status_of(http, f"http://127.0.0.1:{port}{path}") == 404
        with pytest.raises(
            aiohttp.ClientConnectionError
        ):  # 127.0.0.1 alone, not every address of the machine
            await status_of(http, f"http://127.0.0.2:{port}/metrics")
