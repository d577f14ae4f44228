"""Interpreters of the pool: rung by language, answering one call for all (F-45)."""

from __future__ import annotations

from typing import Literal

from signaling.web.messages.base import Delta, Id, LocalText, Message, Name, Request, SpokenLanguage
from signaling.web.messages.queue import Availability


class InterpreterCall(Message, frozen=True):
    """An interpreter is being looked for."""

    call: Id
    language: SpokenLanguage
    state: Literal["ringing", "answered", "nobody", "cancelled"]


class InterpreterAsk(Request, frozen=True):
    """Ring the free interpreters of a language (F-45)."""

    consultation: Id
    language: SpokenLanguage


class InterpreterCallRef(Request, frozen=True):
    """Answer, decline or cancel this call."""

    call: Id


class SetLanguage(Request, frozen=True):
    """Whether calls in this one of the interpreter's own languages may ring."""

    language: SpokenLanguage
    on: bool


class RingingCall(Message, frozen=True):
    """A call as an interpreter sees it before answering: the topic, no names."""

    call: Id
    language: SpokenLanguage
    authority_name: LocalText
    service_name: LocalText
    rung_at: float


class InterpreterSnapshot(Message, frozen=True):
    """All that the interpreter's screen shows outside a consultation."""

    feed: str
    version: int
    name: Name
    languages: tuple[SpokenLanguage, ...]
    languages_on: tuple[SpokenLanguage, ...]
    """Those that calls ring for while the interpreter is available."""
    availability: Availability
    ringing: tuple[RingingCall, ...]
    consultation: Id | None
    participant: Id | None


class LanguageEntry(Message, frozen=True):
    """A language with interpreters in the pool."""

    language: SpokenLanguage
    free: int


class Languages(Message, frozen=True):
    """Languages that can be asked for now."""

    languages: tuple[LanguageEntry, ...]


# ---- what the server tells ------------------------------------------------------------


class InterpreterCallChanged(Delta, frozen=True):
    """How the search for an interpreter goes."""

    consultation: Id
    call: InterpreterCall


class InterpreterRinging(Delta, frozen=True):
    """To a free interpreter: a call to answer."""

    ringing: RingingCall


class InterpreterLanguagesOn(Delta, frozen=True):
    """The languages that calls ring for now, also when another window changed them."""

    languages_on: tuple[SpokenLanguage, ...]


class InterpreterRungOff(Delta, frozen=True):
    """The call is answered by another, cancelled or timed out."""

    call: Id
    reason: Literal["answered", "cancelled", "timeout"]
