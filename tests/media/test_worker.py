"""The media process as signaling meets it: start, commands, links, drain."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
from pathlib import Path

from media.contract import (
    VERSION,
    Allow,
    Answer,
    ApplyOffer,
    CloseConference,
    CloseEndpoint,
    CreateConference,
    CreateEndpoint,
    Done,
    Drain,
    FrameDecoder,
    GetState,
    GetStatistics,
    Hello,
    Refused,
    Reply,
    Request,
    State,
    Statistics,
    Welcome,
    encode_frame,
)
from media.link import MediaBack, MediaLink, MediaLost
from media.sdp import parse
from tests.media.process import START_SECONDS, end_process, media_process, start_process

VECTORS = Path(__file__).parents[1] / "vectors"
OFFER = (VECTORS / "chromium-156.sdp").read_bytes().decode()


async def test_answers_an_offer_and_reports_its_state(folder: str) -> None:
    async with media_process(folder) as media:
        await media.done(CreateConference("c"), CreateEndpoint("c", "a"), CreateEndpoint("c", "b"))
        await media.done(Allow("c", "a", audible_to=("b", "gone"), visible_to=("b",), tells=("b",)))
        answer = await media.link.request(ApplyOffer("c", "a", OFFER))
        assert isinstance(answer, Answer)
        assert "a=ice-lite" in answer.sdp and "tcptype passive" in answer.sdp
        state = await media.link.request(GetState())
        assert isinstance(state, State)
        first = state.conferences[0].endpoints[0]
        assert (first.endpoint, first.connected, first.audible_to) == ("a", False, ("b",))
        assert [slot.kind for slot in first.slots] == ["audio"] * 3 + ["video"] * 3 + ["screen"]
        statistics = await media.link.request(GetStatistics())
        assert isinstance(statistics, Statistics) and statistics.codec_opens == 0
        await media.done(CloseEndpoint("c", "a"), CloseEndpoint("c", "a"), CloseConference("c"))
        assert await media.link.request(GetState()) == State(())


async def test_refusals_change_nothing_and_look_the_same(folder: str) -> None:
    async with media_process(folder, limits={"conferences": 1, "endpoints": 1}) as media:
        nowhere = await media.link.request(CreateEndpoint("c", "a"))
        await media.done(CreateConference("c"), CreateConference("c"), CreateEndpoint("c", "a"))
        before = await media.link.request(GetState())
        assert nowhere == await media.link.request(ApplyOffer("c", "no", OFFER))
        assert nowhere == await media.link.request(ApplyOffer("no", "a", OFFER))
        assert nowhere == await media.link.request(Allow("c", "no"))
        for command, code in (
            (CreateConference("d"), "limit"),
            (CreateEndpoint("c", "b"), "limit"),
            (ApplyOffer("c", "a", "v=0\r\n"), "offer"),
        ):
            refused = await media.link.request(command)
            assert isinstance(refused, Refused) and refused.code == code
        assert await media.link.request(GetState()) == before


async def talk(path: str, *requests: Request) -> list[Reply]:
    """Replies to requests on a link of their own; fewer when the link is closed."""
    reader, writer = await asyncio.open_unix_connection(path)
    decoder, replies = FrameDecoder(), []
    for request in requests:
        writer.write(encode_frame(request))
        data = await reader.read(1 << 20)
        replies += [message for message in decoder.feed(data) if isinstance(message, Reply)]
    writer.close()
    return replies


async def test_same_request_id_has_one_effect_and_one_reply(folder: str) -> None:
    async with media_process(folder) as media:
        await media.done(CreateConference("c"), CreateEndpoint("c", "a"))
        hello = Request("h", Hello(VERSION))
        offer = Request("same", ApplyOffer("c", "a", OFFER))
        first = await talk(media.socket_path, hello, offer)
        again = await talk(media.socket_path, hello, offer)
        assert isinstance(first[1].result, Answer)
        assert first[1] == again[1]


async def test_the_link_is_private_and_wants_hello_first(folder: str) -> None:
    async with media_process(folder) as media:
        assert stat.S_IMODE(os.stat(media.socket_path).st_mode) == 0o600
        assert await talk(media.socket_path, Request("1", GetState())) == []
        replies = await talk(media.socket_path, Request("1", Hello(99)))
        assert isinstance(replies[0].result, Refused) and replies[0].result.code == "version"
        replies = await talk(media.socket_path, Request("2", Hello(VERSION)))
        assert isinstance(replies[0].result, Welcome)


async def test_sigterm_drains_and_ends_with_the_last_conference(folder: str) -> None:
    async with media_process(folder) as media:
        await media.done(CreateConference("c"))
        media.send_signal(signal.SIGTERM)
        async with asyncio.timeout(START_SECONDS):
            while (refused := await media.link.request(CreateConference("d"))) == Done():
                await media.done(CloseConference("d"))
        assert isinstance(refused, Refused) and refused.code == "draining"
        assert media.process.returncode is None
        await media.done(CloseConference("c"))
        async with asyncio.timeout(START_SECONDS):
            assert await media.process.wait() == 0


async def test_drain_by_command(folder: str) -> None:
    async with media_process(folder) as media:
        await media.done(CreateConference("c"), Drain(), Drain())
        refused = await media.link.request(CreateConference("d"))
        assert isinstance(refused, Refused) and refused.code == "draining"


async def test_link_comes_back_to_another_process(folder: str) -> None:
    async with media_process(folder) as media:
        await media.done(CreateConference("c"))
        await end_process(media.process)
        await media.event(MediaLost, lambda event: True)
        request = asyncio.create_task(media.link.request(GetState()))
        media.process = await start_process(media.socket_path)
        try:
            back = await media.event(MediaBack, lambda event: event is not media.told(MediaBack)[0])
            assert back.changed
            await asyncio.wait([request])
            assert await media.link.request(GetState()) == State(())
        finally:
            await end_process(media.process)


async def test_a_bad_configuration_stops_the_start(folder: str) -> None:
    process = await start_process(f"{folder}/s", speed=1)
    assert await process.wait() == 2


async def test_the_log_has_each_step_and_no_secret(folder: str) -> None:
    process = await start_process(f"{folder}/s", logged=True)
    assert process.stderr is not None
    async with MediaLink(f"{folder}/s") as link:
        for command in (CreateConference("c"), CreateEndpoint("c", "a")):
            await link.request(command)
        answer = await link.request(ApplyOffer("c", "a", OFFER))
    process.terminate()
    async with MediaLink(f"{folder}/s") as link:
        await link.request(CloseConference("c"))
    log = (await process.stderr.read()).decode()
    assert await process.wait() == 0
    events = [json.loads(line)["event"] for line in log.splitlines()]
    for event in ("listening", "link opened", "conference created", "offer answered", "draining", "stopped"):
        assert event in events
    assert isinstance(answer, Answer)
    for text in (OFFER, answer.sdp):
        media = parse(text).media[0]
        for secret in (media.ice_ufrag, media.ice_pwd, media.fingerprints[0].value):
            assert secret and secret not in log


async def test_link_waits_for_a_process_that_starts_later(folder: str) -> None:
    link = MediaLink(f"{folder}/s")
    link.start()
    process = await start_process(f"{folder}/s")
    try:
        async with asyncio.timeout(START_SECONDS):
            await link.wait_up()
        assert await link.request(GetState()) == State(())
    finally:
        await link.close()
        await link.close()
        await end_process(process)
