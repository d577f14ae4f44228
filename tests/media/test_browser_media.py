"""Real browsers through the real media process, driven by its contract alone.

Each test proves a moving picture and a tone in pages, not that packets flow.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Protocol

import pytest
from playwright.async_api import Browser, Playwright, async_playwright

from media.contract import (
    Allow,
    CreateConference,
    EndpointConnected,
    EndpointDisconnected,
    GetStatistics,
    SlotMapped,
    Statistics,
)
from tests import browsers
from tests.media.callers import (
    CONFERENCE,
    Caller,
    PageServer,
    assert_moving,
    assert_tone,
    open_page,
    tcp_only,
)
from tests.media.process import Media, media_process, own_address
from tests.media.udp_proxy import UdpProxy


class Launch(Protocol):
    """Starts a browser."""

    async def __call__(self, playwright: Playwright) -> Browser: ...


@pytest.fixture
def loop_does_not_block() -> None:
    """The product runs in another process here; Playwright's driver starts with blocking calls."""


@pytest.fixture(scope="module", autouse=True)
def sound_card() -> Iterator[None]:
    """Firefox makes no WebAudio sound without an audio device."""
    with browsers.sound_card():
        yield


async def launch_chromium(playwright: Playwright) -> Browser:
    """Debian's Chromium."""
    return await playwright.chromium.launch(**browsers.chromium())


async def launch_firefox(playwright: Playwright) -> Browser:
    """Debian's Firefox."""
    return await playwright.firefox.launch(**browsers.firefox())


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as driver:
        yield driver


@pytest.fixture
async def media(folder: str) -> AsyncIterator[Media]:
    address = own_address()
    addresses = [{"local": address, "advertised": address}]
    async with media_process(folder, addresses=addresses) as running:
        await running.done(CreateConference(CONFERENCE))
        yield running


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = PageServer()
    await server.open()
    yield server.url
    await server.close()


async def allow_both(media: Media, *names: str) -> None:
    for name in names:
        others = tuple(other for other in names if other != name)
        await media.done(Allow(CONFERENCE, name, others, others, others))


async def assert_call(a: Caller, b: Caller, tone_a: float, tone_b: float) -> None:
    """Both see a moving picture and hear the other's tone."""
    seen = await asyncio.gather(a.sees(b.name), b.sees(a.name))
    for picture in seen:
        assert_moving(picture)
    assert_tone(await a.hears(b.name), tone_b)
    assert_tone(await b.hears(a.name), tone_a)


async def assert_nothing_decoded(media: Media) -> None:
    statistics = await media.link.request(GetStatistics())
    assert isinstance(statistics, Statistics)
    assert statistics.codec_opens == 0
    assert all(e.packets_received > 100 and e.packets_sent > 100 for e in statistics.endpoints)


@pytest.mark.parametrize("second", [launch_chromium, launch_firefox], ids=["chromium", "firefox"])
async def test_two_browsers_see_hear_and_point(
    media: Media, url: str, playwright: Playwright, second: Launch
) -> None:
    one, two = await launch_chromium(playwright), await second(playwright)
    a = Caller("a", await open_page(one, url), media)
    b = Caller("b", await open_page(two, url), media)
    await a.call(hertz=1000)
    await b.call(hertz=1500)
    for name in ("a", "b"):
        told = await media.event(EndpointConnected, lambda e, name=name: e.endpoint == name)  # type: ignore[misc]
        assert told.protocol == "udp"
    await allow_both(media, "a", "b")
    await assert_call(a, b, 1000, 1500)

    pointer = {"type": "pointer", "surface": "page 1", "x": 0.25, "y": 1}
    await a.page.evaluate("m => { channel.send('junk'); channel.send(JSON.stringify(m)); }", pointer)
    heard = await b.page.evaluate("heard(1)")
    assert [json.loads(message) for message in heard] == [pointer | {"from": "a"}]
    await assert_nothing_decoded(media)

    mids = await a.mid_of("b", "video"), await b.mid_of("a", "video")
    media.send_signal(signal.SIGSTOP)
    frozen = await asyncio.gather(a.look(mids[0], 3.0), b.look(mids[1], 3.0))
    media.send_signal(signal.SIGCONT)
    assert all(picture.distinct <= 6 for picture in frozen), frozen
    await assert_call(a, b, 1000, 1500)
    await one.close()
    await two.close()


async def test_tcp_alone_carries_a_call(media: Media, url: str, playwright: Playwright) -> None:
    one, two = await launch_chromium(playwright), await launch_firefox(playwright)
    a = Caller("a", await open_page(one, url), media, tcp_only)
    b = Caller("b", await open_page(two, url), media, tcp_only)
    await a.call(hertz=1000)
    await b.call(hertz=1500)
    await allow_both(media, "a", "b")
    await assert_call(a, b, 1000, 1500)
    assert {e.protocol for e in media.told(EndpointConnected)} == {"tcp"}
    await one.close()
    await two.close()


async def test_nothing_flows_before_allow_and_after_it_is_taken_back(
    media: Media, url: str, playwright: Playwright
) -> None:
    browser = await launch_chromium(playwright)
    proxy = UdpProxy()
    await proxy.open()
    a = Caller("a", await open_page(browser, url), media)
    b = Caller("b", await open_page(browser, url), media, proxy.rewrite)
    await a.call(hertz=1000)
    await b.call(hertz=1500)
    await media.done(Allow(CONFERENCE, "b", ("a",), ("a",), ("a",)))
    assert_moving(await a.sees("b"))
    await a.page.evaluate("channel.send(JSON.stringify({type: 'pointer-gone', surface: 's'}))")
    assert proxy.to_server["rtp"] > 100
    assert proxy.to_browser["rtp"] == 0
    assert proxy.to_browser["rtcp"] > 0 and proxy.to_browser["stun"] > 0
    assert await b.page.evaluate("heard(1, 1)") == []

    await media.done(Allow(CONFERENCE, "a", ("b",), ("b",), ("b",)))
    assert_moving(await b.sees("a"))
    assert proxy.to_browser["rtp"] > 100
    mid = await b.mid_of("a", "video")
    await media.done(Allow(CONFERENCE, "a", (), (), ()))
    await media.event(SlotMapped, lambda e: (e.endpoint, e.mid, e.source) == ("b", mid, None))
    before = proxy.to_browser["rtp"]
    assert (await b.look(mid, 2.0)).distinct <= 3
    assert proxy.to_browser["rtp"] <= before + 50  # datagrams that were in the socket when the reply came
    settled = proxy.to_browser["rtp"]
    await b.look(mid, 1.0)
    assert proxy.to_browser["rtp"] == settled
    proxy.close()
    await browser.close()


async def test_ice_restart_nat_rebinding_screen_and_reload(
    media: Media, url: str, playwright: Playwright
) -> None:
    browser = await launch_chromium(playwright)
    proxy = UdpProxy()
    await proxy.open()
    a = Caller("a", await open_page(browser, url), media)
    b = Caller("b", await open_page(browser, url), media, proxy.rewrite)
    await a.call(hertz=1000)
    await b.call(hertz=1500)
    await allow_both(media, "a", "b")
    await assert_call(a, b, 1000, 1500)

    await b.negotiate("restart()")
    await assert_call(a, b, 1000, 1500)
    proxy.rebind()
    await assert_call(a, b, 1000, 1500)
    assert not media.told(EndpointDisconnected)

    await b.negotiate("shareScreen()")
    screen = await a.sees("b", "screen")
    assert_moving(screen)
    assert_moving(await a.sees("b"))

    media.events.clear()
    await b.page.goto(url)
    await b.call(hertz=2000)
    await assert_call(a, b, 1000, 2000)
    proxy.close()
    await browser.close()


async def test_three_endpoints_and_simulcast(media: Media, url: str, playwright: Playwright) -> None:
    browser = await launch_chromium(playwright)
    callers = {n: Caller(n, await open_page(browser, url), media) for n in ("a", "b", "c")}
    for (name, caller), hertz in zip(callers.items(), (1000, 1500, 2000), strict=True):
        await caller.call(hertz=hertz, simulcast=name == "c")
    await allow_both(media, "a", "b", "c")
    for name, caller in callers.items():
        for other in callers:
            if other != name:
                assert_moving(await caller.sees(other, seconds=2.0), 2.0)
    assert_tone(await callers["a"].hears("c"), 2000)
    assert_tone(await callers["a"].hears("b"), 1500)
    await assert_nothing_decoded(media)
    await browser.close()


async def test_redundant_audio_reaches_chromium_whole_and_firefox_as_plain_opus(
    media: Media, url: str, playwright: Playwright
) -> None:
    chromium, firefox = await launch_chromium(playwright), await launch_firefox(playwright)
    a = Caller("a", await open_page(chromium, url), media)
    b = Caller("b", await open_page(chromium, url), media)
    c = Caller("c", await open_page(firefox, url), media)
    for caller, hertz in ((a, 1000), (b, 1500), (c, 2000)):
        await caller.call(hertz=hertz)
    await allow_both(media, "a", "b", "c")
    assert_tone(await a.hears("b"), 1500)
    assert_tone(await c.hears("b"), 1500)
    assert_tone(await b.hears("c"), 2000)
    # Without loss each repeated block is a duplicate, and discarded: that is how Chromium tells of them.
    repeated = {
        source: await a.page.evaluate(
            """async mid => {
              const receiver = pc.getTransceivers().find(one => one.mid === mid).receiver;
              const stats = [...(await receiver.getStats()).values()];
              const inbound = stats.find(one => one.type === 'inbound-rtp');
              return inbound.packetsDiscarded / inbound.packetsReceived;
            }""",
            await a.mid_of(source, "audio"),
        )
        for source in ("b", "c")
    }
    assert repeated["b"] > 0.5 and repeated["c"] < 0.1, repeated
    await chromium.close()
    await firefox.close()


async def test_a_sender_is_told_that_there_is_room(media: Media, url: str, playwright: Playwright) -> None:
    """Without transport-wide feedback Chromium stays at half a Mbit/s, measured; with it, it goes on."""
    browser = await launch_chromium(playwright)
    a = Caller("a", await open_page(browser, url), media)
    await a.call()
    await a.page.evaluate("publishNoise(1280, 720)")
    sent = await a.page.evaluate("sentBitrate(5, 1.0e6, 15)")
    assert sent["best"] > 1.0e6 and sent["height"] == 720, sent
    await browser.close()
