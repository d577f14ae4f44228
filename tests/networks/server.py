"""The demonstration's processes in the server's namespace."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path

from tests.demonstration import running
from tests.networks.namespaces import Laid
from tests.networks.networks import Host


def serving(laid: Laid, directory: Path) -> AbstractContextManager[None]:
    """The server of the network, ready, for the duration of the block (demonstration.running)."""
    data = directory / "data"
    data.mkdir(mode=0o700)
    words = (sys.executable, "-m", "tests.networks.serve", laid.network.name, str(data))
    return running(laid.command(Host.SERVER, *words), directory / "server.log")
