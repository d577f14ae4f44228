"""F-101: who answers for the data is told before anybody joins, and takes no place, call or press away."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.people import Person
from tests.e2e.screens import REFLOW, RULES, photograph, speak
from tests.e2e.seats import Desk, Guest, Point

AUTHORITY = "Kela"
SERVICE = "Perhe-etuudet"
EXPERT = "Asiantuntija-Kela-02"
LINE = "Kela vastaa henkilötiedoistasi."
PARTS = ("Mihin tietoja tarvitaan", "Mihin lakiin", "Mitä tietoja", "Kuinka kauan", "Keneltä voit kysyä")


def opens(page: Page) -> Locator:
    """Open the text by the keyboard; the focus is at its heading."""
    page.get_by_test_id("privacy-open").first.press("Enter")
    text = page.get_by_test_id("privacy")
    expect(text.get_by_role("heading", level=2)).to_be_focused()
    return text


def closes(page: Page) -> None:
    """Escape closes it, and the focus is where it was."""
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("privacy")).to_have_count(0)
    expect(page.get_by_test_id("privacy-open").first).to_be_focused()


def is_whole(text: Locator) -> None:
    """All that has to be told, of the right authority."""
    expect(text).to_contain_text(LINE)
    for part in PARTS:
        expect(text.get_by_role("heading", name=part)).to_be_visible()
    expect(text).to_contain_text("Laki Kansaneläkelaitoksesta (731/2001)")
    expect(text).to_contain_text("tietosuoja@kela.example")


def inspect_open(page: Page, name: str) -> None:
    """The open text in each language, wide and narrow; axe; no sideways scrolling at 400 %."""
    wide = page.viewport_size
    for language in ("fi", "sv", "en"):
        speak(page, language)
        opens(page)
        expect(page.get_by_test_id("privacy").get_by_role("heading", level=3).first).to_be_visible()
        photograph(page, f"{name}-{language}")
        closes(page)
    speak(page, "fi")
    text = opens(page)
    is_whole(text)
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]
    for suffix, size in (("phone", {"width": 390, "height": 844}), ("narrow", REFLOW)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        photograph(page, f"{name}-{suffix}")
    over = text.evaluate(
        "d => Math.max(d.scrollWidth - d.clientWidth, document.documentElement.scrollWidth"
        " - document.documentElement.clientWidth)"
    )
    assert over <= 0, f"{name} scrolls sideways by {over} px at 400 %"
    if wide:
        page.set_viewport_size(wide)
    closes(page)


def leads_nowhere(text: Locator) -> None:
    """A service point's screen has no way to other pages; the address is there to be written down."""
    expect(text).to_contain_text("https://kela.example/tietosuoja")
    expect(text.get_by_role("link")).to_have_count(0)


def test_f101_a_client_reads_before_the_call_and_while_waiting(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Soini")
    desk = Desk(new_context(chromium), EXPERT)
    point.chooses(AUTHORITY)
    expect(point.page.get_by_text(LINE)).to_be_visible()
    photograph(point.page, "privacy-point-line")
    inspect_open(point.page, "privacy-point")
    leads_nowhere(opens(point.page))
    closes(point.page)

    point.calls(AUTHORITY, SERVICE)  # two presses, as before
    is_whole(opens(point.page))
    photograph(point.page, "privacy-ticket")
    closes(point.page)
    expect(point.page.get_by_test_id("ticket-place")).to_have_text("1")
    photograph(point.page, "privacy-ticket-line")

    opens(point.page)
    desk.is_available()
    desk.accepts()  # an open text does not hold the call up
    point.in_consultation()
    expect(point.page.get_by_test_id("privacy")).to_have_count(0)
    desk.ends()
    point.has_ended()
    for person in (point, desk):
        person.is_at_ease()


def test_f101_a_guest_reads_before_joining_and_in_the_lobby(
    chromium: Browser, new_context: ContextMaker
) -> None:
    point = Point(new_context(chromium), "Soini")
    desk = Desk(new_context(chromium), EXPERT)
    desk.is_available()
    point.calls(AUTHORITY, SERVICE)
    desk.accepts()
    address = desk.invites_guest()
    desk.page.keyboard.press("Escape")

    reader = new_context(chromium).new_page()
    reader.goto(address)
    photograph(reader, "privacy-join-line")
    inspect_open(reader, "privacy-join")
    expect(opens(reader).get_by_role("link")).to_have_attribute("href", "https://kela.example/tietosuoja")
    closes(reader)

    guest = Guest(new_context(chromium), address, "Veli")  # the code is as good as before
    expect(guest.page.get_by_test_id("lobby")).to_be_visible()
    photograph(guest.page, "privacy-lobby-line")
    is_whole(opens(guest.page))
    closes(guest.page)
    desk.admits()
    guest.in_consultation()
    opens(reader)
    expect(reader.get_by_role("alert")).to_contain_text("Koodi on väärä, vanhentunut tai jo käytetty")
    desk.ends()
    people: tuple[Person, ...] = (point, desk, guest)
    for person in people:
        person.is_at_ease()


def test_f101_without_a_code_it_says_what_to_do_first(chromium: Browser, new_context: ContextMaker) -> None:
    page = new_context(chromium).new_page()
    page.goto("/join")
    expect(opens(page)).to_contain_text("Kirjoita ensin kutsussa oleva koodi")
    closes(page)
