"""A network of its own for tests of samples: one namespace with addresses made for documentation."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

CLONE_NEWNET: Final = 0x40000000
"""setns(2)."""

MEDIA: Final = "192.0.2.10"
TURN: Final = "192.0.2.20"
OTHER: Final = "192.0.2.30"
CLIENT: Final = "198.51.100.5"
STRANGER: Final = "198.51.100.7"
METADATA: Final = "169.254.169.254"
MEDIA6: Final = "2001:db8::10"
TURN6: Final = "2001:db8::20"
OTHER6: Final = "2001:db8::30"
CLIENT6: Final = "2001:db8:c::5"
OUTSIDE: Final = "203.0.113.5"
OUTSIDE6: Final = "2001:db8:d::5"
"""In a namespace of their own, a cable away."""

ADDRESSES: Final = (MEDIA, TURN, OTHER, CLIENT, STRANGER, METADATA, MEDIA6, TURN6, OTHER6, CLIENT6)

_LIBC: Final = ctypes.CDLL(None, use_errno=True)


class Enclave:
    """A namespace that holds every address; what is sent between them passes its firewall."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def outside(self) -> Enclave:
        """A host of another network."""
        return Enclave(f"{self.name}-out")

    def command(self, *words: str) -> list[str]:
        """A command line that runs in there."""
        return ["ip", "netns", "exec", self.name, *words]

    def run(self, *words: str, text: str = "") -> str:
        """What the command prints; an error when it fails."""
        command = self.command(*words)
        return subprocess.run(command, input=text, text=True, check=True, stdout=subprocess.PIPE).stdout

    def socket(self, host: str, port: int, kind: socket.SocketKind) -> socket.socket:
        """A bound socket in there, non-blocking; port 0 takes a free one."""
        with self._within():
            made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
        try:
            made.setblocking(False)
            if kind == socket.SOCK_STREAM:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host, port))
        except OSError:
            made.close()
            raise
        return made

    @contextmanager
    def _within(self) -> Iterator[None]:
        """This thread is in the namespace; a socket stays in the one where it was made."""
        with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{self.name}") as there:
            self._enter(there.fileno())
            try:
                yield
            finally:
                self._enter(home.fileno())

    @staticmethod
    def _enter(namespace: int) -> None:
        if _LIBC.setns(namespace, CLONE_NEWNET):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


@contextmanager
def enclave(label: str) -> Iterator[Enclave]:
    """A namespace with all addresses; gone at the end."""
    made = Enclave(f"etaluukku-{os.getpid()}-{label}")
    with ExitStack() as stack:
        for name in (made.name, made.outside.name):
            subprocess.run(["ip", "netns", "add", name], check=True)
            stack.callback(subprocess.run, ["ip", "netns", "del", name], check=True)
        made.run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        made.run("ip", "link", "set", "far", "netns", made.outside.name)
        _give(made, "near", (*ADDRESSES, "203.0.113.1", "2001:db8:d::1"))
        _give(made.outside, "far", (OUTSIDE, OUTSIDE6))
        made.outside.run("ip", "route", "add", "default", "via", "203.0.113.1")
        made.outside.run("ip", "-6", "route", "add", "default", "via", "2001:db8:d::1")
        yield made


def _give(within: Enclave, device: str, addresses: Sequence[str]) -> None:
    for name in ("lo", device):
        within.run("ip", "link", "set", name, "up")
    for address in addresses:
        long = f"{address}/64" if ":" in address else f"{address}/24"
        words = ("nodad",) if ":" in address else ()
        within.run("ip", "address", "add", long, "dev", device, *words)
