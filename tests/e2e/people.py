"""The people of the journeys: what each does, in words of the screen that they use."""

from __future__ import annotations

from typing import ClassVar

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e import proofs

PICTURE_DEADLINE_MS = 30_000


class Person:
    """One person with one browser profile and one window, entered through the demo."""

    seat: ClassVar[str]
    path: ClassVar[str]

    def __init__(self, context: BrowserContext, name: str) -> None:
        """Enter the demo under this name and open the seat's screen."""
        self.context = context
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto("/demo")
        self.page.locator("[data-testid^=demo-]", has_text=name).click()
        self.page.wait_for_url(f"**{self.path}")

    # -- consultation, the same for everybody

    def tiles(self) -> Locator:
        """Pictures of the others."""
        return self.page.locator("[data-testid^=tile-]")

    def tile(self, role: str) -> Locator:
        """The picture of the other participant in this role."""
        return self.page.locator(f"[data-testid^=tile-][data-role={role}]")

    def sees(self, role: str) -> None:
        """The other's picture moves."""
        video = self.tile(role).locator("video")
        expect(video).to_be_visible(timeout=PICTURE_DEADLINE_MS)
        video.evaluate(
            """async video => { for (let i = 0; i < 200 && !(video.readyState >= 2 && video.videoWidth); i++)
               await new Promise(r => setTimeout(r, 50)); }"""
        )
        proofs.assert_moving(video)

    def hears(self, others: int) -> None:
        """At least so many others are heard."""
        proofs.assert_heard(self.page, others)

    def in_consultation(self) -> None:
        """The consultation's screen is there."""
        expect(
            self.page.get_by_test_id("leave-consultation")
            .or_(self.page.get_by_test_id("end-consultation"))
            .first
        ).to_be_visible()

    def shows_page(self, page: int) -> None:
        """The paper pane shows this page (from 0) as a decoded picture."""
        image = self.page.locator(f"[data-testid=page-image][data-page='{page}']")
        expect(image).to_be_visible()
        self.page.wait_for_function(
            "page => { const i = document.querySelector(`[data-testid=page-image][data-page='${page}']`);"
            " const img = i && (i.matches('img') ? i : i.querySelector('img'));"
            " return img && img.complete && img.naturalWidth > 200; }",
            arg=page,
        )

    def shares(self, name: str, mime: str, content: bytes) -> None:
        """Put a file on the table."""
        self.page.get_by_test_id("upload-paper").set_input_files(
            {"name": name, "mimeType": mime, "buffer": content}
        )

    def turns_page(self) -> None:
        """Press `next page`."""
        self.page.get_by_test_id("next-page").click()

    def ends(self) -> None:
        """End the consultation for all, confirming where asked."""
        self._press("end-consultation")

    def leaves(self) -> None:
        """Leave the consultation, confirming where asked."""
        self._press("leave-consultation")

    def _press(self, test_id: str) -> None:
        self.page.get_by_test_id(test_id).click()
        confirm = self.page.get_by_test_id(f"confirm-{test_id}")
        confirm.click()

    def is_at_ease(self) -> None:
        """No script error has happened in the page."""
        assert not self.problems, self.problems
