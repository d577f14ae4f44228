"""A real coturn in a namespace, started as the unit starts it, and a client of it."""

from __future__ import annotations

import asyncio
import itertools
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from aioice import stun
from aioice.turn import TurnClientTcpProtocol, TurnClientUdpProtocol

from signaling.cli.demo import make_certificate
from signaling.turn import TurnUrl, credential
from tests.deploy.enclave import CLIENT, MEDIA, MEDIA6, TURN, TURN6, Enclave

ROOT: Final = Path(__file__).parents[2]
TURN_CONF: Final = ROOT / "turn.conf"
TURN_NFT: Final = ROOT / "deploy" / "turn.nft"
SECRET: Final = "0123456789abcdef" * 4
USER: Final = "turnserver"
START_SECONDS: Final = 120.0
WAIT_SECONDS: Final = 30.0
LIFETIME_SECONDS: Final = 600

UDP: Final = TurnUrl(TURN, 3478, "udp", tls=False)
TCP: Final = TurnUrl(TURN, 3478, "tcp", tls=False)
TLS: Final = TurnUrl(TURN, 5349, "tcp", tls=True)
WAYS: Final = (UDP, TCP, TLS)

_ports = itertools.count(20_000)
"""Below those that the kernel gives: one that had a relay a moment ago gets 437 (RFC 8656 section 7.4)."""

_IPV6: Final = 0x02000000
_FAMILY: Final = "REQUESTED-ADDRESS-FAMILY"


class Told(asyncio.BaseProtocol):
    """Tells when its socket is closed; TLS takes a moment to say goodbye."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.lost = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.lost.set()


class UdpClient(Told, TurnClientUdpProtocol):
    """A client over UDP."""


class TcpClient(Told, TurnClientTcpProtocol):
    """A client over TCP or TLS."""


Client = UdpClient | TcpClient


def change(text: str, pattern: str, line: str) -> str:
    """The configuration with this in place of its one line of the pattern."""
    text, changed = re.subn(rf"(?m)^{pattern}$", line, text)
    assert changed == 1, pattern
    return text


def administered(directory: Path, allowed: Sequence[str] = (MEDIA, MEDIA6)) -> str:
    """turn.conf with the changes that it asks an administrator for, and the secret that the unit adds."""
    text = TURN_CONF.read_text()
    text = change(text, "allowed-peer-ip=.*", "\n".join(f"allowed-peer-ip={peer}" for peer in allowed))
    text = change(text, "cert=.*", f"cert={directory}/turn.crt")
    text = change(text, "pkey=.*", f"pkey={directory}/turn.key")
    text = change(text, "syslog", "log-file=stdout")
    return f"{text}static-auth-secret={SECRET}\n"


def opened(text: str) -> str:
    """The same by somebody who thinks little of lists: every address may be relayed to."""
    text = re.sub(r"(?m)^(denied-peer-ip=.*|no-multicast-peers)$", "", text)
    return f"{text}allow-loopback-peers\ncli-password=unused\n"


@contextmanager
def coturn(within: Enclave, directory: Path, text: str) -> Iterator[None]:
    """coturn with this configuration; `directory` may be looked into by everybody."""
    user = pwd.getpwnam(USER)
    make_certificate(directory / "turn.crt", directory / "turn.key", [TURN])
    (directory / "turn.conf").write_text(text)
    for name in ("turn.crt", "turn.key", "turn.conf"):
        shutil.chown(directory / name, user.pw_uid, user.pw_gid)
    words = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "turnserver")
    addresses = ("-L", TURN, "-L", TURN6, "-L", "127.0.0.1", "-E", TURN, "-E", TURN6)
    options = ("-c", f"{directory}/turn.conf", "--pidfile=", f"--userdb={directory}/none", *addresses)
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(within.command(*words, *options), stdout=log, stderr=log)
    try:
        _wait_listening(within, process, directory / "log")
        yield
    finally:
        process.kill()
        process.wait()


def _wait_listening(within: Enclave, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    for way in (TCP, TLS):
        while True:
            probe = within.socket(CLIENT, 0, socket.SOCK_STREAM)
            with probe:
                probe.settimeout(1.0)
                if probe.connect_ex((way.host, way.port)) == 0:
                    break
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)


@asynccontextmanager
async def client(
    within: Enclave,
    way: TurnUrl,
    lasts_seconds: float = LIFETIME_SECONDS,
    secret: str = SECRET,
    name: str = "",
) -> AsyncIterator[Client]:
    """A client that has asked for nothing yet; its relay is deleted at the end. TLS asks for `name`."""
    made = credential(secret, int(time.time() + lasts_seconds), os.urandom(16).hex())
    server = (way.host, way.port)
    arguments = (server, made.username, made.password, LIFETIME_SECONDS, LIFETIME_SECONDS)
    loop = asyncio.get_running_loop()
    protocol: Client
    if way.transport == "udp":
        datagrams = within.socket(CLIENT, next(_ports), socket.SOCK_DGRAM)
        datagrams.connect(server)
        protocol = UdpClient(*arguments)
        await loop.create_datagram_endpoint(lambda: protocol, sock=datagrams)
    else:
        stream = within.socket(CLIENT, 0, socket.SOCK_STREAM)
        await loop.sock_connect(stream, server)
        context = trusting() if way.tls else None
        protocol = TcpClient(*arguments)
        asked = (name or way.host) if way.tls else None
        await loop.create_connection(lambda: protocol, sock=stream, ssl=context, server_hostname=asked)
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            yield protocol
    finally:
        if protocol.relayed_address is None:
            protocol.transport.close()
        await protocol.delete()
        async with asyncio.timeout(WAIT_SECONDS):
            await protocol.lost.wait()


def trusting() -> ssl.SSLContext:
    """A context that takes the test's own certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def connect_ipv6(protocol: Client) -> None:
    """Make a relay with an IPv6 address (RFC 8656 section 18.6, which aioice does not know)."""
    stun.ATTRIBUTES_BY_NAME.setdefault(_FAMILY, (0x0017, _FAMILY, stun.pack_unsigned, stun.unpack_unsigned))
    request = stun.Message(message_method=stun.Method.ALLOCATE, message_class=stun.Class.REQUEST)
    request.attributes["LIFETIME"] = LIFETIME_SECONDS
    request.attributes["REQUESTED-TRANSPORT"] = 0x11000000
    request.attributes[_FAMILY] = _IPV6
    response, _ = await protocol.request_with_retry(request)
    protocol.relayed_address = response.attributes["XOR-RELAYED-ADDRESS"]


class Arrivals(asyncio.DatagramProtocol):
    """What comes back over a relay."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[tuple[bytes, tuple[str, int]]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self._queue.put_nowait((data, (addr[0], addr[1])))

    async def first(self) -> tuple[bytes, tuple[str, int]]:
        """The next packet and the peer that it came from."""
        return await self._queue.get()
