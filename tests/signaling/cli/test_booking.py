"""F-20: `etaluukku directory booking` says how a service is booked, by a file that is checked first."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from signaling.directory.booking_file import FILE_BYTES, BookingFileError, read_booking_file
from signaling.directory.booking_terms import BookingTerms, DayException, Span
from signaling.directory.rules import Opening
from tests.signaling.cli.test_directory import KELA, SERVICE, config
from tests.signaling.test_cli import run

__all__ = ["config"]

EXAMPLE = Path(__file__).parents[3] / "deploy" / "booking.toml"


def add_service(config: Path) -> None:
    words = json.dumps({"fi": "Oikeusapu", "sv": "Rättshjälp", "en": "Legal aid"}).encode()
    with closing(sqlite3.connect(config.parent / "etaluukku.db")) as database:
        database.execute(
            "INSERT INTO services (id, authority, name, description, languages, hours, position)"
            " VALUES (?, ?, ?, ?, ?, ?, 0)",
            (SERVICE, KELA, words, words, b"[]", b"[]"),
        )
        database.commit()


def kept(config: Path) -> tuple[object, list[str]]:
    """The terms of the service, and what the audit says of them."""
    with closing(sqlite3.connect(config.parent / "etaluukku.db")) as database:
        (terms,) = database.execute("SELECT booking FROM services").fetchone()
        rows = database.execute("SELECT ground FROM audit WHERE action = 'directory:booking' ORDER BY at")
        return None if terms is None else json.loads(terms), [ground for (ground,) in rows.fetchall()]


def test_a_service_is_booked_by_its_file_and_not_any_more(config: Path) -> None:
    add_service(config)
    done = run("directory", "booking", SERVICE, EXAMPLE, "--config", config)
    assert (done.returncode, done.stderr) == (0, "")
    terms, audited = kept(config)
    assert isinstance(terms, dict) and terms["length_minutes"] == 30
    assert audited == ["30 min, then 5"]
    assert run("directory", "booking", SERVICE, "off", "--config", config).returncode == 0
    assert kept(config) == (None, ["30 min, then 5", "off"])
    refused = run("directory", "booking", "0" * 32, EXAMPLE, "--config", config)
    assert (refused.returncode, "etaluukku directory services" in refused.stderr) == (2, True)
    lost = run("directory", "booking", SERVICE, EXAMPLE.with_name("lost.toml"), "--config", config)
    assert (lost.returncode, "cannot be read" in lost.stderr) == (2, True)
    other = run("directory", "booking", SERVICE, EXAMPLE.with_name("etaluukku.toml"), "--config", config)
    assert (other.returncode, "deploy/booking.toml is an example" in other.stderr) == (2, True)


def test_the_example_is_what_it_says() -> None:
    assert read_booking_file(EXAMPLE.read_bytes()) == BookingTerms(
        notice_minutes=60,
        hours=(Opening(0, 3, 540, 900),),
        exceptions=(DayException("2026-12-31", (Span(540, 720),)), DayException("2027-01-05")),
    )
    assert read_booking_file(b"") == BookingTerms()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"length_minutes = 7", "length_minutes"),
        (b"length_minutes = 485", "length_minutes"),
        (b"lenght_minutes = 30", "lenght_minutes"),
        (b"buffer_minutes = -5", "buffer_minutes"),
        (b"=", "Invalid"),
        (b"\xff", "TOML"),
        (b"hours = [{first_day = 4, last_day = 0, opens = 0, closes = 60}]", "hours"),
        (b"hours = [{first_day = 0, last_day = 0, opens = 60, closes = 60}]", "hours"),
        (b"exceptions = [{day = '2026-02-30'}]", "2026-02-30 is no day"),
        (b"exceptions = [{day = '2026-02-20', spans = [{opens = 9, closes = 8}]}]", "ends before it begins"),
        (b"#" * (FILE_BYTES + 1), "longer"),
    ],
)
def test_what_cannot_be_is_refused_by_name(content: bytes, words: str) -> None:
    with pytest.raises(BookingFileError, match=words):
        read_booking_file(content)
