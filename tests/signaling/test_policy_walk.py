"""Walks every event, route, page of a paper and volatile message with everybody whom it is not for.

A real server, real HTTP and Socket.IO, real media and pages processes. The walk is
generated out of the registry: an event or a route that is new is walked without a
word here. Whoever the policy does not let act gets the same bytes for what exists,
for what is another authority's, for what is over and for what never was; and
nothing changes. The tests share one house, for none of them changes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Final, get_args

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from media.contract import Answer, ApplyOffer, GetState, State
from media.pages.config import PagesConfig
from signaling.config import Interpreters, Queue, Turn
from signaling.config_sections import Papers
from signaling.people.actor import Actor
from signaling.people.policy import OPEN_TO_ALL, Relation, allows
from signaling.store.tables import metadata
from signaling.store.unit import Unit
from signaling.web.messages.base import Role
from signaling.web.messages.registry import CLIENT_EVENTS, ROUTES, ClientEvent, Route
from signaling.wiring import House
from tests.media.pages.conftest import pages_of_its_own
from tests.media.process import media_process
from tests.media.python_peer import OFFER, PythonPeer
from tests.media.test_volatile_walk import SAMPLES
from tests.signaling.policy_scene import (
    CAST,
    DEPARTED,
    FORMER,
    GUESTS,
    HERE,
    LEFT,
    MATTERS,
    NOWHERE,
    OVER,
    RELATIONS,
    THERE,
    WORDS,
    Scene,
    put_up,
)
from tests.signaling.serving import Browser, Json, browser, new_id, served, settings_for, until, url_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED: Final = b'{"error":{"code":"refused","detail":""}}'

UNOBSERVED: Final = frozenset({"sessions", "presence", "outbox_emissions", "outbox_jobs", "feeds"})
"""Tables in which time alone changes something."""

THING: Final[Mapping[str, str]] = {"ticket:open": "service", "booking:book": "service"} | {
    name: thing
    for thing, names in {
        "ticket": ("ticket:cancel", "ticket:accept", "ticket:write"),
        "appointment": ("booking:move", "booking:cancel"),
        "call": ("interpreter:answer", "interpreter:decline", "interpreter:cancel"),
    }.items()
    for name in names
}
"""The thing that decides; where none is named and the message has a consultation, that."""

READING: Final = frozenset(
    event.name for event in CLIENT_EVENTS if event.name.endswith(":open") and event.name != "ticket:open"
)
"""Events that only look."""

LOGGED: Final = frozenset({"paper:download"})  # it leaves a row in the audit: papers/test_http.py

METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH")


# ---- one house for all ------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    directory = tmp_path_factory.mktemp("walk")
    (directory / "run").mkdir()
    settings = settings_for(
        directory,
        papers=Papers(files_at_points=True),
        queue=Queue(ignore_hours=True, presence_seconds=600.0, appear_seconds=600.0),
        interpreters=Interpreters(ring_seconds=600.0),
        turn=Turn(urls=("turn:192.0.2.20:3478",), secret=os.urandom(16).hex()),
    )
    async with (
        media_process(str(settings.media_socket.parent)),
        pages_of_its_own(PagesConfig(str(settings.pages_socket))),
        served(settings) as made,
    ):
        await made.link.wait_up()
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(house: House) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        yield await put_up(house, stack)


@pytest_asyncio.fixture(loop_scope="module")
async def unchanged(house: House, scene: Scene) -> AsyncIterator[None]:
    """The test leaves as many rows in each table as it found."""
    before = await _rows(house)
    yield
    assert await _rows(house) == before


async def _rows(house: House) -> dict[str, int]:
    async def count(unit: Unit) -> dict[str, int]:
        return {
            table.name: await unit.session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
            if table.name not in UNOBSERVED
        }

    return await house.store.read(count)


# ---- what is asked ------------------------------------------------------------------------


def fields_of(event: ClientEvent) -> frozenset[str]:
    return frozenset(entry.name for entry in msgspec.structs.fields(event.request))


def thing_of(action: str, fields: frozenset[str]) -> str | None:
    return THING.get(action) or ("consultation" if "consultation" in fields else None)


def thing_in(route: Route) -> str | None:
    return next(
        (thing for thing in ("consultation", "authority", "service") if f"{{{thing}}}" in route.path), None
    )


def message_for(event: ClientEvent, ids: Mapping[str, str]) -> Json:
    """A message of this event about these things; ids that are not given are of nothing."""
    message: Json = {}
    for entry in msgspec.structs.fields(event.request):
        message[entry.encode_name] = WORDS.get(entry.name, ids.get(entry.name, new_id()))
    return message


def path_for(route: Route, ids: Mapping[str, str], page: int = 0) -> str:
    values = {name: ids.get(name, new_id()) for name in ("consultation", "paper", "authority", "service")}
    return route.path.format_map(values | {"page": str(page)})


def may(scene: Scene, who: str, action: str, thing: str | None, matter: str) -> bool:
    """What the policy lets this person do to the thing of this matter."""
    actor = Actor("account", "0" * 32, scene.roles[who], "desk")
    relation = RELATIONS[matter].get(thing or "", {}).get(who)
    return allows(actor, action, frozenset() if relation is None else frozenset({relation}))


async def ask_route(
    someone: Browser, route: Route, ids: Mapping[str, str], page: int = 0
) -> tuple[int, bytes]:
    data = b"%PDF-1.7" if route.request is bytes else None
    path = path_for(route, ids, page)
    answer = await someone.request(route.method, path, data=data, X_Etaluukku_Name="a.pdf")
    return answer.status, answer.body


def walk(scene: Scene) -> Iterator[tuple[str, Browser, str, dict[str, str]]]:
    """Everybody, with everything."""
    for who, someone in scene.people.items():
        for matter in MATTERS:
            yield who, someone, matter, scene.matters[matter]


def asks(matter: str, thing: str | None) -> bool:
    """False for what is asked already: where nothing is named, the matters do not differ."""
    return thing is not None or matter == HERE


# ---- the walk -----------------------------------------------------------------------------


async def test_the_scene_has_every_role_of_both_authorities_and_every_former_one(scene: Scene) -> None:
    everybody = set(get_args(Role))
    assert set(scene.roles) == {*CAST, *GUESTS} - set(DEPARTED)
    assert {scene.roles[who] for who in scene.people if who.startswith("foreign ")} == everybody
    assert {scene.roles[who] for who in CAST if not who.startswith(("foreign ", "former "))} == (
        everybody - {"guest"}
    )
    assert {scene.roles[who] for who in FORMER if who not in DEPARTED} == {"point", "expert", "interpreter"}
    assert not {*FORMER, *LEFT} & scene.participants.keys()


async def test_every_message_of_the_walk_is_of_its_schema(scene: Scene) -> None:
    for event in CLIENT_EVENTS:
        for ids in scene.matters.values():
            msgspec.convert(message_for(event, ids), event.request)


async def test_every_event_refuses_alike_whatever_it_is_about(scene: Scene, unchanged: None) -> None:
    asked = 0
    for who, someone, matter, ids in walk(scene):
        for event in CLIENT_EVENTS:
            thing = thing_of(event.name, fields_of(event))
            if not asks(matter, thing) or may(scene, who, event.name, thing, matter):
                continue
            reply = await someone.ask(event.name, message_for(event, ids))
            assert msgspec.json.encode(reply) == REFUSED, (event.name, who, matter, reply)
            asked += 1
    assert asked > 50 * len(scene.people)


async def test_a_relay_is_for_the_admitted_alone(scene: Scene, unchanged: None) -> None:
    told: dict[str, set[str]] = {matter: set() for matter in MATTERS}
    for who, someone, matter, ids in walk(scene):
        reply = await someone.ask("consultation:open", {"consultation": ids.get("consultation", new_id())})
        if "ok" in reply and reply["ok"]["iceServers"] is not None:
            told[matter].add(who)
    assert told == {HERE: _admitted(HERE), THERE: _admitted(THERE), OVER: set(), NOWHERE: set()}


async def test_every_route_refuses_alike_whatever_it_is_about(scene: Scene, unchanged: None) -> None:
    for who, someone, matter, ids in walk(scene):
        for route in ROUTES:
            thing = thing_in(route)
            if route.action in OPEN_TO_ALL or not asks(matter, thing):
                continue
            if not may(scene, who, route.action, thing, matter):
                for page in (0, 1, 9999) if "{page}" in route.path else (0,):
                    answer = await ask_route(someone, route, ids, page)
                    assert answer == (403, REFUSED), (route.action, who, matter, page)


async def test_every_file_address_has_one_method_and_refuses_the_others_alike(
    scene: Scene, unchanged: None
) -> None:
    paths = {route.path: route for route in ROUTES if "{consultation}" in route.path}
    for who, someone, matter, ids in walk(scene):
        if matter in (OVER, THERE):
            continue
        for path, route in paths.items():
            for method in set(METHODS) - {other.method for other in ROUTES if other.path == path}:
                answer = await someone.request(method, path_for(route, ids))
                assert (answer.status, answer.body) == (403, REFUSED), (method, path, who, matter)


async def test_one_consultation_is_no_way_to_the_things_of_another(scene: Scene, unchanged: None) -> None:
    here, asked = scene.matters[HERE], 0
    for matter in (THERE, OVER, NOWHERE):
        mixed = {**scene.matters[matter], "consultation": here["consultation"]}
        for who, someone in scene.people.items():
            for event in CLIENT_EVENTS:
                names = fields_of(event)
                if "consultation" not in names or not names & {"participant", "paper"}:
                    continue
                if may(scene, who, event.name, "consultation", HERE):
                    reply = await someone.ask(event.name, message_for(event, mixed))
                    assert msgspec.json.encode(reply) == REFUSED, (event.name, who, matter, reply)
                    asked += 1
            for route in ROUTES:
                if "{paper}" in route.path and route.method == "GET":
                    answer = await ask_route(someone, route, mixed)
                    assert answer == (403, REFUSED), (route.action, who, matter)
    assert asked > 10


async def test_who_may_look_is_let(scene: Scene, unchanged: None) -> None:
    """Without this a server that refuses everything would pass."""
    events, paths = set(), set()
    for who, someone, matter, ids in walk(scene):
        for event in CLIENT_EVENTS:
            thing = thing_of(event.name, fields_of(event))
            if event.name not in READING or not asks(matter, thing):
                continue
            if may(scene, who, event.name, thing, matter):
                reply = await someone.ask(event.name, message_for(event, ids))
                assert "ok" in reply, (event.name, who, matter, reply)
                events.add(event.name)
        for route in ROUTES:
            thing = thing_in(route)
            if route.method != "GET" or route.action in LOGGED or not asks(matter, thing):
                continue
            if may(scene, who, route.action, thing, matter):
                assert (await ask_route(someone, route, ids))[0] == 200, (route.action, who, matter)
                paths.add(route.action)
                if "{page}" in route.path:
                    assert await ask_route(someone, route, ids, 2) == (403, REFUSED), (route.action, who)
    assert events == READING
    assert paths == {route.action for route in ROUTES if route.method == "GET"} - LOGGED


async def test_who_answered_a_call_is_told_that_it_is_over(scene: Scene, unchanged: None) -> None:
    press = {"id": new_id(), "call": scene.matters[OVER]["call"]}
    reply = await scene.people["former interpreter"].ask("interpreter:answer", press)
    assert reply == {"error": {"code": "conflict", "detail": "ended"}}


async def test_without_a_session_everything_is_unauthenticated(house: House, scene: Scene) -> None:
    """Who has none, and the guests whose sessions ended with their parts."""
    async with browser(url_of(house.settings), "desk") as nobody:
        for who, someone in {"nobody": nobody, **scene.departed}.items():
            for route in ROUTES:
                if route.action not in OPEN_TO_ALL:
                    answers = {await ask_route(someone, route, ids) for ids in scene.matters.values()}
                    assert {status for status, _ in answers} == {401}, (who, route.action)
                    assert len(answers) == 1, (who, route.action)


# ---- the data channel ---------------------------------------------------------------------


def _admitted(matter: str) -> set[str]:
    people = RELATIONS[matter]["consultation"].items()
    return {who for who, relation in people if relation is Relation.PARTICIPANT}


async def _endpoints(house: House) -> dict[str, set[str]]:
    state = await house.link.request(GetState())
    assert isinstance(state, State)
    return {c.conference: {endpoint.endpoint for endpoint in c.endpoints} for c in state.conferences}


async def test_every_volatile_message_reaches_the_admitted_of_its_consultation_alone(
    house: House, scene: Scene
) -> None:
    rooms = {matter: scene.matters[matter]["consultation"] for matter in (HERE, THERE)}
    wanted = {rooms[m]: {scene.participants[who] for who in _admitted(m)} for m in rooms}

    async def followed() -> bool:
        return await _endpoints(house) == wanted

    await until(followed)
    for room in (*rooms.values(), scene.matters[OVER]["consultation"]):
        for who in ("waiting guest", "foreign waiting guest"):
            result = await house.link.request(ApplyOffer(room, scene.participants[who], OFFER))
            assert not isinstance(result, Answer), (room, who)
    async with AsyncExitStack() as stack:
        peers: dict[str, dict[str, PythonPeer]] = {HERE: {}, THERE: {}}
        for matter, room in rooms.items():
            for who in sorted(_admitted(matter)):
                peer = PythonPeer(scene.participants[who], room)
                stack.push_async_callback(peer.close)
                await peer.connect(house.link)
                await peer.open_channel()
                peers[matter][who] = peer
        for matter in (HERE, THERE, HERE):  # what leaks from one comes before what the other may have
            for peer in peers[matter].values():
                assert peer.channel is not None
                for sample in SAMPLES:
                    peer.channel.send(json.dumps(sample))
        for matter, rounds in ((HERE, 2), (THERE, 1)):
            for peer in peers[matter].values():
                others = [other.name for other in peers[matter].values() if other is not peer]
                expected = rounds * len(others) * len(SAMPLES)
                await peer.until(lambda peer=peer, most=expected: len(peer.messages) >= most)  # type: ignore[misc]
                heard = [json.loads(message)["from"] for message in peer.messages]
                assert sorted(heard) == sorted(others * rounds * len(SAMPLES))
