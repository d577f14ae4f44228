"""Which packets pass: an echo server and a caller, over UDP and TCP, for tests of the networks themselves.

python probe.py serve ADDRESS PORT
python probe.py ask udp ADDRESS PORT COUNT
python probe.py ask tcp ADDRESS PORT
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from typing import Final

ANSWER_S: Final = 1.0
"""Longest wait for an answer; a path of 300 ms each way answers within 0.6 s."""
PACE_S: Final = 0.001
"""Wait for an answer between two datagrams: none is lost in the buffer of a socket that nobody reads."""
DATAGRAM: Final = b"x" * 1200


def family(address: str) -> socket.AddressFamily:
    """The family of a literal address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(address: str, port: int) -> None:
    """Echo datagrams and streams until killed."""
    udp = socket.socket(family(address), socket.SOCK_DGRAM)
    udp.bind((address, port))
    tcp = socket.create_server((address, port), family=family(address))
    threading.Thread(target=_echo_streams, args=(tcp,), daemon=True).start()
    print("ready", flush=True)  # noqa: T201  # the answer
    while True:
        data, origin = udp.recvfrom(2048)
        udp.sendto(data, origin)


def _echo_streams(listener: socket.socket) -> None:
    while True:
        stream, origin = listener.accept()
        stream.sendall(f"{origin[0]}\n".encode())
        stream.close()


def ask_udp(address: str, port: int, count: int) -> tuple[int, float]:
    """How many of `count` datagrams were answered, and the longest round trip in seconds."""
    round_trips: list[float] = []
    with socket.socket(family(address), socket.SOCK_DGRAM) as udp:
        udp.connect((address, port))
        sent: list[float] = []

        def take(wait_s: float) -> bool:
            udp.settimeout(wait_s)
            try:
                number = int.from_bytes(udp.recv(2048)[:4], "big")
            except OSError:
                return False
            round_trips.append(time.monotonic() - sent[number])
            return True

        for number in range(count):
            sent.append(time.monotonic())
            udp.send(number.to_bytes(4, "big") + DATAGRAM[4:])
            take(PACE_S)
        while len(round_trips) < count and take(ANSWER_S):
            pass  # the loop ends when all have come, or when nothing comes any more
    return len(round_trips), max(round_trips, default=0.0)


def ask_tcp(address: str, port: int) -> str:
    """Where the server saw us come from; empty where it was not reached."""
    try:
        with socket.create_connection((address, port), ANSWER_S) as stream:
            return stream.recv(100).decode().strip()
    except OSError:
        return ""


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", address, port]:
            serve(address, int(port))
        case ["ask", "udp", address, port, count]:
            print(*ask_udp(address, int(port), int(count)))  # noqa: T201  # the answer
        case ["ask", "tcp", address, port]:
            print(ask_tcp(address, int(port)))  # noqa: T201  # the answer
        case _:
            sys.exit(__doc__)
