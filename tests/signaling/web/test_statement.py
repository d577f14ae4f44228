"""Anybody reads who runs the service, and opens the page of the statement (act 306/2019, section 9)."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaling.config import Operator, Server
from tests.databases import free_port
from tests.signaling.serving import browser, served, settings_for, url_of

OPERATOR = Operator(
    name="Esimerkkikunta",
    accessibility_email="saavutettavuus@kunta.example",
    accessibility_phone="000 123 456",
    accessibility_address="PL 1, 00000 Esimerkkilä",
    accessibility_reviewed="2026-11-22",
)


async def test_a_stranger_reads_who_runs_the_service(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, operator=OPERATOR)
    async with served(settings), browser(url_of(settings), "guest") as stranger:
        answer = await stranger.request("GET", "/api/accessibility")
    assert (answer.status, answer.json) == (
        200,
        {
            "name": "Esimerkkikunta",
            "email": "saavutettavuus@kunta.example",
            "phone": "000 123 456",
            "address": "PL 1, 00000 Esimerkkilä",
            "reviewed": "2026-11-22",
        },
    )


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A client that has one page."""
    directory = tmp_path / "client"
    directory.mkdir()
    (directory / "index.html").write_text("<p>")
    return directory


async def test_the_statement_is_a_page(tmp_path: Path, client: Path) -> None:
    server = Server(port=free_port(), data_directory=tmp_path, client_directory=client)
    settings = settings_for(tmp_path, server=server)
    async with served(settings), browser(url_of(settings), "guest") as stranger:
        for path, status in {"/accessibility": 200, "/accessibilities": 404}.items():
            answer = await stranger.request("GET", path, Accept="text/html")
            assert (answer.status, answer.body) == (status, b"<p>")
        told = await stranger.request("GET", "/api/accessibility")
        assert set(told.json.values()) == {""}
