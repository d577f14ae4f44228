"""The demonstration as the server of a described network runs it.

python -m tests.networks.serve NETWORK DIRECTORY
"""

from __future__ import annotations

import sys
from pathlib import Path

from signaling.cli import demo
from signaling.config import Log, Media, MediaAddress, Queue, Server, Settings, Turn
from tests.deploy.coturn import SECRET
from tests.networks.networks import NAME, NETWORKS, THIN_LINE, WEB_PORT, Network


def settings_of(network: Network, directory: Path) -> Settings:
    """What the operator of a server in this network configures; the certificate is made here."""
    certificate, key = directory / "certificate.pem", directory / "certificate.key"
    demo.make_certificate(certificate, key, [])
    addresses = sorted({address for _, address in network.reached_at} & network.server_addresses)
    return Settings(
        server=Server(
            listen=tuple(addresses),
            port=WEB_PORT,
            public_url=f"https://{NAME}",
            data_directory=directory,
            tls_certificate=str(certificate),
            tls_key=str(key),
            drain_seconds=5.0,
        ),
        media=Media(
            addresses=tuple(MediaAddress(local=local, advertised=known) for local, known in network.media),
            udp_port=network.media_port,
            tcp_port=network.media_port,
        ),
        turn=Turn(urls=network.turn_urls, secret=SECRET if network.turn_urls else ""),
        queue=Queue(ignore_hours=True),
        log=Log(level="warning", form="console"),
    )


def main() -> None:
    """See the module's docstring."""
    name, directory = sys.argv[1], Path(sys.argv[2])
    (network,) = (one for one in (*NETWORKS, THIN_LINE) if one.name == name)
    demo.start(settings_of(network, directory), lan=True)


if __name__ == "__main__":
    main()
