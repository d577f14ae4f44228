"""Browsers, people and a camera that shows the time, for the benchmarks that need real pages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests import browsers
from tests.e2e import server as product
from tests.e2e.server import Server

TIME_CAMERA = """
(() => {
  const W = 640, H = 360;
  navigator.mediaDevices.getUserMedia = async wanted => {
    const canvas = document.createElement('canvas'); canvas.width = W; canvas.height = H;
    const g = canvas.getContext('2d');
    const sound = new AudioContext(); const out = sound.createMediaStreamDestination();
    const tone = sound.createOscillator(), gain = sound.createGain();
    tone.frequency.value = 1000; gain.gain.value = 0; tone.connect(gain).connect(out); tone.start();
    setInterval(() => {
      const now = Date.now(), code = (now % 0xffffffff) >>> 0, flash = now % 2000 < 200;
      g.fillStyle = flash ? '#fff' : '#246'; g.fillRect(0, 0, W, H);
      for (let i = 0; i < 32; i++) {
        g.fillStyle = (code >>> (31 - i)) & 1 ? '#fff' : '#000'; g.fillRect(i * 20, 0, 20, 20);
      }
      g.fillStyle = '#fa0'; g.fillRect((now / 5) % W, 180, 40, 40);
      gain.gain.value = flash ? 0.8 : 0;
    }, 40);
    const tracks = [];
    if (wanted && wanted.video) tracks.push(canvas.captureStream(25).getVideoTracks()[0]);
    if (wanted && wanted.audio) tracks.push(out.stream.getAudioTracks()[0]);
    return new MediaStream(tracks);
  };
})();
"""
"""Replaces the camera by a canvas: the wall clock (ms) as 32 black or white blocks along the top
row, a white flash with a beep of 1 kHz every 2 s. The blocks survive VP8."""

READ_DELAYS = """
async (video, milliseconds) => {
  const W = 640, canvas = new OffscreenCanvas(W, 32).getContext('2d', {willReadFrequently: true});
  const delays = []; let last = -1; const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await new Promise(r => video.requestVideoFrameCallback(r));
    const now = (Date.now() % 0xffffffff) >>> 0;
    canvas.drawImage(video, 0, 0, video.videoWidth, video.videoHeight * 32 / 360, 0, 0, W, 32);
    const pixels = canvas.getImageData(0, 0, W, 32).data; let code = 0;
    for (let i = 0; i < 32; i++) {
      const o = (10 * W + i * 20 + 10) * 4;
      code = code * 2 + (pixels[o] + pixels[o + 1] + pixels[o + 2] > 384 ? 1 : 0);
    }
    code = code >>> 0;
    if (code !== last && Math.abs(now - code) < 5000) delays.push(now - code);
    last = code;
  }
  return delays;
}
"""

READ_SKEWS = """
async (video, milliseconds) => {
  const canvas = new OffscreenCanvas(8, 8).getContext('2d', {willReadFrequently: true});
  const element = [...document.querySelectorAll('audio, video')]
    .find(e => !e.muted && e.srcObject && e.srcObject.getAudioTracks().length);
  const context = new AudioContext(); await context.resume();
  const analyser = context.createAnalyser(); analyser.fftSize = 256;
  context.createMediaStreamSource(new MediaStream(element.srcObject.getAudioTracks())).connect(analyser);
  const samples = new Float32Array(256); const flashes = [], beeps = []; let bright = null, loud = false;
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    canvas.drawImage(video, 20 * video.videoWidth / 640, 300 * video.videoHeight / 360,
      40 * video.videoWidth / 640, 40 * video.videoHeight / 360, 0, 0, 8, 8);
    const p = canvas.getImageData(0, 0, 8, 8).data; const white = p[0] > 180 && p[2] > 180;
    if (bright === false && white) flashes.push(performance.now()); bright = white;
    analyser.getFloatTimeDomainData(samples); let sum = 0; for (const s of samples) sum += s * s;
    const sounding = Math.sqrt(sum / samples.length) > 0.05;
    if (!loud && sounding) beeps.push(performance.now()); loud = sounding;
    await new Promise(r => setTimeout(r, 5));
  }
  await context.close();
  return flashes.map(f => {
    const near = beeps.filter(b => Math.abs(b - f) < 600).map(b => b - f);
    return near.length ? near.reduce((a, b) => Math.abs(a) < Math.abs(b) ? a : b) : null;
  }).filter(skew => skew !== null);
}
"""
"""Beep minus flash in ms for each flash: positive when the sound is late."""


@contextmanager
def stage() -> Iterator[tuple[Server, Playwright]]:
    """A running demo and the browsers' driver."""
    with tempfile.TemporaryDirectory(prefix="etaluukku-bench-") as directory:
        running = product.start(Path(directory))
        try:
            with sync_playwright() as driver:
                yield running, driver
        finally:
            running.stop()


def chromium(driver: Playwright) -> Browser:
    """Chromium with a fake camera."""
    return driver.chromium.launch(**browsers.chromium())


def firefox(driver: Playwright) -> Browser:
    """Firefox with a fake camera."""
    return driver.firefox.launch(**browsers.firefox())


def profile(browser: Browser, server: Server, time_camera: bool = False) -> BrowserContext:
    """A fresh browser profile for one person."""
    context = browser.new_context(
        base_url=server.url, locale="fi-FI", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(20_000)
    if time_camera:
        context.add_init_script(TIME_CAMERA)
    return context
