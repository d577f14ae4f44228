"""A cable that loses, delays and throttles packets: two TUN devices and this program between them.

    python -m tests.networks.wire NAMESPACE DEVICE NAMESPACE DEVICE SEED

tc netem would do; many kernels of virtual machines are built without it. Each
line of standard input is `loss delay_ms jitter_ms bits_per_second queue_octets`
and holds from then on; the answer is the line `ready`.
"""

from __future__ import annotations

import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time
from typing import Final

from tests.networks.events import Trouble
from tests.networks.within import enter

TUNSETIFF: Final = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
PACKET_BYTES: Final = 65536
QUEUE_PACKETS: Final = 20_000
"""What a delay of 300 ms holds of 100 Mbit/s; beyond it packets are lost as in a router."""


def open_tun(namespace: str, name: str) -> int:
    """A file descriptor of packets that the namespace sends to, and gets from, the new device."""
    enter(namespace)
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22s", name.encode(), IFF_TUN | IFF_NO_PI, b""))
    return descriptor


class Wire:
    """What happens to packets between two ends, 0 and 1. Pure: time and chance are arguments."""

    def __init__(self, chance: random.Random) -> None:
        self.trouble = Trouble()
        self._chance = chance
        self._queue: list[tuple[float, int, int, bytes]] = []
        self._number = 0
        self._busy_until = [0.0, 0.0]

    def take(self, now: float, end: int, packet: bytes) -> None:
        """A packet that came in at this end."""
        if self._chance.random() < self.trouble.loss or len(self._queue) >= QUEUE_PACKETS:
            return
        sent = self._sent(now, end, len(packet))
        if sent is None:
            return
        wait_ms = self.trouble.delay_ms + self._chance.random() * self.trouble.jitter_ms
        self._number += 1
        heapq.heappush(self._queue, (sent + wait_ms / 1000, self._number, 1 - end, packet))

    def _sent(self, now: float, end: int, octets: int) -> float | None:
        """When the last octet has gone into the cable at this end; None where too many wait before it."""
        rate = self.trouble.bits_per_second / 8
        if not rate:
            return now
        begin = max(now, self._busy_until[end])
        if (begin - now) * rate + octets > self.trouble.queue_octets:
            return None
        self._busy_until[end] = begin + octets / rate
        return self._busy_until[end]

    def due(self, now: float) -> list[tuple[int, bytes]]:
        """Packets that leave now, each with the end that it leaves by, in their order."""
        leaving = []
        while self._queue and self._queue[0][0] <= now:
            _, _, end, packet = heapq.heappop(self._queue)
            leaving.append((end, packet))
        return leaving

    def next_due(self) -> float | None:
        """When the next one leaves; None when all have."""
        return self._queue[0][0] if self._queue else None


def run(ends: tuple[int, int], wire: Wire) -> None:
    """Carry packets until standard input ends."""
    control = sys.stdin.fileno()
    print("ready", flush=True)  # noqa: T201  # the answer
    while True:
        due = wire.next_due()
        timeout = None if due is None else max(0.0, due - time.monotonic())
        readable, _, _ = select.select([control, *ends], [], [], timeout)
        now = time.monotonic()
        for number, end in enumerate(ends):
            if end in readable:
                _read_all(wire, now, number, end)
        for number, packet in wire.due(now):
            _write(ends[number], packet)
        if control in readable:
            line = os.read(control, 4096).decode()
            if not line:
                return
            loss, delay_ms, jitter_ms, bits_per_second, queue_octets = map(float, line.split())
            wire.trouble = Trouble(loss, delay_ms, jitter_ms, bits_per_second, int(queue_octets))
            print("ready", flush=True)  # noqa: T201  # the answer


def _read_all(wire: Wire, now: float, number: int, end: int) -> None:
    while True:
        try:
            wire.take(now, number, os.read(end, PACKET_BYTES))
        except OSError:
            return  # nothing more now, or the device is down


def _write(end: int, packet: bytes) -> None:
    try:
        os.write(end, packet)
    except OSError:
        return  # the device is down or its queue is full: lost, as on any wire


def main() -> None:
    """See the module's docstring."""
    near_namespace, near, far_namespace, far, seed = sys.argv[1:]
    ends = (open_tun(near_namespace, near), open_tun(far_namespace, far))
    run(ends, Wire(random.Random(seed)))  # loss, not secrets


if __name__ == "__main__":
    main()
