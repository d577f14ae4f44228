"""On a line that carries a voice but no picture, sound and papers go on and the person is told why (F-05)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.files import form_pdf
from tests.networks.browsers import Kind
from tests.networks.events import Throttle
from tests.networks.meeting import met, samples_of
from tests.networks.networks import THIN_LINE, Host
from tests.networks.recovery import sound_share
from tests.networks.test_networks import RESULTS, SEATINGS, seated

pytestmark = pytest.mark.usefixtures("sound_card")

TOLD: Final = "[data-testid=own-picture-paused], [data-testid=picture-stopped]"
LOST: Final = "[data-testid=reconnecting], [data-testid=line-down]"
TOLD_S: Final = 20.0
SETTLED_S: Final = 8.0
"""By then what stood in the line's queue has gone through."""
LEAST_HEARD: Final = 0.8
"""Also while a paper comes, on a machine that does much else; docs/interop.md tells what it was."""
PAPER_S: Final = 90.0
"""A page of text takes 2 s; a request that is lost in the full queue is sent again ever more rarely."""
PICTURE_S: Final = 100.0
"""A picture is tried again after 10, 20, 30 s, and counts as back when it was good for 5 s: twice."""


@pytest.mark.parametrize("seating", SEATINGS if RESULTS.everything else SEATINGS[:1], ids=seated)
def test_sound_and_papers_go_on(
    playwright: Playwright,
    seating: dict[Host, Kind],
    tmp_path: Path,
) -> None:
    throttle = THIN_LINE.event
    assert isinstance(throttle, Throttle)
    with met(playwright, THIN_LINE, seating, tmp_path) as meeting:
        meeting.call()
        meeting.is_proven()
        point, desk = meeting.point, meeting.desk
        meeting.start_recording()
        begun = time.monotonic()
        meeting.laid.throttle(throttle.trouble)
        expect(point.page.locator(TOLD)).to_be_visible(timeout=TOLD_S * 1000)
        told_s = time.monotonic() - begun
        point.page.wait_for_timeout(SETTLED_S * 1000)
        settled_ms = time.time() * 1000
        sent = time.monotonic()
        desk.shares("paper.pdf", "application/pdf", form_pdf())
        image = point.page.locator("[data-testid=page-image][data-page='0']")
        expect(image).to_be_visible(timeout=PAPER_S * 1000)
        point.shows_page(0)
        paper_s = time.monotonic() - sent
        point.page.wait_for_timeout(max(0.0, throttle.seconds - paper_s) * 1000)
        heard = {
            host: sound_share(samples_of(person.page), settled_ms) for host, person in meeting.people.items()
        }
        expect(point.page.locator(LOST)).to_have_count(0)
        meeting.laid.end_throttle()
        ended = time.monotonic()
        for person in (point, desk):
            expect(person.page.locator(TOLD)).to_have_count(0, timeout=PICTURE_S * 1000)
        back_s = time.monotonic() - ended
        noted = f"told {told_s:.1f} s, paper {paper_s:.1f} s, back {back_s:.1f} s, heard {heard}"
        meeting.is_proven()
        assert min(heard.values()) >= LEAST_HEARD, noted
