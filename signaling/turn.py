"""Credentials of the TURN server, each for one screen and a short time. Pure: time and chance are arguments.

coturn and Etäluukku share a secret and nothing else (`use-auth-secret` in turn.conf).
Who is admitted, or tests a line, gets a name that says until when it holds, and its HMAC as the password;
the relay checks both without asking anybody. A relay already made goes on after that time.

Source: draft-uberti-behave-turn-rest-00 section 2.2; RFC 8656 for the relay, RFC 7065 for its URLs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Final, Literal

URL: Final = re.compile(
    r"(?P<scheme>turns?):"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?:\?transport=(?P<transport>udp|tcp))?"
)
"""RFC 7065 section 3.1, without percent-encoded hosts."""

PORTS: Final = {"turn": 3478, "turns": 5349}
"""Where no port is told (RFC 8656 section 4)."""


@dataclass(frozen=True, slots=True)
class TurnUrl:
    """A way to the TURN server."""

    host: str
    """Name or literal address, IPv6 without brackets."""
    port: int
    transport: Literal["udp", "tcp"]
    tls: bool


def parse_url(text: str) -> TurnUrl:
    """The way that a `turn:` or `turns:` URL names.

    >>> parse_url("turns:turn.example.fi:443?transport=tcp")
    TurnUrl(host='turn.example.fi', port=443, transport='tcp', tls=True)

    Raises:
        ValueError: not such a URL; or TURN over DTLS, which browsers do not speak.
    """
    found = URL.fullmatch(text)
    port = 0 if found is None else int(found["port"] or PORTS[found["scheme"]])
    if found is None or not 0 < port <= 65535:
        raise ValueError("not turn:HOST:PORT?transport=udp, ?transport=tcp, or turns:HOST:PORT?transport=tcp")
    tls = found["scheme"] == "turns"
    if tls and found["transport"] == "udp":
        raise ValueError("browsers do not speak TURN over DTLS; take turns:HOST:PORT?transport=tcp")
    transport: Literal["udp", "tcp"] = "tcp" if tls or found["transport"] == "tcp" else "udp"
    return TurnUrl(found["host"].strip("[]"), port, transport, tls)


@dataclass(frozen=True, slots=True)
class Credential:
    """What the TURN server asks for."""

    username: str
    """`<Unix s of its end>:<random id>`; never who somebody is, for coturn may log it."""
    password: str = field(repr=False)
    """28 characters of base64."""
    expires_at: int
    """Unix s; no relay is made with it later."""


def credential(secret: str, expires_at: int, identity: str) -> Credential:
    """The credential of this name and end, as the holder of the secret makes and checks it.

    >>> credential("north", 1_800_000_000, "0" * 32).username
    '1800000000:00000000000000000000000000000000'
    """
    username = f"{expires_at}:{identity}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return Credential(username, base64.b64encode(digest).decode(), expires_at)


@dataclass(frozen=True, slots=True)
class TurnServer:
    """The server that browsers are told of, as one process knows it."""

    urls: tuple[str, ...]
    secret: str = field(repr=False)
    credential_seconds: float

    def credential(self, now: float, identity: str) -> Credential:
        """A fresh credential for one screen; `identity` is random, `now` in Unix s."""
        return credential(self.secret, int(now + self.credential_seconds), identity)

    def name_of(self, address: str) -> str:
        """32 hexadecimal digits that are the same for the same address, and do not tell it."""
        return hmac.digest(self.secret.encode(), f"name {address}".encode(), hashlib.sha256).hex()[:32]
