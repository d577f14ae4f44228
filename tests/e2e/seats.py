"""Point, desk, interpreter and guest: people at their screens."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.people import Person


class Point(Person):
    """The advisor at a service point, with the citizen beside."""

    seat = "point"
    path = "/point"

    def calls(self, authority: str, service: str) -> None:
        """Choose authority and service and press call."""
        self.chooses(authority)
        self.page.get_by_role("button", name=f"Soita: {service}").click()
        expect(self.page.get_by_test_id("ticket-place")).to_be_visible()

    def chooses(self, authority: str) -> None:
        """Show the services of an authority."""
        self.page.locator("nav button.authority", has_text=authority).first.click()

    def has_ended(self) -> None:
        """The thank-you screen is there."""
        expect(self.page.get_by_role("heading", name="Kiitos käynnistä")).to_be_visible()

    def place(self) -> str:
        """What the ticket says of the place in the queue."""
        return self.page.get_by_test_id("ticket-place").inner_text()


class Desk(Person):
    """An expert at the authority's desk."""

    seat = "desk"
    path = "/desk"

    def is_available(self) -> None:
        """Turn availability on."""
        self._switch("true")

    def is_away(self) -> None:
        """Turn availability off: another journey may have left it on."""
        self._switch("false")

    def _switch(self, checked: str) -> None:
        switch = self.page.get_by_test_id("availability")
        expect(switch).to_be_visible()
        if switch.get_attribute("aria-checked") != checked:
            switch.click()
        expect(switch).to_have_attribute("aria-checked", checked)

    def waiting(self) -> Locator:
        """The accept buttons of the waiting tickets."""
        return self.page.locator("[data-testid^=accept-]")

    def accepts(self) -> None:
        """Accept the first waiting ticket."""
        self.waiting().first.click()
        self.in_consultation()

    def asks_for_interpreter(self, language: str) -> None:
        """Ring the interpreters of a language, named as on the screen."""
        self.page.get_by_test_id("ask-interpreter").click()
        self.page.locator("button.choice", has_text=language).click()

    def invites_guest(self) -> str:
        """Make a one-time link for a guest; its address."""
        self.page.get_by_test_id("invite-guest").click()
        self.page.get_by_test_id("make-guest-link").click()
        return self._invitation()

    def invites_interpreter(self, language: str) -> str:
        """Make a one-time link for an outside interpreter of a language; its address."""
        self.page.get_by_test_id("invite-guest").click()
        self.page.get_by_test_id("invitation-language").select_option(label=language)
        self.page.get_by_test_id("make-interpreter-link").click()
        return self._invitation()

    def _invitation(self) -> str:
        field = self.page.get_by_test_id("invitation-address")
        expect(field).to_be_visible()
        return field.input_value()

    def admits(self) -> None:
        """Let the first one in the lobby in."""
        self.page.locator("[data-testid^=admit-]").first.click()


class Interpreter(Desk):
    """An interpreter of the pool."""

    seat = "interpreter"
    path = "/interpreter"

    def answers(self) -> None:
        """Answer the call that rings."""
        expect(self.page.get_by_test_id("interpreter-ringing")).to_be_visible()
        self.page.get_by_test_id("answer-call").click()
        self.in_consultation()


class Administrator(Person):
    """A coordinator or an administrator."""

    seat = "admin"
    path = "/admin"


class Guest(Person):
    """Somebody with a one-time code and a browser."""

    seat = "guest"
    path = "/join"

    def __init__(self, context: BrowserContext, address: str, name: str) -> None:
        """Open the invitation's address and give a name."""
        self.context = context
        self.page = context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(address)
        self.page.get_by_role("textbox", name="Nimesi").fill(name)
        self.page.get_by_role("button", name="Liity", exact=True).click()

    def has_ended(self) -> None:
        """The page says that it is over and may be closed."""
        expect(self.page.get_by_role("heading", name="Puhelu on päättynyt")).to_be_visible()
