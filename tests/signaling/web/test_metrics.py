"""Where /metrics answers: at a port of its own where there is one, and then nowhere else."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from media.contract import CreateConference, CreateEndpoint, EndpointConnected
from media.link import MediaLink
from signaling.web.media_figures import media_figures
from signaling.web.metrics import Metrics
from tests.databases import free_port
from tests.media.process import media_process
from tests.media.python_peer import PythonPeer
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


async def test_what_media_holds_and_has_refused_is_told(tmp_path: Path) -> None:
    metrics = Metrics()
    async with media_process(str(tmp_path)) as media:

        async def ask() -> None:
            metrics.elsewhere(*await media_figures(media.link))

        metrics.ask(ask)
        assert "\netaluukku_media_endpoints 0.0\n" in (await metrics.scrape()).decode()
        await media.done(CreateConference("c"), CreateEndpoint("c", "a"))
        peer = PythonPeer("a")
        await peer.connect(media.link)
        await media.event(EndpointConnected, lambda event: event.endpoint == "a")
        peer.send_forged_audio(7)
        await peer.check()  # it is answered after the seven
        text = (await metrics.scrape()).decode()
        await peer.close()
    assert "\netaluukku_media_endpoints 1.0\n" in text
    assert "\netaluukku_media_srtp_sessions 2.0\n" in text
    assert "\netaluukku_media_packets_refused_total 7.0\n" in text
    assert "\netaluukku_media_codec_opens_total 0.0\n" in text


async def test_a_scrape_without_media_leaves_its_figures_out(tmp_path: Path) -> None:
    link = MediaLink(str(tmp_path / "nobody"), request_seconds=0.05)
    assert await media_figures(link) == ({}, {})
