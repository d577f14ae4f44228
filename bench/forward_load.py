"""The load of bench/forward.py, in a process of its own: one sender, and sinks that count.

It speaks lines of JSON: the plan comes first on standard input, then a line for each drive; each is answered
by one line. Sockets are inherited by number. Nobody reads the sinks: their buffers are small and full, and
the kernel counts what finds no room. So counting costs nothing, even at 50,000 packets/s.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import time
from dataclasses import dataclass

import pylibsrtp

from media.rtp.header import build_packet
from media.rtp.sequence import add16, add32

PACKET_OCTETS = 1200
PAYLOAD_OCTETS = PACKET_OCTETS - 24  # header, mid and transport-wide number
SETTLE_SECONDS = 0.3
SO_MEMINFO = 55  # socket(7); Python 3.11 has no name for it


@dataclass
class Plan:
    """Who sends what to whom."""

    sender_fd: int
    sink_fds: list[int]
    server: tuple[str, int]
    profile: int
    send_key: bytes
    ssrc: int
    payload_type: int
    mid_id: int
    transport_id: int


class Load:
    """VP8 frames of `burst` packets at a steady rate; every frame after the first is a delta frame."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sender = socket.socket(fileno=plan.sender_fd)
        self._sinks = [socket.socket(fileno=number) for number in plan.sink_fds]
        for sink in self._sinks:
            sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)  # the kernel's least: two packets
        policy = pylibsrtp.Policy(
            key=plan.send_key,
            ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND,
            srtp_profile=plan.profile,
        )
        self._srtp = pylibsrtp.Session(policy)
        self._sequence, self._transport, self._frame = 1, 0, 0

    def drive(self, packets_per_second: int, burst: int, seconds: float) -> dict[str, int]:
        """Send for so long; how many packets went out, and how many came to the sinks."""
        sent = 0
        arrived = -self._dropped()
        step = burst / packets_per_second
        begin = time.perf_counter()
        for index in range(int(seconds / step)):
            wait = begin + index * step - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            self._send_frame(burst, packets_per_second)
            sent += burst
        time.sleep(SETTLE_SECONDS)
        arrived += self._dropped()
        return {"sent": sent, "arrived": arrived}

    def _dropped(self) -> int:
        """Packets that reached a sink's socket and found it full."""
        info = struct.Struct("9I")  # the last is SK_MEMINFO_DROPS (linux/sock_diag.h)
        octets = (sink.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, info.size) for sink in self._sinks)
        return sum(info.unpack(numbers)[8] for numbers in octets)

    def _send_frame(self, burst: int, packets_per_second: int) -> None:
        key = self._frame == 0
        timestamp = round(self._frame * burst / packets_per_second * 90_000)
        for index in range(burst):
            first = 0x90 if index == 0 else 0x80
            head = bytes((first, 0x80)) + (0x8000 | self._frame % 0x8000).to_bytes(2, "big")
            elements = (
                (self._plan.mid_id, b"0"),
                (self._plan.transport_id, self._transport.to_bytes(2, "big")),
            )
            payload = (head + (b"\x10\x02\x00\x9d\x01\x2a\x80\x02\xe0\x01" if key else b"\x11")).ljust(
                PAYLOAD_OCTETS, b"x"
            )
            packet = build_packet(
                self._plan.payload_type,
                self._sequence,
                add32(timestamp, 1),
                self._plan.ssrc,
                payload,
                marker=index == burst - 1,
                elements=elements,
            )
            self._sender.sendto(self._srtp.protect(packet), self._plan.server)
            self._sequence, self._transport = add16(self._sequence, 1), add16(self._transport, 1)
        self._frame += 1


def main() -> None:
    told = json.loads(sys.stdin.readline())
    told["send_key"], told["server"] = bytes.fromhex(told["send_key"]), tuple(told["server"])
    load = Load(Plan(**told))
    for line in sys.stdin:
        print(json.dumps(load.drive(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
