"""docs/protocol.md and the client's types are what the schemas say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from signaling.people.policy import OPEN_TO_ALL, POLICY
from signaling.web.messages.registry import CLIENT_EVENTS, DEMO_ROUTES, ROUTES, SERVER_EVENTS
from signaling.web.protocol.__main__ import ROOT, files
from signaling.web.protocol.schema import limits, shapes, typescript
from signaling.web.protocol.text import who_may


def test_the_written_files_are_not_stale() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "signaling.web.protocol", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == ""
    assert run.returncode == 0


def test_everything_of_the_registry_is_in_the_document() -> None:
    document = files()[ROOT / "docs" / "protocol.md"]
    for event in (*CLIENT_EVENTS, *SERVER_EVENTS):
        assert f"### `{event.name}`" in document
    for route in (*ROUTES, *DEMO_ROUTES):
        assert f"### `{route.method} {route.path}`" in document


def test_every_action_has_a_rule_and_every_rule_an_action() -> None:
    actions = {event.name for event in CLIENT_EVENTS} | {route.action for route in (*ROUTES, *DEMO_ROUTES)}
    assert actions == set(POLICY) | OPEN_TO_ALL


def test_every_event_name_and_route_is_there_once() -> None:
    names = [event.name for event in (*CLIENT_EVENTS, *SERVER_EVENTS)]
    assert len(names) == len(set(names))
    actions = [route.action for route in (*ROUTES, *DEMO_ROUTES)]
    assert len(actions) == len(set(actions))


def test_every_message_says_what_it_is() -> None:
    assert [entry.name for entry in shapes() if not entry.text] == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (str | None, "string | null"),
        (tuple[str, ...], "readonly string[]"),
        (tuple[str | None, ...], "readonly (string | null)[]"),
        (bool, "boolean"),
    ],
)
def test_types_are_written_as_typescript(kind: object, text: str) -> None:
    assert typescript(kind) == text


def test_limits_are_told_in_words() -> None:
    fields = {f.name: f for entry in shapes() if entry.name == "Say" for f in entry.fields}
    assert fields["text"].limits == "1-2000 characters"
    assert limits(int) == ""


def test_who_may_is_told_from_the_policy() -> None:
    assert who_may("ticket:accept") == "expert (a ticket of an own service)"
    assert who_may("session:sign-in") == "anybody"
