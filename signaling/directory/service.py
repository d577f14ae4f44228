"""Reads the directory and keeps who is there; it knows nothing of queues or consultations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, delete, exists, func, select, update

from signaling.directory.rules import ALWAYS, AwayReason, hours_in_words, is_open, next_change, next_closing
from signaling.directory.tables import Authority, Availability, ExpertService, Presence
from signaling.directory.tables import Service as Service  # what this area hands to those above it
from signaling.people.actor import ActorKind, ActorRef
from signaling.people.tables import Account
from signaling.store.unit import Unit
from signaling.web.messages.base import NO_WORDS, LocalText, LocalWords


@dataclass(frozen=True, slots=True)
class ExpertStanding:
    """One expert of a service."""

    account: str
    available: bool
    connected: bool


class DirectoryService:
    """Authorities, services, experts and presence."""

    def __init__(self, *, ignore_hours: bool, lease_seconds: float) -> None:
        """Args:
        ignore_hours: a demonstration is open at any hour, and says so in its hours.
        lease_seconds: how long a socket counts after its process last renewed it.
        """
        self._ignore_hours = ignore_hours
        self._lease_seconds = lease_seconds

    # ---- services -----------------------------------------------------------------

    async def listing(self, unit: Unit) -> list[tuple[Authority, list[Service]]]:
        """Every authority with its services, in the order of the directory."""
        authorities = (await unit.session.scalars(select(Authority).order_by(Authority.position))).all()
        services = (await unit.session.scalars(select(Service).order_by(Service.position))).all()
        return [(a, [s for s in services if s.authority == a.id]) for a in authorities]

    async def service(self, unit: Unit, service: str) -> Service | None:
        """The service with this id."""
        return await unit.session.get(Service, service)

    async def authority(self, unit: Unit, authority: str) -> Authority | None:
        """The authority with this id."""
        return await unit.session.get(Authority, authority)

    async def names_of(self, unit: Unit, service: str) -> tuple[LocalText, LocalText]:
        """Names of the service and of its authority."""
        found = await unit.session.execute(
            select(Service.name, Authority.name)
            .join(Authority, Authority.id == Service.authority)
            .where(Service.id == service)
        )
        service_name, authority_name = found.one()
        return service_name, authority_name

    async def about(self, unit: Unit, service: str) -> tuple[LocalText, LocalWords]:
        """What the service is about, and the everyday words by which people look for it."""
        found = await unit.session.execute(
            select(Service.description, Service.keywords).where(Service.id == service)
        )
        description, keywords = found.one()
        return description, keywords or NO_WORDS

    async def names_of_authorities(self, unit: Unit, authorities: Iterable[str]) -> dict[str, LocalText]:
        """Names of those of them that there are, by id."""
        wanted = list(authorities)
        found = await unit.session.execute(
            select(Authority.id, Authority.name).where(Authority.id.in_(wanted))
        )
        return {identity: name for identity, name in found.all()}

    async def phone_of(self, unit: Unit, service: str) -> str:
        """The telephone number of the service's authority; empty where there is none."""
        statement = (
            select(Authority.phone)
            .join(Service, Service.authority == Authority.id)
            .where(Service.id == service)
        )
        return (await unit.session.scalars(statement)).one()

    def is_open(self, service: Service, now: float) -> bool:
        """Whether a place in this service's queue may be taken now."""
        return self._ignore_hours or is_open(service.hours, now)

    def next_change(self, service: Service, now: float) -> float | None:
        """Unix time (s) at which the service next opens or closes; None where it never does."""
        return None if self._ignore_hours else next_change(service.hours, now)

    def next_closing(self, service: Service, now: float) -> float | None:
        """Unix time (s) at which the service next closes; None where it never does."""
        return None if self._ignore_hours else next_closing(service.hours, now)

    def closes_at(self, service: Service, now: float) -> float | None:
        """Unix time (s) at which the service, which is open, closes; None where it is not, or never does."""
        return self.next_closing(service, now) if self.is_open(service, now) else None

    def hours_of(self, service: Service) -> LocalText:
        """The hours as a line to read."""
        return ALWAYS if self._ignore_hours else hours_in_words(service.hours)

    async def is_confidential(self, unit: Unit, service: str) -> bool:
        """Whether nothing of the service may be kept (F-102); so too where there is no such service."""
        found = await unit.session.get(Service, service)
        return found is None or found.confidential

    # ---- experts ------------------------------------------------------------------

    async def services_of(self, unit: Unit, account: str) -> list[Service]:
        """What this account answers, in the order of the directory."""
        statement = (
            select(Service)
            .join(ExpertService, ExpertService.service == Service.id)
            .where(ExpertService.account == account)
            .order_by(Service.position)
        )
        return list((await unit.session.scalars(statement)).all())

    async def serves(self, unit: Unit, account: str, service: str) -> bool:
        """Whether this account answers this service."""
        return await unit.session.get(ExpertService, (account, service)) is not None

    async def answering(self, unit: Unit, service: str) -> list[str]:
        """Accounts of all experts of the service who may still sign in, be they there now or not."""
        return list((await unit.session.scalars(self.answering_of(service))).all())

    def answering_of(self, service: str) -> Select[str]:
        """The question for the same accounts, for a larger one."""
        return (
            select(ExpertService.account)
            .join(Account, Account.id == ExpertService.account)
            .where(ExpertService.service == service, Account.disabled_at.is_(None))
        )

    async def experts_of(self, unit: Unit, service: str) -> list[ExpertStanding]:
        """All experts of the service, each with what was set and whether a desk is open."""
        here = exists().where(
            Presence.kind == "account",
            Presence.actor == ExpertService.account,
            Presence.expires > unit.now,
        )
        statement = (
            select(ExpertService.account, func.coalesce(Availability.available, False), here)
            .outerjoin(Availability, Availability.account == ExpertService.account)
            .where(ExpertService.service == service)
        )
        return [ExpertStanding(*found) for found in (await unit.session.execute(statement)).all()]

    async def available(self, unit: Unit, accounts: Iterable[str]) -> set[str]:
        """Those of the accounts that have said that they are available."""
        wanted = list(accounts)
        statement = select(Availability.account).where(
            Availability.account.in_(wanted), Availability.available.is_(True)
        )
        return set((await unit.session.scalars(statement)).all())

    async def availability_of(self, unit: Unit, account: str) -> Availability:
        """What the account has said, and why the house has put it away; away where nothing is known."""
        row = await unit.session.get(Availability, account)
        return row or Availability(account=account, available=False, away_because=None)

    async def set_available(
        self, unit: Unit, account: str, available: bool, because: AwayReason | None = None
    ) -> bool:
        """Keep what the account has said, or why the house has put it away; True when it is a change."""
        row = await unit.session.get(Availability, account)
        if row is None:
            unit.session.add(Availability(account=account, available=available, away_because=because))
            await unit.session.flush()
            return available or because is not None
        changed = (row.available, row.away_because) != (available, because)
        row.available, row.away_because = available, because
        return changed

    # ---- presence -----------------------------------------------------------------

    async def connected(self, unit: Unit, kind: ActorKind, actors: Iterable[str]) -> set[str]:
        """Those of the actors that have an open socket somewhere."""
        wanted = list(actors)
        statement = select(Presence.actor).where(
            Presence.kind == kind, Presence.actor.in_(wanted), Presence.expires > unit.now
        )
        return set((await unit.session.scalars(statement)).all())

    async def socket_opened(self, unit: Unit, ref: ActorRef, socket: str, process: str) -> bool:
        """Keep an open socket; True when the actor had none."""
        await self.one_by_one(unit, ref)
        first = ref.id not in await self.connected(unit, ref.kind, [ref.id])
        expires = unit.now + self._lease_seconds
        unit.session.add(
            Presence(socket=socket, process=process, kind=ref.kind, actor=ref.id, expires=expires)
        )
        await unit.session.flush()
        return first

    async def socket_closed(self, unit: Unit, ref: ActorRef, socket: str) -> bool:
        """Forget a socket; True when it was the actor's last one."""
        await self.one_by_one(unit, ref)
        statement = delete(Presence).where(Presence.socket == socket).returning(Presence.socket)
        if (await unit.session.execute(statement)).scalar_one_or_none() is None:
            return False
        return ref.id not in await self.connected(unit, ref.kind, [ref.id])

    async def renew(self, unit: Unit, process: str) -> None:
        """Renew the leases of this process's sockets."""
        expires = unit.now + self._lease_seconds
        await unit.session.execute(
            update(Presence)
            .where(Presence.process == process)
            .values(expires=expires)
            .execution_options(synchronize_session=False)
        )

    async def socket_is_open(self, unit: Unit, socket: str) -> bool:
        """Whether this socket is open now."""
        found = await unit.session.get(Presence, socket, populate_existing=True)
        return found is not None and found.expires > unit.now

    async def sweep(self, unit: Unit) -> list[tuple[ActorRef, bool]]:
        """Forget sockets of dead processes; whose they were, and whether it was the actor's last one."""
        statement = (
            delete(Presence).where(Presence.expires <= unit.now).returning(Presence.kind, Presence.actor)
        )
        gone = {ActorRef(row.kind, row.actor) for row in (await unit.session.execute(statement)).all()}
        swept = []
        for ref in sorted(gone, key=lambda ref: ref.id):
            await self.one_by_one(unit, ref)
            swept.append((ref, ref.id not in await self.connected(unit, ref.kind, [ref.id])))
        return swept

    async def one_by_one(self, unit: Unit, ref: ActorRef) -> None:
        """Sockets of one actor come and go in turn: two that close at once must not each see the other."""
        await unit.next_version(presence_feed(ref))


def presence_feed(ref: ActorRef) -> str:
    """The feed that gives the actor's sockets their turn; no screen follows it."""
    return f"presence:{ref.kind}:{ref.id}"
