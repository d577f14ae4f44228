"""F-101: `etaluukku directory` lists authorities and sets what each tells of data protection."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.signaling.test_cli import run

EXAMPLE = Path(__file__).parents[3] / "deploy" / "privacy.toml"
KELA = "a" * 32
SERVICE = "5" * 32


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A server's configuration with one authority in its database."""
    file = tmp_path / "etaluukku.toml"
    file.write_text(f"[server]\ndata_directory = '{tmp_path}'\n")
    (tmp_path / "master.key").write_text(os.urandom(32).hex())
    (tmp_path / "master.key").chmod(0o600)
    assert run("db", "upgrade", "--config", file).returncode == 0
    name = json.dumps({"fi": "Kela", "sv": "FPA", "en": "Kela"}).encode()
    with closing(sqlite3.connect(tmp_path / "etaluukku.db")) as database:
        database.execute("INSERT INTO authorities (id, name, position) VALUES (?, ?, 0)", (KELA, name))
        database.commit()
    return file


def kept(config: Path) -> list[tuple[str, str]]:
    """The authorities that have a text, each with its legal basis in English."""
    with closing(sqlite3.connect(config.parent / "etaluukku.db")) as database:
        rows = database.execute("SELECT authority, basis FROM data_protection_texts").fetchall()
    return [(authority, json.loads(basis)["en"]) for authority, basis in rows]


def test_a_text_is_set_and_listed(config: Path) -> None:
    assert "ok    data protection: no text of Kela;" in run("check", "--config", config).stdout
    assert run("directory", "list", "--config", config).stdout == f"{KELA}  no text     Kela\n"
    done = run("directory", "privacy", KELA, EXAMPLE, "--config", config)
    assert (done.returncode, done.stderr) == (0, "")
    [(authority, basis)] = kept(config)
    assert authority == KELA and basis.startswith("The Act on the Agency (000/2026).")
    assert "ok    data protection: every authority has a text" in run("check", "--config", config).stdout
    today = datetime.now(UTC).date()
    listed = run("directory", "list", "--config", config).stdout
    _, day, name = listed.split()
    assert name == "Kela" and abs((today - datetime.fromisoformat(day).date()).days) <= 1


def test_a_service_is_made_confidential_and_listed(config: Path) -> None:
    words = json.dumps({"fi": "Oikeusapu", "sv": "Rättshjälp", "en": "Legal aid"}).encode()
    with closing(sqlite3.connect(config.parent / "etaluukku.db")) as database:
        database.execute(
            "INSERT INTO services (id, authority, name, description, languages, hours, position)"
            " VALUES (?, ?, ?, ?, ?, ?, 0)",
            (SERVICE, KELA, words, words, b"[]", b"[]"),
        )
        database.commit()
    for setting, shown in (("on", "confidential"), ("off", "-           ")):
        done = run("directory", "confidential", SERVICE, setting, "--config", config)
        assert (done.returncode, done.stderr) == (0, "")
        listed = run("directory", "services", "--config", config).stdout
        assert listed == f"{SERVICE}  {shown}  Kela: Oikeusapu\n"
    with closing(sqlite3.connect(config.parent / "etaluukku.db")) as database:
        told = database.execute(
            "SELECT action, object_id, ground FROM audit WHERE action = 'directory:confidential' ORDER BY at"
        ).fetchall()
    assert told == [("directory:confidential", SERVICE, ground) for ground in ("on", "off")]
    refused = run("directory", "confidential", "0" * 32, "on", "--config", config)
    assert (refused.returncode, "etaluukku directory services" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("authority", "file", "words"),
    [
        ("0" * 32, EXAMPLE, "etaluukku directory list"),
        (KELA, EXAMPLE.with_name("lost.toml"), "cannot be read"),
        (KELA, EXAMPLE.with_name("etaluukku.toml"), "deploy/privacy.toml is an example"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_remedy(
    config: Path, authority: str, file: Path, words: str
) -> None:
    refused = run("directory", "privacy", authority, file, "--config", config)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert kept(config) == []
