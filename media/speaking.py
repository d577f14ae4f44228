"""Who speaks in a conference: one endpoint or nobody, without flicker. Pure."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from media.rtp.speaker import Loudness, choose_loudest

SPEECH_LEVEL: Final = 50.0
"""-dBov: quieter than this is a room, not a voice (a quiet voice at a headset is about -35)."""


class SpeakerChoice:
    """The current speaker, by level with decay and hysteresis (media/rtp/speaker.py)."""

    def __init__(self) -> None:
        self.current: str | None = None
        self._loudness: dict[str, Loudness] = {}

    def add(self, now: float, name: str, level: int) -> None:
        """The level of one endpoint."""
        self._loudness.setdefault(name, Loudness()).add(now, level)

    def choose(self, now: float, present: Container[str]) -> str | None:
        """Who speaks now; those who are not present are forgotten."""
        self._loudness = {name: one for name, one in self._loudness.items() if name in present}
        names = list(self._loudness)
        levels = {i: self._loudness[n].level(now) for i, n in enumerate(names)}
        levels = {i: level for i, level in levels.items() if level <= SPEECH_LEVEL}
        before = frozenset(i for i, name in enumerate(names) if name == self.current)
        chosen = choose_loudest(levels, before, 1)
        self.current = next((names[i] for i in chosen), None)
        return self.current
