"""What fake microphones and cameras give, made by the tests: a voice, silence, a howl, a covered lens."""

from __future__ import annotations

import math
import random
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final

RATE: Final = 16_000
WIDTH: Final = 320
HEIGHT: Final = 180
BLACK: Final = 16
"""Luma of black in limited range (ITU-R BT.601)."""
NO_COLOUR: Final = 128


def silence(path: Path) -> Path:
    """Five seconds of digital silence: a microphone whose own switch is off."""
    return _sound(path, (0.0 for _ in range(5 * RATE)))


def speech(path: Path) -> Path:
    """Twenty seconds like a voice: pulses through resonances that change, in words with pauses."""
    return _sound(path, _voice(20))


def howl(path: Path) -> Path:
    """A tone of 1,100 Hz that grows by 40 dB in four seconds and stays for six."""
    return _sound(path, (_larsen(sample / RATE) for sample in range(10 * RATE)))


def covered(path: Path) -> Path:
    """A camera behind its lid."""
    return _film(path, bytes([BLACK]) * (WIDTH * HEIGHT))


def still(path: Path) -> Path:
    """A camera that has stopped: a picture with contrast, always the same."""
    row = bytes(BLACK + column * 200 // WIDTH for column in range(WIDTH))
    return _film(path, row * HEIGHT)


def _larsen(seconds: float) -> float:
    amplitude = 0.005 * 10 ** (min(seconds, 4.0) / 2)
    return amplitude * math.sin(2 * math.pi * 1100 * seconds)


def _voice(seconds: int) -> Iterator[float]:
    chance = random.Random(1)  # the same sound each time
    before, earlier, phase, envelope = 0.0, 0.0, 0.0, 0.0
    left, loud, pitch, formant = 0, 0.0, 120.0, 600.0
    for _ in range(seconds * RATE):
        if left <= 0:
            pause = chance.random() < 0.25
            left = int(RATE * (0.1 + 0.25 * chance.random()))
            loud = 0.0 if pause else 0.4 + 0.4 * chance.random()
            pitch, formant = 100 + 60 * chance.random(), 350 + 1500 * chance.random()
        left -= 1
        envelope += (loud - envelope) / 160
        phase += pitch / RATE
        pulse = 1.0 if phase >= 1 else 0.0
        phase -= pulse
        out = pulse + 1.9 * math.cos(2 * math.pi * formant / RATE) * before - 0.9025 * earlier
        before, earlier = out, before
        yield max(-1.0, min(1.0, 0.3 * out * envelope)) + 0.0006 * (chance.random() - 0.5)


def _sound(path: Path, samples: Iterator[float]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", int(32_000 * sample)) for sample in samples))
    return path


def _film(path: Path, luma: bytes) -> Path:
    """YUV4MPEG2 of one second; the fake camera begins again at its end."""
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F15:1 Ip A1:1 C420jpeg\n".encode()
    frame = b"FRAME\n" + luma + bytes([NO_COLOUR]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(head + frame * 15)
    return path
