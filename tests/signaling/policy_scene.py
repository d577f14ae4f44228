"""Who and what the policy walk walks: a consultation at each of two authorities, one that is over, strangers.

Everything is put up by what people do, over real HTTP and Socket.IO.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from sqlalchemy import select

from signaling.directory.tables import Authority, ExpertService, Service
from signaling.interpreters.tables import InterpreterLanguage
from signaling.people.policy import Relation
from signaling.people.tables import Account, Device
from signaling.store.unit import Unit
from signaling.web.messages.base import LocalText, Role, Seat
from signaling.wiring import House
from tests.media.pages import documents
from tests.signaling.serving import Browser, Json, browser, new_id, url_of

HERE: Final = "present"
THERE: Final = "foreign"
OVER: Final = "former"
NOWHERE: Final = "nothing"
MATTERS: Final = (HERE, THERE, OVER, NOWHERE)
"""What is asked about: a consultation of the one authority, of the other, an ended one, and what is not."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the cast who has an account or a device."""

    role: Role
    authority: int | None = None
    """0 answers in this consultation and in the ended one, 1 in the foreign one."""
    language: str = ""
    """Of an interpreter; each speaks one that no other speaks, so that calls ring where they should."""


CAST: Final[Mapping[str, Part]] = {
    "caller": Part("point"),
    "client": Part("point"),
    "bystander": Part("point"),
    "expert": Part("expert", 0),
    "colleague": Part("expert", 0),
    "interpreter": Part("interpreter", language="ar"),
    "ringing interpreter": Part("interpreter", language="so"),
    "left interpreter": Part("interpreter", language="et"),
    "coordinator": Part("coordinator", 0),
    "authority admin": Part("authority_admin", 0),
    "system admin": Part("system_admin"),
    "foreign caller": Part("point"),
    "foreign client": Part("point"),
    "foreign expert": Part("expert", 1),
    "foreign colleague": Part("expert", 1),
    "foreign interpreter": Part("interpreter", language="ru"),
    "foreign ringing interpreter": Part("interpreter", language="uk"),
    "foreign coordinator": Part("coordinator", 1),
    "foreign authority admin": Part("authority_admin", 1),
    "foreign system admin": Part("system_admin", 1),
    "former client": Part("point"),
    "former expert": Part("expert", 0),
    "former interpreter": Part("interpreter", language="fa"),
}

GUESTS: Final = (
    "guest",
    "waiting guest",
    "removed guest",
    "foreign guest",
    "foreign waiting guest",
    "former guest",
)
"""Those who come by a code."""

POINTS: Final = tuple(name for name, part in CAST.items() if part.role == "point")
READERS: Final = tuple(name for name, part in CAST.items() if part.role != "interpreter")
"""Who reads the directory, and so what its authorities tell of data protection (F-101)."""

Relations = Mapping[str, Mapping[str, Relation]]
_IN: Final = Relation.PARTICIPANT
_ANSWERS: Final = Relation.OWN_SERVICE

RELATIONS: Final[Mapping[str, Relations]] = {
    HERE: {
        "ticket": {"caller": Relation.OWN}
        | dict.fromkeys(("expert", "colleague", "former expert"), _ANSWERS),
        "consultation": dict.fromkeys(("client", "expert", "interpreter", "guest"), _IN)
        | {"waiting guest": Relation.LOBBY},
        "call": dict.fromkeys(("client", "expert", "interpreter", "guest"), _IN)
        | {"ringing interpreter": Relation.OWN},
        "service": dict.fromkeys(POINTS, Relation.LISTED),
        "authority": dict.fromkeys(READERS, Relation.LISTED),
    },
    THERE: {
        "ticket": {"foreign caller": Relation.OWN}
        | dict.fromkeys(("foreign expert", "foreign colleague"), _ANSWERS),
        "consultation": dict.fromkeys(
            ("foreign client", "foreign expert", "foreign interpreter", "foreign guest"), _IN
        )
        | {"foreign waiting guest": Relation.LOBBY},
        "call": dict.fromkeys(
            ("foreign client", "foreign expert", "foreign interpreter", "foreign guest"), _IN
        )
        | {"foreign ringing interpreter": Relation.OWN},
        "service": dict.fromkeys(POINTS, Relation.LISTED),
        "authority": dict.fromkeys(READERS, Relation.LISTED),
    },
    OVER: {
        "ticket": {"former client": Relation.OWN}
        | dict.fromkeys(("expert", "colleague", "former expert"), _ANSWERS),
        "call": {"former interpreter": Relation.OWN},
        "service": dict.fromkeys(POINTS, Relation.LISTED),
        "authority": dict.fromkeys(READERS, Relation.LISTED),
    },
    NOWHERE: {},
}
"""Who is what to each thing, written down by hand: the server is tested against it.

To the ended consultation nobody is anything, the ones whose it was included. Who
answered its call may press again, and is told that it is over.
"""

FORMER: Final = ("former client", "former expert", "former interpreter", "former guest")
LEFT: Final = ("left interpreter", "removed guest")
"""Who took part in this consultation and no longer do, while it goes on."""
DEPARTED: Final = ("removed guest", "former guest")
"""Guests whose sessions ended with their parts: to the server they are nobody any longer."""

SEATS: Final[Mapping[Role, Seat]] = {"point": "point", "expert": "desk", "interpreter": "interpreter"}


@dataclass(slots=True)
class Scene:
    """Everybody at an open screen, and the ids of what they are asked about."""

    people: dict[str, Browser]
    departed: dict[str, Browser]
    """Browsers of DEPARTED, with their cookies."""
    roles: dict[str, Role]
    matters: dict[str, dict[str, str]]
    """Of each matter: the value of each field that names a thing."""
    participants: dict[str, str] = field(default_factory=dict)
    """Of those who take part now."""


async def put_up(house: House, stack: AsyncExitStack) -> Scene:
    """The scene in this house; its browsers are closed with the stack."""
    stage = _Stage(house, url_of(house.settings), stack)
    await stage.cast()
    matters = {OVER: await stage.former(), HERE: await stage.present(), THERE: await stage.foreign()}
    departed = {name: stage.people.pop(name) for name in DEPARTED}
    scene = Scene(stage.people, departed, {}, matters | {NOWHERE: {}})
    for name, someone in stage.people.items():
        me = (await someone.request("GET", "/api/me")).json
        scene.roles[name] = me["role"]
        if me["participant"] is not None:
            scene.participants[name] = me["participant"]
    return scene


async def _add_cast(unit: Unit) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The key of each of the cast, and of each of the two authorities itself and a service."""
    authorities = (await unit.session.scalars(select(Authority.id).order_by(Authority.id).limit(2))).all()
    services = []
    for authority in authorities:
        first = select(Service.id).where(Service.authority == authority).limit(1)
        services.append((await unit.session.scalars(first)).one())
    keys = {}
    for name, part in CAST.items():
        identity, label = unit.new_id(), LocalText(name, name, name)
        if part.role == "point":
            unit.session.add(Device(id=identity, name=label, demo=True))
            keys[name] = f"device:{identity}"
            continue
        unit.session.add(
            Account(
                id=identity,
                name=name,
                password_hash="!",
                role=part.role,
                authority=None if part.authority is None else authorities[part.authority],
                label=label,
                demo=True,
            )
        )
        await unit.session.flush()
        if part.role == "expert" and part.authority is not None:
            unit.session.add(ExpertService(account=identity, service=services[part.authority]))
        if part.language:
            unit.session.add(InterpreterLanguage(account=identity, language=part.language))
        keys[name] = f"account:{identity}"
    return keys, list(zip(authorities, services, strict=True))


class _Stage:
    """Puts the scene up by what people do."""

    def __init__(self, house: House, url: str, stack: AsyncExitStack) -> None:
        self._house = house
        self._url = url
        self._stack = stack
        self.people: dict[str, Browser] = {}
        self._authorities: list[tuple[str, str]] = []
        """Each with a service."""

    async def cast(self) -> None:
        """Everybody enters and opens a screen."""
        keys, self._authorities = await self._house.store.write(_add_cast)
        for name, part in CAST.items():
            seat = SEATS.get(part.role, "admin")
            someone = await self._stack.enter_async_context(browser(self._url, seat))
            await someone.enter(keys[name])
            await someone.connect()
            self.people[name] = someone
            if part.language:
                await self._done(name, "interpreter:availability", availability="available")

    async def former(self) -> dict[str, str]:
        """A consultation that is over; all four took part."""
        ids = await self._meet("former client", "former expert", 0)
        ids["call"] = await self._interpreted("former interpreter", "former client", ids)
        ids["participant"] = await self._guest("former guest", "former expert", ids, admitted=True)
        ids["paper"] = await self._paper("former expert", ids)
        await self._done("former expert", "consultation:end", consultation=ids["consultation"])
        return ids

    async def present(self) -> dict[str, str]:
        """A consultation that goes on, which two have left, and a ticket that waits."""
        ids = await self._meet("client", "expert", 0)
        await self._interpreted("left interpreter", "client", ids)
        await self._done("left interpreter", "consultation:leave", consultation=ids["consultation"])
        gone = {**ids, "participant": await self._guest("removed guest", "expert", ids, admitted=True)}
        await self._done("expert", "consultation:remove", **_of(gone, "consultation", "participant"))
        await self._guest("guest", "expert", ids, admitted=True)
        return await self._goes_on("", ids)

    async def foreign(self) -> dict[str, str]:
        """The same at the other authority."""
        ids = await self._meet("foreign client", "foreign expert", 1)
        await self._guest("foreign guest", "foreign expert", ids, admitted=True)
        return await self._goes_on("foreign ", ids)

    async def _goes_on(self, kind: str, ids: dict[str, str]) -> dict[str, str]:
        client, expert = f"{kind}client", f"{kind}expert"
        await self._interpreted(f"{kind}interpreter", client, ids)
        ids["participant"] = await self._guest(f"{kind}waiting guest", expert, ids, admitted=False)
        ids["paper"] = await self._paper(expert, ids)
        ids["call"] = await self._ring(f"{kind}ringing interpreter", client, ids)
        ids["ticket"] = await self._ticket(f"{kind}caller", ids["service"])
        return ids

    async def _done(self, who: str, event: str, **fields: object) -> Json:
        return await self.people[who].done(event, {"id": new_id(), **fields})

    async def _ticket(self, point: str, service: str) -> str:
        ticket = new_id()
        await self._done(point, "ticket:open", ticket=ticket, service=service, language="fi")
        return ticket

    async def _meet(self, point: str, expert: str, authority: int) -> dict[str, str]:
        office, service = self._authorities[authority]
        ticket = await self._ticket(point, service)
        accepted = await self._done(expert, "ticket:accept", ticket=ticket)
        return {
            "authority": office,
            "service": service,
            "ticket": ticket,
            "consultation": accepted["consultation"],
        }

    async def _ring(self, interpreter: str, host: str, ids: Mapping[str, str]) -> str:
        language = CAST[interpreter].language
        asked = await self._done(host, "interpreter:ask", consultation=ids["consultation"], language=language)
        assert asked["state"] == "ringing", asked
        call: str = asked["call"]
        return call

    async def _interpreted(self, interpreter: str, host: str, ids: Mapping[str, str]) -> str:
        call = await self._ring(interpreter, host, ids)
        await self._done(interpreter, "interpreter:answer", call=call)
        return call

    async def _guest(self, name: str, expert: str, ids: Mapping[str, str], *, admitted: bool) -> str:
        """Somebody comes by a code; the participant."""
        where = _of(ids, "consultation")
        invitation = await self._done(expert, "guest:invite", **where, role="guest")
        someone = await self._stack.enter_async_context(browser(self._url, "guest"))
        answer = await someone.request("POST", "/api/join", {"code": invitation["code"]})
        assert answer.status == 200, answer.body
        await someone.connect()
        self.people[name] = someone
        participant: str = answer.json["participant"]
        if admitted:
            await self._done(expert, "consultation:admit", **where, participant=participant)
        return participant

    async def _paper(self, who: str, ids: Mapping[str, str]) -> str:
        """A paper of two pages lies on the table; its id."""
        paper = new_id()
        path = f"/api/consultations/{ids['consultation']}/papers/{paper}"
        content = documents.text_pdf(2)
        named = {"X_Etaluukku_Name": quote("päätös.pdf")}
        answer = await self.people[who].request("PUT", path, data=content, **named)
        assert answer.status == 200, answer.body
        return paper


def _of(ids: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: ids[name] for name in names}


WORDS: Final[Mapping[str, object]] = {
    "language": "ar",
    "availability": "away",
    "starts_at": 0.0,
    "contact": {"name": "x", "reach": ""},
    "interpreted": None,
    "on_behalf": False,
    "consent": False,
    "microphone": True,
    "camera": True,
    "on": True,
    "raised": True,
    "signing": True,
    "locked": True,
    "agreed": True,
    "method": "known",
    "text": "x",
    "sdp": "v=0",
    "take": True,
    "role": "guest",
    "name": "",
    "page": 0,
    "kind": "pen",
    "points": [1, 2, 3],
    "stamp": None,
    "bars": [{"left": 0.0, "top": 0.0, "width": 0.5, "height": 0.5}],
    "findings": {
        "camera": "well",
        "microphone": "well",
        "loudspeaker": "unknown",
        "network": "well",
        "ways": ["udp"],
    },
}
"""What the fields of messages hold, where they name no thing."""
