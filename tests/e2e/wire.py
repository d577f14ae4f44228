"""What really crosses the media port: a capture on the loopback interface."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ETH_P_ALL = 0x0003
PACKET_OUTGOING = 4  # each loopback packet is seen twice; this direction is left out
ETHERNET = 14
PROTOCOL_UDP = 17


def udp_ports(process: int) -> set[int]:
    """UDP ports that the process has bound."""
    inodes = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        target = str(descriptor.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    ports = set()
    for table in ("udp", "udp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes:
                ports.add(int(fields[1].rsplit(":", 1)[1], 16))
    return ports


@dataclass
class Wire:
    """RTP and RTCP packets (first byte 128 to 191) by the remote port at the other end."""

    seen: dict[int, int] = field(default_factory=dict)

    def total(self) -> int:
        """Packets of all remote ends so far."""
        return sum(self.seen.values())


@contextmanager
def capture(ports: set[int]) -> Iterator[Wire]:
    """Count SRTP and SRTCP packets from and to these UDP ports while the block runs."""
    wire = Wire()
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    tap.bind(("lo", 0))
    tap.settimeout(0.2)
    ending = threading.Event()

    def listen() -> None:
        while not ending.is_set():
            try:
                frame, origin = tap.recvfrom(2048)
            except TimeoutError:
                continue
            if origin[2] != PACKET_OUTGOING:
                _count(frame[ETHERNET:], ports, wire)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield wire
    finally:
        ending.set()
        thread.join()
        tap.close()


def _count(packet: bytes, ports: set[int], wire: Wire) -> None:
    if len(packet) < 29 or packet[0] >> 4 != 4 or packet[9] != PROTOCOL_UDP:
        return
    header = (packet[0] & 0x0F) * 4
    source, destination = struct.unpack_from("!HH", packet, header)
    first = packet[header + 8]
    if not 128 <= first < 192:
        return
    if source in ports:
        wire.seen[destination] = wire.seen.get(destination, 0) + 1
    elif destination in ports:
        wire.seen[source] = wire.seen.get(source, 0) + 1


def quiet(wire: Wire, seconds: float) -> bool:
    """True when nothing crossed the port in the given time."""
    before = wire.total()
    time.sleep(seconds)  # the absence of packets can only be seen over time
    return wire.total() == before
