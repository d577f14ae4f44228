"""Seats, codes and the life of a session. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from signaling.web.messages.base import LocalText, Role, Seat

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters that nobody mistakes for another one: no 0, O, 1, I."""

CODE_CHARS: Final = 10
"""50 random bits: at codes_per_address a minute, guessing one takes longer than the product will live."""

GROUP: Final = 5

SEATS: Final[Mapping[Role, Seat]] = {
    "point": "point",
    "expert": "desk",
    "interpreter": "interpreter",
    "guest": "guest",
    "coordinator": "admin",
    "authority_admin": "admin",
    "system_admin": "admin",
}
"""The screen of each role."""

ROLE_NAMES: Final[Mapping[Role, LocalText]] = {
    "point": LocalText("Asiointipiste", "Serviceställe", "Service point"),
    "expert": LocalText("Asiantuntija", "Sakkunnig", "Expert"),
    "interpreter": LocalText("Tulkki", "Tolk", "Interpreter"),
    "guest": LocalText("Vieras", "Gäst", "Guest"),
    "coordinator": LocalText("Koordinaattori", "Koordinator", "Coordinator"),
    "authority_admin": LocalText("Viraston pääkäyttäjä", "Myndighetens administratör", "Authority admin"),
    "system_admin": LocalText("Ylläpito", "Systemadministratör", "System admin"),
}

EndReason = Literal["signed_out", "revoked", "expired"]


@dataclass(frozen=True, slots=True)
class Life:
    """The times of a session (Unix s)."""

    seen_at: float
    idle_seconds: float
    expires_at: float
    ended: bool

    def over(self, now: float) -> bool:
        """True when the session was ended, was unused for too long, or has had its time."""
        return self.ended or now >= self.expires_at or now >= self.seen_at + self.idle_seconds


def code_of(random: bytes) -> str:
    """A code of CODE_CHARS characters in groups, from at least CODE_CHARS random bytes.

    >>> code_of(bytes(10))
    '22222-22222'
    """
    text = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random[:CODE_CHARS])
    return "-".join(text[i : i + GROUP] for i in range(0, CODE_CHARS, GROUP))


def plain_code(typed: str) -> str:
    """The code as it is compared: capitals, without what people add when they type.

    >>> plain_code(" abcde fghjk")
    'ABCDEFGHJK'
    """
    return "".join(character for character in typed.upper() if character.isalnum())


def plain_name(typed: str) -> str:
    """A user name as it is compared."""
    return " ".join(typed.split()).casefold()
