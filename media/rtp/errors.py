"""The one error that every parser of this package declares."""

from __future__ import annotations


class ParseError(ValueError):
    """The bytes are not what the standard says: drop and count them, never log each."""
