"""PROXY headers: any stream gives one within bounds, waits, or ends in a ProxyError, however it is cut."""

from __future__ import annotations

import ipaddress

from media.transport.framing import frame
from media.transport.proxy import MAX_V2_BYTES, Header, ProxyError, read_header
from tests.fuzz.mutation import fuzz
from tests.media.transport.test_proxy import V1, V1_IPV6, v2


def read(stream: bytes, piece: int) -> Header | ProxyError | None:
    """What the first pieces give that give anything."""
    for end in range(piece, len(stream) + piece, piece):
        try:
            header = read_header(stream[:end])
        except ProxyError as error:
            return error
        if header is not None:
            return header
    return None


def take(stream: bytes) -> None:
    whole, one, seven = (read(stream, piece) for piece in (max(1, len(stream)), 1, 7))
    assert type(whole) is type(one) is type(seven)
    if isinstance(whole, Header):
        assert whole == one == seven
        assert 0 < whole.length <= min(len(stream), MAX_V2_BYTES)
        if whole.source is not None:
            assert str(ipaddress.ip_address(whole.source[0])) == whole.source[0]
            assert 0 <= whole.source[1] <= 65535
    elif whole is None:
        assert len(stream) < MAX_V2_BYTES


def test_mutated_headers() -> None:
    after = frame(b"\x00\x01" + bytes(98))
    seeds = [V1 + after, V1_IPV6 + after, b"PROXY UNKNOWN\r\n" + after]
    seeds += [v2("198.51.100.5", 4711) + after, v2("2001:db8::5", 4711, tail=bytes(30)) + after]
    fuzz("proxy", seeds, take)
