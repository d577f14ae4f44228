"""What a screen reader would say of every story, as text to be read and compared: `make transcripts`.

One file for each part of the client. After each story stands what its live regions said on the way there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from tests import browsers
from tests.e2e.speech import HEARD, heard, listen
from tests.e2e.stories import Stories, group_of, open_stories

KEPT: Final = Path(__file__).parent / "transcripts"


def transcript(stories: Stories, names: Sequence[str]) -> str:
    """These stories as they are heard, in Finnish, one below the other."""
    parts: list[str] = []
    for name in names:
        stories.show(name)
        said = [f"  said: {one}" for one in heard(stories.page)]
        parts.append("\n".join([f"=== {name}", *listen(stories.page), *said, ""]))
    return "\n".join(parts)


def file_of(group: str) -> Path:
    """Where the transcript of this group of stories is kept."""
    return KEPT / f"{group}.txt"


def main() -> None:
    """Write all transcripts anew, and say which have changed."""
    KEPT.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**browsers.chromium())
        with open_stories(browser) as stories:
            stories.page.add_init_script(HEARD)
            names = sorted(stories.names(), key=group_of)
            for group, members in groupby(names, group_of):
                file = file_of(group)
                before = file.read_text() if file.exists() else ""
                file.write_text(transcript(stories, list(members)))
                sys.stdout.write(f"{file.name}: {'same' if file.read_text() == before else 'changed'}\n")
        browser.close()


if __name__ == "__main__":
    main()
