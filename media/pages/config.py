"""What the pages process is started with."""

from __future__ import annotations

import msgspec

from media.pages.jail import JailWish


class PagesConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the pages process is started with."""

    socket_path: str
    """Unix socket, made with mode 0600."""
    slots: int = 2
    """Files rendered at the same time; each uses one core."""
    waiting: int = 8
    """Files that may wait for a slot; they are held in memory. Above it callers are told `busy`."""
    wait_s: float = 30.0
    """Longest wait for a slot."""
    jail: JailWish = "auto"
    """Whether renderers live in a jail of bubblewrap (media/pages/jail.py)."""
