"""Builds the areas and joins them: who calls whom, and who hears of whose end, stands here and nowhere else.

Order of the areas, lower ones first: directory, consultation, papers and
interpreters, queue, booking. An area calls those below it; upwards it tells through a
Protocol of its own (Ending, Papers, Search), which is filled here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec
from aiohttp import web

from signaling.attendance import Attendance
from signaling.booking.arriving import Arriving
from signaling.booking.finding import Finding
from signaling.booking.handlers import BookingHandlers
from signaling.booking.service import FORGET_JOB, BookingService, Over
from signaling.booking.views import BookingViews
from signaling.config import Settings
from signaling.consultation.advisor import Advisor
from signaling.consultation.chair import Chair
from signaling.consultation.chat import ChatLimits
from signaling.consultation.forgetting import forget_feeds
from signaling.consultation.handlers import ConsultationHandlers
from signaling.consultation.hands import Hands
from signaling.consultation.identity import Identification
from signaling.consultation.invitations import Invitations
from signaling.consultation.jobs import (
    FEEDS_JOB,
    GRACE_JOB,
    IDENTITY_JOB,
    MEDIA_JOB,
    Absence,
    DocumentShown,
    Ended,
    Touched,
)
from signaling.consultation.media import Link, LocalEmit, MediaKeeper
from signaling.consultation.screen import Papers, Screen
from signaling.consultation.service import ConsultationService
from signaling.consultation.signing import Signing
from signaling.consultation.telling import Portraits
from signaling.consultation.terms import Ending, Staff
from signaling.directory.service import DirectoryService
from signaling.interpreters.handlers import InterpreterHandlers
from signaling.interpreters.service import TIMEOUT_JOB, CallTimeout, InterpreterService
from signaling.people.actor import ActorRef
from signaling.people.jobs import SHUT_OUT_JOB, ShutOut
from signaling.people.service import PeopleService
from signaling.queue import jobs as queue_jobs
from signaling.queue.closing import Closing
from signaling.queue.handlers import QueueHandlers
from signaling.queue.jobs import APPEAR_JOB, CLOSING_JOB, HOURS_JOB, AppearDeadline, HoursChange, PointAbsence
from signaling.queue.outlook import Outlook
from signaling.queue.returning import Returning
from signaling.queue.screens import QueueScreens
from signaling.queue.service import QueueService
from signaling.queue.telling import QueueTelling
from signaling.queue.views import QueueViews
from signaling.store.errors import ServiceError
from signaling.store.poller import Outbox
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.turn import TurnServer
from signaling.web.dispatch import Call, Dispatcher
from signaling.web.messages.base import LocalText, Message, Nothing
from signaling.web.rest import Routes, Visit

NOBODY = LocalText(fi="", sv="", en="")

Payload = TypeVar("Payload", bound=msgspec.Struct)

DATABASE_AGAIN_SECONDS = 1.0
"""A database that restarts is back within some."""


class PapersArea(Papers, Ending, Protocol):
    """What the other areas need of papers: what lies on the table, and that it is forgotten at the end."""


@dataclass(frozen=True, slots=True)
class Names:
    """What accounts and devices are called, for the areas."""

    people: PeopleService

    async def account_name(self, unit: Unit, account: str) -> LocalText:
        """What an account is called; empty for one that is gone."""
        return await self.people.account_label(unit, account) or NOBODY

    async def staff(self, unit: Unit, account: str) -> Staff | None:
        """What an account says of its owner; None for one that is not there or is disabled."""
        found = await self.people.account_office(unit, account)
        return None if found is None else Staff(*found)

    async def point_name(self, unit: Unit, device: str) -> LocalText:
        """Name of the device's service point; empty for one that is gone."""
        return await self.people.device_name(unit, device) or NOBODY


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the areas stand on."""

    settings: Settings
    store: Store
    people: PeopleService
    link: Link
    emit_local: LocalEmit
    process: str
    """Names this run of this process, for leases."""
    public_url: str
    turn: TurnServer | None = None


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas of one process, joined."""

    store: Store
    directory: DirectoryService
    consultations: ConsultationService
    invitations: Invitations
    screen: Screen
    interpreters: InterpreterService
    queue: QueueService
    screens: QueueScreens
    returning: Returning
    media: MediaKeeper
    attendance: Attendance
    identification: Identification
    chat: ChatLimits
    booking: BookingService

    def register(self, dispatcher: Dispatcher, routes: Routes, outbox: Outbox) -> None:
        """Take the events, routes, hooks and jobs of these areas."""
        QueueHandlers(self.queue, self.screens, self.returning).register(dispatcher)
        ConsultationHandlers(
            self.consultations,
            Advisor(self.consultations),
            self.screen,
            self.invitations,
            self.media,
            Hands(self.consultations.portraits),
            self.identification,
            Signing(self.consultations),
            Chair(self.consultations),
            self.chat,
        ).register(dispatcher)
        InterpreterHandlers(self.interpreters).register(dispatcher)
        BookingHandlers(self.booking, Arriving(self.booking, self.queue)).register(dispatcher, routes)
        dispatcher.on("session:check", _line_lives)
        dispatcher.connected.append(self.attendance.connected)
        dispatcher.disconnected.append(self.attendance.disconnected)
        routes.on("directory:read", self._read_directory)
        self.register_jobs(outbox)

    def register_jobs(self, outbox: Outbox) -> None:
        """Take the jobs of these areas."""

        def on(job: str, kind: type[Payload], deed: Callable[[Unit, Payload], Awaitable[None]]) -> None:
            async def run(payload: Payload) -> None:
                await self.store.write(lambda unit: deed(unit, payload))

            outbox.on(job, kind, run)

        async def shut_out(unit: Unit, payload: ShutOut) -> None:
            ref = ActorRef(payload.kind, payload.actor)
            await self.consultations.shut_out(unit, ref, payload.at)

        on(GRACE_JOB, Absence, self.consultations.absence_over)
        on(IDENTITY_JOB, DocumentShown, self.identification.over)
        on(FEEDS_JOB, Ended, forget_feeds)
        on(SHUT_OUT_JOB, ShutOut, shut_out)
        on(queue_jobs.GRACE_JOB, PointAbsence, self.queue.absence_over)
        on(APPEAR_JOB, AppearDeadline, self.returning.deadline)
        on(HOURS_JOB, HoursChange, self.queue.hours_changed)
        on(CLOSING_JOB, HoursChange, Closing(self.queue).soon)
        on(FORGET_JOB, Over, self.booking.over)
        on(TIMEOUT_JOB, CallTimeout, self.interpreters.timed_out)
        outbox.on(MEDIA_JOB, Touched, self.media.check)

    async def run(self) -> None:
        """Loops of these areas, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_hours())
            group.create_task(self.media.run())
            group.create_task(self.attendance.run())

    async def _watch_hours(self) -> None:
        """Begin to follow opening hours, as soon as the database is there."""
        while True:
            with contextlib.suppress(ServiceError):
                await self.store.write(self.queue.watch_hours)
                return
            await asyncio.sleep(DATABASE_AGAIN_SECONDS)

    async def _read_directory(self, visit: Visit) -> Message | web.StreamResponse:
        actor = visit.signed_in()
        return await visit.store.read(lambda unit: self.screens.directory(unit, actor))


async def _line_lives(_call: Call, _request: Nothing) -> Nothing:
    """session:check. The answer is all that the browser wants: its line lives."""
    return Nothing()


def build(around: Surroundings, papers_over: Callable[[ConsultationService], PapersArea]) -> Areas:
    """All areas, joined. `papers_over` builds the papers on top of the consultations."""
    settings = around.settings
    names = Names(around.people)
    directory = DirectoryService(
        ignore_hours=settings.queue.ignore_hours, lease_seconds=settings.queue.presence_seconds
    )
    consultations = ConsultationService(
        directory=directory,
        portraits=Portraits(directory, names),
        grace_seconds=settings.consultation.grace_seconds,
        max_participants=settings.consultation.participants,
    )
    media = MediaKeeper(around.store, around.link, consultations, around.emit_local)
    consultations.media = media
    papers = papers_over(consultations)
    interpreters = InterpreterService(directory, consultations, names, settings.interpreters.ring_seconds)
    outlook = Outlook(directory, consultations)
    views = QueueViews(directory, names, outlook)
    queue = QueueService(
        directory,
        consultations,
        names,
        views,
        QueueTelling(directory, outlook, views),
        settings.queue.point_grace_seconds,
        settings.queue.appear_seconds,
    )
    consultations.endings.extend((papers, interpreters, queue))
    return Areas(
        store=around.store,
        directory=directory,
        consultations=consultations,
        invitations=Invitations(
            consultations,
            around.public_url,
            settings.people.guest_code_seconds,
            settings.consultation.invitations,
        ),
        screen=Screen(
            directory,
            consultations.portraits,
            papers,
            interpreters,
            around.turn,
            settings.media.text_characters_per_second,
            settings.consultation.chat_characters,
        ),
        interpreters=interpreters,
        queue=queue,
        screens=QueueScreens(queue),
        returning=Returning(queue, consultations),
        media=media,
        attendance=Attendance(
            around.store,
            around.process,
            directory,
            queue,
            consultations,
            settings.queue.presence_seconds,
        ),
        identification=Identification(settings.consultation.identity_seconds),
        chat=ChatLimits(settings.consultation.chat_lines, settings.consultation.chat_characters),
        booking=BookingService(directory, Finding(directory, interpreters), BookingViews(directory, names)),
    )
