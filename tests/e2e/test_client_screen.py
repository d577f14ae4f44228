"""F-27, F-99: without the advisor the point is the client's own: people, few large things, no way out."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.conftest import ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.screens import RULES, photograph
from tests.e2e.seats import Desk, Interpreter, Point

LARGE_PX = 88
WIDE: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
REFLOW: ViewportSize = {"width": 320, "height": 640}

OUTPUT = """
window.outputs = [];
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to === this.context.destination) {
    const analyser = this.context.createAnalyser(); analyser.fftSize = 2048;
    connect.call(this, analyser); window.outputs.push(analyser);
  }
  return connect.call(this, to, ...rest);
};
"""
"""Keeps an ear at whatever Web Audio plays."""

LOUDEST = """
async milliseconds => {
  const samples = new Float32Array(2048); let loudest = 0;
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    for (const output of window.outputs) {
      output.getFloatTimeDomainData(samples);
      for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
    }
    await new Promise(r => setTimeout(r, 10));
  }
  return loudest;
}
"""


def large(page: Page) -> Locator:
    """The buttons of the client's own screen."""
    return page.locator("#actions button")


def is_sound(page: Page, name: str) -> None:
    """Wide, on a phone, at 400 %: pictures for the eye, nothing for axe, nothing sideways, all large."""
    for size, width in ((WIDE, "wide"), (PHONE, "phone"), (REFLOW, "narrow")):
        page.set_viewport_size(size)
        photograph(page, f"{name}-{width}")
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) <= 0, f"{name} {width}"
        for button in large(page).all():
            box = button.bounding_box()
            assert box and box["height"] >= LARGE_PX and box["width"] >= LARGE_PX, (name, width, box)
    page.set_viewport_size(WIDE)
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]


def declared(point: Point, presence: str) -> None:
    """The point's screen says this of the advisor."""
    expect(point.page.get_by_test_id("advisor")).to_have_attribute("data-presence", presence)


def goes_back(page: Page) -> None:
    """The browser's Back, which is to change nothing but what the page asks."""
    page.evaluate("history.back()")


def in_a_call(point: Point, desk: Desk, authority: str, service: str) -> None:
    """The two see each other."""
    desk.is_available()
    point.calls(authority, service)
    desk.accepts()
    desk.sees("client")
    point.sees("expert")


def test_the_client_alone_with_the_expert(chromium: Browser, new_context: ContextMaker) -> None:
    at_point = new_context(chromium)
    at_point.add_init_script(OUTPUT)
    point, desk = Point(at_point, "Vimpeli"), Desk(new_context(chromium), "Asiantuntija-Vero-01")
    in_a_call(point, desk, "Verohallinto", "Verokortti")
    page = point.page
    page.set_viewport_size(WIDE)

    page.get_by_test_id("advisor-leave").press("Enter")
    declared(point, "away")
    expect(page.locator("h1")).to_be_focused()
    expect(large(page)).to_have_text(
        ["Ääni hiljemmalle", "Ääni kovemmalle", "Näytä paperit", "Kutsu neuvoja takaisin", "Lopeta puhelu"]
    )
    expect(page.get_by_role("button")).to_have_count(5)
    point.sees("expert")
    point.hears(1)
    is_sound(page, "client-screen")

    gets_louder(page)
    sees_papers(point, desk)
    writes_and_reads(point, desk)
    calls_the_advisor_back(point, desk)
    desk.ends()
    point.has_ended()
    for person in (point, desk):
        person.is_at_ease()


def gets_louder(page: Page) -> None:
    """Every sound that plays goes through what is louder than as it comes, and back."""
    page.get_by_test_id("louder").click()
    expect(page.get_by_test_id("loudness")).to_have_text("Ääni on kova")
    expect(page.locator("audio")).not_to_have_count(0)
    page.wait_for_function("[...document.querySelectorAll('audio')].every(audio => audio.muted)")
    louder = page.evaluate(LOUDEST, 2500)
    page.get_by_test_id("louder").click()
    expect(page.get_by_test_id("loudness")).to_have_text("Ääni on kovimmillaan")
    loudest = page.evaluate(LOUDEST, 2500)
    assert 0.01 < louder < loudest, (louder, loudest)
    for _ in range(3):
        page.get_by_test_id("quieter").click()
    expect(page.get_by_test_id("loudness")).to_have_text("Ääni on hiljainen")
    volumes = page.locator("audio").evaluate_all("all => all.map(({volume, muted}) => [volume, muted])")
    assert volumes and all(volume == [0.55, False] for volume in volumes)


def sees_papers(point: Point, desk: Desk) -> None:
    """What the expert lays on the table is large on the client's screen by itself, and can be put away."""
    page = point.page
    desk.shares("hakemus.pdf", "application/pdf", form_pdf())
    point.shows_page(0)
    expect(page.get_by_test_id("upload-paper")).to_have_count(0)
    point.turns_page()
    desk.shows_page(1)
    is_sound(page, "client-papers")
    page.get_by_test_id("client-papers").click()
    expect(page.locator("#papers")).to_have_count(0)
    expect(page.get_by_test_id("client-papers")).to_have_text("Näytä paperit")


def writes_and_reads(point: Point, desk: Desk) -> None:
    """Text is there as soon as somebody has written."""
    page = point.page
    expect(page.get_by_test_id("client-text")).to_have_count(0)
    desk.page.locator("#tool-chat").click()
    desk.page.get_by_label("Kirjoita viesti").fill("Hyvää päivää!")
    desk.page.keyboard.press("Enter")
    button = page.get_by_test_id("client-text")
    expect(button).to_have_text("Viestit, 1 uusi")
    button.press("Enter")
    expect(page.get_by_test_id("chat-lines")).to_contain_text("Hyvää päivää!")
    is_sound(page, "client-text")
    page.get_by_label("Kirjoita viesti").fill("Päivää.")
    page.keyboard.press("Enter")
    expect(desk.page.get_by_test_id("chat-lines")).to_contain_text("Päivää.")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def calls_the_advisor_back(point: Point, desk: Desk) -> None:
    """The expert says no, then yes: then it is the ordinary room again."""
    page = point.page
    page.get_by_test_id("advisor-return").press("Enter")
    declared(point, "asking")
    expect(page.get_by_test_id("advisor-withdraw")).to_be_focused()
    is_sound(page, "client-asks")
    desk.page.get_by_test_id("advisor-refuse").click()
    expect(page.get_by_test_id("advisor")).to_contain_text("pyytää vielä odottamaan")
    page.get_by_test_id("advisor-return").press("Enter")
    desk.page.get_by_test_id("advisor-agree").click()
    declared(point, "present")
    expect(page.get_by_test_id("toggle-microphone")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()


def test_with_an_interpreter_the_end_is_asked_once(chromium: Browser, new_context: ContextMaker) -> None:
    point, desk = Point(new_context(chromium), "Vimpeli"), Desk(new_context(chromium), "Asiantuntija-Vero-01")
    interpreter = Interpreter(new_context(chromium), "Tulkki-ukraina-01")
    interpreter.is_available()
    in_a_call(point, desk, "Verohallinto", "Verokortti")
    desk.asks_for_interpreter("Ukraina")
    interpreter.answers()
    point.sees("interpreter")
    page = point.page
    page.get_by_test_id("advisor-leave").click()
    declared(point, "away")
    point.sees("expert")
    point.sees("interpreter")
    photograph(page, "client-interpreter")
    page.get_by_test_id("leave-consultation").press("Enter")
    expect(page.get_by_role("heading", name="Lopetetaanko puhelu?")).to_be_focused()
    is_sound(page, "client-end")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("leave-consultation")).to_be_focused()
    point.leaves()
    point.has_ended()
    for person in (point, desk, interpreter):
        person.is_at_ease()


def test_back_leaves_no_call_without_a_word(chromium: Browser, new_context: ContextMaker) -> None:
    """At every seat: the page asks, and stays; after the call Back leads out by the page it was opened on."""
    point, desk = Point(new_context(chromium), "Vimpeli"), Desk(new_context(chromium), "Asiantuntija-Vero-01")
    in_a_call(point, desk, "Verohallinto", "Verokortti")
    for person in (point, desk):
        for _ in range(2):
            goes_back(person.page)
            expect(person.page.get_by_role("heading", name="Lopetetaanko puhelu?")).to_be_focused()
            person.page.keyboard.press("Escape")
            expect(person.page.get_by_role("heading", name="Lopetetaanko puhelu?")).to_have_count(0)
    point.page.reload()
    point.in_consultation()
    point.sees("expert")
    goes_back(point.page)
    expect(point.page.get_by_role("heading", name="Lopetetaanko puhelu?")).to_be_focused()

    point.page.keyboard.press("Escape")
    point.page.get_by_test_id("advisor-leave").click()
    declared(point, "away")
    goes_back(point.page)
    expect(point.page.get_by_role("heading", name="Lopetetaanko puhelu?")).to_be_focused()
    point.page.get_by_test_id("client-stay").click()
    point.sees("expert")
    desk.sees("client")
    desk.ends()
    point.has_ended()
    goes_back(point.page)
    point.page.wait_for_function("navigation.canGoForward")
    point.has_ended()
    goes_back(point.page)
    point.page.wait_for_url("**/demo")
