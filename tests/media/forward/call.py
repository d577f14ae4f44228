"""A call in virtual time: the real Python engine and its RTCP policy, peers on a simulated network.

The packets travel on stream paths without encryption, so nothing waits for a socket.
"""

from __future__ import annotations

from collections.abc import Sequence

from media.forward.engine import (
    STREAM_BASE,
    EngineEvent,
    Path,
    SlotSpec,
    SourceSpec,
)
from tests.media.forward.peers import (
    AUDIO_RATE,
    AUDIO_TYPE,
    RECEIVER_IDS,
    RTX_TYPE,
    SENDER_IDS,
    VIDEO_RATE,
    VIDEO_TYPE,
    AudioSender,
    Browser,
    SlotReceiver,
    VideoSender,
)
from tests.media.host import VirtualHost
from tests.media.network import Bottleneck, Link, Network


class Call(VirtualHost):
    """Endpoints 1, 2, ... on one engine. Source 100n is audio, 100n+10+layer video of endpoint n."""

    def __init__(self, network: Network, up: Link | None = None, down: Link | None = None) -> None:
        super().__init__(network)
        self.up = up or Link()
        self.down = down or Link()
        self.browsers: dict[int, Browser] = {}
        self.events: list[tuple[float, EngineEvent]] = []
        self.dead: set[int] = set()
        """Endpoints whose socket takes nothing."""
        self.thin: dict[int, Bottleneck] = {}
        """What an endpoint's line down to it carries; others carry everything."""

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """Keep them too."""
        self.events += [(now, event) for event in events]
        super().on_events(now, events)

    def join(self, number: int, keys: bool = True) -> Browser:
        """An endpoint with its path, sending nothing yet and shown nothing."""
        path = Path(STREAM_BASE + number, "peer", number)

        def to_engine(packet: bytes) -> None:
            self.network.carry(self.up, lambda: self.engine.inject(self.network.now, path, [packet]))

        def to_browser(packet: bytes) -> bool:
            if number in self.dead:
                return False
            line = self.thin.get(number)
            over = 0.0 if line is None else line.take(self.network.now, len(packet))
            if over is not None:
                self.network.carry(self.down, lambda: browser.receive(packet), over)
            return True

        browser = self.browsers[number] = Browser(self.network, to_engine)
        browser.report_arrivals()
        self.engine.add_endpoint(number)
        self.engine.set_extensions(number, SENDER_IDS)
        self.engine.open_stream(path.socket, to_browser)
        if keys:
            self.engine.add_plain_leg(number, path)
        return browser

    def publish_video(self, number: int, layer: int = 0, bind: bool = True, **options: float) -> VideoSender:
        """A camera; simulcast encodings are layers of one group."""
        browser = self.browsers[number]
        source = 100 * number + 10 + layer
        sender = VideoSender(self.network, browser.send, source, source + 50_000, label=number * 10 + layer)
        sender.transport = browser.next_transport
        sender.clock_ahead = options.get("clock_ahead", 0.0)
        sender.late = options.get("late", 0.0)
        sender.first_timestamp = int(options.get("first_timestamp", number * 1_000_000_000 + layer * 77_777))
        browser.video.append(sender)
        sender.start()
        if bind:
            self.bind(sender, number, layer)
        return sender

    def bind(self, sender: VideoSender, number: int, layer: int = 0) -> None:
        self.engine.add_source(
            SourceSpec(
                sender.ssrc,
                number,
                "video",
                sender.ssrc,
                sender.rtx_ssrc,
                VIDEO_TYPE,
                RTX_TYPE,
                VIDEO_RATE,
                group=100 * number + 10,
                layer=layer,
            )
        )

    def publish_audio(
        self, number: int, level: int = 30, clock_ahead: float = 0.0, first_report: float = 1.0
    ) -> AudioSender:
        browser = self.browsers[number]
        sender = AudioSender(
            self.network, browser.send, 100 * number, number, level, clock_ahead, first_report
        )
        browser.audio.append(sender)
        sender.start()
        self.engine.add_source(
            SourceSpec(
                sender.ssrc,
                number,
                "audio",
                sender.ssrc,
                0,
                AUDIO_TYPE,
                0,
                AUDIO_RATE,
                group=100 * number,
            )
        )
        return sender

    def add_slot(self, number: int, index: int, video: bool = True) -> SlotReceiver:
        """Slot 1000n+index (audio) or 1000n+500+index (video) of endpoint n; its SSRC is the same number."""
        slot = 1000 * number + index + (500 if video else 0)
        browser = self.browsers[number]
        rtx = slot + 90_000 if video else 0
        rate = VIDEO_RATE if video else AUDIO_RATE
        receiver = SlotReceiver(self.network, browser.send, slot, rtx, rate, asks=video, video=video)
        browser.slots[slot] = receiver
        if video:
            browser.slots[rtx] = receiver
        self.engine.add_slot(
            SlotSpec(
                slot,
                number,
                "video" if video else "audio",
                str(slot).encode(),
                slot,
                rtx,
                120 if video else 109,
                121 if video else 0,
                rate,
                RECEIVER_IDS,
                pair=index,
            )
        )
        return receiver
