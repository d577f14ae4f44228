"""What proves in a page that a picture moves and a sound is heard.

Thresholds were measured: a blank element gives 1 to 3 distinct frames in 3 s, a
real one more than 50; Chromium's fake microphone beeps once a second.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

FRAMES = """
async (video, [milliseconds, enough, contrast]) => {
  const canvas = new OffscreenCanvas(64, 36).getContext('2d', {willReadFrequently: true});
  const seen = new Set(); let low = 765, high = 0;
  const end = performance.now() + milliseconds;
  while (performance.now() < end && (seen.size < enough || high - low <= contrast)) {
    if (video.readyState >= 2 && video.videoWidth) {
      canvas.drawImage(video, 0, 0, 64, 36);
      const pixels = canvas.getImageData(0, 0, 64, 36).data; let hash = 0;
      for (let i = 0; i < pixels.length; i += 4) {
        hash = (hash * 31 + pixels[i] + pixels[i + 1] * 3 + pixels[i + 2] * 7) | 0;
        const light = pixels[i] + pixels[i + 1] + pixels[i + 2];
        low = Math.min(low, light); high = Math.max(high, light);
      }
      seen.add(hash);
    }
    await new Promise(r => setTimeout(r, 33));
  }
  return {distinct: seen.size, range: high - low, width: video.videoWidth};
}
"""

LOUDNESS = """
async ([milliseconds, enough, audible]) => {
  const playing = [...document.querySelectorAll('audio, video')].filter(e => !e.muted && !e.paused
    && e.srcObject && e.srcObject.getAudioTracks().some(t => !t.muted && t.readyState === 'live'));
  const context = new AudioContext();
  await Promise.race([context.resume(), new Promise(r => setTimeout(r, 1500))]);
  const listeners = playing.map(e => {
    const analyser = context.createAnalyser(); analyser.fftSize = 2048;
    context.createMediaStreamSource(new MediaStream(e.srcObject.getAudioTracks())).connect(analyser);
    return analyser;
  });
  const samples = new Float32Array(2048); const loudest = listeners.map(() => 0);
  const end = performance.now() + milliseconds;
  while (performance.now() < end && loudest.filter(level => level > audible).length < enough) {
    listeners.forEach((analyser, i) => {
      analyser.getFloatTimeDomainData(samples); let sum = 0;
      for (const s of samples) sum += s * s;
      loudest[i] = Math.max(loudest[i], Math.sqrt(sum / samples.length));
    });
    await new Promise(r => setTimeout(r, 10));
  }
  await context.close();
  return loudest;
}
"""


@dataclass(frozen=True)
class Picture:
    """What was seen in an element for some seconds."""

    distinct: int
    """Distinct frames."""
    range: int
    """Between the darkest and the brightest pixel of all frames, 0 to 765."""
    width: int


def watch(video: Locator, milliseconds: int, enough: int = 1000) -> Picture:
    """What the element shows over the given time, or until it has shown enough frames with contrast."""
    seen = video.evaluate(FRAMES, [milliseconds, enough, CONTRAST])
    return Picture(seen["distinct"], seen["range"], seen["width"])


CONTRAST = 40
"""Between the darkest and the brightest pixel; a first picture over a narrow line is dull for a moment."""
MOVING_FRAMES = 12
"""Four times the distinct frames that a blank or frozen element gives."""
MOVING_DEADLINE_MS = 15_000
"""Four browsers on two cores paint few frames; a frozen picture is told from a slow one by waiting."""


def assert_moving(video: Locator) -> None:
    """A real, moving picture with contrast, as soon as enough frames have come."""
    picture = watch(video, MOVING_DEADLINE_MS, enough=MOVING_FRAMES)
    assert picture.distinct >= MOVING_FRAMES, picture
    assert picture.range > CONTRAST, picture


AUDIBLE = 0.01
"""RMS of a sound that is really there; a closed one has 0."""
SOUND_DEADLINE_SECONDS = 15.0
"""The first packets may come after the word that a microphone is on."""


def loudness(page: Page, milliseconds: int = 2500, enough: int = 1000) -> list[float]:
    """Loudest RMS (0 to 1) of each remote sound that plays, until so many are heard or the time is over."""
    heard: list[float] = page.evaluate(LOUDNESS, [milliseconds, enough, AUDIBLE])
    return heard


def assert_heard(page: Page, sounds: int) -> None:
    """At least so many remote sounds are really heard in the page, as soon as they have come."""
    until = time.monotonic() + SOUND_DEADLINE_SECONDS
    while True:
        heard = loudness(page, enough=sounds)
        if sum(level > AUDIBLE for level in heard) >= sounds:
            return
        assert time.monotonic() < until, heard


LEFT = """async () => ({
  text: document.title + document.body.innerText,
  pictures: [...document.querySelectorAll('img')].filter(i => i.src.startsWith('blob:')).length,
  live: [...document.querySelectorAll('video,audio')].filter(e => e.srcObject).length,
  session: sessionStorage.length,
  local: JSON.stringify({...localStorage}),
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).length,
  files: [...document.querySelectorAll('input[type=file]')].filter(i => i.files.length).length,
  fetched: performance.getEntriesByType('resource').filter(e => e.name.includes('/papers')).length,
})"""


def assert_nothing_left(page: Page) -> None:
    """Page, address, storage and the list of what was fetched hold nothing of the citizen (F-25)."""
    left = page.evaluate(LEFT)
    assert "hakemus" not in left["text"] + left["local"]
    assert left["pictures"] == left["live"] == left["session"] == left["databases"] == left["files"] == 0
    assert left["caches"] == []
    assert left["fetched"] == 0
    assert "consultation" not in page.url
