"""What people do before and after everything else: sign in, enrol, join by a code, sign out."""

from __future__ import annotations

from typing import Final, Protocol, cast

from sqlalchemy import exists, select, update
from sqlalchemy.sql.selectable import ForUpdateParameter

from signaling.config import People
from signaling.people.actor import SYSTEM, Actor, ActorRef
from signaling.people.jobs import SHUT_OUT_JOB, ShutOut
from signaling.people.passwords import MIN_CHARS, Passwords
from signaling.people.rules import CODE_CHARS, SEATS, code_of, plain_code, plain_name
from signaling.people.sessions import Entered, Sessions
from signaling.people.tables import Account, Device, DeviceCode
from signaling.store.errors import Conflict, Invalid, Refused
from signaling.store.store import Store
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText, Role, Seat
from signaling.web.messages.session import DemoRole, Enrol, Join, SignIn

STAYS: Final[ForUpdateParameter] = {"read": True}
"""Nobody disables or revokes what a session is begun for before that session can be found and ended."""

WRONG: Final = Refused
"""Wrong name, wrong password, wrong code, wrong seat, disabled: all the same."""


class Lobby(Protocol):
    """Where a guest with a code goes (consultation/invitations.py)."""

    async def join(self, unit: Unit, guest: ActorRef, request: Join) -> str:
        """The participant's id; Refused when the code is not good."""


class PeopleService:
    """Accounts, devices and the ways in."""

    def __init__(self, store: Store, settings: People, sessions: Sessions, passwords: Passwords) -> None:
        self._store = store
        self._settings = settings
        self._sessions = sessions
        self._passwords = passwords

    async def sign_in(self, seat: Seat, request: SignIn) -> Entered:
        """A session of a local account at its own seat.

        Raises:
            Refused: no such account, another password, another seat, disabled; in the same time.
        """
        name = plain_name(request.name)

        async def find(unit: Unit) -> Account | None:
            return await unit.session.scalar(select(Account).where(Account.name == name))

        account = await self._store.read(find)
        fits = await self._passwords.fits(
            None if account is None else account.password_hash, request.password
        )
        if account is None or not fits:
            raise WRONG

        async def enter(unit: Unit) -> Entered:
            row = await unit.session.get(Account, account.id, with_for_update=STAYS)
            if row is None or row.disabled_at is not None or SEATS[cast(Role, row.role)] != seat:
                raise WRONG
            return await self._sessions.begin(unit, _account_actor(row))

        return await self._store.write(enter)

    async def enrol(self, request: Enrol) -> Entered:
        """The session of a service point's device; the code is used up.

        Raises:
            Refused: no such code, used, expired, or the device is revoked.
        """

        async def enter(unit: Unit) -> Entered:
            fingerprint = unit.vault.fingerprint(plain_code(request.code))
            taken = await unit.session.execute(
                update(DeviceCode)
                .where(
                    DeviceCode.fingerprint == fingerprint,
                    DeviceCode.used_at.is_(None),
                    DeviceCode.expires_at > unit.now,
                )
                .values(used_at=unit.now)
                .returning(DeviceCode.device)
            )
            device = taken.scalar_one_or_none()
            if device is None:
                raise WRONG
            return await self.enter_device(unit, device)

        return await self._store.write(enter)

    async def join(self, lobby: Lobby, request: Join) -> Entered:
        """The session of a guest or outside interpreter, now in the lobby.

        Raises:
            Refused: no such code, used, expired, or the consultation has ended.
        """

        async def enter(unit: Unit) -> Entered:
            guest = ActorRef("guest", unit.new_id())
            await lobby.join(unit, guest, request)
            return await self._sessions.begin(unit, Actor("guest", guest.id, "guest", "guest"))

        return await self._store.write(enter)

    async def sign_out(self, session: str) -> None:
        """End the session; twice is once."""
        await self._store.write(lambda unit: self._sessions.end(unit, session, "signed_out"))

    # ---- for the command line and the demo ----------------------------------------------

    async def enter_account(self, unit: Unit, account: str) -> Entered:
        """A session of an account without its password; only the demo calls this."""
        row = await unit.session.get(Account, account, with_for_update=STAYS)
        if row is None or row.disabled_at is not None:
            raise WRONG
        return await self._sessions.begin(unit, _account_actor(row))

    async def enter_device(self, unit: Unit, device: str) -> Entered:
        """A session of a device."""
        row = await unit.session.get(Device, device, with_for_update=STAYS)
        if row is None or row.revoked_at is not None:
            raise WRONG
        actor = Actor("device", row.id, "point", "point", None, row.id)
        return await self._sessions.begin(unit, actor)

    async def hash_password(self, password: str) -> str:
        """The hash for `add_account`.

        Raises:
            Invalid: shorter than MIN_CHARS.
        """
        if len(password) < MIN_CHARS:
            raise Invalid("password_short")
        return await self._passwords.hash(password)

    async def add_account(
        self,
        unit: Unit,
        name: str,
        password_hash: str,
        role: Role,
        label: LocalText,
        *,
        authority: str | None = None,
        title: LocalText | None = None,
        demo: bool = False,
    ) -> str:
        """A new account; its id. `title`: what its owner is at the authority, for clients to read.

        Raises:
            Conflict: the name is taken.
        """
        folded = plain_name(name)
        if await unit.session.scalar(select(exists().where(Account.name == folded))):
            raise Conflict("name")
        account = Account(
            id=unit.new_id(),
            name=folded,
            password_hash=password_hash,
            role=role,
            authority=authority,
            label=label,
            title=title,
            demo=demo,
        )
        unit.session.add(account)
        await unit.session.flush()
        unit.record(SYSTEM, "account:add", "account", account.id, role)
        return account.id

    async def add_device(self, unit: Unit, name: LocalText, *, demo: bool = False) -> str:
        """A new service point; its device id. It is enrolled by a code."""
        device = Device(id=unit.new_id(), name=name, demo=demo)
        unit.session.add(device)
        await unit.session.flush()
        unit.record(SYSTEM, "device:add", "device", device.id)
        return device.id

    async def device_code(self, unit: Unit, device: str) -> str:
        """A one-time code that enrols this device, also after it was revoked; shown once.

        Raises:
            Refused: no such device.
        """
        row = await unit.session.get(Device, device, with_for_update=True)
        if row is None:
            raise Refused
        row.revoked_at = None
        code = code_of(unit.random_bytes(CODE_CHARS))
        fingerprint = unit.vault.fingerprint(plain_code(code))
        expires_at = unit.now + self._settings.enrol_code_seconds
        unit.session.add(DeviceCode(fingerprint=fingerprint, device=device, expires_at=expires_at))
        unit.record(SYSTEM, "device:code", "device", device)
        return code

    async def set_title(self, unit: Unit, name: str, title: LocalText) -> None:
        """Say what the owner of the account is at the authority.

        Raises:
            Refused: no such account.
        """
        row = await _named(unit, name)
        row.title = title
        unit.record(SYSTEM, "account:title", "account", row.id)

    async def disable_account(self, unit: Unit, name: str) -> int:
        """End all sessions of the account, and let it begin none; how many were ended. Twice is once.

        Raises:
            Refused: no such account.
        """
        row = await _named(unit, name)
        if row.disabled_at is None:
            row.disabled_at = unit.now
            unit.record(SYSTEM, "account:disable", "account", row.id)
        return await self._shut_out(unit, ActorRef("account", row.id))

    async def enable_account(self, unit: Unit, name: str) -> None:
        """Let a disabled account sign in again; sessions that were ended stay so.

        Raises:
            Refused: no such account.
        """
        row = await _named(unit, name)
        if row.disabled_at is not None:
            row.disabled_at = None
            unit.record(SYSTEM, "account:enable", "account", row.id)

    async def revoke_device(self, unit: Unit, device: str) -> int:
        """End all sessions of the device and its unused codes; how many sessions. Only a new code enrols it.

        Raises:
            Refused: no such device.
        """
        row = await unit.session.get(Device, device, with_for_update=True)
        if row is None:
            raise Refused
        if row.revoked_at is None:
            row.revoked_at = unit.now
            unit.record(SYSTEM, "device:revoke", "device", row.id)
        await unit.session.execute(
            update(DeviceCode)
            .where(DeviceCode.device == device, DeviceCode.used_at.is_(None))
            .values(used_at=unit.now)
        )
        return await self._shut_out(unit, ActorRef("device", row.id))

    async def _shut_out(self, unit: Unit, ref: ActorRef) -> int:
        """End all sessions, and its part in a consultation at once; how many sessions."""
        # The server hears of it by the job: this may be a command of its own beside the server.
        unit.later(SHUT_OUT_JOB, ShutOut(ref.kind, ref.id, unit.now), unit.now, f"shut-out:{ref.id}")
        return await self._sessions.end_all(unit, ref, "revoked")

    async def account_label(self, unit: Unit, account: str) -> LocalText | None:
        """Role name of an account that others may see."""
        row = await unit.session.get(Account, account)
        return None if row is None else row.label

    async def account_office(self, unit: Unit, account: str) -> tuple[str | None, LocalText | None] | None:
        """Authority and title of an account; None for one that is not there or is disabled."""
        row = await unit.session.get(Account, account)
        return None if row is None or row.disabled_at is not None else (row.authority, row.title)

    async def device_name(self, unit: Unit, device: str) -> LocalText | None:
        """Name of a service point."""
        row = await unit.session.get(Device, device)
        return None if row is None else row.name

    async def devices_in_use(self, unit: Unit) -> list[tuple[str, LocalText]]:
        """Id and name of every service point that is not revoked."""
        rows = await unit.session.scalars(select(Device).where(Device.revoked_at.is_(None)))
        return [(row.id, row.name) for row in rows]

    async def demo_roles(self, unit: Unit) -> tuple[DemoRole, ...]:
        """Everybody whom the demo can be entered as: service points, then staff by role and name."""
        devices = await unit.session.scalars(select(Device).where(Device.demo.is_(True)))
        accounts = await unit.session.scalars(
            select(Account).where(Account.demo.is_(True)).order_by(Account.role, Account.name)
        )
        points = sorted((DemoRole(f"device:{row.id}", "point", row.name) for row in devices), key=_finnish)
        staff = (DemoRole(f"account:{row.id}", SEATS[cast(Role, row.role)], row.label) for row in accounts)
        return (*points, *staff)


async def has_demo(unit: Unit) -> bool:
    """True when anybody can enter the database without a password."""
    account = await unit.session.scalar(select(exists().where(Account.demo.is_(True))))
    device = await unit.session.scalar(select(exists().where(Device.demo.is_(True))))
    return bool(account or device)


async def _named(unit: Unit, name: str) -> Account:
    """The account of this user name, locked; Refused when there is none."""
    row = await unit.session.scalar(select(Account).where(Account.name == plain_name(name)).with_for_update())
    if row is None:
        raise Refused
    return row


def _finnish(role: DemoRole) -> str:
    return role.label.fi


def _account_actor(row: Account) -> Actor:
    role = cast(Role, row.role)
    return Actor("account", row.id, role, SEATS[role], row.authority)
