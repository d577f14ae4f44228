"""F-25: between two citizens nothing of the first is left at the service point: page, browser or profile."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests import browsers
from tests.e2e.conftest import PAGE_DEADLINE_MS, ContextMaker
from tests.e2e.files import form_pdf
from tests.e2e.seats import Desk, Guest, Point
from tests.e2e.server import Server

MARKER: Final = "Kielokuja8215"
"""What the first citizen is called, writes, brings, copies and looks for."""
CONTROL: Final = "Vertailu3307"
"""Something that is left on purpose: a search that does not find it proves nothing."""

EVERYWHERE = """async () => {
  const read = async name => {
    const open = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error);
    });
    const stores = [...open.objectStoreNames];
    const rows = await Promise.all(stores.map(store => new Promise(done => {
      const asked = open.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => done(asked.result);
    })));
    open.close();
    return [name, rows];
  };
  const cached = async name => {
    const cache = await caches.open(name);
    const answers = await cache.matchAll();
    return [name, (await cache.keys()).map(({url}) => url), await Promise.all(answers.map(a => a.text()))];
  };
  const fields = [...document.querySelectorAll('input, textarea, select')];
  return {
    page: [document.title, document.documentElement.outerHTML, String(getSelection())],
    fields: fields.map(field => [field.value, ...[...field.files ?? []].map(({name}) => name)]),
    address: [location.href, JSON.stringify(history.state), document.referrer, window.name],
    entries: navigation.entries().map(entry => [entry.url, JSON.stringify(entry.getState() ?? null)]),
    local: JSON.stringify({...localStorage}),
    session: JSON.stringify({...sessionStorage}),
    databases: await Promise.all((await indexedDB.databases()).map(({name}) => read(name))),
    caches: await Promise.all((await caches.keys()).map(cached)),
    fetched: performance.getEntries().map(({name}) => name),
    clipboard: await navigator.clipboard.readText(),
    cookies: document.cookie,
  };
}"""

PLANT = """async marker => {
  localStorage.setItem('draft', marker);
  sessionStorage.setItem('draft', marker);
  const cache = await caches.open('pages');
  await cache.put('/api/' + marker, new Response(marker));
  const open = await new Promise((done, fail) => {
    const asked = indexedDB.open('papers');
    asked.onupgradeneeded = () => asked.result.createObjectStore('pages').put(marker, 1);
    asked.onsuccess = () => done(asked.result); asked.onerror = () => fail(asked.error);
  });
  open.close();
  await navigator.clipboard.writeText(marker);
  history.replaceState({name: marker}, '', `?name=${marker}#${marker}`);
}"""

EMPTIED = "Object.keys(history.state ?? {}).every(key => key === 'etaluukkuDepth')"
"""The entry of the history keeps nothing but the mark of the guard of Back (core/backGuard.ts)."""

KEEPS = """() => [...document.querySelectorAll('input, textarea')]
  .filter(field => !['file', 'checkbox', 'radio'].includes(field.type) && field.autocomplete !== 'off')
  .map(field => field.outerHTML)"""


def places(page: Page, word: str) -> list[str]:
    """Where in this page and its browser the word is found."""
    found: dict[str, object] = page.evaluate(EVERYWHERE)
    return [place for place, content in found.items() if word in str(content)]


def files(folder: Path, word: str) -> list[str]:
    """Files that hold the word, as the browser might have written it."""
    forms = [word.encode(), word.encode("utf-16-le")]
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and any(form in file.read_bytes() for form in forms)
    ]


def a_visit(point: Point, desk: Desk, guest: BrowserContext) -> None:
    """The first citizen looks for a service, calls, and leaves the marker wherever people leave something."""
    page = point.page
    page.get_by_role("searchbox").fill(MARKER)
    assert page.evaluate(KEEPS) == []
    page.get_by_role("button", name="Tyhjennä haku").click()
    point.calls("Poliisi", "Lupapalvelut: neuvonta")
    desk.accepts()
    point.sees("expert")
    point.shares(f"{MARKER}.pdf", "application/pdf", form_pdf(title=MARKER))
    point.shows_page(0)
    page.locator("#tool-chat").click()
    page.get_by_label("Kirjoita viesti").fill(f"Olen {MARKER}")
    page.keyboard.press("Enter")
    page.get_by_label("Kirjoita viesti").fill(f"Ei vielä lähetetty, {MARKER}")
    assert page.evaluate(KEEPS) == []
    page.get_by_test_id("live-text").click()
    page.get_by_test_id("live-text-field").fill(f"Kirjoitan: {MARKER}\n")
    expect(desk.page.locator("[role=log]")).to_contain_text(f"kirjoitti: Kirjoitan: {MARKER}")
    page.get_by_test_id("live-text-field").fill(MARKER)
    assert page.evaluate(KEEPS) == []
    brother = Guest(guest, desk.invites_guest(), MARKER)
    desk.admits()
    brother.sees("client")
    expect(page.locator("[role=log]")).to_contain_text(MARKER)


@pytest.fixture
def desk(chromium: Browser, new_context: ContextMaker) -> Desk:
    expert = Desk(new_context(chromium), "Asiantuntija-Poliisi-01")
    expert.is_available()
    return expert


def test_nothing_is_found_after_the_reset(chromium: Browser, new_context: ContextMaker, desk: Desk) -> None:
    at_point = new_context(chromium)
    at_point.grant_permissions(["clipboard-read", "clipboard-write"])
    point = Point(at_point, "Kauhava")
    page = point.page
    a_visit(point, desk, new_context(chromium))
    page.evaluate(PLANT, MARKER)
    page.locator(".chat__text").first.select_text()
    assert set(places(page, MARKER)) == {
        *("page", "fields", "address", "entries", "local", "session", "databases", "caches", "clipboard")
    }

    desk.ends()
    point.has_ended()
    page.wait_for_function("async () => (await indexedDB.databases()).length === 0")
    page.wait_for_function(f"() => {EMPTIED} && location.href.endsWith('/point')")
    assert places(page, MARKER) == []
    page.get_by_role("button", name="Aloita alusta").click()
    expect(page.get_by_role("searchbox")).to_have_value("")
    assert places(page, MARKER) == []

    point.calls("Poliisi", "Lupapalvelut: neuvonta")
    desk.accepts()
    point.sees("expert")
    page.locator("#tool-chat").click()
    expect(page.get_by_test_id("live-text")).to_have_attribute("aria-checked", "false")
    assert places(page, MARKER) == []
    desk.ends()
    point.has_ended()
    point.is_at_ease()


def test_nothing_is_found_on_the_disk(
    playwright: Playwright,
    new_context: ContextMaker,
    chromium: Browser,
    server: Server,
    desk: Desk,
    tmp_path: Path,
) -> None:
    """The whole profile of a browser that keeps one, as a service point's does."""
    kept = playwright.chromium.launch_persistent_context(
        tmp_path, base_url=server.url, locale="fi-FI", **browsers.chromium()
    )
    try:
        kept.set_default_timeout(PAGE_DEADLINE_MS)
        point = Point(kept, "Kauhava")
        a_visit(point, desk, new_context(chromium))
        point.page.reload()
        point.in_consultation()
        desk.ends()
        point.has_ended()
        point.page.get_by_role("button", name="Aloita alusta").click()
        expect(point.page.get_by_role("searchbox")).to_be_visible()
        point.page.evaluate("word => localStorage.setItem('control', word)", CONTROL)
        point.is_at_ease()
    finally:
        kept.close()
    assert files(tmp_path, CONTROL) != []
    assert files(tmp_path, MARKER) == []
