"""Which schema belongs to which event or route, and which action the policy decides on.

The dispatcher validates by this table, docs/protocol.md and the client's types
are generated from it, and the policy test walks it: an entry that is missing
here does not exist for a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from signaling.web.messages import booking as b
from signaling.web.messages import consultation as c
from signaling.web.messages import identity as i
from signaling.web.messages import interpreters as ip
from signaling.web.messages import nettest as n
from signaling.web.messages import papers as p
from signaling.web.messages import privacy as pr
from signaling.web.messages import queue as q
from signaling.web.messages import selftest as t
from signaling.web.messages import session as s
from signaling.web.messages import statement as st
from signaling.web.messages.base import Message, Nothing


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """A Socket.IO event from a browser; its acknowledgement is {ok: reply} or {error: Error}."""

    name: str
    """Also the action that the policy decides on."""
    request: type[Message]
    reply: type[Message]


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """A Socket.IO event to a browser."""

    name: str
    message: type[Message]


@dataclass(frozen=True, slots=True)
class Route:
    """A REST route. JSON in and out unless `request` is None (no body) or bytes, and so for `reply`."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    action: str
    request: type[Message] | type[bytes] | None
    reply: type[Message] | type[bytes]


CLIENT_EVENTS: Final = (
    ClientEvent("session:check", Nothing, Nothing),
    ClientEvent("point:open", Nothing, q.PointSnapshot),
    ClientEvent("point:self-test", Nothing, t.SelfTestPlan),
    ClientEvent("point:tested", t.SelfTested, t.SelfTestPlan),
    ClientEvent("desk:open", Nothing, q.DeskSnapshot),
    ClientEvent("desk:availability", q.SetAvailability, Nothing),
    ClientEvent("ticket:open", q.TicketOpen, q.TicketView),
    ClientEvent("ticket:cancel", q.TicketRef, Nothing),
    ClientEvent("ticket:accept", q.TicketRef, q.Accepted),
    ClientEvent("ticket:write", q.TicketWrite, Nothing),
    ClientEvent("ticket:return", c.ConsultationAct, Nothing),
    ClientEvent("booking:book", b.Book, b.Booked),
    ClientEvent("booking:move", b.Move, b.Booked),
    ClientEvent("booking:cancel", b.AppointmentRef, Nothing),
    ClientEvent("booking:arrive", b.Arrive, q.TicketView),
    ClientEvent("consultation:open", c.ConsultationRef, c.ConsultationSnapshot),
    ClientEvent("consultation:leave", c.ConsultationAct, Nothing),
    ClientEvent("consultation:end", c.ConsultationAct, Nothing),
    ClientEvent("consultation:admit", c.ParticipantAct, Nothing),
    ClientEvent("consultation:remove", c.ParticipantAct, Nothing),
    ClientEvent("chair:mute", c.Mute, Nothing),
    ClientEvent("chair:lobby", c.ParticipantAct, Nothing),
    ClientEvent("chair:lock", c.Lock, Nothing),
    ClientEvent("consultation:device", c.DeviceState, Nothing),
    ClientEvent("advisor:leave", c.ConsultationAct, Nothing),
    ClientEvent("advisor:return", c.ConsultationAct, Nothing),
    ClientEvent("advisor:answer", c.AdvisorAnswer, Nothing),
    ClientEvent("identity:show", c.ConsultationAct, Nothing),
    ClientEvent("identity:cancel", c.ConsultationAct, Nothing),
    ClientEvent("identity:record", i.IdentityRecord, Nothing),
    ClientEvent("notes:write", i.NotesWrite, Nothing),
    ClientEvent("consultation:say", c.Say, Nothing),
    ClientEvent("consultation:signing", c.Signing, Nothing),
    ClientEvent("hand:raise", c.Hand, Nothing),
    ClientEvent("hand:lower", c.ParticipantAct, Nothing),
    ClientEvent("media:offer", c.Offer, c.OfferAnswer),
    ClientEvent("guest:invite", c.Invite, c.Invitation),
    ClientEvent("interpreter:open", Nothing, ip.InterpreterSnapshot),
    ClientEvent("interpreter:availability", q.SetAvailability, Nothing),
    ClientEvent("interpreter:language", ip.SetLanguage, Nothing),
    ClientEvent("interpreter:languages", Nothing, ip.Languages),
    ClientEvent("interpreter:ask", ip.InterpreterAsk, ip.InterpreterCall),
    ClientEvent("interpreter:cancel", ip.InterpreterCallRef, Nothing),
    ClientEvent("interpreter:answer", ip.InterpreterCallRef, q.Accepted),
    ClientEvent("interpreter:decline", ip.InterpreterCallRef, Nothing),
    ClientEvent("paper:turn", p.PageTurn, p.OperationDone),
    ClientEvent("paper:remove", p.PaperRemove, p.OperationDone),
    ClientEvent("paper:redact", p.PageRedact, p.OperationDone),
    ClientEvent("paper:hand-over", p.PaperHandOver, c.HandOverEntry),
    ClientEvent("paper:permit", p.PaperPermit, c.HandOverEntry),
    ClientEvent("paper:print", p.PaperPrint, p.PaperPrinted),
    ClientEvent("mark:add", p.MarkAdd, p.OperationDone),
    ClientEvent("mark:erase", p.MarkErase, p.OperationDone),
    ClientEvent("mark:erase-other", p.MarkEraseOther, p.OperationDone),
)

SERVER_EVENTS: Final = (
    ServerEvent("session:ended", s.SessionEnded),
    ServerEvent("server:draining", s.ServerDraining),
    ServerEvent("directory:changed", q.DirectoryChanged),
    ServerEvent("availability:changed", q.AvailabilityChanged),
    ServerEvent("ticket:offered", q.TicketOffered),
    ServerEvent("ticket:withdrawn", q.TicketWithdrawn),
    ServerEvent("ticket:place", q.TicketPlace),
    ServerEvent("ticket:accepted", q.TicketAccepted),
    ServerEvent("ticket:returned", q.TicketReturned),
    ServerEvent("ticket:written", q.TicketWritten),
    ServerEvent("ticket:closing", q.TicketClosing),
    ServerEvent("ticket:closed", q.TicketClosed),
    ServerEvent("booking:changed", b.BookingChanged),
    ServerEvent("consultation:admitted", c.Admitted),
    ServerEvent("consultation:lobby", c.SentBack),
    ServerEvent("consultation:locked", c.LockChanged),
    ServerEvent("consultation:ended", c.ConsultationEnded),
    ServerEvent("consultation:said", c.ChatSaid),
    ServerEvent("advisor:changed", c.AdvisorChanged),
    ServerEvent("identity:changed", i.IdentityChanged),
    ServerEvent("participant:changed", c.ParticipantChanged),
    ServerEvent("participant:left", c.ParticipantLeft),
    ServerEvent("interpreter:call", ip.InterpreterCallChanged),
    ServerEvent("interpreter:ringing", ip.InterpreterRinging),
    ServerEvent("interpreter:languages-on", ip.InterpreterLanguagesOn),
    ServerEvent("interpreter:rung-off", ip.InterpreterRungOff),
    ServerEvent("paper:added", p.PaperAdded),
    ServerEvent("paper:removed", p.PaperRemoved),
    ServerEvent("paper:handed-over", p.PaperHandedOver),
    ServerEvent("operation:added", p.OperationAdded),
    ServerEvent("media:map", c.MediaMap),
    ServerEvent("media:restart", c.MediaRestart),
    ServerEvent("consultation:window", c.PlaceTaken),
    ServerEvent("media:speaking", c.MediaSpeaking),
)

ROUTES: Final = (
    Route("GET", "/api/me", "session:me", None, s.Me),
    Route("POST", "/api/sign-in", "session:sign-in", s.SignIn, s.Me),
    Route("POST", "/api/sign-out", "session:sign-out", None, Nothing),
    Route("POST", "/api/enrol", "session:enrol", s.Enrol, s.Me),
    Route("POST", "/api/join", "session:join", s.Join, s.Me),
    Route("GET", "/api/accessibility", "statement:read", None, st.OperatorContact),
    Route("GET", "/api/nettest", "nettest:read", None, n.SiteTest),
    Route("POST", "/api/nettest", "nettest:offer", n.SiteTestOffer, c.OfferAnswer),
    Route("GET", "/api/directory", "directory:read", None, q.Directory),
    Route("GET", "/api/services/{service}/times", "booking:times", None, b.FreeTimes),
    Route("GET", "/api/appointments", "booking:read", None, b.Appointments),
    Route("GET", "/api/authorities/{authority}/privacy", "privacy:read", None, pr.PrivacyNotice),
    Route("GET", "/api/consultations/{consultation}/privacy", "privacy:consultation", None, pr.PrivacyNotice),
    Route("POST", "/api/join/privacy", "privacy:invited", pr.Invited, pr.PrivacyNotice),
    Route("GET", "/api/points", "points:read", None, t.Points),
    Route("PUT", "/api/consultations/{consultation}/papers/{paper}", "paper:add", bytes, p.PaperAddedReply),
    Route("GET", "/api/consultations/{consultation}/papers/{paper}/pages/{page}", "paper:read", None, bytes),
    Route(
        "GET",
        "/api/consultations/{consultation}/papers/{paper}/pages/{page}/text",
        "paper:text",
        None,
        p.PageText,
    ),
    Route("GET", "/api/consultations/{consultation}/papers/{paper}/copy", "paper:download", None, bytes),
    Route(
        "GET",
        "/api/consultations/{consultation}/papers/{paper}/pages/{page}/marks",
        "mark:read",
        None,
        p.PageMarks,
    ),
    Route("GET", "/api/consultations/{consultation}/operations", "operation:read", None, p.Operations),
)

DEMO_ROUTES: Final = (
    Route("GET", "/api/demo/roles", "demo:roles", None, s.DemoRoles),
    Route("POST", "/api/demo/enter", "demo:enter", s.DemoEnter, s.Me),
)
"""Only in `etaluukku demo`."""
