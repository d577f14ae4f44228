"""What media should have, out of what the database has; and the commands that make it so. Pure.

Default is deny: a participant in the lobby has no endpoint at all, and after
the end there is no conference (F-15, architecture.md invariant 6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from media.contract import (
    Allow,
    AnyCommand,
    CloseConference,
    CloseEndpoint,
    ConferenceState,
    CreateConference,
    CreateEndpoint,
    EndpointState,
    State,
)
from signaling.consultation.rules import AdvisorPresence, ParticipantRole, may_be_in


@dataclass(frozen=True, slots=True)
class Place:
    """One who may have an endpoint: an admitted participant of an active consultation."""

    participant: str
    role: ParticipantRole
    signing: bool = False
    """A picture that is language: it keeps its frame rate under congestion (F-62)."""
    muted: bool = False
    """By who leads (F-89): heard by nobody."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One consultation as media should have it."""

    consultation: str
    active: bool
    admitted: tuple[Place, ...]
    advisor: AdvisorPresence
    left: tuple[str, ...] = ()
    """Participants who had a place, or wait in the lobby; their endpoints are closed."""

    @property
    def inside(self) -> tuple[Place, ...]:
        """Those who have an endpoint: of the admitted all whom the rules let be in now (F-99)."""
        return tuple(place for place in self.admitted if may_be_in(place.role, self.advisor))

    @property
    def outside(self) -> tuple[str, ...]:
        """Those whose endpoints are closed."""
        inside = self.inside
        return self.left + tuple(place.participant for place in self.admitted if place not in inside)


def allow_list(meeting: Meeting, place: Place) -> Allow:
    """Everybody inside hears, sees and is told by everybody else inside; nobody hears who was muted."""
    others = tuple(sorted(p.participant for p in meeting.inside if p.participant != place.participant))
    return Allow(
        conference=meeting.consultation,
        source=place.participant,
        audible_to=() if place.muted else others,
        visible_to=others,
        tells=others,
    )


def commands_for(meeting: Meeting, limit: int) -> list[AnyCommand]:
    """Commands after which this one consultation is as it should be; doing them twice changes nothing.

    Those who left are closed before anybody is let in, so that no stream reaches
    an endpoint whose participant has gone.

    Args:
        meeting: as it should be.
        limit: most participants (`consultation.participants`).
    """
    conference = meeting.consultation
    if not meeting.active:
        return [CloseConference(conference)]
    commands: list[AnyCommand] = [CreateConference(conference, limit)]
    commands += [CloseEndpoint(conference, participant) for participant in meeting.outside]
    commands += [CreateEndpoint(conference, p.participant, p.signing) for p in meeting.inside]
    commands += [allow_list(meeting, place) for place in meeting.inside]
    return commands


def repair(wanted: Iterable[Meeting], actual: State, limit: int) -> list[AnyCommand]:
    """Commands that turn the actual set into the wanted one, and nothing for what already agrees.

    Args:
        wanted: every active consultation.
        actual: what media reported after the link came back.
        limit: most participants of each.
    """
    by_conference = {m.consultation: m for m in wanted if m.active}
    have = {conference.conference: conference for conference in actual.conferences}
    commands: list[AnyCommand] = [CloseConference(name) for name in have if name not in by_conference]
    for name, meeting in by_conference.items():
        if name in have:
            commands += _repair_one(meeting, have[name])
        else:
            commands += commands_for(meeting, limit)
    return commands


def _repair_one(meeting: Meeting, actual: ConferenceState) -> list[AnyCommand]:
    conference = meeting.consultation
    have = {endpoint.endpoint: endpoint for endpoint in actual.endpoints}
    places = {place.participant for place in meeting.inside}
    commands: list[AnyCommand] = [CloseEndpoint(conference, name) for name in have if name not in places]
    for place in meeting.inside:
        if place.participant not in have:
            commands.append(CreateEndpoint(conference, place.participant, place.signing))
    for place in meeting.inside:
        allow = allow_list(meeting, place)
        if not _agrees(allow, have.get(place.participant)):
            commands.append(allow)
    return commands


def _agrees(allow: Allow, actual: EndpointState | None) -> bool:
    return (
        actual is not None
        and set(actual.audible_to) == set(allow.audible_to)
        and set(actual.visible_to) == set(allow.visible_to)
        and set(actual.tells) == set(allow.tells)
    )
