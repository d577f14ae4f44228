"""How signaling has files rendered: one connection to the pages process for each file."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Final

from media.pages.contract import (
    LENGTH,
    Bar,
    PagesContractError,
    PagesHere,
    PagesReply,
    RenderFile,
    RenderLimits,
    ReplyOrder,
    decode_here,
    decode_reply,
    encode_frame,
    frame_length,
)

CONNECT_WITHIN_S: Final = 5.0
"""A pages process that is being started anew is back within this time."""

CONNECT_PAUSE_S: Final = 0.05
"""Between two attempts to connect."""

HERE_BYTES: Final = 1024
"""Longest answer of the pages process about itself."""

ANSWER_MARGIN_S: Final = 45.0
"""Above the time limit of rendering: the wait for a slot and the way of the bytes."""


class PagesLost(Exception):
    """The pages process is not there or has gone in the middle; the same file may be tried again."""


class PagesLink:
    """The pages process as its callers see it. Holds no connection while nothing is rendered."""

    def __init__(self, socket_path: str, at_once: int = 4) -> None:
        """`at_once`: files of this process on their way at the same time; each is held in memory."""
        self._socket_path = socket_path
        self._turns = asyncio.Semaphore(at_once)

    async def render(
        self, content: bytes, limits: RenderLimits, bars: tuple[Bar, ...] = ()
    ) -> AsyncGenerator[PagesReply, None]:
        """Yield what the pages process says about the file, each message as it comes.

        The last one is `RenderDone` or `RenderRefused`. Ending the iteration early
        (`aclose`) cancels the rendering.

        Raises:
            PagesLost: see there.
        """
        async with self._turns:
            reader, writer = await self._connect()
            try:
                order = ReplyOrder(limits)
                writer.write(encode_frame(RenderFile(content, limits, bars)))
                await writer.drain()
                while not order.ended:
                    async with asyncio.timeout(limits.wall_s + ANSWER_MARGIN_S):
                        length = frame_length(await reader.readexactly(LENGTH.size))
                        body = await reader.readexactly(length)
                    yield order.accept(decode_reply(body))
            except (OSError, EOFError, TimeoutError, PagesContractError) as error:
                raise PagesLost(type(error).__name__) from error
            finally:
                writer.transport.abort()

    async def is_there(self) -> bool:
        """True if the pages process takes files now."""
        return await self.here() is not None

    async def here(self) -> PagesHere | None:
        """What the pages process says of itself, asked by an empty frame; None if it is not there."""
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                reader, writer = await asyncio.open_unix_connection(self._socket_path)
                try:
                    writer.write(LENGTH.pack(0))
                    length = frame_length(await reader.readexactly(LENGTH.size), HERE_BYTES)
                    return decode_here(await reader.readexactly(length))
                finally:
                    writer.transport.abort()
        except (OSError, EOFError, TimeoutError, PagesContractError):
            return None

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                while True:
                    with contextlib.suppress(OSError):
                        return await asyncio.open_unix_connection(self._socket_path)
                    await asyncio.sleep(CONNECT_PAUSE_S)
        except TimeoutError:
            raise PagesLost("no connection") from None
