"""How the Python engine reaches one endpoint: its keys, its paths and what was sent."""

from __future__ import annotations

from typing import Final

from media.forward.engine import MAX_PATHS, Path
from media.forward.srtp import Crypto
from media.rate import TokenBucket, full_bucket

MAX_SSRCS: Final = 256
"""Streams that an endpoint may have had: each costs libsrtp a context; a browser needs 2 for each share."""

PACKETS_PER_SECOND: Final = 8_000
"""Of one endpoint: sound, camera and screen in three sizes are some 1,500 with what is sent again."""


class Leg:
    """Transport of one endpoint. Without crypto and path nothing is sent and nothing accepted."""

    __slots__ = (
        "accepted",
        "bytes_sent",
        "crypto",
        "dropped",
        "number",
        "packets",
        "packets_sent",
        "path",
        "ssrcs",
    )

    def __init__(self, number: int, now: float) -> None:
        self.number = number
        self.crypto: Crypto | None = None
        self.path: Path | None = None
        """Where packets go."""
        self.accepted: list[Path] = []
        """Where packets may come from, the newest last."""
        self.ssrcs: set[bytes] = set()
        """SSRCs of authenticated packets, as octets."""
        self.packets_sent = 0
        self.bytes_sent = 0
        self.dropped = 0
        self.packets = full_bucket(PACKETS_PER_SECOND, PACKETS_PER_SECOND, now)
        """What it may send: a second's at once, for a pause of this process queues them."""

    def limit(self, packets_per_second: int) -> None:
        """Let the endpoint send no more than this."""
        tokens = min(self.packets.tokens, packets_per_second)
        self.packets = TokenBucket(packets_per_second, packets_per_second, tokens, self.packets.at)

    def takes(self, now: float, ssrc: bytes) -> bool:
        """Whether one more packet may come now, of an old SSRC or while there is room for a new one."""
        return (len(self.ssrcs) < MAX_SSRCS or ssrc in self.ssrcs) and self.packets.take(now)

    def count(self, sent: bool, octets: int) -> None:
        """Add a packet to the sums."""
        if sent:
            self.packets_sent += 1
            self.bytes_sent += octets
        else:
            self.dropped += 1

    def accept(self, path: Path) -> list[Path]:
        """Add a path; the oldest beyond MAX_PATHS are given back, never the one in use."""
        if path in self.accepted:
            self.accepted.remove(path)
        self.accepted.append(path)
        forgotten = []
        while len(self.accepted) > MAX_PATHS:
            oldest = next(known for known in self.accepted if known != self.path)
            self.accepted.remove(oldest)
            forgotten.append(oldest)
        return forgotten

    def give_up(self, path: Path) -> None:
        """The path is another's now, or gone."""
        self.accepted.remove(path)
        if self.path == path:
            self.path = None

    def forget_paths(self) -> list[Path]:
        """Give all paths back and have none."""
        paths, self.accepted, self.path = self.accepted, [], None
        return paths
