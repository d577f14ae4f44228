"""A real server: sessions, cookies, origins, limits, headers, pages, sockets."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import socketio
from sqlalchemy import select
from yarl import URL

from signaling.config import Limits, Server, Settings
from signaling.people.tables import Session
from signaling.store.unit import Unit
from signaling.web.headers import page_policy
from signaling.web.messages.base import Seat
from signaling.wiring import House
from tests.databases import free_port
from tests.signaling.serving import Browser, browser, new_id, served, settings_for, until, url_of

PASSWORD = "correct horse battery staple"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    client = tmp_path / "client"
    (client / "assets").mkdir(parents=True)
    page = '<meta property="csp-nonce" nonce="__NONCE__"><script nonce="__NONCE__" src="/assets/a-1.js">'
    (client / "index.html").write_text(page)
    (client / "icon.svg").write_text("<svg/>")
    (client / "assets" / "a-1.js").write_text("1")
    server = Server(port=free_port(), data_directory=tmp_path, client_directory=client)
    return settings_for(tmp_path, server=server)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    async with served(settings) as made:
        yield made


class Visitors:
    """Browsers of one test."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url = url
        self._stack = stack

    async def at(self, seat: Seat, key: str = "") -> Browser:
        made = await self._stack.enter_async_context(browser(self._url, seat))
        if key:
            await made.enter(key)
        return made

    async def as_role(self, seat: Seat) -> Browser:
        made = await self.at(seat)
        roles = (await made.request("GET", "/api/demo/roles")).json["roles"]
        await made.enter(next(role["key"] for role in roles if role["seat"] == seat))
        return made


@pytest.fixture
async def visitors(house: House, settings: Settings) -> AsyncIterator[Visitors]:
    async with AsyncExitStack() as stack:
        yield Visitors(url_of(settings), stack)


async def _add_expert(house: House, name: str = "Maija") -> None:
    hashed = await house.people.hash_password(PASSWORD)
    label = (await house.store.read(house.people.demo_roles))[0].label

    async def add(unit: Unit) -> str:
        return await house.people.add_account(unit, name, hashed, "expert", label)

    await house.store.write(add)


# ---- sessions ---------------------------------------------------------------------------


async def test_signing_in_gives_a_cookie_that_scripts_cannot_read(house: House, visitors: Visitors) -> None:
    await _add_expert(house)
    desk = await visitors.at("desk")
    answer = await desk.request("POST", "/api/sign-in", {"name": " MAIJA ", "password": PASSWORD})
    assert answer.status == 200
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("etaluukku_desk=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    me = await desk.request("GET", "/api/me")
    assert (me.json["seat"], me.json["role"], me.json["demo"]) == ("desk", "expert", True)


@pytest.mark.parametrize(
    ("seat", "name", "password"),
    [("desk", "maija", "wrong"), ("desk", "nobody", PASSWORD), ("admin", "maija", PASSWORD)],
)
async def test_wrong_name_password_and_seat_look_the_same(
    house: House, visitors: Visitors, seat: Seat, name: str, password: str
) -> None:
    await _add_expert(house)
    someone = await visitors.at(seat)
    answer = await someone.request("POST", "/api/sign-in", {"name": name, "password": password})
    assert (answer.status, answer.body) == (403, b'{"error":{"code":"refused","detail":""}}')
    assert "Set-Cookie" not in answer.headers


async def test_one_browser_can_hold_two_seats(visitors: Visitors) -> None:
    someone = await visitors.as_role("desk")
    someone.seat = "interpreter"
    roles = (await someone.request("GET", "/api/demo/roles")).json["roles"]
    await someone.enter(next(role["key"] for role in roles if role["seat"] == "interpreter"))
    assert (await someone.request("GET", "/api/me")).json["seat"] == "interpreter"
    someone.seat = "desk"
    assert (await someone.request("GET", "/api/me")).json["seat"] == "desk"


async def test_a_token_in_the_cookie_of_another_seat_is_no_session(visitors: Visitors) -> None:
    point = await visitors.as_role("point")
    (token,) = (cookie.value for cookie in point.http.cookie_jar)
    desk = await visitors.at("desk")
    desk.http.cookie_jar.update_cookies({"etaluukku_desk": token}, URL(desk.url))
    assert (await desk.request("GET", "/api/me")).status == 401
    with pytest.raises(socketio.exceptions.ConnectionError):
        await desk.connect()


async def test_signing_out_ends_the_session_and_its_sockets(house: House, visitors: Visitors) -> None:
    desk = await visitors.as_role("desk")
    await desk.connect()
    assert (await desk.request("POST", "/api/sign-out")).status == 200
    assert (await desk.heard("session:ended"))["reason"] == "signed_out"
    assert (await desk.request("GET", "/api/me")).status == 401
    await until(lambda: _gone(desk))
    with pytest.raises(socketio.exceptions.ConnectionError):
        await desk.connect()


async def test_a_revoked_session_loses_its_socket_wherever_it_was_revoked(
    house: House, visitors: Visitors
) -> None:
    desk = await visitors.as_role("desk")
    await desk.connect()

    async def revoke(unit: Unit) -> None:
        for session in (await unit.session.scalars(select(Session))).all():
            session.ended_at, session.reason = unit.now, "revoked"

    await house.store.write(revoke)
    assert (await desk.heard("session:ended"))["reason"] == "revoked"


async def test_an_event_after_the_session_has_ended_is_unauthenticated(
    house: House, visitors: Visitors
) -> None:
    desk = await visitors.as_role("desk")
    await desk.connect()

    async def expire(unit: Unit) -> None:
        for session in (await unit.session.scalars(select(Session))).all():
            session.expires_at = unit.now - 1.0

    await house.store.write(expire)
    assert (await desk.ask("desk:open"))["error"]["code"] == "unauthenticated"


async def test_a_device_is_enrolled_by_a_code_once(house: House, visitors: Visitors) -> None:
    device = (await house.store.read(house.people.demo_roles))[0].key.split(":")[1]
    code = await house.store.write(lambda unit: house.people.device_code(unit, device))
    point = await visitors.at("point")
    typed = f" {code.lower().replace('-', ' ')} "
    assert (await point.request("POST", "/api/enrol", {"code": typed})).json["role"] == "point"
    second = await visitors.at("point")
    again = await second.request("POST", "/api/enrol", {"code": code})
    wrong = await second.request("POST", "/api/enrol", {"code": "22222-22222"})
    assert (again.status, again.body) == (wrong.status, wrong.body) == (403, wrong.body)


# ---- who may ask at all -------------------------------------------------------------------


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_foreign_page_is_refused(visitors: Visitors, origin: str) -> None:
    desk = await visitors.as_role("desk")
    for method, path in (("POST", "/api/sign-out"), ("GET", "/api/me"), ("GET", "/socket.io/?EIO=4")):
        answer = await desk.request(method, path, Origin=origin)
        assert (answer.status, answer.json["error"]["code"]) == (403, "refused")


async def test_a_request_of_another_site_without_origin_is_refused(visitors: Visitors) -> None:
    desk = await visitors.as_role("desk")
    url = f"{desk.url}/api/me"
    headers = {"X-Etaluukku-Seat": "desk", "Sec-Fetch-Site": "cross-site"}
    async with desk.http.get(url, headers=headers) as reply:
        assert reply.status == 403


async def test_a_request_without_a_seat_is_invalid(visitors: Visitors) -> None:
    desk = await visitors.as_role("desk")
    assert (await desk.request("GET", "/api/me", X_Etaluukku_Seat="throne")).status == 400


async def test_a_socket_without_a_session_is_refused(visitors: Visitors) -> None:
    nobody = await visitors.at("desk")
    with pytest.raises(socketio.exceptions.ConnectionError):
        await nobody.connect()


async def test_forwarded_headers_of_strangers_are_ignored(visitors: Visitors) -> None:
    desk = await visitors.as_role("desk")
    answer = await desk.request(
        "GET",
        "/api/me",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example",
        X_Forwarded_For="10.1.1.1",
    )
    assert answer.status == 200
    assert (await desk.request("GET", "/metrics", X_Forwarded_For="10.1.1.1")).status == 404
    assert (await desk.request("GET", "/metrics")).status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "a"}, 400),
        ({"name": "a", "password": "b", "more": 1}, 400),
        ({"name": "a", "password": "b" * 20_000}, 413),
        ([1], 400),
    ],
)
async def test_a_body_that_is_no_message_is_told_apart_by_code(
    visitors: Visitors, body: object, status: int
) -> None:
    desk = await visitors.at("desk")
    assert (await desk.request("POST", "/api/sign-in", body)).status == status


async def test_an_unknown_route_is_refused_in_the_envelope(visitors: Visitors) -> None:
    desk = await visitors.as_role("desk")
    for path in ("/api/nothing", "/api/consultations", "/api/../etc/passwd"):
        assert (await desk.request("GET", path)).status in (403, 404)


# ---- events -------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", [None, 7, "x", [1], {"id": 1}, {"a": {"b": [None]}}])
async def test_an_event_that_is_no_message_is_invalid(visitors: Visitors, payload: object) -> None:
    point = await visitors.as_role("point")
    await point.connect()
    reply = await point.socket.call("ticket:open", payload)
    assert reply == {"error": {"code": "invalid", "detail": "shape"}}


async def test_everybody_who_is_signed_in_may_ask_whether_the_line_lives(visitors: Visitors) -> None:
    point = await visitors.as_role("point")
    await point.connect()
    assert await point.done("session:check") == {}


async def test_an_unknown_event_is_invalid(visitors: Visitors) -> None:
    point = await visitors.as_role("point")
    await point.connect()
    assert (await point.ask("ticket:steal"))["error"]["code"] == "invalid"


async def test_a_message_above_the_limit_ends_the_socket_only(visitors: Visitors, settings: Settings) -> None:
    point = await visitors.as_role("point")
    await point.connect()
    await point.socket.emit("consultation:say", {"text": "x" * (settings.limits.message_bytes + 1)})
    await until(lambda: _gone(point))
    await point.connect()
    assert (await point.ask("point:open"))["ok"]["ticket"] is None


async def _gone(browser: Browser) -> bool:
    """Both layers of its socket are closed: only then can it connect again."""
    return not browser.socket.connected and browser.socket.eio.state == "disconnected"


async def test_the_same_press_twice_is_one_ticket(visitors: Visitors) -> None:
    point = await visitors.as_role("point")
    await point.connect()
    directory = (await point.request("GET", "/api/directory")).json
    service = directory["authorities"][0]["services"][0]["service"]
    press = {"id": new_id(), "ticket": new_id(), "service": service, "language": "fi"}
    first = await point.done("ticket:open", press)
    assert await point.done("ticket:open", press) == first
    assert (await point.done("point:open"))["ticket"] == first


async def test_a_draining_server_takes_no_new_calls_and_says_so(house: House, visitors: Visitors) -> None:
    point = await visitors.as_role("point")
    await point.connect()
    await house.sockets.drain(60)
    assert (await point.heard("server:draining"))["secondsLeft"] == 60
    press = {"id": new_id(), "ticket": new_id(), "service": new_id(), "language": "fi"}
    assert (await point.ask("ticket:open", press)) == {"error": {"code": "unavailable", "detail": "draining"}}
    assert "ok" in await point.ask("point:open")


async def test_too_many_events_are_a_limit(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, limits=Limits(events_per_session="5/minute"))
    async with served(settings), browser(url_of(settings), "point") as point:
        roles = (await point.request("GET", "/api/demo/roles")).json["roles"]
        await point.enter(roles[0]["key"])
        await point.connect()
        codes = [(await point.ask("point:open")).get("error", {}).get("code") for _ in range(8)]
        assert codes[:5] == [None] * 5
        assert set(codes[5:]) == {"limit"}


async def test_codes_cannot_be_tried_without_end(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, limits=Limits(codes_per_address="5/minute"))
    async with served(settings), browser(url_of(settings), "guest") as guest:
        answers = [await guest.request("POST", "/api/join", {"code": "abcd-efgh"}) for _ in range(8)]
        assert [a.status for a in answers] == [403] * 5 + [429] * 3


# ---- pages and files ------------------------------------------------------------------------


async def test_every_page_has_a_nonce_of_its_own(visitors: Visitors) -> None:
    someone = await visitors.at("point")
    nonces = set()
    for path in ("/", "/point", "/desk", "/join/ABCDE-FGHJK", "/demo"):
        answer = await someone.request("GET", path)
        (nonce,) = set(re.findall(rb'nonce="([^"]+)"', answer.body))
        assert answer.headers["Content-Security-Policy"] == page_policy(nonce.decode())
        assert answer.headers["Cache-Control"] == "no-store"
        nonces.add(nonce)
    assert len(nonces) == 5


async def test_files_with_a_hash_in_their_name_never_change(visitors: Visitors) -> None:
    someone = await visitors.at("point")
    assert "immutable" in (await someone.request("GET", "/assets/a-1.js")).headers["Cache-Control"]
    missing = await someone.request("GET", "/assets/none.js")
    assert (missing.status, missing.headers["Cache-Control"]) == (404, "no-store")
    assert (await someone.request("GET", "/icon.svg")).headers["Content-Type"] == "image/svg+xml"
    assert (await someone.request("GET", "/master.key")).status == 404


async def test_an_unknown_address_is_told_by_a_page_to_people_and_by_a_line_to_programs(
    visitors: Visitors,
) -> None:
    someone = await visitors.at("point")
    page = await someone.request("GET", "/nowhere", Accept="text/html")
    assert page.status == 404
    assert b"nonce" in page.body
    assert (await someone.request("GET", "/nowhere")).status == 404


@pytest.mark.parametrize("path", ["/", "/api/me", "/api/none", "/healthz", "/none", "/assets/a-1.js"])
async def test_every_response_has_the_security_headers(visitors: Visitors, path: str) -> None:
    someone = await visitors.at("point")
    headers = (await someone.request("GET", path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert path.startswith("/assets") or headers["Cache-Control"] == "no-store"


async def test_without_a_built_client_a_page_says_how_to_build_it(tmp_path: Path) -> None:
    server = Server(port=free_port(), data_directory=tmp_path, client_directory=tmp_path / "none")
    settings = settings_for(tmp_path, server=server)
    async with served(settings), browser(url_of(settings), "point") as someone:
        answer = await someone.request("GET", "/point")
        assert answer.status == 503
        assert b"npm ci" in answer.body


async def test_readiness_names_what_is_missing(visitors: Visitors) -> None:
    someone = await visitors.at("point")
    answer = await someone.request("GET", "/readyz")
    assert (answer.status, answer.body) == (503, b"ok    database\nFAIL  media\nFAIL  pages\n")
    assert (await someone.request("GET", "/healthz")).status == 200


async def test_the_demo_exists_only_in_the_demo(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    async with served(settings, demo=False), browser(url_of(settings), "point") as someone:
        roles = await someone.request("GET", "/api/demo/roles")
        other = await someone.request("GET", "/api/no/such")
        assert (roles.status, roles.body) == (other.status, other.body)
