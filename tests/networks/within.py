"""A program inside a network namespace, for a driver that stays outside.

    python within.py NAMESPACE OVERRIDES firefox-esr --remote-debugging-port=0 --profile DIRECTORY ...

Firefox is driven over TCP on its own loopback, which nobody outside reaches: the
port is chosen and listened on here, and joined with the same port inside. The
file OVERRIDES (cert_override.txt; it may be empty) is put into its profile: no
other setting makes it take a TURN server's certificate of a moment ago.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Final

CLONE_NEWNET: Final = 0x40000000
OVERRIDES_NAME: Final = "cert_override.txt"
PORT_OPTION: Final = "--remote-debugging-port="
LOOPBACK: Final = "127.0.0.1"
CHUNK: Final = 1 << 16


def enter(namespace: str) -> None:
    """Sockets that this thread opens from now on are of the namespace.

    Raises:
        OSError: there is none of that name, or this process may not (setns(2) asks for root).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(Path("/run/netns") / namespace, os.O_RDONLY)
    try:
        if libc.setns(descriptor, CLONE_NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), namespace)
    finally:
        os.close(descriptor)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(CHUNK):
            target.write(chunk)
            await target.drain()
    except ConnectionError:
        return  # one side has gone; the other is closed below
    finally:
        target.close()


async def run(namespace: str, command: list[str]) -> int:
    """The program's exit code; its debugging port is reached from outside until then."""
    listener = socket.create_server((LOOPBACK, 0))
    port: int = listener.getsockname()[1]
    command = [f"{PORT_OPTION}{port}" if word.startswith(PORT_OPTION) else word for word in command]
    enter(namespace)

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, port)
        await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))

    server = await asyncio.start_server(join, sock=listener)
    process = await asyncio.create_subprocess_exec("ip", "netns", "exec", namespace, *command)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, process.send_signal, number)
    code = await process.wait()
    server.close()
    return code


def main() -> int:
    """The program's exit code."""
    namespace, overrides, *command = sys.argv[1:]
    profile = Path(command[command.index("--profile") + 1])
    (profile / OVERRIDES_NAME).write_bytes(Path(overrides).read_bytes())
    return asyncio.run(run(namespace, command))


if __name__ == "__main__":
    sys.exit(main())
