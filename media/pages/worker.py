"""The pages process: `python -m media.pages.worker CONFIG`, CONFIG being `PagesConfig` as JSON.

Listens on a unix socket; each connection brings one file and takes its pages
(media/pages/contract.py). A file is rendered by a confined child that is
forked for it alone; whatever becomes of the child costs this one file.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from typing import Final

import msgspec
import structlog

from media.pages.children import Child, ForkServer, ForkServerLost, refusal_for, start_fork_server
from media.pages.config import PagesConfig
from media.pages.contract import (
    LENGTH,
    PagesContractError,
    PagesHere,
    PagesReply,
    RefusalCode,
    RenderLimits,
    RenderRefused,
    ReplyOrder,
    decode_file,
    decode_reply,
    encode_frame,
    frame_length,
)
from media.pages.jail import Jail, JailError, find_jail
from media.pages.sandbox import hide_memory

log = structlog.get_logger("pages")

ENVELOPE_BYTES: Final = 256
"""More than a reply adds to its image and text."""

UTF8_BYTES: Final = 4
"""Longest character of a page's text."""

READ_WITHIN_S: Final = 30.0
"""Time for a caller on this machine to hand over its file."""

STREAM_BYTES: Final = 1 << 20
"""Read ahead of a connection: a file of 25 MB comes in two dozen pieces."""

ENDED_WITHIN_S: Final = 2.0
"""Time between the end of a child's stream and the news of its end."""


class PagesServer:
    """Serves connections until it is closed."""

    def __init__(self, config: PagesConfig) -> None:
        self._config = config
        self._slots = asyncio.Semaphore(config.slots)
        self._present = 0
        self._starting = asyncio.Lock()
        self._jail = Jail()
        self._forks: ForkServer | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; files are rendered at once from now on.

        Raises:
            JailError: the configuration wants a jail, and there is none.
        """
        # Found once: a fork server that dies is started anew as it was, never with less around it.
        self._jail = await find_jail(self._config.jail)
        if self._jail.holds:
            log.info("pages_jail", program=self._jail.prefix[0])
        else:
            log.warning("pages_without_jail", reason=self._jail.reason)
        await self._fork_server()
        listener = _bind(self._config.socket_path)
        self._server = await asyncio.start_unix_server(self._on_connection, sock=listener, limit=STREAM_BYTES)

    async def close(self) -> None:
        """Stop listening, end what is being rendered. Closing twice is closing once."""
        if self._server is not None:
            self._server.close()
            self._server = None
            _unlink(self._config.socket_path)
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        if self._forks is not None:
            await self._forks.close()

    async def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, TimeoutError, PagesContractError):
            pass  # the caller has gone or speaks something else: nobody is left to tell
        except asyncio.CancelledError:
            pass  # closing; asyncio's stream callback would log the cancellation as an error
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._present >= self._config.slots + self._config.waiting:
            await _discard(reader)
            await _send(writer, RenderRefused("busy"))
            return
        self._present += 1
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                length = frame_length(await reader.readexactly(LENGTH.size))
                if length == 0:
                    await _send(writer, PagesHere(self._jail.holds))
                    return
                body = await reader.readexactly(length)
            file = decode_file(body)
            limits, size = file.limits, len(file.content)
            del file  # the frame goes on as it came; a second copy of the content would only wait with it
            if size > limits.file_bytes:
                await _send(writer, RenderRefused("too_large"))
                return
            await self._in_turn(body, limits, reader, writer)
        finally:
            self._present -= 1

    async def _in_turn(
        self, body: bytes, limits: RenderLimits, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Wait for a slot, then render while the caller stays connected."""
        rendering = asyncio.ensure_future(self._with_slot(body, limits, writer))
        leaving = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait((rendering, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (rendering, leaving):
                if not task.done():
                    task.cancel()
            results = await asyncio.gather(rendering, leaving, return_exceptions=True)
        if isinstance(results[0], Exception):
            raise results[0]

    async def _with_slot(self, body: bytes, limits: RenderLimits, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(self._config.wait_s):
                await self._slots.acquire()
        except TimeoutError:
            await _send(writer, RenderRefused("busy"))
            return
        try:
            refusal = await self._render(body, limits, writer)
        finally:
            self._slots.release()
        if refusal is not None:
            await _send(writer, RenderRefused(refusal))

    async def _render(
        self, body: bytes, limits: RenderLimits, writer: asyncio.StreamWriter
    ) -> RefusalCode | None:
        """Render the file in a child of its own; the code if the child could not finish by itself."""
        try:
            child = await (await self._fork_server()).child(limits)
        except ForkServerLost:
            return "busy"
        try:
            async with asyncio.timeout(limits.wall_s):
                if await _converse(child, body, limits, writer):
                    return None
            async with asyncio.timeout(ENDED_WITHIN_S):
                return refusal_for(await asyncio.shield(child.ended))
        except TimeoutError:
            return "timeout"
        except PagesContractError:
            return "broken"
        finally:
            child.close()

    async def _fork_server(self) -> ForkServer:
        async with self._starting:
            if self._forks is None or self._forks.lost:
                if self._forks is not None:
                    await self._forks.close()
                self._forks = await start_fork_server(self._jail)
            return self._forks


def _bind(path: str) -> socket.socket:
    """A socket at `path` that only this user can connect to, from its first moment."""
    _unlink(path)
    listener = socket.socket(socket.AF_UNIX)
    umask = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(umask)
    return listener


def _unlink(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


async def _converse(child: Child, body: bytes, limits: RenderLimits, writer: asyncio.StreamWriter) -> bool:
    """Hand the file to the child and its replies to the caller; True once it has said how it ended.

    Raises:
        PagesContractError: the child says what it may not, as a hijacked one would.
    """
    order = ReplyOrder(limits)
    longest = limits.page_bytes + limits.text_chars * UTF8_BYTES + ENVELOPE_BYTES
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_sendall(child.stream, LENGTH.pack(len(body)))
        await loop.sock_sendall(child.stream, body)
        while not order.ended:
            prefix = await _receive(child.stream, LENGTH.size)
            reply = await _receive(child.stream, frame_length(prefix, longest))
            order.accept(decode_reply(reply))
            writer.write(prefix + reply)
            await writer.drain()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        if writer.transport.is_closing():
            raise
        return False
    return True


async def _receive(stream: socket.socket, length: int) -> bytearray:
    body = bytearray(length)
    view = memoryview(body)
    while view:
        count = await asyncio.get_running_loop().sock_recv_into(stream, view)
        if count == 0:
            raise EOFError
        view = view[count:]
    return body


async def _discard(reader: asyncio.StreamReader) -> None:
    """Read a file without keeping it: closing on unread bytes would take our answer away too."""
    async with asyncio.timeout(READ_WITHIN_S):
        left = frame_length(await reader.readexactly(LENGTH.size))
        while left:
            left -= len(await reader.readexactly(min(left, STREAM_BYTES)))


async def _send(writer: asyncio.StreamWriter, reply: PagesReply | PagesHere) -> None:
    writer.write(encode_frame(reply))
    await writer.drain()


async def run(config: PagesConfig) -> None:
    """Serve until SIGTERM or SIGINT."""
    hide_memory()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    server = PagesServer(config)
    await server.start()
    try:
        await stopping.wait()
    finally:
        with contextlib.suppress(ForkServerLost):
            await server.close()


def configure_log() -> None:
    """JSON lines on standard error: what this process found of itself, never a word of a file."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def main() -> None:
    """Read the configuration and serve; ends with a line on stderr where that cannot be."""
    configure_log()
    try:
        config = msgspec.json.decode(sys.argv[1], type=PagesConfig)
    except (IndexError, msgspec.DecodeError, msgspec.ValidationError) as error:
        sys.exit(f"pages process: configuration: {error}")
    try:
        asyncio.run(run(config))
    except JailError as error:
        sys.exit(f"pages process: papers.jail is required: {error}")
    except (OSError, ForkServerLost) as error:
        sys.exit(f"pages process: {error!r}")


if __name__ == "__main__":
    main()
