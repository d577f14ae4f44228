"""HAProxy and nginx as deploy/ configures them, started in a namespace."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from signaling.cli.demo import make_certificate
from tests.deploy.coturn import ROOT, START_SECONDS
from tests.deploy.enclave import CLIENT, MEDIA, Enclave

WEB_NAME: Final = "etaluukku.example.fi"
TURN_NAME: Final = "turn.example.fi"
DEPLOY: Final = ROOT / "deploy"


class Splitter(StrEnum):
    """Which program shares port 443."""

    HAPROXY = "haproxy"
    NGINX = "nginx"


@contextmanager
def split(within: Enclave, directory: Path, splitter: Splitter) -> Iterator[None]:
    """Port 443 of all addresses is shared; `directory` may be looked into by everybody."""
    make_certificate(directory / "tls.crt", directory / "tls.key", [MEDIA])
    match splitter:
        case Splitter.HAPROXY:
            words = _haproxy(directory)
        case Splitter.NGINX:
            words = _nginx(directory)
    with (directory / "splitter.log").open("wb") as log:
        process = subprocess.Popen(within.command(*words), stdout=log, stderr=log)
    try:
        wait_listening(within, (MEDIA, 443), process, directory / "splitter.log")
        yield
    finally:
        process.terminate()
        process.wait()


def _haproxy(directory: Path) -> Sequence[str]:
    chain, key = (directory / "tls.crt").read_bytes(), (directory / "tls.key").read_bytes()
    (directory / "haproxy.pem").write_bytes(chain + key)
    text = (DEPLOY / "haproxy.cfg").read_text().replace("/etc/etaluukku", str(directory))
    (directory / "haproxy.cfg").write_text(text)
    return (_program("haproxy"), "-db", "-f", str(directory / "haproxy.cfg"))


def _nginx(directory: Path) -> Sequence[str]:
    """Debian's nginx.conf in short, with the two samples included."""
    site = (DEPLOY / "nginx.conf").read_text()
    site, removed = re.subn(r"(?m)^    listen .*443 ssl http2;\n", "", site)
    site, added = re.subn(
        r"(?m)^    # (listen 127.0.0.1:8443|set_real_ip_from|real_ip_header)", r"    \1", site
    )
    assert (removed, added) == (2, 3)
    site = site.replace("/etc/etaluukku", str(directory)).replace("/var/log/nginx", str(directory))
    (directory / "site.conf").write_text(site)
    (directory / "nginx.conf").write_text(
        "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n"
        f"user www-data;\npid {directory}/pid;\nerror_log stderr;\ndaemon off;\nworker_processes 1;\n"
        f"events {{ }}\nhttp {{ include {directory}/site.conf; }}\ninclude {DEPLOY}/nginx-443.conf;\n"
    )
    return (_program("nginx"), "-c", str(directory / "nginx.conf"))


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found is not None, "scripts/packages installs it"
    return found


def wait_listening(
    within: Enclave, server: tuple[str, int], process: subprocess.Popen[bytes], log: Path
) -> None:
    """Return when somebody listens there; the process is to live until then."""
    deadline = time.monotonic() + START_SECONDS

    def attempt(probe: socket.socket) -> bool:
        probe.settimeout(1.0)
        return probe.connect_ex(server) == 0

    while not _tried(within, attempt):
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def _tried(within: Enclave, attempt: Callable[[socket.socket], bool]) -> bool:
    with within.socket(CLIENT, 0, socket.SOCK_STREAM) as probe:
        return attempt(probe)
