"""turn.conf in a real coturn: it relays to media and to nothing else, for those with a credential."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import pytest
from aioice import stun
from aioice.turn import TurnClientUdpProtocol

TURN_CONF: Final = Path(__file__).parents[2] / "turn.conf"
SECRET: Final = "0123456789abcdef"
MEDIA: Final = "10.255.1.1"
START_SECONDS: Final = 30.0


def prepared(text: str) -> str:
    """The file with an administrator's changes: the media address; no certificate in this test."""
    text, changed = re.subn(r"(?m)^allowed-peer-ip=.*$", f"allowed-peer-ip={MEDIA}", text)
    assert changed == 1
    text = (
        re.sub(r"(?m)^(cert|pkey)=.*$", "", text)
        .replace("# no-tls", "no-tls")
        .replace("# no-dtls", "no-dtls")
    )
    return re.sub(r"(?m)^syslog$", "log-file=stdout", text) + f"static-auth-secret={SECRET}\n"


def credential(expires_at: float, secret: str = SECRET) -> tuple[str, str]:
    """User name and password as the secret's holder makes them."""
    user = f"{expires_at:.0f}:{'0' * 32}"
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
    return user, base64.b64encode(digest).decode()


@pytest.fixture
async def server(tmp_path: Path, free_port: Callable[[], int]) -> AsyncIterator[tuple[str, int]]:
    """A running coturn with turn.conf."""
    program = await asyncio.to_thread(shutil.which, "turnserver")
    assert program is not None, "scripts/packages installs coturn"
    config = tmp_path / "turn.conf"
    await asyncio.to_thread(config.write_text, prepared(await asyncio.to_thread(TURN_CONF.read_text)))
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(program, "-c", str(config), "-L", "127.0.0.1", "-E", "127.0.0.1", "-p", str(port)),
        *("--pidfile", str(tmp_path / "pid"), "--userdb", str(tmp_path / "turndb")),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _listening(port)
        yield ("127.0.0.1", port)
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            await writer.wait_closed()
            return


async def client(server: tuple[str, int], user: str, password: str) -> TurnClientUdpProtocol:
    """A client that has asked for nothing yet."""
    _, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: TurnClientUdpProtocol(server, user, password, lifetime=600, channel_refresh_time=500),
        remote_addr=server,
    )
    return protocol


@pytest.mark.parametrize(
    "peer", ["10.255.1.2", "10.0.0.1", "127.0.0.1", "192.168.0.1", "169.254.169.254", "224.0.0.1", "8.8.8.8"]
)
async def test_it_relays_to_media_and_to_nothing_else(server: tuple[str, int], peer: str) -> None:
    turn = await client(server, *credential(time.time() + 600))
    await turn.connect()
    await turn.channel_bind(0x4001, (MEDIA, 7000))
    with pytest.raises(stun.TransactionFailed) as refused:
        await turn.channel_bind(0x4002, (peer, 7000))
    assert refused.value.response.error_code == 403
    await turn.delete()


@pytest.mark.parametrize(
    ("lasts_seconds", "secret"), [(600, "another secret"), (-10, SECRET)], ids=["forged", "expired"]
)
async def test_a_bad_credential_gets_no_relay(
    server: tuple[str, int], lasts_seconds: float, secret: str
) -> None:
    turn = await client(server, *credential(time.time() + lasts_seconds, secret))
    with pytest.raises(stun.TransactionFailed) as refused:
        await turn.connect()
    assert refused.value.response.error_code == 401
    turn.transport.close()
