"""One peer connection to an echo: checks, keys, and packets that are numbered, sent and awaited back.

The measuring side is the controlling agent and the DTLS client; the server is ICE-lite.
Source: RFC 8445 sections 7.2 and 8.1.1, RFC 5764.
"""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from media.forward.srtp import SRTP_ERRORS, Crypto, srtp_crypto
from media.probe.measuring import Echo, Report, Sent
from media.probe.offer import CLOCK_RATE, PAYLOAD_TYPE, Far, Own, Target, write_offer
from media.probe.paths import Path, PathError, Receive, Why
from media.rtp.errors import ParseError
from media.rtp.header import parse_header
from media.rtp.rtcp import is_rtcp, parse_rtcp
from media.rtp.rtcp_report import ReceiverReport
from media.transport import stun
from media.transport.dtls import CloseReason, DtlsHost, DtlsTransport, SrtpKeys, create_certificate
from media.transport.stun import Attribute, Message, MessageType, StunError

CHECK_SECONDS: Final = 0.25
"""Between checks until one is answered; the first may wait for a relay's channel."""

ANSWER_SECONDS: Final = 5.0
"""A way that answers no check in this time is closed; TCP's third SYN leaves after 3 s."""

KEYS_SECONDS: Final = 5.0
"""For the handshake: four flights, and OpenSSL repeats a lost one after 1 s."""

TICK_SECONDS: Final = 0.01
HEADER: Final = struct.Struct("!BBHII")
NUMBER: Final = struct.Struct("!I")
LEAST_OCTETS: Final = HEADER.size + NUMBER.size
PRIORITY: Final = b"\x6e\x00\x01\xff"
"""A peer-reflexive one (RFC 8445 section 7.1.1); a lite agent does not look at it."""

Open = Callable[[Target, Receive], Awaitable[Path]]


class Line:
    """See the module. `connect` once, then `send`; `close` at any time."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.sent: dict[int, Sent] = {}
        self.echoes: list[Echo] = []
        self.reports: list[Report] = []
        self._now = now
        certificate, fingerprint = create_certificate()
        self._own = Own(
            secrets.token_hex(4), secrets.token_hex(12), fingerprint.value, secrets.randbits(31) + 1
        )
        self.offer = write_offer(self._own)
        self._far: Far | None = None
        self._paths: list[Path] = []
        self._path: Path | None = None
        self._tries: list[asyncio.Task[None]] = []
        self._keys: asyncio.Future[SrtpKeys] = asyncio.get_running_loop().create_future()
        host = DtlsHost(self._send_record, self._have_keys, self._ended, lambda message: None)
        self._dtls = DtlsTransport(certificate, host, "client")
        self._crypto: Crypto | None = None

    # -- from nothing to keys

    async def connect(self, far: Far, targets: Sequence[Target], open_path: Open) -> None:
        """Find the first of the targets that answers, and agree on keys with it.

        Raises:
            PathError: none answers, or what answers is no media server.
        """
        self._far = far
        self._tries = [asyncio.create_task(self._try(target, open_path)) for target in targets]
        said = await asyncio.gather(*self._tries, return_exceptions=True)
        if self._path is None:
            raise PathError(_reason(said))
        self._check(self._path, nominate=True)
        await self._secure(far)

    async def _try(self, target: Target, open_path: Open) -> None:
        """Check one target until one answers, which cancels this.

        Raises:
            PathError: it cannot be reached, or the network says no.
            TimeoutError: silence.
        """
        holder: list[Path] = []
        async with asyncio.timeout(ANSWER_SECONDS):
            path = await open_path(target, lambda data: self._receive(holder, data))
            holder.append(path)
            self._paths.append(path)
            while True:
                if path.refusal is not None:
                    raise PathError(path.refusal)
                self._check(path, nominate=False)
                await asyncio.sleep(CHECK_SECONDS)

    def _check(self, path: Path, *, nominate: bool) -> None:
        far = self._far
        assert far is not None
        attributes = [
            (int(Attribute.USERNAME), f"{far.ufrag}:{self._own.ufrag}".encode()),
            (int(Attribute.PRIORITY), PRIORITY),
            (int(Attribute.ICE_CONTROLLING), bytes(8)),
            *([(int(Attribute.USE_CANDIDATE), b"")] if nominate else []),
        ]
        request = stun.encode(MessageType.REQUEST, secrets.token_bytes(12), attributes, far.pwd.encode())
        path.send(request)

    async def _secure(self, far: Far) -> None:
        self._dtls.start(far.fingerprints, None)
        try:
            async with asyncio.timeout(KEYS_SECONDS):
                keys = await self._keys
        except TimeoutError:
            raise PathError(Why.BROKEN) from None
        self._crypto = srtp_crypto(keys.profile, keys.receive_key, keys.send_key)

    def _have_keys(self, keys: SrtpKeys) -> None:
        if not self._keys.done():
            self._keys.set_result(keys)

    def _ended(self, reason: CloseReason) -> None:
        if not self._keys.done():
            self._keys.set_exception(PathError(Why.BROKEN))

    def _send_record(self, record: bytes) -> None:
        if self._path is not None:
            self._path.send(record)

    # -- what comes

    def _receive(self, holder: Sequence[Path], data: bytes) -> None:
        if not data or not holder:
            return
        if data[0] < 4:
            self._take_response(holder[0], data)
        elif data[0] < 64:
            self._dtls.feed(data)
        elif self._crypto is not None:
            try:
                if is_rtcp(data):
                    self._take_report(self._crypto.unprotect_rtcp(data))
                else:
                    self._take_echo(self._crypto.unprotect(data))
            except (*SRTP_ERRORS, ParseError):
                return  # nothing of ours

    def _take_response(self, path: Path, data: bytes) -> None:
        far = self._far
        try:
            message: Message = stun.parse(data)
        except StunError:
            return
        right = message.type is MessageType.RESPONSE and far is not None
        if right and far is not None and message.is_signed_by(far.pwd.encode()) and self._path is None:
            self._path = path
            for one in self._tries:
                one.cancel()

    def _take_report(self, packet: bytes) -> None:
        for part in parse_rtcp(packet):
            for block in part.blocks if isinstance(part, ReceiverReport) else ():
                if block.ssrc == self._own.ssrc:
                    self.reports.append(Report(self._now(), block.highest_sequence, block.packets_lost))

    def _take_echo(self, packet: bytes) -> None:
        header = parse_header(packet)
        payload = packet[header.payload_start : header.payload_end]
        if self._far is not None and header.ssrc == self._far.echo_ssrc and len(payload) >= NUMBER.size:
            self.echoes.append(Echo(NUMBER.unpack_from(payload)[0], self._now()))

    # -- what goes

    async def send(self, bits_per_second: int, octets: int, seconds: float) -> range:
        """Send packets of this size at this rate; their numbers."""
        first, began = len(self.sent) + 1, self._now()
        each = 8 * octets / bits_per_second
        while (elapsed := self._now() - began) < seconds:
            while len(self.sent) + 1 - first < elapsed / each:
                self._send_one(octets)
            await asyncio.sleep(TICK_SECONDS)
        return range(first, len(self.sent) + 1)

    def _send_one(self, octets: int) -> None:
        assert self._crypto is not None and self._path is not None
        number = len(self.sent) + 1
        stamp = int(number * CLOCK_RATE / 50) % 2**32
        head = HEADER.pack(0x80, PAYLOAD_TYPE, number % 2**16, stamp, self._own.ssrc)
        packet = head + NUMBER.pack(number) + bytes(max(0, octets - LEAST_OCTETS))
        self.sent[number] = Sent(self._now(), len(packet))
        self._path.send(self._crypto.protect(packet))

    async def close(self) -> None:
        """Say goodbye and close every path."""
        await self._dtls.close()
        await asyncio.gather(*(path.close() for path in self._paths))
        self._keys.cancel()


def _reason(said: Sequence[BaseException | None]) -> Why:
    """What the tries of a way say together: a plain no tells more than silence."""
    reasons = [error.why for error in said if isinstance(error, PathError)]
    return next((why for why in reasons if why is not Why.SILENT), Why.SILENT)
