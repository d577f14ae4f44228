"""Which peer answers to which ICE user name fragment."""

from __future__ import annotations

from media.peer import Peer


class Fragments:
    """Checks find a peer by the fragments of its last answers, and by no others (RFC 8445 section 7.3)."""

    def __init__(self) -> None:
        self._peers: dict[str, Peer] = {}
        self._of: dict[int, tuple[str, ...]] = {}
        """By number of the peer."""

    def __len__(self) -> int:
        """How many find a peer."""
        return len(self._peers)

    def find(self, ufrag: str) -> Peer | None:
        """The peer that answers to this user name fragment."""
        return self._peers.get(ufrag)

    def name(self, peer: Peer, ufrags: tuple[str, ...]) -> None:
        """Let checks with these fragments, and with no others, find the peer."""
        for ufrag in self._of.pop(peer.number, ()):
            del self._peers[ufrag]
        if ufrags:
            self._of[peer.number] = ufrags
            self._peers |= dict.fromkeys(ufrags, peer)
