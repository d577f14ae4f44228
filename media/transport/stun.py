"""STUN messages out of bytes and into bytes. Pure, total and bounded.

Only what an ICE agent needs: Binding, short-term credentials by HMAC-SHA1,
FINGERPRINT and the ICE attributes. Everything else stays as bytes.

Source: RFC 8489 (STUN), RFC 8445 section 16.1 (ICE attributes). SHA-256
integrity (RFC 8489 section 14.6) is not done: browsers use SHA-1 in ICE.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAGIC_COOKIE: Final = 0x2112A442
HEADER_BYTES: Final = 20
MAX_MESSAGE_BYTES: Final = 1500
"""Longer ones do not fit a datagram that an ICE check may use."""
MAX_ATTRIBUTES: Final = 32
"""A check of a browser has eight."""

_HEADER: Final = struct.Struct("!HHI12s")
_ATTRIBUTE: Final = struct.Struct("!HH")
_FINGERPRINT_XOR: Final = 0x5354554E
_INTEGRITY_BYTES: Final = 20


class StunError(Exception):
    """The bytes are no STUN message."""


class MessageType(IntEnum):
    """Binding in its classes: RFC 8489 section 5."""

    REQUEST = 0x0001
    INDICATION = 0x0011
    RESPONSE = 0x0101
    ERROR = 0x0111


class Attribute(IntEnum):
    """Attribute types that are understood: RFC 8489 section 18.3, RFC 8445 section 16.1."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    XOR_MAPPED_ADDRESS = 0x0020
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    SOFTWARE = 0x8022
    FINGERPRINT = 0x8028
    ICE_CONTROLLED = 0x8029
    ICE_CONTROLLING = 0x802A


_REQUIRED_LENGTH: Final = {
    Attribute.MESSAGE_INTEGRITY: _INTEGRITY_BYTES,
    Attribute.PRIORITY: 4,
    Attribute.USE_CANDIDATE: 0,
    Attribute.FINGERPRINT: 4,
    Attribute.ICE_CONTROLLED: 8,
    Attribute.ICE_CONTROLLING: 8,
}
_COMPREHENDED: Final = frozenset(int(a) for a in Attribute)
_REASONS: Final = {400: "Bad Request", 401: "Unauthenticated", 420: "Unknown Attribute", 487: "Role Conflict"}


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed message. Attributes after MESSAGE-INTEGRITY, other than FINGERPRINT, are left out."""

    type: MessageType
    transaction_id: bytes
    """12 bytes."""
    attributes: tuple[tuple[int, bytes], ...]
    signed: bytes = b""
    """What MESSAGE-INTEGRITY covers, with the length field as it must be; empty when there is none."""

    def get(self, attribute: Attribute) -> bytes | None:
        """Value of the first such attribute, or None."""
        return next((value for kind, value in self.attributes if kind == attribute), None)

    @property
    def unknown_required(self) -> tuple[int, ...]:
        """Types below 0x8000 that are not understood: the request gets error 420."""
        return tuple(kind for kind, _ in self.attributes if kind < 0x8000 and kind not in _COMPREHENDED)

    def is_signed_by(self, password: bytes) -> bool:
        """Whether MESSAGE-INTEGRITY is there and right, in constant time (RFC 8489 section 14.5)."""
        integrity = self.get(Attribute.MESSAGE_INTEGRITY)
        if integrity is None:
            return False
        return hmac.compare_digest(integrity, hmac.digest(password, self.signed, hashlib.sha1))


def parse(data: bytes) -> Message:
    """A message out of one datagram or frame.

    Raises:
        StunError: no Binding message, a wrong length, cookie or FINGERPRINT, or too many attributes.
    """
    if not HEADER_BYTES <= len(data) <= MAX_MESSAGE_BYTES:
        raise StunError(f"{len(data)} bytes, {HEADER_BYTES} to {MAX_MESSAGE_BYTES} expected")
    number, length, cookie, transaction_id = _HEADER.unpack_from(data)
    if cookie != MAGIC_COOKIE:
        raise StunError("magic cookie expected")
    if length % 4 or HEADER_BYTES + length != len(data):
        raise StunError("length field does not fit")
    try:
        kind = MessageType(number)
    except ValueError:
        raise StunError(f"message type {number:#06x} is not Binding") from None
    attributes, signed = _parse_attributes(data)
    return Message(kind, transaction_id, tuple(attributes), signed)


def _parse_attributes(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    attributes: list[tuple[int, bytes]] = []
    signed = b""
    offset = HEADER_BYTES
    while offset < len(data):
        if len(attributes) == MAX_ATTRIBUTES:
            raise StunError(f"more than {MAX_ATTRIBUTES} attributes")
        if offset + _ATTRIBUTE.size > len(data):
            raise StunError("attribute header is cut")
        kind, length = _ATTRIBUTE.unpack_from(data, offset)
        start, end = offset + _ATTRIBUTE.size, offset + _ATTRIBUTE.size + length
        if end > len(data):
            raise StunError(f"attribute {kind:#06x} is cut")
        if _REQUIRED_LENGTH.get(kind, length) != length:
            raise StunError(f"attribute {kind:#06x}: {length} bytes")
        value = data[start:end]
        if kind == Attribute.FINGERPRINT:
            _check_fingerprint(data, offset, end, value)
            attributes.append((kind, value))
        elif not signed:
            attributes.append((kind, value))
            if kind == Attribute.MESSAGE_INTEGRITY:
                signed = _with_length(data[:offset], offset + _ATTRIBUTE.size + length - HEADER_BYTES)
        offset = end + (-length % 4)
    return attributes, signed


def _check_fingerprint(data: bytes, offset: int, end: int, value: bytes) -> None:
    if end != len(data):
        raise StunError("FINGERPRINT is not last")
    if value != _fingerprint(data[:offset]):
        raise StunError("FINGERPRINT is wrong")


def _fingerprint(covered: bytes) -> bytes:
    return struct.pack("!I", zlib.crc32(covered) ^ _FINGERPRINT_XOR)


def _with_length(data: bytes, length: int) -> bytes:
    return data[:2] + struct.pack("!H", length) + data[4:]


def encode(
    kind: MessageType,
    transaction_id: bytes,
    attributes: Sequence[tuple[int, bytes]],
    password: bytes | None = None,
    padding: bytes = b"\0",
) -> bytes:
    """Bytes of a message, with MESSAGE-INTEGRITY when a password is given, and FINGERPRINT.

    `padding` is one byte; its value means nothing (RFC 8489 section 14).
    """
    data = _HEADER.pack(kind, 0, MAGIC_COOKIE, transaction_id)
    for number, value in attributes:
        data += _ATTRIBUTE.pack(number, len(value)) + value + padding * (-len(value) % 4)
    if password is not None:
        data = _with_length(data, len(data) + _ATTRIBUTE.size + _INTEGRITY_BYTES - HEADER_BYTES)
        digest = hmac.digest(password, data, hashlib.sha1)
        data += _ATTRIBUTE.pack(Attribute.MESSAGE_INTEGRITY, _INTEGRITY_BYTES) + digest
    data = _with_length(data, len(data) + _ATTRIBUTE.size + 4 - HEADER_BYTES)
    return data + _ATTRIBUTE.pack(Attribute.FINGERPRINT, 4) + _fingerprint(data)


def xor_address(host: str, port: int, transaction_id: bytes) -> bytes:
    """Value of XOR-MAPPED-ADDRESS (RFC 8489 section 14.2). An IPv6 zone (`%eth0`) is left out."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    mask = struct.pack("!I", MAGIC_COOKIE) + transaction_id
    packed = bytes(a ^ b for a, b in zip(address.packed, mask, strict=False))
    return struct.pack("!BBH", 0, 1 if address.version == 4 else 2, port ^ (MAGIC_COOKIE >> 16)) + packed


def read_xor_address(value: bytes, transaction_id: bytes) -> tuple[str, int]:
    """Host and port out of XOR-MAPPED-ADDRESS.

    Raises:
        StunError: no IPv4 or IPv6 address.
    """
    if len(value) not in (8, 20) or value[1] != (1 if len(value) == 8 else 2):
        raise StunError("XOR-MAPPED-ADDRESS: no address")
    mask = struct.pack("!I", MAGIC_COOKIE) + transaction_id
    packed = bytes(a ^ b for a, b in zip(value[4:], mask, strict=False))
    (port,) = struct.unpack_from("!H", value, 2)
    return str(ipaddress.ip_address(packed)), port ^ (MAGIC_COOKIE >> 16)


def success(request: Message, host: str, port: int, password: bytes) -> bytes:
    """The success response to a Binding request that came from host and port."""
    address = xor_address(host, port, request.transaction_id)
    return encode(
        MessageType.RESPONSE, request.transaction_id, [(Attribute.XOR_MAPPED_ADDRESS, address)], password
    )


def error(request: Message, code: int, password: bytes | None = None) -> bytes:
    """An error response: 400, 401, 420 (with the unknown attributes) or 487."""
    reason = _REASONS[code].encode()
    attributes = [(int(Attribute.ERROR_CODE), struct.pack("!HBB", 0, code // 100, code % 100) + reason)]
    if code == 420:
        unknown = b"".join(struct.pack("!H", kind) for kind in request.unknown_required)
        attributes.append((int(Attribute.UNKNOWN_ATTRIBUTES), unknown))
    return encode(MessageType.ERROR, request.transaction_id, attributes, password)
