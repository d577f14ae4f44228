"""A silent or closed microphone, a covered or frozen camera and a howl are told, with one thing to do (F-14).

Who has sound devices is told nothing: in each journey the other person's are, and stay watched as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests import browsers
from tests.e2e import faulty
from tests.e2e.conftest import ContextMaker
from tests.e2e.screens import inspect, photograph
from tests.e2e.seats import Desk, Point

NOTICE_MS = 60_000
"""Some of the person's own turn, on a machine that does much else."""


@contextmanager
def started(playwright: Playwright, *, sound: Path, picture: Path | None = None) -> Iterator[Browser]:
    """Chromium whose fake devices give these files."""
    browser = playwright.chromium.launch(**browsers.chromium(sound=sound, picture=picture))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("devices")


@pytest.fixture(scope="module")
def speaking(playwright: Playwright, files: Path) -> Iterator[Browser]:
    """Chromium of somebody who speaks, and whose camera moves."""
    with started(playwright, sound=faulty.speech(files / "speech.wav")) as browser:
        yield browser


def notice(page: Page, fault: str) -> Locator:
    """The notice of this fault."""
    return page.locator(f"[data-testid=device-notice][data-fault={fault}]")


def any_notice(page: Page) -> Locator:
    return page.get_by_test_id("device-notice")


def meet(point: Point, desk: Desk, authority: str, service: str) -> None:
    """The two are in a consultation; the expert's devices are sound."""
    desk.is_available()
    point.calls(authority, service)
    desk.accepts()
    point.in_consultation()
    point.sees("expert")
    point.hears(1)


@pytest.mark.timeout(300)
def test_silent_microphone_and_covered_camera_and_a_closed_one_spoken_into(
    playwright: Playwright, speaking: Browser, new_context: ContextMaker, files: Path
) -> None:
    silence, black = faulty.silence(files / "silence.wav"), faulty.covered(files / "black.y4m")
    with started(playwright, sound=silence, picture=black) as faulty_browser:
        point = Point(new_context(faulty_browser), "Kurikka")
        desk = Desk(new_context(speaking), "Asiantuntija-Kela-01")
        meet(point, desk, "Kela", "Kuntoutus")
        # While the expert speaks, the client is not expected to: only the camera is told.
        expect(notice(point.page, "cameraCovered")).to_be_visible(timeout=NOTICE_MS)
        expect(any_notice(point.page)).to_have_count(1)
        expect(any_notice(point.page)).to_contain_text("Neuvojalle: Kameran kuva on musta")
        photograph(point.page, "watch-covered")
        point.page.get_by_test_id("device-notice-close").press("Enter")
        expect(any_notice(point.page)).to_have_count(0)
        expect(point.page.locator("#actions")).to_be_focused()

        expect(any_notice(desk.page)).to_have_count(0)
        desk.page.get_by_test_id("toggle-microphone").click()
        expect(notice(desk.page, "microphoneOff")).to_be_visible(timeout=NOTICE_MS)
        inspect(desk.page, "watch-off")
        desk.page.get_by_test_id("device-notice-remedy").click()
        expect(any_notice(desk.page)).to_have_count(0)
        expect(desk.page.get_by_test_id("toggle-microphone")).to_contain_text("Sulje mikrofoni")
        point.hears(1)

        # Asked a second time, and silent again.
        desk.page.get_by_test_id("toggle-microphone").click()
        expect(notice(point.page, "microphoneSilent")).to_be_visible(timeout=NOTICE_MS)
        inspect(point.page, "watch-silent")
        expect(any_notice(desk.page)).to_have_count(0)
        point.page.get_by_test_id("device-notice-remedy").click()
        expect(point.page.get_by_role("heading", name="Kamera ja mikrofoni")).to_be_focused()
        expect(any_notice(point.page)).to_have_count(0)
        desk.ends()
        point.has_ended()


@pytest.mark.timeout(300)
def test_howl_and_frozen_camera_and_the_room_that_echoes(
    playwright: Playwright, speaking: Browser, new_context: ContextMaker, files: Path
) -> None:
    sound, picture = faulty.howl(files / "howl.wav"), faulty.still(files / "still.y4m")
    with started(playwright, sound=sound, picture=picture) as faulty_browser:
        point = Point(new_context(faulty_browser), "Vimpeli")
        desk = Desk(new_context(speaking), "Asiantuntija-Vero-01")
        meet(point, desk, "Verohallinto", "Verokortti")
        expect(notice(point.page, "howl")).to_be_visible(timeout=NOTICE_MS)
        inspect(point.page, "watch-howl")
        held = point.page.get_by_test_id("microphone-held")
        expect(held).to_have_count(0)
        point.page.get_by_test_id("device-notice-remedy").click()
        expect(held).to_be_visible()
        photograph(point.page, "watch-held")
        expect(point.page.get_by_test_id("toggle-microphone")).to_contain_text("Sulje mikrofoni")

        # The expert is silent: the client's microphone is open again.
        desk.page.get_by_test_id("toggle-microphone").click()
        expect(held).to_have_count(0)
        expect(notice(point.page, "cameraFrozen")).to_be_visible(timeout=NOTICE_MS)
        photograph(point.page, "watch-frozen")
        desk.ends()
        point.has_ended()
