"""Whom a call for an interpreter rings, and what may happen to it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from signaling.consultation.rules import is_free


class CallState(StrEnum):
    """How the search for an interpreter stands; all but RINGING are final."""

    RINGING = "ringing"
    ANSWERED = "answered"
    NOBODY = "nobody"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can happen to a call."""

    ANSWER = "answer"
    CANCEL = "cancel"
    """By a participant, or because the consultation ended."""
    GIVE_UP = "give_up"
    """Everybody declined, or the time is over."""


TRANSITIONS: Final = {
    (CallState.RINGING, Step.ANSWER): CallState.ANSWERED,
    (CallState.RINGING, Step.CANCEL): CallState.CANCELLED,
    (CallState.RINGING, Step.GIVE_UP): CallState.NOBODY,
}


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What ringing depends on."""

    account: str
    languages: frozenset[str]
    """Those of the pool that were asked about."""
    languages_on: frozenset[str]
    """Of these, those that calls may ring for."""
    available: bool
    connected: bool
    in_consultation: bool

    def rings_for(self, language: str) -> bool:
        """Whether a call for this language may ring here."""
        free = is_free(
            available=self.available, connected=self.connected, in_consultation=self.in_consultation
        )
        return free and language in self.languages_on


def to_ring(pool: Iterable[Interpreter], language: str) -> list[str]:
    """Accounts to ring for a language, all at once: the first to answer joins."""
    return sorted(i.account for i in pool if i.rings_for(language))


def free_by_language(pool: Iterable[Interpreter]) -> dict[str, int]:
    """How many are free for each language of the pool; 0 where all are away or have it off."""
    counts: dict[str, int] = {}
    for interpreter in pool:
        for language in interpreter.languages:
            counts[language] = counts.get(language, 0) + interpreter.rings_for(language)
    return dict(sorted(counts.items()))
