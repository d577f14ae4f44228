"""What may happen in a consultation, who hears whom, and what everybody is called. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from signaling.directory.languages import language_name
from signaling.web.messages.base import LocalText


class ConsultationState(StrEnum):
    """A consultation exists from acceptance on; there is nothing before ACTIVE and nothing after ENDED."""

    ACTIVE = "active"
    ENDED = "ended"


class ParticipantState(StrEnum):
    """Where one who takes part stands."""

    LOBBY = "lobby"
    """Waits for admission; sees and hears nothing (F-15)."""
    ADMITTED = "admitted"
    LEFT = "left"
    """For good: a new admission is a new participant (F-99)."""


class ParticipantRole(StrEnum):
    """As what one takes part."""

    CLIENT = "client"
    EXPERT = "expert"
    INTERPRETER = "interpreter"
    GUEST = "guest"


class Step(StrEnum):
    """What can happen to a participant."""

    ADMIT = "admit"
    LEAVE = "leave"
    """By one's own will, by removal, or by staying away longer than the grace period."""


class EndReason(StrEnum):
    """Why a consultation, or somebody's part in it, is over."""

    ENDED = "ended"
    LEFT = "left"
    REMOVED = "removed"
    TIMEOUT = "timeout"


TRANSITIONS: Final = {
    (ParticipantState.LOBBY, Step.ADMIT): ParticipantState.ADMITTED,
    (ParticipantState.LOBBY, Step.LEAVE): ParticipantState.LEFT,
    (ParticipantState.ADMITTED, Step.LEAVE): ParticipantState.LEFT,
}

ENDS_FOR_ALL: Final = frozenset({ParticipantRole.CLIENT, ParticipantRole.EXPERT})
"""There is no matter without the citizen, and none without the authority; others leave alone."""


def leaving_ends(role: ParticipantRole, state: ParticipantState) -> bool:
    """Whether the consultation ends for everybody when this one leaves."""
    return state is ParticipantState.ADMITTED and role in ENDS_FOR_ALL


def is_free(*, available: bool, connected: bool, in_consultation: bool) -> bool:
    """Whether an expert or an interpreter may be called now: available, at an open screen, with nobody.

    The one rule for the number at a service (F-11) and for whom a call rings (F-45).
    """
    return available and connected and not in_consultation


def label(role: ParticipantRole, language: str | None) -> LocalText:
    """What is written on the picture (F-46): the role, and an interpreter's language.

    >>> label(ParticipantRole.INTERPRETER, "ar").fi
    'Tulkki (arabia)'
    """
    match role:
        case ParticipantRole.CLIENT:
            return LocalText(fi="Asiakas", sv="Kund", en="Client")
        case ParticipantRole.EXPERT:
            return LocalText(fi="Asiantuntija", sv="Sakkunnig", en="Expert")
        case ParticipantRole.GUEST:
            return LocalText(fi="Vieras", sv="Gäst", en="Guest")
        case ParticipantRole.INTERPRETER:
            return _interpreter_label(language)


def _interpreter_label(language: str | None) -> LocalText:
    if language is None:
        return LocalText(fi="Tulkki", sv="Tolk", en="Interpreter")
    name = language_name(language)
    return LocalText(fi=f"Tulkki ({name.fi})", sv=f"Tolk ({name.sv})", en=f"Interpreter ({name.en})")
