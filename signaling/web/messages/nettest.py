"""The site test: what a browser, or `etaluukku nettest`, needs to try every way to media (F-03)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from signaling.web.messages.base import Message
from signaling.web.messages.consultation import IceServers

MAX_TEST_SDP_CHARS = 12_000
"""Of an offer with one sound and one picture each way; browsers write 4,000 to 8,000."""


class SiteTest(Message, frozen=True):
    """How to test: offer once for each way. UDP and TCP ways are the candidates of the answers."""

    ice_servers: IceServers | None
    """TURN ways, for the minutes of one test. None: the server has no TURN."""
    seconds: int
    """After this a connection of a test is ended by the server."""


class SiteTestOffer(Message, frozen=True):
    """An offer whose sound, pictures and messages come back on its own receive slots."""

    sdp: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEST_SDP_CHARS)]
