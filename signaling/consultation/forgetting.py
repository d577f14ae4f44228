"""What is taken away with the part of a guest, at the end of a consultation, and some time after that."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, literal, select, union_all

from signaling.consultation.chat import chat_feed
from signaling.consultation.jobs import FEEDS_JOB, Ended
from signaling.consultation.rules import ConsultationState
from signaling.consultation.tables import ChatLine, Consultation, Invitation, Participant, PrivateNotes
from signaling.consultation.telling import feed_of, lobby_feed
from signaling.directory.service import presence_feed
from signaling.people.actor import SYSTEM, ActorRef
from signaling.people.sessions import end_sessions_of
from signaling.store import feeds
from signaling.store.requests import forget_replies
from signaling.store.unit import Unit

FEEDS_SECONDS: Final = 600.0
"""Until then every socket of a guest is closed, also of a process that was killed. Who comes back later is
told of the end by the refusal of `consultation:open`, which asks no feed."""


async def end_guests(unit: Unit, consultation: str, participant: str | None = None) -> None:
    """End the sessions of the consultation's guests, or of one: they were for nothing else.

    Their screens have been told why before; sockets are closed as those of any session that was revoked.
    """
    guests = select(Participant.actor).where(
        Participant.consultation == consultation, Participant.kind == "guest"
    )
    if participant is not None:
        guests = guests.where(Participant.id == participant)
    refs = [ActorRef("guest", actor) for actor in (await unit.session.scalars(guests)).all()]
    await end_sessions_of(unit, refs, "revoked")
    await forget_replies(unit.session, refs)


async def forget_content(unit: Unit, consultation: str) -> None:
    """Delete what the key had sealed; the key is gone already (F-38). Its feeds go later."""
    for table in (ChatLine, Invitation, PrivateNotes):
        await unit.session.execute(
            delete(table)
            .where(table.consultation == consultation)
            .execution_options(synchronize_session=False)
        )
    unit.record(SYSTEM, "consultation:content-deleted", "consultation", consultation)
    unit.later(FEEDS_JOB, Ended(consultation), unit.now + FEEDS_SECONDS, f"feeds:{consultation}")


async def forget_feeds(unit: Unit, ended: Ended) -> None:
    """Delete the feeds of a consultation that has ended: its own, the chat's, those of lobby and guests."""
    meeting = await unit.session.get(Consultation, ended.consultation)
    if meeting is None or meeting.state != ConsultationState.ENDED:
        return
    here = Participant.consultation == meeting.id
    lobby, presence = literal(lobby_feed("")), literal(presence_feed(ActorRef("guest", "")))
    await feeds.forget(
        unit.session,
        union_all(
            select(literal(feed_of(meeting.id))),
            select(literal(chat_feed(meeting.id))),
            select(lobby.concat(Participant.id)).where(here),
            select(presence.concat(Participant.actor)).where(here, Participant.kind == "guest"),
        ),
    )
