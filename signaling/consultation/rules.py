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
    ADVISOR = "advisor"
    """A device of the advisor's own, besides the service point's: it is there only while the advisor is."""


class Step(StrEnum):
    """What can happen to a participant."""

    ADMIT = "admit"
    SEND_BACK = "send_back"
    """Into the lobby again, by who leads (F-89)."""
    LEAVE = "leave"
    """By one's own will, by removal, or by staying away longer than the grace period."""


class EndReason(StrEnum):
    """Why a consultation, or somebody's part in it, is over."""

    ENDED = "ended"
    LEFT = "left"
    REMOVED = "removed"
    TIMEOUT = "timeout"
    ADVISOR_AWAY = "advisor_away"
    """The advisor has left the room, and with it the advisor's own device."""
    NOT_APPEARED = "not_appeared"
    """The expert who had accepted did not come: the client waits again, at the front of the queue."""
    RETURNED = "returned"
    """The expert has given the client back to the front of the queue."""


class AdvisorPresence(StrEnum):
    """Whether the advisor is in the room of the client: taken to be there until declared otherwise (F-27)."""

    PRESENT = "present"
    AWAY = "away"
    ASKING = "asking"
    """Away, and asks to come back: that is for the expert to say (F-99)."""


class AdvisorStep(StrEnum):
    """What can happen to the advisor's presence."""

    LEAVE = "leave"
    """Also takes back the question."""
    ASK = "ask"
    AGREE = "agree"
    REFUSE = "refuse"


ADVISOR_TRANSITIONS: Final = {
    (AdvisorPresence.PRESENT, AdvisorStep.LEAVE): AdvisorPresence.AWAY,
    (AdvisorPresence.ASKING, AdvisorStep.LEAVE): AdvisorPresence.AWAY,
    (AdvisorPresence.AWAY, AdvisorStep.ASK): AdvisorPresence.ASKING,
    (AdvisorPresence.ASKING, AdvisorStep.AGREE): AdvisorPresence.PRESENT,
    (AdvisorPresence.ASKING, AdvisorStep.REFUSE): AdvisorPresence.AWAY,
}
"""There is no step from AWAY to PRESENT: nobody comes back without the expert's word."""


class IdentityMethod(StrEnum):
    """How the expert has established who the client is (F-95). Strong identification is not offered yet."""

    NOT_NEEDED = "not_needed"
    KNOWN = "known"
    DOCUMENT = "document"
    """An identity document was shown to the camera."""


def may_record(method: IdentityMethod | None, seen_at: float | None) -> bool:
    """Whether this may be recorded, where a document was last begun to be shown at `seen_at` (Unix s).

    A document is recorded only after it was shown here: for that long nothing could be captured.
    """
    return method is not IdentityMethod.DOCUMENT or seen_at is not None


def may_capture(shown_until: float | None) -> bool:
    """Whether a picture may be kept now: not while a document is being shown, whatever the clock says.

    The time limit ends the showing by a job; until that has run the answer stays no.
    """
    return shown_until is None


def is_verified(role: ParticipantRole, kind: str, account: str | None, service: str) -> bool:
    """Whether one speaks for an authority as its signed-in expert (F-98).

    `account` and `service` are the authorities of the account and of the service that this is about.
    A guest has no account, an interpreter no such role, and an account of no authority speaks for none.
    """
    return role is ParticipantRole.EXPERT and kind == "account" and account == service


def may_be_in(role: ParticipantRole, advisor: AdvisorPresence) -> bool:
    """Whether one in this role may be in the consultation now (F-99).

    A device of the advisor's own may only with the advisor. The service point's is the client's: it stays.
    """
    return role is not ParticipantRole.ADVISOR or advisor is AdvisorPresence.PRESENT


TRANSITIONS: Final = {
    (ParticipantState.LOBBY, Step.ADMIT): ParticipantState.ADMITTED,
    (ParticipantState.ADMITTED, Step.SEND_BACK): ParticipantState.LOBBY,
    (ParticipantState.LOBBY, Step.LEAVE): ParticipantState.LEFT,
    (ParticipantState.ADMITTED, Step.LEAVE): ParticipantState.LEFT,
}

ENDS_FOR_ALL: Final = frozenset({ParticipantRole.CLIENT, ParticipantRole.EXPERT})
"""There is no matter without the citizen, and none without the authority; others leave alone."""


def leaving_ends(role: ParticipantRole, state: ParticipantState) -> bool:
    """Whether the consultation ends for everybody when this one leaves."""
    return state is ParticipantState.ADMITTED and role in ENDS_FOR_ALL


def expert_is_missing(role: ParticipantRole, appeared_at: float | None) -> bool:
    """Whether this is the expert, who has accepted but neither opened the consultation nor been connected."""
    return role is ParticipantRole.EXPERT and appeared_at is None


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
        case ParticipantRole.ADVISOR:
            return LocalText(fi="Neuvoja", sv="Rådgivare", en="Advisor")
        case ParticipantRole.INTERPRETER:
            return _interpreter_label(language)


def _interpreter_label(language: str | None) -> LocalText:
    if language is None:
        return LocalText(fi="Tulkki", sv="Tolk", en="Interpreter")
    name = language_name(language)
    return LocalText(fi=f"Tulkki ({name.fi})", sv=f"Tolk ({name.sv})", en=f"Interpreter ({name.en})")
