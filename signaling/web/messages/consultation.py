"""A consultation: participants from the lobby to the end, chat, interpreters, guests (J1, J4)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from media.contract import MAX_SDP_CHARS, Kind
from signaling.web.messages.base import (
    Delta,
    Id,
    LocalText,
    LocalWords,
    Message,
    Request,
    SpokenLanguage,
    Text,
)
from signaling.web.messages.identity import Identity
from signaling.web.messages.interpreters import InterpreterCall

ParticipantRole = Literal["client", "expert", "interpreter", "guest", "advisor"]
"""advisor: a device of the advisor's own; at the service point the advisor speaks through the client's."""
ParticipantState = Literal["lobby", "admitted", "left"]
AdvisorPresence = Literal["present", "away", "asking"]
"""Whether the advisor is in the room of the client. asking: away, and asks the expert to come back."""


class Participant(Message, frozen=True):
    """One endpoint of the consultation; its id names its streams and operations."""

    participant: Id
    role: ParticipantRole
    label: LocalText
    """Role in words: `Asiakas`, `Asiantuntija`, `Tulkki (arabia)`; shown on the picture (F-46)."""
    name: str
    """Name where one is known and may be shown; else empty."""
    authority: LocalText | None
    """Whom an expert speaks for; null for everybody else."""
    title: LocalText | None
    """What an expert is there, where the account says it; null for everybody else."""
    verified: bool
    """Signed in with an account of that authority (F-98): screens mark it. False for all but its experts."""
    state: ParticipantState
    microphone: bool
    camera: bool
    connected: bool
    """False while its browser is away and may come back."""
    hand_raised_at: float | None = None
    """Unix s since the hand is up; null: it is down. Screens show that it is up, not yet who was first."""
    signing: bool = False
    """Speaks with the hands: screens always show this one's picture, large (F-61)."""
    muted: bool = False
    """By who leads: nobody hears this one until its own browser says that the microphone is open (F-89)."""


class Said(Message, frozen=True):
    """A line of the chat."""

    sequence: int
    participant: Id
    text: str
    at: float


class PaperEntry(Message, frozen=True):
    """A shared document."""

    paper: Id
    name: str
    pages: int
    added_by: Id
    added_at: float


class CaseSystemEntry(Message, frozen=True):
    """An authority whose case system takes papers in."""

    authority: Id
    name: LocalText
    own: bool
    """Of the service itself. Others get a paper only with the client's permission."""


class HandOverEntry(Message, frozen=True):
    """A paper that goes, or went, to an authority's case system."""

    hand_over: Id
    paper: Id
    authority: Id
    authority_name: LocalText
    state: Literal["asked", "waiting", "delivered", "withdrawn"]
    """asked: the client has not answered yet. waiting: until the case system has acknowledged it.

    withdrawn: the client said no, or the paper was taken from the table before it was acknowledged.
    """


class IceServer(Message, frozen=True):
    """A TURN server as `RTCPeerConnection` takes it (W3C webrtc, RTCIceServer)."""

    urls: tuple[str, ...]
    username: str
    credential: str


class IceServers(Message, frozen=True):
    """Relays for networks that let neither UDP nor TCP to media out."""

    servers: tuple[IceServer, ...]
    expires_at: float
    """Unix s. Later no relay is made with these: ask for the snapshot again, then restart ICE."""


class Topic(Message, frozen=True):
    """What the directory tells of the service, of whoever the client is nothing (F-47)."""

    description: LocalText
    words: LocalWords
    """Everyday words of the matter: terms that an interpreter may meet."""


class ConsultationSnapshot(Message, frozen=True):
    """All that the consultation's screen shows. From the lobby: only oneself, nothing of the others."""

    feed: str
    version: int
    consultation: Id
    state: Literal["active", "ended"]
    service_name: LocalText
    authority_name: LocalText
    phone: str
    """The authority's telephone, for when the connection does not come back (F-06); empty: none."""
    me: Id
    may: tuple[str, ...]
    """What the policy lets this participant do here, by event name."""
    participants: tuple[Participant, ...]
    papers: tuple[PaperEntry, ...]
    shown_paper: Id | None
    shown_page: int
    last_operation: int
    chat: tuple[Said, ...]
    interpreter_call: InterpreterCall | None
    locked: bool
    """No code lets anybody in (F-89)."""
    confidential: bool
    """Nothing of the service is kept: papers are neither printed nor downloaded (F-102)."""
    case_systems: tuple[CaseSystemEntry, ...]
    """Where this one may hand papers over to."""
    handed_over: tuple[HandOverEntry, ...]
    """What was asked and done in this consultation, oldest first."""
    ice_servers: IceServers | None
    """Fresh in each snapshot of one admitted; null in the lobby, and where there is no TURN server."""
    advisor: AdvisorPresence | None
    """Present until the service point declares otherwise (F-27); null in the lobby."""
    identity: Identity | None
    """Of the client; null in the lobby."""
    notes: str | None
    """Own private notes; null for who has none to write."""
    text_characters_per_second: int
    """What the data channel for text takes of each one (cps of RFC 8865), over 10 s; more is dropped."""
    chat_characters: int
    """Most of one message."""
    started_at: float
    topic: Topic | None = None
    """In the lobby, for who prepares; null inside, where the matter itself speaks."""


class ConsultationRef(Message, frozen=True):
    """Open the screen of this consultation."""

    consultation: Id
    window: Id | None = None
    """Made by each window as it is opened; where another one has the place: `conflict`, `elsewhere`."""
    take: bool = False
    """The place is here from now on: the window is opened, has had no answer and heard of no other one."""


class ConsultationAct(Request, frozen=True):
    """Leave or end this consultation."""

    consultation: Id


class ParticipantAct(Request, frozen=True):
    """Admit from the lobby, or remove, this participant, or lower its hand."""

    consultation: Id
    participant: Id


class Mute(Request, frozen=True):
    """Mute this participant, or all others (F-89). They open their microphones themselves."""

    consultation: Id
    participant: Id | None = None
    """null: all but oneself."""


class Lock(Request, frozen=True):
    """Let nobody new in by a code, or again (F-89)."""

    consultation: Id
    locked: bool


class AdvisorAnswer(Request, frozen=True):
    """Whether the advisor, who asks, may come back."""

    consultation: Id
    agreed: bool


class DeviceState(Request, frozen=True):
    """Own microphone and camera, as the person has set them."""

    consultation: Id
    microphone: bool
    camera: bool


class Hand(Request, frozen=True):
    """Raise or lower the own hand (F-48, F-61)."""

    consultation: Id
    raised: bool


class Signing(Request, frozen=True):
    """Mark oneself as signing, or take the mark back (F-61)."""

    consultation: Id
    signing: bool


class Say(Request, frozen=True):
    """A line for the chat."""

    consultation: Id
    text: Text


class Offer(Message, frozen=True):
    """The browser's offer for its place; the acknowledgement carries the answer."""

    consultation: Id
    sdp: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_SDP_CHARS)]
    window: Id | None = None
    """As in `consultation:open`: an older window would take the media away from the newest."""


class OfferAnswer(Message, frozen=True):
    """The media server's answer."""

    sdp: str


class Invite(Request, frozen=True):
    """Make a one-time link for a guest or an outside interpreter (F-19, F-45)."""

    consultation: Id
    role: Literal["guest", "interpreter", "advisor"]
    name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    language: SpokenLanguage | None = None


class Invitation(Message, frozen=True):
    """The link to hand over; shown once."""

    code: str
    url: str
    expires_at: float


# ---- what the server tells ------------------------------------------------------------


class ParticipantChanged(Delta, frozen=True):
    """Somebody came, was admitted, muted, signs, raised or lowered a hand, or is away or back."""

    consultation: Id
    participant: Participant


class ParticipantLeft(Delta, frozen=True):
    """Somebody has left for good."""

    consultation: Id
    participant: Id


class Admitted(Delta, frozen=True):
    """To the one in the lobby: you are in; ask for the snapshot and offer media."""

    consultation: Id


class SentBack(Delta, frozen=True):
    """To the one who is in the lobby again: forget the others, and ask for the snapshot."""

    consultation: Id


class LockChanged(Delta, frozen=True):
    """Codes let people in, or do not."""

    consultation: Id
    locked: bool


class ConsultationEnded(Delta, frozen=True):
    """It is over: the screen forgets everything of it (F-25)."""

    consultation: Id
    reason: Literal["ended", "left", "removed", "timeout", "advisor_away", "not_appeared", "returned"]
    """advisor_away: to a device of the advisor, who has left the room (F-99).

    not_appeared: the expert never came; the client waits again at the front of the queue.
    returned: the expert has given the client back there.
    """


class AdvisorChanged(Delta, frozen=True):
    """The advisor has left the room, asks to come back, or is back."""

    consultation: Id
    presence: AdvisorPresence


class ChatSaid(Delta, frozen=True):
    """A new line of the chat."""

    consultation: Id
    said: Said


class MediaMap(Message, frozen=True):
    """What the receive slot `mid` shows; null: hide it, the last frame stays in the element."""

    consultation: Id
    mid: str
    kind: Kind
    source: Id | None
    switched: bool
    held: bool = False
    """The picture is held back, for the line to this person does not carry it now."""


class PlaceTaken(Message, frozen=True):
    """The place is in this window now; others of the same person ask for their snapshot, and are told."""

    consultation: Id
    window: Id


class MediaRestart(Message, frozen=True):
    """The media process has come back empty: build a new connection and offer."""

    consultation: Id


class MediaSpeaking(Message, frozen=True):
    """Who is speaking now."""

    consultation: Id
    participant: Id | None
