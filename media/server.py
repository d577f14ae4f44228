"""The listening end of the contract: links of signaling processes, requests in, replies and events out.

A link that does not read is closed, never waited for. A request id that has
been answered gets the same reply again, on whichever link it comes.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

import structlog

from media.contract import (
    AnyCommand,
    AnyEvent,
    AnyMessage,
    AnyResult,
    ContractError,
    FrameDecoder,
    Hello,
    Notice,
    Refused,
    Reply,
    Request,
    Welcome,
    encode_frame,
)

_log = structlog.get_logger("media")

REPLIES: Final = 1024
"""Replies kept for requests that come again; a link has at most some hundred outstanding."""
MAX_REPLY_BYTES: Final = 16 * 1024 * 1024
"""All of them together; an answer is 5-12 kB."""


class Replies:
    """Replies that were given, the oldest forgotten first. Pure."""

    def __init__(self) -> None:
        self._frames: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, request_id: str) -> bytes | None:
        """The frame that answered this request, or None."""
        return self._frames.get(request_id)

    def put(self, request_id: str, frame: bytes) -> None:
        """Keep a reply."""
        self._frames[request_id] = frame
        self._bytes += len(frame)
        while len(self._frames) > REPLIES or self._bytes > MAX_REPLY_BYTES:
            _, old = self._frames.popitem(last=False)
            self._bytes -= len(old)


class _Link(asyncio.Protocol):
    """One signaling process."""

    def __init__(self, server: ContractServer) -> None:
        self._server = server
        self._decoder = FrameDecoder()
        self._transport: asyncio.Transport | None = None
        self.welcomed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.add(self)

    def data_received(self, data: bytes) -> None:
        try:
            for message in self._decoder.feed(data):
                self._handle(message)
        except ContractError as error:
            _log.warning("link broken", why=str(error))
            self.abort()

    def _handle(self, message: AnyMessage) -> None:
        if not isinstance(message, Request):
            raise ContractError("only requests are taken here")
        if not self.welcomed and not isinstance(message.command, Hello):
            raise ContractError("Hello expected")
        frame = self._server.answer(message)
        if isinstance(message.command, Hello):
            self.welcomed = self._server.welcomes(message.command)
        self.send(frame)

    def send(self, frame: bytes) -> None:
        """Queue a frame, or close the link when too much waits."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() + len(frame) > self._server.queue_bytes:
            _log.warning("link too slow", waiting=transport.get_write_buffer_size())
            self.abort()
            return
        transport.write(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._server.remove(self)

    def abort(self) -> None:
        """Close at once. Twice is once."""
        if self._transport is not None:
            self._transport.abort()


class ContractServer:
    """All links of the process."""

    def __init__(self, execute: Callable[[AnyCommand], AnyResult], links: int, queue_bytes: int) -> None:
        self.queue_bytes = queue_bytes
        self._execute = execute
        self._max_links = links
        self._links: set[_Link] = set()
        self._replies = Replies()
        self._listener: asyncio.Server | None = None
        self._path = ""

    async def listen(self, path: str) -> None:
        """Accept links on a Unix socket that only this user can open."""
        self._path = path
        sock = await asyncio.to_thread(_bind_socket, path)
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_unix_server(lambda: _Link(self), sock=sock)

    def add(self, link: _Link) -> None:
        """Take a link, or refuse it when there are too many."""
        if len(self._links) >= self._max_links:
            _log.warning("link refused", links=len(self._links))
            link.abort()
            return
        self._links.add(link)
        _log.info("link opened", links=len(self._links))

    def remove(self, link: _Link) -> None:
        """The link is gone."""
        if link in self._links:
            self._links.discard(link)
            _log.info("link closed", links=len(self._links))

    def welcomes(self, hello: Hello) -> bool:
        """Whether this Hello opens the link."""
        return isinstance(self._execute(hello), Welcome)

    def answer(self, request: Request) -> bytes:
        """The frame of the reply; a request that was answered is not done again."""
        known = self._replies.get(request.id)
        if known is not None:
            return known
        result = self._execute(request.command)
        try:
            frame = encode_frame(Reply(request.id, result))
        except ContractError as error:
            frame = encode_frame(Reply(request.id, Refused("limit", str(error))))
        if not isinstance(request.command, Hello):
            self._replies.put(request.id, frame)
        return frame

    def tell(self, event: AnyEvent) -> None:
        """An event to every link that has said Hello."""
        frame = encode_frame(Notice(event))
        for link in list(self._links):
            if link.welcomed:
                link.send(frame)

    async def close(self) -> None:
        """End all links and stop listening."""
        if self._listener is not None:
            self._listener.close()
        for link in list(self._links):
            link.abort()
        if self._listener is not None:
            await self._listener.wait_closed()
            await asyncio.to_thread(_remove_socket, self._path)


def _bind_socket(path: str) -> socket.socket:
    """A Unix socket that has mode 0600 from its first moment."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_socket(path)
        before = os.umask(0o177)
        try:
            sock.bind(path)
        finally:
            os.umask(before)
    except OSError:
        sock.close()
        raise
    return sock


def _remove_socket(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
