"""F-38: an expert hands papers over to case systems; to another authority only with the client's word."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from signaling.demo.seed import demo_id
from tests.e2e import server as product
from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

OWN, OTHER = demo_id("vero"), demo_id("kela")
SECRET: Final = "a-secret-of-two-servers-0123456789"


class CaseSystem(ThreadingHTTPServer):
    """Answers 500 twice, then acknowledges."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), Taking)
        self.got: list[tuple[str, str, int]] = []
        """Authority and idempotency key of each request, and what was answered."""


class Taking(BaseHTTPRequestHandler):
    """One request."""

    server: CaseSystem

    def do_POST(self) -> None:
        """Take a paper in."""
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
        status = 500 if len(self.server.got) < 2 else 200
        self.server.got.append((data["authority"], self.headers["Idempotency-Key"], status))
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def cases() -> Iterator[CaseSystem]:
    system = CaseSystem()
    threading.Thread(target=system.serve_forever, daemon=True).start()
    yield system
    system.shutdown()
    system.server_close()


@pytest.fixture
def house(cases: CaseSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    url = f"http://127.0.0.1:{cases.server_address[1]}/papers"
    systems = [{"authority": one, "url": url, "secret": SECRET} for one in (OWN, OTHER)]
    monkeypatch.setenv("ETALUUKKU_HANDOVER__SYSTEMS", json.dumps(systems))
    running = product.start(tmp_path)
    yield running
    running.stop()


def test_papers_go_to_case_systems_one_by_one(
    chromium: Browser, new_context: ContextMaker, house: Server, cases: CaseSystem
) -> None:
    point = Point(new_context(chromium, house), "Alavus")
    desk = Desk(new_context(chromium, house), "Asiantuntija-Vero-01")
    desk.is_available()
    point.calls("Verohallinto", "Kotitalousvähennys")
    desk.accepts()
    desk.sees("client")
    point.shares("todistus.pdf", "application/pdf", form_pdf(2))
    point.shows_page(0)
    desk.shows_page(0)
    at_desk, at_point = desk.page, point.page
    at_desk.set_viewport_size({"width": 1280, "height": 720})
    row = at_desk.locator(".page-controls__row").bounding_box()
    assert row is not None and row["height"] < 80

    at_desk.get_by_test_id("paper-menu").click()
    at_desk.get_by_test_id("paper-hand-over").click()
    at_desk.get_by_test_id("confirm-hand-over").click()
    expect(at_desk.get_by_test_id("hand-over-delivered")).to_be_visible(timeout=30_000)
    expect(at_point.get_by_test_id("hand-over-delivered")).to_contain_text("Verohallinto")
    assert [(authority, status) for authority, _, status in cases.got] == [(OWN, 500), (OWN, 500), (OWN, 200)]
    assert len({key for _, key, _ in cases.got}) == 1

    at_desk.get_by_test_id("paper-menu").click()
    at_desk.get_by_test_id(f"paper-hand-over-{OTHER}").click()
    at_desk.get_by_test_id("confirm-hand-over").click()
    expect(at_desk.get_by_test_id("hand-over-asked")).to_be_visible()
    expect(at_point.get_by_role("heading", name="Saako asiakirjan siirtää?")).to_be_focused()
    assert len(cases.got) == 3
    at_point.get_by_test_id("permit-yes").click()
    expect(at_desk.get_by_test_id("hand-over-delivered")).to_have_count(2, timeout=30_000)
    assert cases.got[-1][0] == OTHER
    expect(at_point.get_by_test_id("permit-yes")).to_have_count(0)
    desk.ends()
    point.has_ended()
