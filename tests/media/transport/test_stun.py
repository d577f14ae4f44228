"""STUN codec: the vectors of RFC 5769, round trips, and refusals."""

from __future__ import annotations

import hashlib
import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.transport import stun
from media.transport.stun import Attribute, Message, MessageType, StunError

PASSWORD = b"VOkJxbRl1RmTxUk/WvJxBt"
TRANSACTION = bytes.fromhex("b7e7a701bc34d686fa87dfae")

REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
    "002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"
)
RESPONSE_4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
    "002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
)
RESPONSE_6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
    "00080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"
)
LONG_TERM = bytes.fromhex(
    "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b90000"
    "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
    "0014000b6578616d706c652e6f726700"
    "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"
)


def test_rfc5769_2_1_request() -> None:
    message = stun.parse(REQUEST)
    assert (message.type, message.transaction_id) == (MessageType.REQUEST, TRANSACTION)
    assert message.get(Attribute.SOFTWARE) == b"STUN test client"
    assert message.get(Attribute.USERNAME) == b"evtj:h6vY"
    assert message.get(Attribute.PRIORITY) == b"\x6e\x00\x01\xff"
    assert message.is_signed_by(PASSWORD)
    assert not message.is_signed_by(PASSWORD[:-1])
    assert message.unknown_required == ()
    plain = [
        a for a in message.attributes if a[0] not in (Attribute.MESSAGE_INTEGRITY, Attribute.FINGERPRINT)
    ]
    assert stun.encode(message.type, TRANSACTION, plain, PASSWORD, padding=b" ") == REQUEST


@pytest.mark.parametrize(
    ("data", "host"),
    [(RESPONSE_4, "192.0.2.1"), (RESPONSE_6, "2001:db8:1234:5678:11:2233:4455:6677")],
    ids=["rfc5769_2_2", "rfc5769_2_3"],
)
def test_rfc5769_responses(data: bytes, host: str) -> None:
    message = stun.parse(data)
    assert message.type is MessageType.RESPONSE
    assert message.is_signed_by(PASSWORD)
    value = message.get(Attribute.XOR_MAPPED_ADDRESS)
    assert value is not None
    assert stun.read_xor_address(value, TRANSACTION) == (host, 32853)
    assert stun.xor_address(host, 32853, TRANSACTION) == value
    plain = [a for a in message.attributes if a[0] in (Attribute.SOFTWARE, Attribute.XOR_MAPPED_ADDRESS)]
    assert stun.encode(message.type, TRANSACTION, plain, PASSWORD, padding=b" ") == data


def test_rfc5769_2_4_long_term_request_is_parsed_and_its_realm_not_understood() -> None:
    message = stun.parse(LONG_TERM)
    key = hashlib.md5("マトリックス:example.org:TheMatrIX".encode()).digest()
    assert message.is_signed_by(key)
    assert message.unknown_required == (0x0015, 0x0014)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "0 bytes"),
        (REQUEST[:19], "19 bytes"),
        (REQUEST + bytes(1500), "bytes"),
        (b"\x00\x01\x00\x58\x00" + REQUEST[5:], "cookie"),
        (REQUEST[:-4], "length field"),
        (b"\x00\x03" + REQUEST[2:], "0x0003 is not Binding"),
        (REQUEST[:-1] + b"\0", "FINGERPRINT is wrong"),
    ],
    ids=["empty", "short", "long", "cookie", "cut", "allocate", "fingerprint"],
)
def test_what_is_no_message_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(StunError, match=why):
        stun.parse(data)


def raw(attributes: bytes) -> bytes:
    return struct.pack("!HHI12s", 1, len(attributes), stun.MAGIC_COOKIE, TRANSACTION) + attributes


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        (b"\x00\x06\x00\x08abcd", "is cut"),
        (b"\x00\x24\x00\x02ab\0\0", "0x0024: 2 bytes"),
        (b"\x80\x28\x00\x00", "0x8028: 0 bytes"),
        (b"\x80\x22\x00\x00" * 33, "more than 32"),
        (b"\x80\x28\x00\x04abcd\x80\x22\x00\x00", "not last"),
    ],
    ids=["value_cut", "short_priority", "short_fingerprint", "too_many", "fingerprint_not_last"],
)
def test_bad_attributes_are_refused(attributes: bytes, why: str) -> None:
    with pytest.raises(StunError, match=why):
        stun.parse(raw(attributes))


def test_attributes_after_integrity_are_left_out() -> None:
    signed = stun.encode(MessageType.REQUEST, TRANSACTION, [(Attribute.USERNAME, b"a:b")], b"p")[:-8]
    forged = signed + b"\x00\x25\x00\x00"
    message = stun.parse(forged[:2] + struct.pack("!H", len(forged) - 20) + forged[4:])
    assert message.is_signed_by(b"p")
    assert message.get(Attribute.USE_CANDIDATE) is None


@pytest.mark.parametrize("code", [400, 401, 420, 487])
def test_error_responses(code: int) -> None:
    request = Message(MessageType.REQUEST, TRANSACTION, ((0x7777, b""), (0x0024, b"abcd")))
    response = stun.parse(stun.error(request, code, b"p"))
    value = response.get(Attribute.ERROR_CODE)
    assert response.type is MessageType.ERROR and value is not None and response.is_signed_by(b"p")
    assert value[2] * 100 + value[3] == code
    expected = b"\x77\x77" if code == 420 else None
    assert response.get(Attribute.UNKNOWN_ATTRIBUTES) == expected


@given(
    kind=st.sampled_from(MessageType),
    transaction=st.binary(min_size=12, max_size=12),
    attributes=st.lists(st.tuples(st.integers(0x8100, 0xFFFF), st.binary(max_size=30)), max_size=8),
    password=st.one_of(st.none(), st.binary(min_size=1, max_size=30)),
)
def test_round_trip(
    kind: MessageType, transaction: bytes, attributes: list[tuple[int, bytes]], password: bytes | None
) -> None:
    message = stun.parse(stun.encode(kind, transaction, attributes, password))
    assert (message.type, message.transaction_id) == (kind, transaction)
    assert list(message.attributes)[: len(attributes)] == attributes
    assert message.is_signed_by(password or b"") == (password is not None)


@given(
    host=st.ip_addresses().map(str),
    port=st.integers(0, 65535),
    transaction=st.binary(min_size=12, max_size=12),
)
def test_address_round_trip(host: str, port: int, transaction: bytes) -> None:
    address = ipaddress.ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    expected = str(mapped or address)
    assert stun.read_xor_address(stun.xor_address(host, port, transaction), transaction) == (expected, port)
