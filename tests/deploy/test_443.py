"""All on 443: HTTPS, ICE over TCP and TURN over TLS share one port, by the real programs of deploy/.

A namespace holds the server with its processes, coturn, and clients at two addresses.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from media.contract import CreateConference, CreateEndpoint
from media.link import MediaLink
from media.sdp import Candidate
from media.transport import stun
from media.transport.framing import Deframer, frame
from media.transport.stun import Attribute, Message, MessageType
from signaling.keys import make_master_key
from signaling.turn import TurnUrl
from tests.deploy import coturn as c
from tests.deploy.enclave import (
    CLIENT,
    CLIENT6,
    MEDIA,
    MEDIA6,
    OTHER,
    OUTSIDE,
    OUTSIDE6,
    STRANGER,
    Enclave,
    enclave,
)
from tests.deploy.splitters import TURN_NAME, WEB_NAME, Splitter, split, wait_listening
from tests.media.python_peer import PythonPeer

WAIT_SECONDS: Final = 30.0
TURN_443: Final = TurnUrl(MEDIA, 443, "tcp", tls=True)
REQUESTS: Final = 10
"""That one address may make in an hour."""

GREEDY: Final = {Splitter.HAPROXY: STRANGER, Splitter.NGINX: OTHER}
"""Who asks more often than that."""

PORT: Final = 7000


@dataclass(frozen=True, slots=True)
class Site:
    """Everything behind port 443."""

    enclave: Enclave
    directory: Path


def media_config(directory: Path) -> str:
    """The media process as the samples' comments configure it, for both families."""
    addresses = [
        {"local": host, "advertised": host, "advertised_udp_port": 443, "advertised_tcp_port": 443}
        for host in (MEDIA, MEDIA6)
    ]
    return json.dumps(
        {
            "socket_path": str(directory / "media.sock"),
            "addresses": addresses,
            "udp_port": PORT,
            "tcp_port": PORT,
            "trusted_proxies": [f"{MEDIA}/32"],
        }
    )


def server_config(directory: Path) -> str:
    """deploy/etaluukku.toml with its files elsewhere, a low limit, and media ports that are not used."""
    text = (c.ROOT / "deploy" / "etaluukku.toml").read_text()
    text = text.replace(
        "[server]\n", f'[server]\ndata_directory = "{directory}"\nclient_directory = "{directory}"\n'
    )
    text = text.replace("metrics_port = 9464\n", "").replace(f"_port = {PORT}", "_port = 7100")
    assert 'trusted_proxies = ["127.0.0.1/32"]' in text
    return f'{text}\n[limits]\nrequests_per_address = "{REQUESTS}/hour"\n'


@contextmanager
def running(within: Enclave, log: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module in the namespace."""
    with log.open("wb") as output:
        command = within.command(sys.executable, "-m", *words)
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=c.ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    """Signaling, media and coturn, each at its own port."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etaluukku-443-")))
        directory.chmod(0o711)
        within = stack.enter_context(enclave("443"))
        for rule in ("udp-443.nft", "turn.nft"):
            within.run("nft", "-f", str(c.ROOT / "deploy" / rule))
        stack.enter_context(c.coturn(within, directory, c.administered(directory)))
        make_master_key(directory / "master.key")
        (directory / "index.html").write_text("<p>")
        (directory / "etaluukku.toml").write_text(server_config(directory))
        options = ("--config", str(directory / "etaluukku.toml"))
        within.run(sys.executable, "-m", "signaling", "db", "upgrade", *options)
        log = directory / "server.log"
        server = stack.enter_context(running(within, log, "signaling", "serve", *options))
        worker_log = directory / "media.log"
        worker_words = ("media.worker", "--config", media_config(directory))
        worker = stack.enter_context(running(within, worker_log, *worker_words))
        wait_listening(within, (MEDIA, PORT), worker, worker_log)
        wait_listening(within, ("127.0.0.1", 8080), server, log)
        yield Site(within, directory)


@pytest.fixture(scope="module", params=list(Splitter))
def splitter(request: pytest.FixtureRequest, server: Site) -> Iterator[Splitter]:
    """Port 443, shared by this program."""
    splitter = Splitter(request.param)
    with split(server.enclave, server.directory, splitter):
        yield splitter


@pytest.fixture
def site(server: Site, splitter: Splitter) -> Site:
    """The server behind this splitter."""
    return server


# ---- HTTPS ----------------------------------------------------------------------------------


async def get(site: Site, path: str, source: str = CLIENT, name: str = WEB_NAME) -> tuple[int, bytes]:
    """Status and headers of a request over port 443 from this address."""
    stream = site.enclave.socket(source, 0, socket.SOCK_STREAM)
    await asyncio.get_running_loop().sock_connect(stream, (MEDIA6 if ":" in source else MEDIA, 443))
    reader, writer = await asyncio.open_connection(sock=stream, ssl=c.trusting(), server_hostname=name)
    claims = "X-Etaluukku-Seat: desk\r\nX-Forwarded-For: 203.0.113.99\r\nX-Real-Ip: 203.0.113.99\r\n"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {WEB_NAME}\r\nConnection: close\r\n{claims}\r\n".encode())
    async with asyncio.timeout(WAIT_SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(head.split(b" ")[1]), head


async def test_https_comes_to_the_server(site: Site) -> None:
    status, head = await get(site, "/healthz")
    assert status == 200
    assert b"strict-transport-security: max-age=31536000" in head.lower()
    assert (await get(site, "/metrics"))[0] == 404


async def test_the_web_counts_by_the_clients_address(site: Site, splitter: Splitter) -> None:
    """Who claims another address in a header, and who shares the splitter, changes nothing."""
    path = "/api/directory"
    answers = [(await get(site, path, GREEDY[splitter]))[0] for _ in range(REQUESTS + 1)]
    assert answers == [401] * REQUESTS + [429]
    assert (await get(site, path, CLIENT))[0] == 401
    assert (await get(site, path, CLIENT6))[0] == 401


# ---- ICE over TCP -----------------------------------------------------------------------------


@asynccontextmanager
async def offered(site: Site) -> AsyncIterator[PythonPeer]:
    """A peer whose offer media has answered; nothing has been sent yet."""
    link = MediaLink(str(site.directory / "media.sock"))
    link.start()
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await link.wait_up()
            peer = PythonPeer(os.urandom(16).hex(), os.urandom(16).hex())
            await link.request(CreateConference(peer.conference))
            await link.request(CreateEndpoint(peer.conference, peer.name))
            await peer.offer(link)
            yield peer
            await peer.close()
    finally:
        await link.close()


def check(peer: PythonPeer) -> bytes:
    """An authenticated Binding request of the peer's browser (RFC 8445 section 7.2.4)."""
    media = peer.first_media
    username = f"{media.ice_ufrag}:{peer.ufrag}".encode()
    attributes = [
        (int(Attribute.USERNAME), username),
        (int(Attribute.PRIORITY), bytes((0x6E, 0, 0, 0xFF))),
        (int(Attribute.ICE_CONTROLLING), bytes(8)),
        (int(Attribute.USE_CANDIDATE), b""),
    ]
    password = (media.ice_pwd or "").encode()
    return stun.encode(MessageType.REQUEST, os.urandom(12), attributes, password)


@dataclass(slots=True)
class IceTcp:
    """A connection of a browser's active TCP candidate."""

    stream: socket.socket

    async def ask(self, *packets: bytes) -> Message:
        """The response to the last of these, each in a frame of its own."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.stream, b"".join(map(frame, packets)))
        deframer = Deframer()
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                data = await loop.sock_recv(self.stream, 4096)
                assert data, "the connection has ended"
                for packet in deframer.feed(data):
                    return stun.parse(packet)

    async def end(self, data: bytes) -> bytes:
        """What comes after these bytes until the other side ends the connection."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.stream, data)
        got = b""
        async with asyncio.timeout(WAIT_SECONDS):
            try:
                while more := await loop.sock_recv(self.stream, 4096):
                    got += more
            except ConnectionResetError:
                pass
        return got


@asynccontextmanager
async def connected(site: Site, source: str, server: tuple[str, int]) -> AsyncIterator[IceTcp]:
    """A TCP connection from this address."""
    with site.enclave.socket(source, 0, socket.SOCK_STREAM) as stream:
        await asyncio.get_running_loop().sock_connect(stream, server)
        yield IceTcp(stream)


def mapped(response: Message) -> tuple[str, int]:
    """Where media saw the request come from."""
    assert response.type is MessageType.RESPONSE
    value = response.get(Attribute.XOR_MAPPED_ADDRESS)
    assert value is not None
    return stun.read_xor_address(value, response.transaction_id)


@pytest.mark.parametrize(("source", "host"), [(CLIENT, MEDIA), (CLIENT6, MEDIA6)], ids=["ipv4", "ipv6"])
async def test_a_check_over_tcp_comes_to_media_as_the_clients_own(site: Site, source: str, host: str) -> None:
    async with offered(site) as peer:
        candidate: Candidate = peer.candidate("tcp", host)
        assert candidate.port == 443
        async with connected(site, source, (candidate.host, candidate.port)) as browser:
            response = await browser.ask(check(peer))
            assert mapped(response) == (source, browser.stream.getsockname()[1])


async def test_the_media_port_itself_goes_on_beside_the_splitter(site: Site) -> None:
    async with offered(site) as peer, connected(site, CLIENT, (MEDIA, PORT)) as browser:
        response = await browser.ask(check(peer))
        assert mapped(response) == (CLIENT, browser.stream.getsockname()[1])


@pytest.mark.parametrize("port", [443, PORT])
async def test_nobody_gives_himself_another_address(site: Site, port: int) -> None:
    """A header of a client's own: through the splitter, and at the media port itself."""
    async with offered(site) as peer, connected(site, CLIENT, (MEDIA, port)) as browser:
        claim = f"PROXY TCP4 {STRANGER} {MEDIA} 4711 443\r\n".encode()
        assert await browser.end(claim + frame(check(peer))) == b""


@pytest.mark.parametrize("data", [b"SSH-2.0-OpenSSH_9.2\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
async def test_what_is_neither_ends(site: Site, data: bytes) -> None:
    async with connected(site, CLIENT, (MEDIA, 443)) as stranger:
        assert await stranger.end(data) == b""


# ---- UDP ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "host"), [(OUTSIDE, MEDIA), (OUTSIDE6, MEDIA6)], ids=["ipv4", "ipv6"])
async def test_udp_at_443_is_the_media_port(server: Site, source: str, host: str) -> None:
    """The answer comes from the address and port that were asked."""
    loop = asyncio.get_running_loop()
    async with offered(server) as peer:
        candidate = peer.candidate("udp", host)
        assert candidate.port == 443
        with server.enclave.outside.socket(source, 0, socket.SOCK_DGRAM) as browser:
            await loop.sock_sendto(browser, check(peer), (candidate.host, candidate.port))
            async with asyncio.timeout(WAIT_SECONDS):
                data, sender = await loop.sock_recvfrom(browser, 2048)
            assert sender[:2] == (host, 443)
            assert mapped(stun.parse(data)) == (source, browser.getsockname()[1])


# ---- TURN over TLS ------------------------------------------------------------------------------


async def test_turn_over_tls_carries_a_check_to_media(site: Site) -> None:
    """Where nothing but TLS to 443 gets out."""
    async with offered(site) as peer, c.client(site.enclave, TURN_443, name=TURN_NAME) as turn:
        arrived = c.Arrivals()
        turn.receiver = arrived
        relay = await turn.connect()
        candidate = peer.candidate("udp", MEDIA)
        await turn.send_data(check(peer), (candidate.host, candidate.port))
        data, sender = await arrived.first()
        assert sender == (MEDIA, 443)
        assert mapped(stun.parse(data)) == relay


async def test_a_name_that_nobody_has_is_the_web(site: Site) -> None:
    assert (await get(site, "/healthz", name="another.example.fi"))[0] == 200
