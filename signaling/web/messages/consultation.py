"""A consultation: participants from the lobby to the end, chat, interpreters, guests (J1, J4)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from media.contract import MAX_SDP_CHARS, Kind
from signaling.web.messages.base import (
    Delta,
    Id,
    LocalText,
    Message,
    Name,
    Request,
    SpokenLanguage,
    Text,
)
from signaling.web.messages.queue import Availability

ParticipantRole = Literal["client", "expert", "interpreter", "guest"]
ParticipantState = Literal["lobby", "admitted", "left"]


class Participant(Message, frozen=True):
    """One endpoint of the consultation; its id names its streams and operations."""

    participant: Id
    role: ParticipantRole
    label: LocalText
    """Role in words: `Asiakas`, `Asiantuntija`, `Tulkki (arabia)`; shown on the picture (F-46)."""
    name: str
    """Name where one is known and may be shown; else empty."""
    authority: LocalText | None
    state: ParticipantState
    microphone: bool
    camera: bool
    connected: bool
    """False while its browser is away and may come back."""


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


class InterpreterCall(Message, frozen=True):
    """An interpreter is being looked for."""

    call: Id
    language: SpokenLanguage
    state: Literal["ringing", "answered", "nobody", "cancelled"]


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
    ice_servers: IceServers | None
    """Fresh in each snapshot of one admitted; null in the lobby, and where there is no TURN server."""
    started_at: float


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
    """Admit from the lobby, or remove, this participant."""

    consultation: Id
    participant: Id


class DeviceState(Request, frozen=True):
    """Own microphone and camera, as the person has set them."""

    consultation: Id
    microphone: bool
    camera: bool


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
    role: Literal["guest", "interpreter"]
    name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    language: SpokenLanguage | None = None


class Invitation(Message, frozen=True):
    """The link to hand over; shown once."""

    code: str
    url: str
    expires_at: float


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


class ParticipantChanged(Delta, frozen=True):
    """Somebody came, was admitted, muted, or is away or back."""

    consultation: Id
    participant: Participant


class ParticipantLeft(Delta, frozen=True):
    """Somebody has left for good."""

    consultation: Id
    participant: Id


class Admitted(Delta, frozen=True):
    """To the one in the lobby: you are in; ask for the snapshot and offer media."""

    consultation: Id


class ConsultationEnded(Delta, frozen=True):
    """It is over: the screen forgets everything of it (F-25)."""

    consultation: Id
    reason: Literal["ended", "left", "removed", "timeout"]


class ChatSaid(Delta, frozen=True):
    """A new line of the chat."""

    consultation: Id
    said: Said


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


class MediaMap(Message, frozen=True):
    """What the receive slot `mid` shows; null: hide it, the last frame stays in the element."""

    consultation: Id
    mid: str
    kind: Kind
    source: Id | None
    switched: bool


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
