"""Passwords: argon2id (RFC 9106, second recommended option) in threads, so that the loop goes on."""

from __future__ import annotations

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

AT_ONCE: Final = 2
"""Each takes 64 MiB and about 50 ms of a core: more at once would only slow media down."""

MIN_CHARS: Final = 12
"""NIST SP 800-63B asks for 8 at least; staff of authorities choose once."""


class Passwords:
    """Hashes and checks passwords, at most AT_ONCE at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, stored: str | None, password: str) -> bool:
        """True when the password is the stored one. `stored` None (no such user) costs the same time."""
        async with self._turn:
            right = await asyncio.to_thread(self._verify, stored or self._nobody, password)
        return right and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
