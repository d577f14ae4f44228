"""`etaluukku nettest` against a real demonstration with a real TURN server, behind firewalls of nft."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from signaling.cli.nettest import NetTestError, default_language, server_of
from tests.demonstration import ROOT, running
from tests.deploy import coturn
from tests.deploy.enclave import MEDIA, TURN, Enclave, enclave

PORT: Final = 8090
MEDIA_PORT: Final = 7090
WAYS: Final = (
    f"turn:{TURN}:3478?transport=udp",
    f"turn:{TURN}:3478?transport=tcp",
    f"turns:{TURN}:5349?transport=tcp",
)
TEST_SECONDS: Final = 120.0


@pytest.fixture(autouse=True)
def loop_does_not_block() -> None:
    """There is no loop in this process: everything runs in processes of its own."""


@dataclass(frozen=True, slots=True)
class Site:
    """A network with a demonstration and its TURN server in it; a new one knows of no earlier tests."""

    within: Enclave

    @contextmanager
    def firewall(self, *rules: str) -> Iterator[None]:
        """What comes in is dropped where one of these rules says so; relays come from the TURN address."""
        lines = "\n".join(rules)
        table = f"table inet wall {{ chain i {{ type filter hook input priority 0;\n{lines}\n}}\n}}\n"
        self.within.run("nft", "-f", "-", text=table)
        try:
            yield
        finally:
            self.within.run("nft", "delete", "table", "inet", "wall")

    def test(self, *options: str, server: str = f"http://127.0.0.1:{PORT}") -> tuple[int, str, str]:
        """Exit code, page and what else is said."""
        words = (sys.executable, "-m", "signaling", "nettest", "--server", server, *options)
        done = subprocess.run(
            self.within.command(*words), cwd=ROOT, capture_output=True, text=True, timeout=TEST_SECONDS
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="etaluukku-nettest-") as text, enclave("nettest") as within:
        directory = Path(text)
        directory.chmod(0o711)
        secret = directory / "secret"
        secret.write_text(coturn.SECRET)
        secret.chmod(0o600)
        with (
            coturn.coturn(within, directory, coturn.administered(directory)),
            demonstration(within, directory, secret),
        ):
            yield Site(within)


def demonstration(within: Enclave, directory: Path, secret: Path) -> AbstractContextManager[None]:
    """`etaluukku demo`, ready."""
    turn = [word for url in WAYS for word in ("--turn", url)]
    ports = ("--port", str(PORT), "--media-port", str(MEDIA_PORT), "--data", str(directory / "data"))
    words = ("-m", "signaling", "demo", *ports, *turn, "--turn-secret-file", str(secret))
    return running(within.command(sys.executable, *words), directory / "demo.log")


NO_UDP: Final = f"udp dport {MEDIA_PORT} ip saddr != {TURN} drop"
NO_TCP: Final = f"tcp dport {MEDIA_PORT} drop"
NO_TURN: Final = "meta l4proto { tcp, udp } th dport { 3478, 5349 } drop"


def test_udp_is_closed(site: Site) -> None:
    """The port is named, TCP carries video; the relay's certificate is one that no browser would take."""
    with site.firewall(NO_UDP):
        code, page, said = site.test("--language", "en")
    assert code == 0, page + said
    assert "Result: Video works." in page
    assert "UDP to the media port: closed, no answer comes: a firewall drops the packets" in page
    for way in ("TCP to the media port", "Relay (TURN) over UDP", "Relay (TURN) over TCP"):
        assert f"{way}: open" in page
    assert "Relay (TURN) over TLS: closed, the certificate is not accepted" in page
    assert "Measured over: TCP to the media port" in page
    ways, asked = page.split("For the firewall team")
    assert f"Allow UDP out from this network to {MEDIA}:{MEDIA_PORT}/udp" in " ".join(asked.split())
    assert f"Leave {TURN}:5349/tcp out of TLS inspection" in " ".join(asked.split())
    assert "3." not in asked
    assert "Packets lost on the way to the service: 0.0 %" in ways
    # How much depends on what else the machine does; video needs 350.
    for direction in ("to", "from"):
        found = re.search(rf"Bandwidth {direction} the service: (\d+) kbit/s", ways)
        assert found is not None and int(found[1]) >= 350, ways


def test_only_a_relay_leads_out(site: Site) -> None:
    with site.firewall(NO_UDP, NO_TCP):
        code, page, said = site.test("--language", "sv")
    assert code == 0, page + said
    assert "Resultat: Video fungerar." in page
    assert "Uppmätt väg: Reläserver (TURN) över UDP" in page
    assert f"Tillåt TCP ut från det här nätverket till {MEDIA}:{MEDIA_PORT}/tcp" in " ".join(page.split())


def test_everything_is_closed(site: Site) -> None:
    with site.firewall(NO_UDP, NO_TCP, NO_TURN):
        code, page, _ = site.test("--language", "fi")
    assert code == 1
    assert "Tulos: Puhelut eivät toimi." in page
    assert "Yksikään reitti palveluun ei ole auki." in page
    assert page.count(": kiinni, ") == 5


SENTENCES: Final = {
    "http://127.0.0.1:9": "is TCP to its port open from here?",
    "https://name.invalid": "the name has no address here",
    f"http://127.0.0.1:{PORT}@x:y": "is TCP to its port open",
    "ftp://127.0.0.1": "not an address such as https://",
    f"https://127.0.0.1:{PORT}": "certificate",
}


def test_a_server_that_cannot_be_asked(site: Site) -> None:
    for server, sentence in SENTENCES.items():
        code, page, said = site.test(server=server)
        assert (code, page) == (1, "")
        assert sentence in said
        assert "Traceback" not in said


def test_addresses_of_servers() -> None:
    assert server_of("etaluukku.example.fi") == "https://etaluukku.example.fi"
    assert server_of("https://etaluukku.example.fi/nettest?x") == "https://etaluukku.example.fi"
    with pytest.raises(NetTestError):
        server_of("https://")


def test_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for said, language in (("fi_FI.UTF-8", "fi"), ("sv_FI", "sv"), ("C", "en"), ("", "en")):
        monkeypatch.setenv("LANG", said)
        assert default_language() == language
