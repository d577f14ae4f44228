"""`etaluukku demo`: a server with made-up data in a directory of its own; nothing to configure."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import ipaddress
import os
import socket
from pathlib import Path
from typing import Final

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from signaling.cli import server
from signaling.cli.check import taken_ports
from signaling.cli.database import upgrade_database
from signaling.cli.opened import opened
from signaling.config import Log, Media, MediaAddress, Operator, Queue, Server, Settings, Turn
from signaling.demo.seed import seed
from signaling.keys import make_master_key
from signaling.log import configure_log
from signaling.settings_file import ConfigError
from signaling.wiring import CLIENT, public_url

READY_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.1
CERTIFICATE_DAYS: Final = 90
"""A demonstration's certificate is made anew at every start."""

PROBE: Final = "192.0.2.1"
"""An address of RFC 5737: choosing the way to it sends nothing, and tells which address of ours goes out."""

OPERATOR: Final = Operator(
    name="Etäluukku demo",
    accessibility_email="saavutettavuus@etaluukku.example",
    accessibility_phone="000 123 500",
)
"""Nobody: the statement of a demonstration has an address that leads nowhere, and was never reviewed."""


def run(arguments: argparse.Namespace) -> int:
    """Run the demonstration until Ctrl-C."""
    directory = arguments.data or default_directory()
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = demo_settings(directory, arguments.port, arguments.media_port, lan=arguments.lan)
    settings = settings.model_copy(update={"turn": demo_turn(arguments.turn, arguments.turn_secret_file)})
    if taken := ", ".join(taken_ports(settings)):
        raise ConfigError(
            f"taken: {taken}; end the server that runs there (another demo?), "
            "or choose other ports: make demo PORT=8090 MEDIA_PORT=7090"
        )
    start(settings, lan=arguments.lan)
    return 0


def start(settings: Settings, *, lan: bool) -> None:
    """Run a demonstration with these settings, whose data directory exists, until Ctrl-C.

    Raises:
        ConfigError: the client is not built, or the settings do not hold.
    """
    configure_log(settings.log)
    make_master_key(settings.master_key_file)
    if not (CLIENT / "index.html").is_file():
        raise ConfigError(
            "the web client is not built; run: make demo, or: cd webclient && npm ci && npm run build"
        )
    asyncio.run(_run(settings, lan=lan))


async def _run(settings: Settings, *, lan: bool) -> None:
    await upgrade_database(settings)
    async with opened(settings) as store:
        await store.write(seed)
    telling: list[asyncio.Task[None]] = []
    try:
        await server.run(
            settings, demo=True, ready=lambda: telling.append(asyncio.create_task(_tell(settings, lan=lan)))
        )
    finally:
        for task in telling:
            task.cancel()


async def _tell(settings: Settings, *, lan: bool) -> None:
    """Print the addresses once the server answers."""
    url = public_url(settings)
    connector = aiohttp.TCPConnector(ssl=False)  # our own certificate of a moment ago, on our own address
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.timeout(READY_SECONDS):
        while not await _answers(session, f"{url}/readyz"):  # noqa: ASYNC110  # another process gets ready
            await asyncio.sleep(LOOK_SECONDS)
    lines = [f"Etäluukku demo: {url}/demo", f"  service point  {url}/point", f"  desk           {url}/desk"]
    if lan:
        lines.append("The certificate is made by this machine: the browser warns once; choose to go on.")
    lines.append("Made-up data only. Ctrl-C ends it.")
    print("\n".join(lines), flush=True)  # noqa: T201


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def default_directory() -> Path:
    """Where a demonstration keeps its data."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "etaluukku-demo"


def demo_settings(directory: Path, port: int, media_port: int, *, lan: bool) -> Settings:
    """Settings of a demonstration on this machine, or for the local network over TLS."""
    own = own_address()
    if lan and own is None:
        raise ConfigError("demo --lan: this machine is in no network")
    addresses = [own] if own else []
    listen = ("0.0.0.0",) if lan else ("127.0.0.1",)
    # Firefox pairs no candidate with 127.0.0.1, so the machine's own address comes first where it has one.
    media = [MediaAddress(local=a, advertised=a) for a in [*addresses, "127.0.0.1"]]
    certificate, key = directory / "certificate.pem", directory / "certificate.key"
    if lan:
        make_certificate(certificate, key, addresses)
    return Settings(
        server=Server(
            listen=listen,
            port=port,
            data_directory=directory,
            tls_certificate=str(certificate) if lan else "",
            tls_key=str(key) if lan else "",
            public_url=f"https://{addresses[0]}:{port}" if lan else "",
            drain_seconds=5.0,
        ),
        operator=OPERATOR,
        media=Media(addresses=tuple(media), udp_port=media_port, tcp_port=media_port),
        queue=Queue(ignore_hours=True),
        log=Log(level="warning", form="console"),
    )


def demo_turn(urls: list[str], secret_file: Path | None) -> Turn:
    """The TURN server that the demonstration's browsers are told of.

    Raises:
        ConfigError: a URL is none of TURN.
    """
    try:
        return Turn(urls=tuple(urls), secret_file=secret_file)
    except ValidationError as error:
        raise ConfigError(f"demo --turn: {error.errors()[0]['msg']}") from None


def own_address() -> str | None:
    """The address of this machine in its network; None where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((PROBE, 9))
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return address


def make_certificate(chain: Path, key_file: Path, addresses: list[str]) -> None:
    """A self-signed certificate for localhost and these addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Etaluukku demo")])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    names += [x509.IPAddress(ipaddress.ip_address(a)) for a in [*addresses, "127.0.0.1"]]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    plain = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_file.touch(mode=0o600)
    key_file.write_bytes(plain)
    chain.write_bytes(certificate.public_bytes(form))
