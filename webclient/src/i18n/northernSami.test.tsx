// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import { LANGUAGE_KEY } from "../core/reset";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageFrame } from "../design/PageFrame";
import { DirectoryPage } from "../point/DirectoryPage";
import { EndPage } from "../point/EndPage";
import { DIRECTORY } from "../stories/people";
import { changeLanguage, startI18n } from ".";
import { ALL } from "./all";
import { keepLanguage, localeOf, localText, startLanguage } from "./languages";
import { lasted, spokenMinutes, spokenName, spokenNames } from "./speech";

beforeAll(() => startI18n("fi"));
afterEach(async () => {
  cleanup();
  localStorage.clear();
  window.history.replaceState(null, "", "/");
  await changeLanguage("fi");
});

/**
 * What a citizen can meet at a service point: whole namespaces, and of the others the parts that its screens use. What
 * is not here may be Finnish: screens of staff, and the call while the advisor is there.
 */
const CITIZENS: readonly RegExp[] = [
  /^(client|point)\./,
  /^common\.(?!header\.signOut|footer\.(front|accessibility)|sessionEnded|availability|alert|notFound|notice)/,
  /^errors\.(title|wrongCode|code\.)/,
  /^errors\.detail\.conflict\.(accepted|busy|closed|ended|over)$/,
  /^errors\.detail\.limit\.(chat|connections|line)$/,
  /^errors\.detail\.unavailable\.(connections|draining|media|network|rendering)$/,
  /^devices\.(unsupported|fault|sound\.held|test|speaker|network|selfTest|original\.(suppressed|send|sent))/,
  /^consultation\.(title|failed|elsewhere|device|chat|news)/,
  /^consultation\.people\.(?!remov)/,
  /^consultation\.line\.(?!phoneExpert|before)/,
  /^consultation\.interpreter\.(ringing|nobody|cancelled|cancel|again)$/,
  /^consultation\.share\.(document|replaced|own|stop|shown|coming)/,
  /^consultation\.papers\.(page$|pageLoading|pageFailed|pageField|pageOf|previous|next|larger|smaller|pointHelp)/,
  /^consultation\.pictures\.(signing|pinned$|signs$|percent|betweenLarge|betweenSmall)/,
  /^consultation\.(actions\.close|hand\.(lower|up)|chair\.muted|identity\.(not_needed|known|document))$/,
];

/** Every text by its path, "point.ticket.title"; of counted ones Finnish has _other where Northern Sámi has no suffix. */
function flat(tree: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
      const here = (path ? `${path}.${key}` : key).replace(/_other$/, "");
      return typeof value === "object" && value !== null ? [...flat(value, here)] : [[here, String(value)]];
    }),
  );
}

const FINNISH = flat(ALL.fi);
const SAMI = flat(ALL.se);
/** As the screen asks for them, in the language that is shown. */
const words = <Ns extends "client" | "common" | "desk" | "point">(ns: Ns) => i18next.getFixedT(null, ns);
const placeholders = (text = "") => [...text.matchAll(/{{\s*(\w+)\s*}}/g)].map(([, name]) => name).sort();

describe("Northern Sámi", () => {
  it("has every text of the citizen's screens, and none that Finnish has not", () => {
    const wanted = [...FINNISH.keys()].filter((key) => CITIZENS.some((part) => part.test(key)));
    expect(wanted.length).toBeGreaterThan(250);
    expect(wanted.filter((key) => !SAMI.has(key))).toEqual([]);
    expect([...SAMI.keys()].filter((key) => !FINNISH.has(key))).toEqual([]);
  });

  it("is translated, with the placeholders of Finnish and no stray space", () => {
    for (const [key, text] of SAMI) {
      const finnish = FINNISH.get(key);
      expect({ key, names: placeholders(text) }).toEqual({ key, names: placeholders(finnish) });
      expect({ key, text }).toEqual({ key, text: text.trim().replace(/ {2,}/g, " ") });
      expect({ key, same: text.split(" ").length > 3 && text === finnish }).toEqual({ key, same: false });
    }
  });

  it("is a language of the service point alone", async () => {
    keepLanguage("se");
    render(<PageFrame title="Sivu">teksti</PageFrame>);
    expect(screen.queryByRole("button", { name: "Davvisámegiella" })).toBeNull();
    expect(startLanguage()).not.toBe("se");
    cleanup();
    window.history.replaceState(null, "", "/point");
    expect(startLanguage()).toBe("se");
    localStorage.setItem(LANGUAGE_KEY, "");
    expect(startLanguage()).not.toBe("se");
  });

  it("is chosen by its own name, and the page's lang follows", async () => {
    window.history.replaceState(null, "", "/point");
    render(
      <PageFrame title="Sivu" large>
        <EndPage reason="ended" onRestart={() => undefined} />
      </PageFrame>,
    );
    const button = screen.getByRole("button", { name: "Davvisámegiella" });
    expect(button.getAttribute("lang")).toBe("se");
    fireEvent.click(button);
    await vi.waitFor(() =>
      expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Giitu finadeamis"),
    );
    await vi.waitFor(() => expect(document.documentElement.lang).toBe("se"));
    expect(button.getAttribute("aria-pressed")).toBe("true");
  });
});

describe("what Northern Sámi does not have", () => {
  it("reads in Finnish: texts of staff, errors, the server's texts", async () => {
    await act(() => changeLanguage("se"));
    expect(words("desk")("title")).toBe("Asiantuntijan työpöytä");
    expect(words("common")("header.signOut")).toBe("Kirjaudu ulos");
    render(<ErrorNotice error={new ApiError("unreadable", "broken")} />);
    expect(screen.getByText("Tiedosto on rikki. Tallenna tai skannaa se uudelleen.")).toBeTruthy();
    expect(localText({ fi: "Kela", sv: "FPA", en: "Kela (Social Insurance)" }, "se")).toBe("Kela");
  });

  it("says so to screen readers where the server's texts stand", async () => {
    await act(() => changeLanguage("se"));
    render(<DirectoryPage directory={DIRECTORY} onCall={async () => undefined} />);
    const [authority, service] = [2, 3].map((level) => screen.getAllByRole("heading", { level })[0]);
    expect([authority?.lang, service?.lang]).toEqual(["fi", "fi"]);
    expect(screen.getAllByRole("button", { name: /^Čuojat: / }).length).toBeGreaterThan(0);
  });

  it("is also there when it is the language to start in", async () => {
    await startI18n("se");
    expect(document.documentElement.lang).toBe("se");
    expect(words("client")("end.button")).toBe("Loahpat ságastallama");
    expect(words("desk")("title")).toBe("Asiantuntijan työpöytä");
  });
});

describe("numbers in Northern Sámi", () => {
  it("need nothing of a browser that does not know the language", async () => {
    await changeLanguage("se");
    const t = i18next.getFixedT("se", "common");
    expect(localeOf("se")).toBe("fi");
    expect([1, 2, 60, 75, 120].map((minutes) => spokenMinutes(minutes, "se"))).toEqual([
      "1 minuhtta",
      "2 minuhta",
      "60 minuhta",
      "1 diibmu 15 minuhta",
      "2 diimmu",
    ]);
    expect(lasted(1000, 1190, t)).toBe("3 minuhta");
    expect(spokenNames(["fi", "sv", "en"], t, "se")).toBe("suomagiella, ruoŧagiella ja eaŋgalsgiella");
    expect(spokenName("th", t, "se")).toBe("thai");
  });

  it.each([0, 1, 2, 5, 11])("count %d clients in any set of plurals", async (count) => {
    await changeLanguage("se");
    const told = words("point")("directory.waiting", { count });
    expect(told).toBe(["Ii leat ráidu", "1 áššehas ráiddus"][count] ?? `${count} áššehasa ráiddus`);
  });
});
