"""Picture delay and lip sync (Q-03, Q-04) between two real pages, beside the same pages without a server."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from bench.browsers import READ_DELAYS, READ_SKEWS, TIME_CAMERA, chromium, profile, stage
from bench.report import TABLE_HEAD, row, write_section
from tests.e2e.seats import Desk, Point
from tests.e2e.server import Server

SETTLE_MS = 5_000
WATCH_MS = 15_000
SKEW_MS = 30_000
TEXT = """
    640x360 at 25 frames/s, VP8, Chromium to Chromium on one machine; camera to decoded frame, read
    from a time code in the picture; n counts frames. Skew is the onset of a beep minus that of a
    flash: positive when the sound is late; n counts flashes. Limit of Q-04: 100 ms; aim for the
    delay: median under 80 ms.
"""

WITHOUT_A_SERVER = """
async () => {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: true});
  const a = new RTCPeerConnection(), b = new RTCPeerConnection();
  a.onicecandidate = e => e.candidate && b.addIceCandidate(e.candidate);
  b.onicecandidate = e => e.candidate && a.addIceCandidate(e.candidate);
  const video = document.createElement('video'); video.autoplay = true; video.id = 'direct';
  document.body.append(video); b.ontrack = e => { video.srcObject = e.streams[0]; };
  stream.getTracks().forEach(t => a.addTrack(t, stream));
  await a.setLocalDescription(); await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(); await a.setRemoteDescription(b.localDescription);
}
"""


def through_the_server(server: Server, browser: Browser) -> tuple[list[float], list[float]]:
    """Delays and skews (ms) of the client's picture at the desk."""
    point = Point(profile(browser, server, time_camera=True), "Alajärvi")
    desk = Desk(profile(browser, server, time_camera=True), "Asiantuntija-Kela-01")
    desk.is_available()
    point.calls("Kela", "Toimeentulo- ja asumistuki")
    desk.accepts()
    video = desk.tile("client").locator("video")
    expect(video).to_be_visible()
    video.evaluate(READ_DELAYS, SETTLE_MS)
    delays = video.evaluate(READ_DELAYS, WATCH_MS)
    skews = video.evaluate(READ_SKEWS, SKEW_MS)
    desk.ends()
    point.context.close()
    desk.context.close()
    return delays, skews


def without_a_server(server: Server, browser: Browser) -> list[float]:
    """Delays (ms) of the same camera between two connections of one page."""
    context = profile(browser, server)
    context.add_init_script(TIME_CAMERA)
    page = context.new_page()
    page.goto("/")
    page.evaluate(WITHOUT_A_SERVER)
    video = page.locator("#direct")
    video.evaluate(READ_DELAYS, SETTLE_MS)
    delays: list[float] = video.evaluate(READ_DELAYS, WATCH_MS)
    context.close()
    return delays


def main() -> None:
    with stage() as (server, driver):
        browser = chromium(driver)
        direct = without_a_server(server, browser)
        delays, skews = through_the_server(server, browser)
        browser.close()
    write_section(
        "delay",
        "Picture delay and lip sync",
        TEXT,
        [
            TABLE_HEAD,
            row("delay without a server, in one page", direct, "ms"),
            row("delay through the server", delays, "ms"),
            row("sound minus picture through the server", skews, "ms"),
        ],
    )


if __name__ == "__main__":
    main()
