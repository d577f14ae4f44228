"""DTLS, SRTP keys and data channels of one endpoint: the one file that touches aiortc's private names.

aiortc gives the DTLS handshake (OpenSSL by pyOpenSSL), SCTP and data channels.
It is fed DTLS records only; RTP never passes here. Private names of aiortc
1.16.0, used and checked by `self_test` at start-up: `RTCDtlsTransport._set_role`,
`._srtp_profiles`, `._ssl`, `._task`, `SRTPProtectionProfile.get_key_and_salt`,
`RTCSctpTransport._advertised_rwnd`, and the methods `_recv` and `_send` that it
calls on its transport.

Source: RFC 5764 (DTLS-SRTP; the server is passive, so its order of profiles
counts), RFC 8831 and RFC 8832 (data channels).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NewType

from aiortc import (
    RTCCertificate,
    RTCDataChannel,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCSctpCapabilities,
    RTCSctpTransport,
)
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTPProtectionProfile,
)

from media.sdp import Fingerprint
from media.transport.text_channels import TEXT_PROTOCOL, TextChannels

VOLATILE_LABEL: Final = "volatile"
"""Label of the data channel whose messages are relayed as they are."""

_PROFILES: Final[list[SRTPProtectionProfile]] = [
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
]
"""Cheapest first: 0.41 us a packet for GCM-128 against 1.15 us for CM with SHA-1."""
_EXPORTER_LABEL: Final = b"EXTRACTOR-dtls_srtp"
_MAX_QUEUED_RECORDS: Final = 64
"""A handshake has 4 datagrams, a busy data channel some tens a second."""
_RECEIVE_WINDOW_BYTES: Final = 64 * 1024
"""SCTP bytes waiting for reassembly; messages are at most 1 KiB. A peer that ignores it is cut off."""
_MAX_BUFFERED_BYTES: Final = 16 * 1024
"""Volatile messages waiting for a slow receiver; more are dropped, the next pointer replaces them."""
_MAX_CHANNELS: Final = 4

Certificate = NewType("Certificate", RTCCertificate)
CloseReason = Literal["closed", "failed"]

logging.getLogger("aiortc").setLevel(logging.CRITICAL)
logging.getLogger("aioice").setLevel(logging.CRITICAL)


class SelfTestError(Exception):
    """The installed aiortc is not the one that this file was written for."""


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """What DTLS gives to the engine: pylibsrtp's profile number, key||salt each way."""

    profile: int
    receive_key: bytes
    send_key: bytes

    def __repr__(self) -> str:
        return f"SrtpKeys(profile={self.profile})"


@dataclass(frozen=True, slots=True)
class DtlsHost:
    """Where the transport reports to. None of these may block or raise."""

    send: Callable[[bytes], None]
    on_connected: Callable[[SrtpKeys], None]
    on_closed: Callable[[CloseReason], None]
    on_message: Callable[[str | bytes], None]
    on_text: Callable[[str | bytes], None] = lambda block: None
    """A block of real-time text came."""


def create_certificate() -> tuple[Certificate, Fingerprint]:
    """A fresh self-signed certificate with its sha-256 fingerprint. Cost: 0.12 ms."""
    certificate = RTCCertificate.generateCertificate()
    found = next(f for f in certificate.getFingerprints() if f.algorithm == "sha-256")
    return Certificate(certificate), Fingerprint(found.algorithm, found.value)


class _Pipe:
    """The transport that aiortc's DTLS sends and receives by."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._records: asyncio.Queue[bytes | None] = asyncio.Queue(_MAX_QUEUED_RECORDS)
        self._sending = send
        self._closed = False

    def feed(self, record: bytes) -> bool:
        if self._closed or self._records.full():
            return False
        self._records.put_nowait(record)
        return True

    def close(self) -> None:
        self._closed = True
        while not self._records.empty():
            self._records.get_nowait()
        self._records.put_nowait(None)

    async def _recv(self) -> bytes:
        record = await self._records.get()
        if record is None:
            raise ConnectionError
        return record

    async def _send(self, data: bytes) -> None:
        if not self._closed:
            self._sending(data)


class DtlsTransport:
    """A DTLS server for one peer, with its data channel.

    `start` once the offer is answered; `feed` with each record; `close` may be
    called at any time and twice. on_connected comes at most once, on_closed once.
    """

    def __init__(
        self, certificate: Certificate, host: DtlsHost, role: Literal["server", "client"] = "server"
    ) -> None:
        self._host = host
        self._pipe = _Pipe(host.send)
        self._dtls = RTCDtlsTransport(self._pipe, [certificate])  # type: ignore[arg-type]  # duck-typed by aiortc
        self._dtls._set_role(role)
        self._dtls._srtp_profiles = _PROFILES
        self._sctp: RTCSctpTransport | None = None
        self._sctp_port: int | None = None
        self._channel: RTCDataChannel | None = None
        self._texts: TextChannels | None = None
        """Since the peer has opened a channel for its own text."""
        self._channels = 0
        self._task: asyncio.Task[None] | None = None
        self._told_closed = False

    @property
    def connected(self) -> bool:
        """Whether the handshake is done and the peer has not closed."""
        return self._dtls.state == "connected"

    def start(self, fingerprints: Sequence[Fingerprint], sctp_port: int | None) -> None:
        """Wait for the peer's handshake; only a certificate with these fingerprints is taken."""
        self._sctp_port = sctp_port
        parameters = RTCDtlsParameters([RTCDtlsFingerprint(f.algorithm, f.value) for f in fingerprints])
        self._task = asyncio.get_running_loop().create_task(self._run(parameters))

    def open_data(self, sctp_port: int) -> None:
        """The data channel was negotiated later than the transport."""
        if self._sctp_port is None:
            self._sctp_port = sctp_port
            if self.connected:
                self._task = asyncio.get_running_loop().create_task(self._start_sctp(sctp_port))

    def feed(self, record: bytes) -> bool:
        """Hand over one record; False when it was dropped because too many wait."""
        if self._sctp is not None and self._sctp._advertised_rwnd < 0:
            self._tell_closed("failed")
            return False
        return self._pipe.feed(record)

    def send_message(self, text: str) -> bool:
        """Send on the volatile channel; False when there is none or it is too slow."""
        channel = self._channel
        if channel is None or channel.readyState != "open" or not self.connected:
            return False
        if channel.bufferedAmount + len(text) > _MAX_BUFFERED_BYTES:
            return False
        channel.send(text)
        return True

    def send_text(self, sender: str, text: str) -> bool:
        """Send a piece of the sender's text; False when the peer reads none or is too slow."""
        return self.connected and self._texts is not None and self._texts.send(sender, text)

    def forget_text(self, sender: str) -> None:
        """The sender has gone: its channel closes."""
        if self._texts is not None:
            self._texts.close(sender)

    async def close(self) -> None:
        """Say goodbye to the peer and end. No callback comes afterwards."""
        self._told_closed = True
        if self._task is not None and not self._task.done():
            self._task.cancel()
        if self._sctp is not None:
            await self._sctp.stop()
        await self._dtls.stop()
        self._pipe.close()

    async def _run(self, parameters: RTCDtlsParameters) -> None:
        await self._dtls.start(parameters)
        if self._dtls.state != "connected":
            self._tell_closed("failed")
            return
        self._dtls.on("statechange", self._on_state)
        pump = self._dtls._task
        if pump is not None:
            pump.add_done_callback(_retrieve)
        self._host.on_connected(self._srtp_keys())
        if self._sctp_port is not None:
            await self._start_sctp(self._sctp_port)

    async def _start_sctp(self, port: int) -> None:
        sctp = self._sctp = RTCSctpTransport(self._dtls)
        sctp._advertised_rwnd = _RECEIVE_WINDOW_BYTES
        sctp.on("datachannel", self._on_channel)
        try:
            await sctp.start(RTCSctpCapabilities(maxMessageSize=_RECEIVE_WINDOW_BYTES), port)
        except ConnectionError:
            self._tell_closed("closed")

    def _srtp_keys(self) -> SrtpKeys:
        ssl = self._dtls._ssl
        assert ssl is not None
        name = ssl.get_selected_srtp_profile()
        profile = next(p for p in _PROFILES if p.openssl_profile == name)
        material = ssl.export_keying_material(_EXPORTER_LABEL, 2 * (profile.key_length + profile.salt_length))
        client, server = (profile.get_key_and_salt(material, side) for side in (0, 1))
        receive, send = (client, server) if self._dtls._role == "server" else (server, client)
        return SrtpKeys(profile.libsrtp_profile, receive, send)

    def _on_state(self) -> None:
        if self._dtls.state in ("closed", "failed"):
            self._tell_closed("closed")

    def _tell_closed(self, reason: CloseReason) -> None:
        if not self._told_closed:
            self._told_closed = True
            self._host.on_closed(reason)

    def _on_channel(self, channel: RTCDataChannel) -> None:
        self._channels += 1
        if self._channels > _MAX_CHANNELS:
            self._tell_closed("failed")
        elif channel.label == VOLATILE_LABEL:
            self._channel = channel
            channel.on("message", self._host.on_message)
        elif channel.protocol == TEXT_PROTOCOL and self._texts is None and self._sctp is not None:
            # A second one would mix its text into that of the first.
            self._texts = TextChannels(self._sctp)
            channel.on("message", self._host.on_text)


def _retrieve(task: asyncio.Future[None]) -> None:
    """The pump ends by cancellation, or by hostile SCTP that aiortc asserts on: told by statechange."""
    if not task.cancelled():
        task.exception()


def self_test() -> None:
    """Nothing, when aiortc has every private name that is used here.

    Raises:
        SelfTestError: it has not; pin aiortc as constraints.txt does.
    """
    wanted: list[tuple[type, str]] = [
        (RTCDtlsTransport, "_set_role"),
        (RTCDtlsTransport, "_recv_next"),
        (RTCSctpTransport, "_receive_data_chunk"),
        (SRTPProtectionProfile, "get_key_and_salt"),
    ]
    certificate, _ = create_certificate()
    pipe = _Pipe(lambda data: None)
    dtls = RTCDtlsTransport(pipe, [certificate])  # type: ignore[arg-type]  # duck-typed by aiortc
    missing = [f"{owner.__name__}.{name}" for owner, name in wanted if not hasattr(owner, name)]
    missing += [
        f"RTCDtlsTransport.{n}" for n in ("_srtp_profiles", "_ssl", "_task", "_role") if not hasattr(dtls, n)
    ]
    if missing:
        raise SelfTestError(f"aiortc lacks {', '.join(missing)}")
