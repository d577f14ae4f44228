"""Builds the areas and joins them: who calls whom, and who hears of whose end, stands here and nowhere else.

Order of the areas, lower ones first: directory, consultation, papers and
interpreters, queue. An area calls those below it; upwards it tells through a
Protocol of its own (Ending, Papers, Search), which is filled here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from signaling.attendance import Attendance
from signaling.config import Settings
from signaling.consultation.forgetting import forget_feeds
from signaling.consultation.handlers import ConsultationHandlers
from signaling.consultation.invitations import Invitations
from signaling.consultation.jobs import FEEDS_JOB, GRACE_JOB, MEDIA_JOB, Absence, Ended, Touched
from signaling.consultation.media import Link, LocalEmit, MediaKeeper
from signaling.consultation.screen import Papers, Screen
from signaling.consultation.service import ConsultationService, Ending
from signaling.consultation.telling import Portraits
from signaling.directory.service import DirectoryService
from signaling.interpreters.handlers import InterpreterHandlers
from signaling.interpreters.service import TIMEOUT_JOB, CallTimeout, InterpreterService
from signaling.people.actor import ActorRef
from signaling.people.jobs import SHUT_OUT_JOB, ShutOut
from signaling.people.service import PeopleService
from signaling.queue import service as queue_service
from signaling.queue.handlers import QueueHandlers
from signaling.queue.screens import QueueScreens
from signaling.queue.service import HOURS_JOB, HoursChange, PointAbsence, QueueService
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
    media: MediaKeeper
    attendance: Attendance
    chat_lines: int

    def register(self, dispatcher: Dispatcher, routes: Routes, outbox: Outbox) -> None:
        """Take the events, routes, hooks and jobs of these areas."""
        QueueHandlers(self.queue, self.screens).register(dispatcher)
        ConsultationHandlers(
            self.consultations, self.screen, self.invitations, self.media, self.chat_lines
        ).register(dispatcher)
        InterpreterHandlers(self.interpreters).register(dispatcher)
        dispatcher.on("session:check", _line_lives)
        dispatcher.connected.append(self.attendance.connected)
        dispatcher.disconnected.append(self.attendance.disconnected)
        routes.on("directory:read", self._read_directory)
        self.register_jobs(outbox)

    def register_jobs(self, outbox: Outbox) -> None:
        """Take the jobs of these areas."""

        async def absence(payload: Absence) -> None:
            await self.store.write(lambda unit: self.consultations.absence_over(unit, payload))

        async def point_absence(payload: PointAbsence) -> None:
            await self.store.write(lambda unit: self.queue.absence_over(unit, payload))

        async def hours_change(payload: HoursChange) -> None:
            await self.store.write(lambda unit: self.queue.hours_changed(unit, payload))

        async def rung_out(payload: CallTimeout) -> None:
            await self.store.write(lambda unit: self.interpreters.timed_out(unit, payload))

        async def feeds_over(payload: Ended) -> None:
            await self.store.write(lambda unit: forget_feeds(unit, payload))

        async def shut_out(payload: ShutOut) -> None:
            ref = ActorRef(payload.kind, payload.actor)
            await self.store.write(lambda unit: self.consultations.shut_out(unit, ref, payload.at))

        outbox.on(GRACE_JOB, Absence, absence)
        outbox.on(FEEDS_JOB, Ended, feeds_over)
        outbox.on(SHUT_OUT_JOB, ShutOut, shut_out)
        outbox.on(queue_service.GRACE_JOB, PointAbsence, point_absence)
        outbox.on(HOURS_JOB, HoursChange, hours_change)
        outbox.on(TIMEOUT_JOB, CallTimeout, rung_out)
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
        portraits=Portraits(directory),
        grace_seconds=settings.consultation.grace_seconds,
        max_participants=settings.consultation.participants,
    )
    media = MediaKeeper(around.store, around.link, consultations, around.emit_local)
    consultations.media = media
    papers = papers_over(consultations)
    interpreters = InterpreterService(directory, consultations, names, settings.interpreters.ring_seconds)
    queue = QueueService(
        directory,
        consultations,
        names,
        QueueViews(directory, names),
        settings.queue.point_grace_seconds,
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
        screen=Screen(directory, consultations.portraits, papers, interpreters, around.turn),
        interpreters=interpreters,
        queue=queue,
        screens=QueueScreens(queue),
        media=media,
        attendance=Attendance(
            around.store,
            around.process,
            directory,
            queue,
            consultations,
            settings.queue.presence_seconds,
        ),
        chat_lines=settings.consultation.chat_lines,
    )
