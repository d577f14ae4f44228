"""The pages process's side of the fork server: asks for children, ends them, learns how they ended."""

from __future__ import annotations

import array
import asyncio
import os
import signal
import socket
import sys
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import msgspec

from media.pages.contract import RefusalCode, RenderLimits
from media.pages.control import CONTROL_BYTES, Born, Died, ForkReply
from media.pages.jail import Jail, package_root

READY_WITHIN_S: Final = 20.0
"""Time for the fork server to load pdfium and Pillow; 0.3 s on an idle machine."""

MEMORY_SIGNALS: Final = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL})
"""How pdfium ends the process where it gets no memory (its CHECK and IMMEDIATE_CRASH)."""

TIME_SIGNALS: Final = frozenset({signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL})
"""Limits of processor and wall-clock time, and the end by the pages process when it waited too long."""


class ForkServerLost(Exception):
    """The fork server has ended; a new one is started for the next file."""


def refusal_for(status: int) -> RefusalCode:
    """What the caller is told of a child that ended with this wait status without finishing. Pure.

    >>> refusal_for(int(signal.SIGXCPU))
    'timeout'
    """
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) in TIME_SIGNALS:
            return "timeout"
        if os.WTERMSIG(status) in MEMORY_SIGNALS:
            return "memory"
    return "broken"


@dataclass(slots=True)
class Child:
    """A rendering process that serves one file on `stream`."""

    pid: int
    pidfd: int
    stream: socket.socket
    """Our end; non-blocking."""
    ended: asyncio.Future[int]
    """Its wait status, once it has ended."""

    def kill(self) -> None:
        """End it now; nothing happens if it has ended already."""
        if not self.ended.done():
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Give back what this process holds of it; it is killed if it still runs."""
        self.kill()
        self.stream.close()
        if self.pidfd >= 0:
            os.close(self.pidfd)
            self.pidfd = -1


@dataclass(slots=True)
class _Asked:
    stream: socket.socket
    born: asyncio.Future[Child]


@dataclass(slots=True)
class ForkServer:
    """The running fork server. Start with `start_fork_server`."""

    process: asyncio.subprocess.Process
    _control: socket.socket
    _asked: deque[_Asked] = field(default_factory=deque)
    _running: dict[int, asyncio.Future[int]] = field(default_factory=dict)
    lost: bool = False

    async def child(self, limits: RenderLimits) -> Child:
        """A new confined child.

        Raises:
            ForkServerLost: there is no fork server any more.
        """
        if self.lost:
            raise ForkServerLost
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        asked = _Asked(ours, asyncio.get_running_loop().create_future())
        try:
            # A message of 100 bytes on an otherwise empty local socket: it does not block.
            socket.send_fds(self._control, [msgspec.msgpack.encode(limits)], [theirs.fileno()])
        except OSError:
            ours.close()
            self._lose()
            raise ForkServerLost from None
        finally:
            theirs.close()
        self._asked.append(asked)
        return await asked.born

    def on_readable(self) -> None:
        """Take one message from the control socket."""
        try:
            message, ancillary, _, _ = self._control.recvmsg(CONTROL_BYTES, socket.CMSG_SPACE(4))
        except BlockingIOError:
            return
        except OSError:
            message, ancillary = b"", []
        if not message:
            self._lose()
            return
        match msgspec.msgpack.decode(message, type=ForkReply):
            case Born(pid=pid):
                self._on_born(pid, _descriptor(ancillary))
            case Died(pid=pid, status=status):
                ended = self._running.pop(pid, None)
                if ended is not None and not ended.done():
                    ended.set_result(status)

    def _on_born(self, pid: int, pidfd: int) -> None:
        asked = self._asked.popleft()
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._running[pid] = ended
        child = Child(pid, pidfd, asked.stream, ended)
        if asked.born.done():
            child.close()
        else:
            asked.born.set_result(child)

    def _lose(self) -> None:
        """Tell everybody who waits; children die with their parent."""
        if self.lost:
            return
        self.lost = True
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        for asked in self._asked:
            asked.stream.close()
            if not asked.born.done():
                asked.born.set_exception(ForkServerLost())
        for ended in self._running.values():
            if not ended.done():
                ended.set_result(int(signal.SIGSEGV))
        self._asked.clear()
        self._running.clear()

    async def close(self) -> None:
        """End the fork server and with it every child."""
        self._lose()
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


def _descriptor(ancillary: list[tuple[int, int, bytes]]) -> int:
    descriptors = array.array("i")
    for _, _, content in ancillary:
        descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
    return descriptors[0]


async def start_fork_server(jail: Jail) -> ForkServer:
    """A fork server that has loaded everything and forks in milliseconds.

    Its environment is empty in either case: it is what a broken-into renderer finds in its memory.

    Raises:
        ForkServerLost: it did not come up.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *(*jail.prefix, sys.executable, "-m", "media.pages.forkserver", str(theirs.fileno())),
            pass_fds=(theirs.fileno(),),
            stdin=asyncio.subprocess.DEVNULL,
            cwd=package_root(),
            env={},
        )
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            ready = await loop.sock_recv(ours, CONTROL_BYTES)
    except (TimeoutError, OSError):
        ready = b""
    server = ForkServer(process, ours)
    loop.add_reader(ours, server.on_readable)
    if not ready:
        await server.close()
        raise ForkServerLost
    return server
