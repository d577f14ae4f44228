"""`etaluukku check` against a real coturn: a relay over each way, to media and to nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from signaling.keys import make_master_key
from tests.deploy import coturn as c
from tests.deploy.enclave import MEDIA, TURN
from tests.deploy.places import Place, placed, rule


@pytest.fixture(scope="module")
def guarded() -> Iterator[Place]:
    """As deploy/ has it."""
    with placed("check", rule(), lists=True) as place:
        yield place


@pytest.fixture(scope="module")
def unguarded() -> Iterator[Place]:
    """Without lists and rule."""
    with placed("unchecked", None, lists=False) as place:
        yield place


def checked(place: Place, directory: Path, turn: Mapping[str, str], trust: Path | None) -> str:
    """The line of `etaluukku check` about TURN."""
    keys = "\n".join(f"{key} = {value}" for key, value in turn.items())
    make_master_key(directory / "master.key")
    config = directory / "etaluukku.toml"
    config.write_text(
        f'[server]\ndata_directory = "{directory}"\n[turn]\n{keys}\n[media]\n'
        f'addresses = [{{local = "{MEDIA}", advertised = "{MEDIA}"}}]\n'
    )
    command = place.enclave.command(sys.executable, "-m", "signaling", "check", "--config", str(config))
    environment = {**os.environ, **({} if trust is None else {"SSL_CERT_FILE": str(trust)})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=c.ROOT)
    [line] = [line for line in done.stdout.splitlines() if line[6:].startswith("turn:")]
    return line


EVERY_WAY: Final = (
    f'["turn:{TURN}:3478?transport=udp", "turn:{TURN}:3478?transport=tcp", "turns:{TURN}:5349?transport=tcp"]'
)
HOLDS: Final = {"urls": EVERY_WAY, "secret": f'"{c.SECRET}"'}


def test_check_makes_a_relay_over_each_way(guarded: Place, tmp_path: Path) -> None:
    trust = Path(shutil.copy(guarded.directory / "turn.crt", tmp_path))
    line = checked(guarded, tmp_path, HOLDS, trust)
    assert line.startswith("ok "), line
    assert line.count(f"relays through {TURN}") == 3


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"secret": f'"{"another secret" * 2}"'}, "401"),
        ({"urls": f'["turn:{TURN}:3479?transport=udp"]'}, "no answer within"),
        ({"urls": f'["turns:{TURN}:5349"]'}, "browsers will not take its certificate"),
    ],
    ids=["secret", "port", "certificate"],
)
def test_check_says_what_is_wrong(
    guarded: Place, tmp_path: Path, changed: Mapping[str, str], fault: str
) -> None:
    line = checked(guarded, tmp_path, {"urls": f'["turn:{TURN}:3478"]', **HOLDS, **changed}, None)
    assert line.startswith("FAIL") and fault in line, line


def test_check_finds_the_door_into_the_network(unguarded: Place, tmp_path: Path) -> None:
    line = checked(unguarded, tmp_path, {**HOLDS, "urls": f'["turn:{TURN}:3478"]'}, None)
    assert line.startswith("FAIL") and "a door into your network" in line, line
