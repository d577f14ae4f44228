"""TLS by the server itself, its files renewed without a restart; over TLS cookies are bound to the host."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
from aiohttp import web

from signaling import process
from signaling.cli.demo import make_certificate
from signaling.process import Certificate, renew, tls_context
from signaling.web.cookies import cookie_name
from tests.databases import free_port


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    made = Certificate(tmp_path / "chain.pem", tmp_path / "key.pem")
    make_certificate(made.chain, made.key, [])
    return made


async def presented(port: int) -> bytes:
    """The certificate that a new connection gets."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    shown: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    return shown


async def test_renewed_files_are_taken_without_a_restart(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "CERTIFICATE_SECONDS", 0.01)
    context = await asyncio.to_thread(tls_context, certificate)
    runner = web.AppRunner(web.Application(), access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    renewing = asyncio.create_task(renew(certificate, context))
    try:
        first = await presented(port)
        assert await presented(port) == first
        await asyncio.to_thread(make_certificate, certificate.chain, certificate.key, [])
        async with asyncio.timeout(20):
            while await presented(port) == first:  # noqa: ASYNC110  # the files are looked at by time
                await asyncio.sleep(0.02)
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        await runner.cleanup()


def test_over_tls_a_cookie_is_bound_to_the_host() -> None:
    assert cookie_name("desk", secure=True) == "__Host-etaluukku_desk"
    assert cookie_name("desk", secure=False) == "etaluukku_desk"
