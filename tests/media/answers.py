"""What the server brings in tests of negotiation, the same each time. Writes the golden answers when run.

.venv/bin/python -m tests.media.answers
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Final

from media.negotiation import Credentials, Own, negotiate
from media.sdp import Candidate, Fingerprint

VECTORS: Final = Path(__file__).parents[1] / "vectors"
OFFERS: Final = tuple(sorted(path.stem for path in VECTORS.glob("[cf]*-*.sdp")))
FIRST: Final = Credentials("ownufrag", "ownpassword0123456789abcdef")
SECOND: Final = Credentials("newufrag", "newpassword0123456789abcdef")
CANDIDATES: Final = (
    Candidate("1", 1, "udp", 2130706431, "192.0.2.1", 40000, "host"),
    Candidate("2", 1, "tcp", 1671430143, "192.0.2.1", 40001, "host", ("tcptype", "passive")),
)


def offer(name: str) -> str:
    """A browser's offer from tests/vectors."""
    return (VECTORS / f"{name}.sdp").read_bytes().decode()


def golden(name: str) -> Path:
    """Where the answer to it is kept."""
    return VECTORS / "answers" / f"{name}.sdp"


def own(credentials: Credentials = FIRST, first_ssrc: int = 1000, audio: int = 25, video: int = 26) -> Own:
    """The server's part; SSRCs count up."""
    numbers = itertools.count(first_ssrc)
    fingerprint = Fingerprint("sha-256", ":".join(["AB"] * 32))
    return Own(4242, credentials, fingerprint, CANDIDATES, lambda: next(numbers), audio, video)


def main() -> None:
    """Write the golden answers; read the difference before it is committed."""
    for name in OFFERS:
        golden(name).write_bytes(negotiate(offer(name), None, own()).answer.encode())


if __name__ == "__main__":
    main()
