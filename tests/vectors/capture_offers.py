"""Write the offers of the installed browsers in the client's layout to tests/vectors. Run by hand.

.venv/bin/python -m tests.vectors.capture_offers
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests import browsers

MAKE_OFFER = """async ({screen, simulcast}) => {
  const pc = window.pc = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
  const canvas = document.createElement('canvas'); canvas.width = 640; canvas.height = 360;
  canvas.getContext('2d');
  const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
  pc.addTransceiver(sound, {direction: 'sendonly'});
  const camera = canvas.captureStream(25).getVideoTracks()[0];
  const sendEncodings = simulcast
    ? [{rid: 'q', scaleResolutionDownBy: 4}, {rid: 'h', scaleResolutionDownBy: 2}, {rid: 'f'}] : undefined;
  pc.addTransceiver(camera, {direction: 'sendonly', ...(sendEncodings ? {sendEncodings} : {})});
  if (screen) pc.addTransceiver(canvas.captureStream(5).getVideoTracks()[0], {direction: 'sendonly'});
  pc.createDataChannel('volatile', {ordered: false, maxRetransmits: 0});
  for (let i = 0; i < 3; i++) pc.addTransceiver('audio', {direction: 'recvonly'});
  for (let i = 0; i < 4; i++) pc.addTransceiver('video', {direction: 'recvonly'});
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}"""

HERE = Path(__file__).parent


async def capture(browser: Browser, name: str) -> None:
    """Three offers of one browser: plain, with a screen, with simulcast."""
    for label, screen, simulcast in (
        ("", False, False),
        ("-screen", True, False),
        ("-simulcast", False, True),
    ):
        page = await browser.new_page()
        sdp = await page.evaluate(MAKE_OFFER, {"screen": screen, "simulcast": simulcast})
        path = HERE / f"{name}-{browser.version.split('.')[0]}{label}.sdp"
        path.write_bytes(sdp.encode())
        await page.close()


async def main() -> None:
    """Both browsers."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(**browsers.chromium())
        firefox = await playwright.firefox.launch(**browsers.firefox())
        for name, browser in (("chromium", chromium), ("firefox", firefox)):
            await capture(browser, name)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
