"""What really crosses the media port: a capture on the loopback interface, and a firewall before it."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.e2e.packets import Counts, Tally, WireError

ETH_P_ALL: Final = 0x0003
PACKET_OUTGOING: Final = 4  # each loopback packet is seen twice; this direction is left out
SOL_PACKET: Final = 263
PACKET_STATISTICS: Final = 6
SO_RCVBUFFORCE: Final = 33
BUFFER_BYTES: Final = 32 << 20
"""Some seconds of three browsers, should this thread be kept waiting."""
FRAME_BYTES: Final = 1 << 18
"""The loopback interface hands TCP over in pieces far above 64 kB."""

FIREWALL: Final = "etaluukku_journeys"


def media_ports(process: int) -> frozenset[int]:
    """UDP and TCP ports that the process listens on."""
    inodes = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        target = str(descriptor.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    ports = set()
    for table in ("udp", "udp6", "tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                ports.add(int(fields[1].rsplit(":", 1)[1], 16))
    return frozenset(ports)


def own_ipv6() -> str | None:
    """An IPv6 address that browsers make a candidate of: none of loopback or link scope."""
    for line in Path("/proc/net/if_inet6").read_text().splitlines():
        address, _, _, scope, _, device = line.split()
        if scope == "00" and device != "lo":
            return socket.inet_ntop(socket.AF_INET6, bytes.fromhex(address))
    return None


class Wire:
    """What was captured so far."""

    def __init__(self, ports: frozenset[int]) -> None:
        self._tally = Tally(ports)
        self._lock = threading.Lock()
        self._unread: WireError | None = None

    def take(self, frame: bytes) -> None:
        """Count one frame."""
        with self._lock:
            try:
                self._tally.take(frame)
            except WireError as error:
                self._unread = error

    def endpoints(self) -> dict[str, Counts]:
        """Counts by endpoint, of everybody who so much as asked for a path."""
        with self._lock:
            assert self._unread is None, self._unread
            return {
                name: Counts(seen.media, seen.data, set(seen.paths))
                for name, seen in self._tally.endpoints.items()
            }

    def talking(self) -> set[str]:
        """Endpoints that media went to or came from."""
        return {name for name, seen in self.endpoints().items() if seen.media}

    def paths(self) -> set[str]:
        """How media went: udp4, tcp4, udp6, tcp6."""
        return {path for seen in self.endpoints().values() for path in seen.paths}

    def total(self) -> int:
        """Packets of media and of data channels so far."""
        return sum(seen.media + seen.data for seen in self.endpoints().values())

    def is_whole(self) -> bool:
        """Every stream could be read to its end."""
        with self._lock:
            return self._unread is None and not self._tally.missing()


@contextmanager
def capture(ports: frozenset[int]) -> Iterator[Wire]:
    """Count what goes from and to these ports while the block runs.

    Raises:
        AssertionError: the kernel dropped frames, or a stream could not be followed: the counts are not true.
    """
    wire = Wire(ports)
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
    tap.bind(("lo", 0))
    tap.settimeout(0.2)
    ending = threading.Event()

    def listen() -> None:
        while not ending.is_set():
            try:
                frame, origin = tap.recvfrom(FRAME_BYTES)
            except TimeoutError:
                continue
            if origin[2] != PACKET_OUTGOING:
                wire.take(frame)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield wire
        _, dropped = struct.unpack("II", tap.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        assert not dropped, f"the kernel dropped {dropped} frames"
        assert wire.is_whole()
    finally:
        ending.set()
        thread.join()
        tap.close()


def quiet(wire: Wire, seconds: float) -> bool:
    """True when neither media nor data crossed the port in the given time."""
    before = wire.total()
    time.sleep(seconds)  # the absence of packets can only be seen over time
    return wire.total() == before


@contextmanager
def udp_dropped(ports: frozenset[int]) -> Iterator[None]:
    """No UDP gets to or from these ports while the block runs; nobody is told, as firewalls do (F-01)."""
    those = ", ".join(map(str, sorted(ports)))
    table = f"""
        add table inet {FIREWALL}
        add chain inet {FIREWALL} input {{ type filter hook input priority 0; }}
        add rule inet {FIREWALL} input udp dport {{ {those} }} drop
        add rule inet {FIREWALL} input udp sport {{ {those} }} drop
    """
    subprocess.run(["nft", "-f", "-"], input=table, text=True, check=True)
    try:
        yield
    finally:
        subprocess.run(["nft", "delete", "table", "inet", FIREWALL], check=True)
