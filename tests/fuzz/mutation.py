"""Seeded mutation of valid messages within a time budget.

ETALUUKKU_FUZZ_SECONDS (default 1) is the time for each entry; ETALUUKKU_FUZZ_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence

SECONDS = float(os.environ.get("ETALUUKKU_FUZZ_SECONDS", "1"))
MAX_CHANGES = 8


def mutate(source: random.Random, message: bytes) -> bytes:
    """The message with a few octets changed, cut, doubled or put in."""
    octets = bytearray(message)
    for _ in range(source.randint(1, MAX_CHANGES)):
        at = source.randrange(len(octets) + 1)
        match source.randrange(5):
            case 0 if at < len(octets):
                octets[at] ^= 1 << source.randrange(8)
            case 1 if at < len(octets):
                octets[at] = source.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                del octets[at : at + source.randint(1, 8)]
            case 3:
                octets[at:at] = octets[at : at + source.randint(1, 16)]
            case _:
                octets[at:at] = source.randbytes(source.randint(1, 4))
    return bytes(octets)


def fuzz(name: str, seeds: Sequence[bytes], check: Callable[[bytes], None]) -> int:
    """Give `check` mutated messages until the time is over; how many. What it raises names the message."""
    seed = int(os.environ.get("ETALUUKKU_FUZZ_SEED", str(random.SystemRandom().getrandbits(32))))
    print(f"{name}: ETALUUKKU_FUZZ_SEED={seed}")  # noqa: T201 - pytest shows it when the test fails
    source = random.Random(seed)
    deadline = time.monotonic() + SECONDS
    count = 0
    while time.monotonic() < deadline:
        for _ in range(100):
            message = mutate(source, source.choice(seeds))
            try:
                check(message)
            except BaseException as error:
                error.add_note(f"message {message.hex()}")
                raise
            count += 1
    return count
