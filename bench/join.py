"""CPU of the media process for one join: offer, answer, ICE check, DTLS handshake, SRTP keys (aim 7 ms)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import cast

import psutil

from bench.report import TABLE_HEAD, row, write_section
from media.contract import (
    Answer,
    ApplyOffer,
    CloseConference,
    CreateConference,
    CreateEndpoint,
    EndpointConnected,
)
from media.sdp import Fingerprint
from media.transport.dtls import Certificate, DtlsHost, DtlsTransport, create_certificate
from media.transport.stun import Attribute, MessageType, encode
from tests.media.process import Media, media_process

OFFER = (Path(__file__).parents[1] / "tests" / "vectors" / "chromium-156.sdp").read_bytes().decode()
ROUNDS = 10
JOINS = 30
TOGETHER = 4
CHECK_AGAIN_SECONDS = 0.1
TEXT = """
    Chromium's offer with 3 audio and 4 video receive slots, an authenticated Binding request, a DTLS 1.2
    handshake and SRTP keys; the clients run in another process and are not counted. CPU is that of the
    whole media process over 30 joins, four at a time, divided by 30; n counts such rounds. Aim: 7 ms.
"""


class Joiner(asyncio.DatagramProtocol):
    """A client that does what a browser does until its keys are there."""

    def __init__(self, certificate: Certificate) -> None:
        self.transport: asyncio.DatagramTransport | None = None
        self.checked = asyncio.Event()
        self.connected = asyncio.Event()
        self.dtls = DtlsTransport(
            certificate,
            DtlsHost(
                self._send, lambda keys: self.connected.set(), lambda reason: None, lambda message: None
            ),
            role="client",
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)  # asyncio's own is no subclass of it

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        if 20 <= data[0] <= 63:
            self.dtls.feed(data)
        elif data[0] < 4:
            self.checked.set()

    def check(self, username: str, password: str) -> None:
        """Send the Binding request that nominates this path."""
        attributes = [
            (int(Attribute.USERNAME), username.encode()),
            (int(Attribute.PRIORITY), (1862270975).to_bytes(4, "big")),
            (int(Attribute.ICE_CONTROLLING), secrets.token_bytes(8)),
            (int(Attribute.USE_CANDIDATE), b""),
        ]
        self._send(encode(MessageType.REQUEST, secrets.token_bytes(12), attributes, password.encode()))

    def _send(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.sendto(data)


def one(pattern: str, text: str) -> str:
    """The first group of the pattern in the text."""
    found = re.search(pattern, text)
    assert found, pattern
    return found.group(1)


async def join(media: Media, conference: str, endpoint: str) -> None:
    """Join as a browser would; returns when the media process says that the endpoint is connected."""
    certificate, fingerprint = create_certificate()
    offer = re.sub(r"a=fingerprint:sha-256 \S+", f"a=fingerprint:sha-256 {fingerprint.value}", OFFER)
    await media.done(CreateConference(conference), CreateEndpoint(conference, endpoint))
    answer = await media.link.request(ApplyOffer(conference, endpoint, offer))
    assert isinstance(answer, Answer), answer
    port = int(one(r"a=candidate:\S+ 1 udp \d+ \S+ (\d+)", answer.sdp))
    transport, joiner = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Joiner(certificate), remote_addr=("127.0.0.1", port)
    )
    ufrag, password = one(r"a=ice-ufrag:(\S+)", answer.sdp), one(r"a=ice-pwd:(\S+)", answer.sdp)
    username = ufrag + ":" + one(r"a=ice-ufrag:(\S+)", offer)
    while not joiner.checked.is_set():  # like a browser, ask again: the server limits checks of one address
        joiner.check(username, password)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(joiner.checked.wait(), CHECK_AGAIN_SECONDS)
    theirs = Fingerprint("sha-256", one(r"a=fingerprint:sha-256 (\S+)", answer.sdp))
    joiner.dtls.start([theirs], None)
    await media.event(EndpointConnected, lambda event: event.endpoint == endpoint)
    await joiner.connected.wait()
    await joiner.dtls.close()
    transport.close()


async def measure() -> tuple[list[float], list[float]]:
    """CPU (ms) of the media process for each join, and joins per second, by round."""
    costs, rates = [], []
    with tempfile.TemporaryDirectory(prefix="etaluukku-join-") as folder:
        async with media_process(folder) as media:
            process = psutil.Process(media.process.pid)
            for number in range(ROUNDS + 1):
                media.events.clear()
                before, began = sum(process.cpu_times()[:2]), time.monotonic()
                gate = asyncio.Semaphore(TOGETHER)

                async def one_join(index: int, number: int = number, gate: asyncio.Semaphore = gate) -> None:
                    async with gate:
                        await join(media, f"c{number}-{index // TOGETHER}", f"e{number}-{index}")

                await asyncio.gather(*(one_join(index) for index in range(JOINS)))
                cost = (sum(process.cpu_times()[:2]) - before) * 1000 / JOINS
                if number:  # the first round warms up
                    costs.append(cost)
                    rates.append(JOINS / (time.monotonic() - began))
                for index in range(JOINS // TOGETHER + 1):
                    await media.done(CloseConference(f"c{number}-{index}"))
    return costs, rates


def main() -> None:
    costs, rates = asyncio.run(measure())
    write_section(
        "join",
        "CPU of a join",
        TEXT,
        [
            TABLE_HEAD,
            row("CPU of the media process for each join", costs, "ms", 1),
            row("joins per second, clients on the same two cores", rates, "1/s", 1),
        ],
    )


if __name__ == "__main__":
    main()
