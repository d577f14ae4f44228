"""Logs hold no secrets and no personal data, whoever writes them."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from signaling.config import Log
from signaling.log import REMOVED, configure_log


@pytest.fixture
def stream() -> io.StringIO:
    made = io.StringIO()
    configure_log(Log(level="info"), made)
    return made


@pytest.mark.parametrize(
    "key",
    ["password", "token", "session_token", "cookie", "name", "display_name", "code", "sdp", "text", "label"],
)
def test_what_has_a_secret_name_is_removed(stream: io.StringIO, key: str) -> None:
    structlog.get_logger("x").info("tried", **{key: "hunter2", "count": 3})
    line = json.loads(stream.getvalue())
    assert line[key] == REMOVED
    assert (line["count"], line["event"]) == (3, "tried")


@pytest.mark.parametrize(
    "text",
    [
        "password=hunter2",
        "Authorization: hunter2",
        "postgresql://user:hunter2@host/name",
        "a=ice-pwd:hunter2",
        "asiakas 131052-308T soitti",
    ],
)
def test_secrets_inside_a_text_are_removed(stream: io.StringIO, text: str) -> None:
    structlog.get_logger("x").warning("seen", reason=text)
    logging.getLogger("library").warning("seen %s", text)
    assert "hunter2" not in stream.getvalue()
    assert "131052" not in stream.getvalue()
    assert stream.getvalue().count(REMOVED) >= 2


def test_an_exception_is_logged_by_type_and_place_without_its_words(stream: io.StringIO) -> None:
    try:
        raise ValueError("Maija Meikäläinen")
    except ValueError:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("library").exception("failed")
    for line in map(json.loads, stream.getvalue().splitlines()):
        assert line["exception"] == "ValueError"
        assert "test_log.py" in line["frames"][0]
    assert "Maija" not in stream.getvalue()
