"""Credentials of the TURN server: who gets them, what they are, and that they are written nowhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from signaling.__main__ import parser
from signaling.cli.demo import demo_turn
from signaling.config import Turn
from signaling.keys import turn_server
from signaling.settings_file import ConfigError
from signaling.turn import TurnServer, TurnUrl, credential, parse_url
from tests.signaling.running import site
from tests.signaling.sockets import new_id
from tests.signaling.test_marker import holding

SECRET = "Kirsikkapuisto0815Salaisuus"
URLS = ("turn:turn.example.fi:3478?transport=udp", "turns:turn.example.fi:443?transport=tcp")


def test_the_password_is_the_hmac_of_the_name() -> None:
    """As `printf NAME | openssl dgst -sha1 -hmac north -binary | base64` has it."""
    made = credential("north", 1_800_000_000, "0" * 32)
    assert made.password == "UrkL5XDM/C8FnKQ0+iBnz1jgfNA="
    assert "password" not in repr(made)


def test_a_credential_holds_for_its_time_and_names_nobody() -> None:
    server = TurnServer(URLS, SECRET, 600.0)
    made = server.credential(1_000.9, "ab" * 16)
    assert (made.username, made.expires_at) == (f"1600:{'ab' * 16}", 1600)
    assert SECRET not in repr(server)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("turn:192.0.2.1", TurnUrl("192.0.2.1", 3478, "udp", False)),
        ("turn:turn.example.fi:80?transport=tcp", TurnUrl("turn.example.fi", 80, "tcp", False)),
        ("turns:turn.example.fi", TurnUrl("turn.example.fi", 5349, "tcp", True)),
        ("turns:[2001:db8::1]:443?transport=tcp", TurnUrl("2001:db8::1", 443, "tcp", True)),
    ],
)
def test_a_url_names_a_way(text: str, url: TurnUrl) -> None:
    assert parse_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stun:turn.example.fi",
        "turn:",
        "turn://turn.example.fi",
        "turn:user@turn.example.fi",
        "turn:turn.example.fi:0",
        "turn:turn.example.fi:65536",
        "turn:turn.example.fi?transport=sctp",
        "turns:turn.example.fi?transport=udp",
        "turn:turn.example.fi\n",
        "turn:" + "a" * 300,
    ],
)
def test_what_is_no_url_of_turn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="turn"):
        parse_url(text)


def test_the_secret_comes_from_the_key_or_from_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "turn.secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o640)
    expected = TurnServer(URLS, SECRET, 3600.0)
    assert turn_server(Turn(urls=URLS, secret_file=file)) == expected
    assert turn_server(Turn(urls=URLS, secret=SECRET)) == expected
    assert turn_server(Turn(secret=SECRET)) is None
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod o="):
        turn_server(Turn(urls=URLS, secret_file=file))


@pytest.mark.parametrize(
    ("turn", "fault"),
    [
        (Turn(urls=URLS), "needs turn.secret_file"),
        (Turn(urls=URLS, secret=SECRET, secret_file=Path("/nowhere")), "one of them"),
        (Turn(urls=URLS, secret_file=Path("/nowhere/turn.secret")), "cannot be read"),
        (Turn(urls=URLS, secret="short"), "16 characters"),
        (Turn(urls=URLS, secret="two lines of\nsome length"), "one line"),
    ],
)
def test_a_server_without_a_secret_stops_the_start(turn: Turn, fault: str) -> None:
    with pytest.raises(ConfigError, match=fault) as refused:
        turn_server(turn)
    assert SECRET not in str(refused.value)


async def test_who_is_admitted_gets_one_of_his_own_and_it_is_written_nowhere(
    tmp_path: Path, sqlite_url: str
) -> None:
    overrides = {"log": {"level": "debug"}, "turn": {"urls": URLS, "secret": SECRET}}
    async with site(tmp_path, sqlite_url, overrides=overrides) as here:
        service = await here.service()
        [point], [expert] = await here.points(1), await here.experts(service, 1)
        await here.start()
        at_point, at_desk = await here.connect(point), await here.connect(expert)
        ticket = new_id()
        await at_point.act("ticket:open", ticket=ticket, service=service)
        consultation = (await at_desk.act("ticket:accept", ticket=ticket))["consultation"]
        invitation = await at_desk.act(
            "guest:invite", consultation=consultation, role="guest", name="", language=None
        )
        guest = await here.connect(await here.join(invitation["code"], "Liisa"))
        screens = [
            await client.ask("consultation:open", consultation=consultation)
            for client in (at_point, at_desk, at_desk, guest)
        ]
        assert screens.pop()["iceServers"] is None  # in the lobby
        passwords = set()
        for screen in screens:
            [server] = screen["iceServers"]["servers"]
            expires_at, _, identity = server["username"].partition(":")
            assert server["urls"] == list(URLS)
            assert int(expires_at) == screen["iceServers"]["expiresAt"]
            assert server["credential"] == credential(SECRET, int(expires_at), identity).password
            assert not {identity, server["username"]} & {screen["me"], consultation, expert.actor.id}
            passwords.add(server["credential"])
        assert len(passwords) == len(screens)
    wanted = [text.encode() for text in (SECRET, *passwords)]
    assert await asyncio.to_thread(holding, wanted, tmp_path) == []


def test_the_demo_takes_a_turn_server(tmp_path: Path) -> None:
    file = tmp_path / "turn.secret"
    arguments = parser().parse_args(
        ["demo", "--turn", URLS[0], "--turn", URLS[1], "--turn-secret-file", str(file)]
    )
    assert demo_turn(arguments.turn, arguments.turn_secret_file) == Turn(urls=URLS, secret_file=file)
    assert demo_turn([], None) == Turn()
    with pytest.raises(ConfigError, match=r"demo --turn: .*transport=tcp"):
        demo_turn(["turns:192.0.2.1?transport=udp"], file)
