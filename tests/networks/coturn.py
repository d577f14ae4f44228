"""coturn as turn.conf has it, on the TURN host of a network."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from signaling.cli.demo import make_certificate
from tests.deploy.coturn import administered, change
from tests.networks.namespaces import Laid
from tests.networks.networks import RELAY, Host, Network

START_DEADLINE_S: Final = 30.0
PORTS: Final = (3478, 443)


def configuration(network: Network, directory: Path) -> str:
    """turn.conf as an administrator has it, with TLS on 443 and the addresses of the network."""
    text = administered(directory, [str(advertised) for _, advertised in network.media])
    text = change(text, "tls-listening-port=.*", f"tls-listening-port={PORTS[1]}")
    return f"{text}listening-ip={RELAY}\nrelay-ip={RELAY}\n"


@contextmanager
def relaying(laid: Laid, directory: Path) -> Iterator[None]:
    """The network's TURN server, ready, for the duration of the block; nothing where it has none.

    Raises:
        AssertionError: it did not listen within START_DEADLINE_S; the message holds its last words.
    """
    if not laid.network.turn_urls:
        yield
        return
    make_certificate(directory / "turn.crt", directory / "turn.key", [])
    conf, log = directory / "turn.conf", directory / "turn.log"
    conf.write_text(configuration(laid.network, directory))
    words = ("turnserver", "-c", str(conf), "--pidfile=", f"--userdb={directory}/none")
    with log.open("wb") as output:
        process = subprocess.Popen(laid.command(Host.TURN, *words), stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + START_DEADLINE_S
        while not _listens(laid):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-4000:]
            time.sleep(0.1)  # polling a process that is starting; the deadline is above
        yield
    finally:
        process.kill()
        process.wait()


def _listens(laid: Laid) -> bool:
    sockets = subprocess.check_output(laid.command(Host.TURN, "ss", "-Hltn"), text=True)
    return all(f":{port} " in sockets for port in PORTS)
