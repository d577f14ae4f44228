"""Looks for malware in files before anything else reads them: clamd, asked over its socket.

Source: clamd(8), commands INSTREAM and PING.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import struct
from dataclasses import dataclass, field
from typing import Final

import structlog

from signaling.store.errors import Unavailable, Unreadable

log = structlog.get_logger("papers")

PIECE_BYTES: Final = 64 << 10
"""Bytes of one chunk of a stream."""

REPLY_BYTES: Final = 1024
"""Longest reply: `stream: `, the name of a signature and ` FOUND`."""

AT_ONCE: Final = 4
"""Files of this process that clamd reads at the same time; it has ten threads (MaxThreads)."""

UNIX: Final = "unix:"
TCP: Final = "tcp:"

_FOUND: Final = re.compile(r"stream: (?P<signature>.+) FOUND")


class ScanError(Exception):
    """There is no verdict on the file."""


def found_in(reply: bytes) -> str | None:
    """The signature that clamd has found; None: the file is clean. Pure.

    Raises:
        ScanError: clamd has said neither.

    >>> found_in(b"stream: Win.Test.EICAR_HDB-1 FOUND\\0")
    'Win.Test.EICAR_HDB-1'
    """
    text = reply.rstrip(b"\0\n").decode("ascii", "replace")
    if text == "stream: OK":
        return None
    match = _FOUND.fullmatch(text)
    if match is None:
        raise ScanError(text[:80] or "no reply")
    return match["signature"]


@dataclass(frozen=True, slots=True)
class Scanner:
    """clamd at `unix:PATH` or `tcp:HOST:PORT`."""

    address: str
    within_s: float
    """Longest time for one file, the wait for a turn included."""
    required: bool
    """Without a verdict the file is refused; else it is taken, and the log says so."""
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), repr=False)

    async def check(self, content: bytes) -> None:
        """Return where the file may be taken.

        Raises:
            Unreadable: it holds malware.
            Unavailable: nobody could say, and that is required.
        """
        try:
            async with asyncio.timeout(self.within_s), self._turns:
                signature = found_in(await self._ask(content))
        except (ScanError, OSError, EOFError, TimeoutError) as error:
            log.warning(
                "scan_failed", error=type(error).__name__, reason=str(error)[:80], refused=self.required
            )
            if self.required:
                raise Unavailable("scan") from None
            return
        if signature is not None:
            log.warning("malware_found", signature=signature, bytes=len(content))
            raise Unreadable("malware")

    async def is_there(self) -> bool:
        """True if clamd answers now."""
        try:
            async with asyncio.timeout(self.within_s):
                reader, writer = await self._connect()
                try:
                    writer.write(b"zPING\0")
                    return await reader.read(REPLY_BYTES) == b"PONG\0"
                finally:
                    writer.transport.abort()
        except (OSError, TimeoutError):
            return False

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            # A stream over its own limit clamd ends early, and says so: the reply is read in any case.
            with contextlib.suppress(ConnectionError):
                writer.write(b"zINSTREAM\0")
                for at in range(0, len(content), PIECE_BYTES):
                    piece = memoryview(content)[at : at + PIECE_BYTES]
                    writer.write(struct.pack("!I", len(piece)))
                    writer.write(piece)
                    await writer.drain()
                writer.write(struct.pack("!I", 0))
                await writer.drain()
            return await reader.readuntil(b"\0")
        except asyncio.LimitOverrunError:
            raise ScanError("reply too long") from None
        finally:
            writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.address.startswith(UNIX):
            return await asyncio.open_unix_connection(self.address.removeprefix(UNIX), limit=REPLY_BYTES)
        host, _, port = self.address.removeprefix(TCP).rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=REPLY_BYTES)
