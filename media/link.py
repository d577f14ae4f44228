"""The connecting end of the contract, for signaling: requests, events, and coming back after a loss.

    async with MediaLink("/run/etaluukku/media.sock") as link:
        link.subscribe(handler)
        result = await link.request(CreateConference("c1"))

A request that was not answered when the link was lost is sent again with the
same id; media answers each id once. When the media process has changed, its
state is gone: outstanding requests fail with `MediaLostError`, and `MediaBack`
says so.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from media.contract import (
    VERSION,
    AnyCommand,
    AnyEvent,
    AnyMessage,
    AnyResult,
    ContractError,
    FrameDecoder,
    Hello,
    Notice,
    Reply,
    Request,
    Welcome,
    encode_frame,
)

FIRST_RETRY_SECONDS: Final = 0.05
LONGEST_RETRY_SECONDS: Final = 0.1
"""A try at a local socket costs 0.1 ms; everybody waits for it after a crash, and is to be back in 5 s."""
MAX_OUTSTANDING: Final = 512
"""More requests at once are refused: media is not answering."""
HELLO_SECONDS: Final = 5.0
_READ_BYTES: Final = 256 * 1024


class MediaLostError(Exception):
    """The request was not answered: time is up, too many wait, or the media process has changed."""


@dataclass(frozen=True, slots=True)
class MediaLost:
    """The link is down; it is being brought back."""


@dataclass(frozen=True, slots=True)
class MediaBack:
    """The link is up again, or for the first time."""

    changed: bool
    """Another media process than before, or the first one: what it has is to be compared (`GetState`)."""


LinkEvent = AnyEvent | MediaLost | MediaBack


class MediaLink:
    """See the module. `start` and `close`, or an async context."""

    def __init__(self, path: str, request_seconds: float = 10.0) -> None:
        self._path = path
        self._request_seconds = request_seconds
        self._handlers: list[Callable[[LinkEvent], None]] = []
        self._outstanding: dict[str, tuple[AnyCommand, asyncio.Future[AnyResult]]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._process: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    async def __aenter__(self) -> Self:
        self.start()
        await self.wait_up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def up(self) -> bool:
        """Whether media answers now."""
        return self._up.is_set()

    def subscribe(self, handler: Callable[[LinkEvent], None]) -> None:
        """Call the handler with each event, in order, on the loop's thread. It must not block or raise."""
        self._handlers.append(handler)

    def start(self) -> None:
        """Connect, and come back whenever the link is lost."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def wait_up(self) -> None:
        """Return when media answers."""
        await self._up.wait()

    async def request(self, command: AnyCommand) -> AnyResult:
        """What media says to the command; a refusal is a result too.

        Raises:
            MediaLostError: see there. The command may or may not have had its effect.
        """
        if len(self._outstanding) >= MAX_OUTSTANDING:
            raise MediaLostError(f"{MAX_OUTSTANDING} requests wait")
        request_id = uuid.uuid4().hex
        future: asyncio.Future[AnyResult] = asyncio.get_running_loop().create_future()
        self._outstanding[request_id] = (command, future)
        try:
            if self._up.is_set():
                self._send(Request(request_id, command))
            # Not asyncio.wait_for: before Python 3.12 it loses a cancellation that comes with the reply.
            async with asyncio.timeout(self._request_seconds):
                return await future
        except TimeoutError:
            raise MediaLostError(f"no answer within {self._request_seconds} s") from None
        finally:
            self._outstanding.pop(request_id, None)

    async def close(self) -> None:
        """End the link; outstanding requests fail. Twice is once."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._fail_outstanding("the link was closed")

    # -- the connection

    async def _run(self) -> None:
        pause = FIRST_RETRY_SECONDS
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._path)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_SECONDS)
                continue
            try:
                if await self._talk(reader, writer):
                    pause = FIRST_RETRY_SECONDS
            except (OSError, ContractError, TimeoutError):
                pass
            finally:
                self._go_down()
                writer.transport.abort()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_RETRY_SECONDS)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Follow one connection until its end; whether it had been opened by Welcome."""
        decoder = FrameDecoder()
        writer.write(encode_frame(Request(uuid.uuid4().hex, Hello(VERSION))))
        opened = False
        while True:
            async with asyncio.timeout(None if opened else HELLO_SECONDS):
                data = await reader.read(_READ_BYTES)
            if not data:
                return opened
            for message in decoder.feed(data):
                if opened:
                    self._handle(message)
                    continue
                if not isinstance(message, Reply) or not isinstance(message.result, Welcome):
                    raise ContractError(f"this link speaks contract {VERSION}")
                opened = True
                self._go_up(writer, message.result)

    def _go_up(self, writer: asyncio.StreamWriter, welcome: Welcome) -> None:
        changed = self._process is not None and self._process != welcome.process
        first = self._process is None
        self._process, self._writer = welcome.process, writer
        if changed:
            self._fail_outstanding("the media process has changed")
        self._up.set()
        for request_id, (command, _) in list(self._outstanding.items()):
            self._send(Request(request_id, command))
        self._tell(MediaBack(changed or first))

    def _go_down(self) -> None:
        self._writer = None
        if self._up.is_set():
            self._up.clear()
            self._tell(MediaLost())

    def _handle(self, message: AnyMessage) -> None:
        match message:
            case Reply(request_id, result):
                _, future = self._outstanding.get(request_id, (None, None))
                if future is not None and not future.done():
                    future.set_result(result)
            case Notice(event):
                self._tell(event)
            case Request():
                raise ContractError("media sends no requests")

    def _send(self, request: Request) -> None:
        assert self._writer is not None
        self._writer.write(encode_frame(request))

    def _tell(self, event: LinkEvent) -> None:
        for handler in self._handlers:
            handler(event)

    def _fail_outstanding(self, why: str) -> None:
        for _, future in self._outstanding.values():
            if not future.done():
                future.set_exception(MediaLostError(why))
        self._outstanding.clear()
