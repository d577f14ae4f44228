"""Walks every event and every route with every role, with another authority's, and with a former participant.

A real server, real HTTP and Socket.IO. Whoever the policy does not let act gets the
same bytes for what exists and for what does not, and nothing changes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from sqlalchemy import func, select

from signaling.directory.tables import ExpertService
from signaling.interpreters.tables import InterpreterLanguage
from signaling.people.actor import Actor
from signaling.people.policy import OPEN_TO_ALL, Relation, allows
from signaling.people.tables import Account, Device
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.web.messages.base import Role, Seat
from signaling.web.messages.registry import CLIENT_EVENTS, ROUTES, ClientEvent, Route
from signaling.wiring import House
from tests.signaling.serving import Browser, Json, browser, new_id, served, settings_for, url_of

REFUSED = b'{"error":{"code":"refused","detail":""}}'

UNOBSERVED = frozenset({"sessions", "presence", "outbox_emissions", "outbox_jobs", "feeds"})
"""Tables in which time alone changes something."""


@dataclass(slots=True)
class Scene:
    """A waiting ticket, an active consultation with a guest in its lobby and a ringing call, an ended one."""

    people: dict[str, Browser]
    roles: dict[str, Role]
    ids: dict[str, str]
    """What exists: the value of each field that names a thing."""
    former: dict[str, str]
    """The same for the ended consultation."""


RELATIONS: Mapping[str, Mapping[str, Relation]] = {
    "ticket": {"caller": Relation.OWN, "expert": Relation.OWN_SERVICE, "colleague": Relation.OWN_SERVICE},
    "consultation": {
        "client": Relation.PARTICIPANT,
        "expert": Relation.PARTICIPANT,
        "guest": Relation.LOBBY,
    },
    "call": {
        "client": Relation.PARTICIPANT,
        "expert": Relation.PARTICIPANT,
        "interpreter": Relation.OWN,
    },
    "service": {name: Relation.LISTED for name in ("caller", "client", "bystander")},
}
"""Who is what to the existing thing, written down by hand: the policy is tested against it."""

THING: Mapping[str, str] = {"ticket:open": "service"} | {
    name: thing
    for thing, names in {
        "ticket": ("ticket:cancel", "ticket:accept"),
        "call": ("interpreter:answer", "interpreter:decline", "interpreter:cancel"),
    }.items()
    for name in names
}
"""The thing that decides; where none is named and the message has a consultation, that."""


def thing_of(action: str, fields: frozenset[str]) -> str | None:
    return THING.get(action) or ("consultation" if "consultation" in fields else None)


def may(scene: Scene, who: str, action: str, thing: str | None) -> bool:
    """What the policy lets this person do to the existing thing."""
    role = scene.roles[who]
    actor = Actor("account", "0" * 32, role, "desk")
    relation = RELATIONS.get(thing or "", {}).get(who)
    return allows(actor, action, frozenset() if relation is None else frozenset({relation}))


# ---- the scene --------------------------------------------------------------------------

LANGUAGE = "ar"


async def _casting(unit: Unit) -> tuple[str, dict[str, tuple[Seat, str]]]:
    """A service with two experts, and who of the demo's people plays whom."""
    points = (await unit.session.scalars(select(Device.id).order_by(Device.id).limit(3))).all()
    by_service: dict[str, list[str]] = {}
    for row in (await unit.session.scalars(select(ExpertService))).all():
        by_service.setdefault(row.service, []).append(row.account)
    service, serving = next((s, sorted(a)) for s, a in sorted(by_service.items()) if len(a) >= 2)
    home = await unit.session.get_one(Account, serving[0])
    experts = (await unit.session.scalars(select(Account).where(Account.role == "expert"))).all()
    foreign = next(a.id for a in experts if a.authority != home.authority)
    spoken = (await unit.session.scalars(select(InterpreterLanguage))).all()
    ringing = {row.account for row in spoken if row.language == LANGUAGE}
    quiet = next(row.account for row in spoken if row.account not in ringing)
    parts: dict[str, tuple[Seat, str]] = {
        "caller": ("point", f"device:{points[0]}"),
        "client": ("point", f"device:{points[1]}"),
        "bystander": ("point", f"device:{points[2]}"),
        "expert": ("desk", f"account:{serving[0]}"),
        "colleague": ("desk", f"account:{serving[1]}"),
        "foreign expert": ("desk", f"account:{foreign}"),
        "interpreter": ("interpreter", f"account:{min(ringing)}"),
        "other interpreter": ("interpreter", f"account:{quiet}"),
    }
    for role in ("coordinator", "authority_admin", "system_admin"):
        admin = await unit.session.scalar(select(Account.id).where(Account.role == role).limit(1))
        parts[role] = ("admin", f"account:{admin}")
    return service, parts


class Stage:
    """Puts the scene up by what people do."""

    def __init__(self, house: House, url: str, stack: AsyncExitStack) -> None:
        self._house = house
        self._url = url
        self._stack = stack
        self.people: dict[str, Browser] = {}
        self.service = ""

    async def cast(self) -> None:
        """Everybody enters and opens a screen."""
        self.service, parts = await self._house.store.read(_casting)
        for name, (seat, key) in parts.items():
            someone = await self._stack.enter_async_context(browser(self._url, seat))
            await someone.enter(key)
            await someone.connect()
            self.people[name] = someone
        ready = {"id": new_id(), "availability": "available"}
        await self.people["expert"].done("desk:availability", ready)
        await self.people["interpreter"].done("interpreter:availability", ready)

    async def ticket(self, who: str) -> str:
        """This service point waits."""
        ticket = new_id()
        press = {"id": new_id(), "ticket": ticket, "service": self.service, "language": "fi"}
        await self.people[who].done("ticket:open", press)
        return ticket

    async def meet(self) -> str:
        """Client and expert meet; the consultation."""
        press = {"id": new_id(), "ticket": await self.ticket("client")}
        accepted = await self.people["expert"].done("ticket:accept", press)
        consultation: str = accepted["consultation"]
        return consultation

    async def guest(self, name: str, consultation: str) -> str:
        """Somebody comes by a code and waits in the lobby; the participant."""
        press = {"id": new_id(), "consultation": consultation, "role": "guest"}
        invitation = await self.people["expert"].done("guest:invite", press)
        someone = await self._stack.enter_async_context(browser(self._url, "guest"))
        answer = await someone.request("POST", "/api/join", {"code": invitation["code"]})
        assert answer.status == 200, answer.body
        await someone.connect()
        self.people[name] = someone
        participant: str = answer.json["participant"]
        return participant

    async def past(self) -> dict[str, str]:
        """A consultation with an admitted guest, now over."""
        consultation = await self.meet()
        participant = await self.guest("former guest", consultation)
        press = {"id": new_id(), "consultation": consultation, "participant": participant}
        await self.people["expert"].done("consultation:admit", press)
        await self.people["expert"].done("consultation:end", {"id": new_id(), "consultation": consultation})
        return {"consultation": consultation, "participant": participant}

    async def present(self) -> dict[str, str]:
        """A consultation that goes on, and a ticket that waits."""
        consultation = await self.meet()
        participant = await self.guest("guest", consultation)
        press = {"id": new_id(), "consultation": consultation, "language": LANGUAGE}
        call = await self.people["client"].done("interpreter:ask", press)
        return {
            "consultation": consultation,
            "participant": participant,
            "call": call["call"],
            "ticket": await self.ticket("caller"),
            "service": self.service,
        }


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with served(settings_for(tmp_path)) as made:
        yield made


@pytest.fixture
async def scene(house: House) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        stage = Stage(house, url_of(house.settings), stack)
        await stage.cast()
        former = await stage.past()
        ids = await stage.present()
        roles: dict[str, Role] = {}
        for name, someone in stage.people.items():
            roles[name] = (await someone.request("GET", "/api/me")).json["role"]
        yield Scene(stage.people, roles, ids, former)


# ---- what is asked --------------------------------------------------------------------------

WORDS: Mapping[str, object] = {
    "language": LANGUAGE,
    "availability": "away",
    "microphone": True,
    "camera": True,
    "text": "x",
    "sdp": "v=0",
    "role": "guest",
    "name": "",
    "page": 0,
}


def message_for(event: ClientEvent, ids: Mapping[str, str]) -> Json:
    """A message of this event about these things; ids that are not given are of nothing."""
    message: Json = {}
    for entry in msgspec.structs.fields(event.request):
        message[entry.encode_name] = WORDS.get(entry.name, ids.get(entry.name, new_id()))
    return message


def fields_of(event: ClientEvent) -> frozenset[str]:
    return frozenset(entry.name for entry in msgspec.structs.fields(event.request))


def path_for(route: Route, ids: Mapping[str, str]) -> str:
    names = {"consultation", "paper", "page"}
    values = {name: "0" if name == "page" else ids.get(name, new_id()) for name in names}
    return route.path.format_map(values)


async def rows(house: House) -> dict[str, int]:
    """How many rows each table has, but for those in which time alone changes something."""

    async def count(unit: Unit) -> dict[str, int]:
        return {
            table.name: await unit.session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if table.name not in UNOBSERVED
        }

    return await house.store.read(count)


# ---- the walk -------------------------------------------------------------------------------


async def test_the_scene_has_every_role(scene: Scene) -> None:
    assert set(scene.roles.values()) == set(get_args(Role))


async def test_whoever_may_not_is_refused_alike_for_what_is_and_what_is_not(
    house: House, scene: Scene
) -> None:
    before, asked = await rows(house), 0
    for event in CLIENT_EVENTS:
        thing = thing_of(event.name, fields_of(event))
        for who, someone in scene.people.items():
            if may(scene, who, event.name, thing):
                continue
            for ids in (scene.ids, {}):
                reply = await someone.ask(event.name, message_for(event, ids))
                assert msgspec.json.encode(reply) == REFUSED, (event.name, who, reply)
                asked += 1
    assert asked > 400
    assert await rows(house) == before


async def test_whoever_may_is_refused_what_does_not_exist(house: House, scene: Scene) -> None:
    before = await rows(house)
    for event in CLIENT_EVENTS:
        thing = thing_of(event.name, fields_of(event))
        if thing is None:
            continue
        for who, someone in scene.people.items():
            if may(scene, who, event.name, thing):
                reply = await someone.ask(event.name, message_for(event, {}))
                assert msgspec.json.encode(reply) == REFUSED, (event.name, who, reply)
    assert await rows(house) == before


@pytest.mark.parametrize("who", ["client", "expert", "former guest"])
async def test_a_former_participant_is_refused_all_of_the_ended_consultation(
    house: House, scene: Scene, who: str
) -> None:
    before = await rows(house)
    for event in CLIENT_EVENTS:
        if thing_of(event.name, fields_of(event)) == "consultation":
            reply = await scene.people[who].ask(event.name, message_for(event, scene.former))
            assert msgspec.json.encode(reply) == REFUSED, (event.name, reply)
    for route in ROUTES:
        if "{consultation}" in route.path:
            answer = await _ask_route(scene.people[who], route, scene.former)
            assert answer == (403, REFUSED), route.action
    assert await rows(house) == before


async def _ask_route(someone: Browser, route: Route, ids: Mapping[str, str]) -> tuple[int, bytes]:
    data = b"%PDF-1.7" if route.request is bytes else None
    answer = await someone.request(route.method, path_for(route, ids), data=data, X_Etaluukku_Name="a.pdf")
    return answer.status, answer.body


async def test_every_route_refuses_alike_for_what_is_and_what_is_not(house: House, scene: Scene) -> None:
    before = await rows(house)
    for route in ROUTES:
        if route.action in OPEN_TO_ALL:
            continue
        thing = "consultation" if "{consultation}" in route.path else None
        for who, someone in scene.people.items():
            allowed = may(scene, who, route.action, thing)
            if not allowed:
                assert await _ask_route(someone, route, scene.ids) == (403, REFUSED), (route.action, who)
            if thing is not None or not allowed:
                assert await _ask_route(someone, route, {}) == (403, REFUSED), (route.action, who)
    assert await rows(house) == before


async def test_without_a_session_everything_is_unauthenticated(house: House, scene: Scene) -> None:
    async with browser(url_of(house.settings), "desk") as nobody:
        for route in ROUTES:
            if route.action not in OPEN_TO_ALL:
                statuses = {(await _ask_route(nobody, route, ids))[0] for ids in (scene.ids, {})}
                assert statuses == {401}, route.action
