// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import type { PointState } from "../core/seats/point";
import { OPENING } from "../core/seats/seat";
import { changeLanguage, startI18n } from "../i18n";
import { DIRECTORY, idOf, SOINI, TICKET } from "../stories/people";
import { DirectoryPage } from "./DirectoryPage";
import { answeredIn, languagesOf } from "./directory";
import { EndPage } from "./EndPage";
import { EnrolPage } from "./EnrolPage";
import { PointView } from "./PointView";

const [kela] = DIRECTORY.authorities;

const CANCELLED: PointState = {
  ...OPENING,
  phase: "ready",
  name: SOINI,
  directory: DIRECTORY,
  ticket: null,
  ticketClosed: "cancelled",
};

beforeAll(() => startI18n("fi"));
afterEach(async () => {
  cleanup();
  vi.useRealTimers();
  await changeLanguage("fi");
});

describe("the directory", () => {
  it("F-25: two presses call a service of any authority", () => {
    const onCall = vi.fn(async () => {});
    render(<DirectoryPage directory={DIRECTORY} onCall={onCall} />);
    fireEvent.click(screen.getByRole("button", { name: /Verohallinto/ }));
    fireEvent.click(screen.getByRole("button", { name: "Soita: Verokortti" }));
    expect(onCall).toHaveBeenCalledExactlyOnceWith(idOf(50), "fi");
  });

  it("opens at the first authority that has an open service", () => {
    render(<DirectoryPage directory={DIRECTORY} onCall={async () => {}} />);
    expect(screen.getByRole("heading", { level: 2, name: "Kela" })).toBeTruthy();
    expect(screen.getByRole("button", { name: /^Kela/ }).getAttribute("aria-current")).toBe("true");
  });

  it("gives a closed service no call button and says when it opens", () => {
    render(<DirectoryPage directory={DIRECTORY} onCall={async () => {}} />);
    const closed = screen.getByRole("heading", { name: "Perhe-etuudet" }).closest("li");
    if (!closed) throw new Error("the service is not in a list");
    expect(within(closed).queryByRole("button")).toBeNull();
    expect(within(closed).getByText("Suljettu")).toBeTruthy();
    expect(within(closed).getByText("Aukioloajat: ma–pe 9–15")).toBeTruthy();
  });

  it("says nothing of a queue where nobody waits and nobody is free", () => {
    const idle = { expertsAvailable: 0, waiting: 0 };
    const authorities = DIRECTORY.authorities.map((authority) => ({
      ...authority,
      services: authority.services.map((service) => ({ ...service, ...idle })),
    }));
    render(<DirectoryPage directory={{ authorities }} onCall={async () => {}} />);
    expect(screen.getAllByText("Auki, odotusta").length).toBeGreaterThan(0);
    expect(screen.queryByText("Ei jonoa")).toBeNull();
  });

  it("F-14: tells whoever waits how long about, and says where it is not known", () => {
    const acts = { onCall: async () => {}, onCancel: async () => {}, onRestart: () => {}, onRead: () => {} };
    const wait = { fromMinutes: 10, toMinutes: 20 };
    const withWaits = (waits: (typeof wait)[]) => ({
      authorities: DIRECTORY.authorities.map((authority) => ({
        ...authority,
        services: authority.services.map((service) => ({ ...service, waits })),
      })),
    });
    const state = { ...CANCELLED, ticketClosed: null, ticket: { ...TICKET, place: 2 } };
    const { rerender } = render(
      <PointView
        {...acts}
        label={SOINI}
        state={{ ...state, directory: withWaits([{ fromMinutes: 0, toMinutes: 5 }, wait]) }}
      />,
    );
    expect(screen.getByTestId("wait").textContent).toBe("Arvioitu odotusaika 10–20 minuuttia");
    for (const [fromMinutes, toMinutes, text] of [
      [0, 1, "Arvioitu odotusaika enintään 1 minuutti"],
      [0, 75, "Arvioitu odotusaika enintään 1 tunti 15 minuuttia"],
      [45, 75, "Arvioitu odotusaika 45 minuuttia – 1 tunti 15 minuuttia"],
    ] as const) {
      const waits = [wait, { fromMinutes, toMinutes }];
      rerender(<PointView {...acts} label={SOINI} state={{ ...state, directory: withWaits(waits) }} />);
      expect(screen.getByTestId("wait").textContent?.replaceAll(/\s/g, " ")).toBe(text);
    }
    rerender(<PointView {...acts} label={SOINI} state={{ ...state, directory: withWaits([]) }} />);
    expect(screen.getByTestId("wait").textContent).toBe("Odotusaikaa ei vielä voi arvioida");
  });

  it("F-14: says in time that the service may close first, in the time of the place", () => {
    const acts = { onCall: async () => {}, onCancel: async () => {}, onRestart: () => {}, onRead: () => {} };
    vi.useFakeTimers({ now: new Date("2026-11-23T12:30:00Z"), shouldAdvanceTime: true });
    const closesAt = Date.parse("2026-11-23T13:00:00Z") / 1000;
    const state = { ...CANCELLED, ticketClosed: null, ticket: { ...TICKET, closesAt } };
    const { rerender } = render(<PointView {...acts} label={SOINI} state={state} />);
    expect(screen.getByText("Palvelu sulkeutuu klo 15.00")).toBeTruthy();
    vi.setSystemTime(new Date("2026-11-23T12:45:00Z"));
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.getByText("Palvelu sulkeutuu pian, klo 15.00")).toBeTruthy();
    rerender(
      <PointView {...acts} label={SOINI} state={{ ...state, ticket: { ...TICKET, service: idOf(13) } }} />,
    );
    expect(screen.getByText(/^Palvelu on sulkeutunut/)).toBeTruthy();
  });

  it("confirms one's own cancel until the next press", () => {
    const onRead = vi.fn();
    const acts = { onCall: async () => {}, onCancel: async () => {}, onRestart: () => {}, onRead };
    render(<PointView state={CANCELLED} label={SOINI} {...acts} />);
    expect(screen.getByText("Puhelu peruttiin.")).toBeTruthy();
    expect(onRead).not.toHaveBeenCalled();
    fireEvent.click(document.body);
    expect(onRead).toHaveBeenCalledOnce();
  });

  it("calls in the chosen language, and in the service's own where it has not that one", () => {
    const onCall = vi.fn(async () => {});
    render(<DirectoryPage directory={DIRECTORY} onCall={onCall} />);
    fireEvent.click(screen.getByRole("button", { name: "englanti" }));
    expect(screen.getByText(/Vastaus kielellä: suomi/)).toBeTruthy();
    fireEvent.click(screen.getByTestId(`call-service-${idOf(12)}`));
    expect(onCall).toHaveBeenLastCalledWith(idOf(12), "fi");
  });

  it("asks once while a call is on its way, and tells why it failed", async () => {
    let fail: (error: unknown) => void = () => {};
    const onCall = vi.fn(() => new Promise<void>((_resolve, reject) => (fail = reject)));
    render(<DirectoryPage directory={DIRECTORY} onCall={onCall} />);
    const button = screen.getByTestId(`call-service-${idOf(11)}`);
    fireEvent.click(button);
    fireEvent.click(button);
    expect(onCall).toHaveBeenCalledTimes(1);
    await act(async () => fail(new ApiError("unavailable", "network")));
    expect(screen.getByRole("alert").textContent).toContain("Palvelimeen ei saada yhteyttä");
    expect(button.getAttribute("aria-disabled")).toBe("false");
  });
});

describe("the search", () => {
  const field = () => screen.getByRole("searchbox");
  const type = (words: string) =>
    act(async () => void fireEvent.change(field(), { target: { value: words } }));
  const services = () => screen.queryAllByRole("heading", { level: 3 }).map(({ textContent }) => textContent);
  const told = () => screen.getByRole("status").textContent;

  function open() {
    vi.useFakeTimers();
    render(<DirectoryPage directory={DIRECTORY} onCall={async () => {}} />);
  }

  it("F-10: lists what is meant at each letter, and tells the number once the typing has paused", async () => {
    open();
    for (const words of ["v", "vu", "vuokraa"]) await type(words);
    expect(services()).toEqual(["Toimeentulo- ja asumistuki"]);
    expect(told()).toBe("");
    act(() => void vi.advanceTimersByTime(699));
    expect(told()).toBe("");
    act(() => void vi.advanceTimersByTime(1));
    expect(told()).toBe("Löytyi 1 palvelu.");
  });

  it("says what to do where nothing is found, and Escape brings everything back", async () => {
    open();
    await type("avaruusmatka");
    act(() => void vi.advanceTimersByTime(700));
    expect(services()).toEqual([]);
    expect(told()).toMatch(/^Tällä sanalla ei löytynyt palvelua. Kokeile toista sanaa/);
    fireEvent.keyDown(field(), { key: "Escape" });
    expect((field() as HTMLInputElement).value).toBe("");
    expect(services()).toHaveLength(3);
    expect(told()).toBe("");
  });

  it("F-25: forgets what was looked for when nobody has touched the screen for three minutes", async () => {
    open();
    await type("vuokra");
    act(() => void vi.advanceTimersByTime(179_000));
    fireEvent.pointerDown(document.body);
    act(() => void vi.advanceTimersByTime(179_000));
    expect((field() as HTMLInputElement).value).toBe("vuokra");
    act(() => void vi.advanceTimersByTime(1_000));
    expect((field() as HTMLInputElement).value).toBe("");
  });
});

describe("the languages of a service", () => {
  it("lists each language once, and answers in the wanted one or the first", () => {
    expect(languagesOf(kela ? [kela] : [])).toEqual(["fi", "sv", "en"]);
    const [housing, rehabilitation] = kela?.services ?? [];
    if (!housing || !rehabilitation) throw new Error("Kela has three services");
    expect(answeredIn(housing, "en")).toBe("en");
    expect(answeredIn(rehabilitation, "en")).toBe("fi");
    expect(answeredIn({ ...housing, languages: [] }, "en")).toBe("fi");
  });
});

describe("the end", () => {
  it("F-25: makes room for the next client by itself", () => {
    vi.useFakeTimers();
    const onRestart = vi.fn();
    render(<EndPage reason="ended" onRestart={onRestart} />);
    expect(document.activeElement?.textContent).toBe("Kiitos käynnistä");
    act(() => void vi.advanceTimersByTime(44_000));
    expect(onRestart).not.toHaveBeenCalled();
    act(() => void vi.advanceTimersByTime(2_000));
    expect(onRestart).toHaveBeenCalledTimes(1);
  });
});

describe("enrolment", () => {
  it("tells a wrong code from a lost line, and keeps the language of the point when it succeeds", async () => {
    const errors = [new ApiError("refused"), new ApiError("unavailable", "network")];
    const onEnrol = vi.fn(async () => {
      const error = errors.shift();
      if (error) throw error;
    });
    localStorage.clear();
    render(<EnrolPage onEnrol={onEnrol} />);
    const submit = () =>
      act(async () => void fireEvent.click(screen.getByRole("button", { name: "Ota käyttöön" })));
    await submit();
    expect(onEnrol).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText("Kertakäyttöinen koodi"), { target: { value: " K7QM-2F9D " } });
    await submit();
    expect(screen.getByRole("alert").textContent).toContain("Koodi on väärä");
    await submit();
    expect(screen.getByRole("alert").textContent).toContain("Palvelimeen ei saada yhteyttä");
    expect(localStorage.length).toBe(0);
    await submit();
    expect(onEnrol).toHaveBeenLastCalledWith("K7QM-2F9D");
    expect(Object.values({ ...localStorage })).toEqual(["fi"]);
  });
});
