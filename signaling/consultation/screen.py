"""The snapshot of a consultation's screen: all of it for one admitted, oneself alone for one in the lobby."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signaling.consultation.access import Standing, enter, present
from signaling.consultation.chat import lines
from signaling.consultation.identity import identity_of
from signaling.consultation.notes import notes_of
from signaling.consultation.rules import AdvisorPresence, ParticipantState
from signaling.consultation.telling import Portraits, feed_of, lobby_feed
from signaling.consultation.windows import require_place
from signaling.directory.service import DirectoryService
from signaling.people.actor import Actor
from signaling.people.policy import Relation
from signaling.store.unit import Unit
from signaling.turn import TurnServer
from signaling.web.messages import consultation as m
from signaling.web.messages.interpreters import InterpreterCall


@dataclass(frozen=True, slots=True)
class Table:
    """The papers of a consultation as they lie."""

    papers: tuple[m.PaperEntry, ...] = ()
    shown_paper: str | None = None
    shown_page: int = 0
    last_operation: int = 0
    case_systems: tuple[m.CaseSystemEntry, ...] = ()
    handed_over: tuple[m.HandOverEntry, ...] = ()


class Papers(Protocol):
    """Who knows what lies on the table."""

    async def table(self, unit: Unit, consultation: str) -> Table:
        """The papers of the consultation."""

    async def withheld(self, unit: Unit, actor: Actor, service: str) -> frozenset[str]:
        """Actions on papers that the policy gives this actor, and that this service withholds."""


class Search(Protocol):
    """Who knows whether an interpreter is looked for."""

    async def call_of(self, unit: Unit, consultation: str) -> InterpreterCall | None:
        """The search that goes on, if one does."""


class Screen:
    """Opens the consultation's screen."""

    def __init__(
        self,
        directory: DirectoryService,
        portraits: Portraits,
        papers: Papers,
        search: Search,
        turn: TurnServer | None,
        text_characters_per_second: int,
        chat_characters: int,
    ) -> None:
        self._directory = directory
        self._portraits = portraits
        self._papers = papers
        self._search = search
        self._turn = turn
        self._text_characters_per_second = text_characters_per_second
        self._chat_characters = chat_characters

    async def open(self, unit: Unit, actor: Actor, request: m.ConsultationRef) -> m.ConsultationSnapshot:
        """All that this actor may see of the consultation now.

        Raises:
            Refused: not a participant, or it has ended.
            Conflict: `elsewhere`: another window of this actor has the place.
        """
        standing = await enter(unit, actor, "consultation:open", request.consultation)
        require_place(standing.participant, request.window)
        if standing.relation is Relation.LOBBY:
            return await self._lobby(unit, actor, standing)
        return await self._inside(unit, actor, standing)

    async def _inside(self, unit: Unit, actor: Actor, standing: Standing) -> m.ConsultationSnapshot:
        meeting = standing.consultation
        feed = feed_of(meeting.id)
        service_name, authority_name = await self._directory.names_of(unit, meeting.service)
        table = await self._papers.table(unit, meeting.id)
        withheld = await self._papers.withheld(unit, actor, meeting.service)
        may = tuple(action for action in standing.may(actor) if action not in withheld)
        states = (ParticipantState.LOBBY, ParticipantState.ADMITTED)
        people = await present(unit, meeting.id, *states)
        return m.ConsultationSnapshot(
            feed=feed,
            version=await unit.feed_version(feed),
            consultation=meeting.id,
            state="active",
            service_name=service_name,
            authority_name=authority_name,
            phone=await self._directory.phone_of(unit, meeting.service),
            me=standing.participant.id,
            may=may,
            participants=tuple([await self._portraits.of(unit, person) for person in people]),
            papers=table.papers,
            shown_paper=table.shown_paper,
            shown_page=table.shown_page,
            last_operation=table.last_operation,
            case_systems=table.case_systems if "paper:hand-over" in may else (),
            handed_over=table.handed_over,
            chat=await lines(unit, meeting.id),
            interpreter_call=await self._search.call_of(unit, meeting.id),
            locked=meeting.locked,
            confidential=await self._directory.is_confidential(unit, meeting.service),
            ice_servers=None if self._turn is None else ice_servers(self._turn, unit),
            advisor=AdvisorPresence(meeting.advisor).value,
            identity=identity_of(meeting),
            notes=await notes_of(unit, actor, standing),
            text_characters_per_second=self._text_characters_per_second,
            chat_characters=self._chat_characters,
            started_at=meeting.started_at,
        )

    async def _lobby(self, unit: Unit, actor: Actor, standing: Standing) -> m.ConsultationSnapshot:
        """The topic out of the directory; of the others neither who is there nor since when (F-14, F-15)."""
        feed = lobby_feed(standing.participant.id)
        service = standing.consultation.service
        service_name, authority_name = await self._directory.names_of(unit, service)
        return m.ConsultationSnapshot(
            feed=feed,
            version=await unit.feed_version(feed),
            consultation=standing.consultation.id,
            state="active",
            service_name=service_name,
            authority_name=authority_name,
            phone=await self._directory.phone_of(unit, service),
            me=standing.participant.id,
            may=standing.may(actor),
            participants=(await self._portraits.of(unit, standing.participant),),
            papers=(),
            shown_paper=None,
            shown_page=0,
            last_operation=0,
            case_systems=(),
            handed_over=(),
            chat=(),
            interpreter_call=None,
            locked=False,
            confidential=False,
            ice_servers=None,
            advisor=None,
            identity=None,
            notes=None,
            text_characters_per_second=self._text_characters_per_second,
            chat_characters=self._chat_characters,
            started_at=standing.participant.joined_at,
            topic=m.Topic(*await self._directory.about(unit, service)),
        )


def ice_servers(turn: TurnServer, unit: Unit) -> m.IceServers:
    """The relays of one screen, with a credential of its own that nothing else knows."""
    made = turn.credential(unit.now, unit.new_id())
    server = m.IceServer(turn.urls, made.username, made.password)
    return m.IceServers((server,), made.expires_at)
