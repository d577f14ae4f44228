"""A demonstration whose media are reached by IPv6 alone; with the options of `etaluukku demo`."""

from __future__ import annotations

import sys

from signaling.__main__ import parser
from signaling.cli.demo import demo_settings, start
from signaling.config import MediaAddress
from tests.e2e.wire import own_ipv6


def main() -> None:
    """Run it until Ctrl-C."""
    arguments = parser().parse_args(["demo", *sys.argv[1:]])
    arguments.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = demo_settings(arguments.data, arguments.port, arguments.media_port, lan=False)
    address = own_ipv6()
    assert address is not None, "this machine has no IPv6 address"
    there = MediaAddress(local=address, advertised=address)
    media = settings.media.model_copy(update={"addresses": (there,)})
    start(settings.model_copy(update={"media": media}), lan=False)


if __name__ == "__main__":
    main()
