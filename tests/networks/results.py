"""What was measured, kept for the published table: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.networks.browsers import Kind
from tests.networks.meeting import FirstFrame
from tests.networks.networks import Host, Network
from tests.networks.recovery import Back


@dataclass(frozen=True, slots=True)
class Results:
    """Where results go and how much is run."""

    file: Path | None
    everything: bool
    """Every network and seating, not only those of `make test`."""
    calls: int
    """In each network and seating."""

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> Results:
        """ETALUUKKU_NETWORKS_RESULTS names the file, ETALUUKKU_NETWORKS_CALLS how many calls."""
        name = environment.get("ETALUUKKU_NETWORKS_RESULTS")
        calls = int(environment.get("ETALUUKKU_NETWORKS_CALLS", "1"))
        return cls(Path(name) if name else None, name is not None, calls)

    def add(self, network: Network, first: FirstFrame) -> None:
        """Somebody got in."""
        row = {"network": network.name, "event": "first-frame", "browser": first.kind}
        self._write(row | {"host": first.host, "way": first.way, "seconds": first.seconds})

    def add_back(self, network: Network, kinds: Mapping[Host, Kind], back: Mapping[Host, Back]) -> None:
        """Somebody heard and saw again."""
        for host, came in back.items():
            row = {"network": network.name, "event": "back", "browser": kinds[host], "host": host}
            self._write(row | asdict(came))

    def _write(self, row: Mapping[str, object]) -> None:
        if self.file is not None:
            with self.file.open("a") as file:
                file.write(json.dumps(row) + "\n")
