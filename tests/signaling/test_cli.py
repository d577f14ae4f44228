"""The command line: what it prints, what it refuses, and a whole server that drains."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from signaling.cli.check import CHECKS
from signaling.cli.demo import own_address
from signaling.config import Limits, Operator, Server, Settings
from signaling.settings_file import ConfigError
from tests.databases import free_port

WAIT_SECONDS = 60.0
PASSWORD = "correct horse battery staple"


def run(*arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "signaling", *map(str, arguments)]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration of its own on free ports; the database is not made yet."""
    file = tmp_path / "etaluukku.toml"
    client = tmp_path / "client"
    client.mkdir()
    (client / "index.html").write_text("<p>")
    file.write_text(
        f"[server]\nport = {free_port()}\ndata_directory = '{tmp_path}'\nclient_directory = '{client}'\n"
        f"drain_seconds = 20.0\n[media]\nudp_port = 0\ntcp_port = 0\n"
    )
    key = tmp_path / "master.key"
    key.write_text(os.urandom(32).hex())
    key.chmod(0o600)
    return file


@pytest.fixture
def upgraded(config: Path) -> Path:
    """The same with tables."""
    assert run("db", "upgrade", "--config", config).returncode == 0
    return config


def test_config_prints_every_key_with_unit_and_help() -> None:
    printed = run("config").stdout
    assert "[server]" in printed
    assert re.search(r"# .*F-04.*\(s\)\n# grace_seconds = 45.0", printed)


def test_an_unknown_key_stops_the_start_and_is_named(config: Path) -> None:
    config.write_text(config.read_text() + "\n[log]\nlevle = 'info'\n")
    for command in ("serve", "check"):
        refused = run(command, "--config", config)
        assert refused.returncode == 2
        assert f"{config}, line 11: log.levle: no such key" in refused.stderr


def test_serve_refuses_a_database_that_is_not_at_head(config: Path) -> None:
    refused = run("serve", "--config", config)
    assert refused.returncode == 2
    assert "etaluukku db upgrade" in refused.stderr


def test_serve_refuses_a_master_key_that_others_may_read(upgraded: Path) -> None:
    (upgraded.parent / "master.key").chmod(0o644)
    refused = run("serve", "--config", upgraded)
    assert refused.returncode == 2
    assert "chmod 600" in refused.stderr


def test_check_says_each_thing_in_one_line_with_its_remedy(upgraded: Path) -> None:
    lines = run("check", "--config", upgraded).stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "ok    configuration",
        "ok    keys of the configuration",
        "ok    master key",
        "ok    certificate",
        "ok    public address",
        "ok    operator",
        "ok    open files",
        "ok    ports",
        "ok    firewall",
        "ok    database",
        "ok    data protection",
        "ok    redis",
        "ok    turn",
        "ok    disk",
        "ok    media",
        "ok    web client",
    ]


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (
            Server(trusted_proxies=("127.0.0.1/32",)),
            "server.public_url: empty behind a proxy.* set public_url",
        ),
        (
            Server(public_url="https://e.example.fi"),
            "server.trusted_proxies: empty.* name the proxy's network",
        ),
    ],
)
def test_check_says_what_a_proxy_needs_in_one_line(server: Server, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as failed:
        CHECKS["public address"](Settings(server=server))
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    ("server", "found"),
    [
        (Server(public_url="https://e.example.fi", trusted_proxies=("::1/128",)), "https://e.example.fi"),
        (Server(public_url="https://e.example.fi", tls_certificate="chain.pem"), "https://e.example.fi"),
        (Server(), "as asked for; invitations name http://localhost:8080"),
    ],
)
def test_check_tells_the_public_address(server: Server, found: str) -> None:
    assert CHECKS["public address"](Settings(server=server)) == found


@pytest.mark.parametrize(
    ("operator", "found"),
    [
        (Operator(), "names nobody; set operator.name"),
        (Operator(name="Kunta"), "names nobody; set operator.name and a way for feedback"),
        (Operator(name="Kunta", accessibility_phone="000 1"), "Kunta; the .* was never reviewed here"),
        (
            Operator(name="Kunta", accessibility_address="PL 1", accessibility_reviewed="2026-11-22"),
            "Kunta; accessibility statement reviewed 2026-11-22",
        ),
    ],
)
def test_check_says_what_the_accessibility_statement_lacks(operator: Operator, found: str) -> None:
    told = CHECKS["operator"](Settings(operator=operator))
    assert isinstance(told, str) and re.search(found, told)


def test_check_says_when_connections_need_more_files_than_there_are() -> None:
    with pytest.raises(ConfigError, match=r"needs 2000000200 open files.* raise LimitNOFILE"):
        CHECKS["open files"](Settings(limits=Limits(connections=2_000_000_000)))


def test_check_fails_where_there_are_no_tables(config: Path) -> None:
    checked = run("check", "--config", config)
    assert checked.returncode == 1
    assert "FAIL  database" in checked.stdout
    assert "etaluukku db upgrade" in checked.stdout


def title_of_the_only_account(config: Path) -> object:
    with closing(sqlite3.connect(config.parent / "etaluukku.db")) as database:
        [(title,)] = database.execute("SELECT title FROM accounts").fetchall()
    return json.loads(title)


def test_accounts_devices_and_the_audit(upgraded: Path) -> None:
    about = ("--role", "expert", "--label", "Asiantuntija", "--title", "Etuusneuvoja")
    add = ("user", "add", "maija", *about, "--config", upgraded)
    assert re.fullmatch(r"[0-9a-f]{32}\n", run(*add, text=PASSWORD + "\n").stdout)
    assert title_of_the_only_account(upgraded) == dict.fromkeys(("fi", "sv", "en"), "Etuusneuvoja")
    run("user", "title", "maija", "--fi", "Ratkaisija", "--en", "Decision maker", "--config", upgraded)
    changed = {"fi": "Ratkaisija", "sv": "Ratkaisija", "en": "Decision maker"}
    assert title_of_the_only_account(upgraded) == changed
    assert "conflict name" in run(*add, text=PASSWORD + "\n").stderr
    assert "at least 12" in run(*add, text="short\n").stderr
    enrolled = run("device", "enrol", "--name", "Soini", "--config", upgraded).stdout
    assert re.search(r"code [2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5} ", enrolled)
    verified = run("audit", "verify", "--config", upgraded)
    assert (verified.returncode, verified.stdout) == (
        0,
        "4 rows are as they were written, 0 of them in the chain, 0 in sealed days\n",
    )


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "signaling", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=WAIT_SECONDS)


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_ready(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while get(f"{url}/readyz") != 200:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_server_starts_is_ready_and_ends_when_told(upgraded: Path) -> None:
    port = re.search(r"port = (\d+)", upgraded.read_text())
    assert port is not None
    url = f"http://127.0.0.1:{port[1]}"
    with started("serve", "--config", upgraded) as process:
        wait_ready(url, process)
        assert get(f"{url}/point") == 200
        assert get(f"{url}/api/demo/roles") == 403
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=WAIT_SECONDS)
        assert process.returncode == 0, printed
    assert get(f"{url}/healthz") == 0
    assert '"ended"' in printed


def test_the_demo_runs_and_serve_refuses_its_database(upgraded: Path, tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "demo"
    arguments = ("demo", "--port", str(port), "--media-port", str(free_port()), "--data", data)
    with started(*arguments) as process:
        wait_ready(f"http://127.0.0.1:{port}", process)
        assert process.stdout is not None
        assert any(f"http://localhost:{port}/demo" in line for line in iter(process.stdout.readline, ""))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=WAIT_SECONDS)
    upgraded.write_text(upgraded.read_text() + f"[database]\nurl = 'sqlite:///{data}/etaluukku.db'\n")
    (upgraded.parent / "master.key").write_text((data / "master.key").read_text())
    refused = run("serve", "--config", upgraded)
    assert refused.returncode == 2
    assert "demo accounts" in refused.stderr


def test_the_demo_serves_the_local_network_over_tls(tmp_path: Path) -> None:
    address, port, data = own_address(), free_port(), tmp_path / "demo"
    assert address is not None, "this test needs a machine that is in a network"
    arguments = ("demo", "--lan", "--port", str(port), "--media-port", str(free_port()), "--data", data)
    with started(*arguments) as process:
        assert process.stdout is not None
        printed = "".join(itertools.takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
        assert f"https://{address}:{port}/demo" in printed
        assert "the browser warns once; choose to go on" in printed
        trusting = ssl.create_default_context(cafile=str(data / "certificate.pem"))
        for host in (address, "localhost"):  # verified: the certificate is for these, and valid now
            url = f"https://{host}:{port}/demo"
            with urllib.request.urlopen(url, timeout=WAIT_SECONDS, context=trusting) as answer:
                assert answer.status == 200
        with pytest.raises(urllib.error.URLError, match="self-signed"):  # what the browser warns of
            urllib.request.urlopen(f"https://{address}:{port}/demo", timeout=WAIT_SECONDS)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=WAIT_SECONDS)
