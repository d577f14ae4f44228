"""Real browsers where only TCP 443 gets out: ICE over TCP, or TURN over TLS, through the real splitters."""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, async_playwright

from media.contract import Allow, CreateConference, EndpointConnected
from signaling.turn import credential
from tests import browsers
from tests.deploy import coturn as c
from tests.deploy.enclave import MEDIA, MEDIA6, Enclave, enclave
from tests.deploy.splitters import TURN_NAME, Splitter, split
from tests.media.callers import (
    CONFERENCE,
    Caller,
    PageServer,
    assert_moving,
    assert_tone,
    open_page,
)
from tests.media.process import Media, media_process
from tests.networks.browsers import chromium_in, firefox_in
from tests.networks.namespaces import ETC, RESOLVER

PORT: Final = 7000
ONLY_443: Final = """
table inet narrow {
    chain output {
        type filter hook output priority filter; policy drop
        oifname "lo" accept
        meta l4proto ipv6-icmp accept
        tcp dport 443 accept
    }
}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """The server's namespace, and the browsers' beside it."""

    enclave: Enclave
    directory: Path


@pytest.fixture
def loop_does_not_block() -> None:
    """The product runs in other processes here; Playwright's driver starts with blocking calls."""


@pytest.fixture(scope="module", autouse=True)
def sound_card() -> Iterator[None]:
    """Firefox makes no WebAudio sound without an audio device."""
    with browsers.sound_card():
        yield


@contextmanager
def named(within: Enclave) -> Iterator[None]:
    """Programs of the namespace know the TURN server's name, as from a name service."""
    etc = ETC / within.name
    etc.mkdir(parents=True)
    try:
        etc.joinpath("hosts").write_text(f"127.0.0.1 localhost\n{MEDIA} {TURN_NAME}\n")
        etc.joinpath("resolv.conf").write_text(RESOLVER)
        yield
    finally:
        shutil.rmtree(etc)


@pytest.fixture(scope="module", params=list(Splitter))
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """coturn and this splitter, and nothing but 443 open on the browsers' side."""
    splitter = Splitter(request.param)
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="etaluukku-narrow-")))
        directory.chmod(0o711)
        within = stack.enter_context(enclave(f"narrow-{splitter}"))
        for rule in ("udp-443.nft", "turn.nft"):
            within.run("nft", "-f", str(c.ROOT / "deploy" / rule))
        within.outside.run("nft", "-f", "-", text=ONLY_443)
        stack.enter_context(c.coturn(within, directory, c.administered(directory)))
        stack.enter_context(split(within, directory, splitter))
        stack.enter_context(named(within.outside))
        yield Site(within, directory)


@pytest.fixture
async def media(site: Site) -> AsyncIterator[Media]:
    """The media process as the samples' comments configure it."""
    addresses = [
        {"local": host, "advertised": host, "advertised_udp_port": 443, "advertised_tcp_port": 443}
        for host in (MEDIA, MEDIA6)
    ]
    async with media_process(
        str(site.directory),
        within=site.enclave.command(),
        addresses=addresses,
        udp_port=PORT,
        tcp_port=PORT,
        trusted_proxies=[f"{MEDIA}/32"],
    ) as running:
        await running.done(CreateConference(CONFERENCE))
        yield running


def without_tcp(answer: str) -> str:
    """The answer as a firewall leaves it that passes nothing but TLS: ICE over TCP is no TLS."""
    lines = answer.split("\r\n")
    return "\r\n".join(line for line in lines if not (line.startswith("a=candidate:") and " tcp " in line))


def relays() -> list[dict[str, str]]:
    """What the product tells the admitted."""
    made = credential(c.SECRET, int(time.time() + 600), "0" * 32)
    url = f"turns:{TURN_NAME}:443?transport=tcp"
    return [{"urls": url, "username": made.username, "credential": made.password}]


@asynccontextmanager
async def narrow_browsers(site: Site) -> AsyncIterator[tuple[Browser, Browser]]:
    """Chromium and Firefox in the narrow network; both take the certificate that coturn made a moment ago."""
    outside = site.enclave.outside
    chromium = chromium_in(outside.command(), site.directory, "chromium")
    chromium["args"].append("--ignore-certificate-errors")
    trusted = {f"{TURN_NAME}:443": (site.directory / "turn.crt").read_bytes()}
    firefox = firefox_in(outside.name, site.directory, "firefox", trusted)
    async with async_playwright() as driver:
        one, two = await driver.chromium.launch(**chromium), await driver.firefox.launch(**firefox)
        yield one, two
        await one.close()
        await two.close()


@pytest.mark.parametrize("way", ["ice-tcp", "turn-tls"])
async def test_browsers_that_have_only_443_see_and_hear(site: Site, media: Media, way: str) -> None:
    relayed = way == "turn-tls"
    rewrite = without_tcp if relayed else str
    ice_servers = relays() if relayed else []
    server = PageServer()
    await server.open(site.enclave.outside.socket("127.0.0.1", 0, socket.SOCK_STREAM))
    async with narrow_browsers(site) as (chromium, firefox):
        a = Caller("a", await open_page(chromium, server.url), media, rewrite)
        b = Caller("b", await open_page(firefox, server.url), media, rewrite)
        await a.call(hertz=1000, iceServers=ice_servers)
        await b.call(hertz=1500, iceServers=ice_servers)
        await media.done(
            Allow(CONFERENCE, "a", ("b",), ("b",), ("b",)), Allow(CONFERENCE, "b", ("a",), ("a",), ("a",))
        )
        assert_moving(await a.sees("b"))
        assert_moving(await b.sees("a"))
        assert_tone(await a.hears("b"), 1500)
        assert_tone(await b.hears("a"), 1000)
    await server.close()
    protocols = {event.protocol for event in media.told(EndpointConnected)}
    assert protocols == {"udp" if relayed else "tcp"}
