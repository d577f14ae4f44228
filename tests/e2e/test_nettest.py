"""The site test as a person meets it: one press, every way tried, one page for the firewall team (F-03)."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import PICTURES, inspect, speak

TEST_MS = 60_000
"""Ways are tried for 8 s, the best one is measured for 10; the machine does much else."""

NO_DEVICES = """
const refuse = () => { document.documentElement.dataset.asked = "device"; throw new Error("no device"); };
navigator.mediaDevices.getUserMedia = refuse;
"""


def opened(page: Page) -> Page:
    """The page as somebody comes to it, on a machine whose devices must not be asked for."""
    page.add_init_script(NO_DEVICES)
    page.goto("/")
    page.locator('a[href="/nettest"]').click()
    # By its name: the page that is left has a heading too, and stays until the next one has come.
    expect(page.get_by_role("heading", level=1, name="Verkon testi videopuheluja varten")).to_be_visible()
    return page


def has_tested(page: Page) -> None:
    """Press, and wait for the report."""
    page.get_by_role("button", name="Aloita testi").click()
    expect(page.get_by_test_id("nettest-report")).to_be_visible(timeout=TEST_MS)
    assert page.locator("html").get_attribute("data-asked") is None


def state(page: Page, kind: str) -> str | None:
    """Whether a way is open."""
    return page.get_by_test_id(f"way-{kind}").get_attribute("data-state")


def figure(page: Page, name: str) -> float:
    """The first number of a figure as Finnish writes it."""
    text = page.get_by_test_id(f"figure-{name}").inner_text()
    found = re.search(r"\d[\d\s,]*", text)
    assert found is not None, text
    return float(re.sub(r"\s", "", found[0]).replace(",", "."))


@contextmanager
def deaf_port() -> Iterator[int]:
    """A UDP port from which nothing ever comes back, as behind a firewall that drops."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("0.0.0.0", 0))
        yield deaf.getsockname()[1]


def close_udp(page: Page, port: int) -> None:
    """Let this page's UDP candidates lead to the port."""

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        response = route.fetch()
        body = response.text()
        changed = re.sub(r"(a=candidate:\S+ 1 udp \d+ \S+) \d+", rf"\1 {port}", body)
        assert changed != body
        route.fulfill(response=response, body=changed)

    page.route("**/api/nettest", answer)


def test_everything_is_open(chromium: Browser, new_context: ContextMaker) -> None:
    page = opened(new_context(chromium).new_page())
    inspect(page, "nettest")
    has_tested(page)
    assert (state(page, "udp"), state(page, "tcp")) == ("open", "open")
    report = page.get_by_test_id("nettest-report")
    expect(report).to_contain_text("Mitattu reitti: UDP mediaporttiin")
    expect(report).to_contain_text("Mitään ei tarvitse muuttaa.")
    assert (figure(page, "lossUp"), figure(page, "lossDown")) == (0, 0)
    assert figure(page, "up") > 100
    assert figure(page, "down") > 100
    inspect(page, "nettest-open")
    # Another test from the same page begins anew.
    page.get_by_role("button", name="Testaa uudelleen").click()
    expect(report).to_be_hidden()
    expect(report).to_be_visible(timeout=TEST_MS)


def test_udp_is_closed_and_the_page_says_which_port(chromium: Browser, new_context: ContextMaker) -> None:
    page = opened(new_context(chromium).new_page())
    with deaf_port() as port:
        close_udp(page, port)
        has_tested(page)
    assert (state(page, "udp"), state(page, "tcp")) == ("closed", "open")
    asked = page.get_by_test_id("nettest-asked")
    expect(asked.locator("li")).to_have_count(1)
    expect(asked).to_contain_text(f":{port}/udp")
    expect(page.get_by_test_id("nettest-report")).to_contain_text("Mitattu reitti: TCP mediaporttiin")
    inspect(page, "nettest-udp-closed")
    for language, title in (
        ("fi", "Verkon testin raportti"),
        ("sv", "Rapport om testet"),
        ("en", "Report of"),
    ):
        speak(page, language)
        printed = page.pdf(prefer_css_page_size=True)
        (PICTURES / f"nettest-sheet-{language}.pdf").write_bytes(printed)
        sheets = PdfReader(io.BytesIO(printed)).pages
        text = sheets[0].extract_text()
        assert len(sheets) == 1, language
        assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) in ((595, 842), (594, 841))
        assert title in text and f":{port}/udp" in text


def test_it_is_done_by_keyboard_and_told_aloud(chromium: Browser, new_context: ContextMaker) -> None:
    page = opened(new_context(chromium).new_page())
    start = page.get_by_role("button", name="Aloita testi")
    for _ in range(20):
        page.keyboard.press("Tab")
        if start.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    told = page.get_by_role("status").and_(page.get_by_test_id("nettest-progress"))
    expect(told).to_contain_text("Mitataan", timeout=TEST_MS)
    expect(told).to_have_text("Testi on valmis", timeout=TEST_MS)
    expect(page.get_by_role("button", name="Testaa uudelleen")).to_be_focused()


@pytest.mark.timeout(300)
def test_firefox_tests_too(firefox: Browser, new_context: ContextMaker) -> None:
    page = opened(new_context(firefox).new_page())
    has_tested(page)
    assert (state(page, "udp"), state(page, "tcp")) == ("open", "open")
    assert figure(page, "up") > 100
    assert figure(page, "down") > 100
