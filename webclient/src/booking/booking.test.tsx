// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../core/api";
import type { AppointmentView, Booked, FreeTimes } from "../core/protocol";
import { TestLink } from "../core/testing/link";
import { startI18n } from "../i18n";
import { PointBooking } from "./PointBooking";
import { ASK_MS, CLOSE_MS } from "./useIdle";

const SERVICE = "5".repeat(32);
const NINE = Date.parse("2026-11-30T07:00Z") / 1000;
const HALF_HOUR = 1800;
const text = (word: string) => ({ fi: word, sv: word, en: word });

const TIMES: FreeTimes = {
  service: SERVICE,
  bookable: true,
  lengthMinutes: 30,
  days: [{ day: "2026-11-30", times: [NINE, NINE + HALF_HOUR] }],
  until: "2026-12-13",
  interpreted: ["ar"],
};

function view(startsAt: number): AppointmentView {
  return {
    appointment: "a".repeat(32),
    service: SERVICE,
    serviceName: text("Perhe-etuudet"),
    authorityName: text("Kela"),
    phone: "",
    pointName: text("Soini"),
    expertName: text("Asiantuntija-Kela-01"),
    startsAt,
    endsAt: startsAt + HALF_HOUR,
    state: "booked",
    language: "fi",
    interpreted: null,
    contact: null,
    onBehalf: false,
    code: "ABCDE-23456",
    confidential: false,
  };
}

let link: TestLink;
let asked: string[];
const closed = vi.fn();

beforeEach(async () => {
  await startI18n("fi");
  link = new TestLink();
  asked = [];
  closed.mockReset();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function draw(): void {
  const get = (path: string) => {
    asked.push(path);
    return Promise.resolve(path.includes("from=") ? { ...TIMES, days: [] } : TIMES);
  };
  const api = { seat: "point", get } as unknown as Api;
  render(
    <PointBooking
      context={{ api, link }}
      bookable={{ service: SERVICE, serviceName: "Perhe-etuudet", authorityName: "Kela", language: "fi" }}
      onArrive={() => Promise.resolve()}
      onClose={closed}
    />,
  );
}

async function choose(name: string): Promise<void> {
  fireEvent.click((await screen.findAllByRole("button", { name: /9\.00/ }))[0] as HTMLElement);
  fireEvent.change(await screen.findByLabelText(/^Nimi/), { target: { value: name } });
}

const confirm = () => fireEvent.click(screen.getByTestId("confirm-booking"));

describe("booking at a service point", () => {
  it("pressed twice is one appointment", async () => {
    let answer: (reply: Booked) => void = () => undefined;
    link.answer("booking:book", () => new Promise<Booked>((resolve) => (answer = resolve)));
    draw();
    await choose(" Aino ");
    confirm();
    confirm();
    const [request, ...more] = link.requests("booking:book");
    expect(more).toEqual([]);
    expect(request).toMatchObject({ service: SERVICE, startsAt: NINE, contact: { name: "Aino", reach: "" } });
    await act(async () => answer({ appointment: view(NINE), instead: [] }));
    expect((await screen.findByTestId("booking-code")).textContent).toBe("ABCDE-23456");
  });

  it("offers what is free where somebody was quicker, and keeps what was typed", async () => {
    const replies: Booked[] = [
      { appointment: null, instead: [NINE + HALF_HOUR] },
      { appointment: view(NINE + HALF_HOUR), instead: [] },
    ];
    link.answer("booking:book", () => replies.shift() as Booked);
    draw();
    await choose("Aino");
    confirm();
    fireEvent.click(await screen.findByTestId("instead-time"));
    expect((screen.getByLabelText(/^Nimi/) as HTMLInputElement).value).toBe("Aino");
    confirm();
    await screen.findByTestId("booking-code");
    const [first, second] = link.requests("booking:book");
    expect(second?.startsAt).toBe(NINE + HALF_HOUR);
    expect(second?.appointment).not.toBe(first?.appointment);
  });

  it("asks again for times with an interpreter, and for later days", async () => {
    draw();
    fireEvent.change(await screen.findByLabelText("Tarvitaanko tulkki?"), { target: { value: "ar" } });
    await waitFor(() => expect(asked.at(-1)).toContain("interpreted=ar"));
    fireEvent.click(await screen.findByTestId("more-days"));
    await waitFor(() => expect(asked.at(-1)).toContain("from=2026-12-14"));
  });

  it("closes when nobody is there any more, and asks before", async () => {
    draw();
    await screen.findAllByRole("button", { name: /9\.00/ });
    vi.useFakeTimers();
    fireEvent.keyDown(document.body);
    act(() => void vi.advanceTimersByTime(ASK_MS));
    expect(screen.getByText(/Sivu suljetaan/)).toBeTruthy();
    fireEvent.pointerDown(document.body);
    expect(screen.queryByText(/Sivu suljetaan/)).toBeNull();
    act(() => void vi.advanceTimersByTime(ASK_MS));
    expect(closed).not.toHaveBeenCalled();
    act(() => void vi.advanceTimersByTime(CLOSE_MS));
    expect(closed).toHaveBeenCalledOnce();
  });
});
