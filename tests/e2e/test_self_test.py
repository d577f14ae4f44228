"""A service point tests itself when nobody is there, and the coordinator reads what is to be done (F-30)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests import browsers
from tests.e2e import server as product
from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import inspect, photograph
from tests.e2e.seats import Administrator, Point
from tests.e2e.server import Server

TEST_MS: Final = 120_000
"""Devices are looked at for 15 s, ways tried for 8, one is measured for 10; the machine does much else."""

TOLD_WHEN_ASKED: Final = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => {
  document.documentElement.dataset.asked = "device";
  return ask(wish);
};
"""


@pytest.fixture(scope="module")
def asking(playwright: Playwright) -> Iterator[Browser]:
    """Chromium with devices that pages get only where a test grants them."""
    browser = playwright.chromium.launch(**browsers.chromium(asks=True))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose points test themselves as soon as nobody has touched them for ten seconds."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ETALUUKKU_SELFTEST__IDLE_SECONDS", "10")
        running = product.start(Path(tmp_path_factory.mktemp("self-test")))
    yield running
    running.stop()


def notice(page: Page) -> Locator:
    """What a point says while it tests itself."""
    return page.get_by_text("Laite testaa itseään")


def row(page: Page, name: str) -> Locator:
    """The line of a service point, as the server knows it now."""
    page.get_by_role("button", name="Päivitä nyt").click()
    return page.get_by_role("row", name=name)


def due_after_reload(page: Page) -> float:
    """In how many seconds a page that is loaded again is told to test itself."""
    with page.expect_websocket() as opened:
        page.reload()
    with opened.value.expect_event("framereceived", lambda frame: "dueSeconds" in str(frame)) as told:
        pass
    found = re.search(r'"dueSeconds":([0-9.]+)', str(told.value))
    assert found is not None, told.value
    return float(found[1])


@pytest.mark.timeout(400)
def test_the_result_of_the_day_reaches_the_coordinator(
    asking: Browser, impatient: Server, new_context: ContextMaker
) -> None:
    granted, bare = new_context(asking, impatient), new_context(asking, impatient)
    granted.grant_permissions(["camera", "microphone"])
    bare.add_init_script(TOLD_WHEN_ASKED)
    coordinator = Administrator(new_context(asking, impatient), "Koordinaattori-EP")
    expect(row(coordinator.page, "Kurikka")).to_contain_text("Ei koskaan")

    point, unset = Point(granted, "Kurikka"), Point(bare, "Teuva")
    expect(notice(point.page)).to_be_visible(timeout=TEST_MS)
    photograph(point.page, "self-test-running")
    # Somebody comes: the test ends at once, and begins anew when they have gone.
    point.chooses("Kela")
    expect(notice(point.page)).to_have_count(0)
    expect(notice(point.page)).to_be_visible(timeout=TEST_MS)
    expect(notice(point.page)).to_have_count(0, timeout=TEST_MS)
    expect(notice(unset.page)).to_have_count(0, timeout=TEST_MS)

    expect(row(coordinator.page, "Kurikka")).to_contain_text("Toimii")
    broken = row(coordinator.page, "Teuva")
    expect(broken).to_contain_text("Vika")
    expect(broken).to_contain_text("Selain ei saa käyttää kameraa")
    expect(broken).to_contain_text("Selain ei saa käyttää mikrofonia")
    assert unset.page.locator("html").get_attribute("data-asked") is None, "no question is opened"
    inspect(coordinator.page, "admin-points")

    assert due_after_reload(point.page) > 0, "the day has its test"
    for person in (coordinator, point, unset):
        person.is_at_ease()
