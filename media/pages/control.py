"""What the fork server says to the pages process; the pages process itself loads no reader of files."""

from __future__ import annotations

from typing import Final

import msgspec

CONTROL_BYTES: Final = 4096
"""Longest control message."""


class Born(msgspec.Struct, frozen=True, tag=True):
    """A child serves the socket; its pidfd comes with this message."""

    pid: int


class Died(msgspec.Struct, frozen=True, tag=True):
    """A child has ended and was reaped."""

    pid: int
    status: int
    """As from waitpid."""


ForkReply = Born | Died
