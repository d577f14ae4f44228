"""The Python engine: the readable reference behind engine.py.

A thin shell around the pure core: it owns the UDP sockets, encrypts and decrypts, and hands batches on.
Own readers on the event loop and direct `sendto`; no asyncio transport, queue or task is on the way
of a packet. A full socket buffer drops the packet for that receiver only.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from typing import Final

from media.forward.core import Forwarder
from media.forward.engine import (
    STREAM_BASE,
    EndpointCounters,
    EngineHost,
    EngineResources,
    Extensions,
    Path,
    Reception,
    SlotReport,
    SlotSpec,
    SourceSpec,
    UnknownNumberError,
)
from media.forward.leg import Leg
from media.forward.srtp import SRTP_ERRORS, plain_crypto, srtp_crypto
from media.rtp.departures import Delivery
from media.rtp.rtcp import is_rtcp

READ_BATCH: Final = 32
"""Datagrams read before others get their turn: 1 -> 10 at full speed is 4 ms of sending."""

DATAGRAM_OCTETS: Final = 2048
"""Above any datagram that crosses the internet whole."""

SOCKET_BUFFER_OCTETS: Final = 4 << 20
"""Asked for; the kernel gives at most net.core.rmem_max and wmem_max. 4 MB is 0.5 s of 64 Mbit/s."""

Now = Callable[[], float]


def open_udp_socket(host: str, port: int) -> socket.socket:
    """A non-blocking UDP socket bound to one address (IPv4 or IPv6); OSError when it is taken.

    One for each address, never a wildcard on a host with several: a reply leaves from the address
    that was asked.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    udp = socket.socket(family, socket.SOCK_DGRAM)
    try:
        udp.setblocking(False)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BUFFER_OCTETS)
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_OCTETS)
        if family == socket.AF_INET6:
            udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        udp.bind((host, port))
    except OSError:
        udp.close()
        raise
    return udp


class PythonEngine:
    """Engine (see engine.py) on the running event loop; the calls below are documented there."""

    def __init__(self, host: EngineHost, sockets: Sequence[socket.socket], now: Now = time.monotonic) -> None:
        """Take the sockets (open_udp_socket) over and start reading. Path.socket is their index here."""
        self.now = now
        self._host = host
        self._sockets = list(sockets)
        self._core = Forwarder()
        self._legs: dict[int, Leg] = {}
        self._paths: dict[Path, Leg] = {}
        self._streams: dict[int, Callable[[bytes], bool]] = {}
        self._loop = asyncio.get_running_loop()
        self._report: asyncio.Handle | None = None
        self._closed = False
        self._refused = 0
        for index, udp in enumerate(self._sockets):
            self._loop.add_reader(udp, self._readable, index, udp)

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """(host, port) of each socket, in the order of their index."""
        return [udp.getsockname()[:2] for udp in self._sockets]

    # -- packets in

    def _readable(self, index: int, udp: socket.socket) -> None:
        """Read until the socket is empty or READ_BATCH is reached (then the loop calls again)."""
        datagrams: list[tuple[Path, bytes]] = []
        for _ in range(READ_BATCH):
            try:
                datagram, address = udp.recvfrom(DATAGRAM_OCTETS)
            except BlockingIOError:
                break
            except OSError:
                # An ICMP error that an earlier datagram caused (RFC 1122 section 4.1.3.3): not ours to mend.
                continue
            datagrams.append((Path(index, address[0], address[1]), datagram))
        self._arrived(self.now(), datagrams)

    def inject(self, now: float, path: Path, packets: Sequence[bytes]) -> None:
        self._arrived(now, [(path, packet) for packet in packets])

    def _arrived(self, now: float, datagrams: Sequence[tuple[Path, bytes]]) -> None:
        """Tell media, RTCP and the rest apart (RFC 7983 section 7) and hand each on in batches."""
        control: list[tuple[Path, bytes]] = []
        rtcp: list[tuple[int, bytes]] = []
        media: dict[int, list[bytes]] = {}
        for path, datagram in datagrams:
            first = datagram[0] if datagram else 0
            if first < 128:
                control.append((path, datagram))
                continue
            leg = self._paths.get(path)
            if leg is None or leg.crypto is None or first > 191 or len(datagram) < 8:
                self._refused += 1
                continue
            is_control = is_rtcp(datagram)
            ssrc = datagram[4:8] if is_control else datagram[8:12]
            if not leg.takes(now, ssrc):
                self._refused += 1
                leg.dropped += 1
                continue
            try:
                if is_control:
                    rtcp.append((leg.number, leg.crypto.unprotect_rtcp(datagram)))
                else:
                    media.setdefault(leg.number, []).append(leg.crypto.unprotect(datagram))
                leg.ssrcs.add(ssrc)
            except SRTP_ERRORS:
                self._refused += 1
                leg.dropped += 1
        for number, packets in media.items():
            self._core.receive(now, number, packets)
        self._send_all()
        if control:
            self._host.on_control(now, control)
        if rtcp:
            self._host.on_rtcp(now, rtcp)
        self._tell()

    # -- packets and events out

    def _send_all(self) -> None:
        for number, packet in self._core.take_sends():
            leg = self._legs[number]
            if leg.crypto is None or leg.path is None:
                leg.dropped += 1
                continue
            try:
                leg.count(self._write(leg.path, leg.crypto.protect(packet)), len(packet))
            except SRTP_ERRORS:
                leg.dropped += 1

    def _write(self, path: Path, datagram: bytes) -> bool:
        """Send without waiting; False when the datagram was dropped."""
        if path.socket >= STREAM_BASE:
            write = self._streams.get(path.socket)
            return write is not None and write(datagram)
        try:
            self._sockets[path.socket].sendto(datagram, (path.host, path.port))
        except OSError:  # a full buffer, no route, a bad address: this receiver's loss alone
            return False
        return True

    def send(self, path: Path, datagram: bytes) -> None:
        self._write(path, datagram)

    def send_rtcp(self, endpoint: int, packet: bytes) -> None:
        leg = self._leg(endpoint)
        if leg.crypto is None or leg.path is None:
            return
        try:
            leg.count(self._write(leg.path, leg.crypto.protect_rtcp(packet)), len(packet))
        except SRTP_ERRORS:
            leg.dropped += 1

    def _tell(self) -> None:
        """Report events; those that the host's own calls cause come in a later turn of the loop."""
        self._report = None
        events = self._core.take_events()
        if events and not self._closed:
            self._host.on_events(self.now(), events)

    def _tell_soon(self) -> None:
        """After a call from the host: never from inside it."""
        self._send_all()
        if self._core.events and self._report is None:
            self._report = self._loop.call_soon(self._tell)

    # -- endpoints and their ways

    def _leg(self, endpoint: int) -> Leg:
        try:
            return self._legs[endpoint]
        except KeyError:
            raise UnknownNumberError(f"endpoint {endpoint}") from None

    def add_endpoint(self, endpoint: int) -> None:
        self._core.add_endpoint(endpoint)
        self._legs.setdefault(endpoint, Leg(endpoint, self.now()))

    def remove_endpoint(self, endpoint: int) -> None:
        leg = self._legs.pop(endpoint, None)
        if leg is not None:
            self._forget_paths(leg)
            self._core.remove_endpoint(self.now(), endpoint)
            self._tell_soon()

    def set_srtp(self, endpoint: int, profile: int, receive_key: bytes, send_key: bytes) -> None:
        leg = self._leg(endpoint)
        leg.crypto = srtp_crypto(profile, receive_key, send_key)
        leg.ssrcs.clear()

    def set_receive_rate(self, endpoint: int, packets_per_second: int) -> None:
        self._leg(endpoint).limit(packets_per_second)

    def set_extensions(self, endpoint: int, extensions: Extensions) -> None:
        self._core.endpoint(endpoint).extensions = extensions

    def set_path(self, endpoint: int, path: Path | None) -> None:
        leg = self._leg(endpoint)
        leg.path = path
        if path is None:
            self._forget_paths(leg)
        else:
            self.accept_path(endpoint, path)

    def path(self, endpoint: int) -> Path | None:
        return self._leg(endpoint).path

    def accept_path(self, endpoint: int, path: Path) -> None:
        leg = self._leg(endpoint)
        holder = self._paths.get(path)
        if holder is not None and holder is not leg:
            holder.give_up(path)
        self._paths[path] = leg
        for forgotten in leg.accept(path):
            del self._paths[forgotten]

    def _forget_paths(self, leg: Leg) -> None:
        for path in leg.forget_paths():
            del self._paths[path]

    def add_plain_leg(self, endpoint: int, path: Path) -> None:
        self._leg(endpoint).crypto = plain_crypto()
        self.set_path(endpoint, path)

    def open_stream(self, number: int, write: Callable[[bytes], bool]) -> None:
        self._streams[number] = write

    def close_stream(self, number: int) -> None:
        self._streams.pop(number, None)
        for path in [path for path in self._paths if path.socket == number]:
            self._paths.pop(path).give_up(path)

    # -- what is forwarded where

    def add_source(self, spec: SourceSpec) -> None:
        self._core.add_source(self.now(), spec)
        self._tell_soon()

    def remove_source(self, source: int) -> None:
        self._core.remove_source(self.now(), source)
        self._tell_soon()

    def add_slot(self, spec: SlotSpec) -> None:
        # The first number is random (RFC 3550 section 5.1) and in the lower half, so that SRTP's
        # roll-over counter cannot be misjudged by a receiver that misses the first packets.
        self._core.add_slot(spec, secrets.randbelow(1 << 15), secrets.randbelow(1 << 32))

    def remove_slot(self, slot: int) -> None:
        self._core.remove_slot(self.now(), slot)
        self._tell_soon()

    def map_slot(self, slot: int, group: int | None) -> None:
        self._core.map_slot(self.now(), slot, group)
        self._tell_soon()

    def set_layer(self, slot: int, layer: int) -> None:
        self._core.set_layer(self.now(), slot, layer)
        self._tell_soon()

    def set_send_rate(self, endpoint: int, bits_per_second: int | None) -> None:
        self._core.set_send_rate(self.now(), endpoint, bits_per_second)
        self._send_all()

    def set_redundancy(self, endpoint: int, kept: bool) -> None:
        self._core.set_redundancy(endpoint, kept)

    def send_padding(self, now: float, endpoint: int, packets: int) -> tuple[int, ...]:
        sent = self._core.send_padding(now, endpoint, packets)
        self._send_all()
        return sent

    def set_loudest(self, endpoint: int, count: int, always: Sequence[int]) -> None:
        self._core.set_loudest(self.now(), endpoint, count, always)

    # -- who is who, RTCP and time

    def endpoints(self) -> list[int]:
        return list(self._legs)

    def source_by_ssrc(self, endpoint: int, ssrc: int) -> SourceSpec | None:
        source = self._core.endpoint(endpoint).sources.get(ssrc)
        return None if source is None else source.spec

    def slot_by_ssrc(self, endpoint: int, ssrc: int) -> SlotSpec | None:
        slot = self._core.endpoint(endpoint).slots.get(ssrc)
        return None if slot is None else slot.spec

    def source_spec(self, source: int) -> SourceSpec:
        return self._core.source(source).spec

    def endpoint_sources(self, endpoint: int) -> list[SourceSpec]:
        return [source.spec for source in self._core.endpoint(endpoint).streams()]

    def slot_spec(self, slot: int) -> SlotSpec:
        return self._core.slot(slot).spec

    def endpoint_slots(self, endpoint: int) -> list[SlotSpec]:
        return [slot.spec for slot in self._core.endpoint(endpoint).receive_slots()]

    def mapped_sources(self, slot: int) -> list[SourceSpec]:
        group = self._core.slot(slot).group
        return [] if group is None else [source.spec for source in group.sources]

    def slot_sources(self, slot: int) -> list[int]:
        return self._core.slot_sources(slot)

    def retransmit(self, now: float, slot: int, sequences: Sequence[int]) -> int:
        count = self._core.retransmit(now, slot, sequences)
        self._send_all()
        return count

    def set_clock(self, source: int, rtp_timestamp: int, ntp: float, arrival: float) -> None:
        self._core.source(source).clock.add_report(rtp_timestamp, ntp, arrival)

    def take_arrivals(self, endpoint: int) -> list[tuple[int, float]]:
        return self._core.endpoint(endpoint).arrivals.take()

    def acknowledge(self, endpoint: int, base: int, arrivals: Sequence[float | None]) -> list[Delivery]:
        return self._core.endpoint(endpoint).departures.acknowledge(base, arrivals)

    def source_octets(self, source: int) -> int:
        return self._core.source(source).octets

    def take_missing(self, now: float) -> list[tuple[int, list[int]]]:
        return self._core.take_missing(now)

    def take_receptions(self, endpoint: int) -> list[Reception]:
        return self._core.take_receptions(endpoint)

    def slot_reports(self, endpoint: int, now: float) -> list[SlotReport]:
        return self._core.slot_reports(endpoint, now)

    def tick(self, now: float) -> None:
        self._core.tick(now)
        self._tell_soon()

    def counters(self, endpoint: int) -> EndpointCounters:
        leg, state = self._leg(endpoint), self._core.endpoint(endpoint)
        return EndpointCounters(
            packets_received=state.packets_received,
            packets_sent=leg.packets_sent,
            bytes_received=state.bytes_received,
            bytes_sent=leg.bytes_sent,
            packets_lost=sum(source.log.packets_lost for source in state.streams()),
            retransmitted=state.retransmitted,
            dropped=leg.dropped + state.dropped,
        )

    def resources(self) -> EngineResources:
        return EngineResources(
            endpoints=len(self._legs),
            srtp_sessions=2 * sum(leg.crypto is not None for leg in self._legs.values()),
            paths=len(self._paths),
            streams=len(self._streams),
            history_packets=self._core.history_packets(),
            packets_refused=self._refused,
        )

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self._report is not None:
            self._report.cancel()
        for udp in self._sockets:
            self._loop.remove_reader(udp)
            udp.close()
