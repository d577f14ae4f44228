"""A browser's side of Socket.IO for tests: asks, hears, and waits for what it hears."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import socketio

from signaling.web.messages.base import Seat

WAIT_SECONDS: Final = 30.0
"""Longest wait in a test, on a busy machine; what must be faster is measured by itself."""


class Failed(Exception):
    """The acknowledgement was an error."""

    def __init__(self, error: dict[str, str]) -> None:
        super().__init__(f"{error['code']} {error['detail']}".strip())
        self.code = error["code"]
        self.detail = error["detail"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, with the time it came (s, monotonic)."""

    event: str
    message: dict[str, Any]
    at: float


def new_id() -> str:
    """An id as a browser makes it."""
    return os.urandom(16).hex()


class Client:
    """One socket. `heard` has everything that came, in order."""

    def __init__(self, seat: Seat, cookie: str) -> None:
        self._seat = seat
        self._cookie = cookie
        self._socket: Any = None
        self._http: aiohttp.ClientSession | None = None
        self._news = asyncio.Event()
        self._gone = asyncio.Event()
        self.heard: list[Heard] = []

    async def connect(self, url: str) -> None:
        """Open the socket.

        Raises:
            ConnectionError: nobody answers, or the session is refused.
        """
        self._http = aiohttp.ClientSession()
        self._socket = socketio.AsyncClient(reconnection=False, http_session=self._http)
        self._socket.on("*", self._hear)
        self._socket.on("disconnect", self._lose)
        try:
            await self._socket.connect(
                url,
                headers={"Cookie": self._cookie},
                auth={"seat": self._seat},
                transports=["websocket"],
                wait_timeout=WAIT_SECONDS,
            )
        except socketio.exceptions.SocketIOError as error:
            raise ConnectionError(str(error)) from None

    async def _hear(self, event: str, message: dict[str, Any]) -> None:
        self.heard.append(Heard(event, message, time.monotonic()))
        self._news.set()

    async def _lose(self, _reason: str = "") -> None:
        self._gone.set()

    async def ask(self, event: str, **fields: object) -> dict[str, Any]:
        """The reply to an event.

        Raises:
            Failed: the server said why not.
            ConnectionError: the socket was lost before there was an acknowledgement.
        """
        answer = await self._answer(event, fields)
        if "error" in answer:
            raise Failed(answer["error"])
        ok: dict[str, Any] = answer["ok"]
        return ok

    async def _answer(self, event: str, fields: dict[str, object]) -> dict[str, Any]:
        asked = asyncio.ensure_future(self._socket.call(event, fields, timeout=WAIT_SECONDS))
        gone = asyncio.ensure_future(self._gone.wait())
        try:
            await asyncio.wait((asked, gone), return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                raise ConnectionError(event)
            answer: dict[str, Any] = asked.result()
            return answer
        except socketio.exceptions.SocketIOError as error:
            raise ConnectionError(f"{event}: {error}") from None
        finally:
            for task in (asked, gone):
                task.cancel()
            await asyncio.gather(asked, gone, return_exceptions=True)

    async def act(self, event: str, **fields: object) -> dict[str, Any]:
        """The reply to a changing event, with a new request id."""
        return await self.ask(event, id=new_id(), **fields)

    def all(self, event: str) -> list[dict[str, Any]]:
        """Messages of this event so far."""
        return [heard.message for heard in self.heard if heard.event == event]

    async def wait(
        self,
        event: str,
        fits: Callable[[dict[str, Any]], bool] = lambda _message: True,
        seconds: float = WAIT_SECONDS,
    ) -> Heard:
        """The first message of this event that fits, also one that came before.

        Raises:
            TimeoutError: none came.
        """
        async with asyncio.timeout(seconds):
            while True:
                for heard in self.heard:
                    if heard.event == event and fits(heard.message):
                        return heard
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        """Close the socket; twice is once."""
        if self._socket is not None:
            await self._socket.disconnect()
            self._socket = None
        if self._http is not None:
            await self._http.close()
            self._http = None
