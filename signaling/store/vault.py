"""Content at rest: sealed under the key of its consultation, which the master key wraps.

AES-256-GCM (NIST SP 800-38D), 96-bit random nonces. Destroying a consultation's
key makes all that was sealed under it unreadable, in backups too.
Sealed form: one byte of version, twelve of nonce, ciphertext with tag.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from signaling.store.base import Base, Id

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
FORM: Final = b"\x01"

SEAL_NAME_BYTES: Final = 1 + NONCE_BYTES
"""First bytes of a sealed form: no two forms under one key have the same."""

Entropy = Callable[[int], bytes]
"""That many random bytes; os.urandom outside tests."""


class SealError(Exception):
    """The sealed bytes are not what was sealed under this key for this place, or the key is destroyed."""


class ConsultationKey(Base):
    """The wrapped key of one consultation."""

    __tablename__ = "consultation_keys"

    consultation: Mapped[Id] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class Vault:
    """Seals and opens content. Holds the master key and nothing else."""

    def __init__(self, master_key: bytes, entropy: Entropy) -> None:
        """`master_key` has KEY_BYTES bytes.

        Raises:
            ValueError: it has another length.
        """
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"master key of {len(master_key)} bytes, not {KEY_BYTES}")
        self._master = AESGCM(_derived(master_key, b"wrap"))
        self._audit_key = _derived(master_key, b"audit")
        self._chain_key = _derived(master_key, b"audit-chain")
        self._lookup_key = _derived(master_key, b"lookup")
        self._browser_key = _derived(master_key, b"known-browser")
        self._entropy = entropy

    def seal_master(self, content: bytes, place: bytes) -> bytes:
        """`content` sealed under the master key; only `open_master` with the same `place` gives it back."""
        return _seal(self._master, content, place, self._entropy)

    def open_master(self, sealed: bytes, place: bytes) -> bytes:
        """What was sealed for `place`.

        Raises:
            SealError: it was not sealed so.
        """
        return _open(self._master, sealed, place)

    def fingerprint(self, secret: str) -> str:
        """64 hexadecimal digits that find a token or code again without holding it."""
        return hmac.new(self._lookup_key, secret.encode(), sha256).hexdigest()

    def audit_digest(self, content: bytes) -> str:
        """64 hexadecimal digits that nobody without the master key can make for other content."""
        return hmac.new(self._audit_key, content, sha256).hexdigest()

    def chain_digest(self, content: bytes) -> str:
        """As `audit_digest`, for links and seals of the audit: no row passes for one of them."""
        return hmac.new(self._chain_key, content, sha256).hexdigest()

    def browser_digest(self, content: str) -> str:
        """64 hexadecimal digits by which a browser is known again (people/known.py)."""
        return hmac.new(self._browser_key, content.encode(), sha256).hexdigest()

    async def create(self, session: AsyncSession, consultation: str) -> None:
        """A new key for the consultation, in this transaction."""
        key = self._entropy(KEY_BYTES)
        wrapped = self.seal_master(key, b"key:" + consultation.encode())
        session.add(ConsultationKey(consultation=consultation, wrapped=wrapped))
        await session.flush()

    async def seal(self, session: AsyncSession, consultation: str, content: bytes, place: bytes) -> bytes:
        """`content` sealed under the consultation's key for `place` (what and which: `b"chat:7"`).

        Raises:
            SealError: the consultation has no key, or has no longer.
        """
        key = await self._key(session, consultation)
        return _seal(key, content, consultation.encode() + b"/" + place, self._entropy)

    async def open(self, session: AsyncSession, consultation: str, sealed: bytes, place: bytes) -> bytes:
        """What was sealed under the consultation's key for `place`.

        Raises:
            SealError: it was not sealed so, or the key is destroyed.
        """
        (content,) = await self.open_all(session, consultation, [(sealed, place)])
        return content

    async def open_all(
        self, session: AsyncSession, consultation: str, sealed: Sequence[tuple[bytes, bytes]]
    ) -> list[bytes]:
        """What was sealed, for each pair of sealed content and place. One read of the key. Errors: `open`."""
        if not sealed:
            return []
        key = await self._key(session, consultation)
        return [_open(key, content, consultation.encode() + b"/" + place) for content, place in sealed]

    async def destroy(self, session: AsyncSession, consultation: str) -> bool:
        """Delete the key: from the commit on nobody opens what was sealed under it. True if it was there."""
        statement = (
            delete(ConsultationKey)
            .where(ConsultationKey.consultation == consultation)
            .returning(ConsultationKey.consultation)
        )
        return (await session.execute(statement)).scalar_one_or_none() is not None

    async def _key(self, session: AsyncSession, consultation: str) -> AESGCM:
        """Read for every use: a key kept in memory would outlive its destruction by another process."""
        statement = select(ConsultationKey.wrapped).where(ConsultationKey.consultation == consultation)
        wrapped = (await session.execute(statement)).scalar_one_or_none()
        if wrapped is None:
            raise SealError("the consultation has no key")
        return AESGCM(self.open_master(wrapped, b"key:" + consultation.encode()))


def _derived(master_key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose, so that no two uses share one (HMAC as in RFC 5869 section 2.3)."""
    return hmac.new(master_key, b"etaluukku/1/" + purpose + b"\x01", sha256).digest()


def _seal(key: AESGCM, content: bytes, place: bytes, entropy: Entropy) -> bytes:
    nonce = entropy(NONCE_BYTES)
    return FORM + nonce + key.encrypt(nonce, content, place)


def _open(key: AESGCM, sealed: bytes, place: bytes) -> bytes:
    if len(sealed) <= NONCE_BYTES + 1 or sealed[:1] != FORM:
        raise SealError("not a sealed form")
    try:
        return key.decrypt(sealed[1 : NONCE_BYTES + 1], sealed[NONCE_BYTES + 1 :], place)
    except InvalidTag:
        raise SealError("sealed for another place, under another key, or changed") from None
