"""Every screen in its states, for those who need it otherwise: forced colours, stillness, zoom (F-67)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.screens import REFLOW, RULES, Rules, cut_words, moving, sideways, violations
from tests.e2e.stories import DESKTOP, GROUPS, Language, Stories, group_of, open_stories

WIDE: Final[ViewportSize] = {"width": DESKTOP[0], "height": DESKTOP[1]}
COLOURS: Final[Rules] = {"runOnly": ["color-contrast"]}
"""The one rule of RULES whose answer depends on the colours."""
LANGUAGES: Final[tuple[Language, ...]] = ("fi", "sv", "en")


@pytest.fixture(scope="module")
def stories(chromium: Browser) -> Iterator[Stories]:
    """One page for all: to open one takes as long as to look at a story."""
    with open_stories(chromium) as opened:
        yield opened


def look(stories: Stories, name: str) -> list[str]:
    """What is wrong with a story as most see it, in forced colours, without motion, and at 400 %."""
    page = stories.page
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    page.set_viewport_size(WIDE)
    stories.show(name)
    found = [f"usual: {one}" for one in violations(page, RULES)]
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    found += [f"forced colours: {one}" for one in violations(page, COLOURS)]
    stories.resize(REFLOW)
    found += [f"reduced motion: {one}" for one in moving(page)]
    for language in LANGUAGES:
        if language == LANGUAGES[0] or stories.speak(language):
            found += [f"320 px, {language}: {one}" for one in narrow(stories)]
    return [f"{name}: {one}" for one in found]


def narrow(stories: Stories) -> list[str]:
    """What a narrow window cuts off, hides beside itself, or breaks."""
    page = stories.page
    wide = sideways(page)
    found = [f"scrolls sideways by {wide} px"] if wide > 0 else []
    found += cut_words(page)
    if page.locator("html").get_attribute("lang") == LANGUAGES[0]:
        found += violations(page, RULES)
    return found


@pytest.mark.timeout(240)
@pytest.mark.parametrize("group", GROUPS)
def test_every_state_is_whole_for_everybody(stories: Stories, group: str) -> None:
    names = [name for name in stories.names() if group_of(name) == group]
    assert names
    found = [one for name in names for one in look(stories, name)]
    assert not found, "\n".join(found)
