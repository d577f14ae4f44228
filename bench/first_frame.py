"""Accept to first remote frame (Q-16), at the desk, in Chromium and in Firefox."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from bench.browsers import chromium, firefox, profile, stage
from bench.report import TABLE_HEAD, row, write_section
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

CALLS = 20
TEXT = """
    From the press of accept at the desk to the first presented frame of the client: acknowledgement,
    snapshot, offer and answer, ICE, DTLS, key frame, decoding. Everything runs on one machine.
    Firefox by itself starts to send 1.2 to 1.8 s after DTLS. Limit of Q-16: p95 3 s; aim with
    Chromium: p95 under 1 s.
"""
FIRST_FRAME = """
() => { window.firstFrame = new Promise(done => {
  const pressed = performance.now();
  const look = () => {
    const video = document.querySelector('[data-testid^=tile-][data-role=client] video');
    if (video && video.srcObject) video.requestVideoFrameCallback(() => done(performance.now() - pressed));
    else requestAnimationFrame(look);
  };
  look();
}); document.querySelector('[data-testid^=accept-]').click(); }
"""


def measure(server: Server, point_browser: Browser, desk_browser: Browser) -> list[float]:
    """Milliseconds from the press of accept to the first frame of the client, for each call."""
    figures = []
    point = Point(profile(point_browser, server), "Alajärvi")
    desk = Desk(profile(desk_browser, server), "Asiantuntija-Kela-01")
    desk.is_available()
    for _ in range(CALLS):
        point.page.goto("/point")
        desk.page.goto("/desk")
        point.calls("Kela", "Toimeentulo- ja asumistuki")
        expect(desk.waiting().first).to_be_visible()
        desk.page.evaluate(FIRST_FRAME)
        figures.append(float(desk.page.evaluate("() => window.firstFrame")))
        desk.ends()
        point.has_ended()
    point.context.close()
    desk.context.close()
    return figures


def main() -> None:
    with stage() as (server, driver):
        chrome, fox = chromium(driver), firefox(driver)
        rows = [
            row("Chromium sees Chromium", measure(server, chrome, chrome), "ms"),
            row("Firefox sees Chromium", measure(server, chrome, fox), "ms"),
            row("Chromium sees Firefox", measure(server, fox, chrome), "ms"),
        ]
        chrome.close()
        fox.close()
    write_section("first_frame", "Accept to first remote frame", TEXT, [TABLE_HEAD, *rows])


if __name__ == "__main__":
    main()
