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


class Relay:
    """The TURN server of a network."""

    def __init__(self, laid: Laid, directory: Path) -> None:
        make_certificate(directory / "turn.crt", directory / "turn.key", [])
        conf = directory / "turn.conf"
        conf.write_text(configuration(laid.network, directory))
        words = ("turnserver", "-c", str(conf), "--pidfile=", f"--userdb={directory}/none")
        self._laid = laid
        self._log = directory / "turn.log"
        self._command = laid.command(Host.TURN, *words)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It listens.

        Raises:
            AssertionError: it did not within START_DEADLINE_S; the message holds its last words.
        """
        with self._log.open("ab") as output:
            process = self._process = subprocess.Popen(self._command, stdout=output, stderr=output)
        deadline = time.monotonic() + START_DEADLINE_S
        while not self._listens():
            assert process.poll() is None and time.monotonic() < deadline, self._log.read_text()[-4000:]
            time.sleep(0.1)  # polling a process that is starting; the deadline is above

    def kill(self) -> None:
        """It is no more, and said goodbye to nobody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _listens(self) -> bool:
        sockets = subprocess.check_output(self._laid.command(Host.TURN, "ss", "-Hltn"), text=True)
        return all(f":{port} " in sockets for port in PORTS)


@contextmanager
def relaying(laid: Laid, directory: Path) -> Iterator[Relay | None]:
    """The network's TURN server, ready, for the duration of the block; None where it has none."""
    if not laid.network.turn_urls:
        yield None
        return
    relay = Relay(laid, directory)
    try:
        relay.start()
        yield relay
    finally:
        relay.kill()
