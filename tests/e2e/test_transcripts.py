"""What a screen reader says of every state: compared with what has been read and found good (F-66, F-67)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

import pytest
from playwright.sync_api import Browser

from tests.e2e.speech import HEARD, lines_of, tree_of
from tests.e2e.stories import GROUPS, Stories, group_of, open_stories
from tests.e2e.transcripts import file_of, transcript


@pytest.fixture(scope="module")
def stories(chromium: Browser) -> Iterator[Stories]:
    """One page for all."""
    with open_stories(chromium) as opened:
        opened.page.add_init_script(HEARD)
        yield opened


@pytest.mark.parametrize("group", GROUPS)
def test_a_screen_reader_says_what_was_read_and_found_good(stories: Stories, group: str) -> None:
    names = [name for name in stories.names() if group_of(name) == group]
    kept = file_of(group).read_text()
    now = transcript(stories, names)
    changed = unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=4)
    assert now == kept, "\n".join(["read the change as one who does not see; `make transcripts`", *changed])


def test_a_tree_is_read_in_lines_with_names_states_and_values() -> None:
    def node(number: str, role: str, name: str = "", *children: str, **states: object) -> dict[str, object]:
        properties = [{"name": key, "value": {"value": value}} for key, value in states.items()]
        about = {"role": {"value": role}, "name": {"value": name}, "properties": properties}
        return {"nodeId": number, "ignored": False, "childIds": list(children), **about}

    tree = tree_of(
        [
            node("0", "RootWebArea", "Sivu", "1", "4"),
            node("1", "generic", "", "2", "3"),
            node("2", "StaticText", "Kela · "),
            node("3", "StaticText", "Kesto 5 min"),
            node("4", "main", "", "5", "6", "7", "9"),
            node("5", "heading", "Puhelu", level=1, focused=True),
            node("6", "button", "Viestit", expanded=False),
            node("7", "status", "", "8", live="polite"),
            node("8", "StaticText", "Paikkasi jonossa on 1."),
            {**node("9", "slider", "Ääni"), "value": {"value": "40"}, "description": {"value": "prosenttia"}},
        ]
    )
    assert lines_of(tree) == [
        'page "Sivu"',
        '  text "Kela · Kesto 5 min"',
        "  main",
        '    heading 1 "Puhelu" [focused]',
        '    button "Viestit" [collapsed]',
        "    status [live: polite]",
        '      text "Paikkasi jonossa on 1."',
        '    slider "Ääni" = 40 (prosenttia)',
    ]
