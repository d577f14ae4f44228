"""`etaluukku demo` on a machine where something runs already."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

import pytest

from signaling.cli import demo
from signaling.settings_file import ConfigError
from tests.databases import free_port


@pytest.mark.parametrize("media", [False, True])
def test_a_taken_port_is_named_with_the_remedy(tmp_path: Path, *, media: bool) -> None:
    ports = {"port": free_port(), "media_port": free_port()}
    kind, word = (socket.SOCK_DGRAM, "udp") if media else (socket.SOCK_STREAM, "tcp")
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", ports["media_port" if media else "port"]))
        if kind == socket.SOCK_STREAM:
            other.listen()
        with pytest.raises(ConfigError) as refused:
            demo.run(argparse.Namespace(data=tmp_path, lan=False, **ports))
        number = other.getsockname()[1]
    assert f"{word} 127.0.0.1 {number} (Address already in use)" in str(refused.value)
    assert "make demo PORT=8090 MEDIA_PORT=7090" in str(refused.value)
