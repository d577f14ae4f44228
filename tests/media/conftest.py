"""Fixtures of the media tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture
def folder() -> Iterator[str]:
    """A short-named folder: the path of a Unix socket has at most 107 characters."""
    with tempfile.TemporaryDirectory(prefix="em") as path:
        yield path
