"""Arithmetic of numbers that wrap around: sequence numbers (16 bits) and time stamps (32 bits).

The only place that masks; everybody else calls these. Source: RFC 1982 section 3, RFC 3550 appendix A.1.
"""

from __future__ import annotations


def add16(number: int, step: int) -> int:
    """The number `step` further on (or back, when negative), modulo 2**16.

    >>> add16(65535, 2)
    1
    """
    return (number + step) & 0xFFFF


def distance16(number: int, reference: int) -> int:
    """How far `number` is ahead of `reference`: -32768 to 32767, negative when it is behind.

    >>> distance16(1, 65535), distance16(65535, 1)
    (2, -2)
    """
    return ((number - reference + 0x8000) & 0xFFFF) - 0x8000


def extend16(number: int, reference: int) -> int:
    """The unbounded number that ends in the 16 bits of `number` and lies nearest to `reference`.

    >>> extend16(1, 65535)
    65537
    """
    return reference + distance16(number, reference & 0xFFFF)


def add32(timestamp: int, step: int) -> int:
    """The time stamp `step` ticks further on (or back), modulo 2**32.

    >>> add32(1, -2)
    4294967295
    """
    return (timestamp + step) & 0xFFFFFFFF


def distance32(timestamp: int, reference: int) -> int:
    """How many ticks `timestamp` is ahead of `reference`: -2**31 to 2**31-1.

    >>> distance32(1, 0xFFFFFFFF)
    2
    """
    return ((timestamp - reference + 0x80000000) & 0xFFFFFFFF) - 0x80000000
