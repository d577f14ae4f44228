"""`etaluukku demo` on a machine where something runs already."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from signaling.__main__ import main
from tests.databases import free_port


@pytest.mark.parametrize("media", [False, True])
def test_a_taken_port_is_named_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, media: bool
) -> None:
    port, media_port = free_port(), free_port()
    kind, word = (socket.SOCK_DGRAM, "udp") if media else (socket.SOCK_STREAM, "tcp")
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", media_port if media else port))
        if kind == socket.SOCK_STREAM:
            other.listen()
        ports = ("--port", str(port), "--media-port", str(media_port))
        assert main(["demo", "--data", str(tmp_path), *ports]) == 2
        number = other.getsockname()[1]
    told = capsys.readouterr().err
    assert f"{word} 127.0.0.1 {number} (Address already in use)" in told
    assert "make demo PORT=8090 MEDIA_PORT=7090" in told
