"""What arrives, to whom it belongs: STUN by user name fragment, DTLS by authenticated path, RTCP by endpoint.

Nothing but a Binding request with a right MESSAGE-INTEGRITY makes a path known;
what comes from an unknown path is counted and dropped. Checks that name nobody
are limited for each remote host, those that name an endpoint for that endpoint.
"""

from __future__ import annotations

from collections.abc import Sequence

from media.conferences import Conferences
from media.config import Limits
from media.forward.engine import STREAM_BASE, Engine, EngineEvent, Path
from media.forward.feedback import Feedback
from media.peer import Peer
from media.rate import RateLimiter
from media.transport import stun
from media.transport.ice import local_ufrag
from media.transport.stun import Attribute, Message, MessageType
from media.transport.tcp import TcpConnection, TcpServer

_LIMITED_HOSTS = 4096
"""Remote hosts whose rate is remembered; about 1 MB."""
_LIMITED_PEERS = 4096
"""More than a process has: 100 conferences of 25."""


class Dispatch:
    """The engine's host and the TCP server's host."""

    def __init__(self, limits: Limits) -> None:
        strangers, known = limits.stun_per_second, limits.stun_known_per_second
        self._strangers = RateLimiter(strangers, strangers, _LIMITED_HOSTS, limits.stun_total_per_second)
        self._known = RateLimiter(known, known, _LIMITED_PEERS, known * _LIMITED_PEERS)
        self._owners: dict[Path, Peer] = {}
        self._engine: Engine
        self._conferences: Conferences
        self._feedback: Feedback
        self._tcp: TcpServer | None = None

    def connect(
        self, engine: Engine, conferences: Conferences, feedback: Feedback, tcp: TcpServer | None
    ) -> None:
        """Name the parts that this one joins; once, before the first packet."""
        self._engine, self._conferences = engine, conferences
        self._feedback, self._tcp = feedback, tcp

    # -- EngineHost

    def on_control(self, now: float, datagrams: Sequence[tuple[Path, bytes]]) -> None:
        """Datagrams that are not RTP or RTCP (RFC 7983 section 7)."""
        for path, data in datagrams:
            taken = False
            if data and data[0] < 4:
                taken = self._take_check(now, path, data)
            elif data and 20 <= data[0] <= 63:
                peer = self._owners.get(path)
                taken = peer is not None and not peer.closed and peer.handle_record(data)
            if not taken:
                self._conferences.counters.datagrams_dropped += 1

    def on_rtcp(self, now: float, packets: Sequence[tuple[int, bytes]]) -> None:
        """Decrypted RTCP."""
        for endpoint, packet in packets:
            if not self._conferences.has_peer(endpoint):
                continue  # it was cut off by a datagram of the same batch
            if not self._feedback.on_rtcp(now, endpoint, packet):
                self._conferences.counters.datagrams_dropped += 1

    def on_events(self, now: float, events: Sequence[EngineEvent]) -> None:
        """What happened on the packet path."""
        self._conferences.on_engine_events(now, events)
        self._feedback.on_events(now, events)

    def _take_check(self, now: float, path: Path, data: bytes) -> bool:
        """Answer a check. Those that name one of ours are counted by peer: a town shares one address."""
        try:
            message = stun.parse(data)
        except stun.StunError:
            return False
        ufrag = local_ufrag(message)
        if ufrag is None:
            return False
        peer = self._conferences.peer_by_ufrag(ufrag)
        if peer is None:
            self._refuse_stranger(now, path, message)
            return False
        if self._owners.get(path) is not peer and not self._known.take(now, ufrag):
            self._conferences.counters.checks_refused += 1
            return False
        if peer.handle_check(now, path, message) and self._owners.get(path) is not peer:
            self._learn(path, peer)
        return message.type is MessageType.REQUEST

    def _refuse_stranger(self, now: float, path: Path, message: Message) -> None:
        if self._strangers.take(now, path.host):
            signed = message.get(Attribute.MESSAGE_INTEGRITY) is not None
            self._engine.send(path, stun.error(message, 401 if signed else 400))
        else:
            self._conferences.counters.checks_refused += 1

    def _learn(self, path: Path, peer: Peer) -> None:
        """The path belongs to the peer that claimed it last; its forgotten ones go."""
        forgotten = [p for p, owner in self._owners.items() if owner is peer and p not in peer.ice.paths]
        self._owners = {p: o for p, o in self._owners.items() if not o.closed and p not in forgotten}
        for former in forgotten:
            self._end_stream(former)
        self._owners[path] = peer
        if path.socket >= STREAM_BASE and self._tcp is not None:
            connection = self._tcp.get(path.socket)
            if connection is not None:
                connection.authenticated = True

    def _end_stream(self, path: Path) -> None:
        """A TCP connection that its peer has replaced holds no place from others."""
        connection = self._tcp.get(path.socket) if self._tcp is not None else None
        if connection is not None:
            connection.abort()

    # -- StreamHost

    def on_stream_open(self, connection: TcpConnection) -> None:
        """See StreamHost."""
        self._engine.open_stream(connection.path.socket, connection.write)

    def on_stream_packets(self, connection: TcpConnection, packets: list[bytes]) -> None:
        """See StreamHost."""
        self._engine.inject(connection.heard_at, connection.path, packets)

    def on_stream_closed(self, connection: TcpConnection) -> None:
        """See StreamHost."""
        self._engine.close_stream(connection.path.socket)
        peer = self._owners.pop(connection.path, None)
        if peer is not None and not peer.closed:
            peer.lose_path(connection.path)

    def on_stream_refused(self) -> None:
        """See StreamHost."""
        self._conferences.counters.tcp_connections_refused += 1
