// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "../core/api";
import type { DeskState } from "../core/seats/desk";
import { startI18n } from "../i18n";
import { EXPERT, WAITING } from "../stories/people";
import { DeskView } from "./DeskView";
import { WaitingList } from "./WaitingList";

const [oldest, newest] = WAITING;
if (!oldest || !newest) throw new Error("two tickets wait");

const STATE: DeskState = {
  phase: "ready",
  error: null,
  over: null,
  consultation: null,
  ended: null,
  drainingSeconds: null,
  name: EXPERT.label,
  authorityName: EXPERT.authority,
  availability: "available",
  awayBecause: null,
  services: [],
  waiting: [],
  accepting: null,
};

function view(state: Partial<DeskState>, acts: Partial<Parameters<typeof DeskView>[0]> = {}) {
  return (
    <DeskView
      state={{ ...STATE, ...state }}
      me={EXPERT}
      onSignOut={() => {}}
      onAvailability={async () => {}}
      onAccept={async () => {}}
      onWrite={async () => {}}
      {...acts}
    />
  );
}

beforeAll(() => startI18n("fi"));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("waiting clients", () => {
  it("F-13: are listed oldest first with topic, place, language and wait, and no name", () => {
    render(view({ waiting: WAITING }));
    const headings = screen.getAllByRole("heading", { level: 3 }).map(({ textContent }) => textContent);
    expect(headings).toEqual(["Toimeentulo- ja asumistuki", "Kuntoutus"]);
    expect(screen.getByText("Soinin yhteispalvelupiste")).toBeTruthy();
    expect(screen.getByText("ruotsi")).toBeTruthy();
    expect(screen.getByText("4 minuuttia")).toBeTruthy();
  });

  it("are accepted by a button that says which", async () => {
    const onAccept = vi.fn(async () => {});
    render(view({ waiting: WAITING }, { onAccept }));
    const button = screen.getByRole("button", { name: "Vastaa: Kuntoutus, Ähtärin yhteispalvelupiste" });
    button.focus();
    expect(document.activeElement).toBe(button);
    await act(async () => void fireEvent.click(button));
    expect(onAccept).toHaveBeenCalledExactlyOnceWith(newest.ticket);
  });

  it("says calmly that another desk was first", async () => {
    const onAccept = () => Promise.reject(new ApiError("conflict"));
    render(
      <WaitingList
        waiting={WAITING}
        availability="available"
        accepting={null}
        onAccept={onAccept}
        onWrite={async () => {}}
      />,
    );
    await act(async () => void fireEvent.click(screen.getByTestId(`accept-${oldest.ticket}`)));
    expect(screen.getByText(/Toinen asiantuntija ehti vastata/)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("are not accepted twice at once", () => {
    const onAccept = vi.fn(async () => {});
    render(view({ waiting: WAITING, accepting: oldest.ticket }, { onAccept }));
    fireEvent.click(screen.getByTestId(`accept-${newest.ticket}`));
    expect(onAccept).not.toHaveBeenCalled();
  });
});

describe("a message to whoever waits", () => {
  it("F-14: is written beside the ticket, sent once, and shown as the client sees it", async () => {
    const onWrite = vi.fn(async () => {});
    render(view({ waiting: WAITING }, { onWrite }));
    expect(screen.getByText("Asiakas näkee: Olen luonasi noin viiden minuutin kuluttua.")).toBeTruthy();
    fireEvent.click(screen.getByTestId(`write-${newest.ticket}`));
    const field = screen.getByLabelText("Viesti odottavalle asiakkaalle");
    fireEvent.click(screen.getByRole("button", { name: "Lähetä" }));
    expect(onWrite).not.toHaveBeenCalled();
    fireEvent.change(field, { target: { value: " Ota päätös esiin. " } });
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Lähetä" })));
    expect(onWrite).toHaveBeenCalledExactlyOnceWith(newest.ticket, "Ota päätös esiin.");
    expect(screen.queryByLabelText("Viesti odottavalle asiakkaalle")).toBeNull();
  });

  it("keeps what was written when it could not be sent", async () => {
    const onWrite = () => Promise.reject(new ApiError("unavailable"));
    render(view({ waiting: WAITING }, { onWrite }));
    fireEvent.click(screen.getByTestId(`write-${oldest.ticket}`));
    const field = screen.getByLabelText<HTMLTextAreaElement>("Viesti odottavalle asiakkaalle");
    fireEvent.change(field, { target: { value: "Hetki" } });
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Lähetä" })));
    expect(field.value).toBe("Hetki");
    expect(screen.getByRole("alert")).toBeTruthy();
  });
});

describe("the alert", () => {
  it("F-66: changes the window's title while somebody waits, and gives it back", () => {
    vi.useFakeTimers();
    const { rerender } = render(view({}));
    expect(document.title).toBe("Asiantuntijan työpöytä – Etäluukku");
    rerender(view({ waiting: [oldest] }));
    expect(document.title).toBe("(1) Asiakas odottaa – Etäluukku");
    act(() => void vi.advanceTimersByTime(1_000));
    expect(document.title).toBe("Asiantuntijan työpöytä – Etäluukku");
    act(() => void vi.advanceTimersByTime(1_000));
    expect(document.title).toBe("(1) Asiakas odottaa – Etäluukku");
    rerender(view({}));
    expect(document.title).toBe("Asiantuntijan työpöytä – Etäluukku");
  });

  it("leaves those who are away in peace", () => {
    render(view({ waiting: WAITING, availability: "away" }));
    expect(document.title).toBe("Asiantuntijan työpöytä – Etäluukku");
  });

  it("tells the number to those who do not see it", () => {
    const { rerender } = render(view({}));
    rerender(view({ waiting: WAITING }));
    expect(screen.getByText("2 asiakasta odottaa").getAttribute("role")).toBe("status");
  });
});

describe("an expert who did not come to a call", () => {
  it("F-13: reads why nobody is offered, and is available again by one press", async () => {
    const onAvailability = vi.fn(async () => {});
    render(
      view({ availability: "away", awayBecause: "not_appeared", ended: "not_appeared" }, { onAvailability }),
    );
    expect(screen.getByText("Tilaksi on vaihdettu Poissa")).toBeTruthy();
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Olen taas paikalla" })));
    expect(onAvailability).toHaveBeenCalledExactlyOnceWith("available");
  });

  it("reads nothing of it when the choice was the own one", () => {
    render(view({ availability: "away" }));
    expect(screen.queryByTestId("available-again")).toBeNull();
  });
});

describe("availability", () => {
  it("is a switch with its state in a word", async () => {
    const onAvailability = vi.fn(async () => {});
    render(view({ availability: "away" }, { onAvailability }));
    const button = screen.getByTestId("availability");
    expect(button.getAttribute("aria-checked")).toBe("false");
    expect(button.textContent).toContain("Poissa");
    await act(async () => void fireEvent.click(button));
    expect(onAvailability).toHaveBeenCalledExactlyOnceWith("available");
  });

  it("tells when it could not be changed", async () => {
    render(view({}, { onAvailability: () => Promise.reject(new ApiError("unavailable")) }));
    await act(async () => void fireEvent.click(screen.getByTestId("availability")));
    expect(screen.getByRole("alert").textContent).toContain("Palvelu ei juuri nyt vastaa");
  });
});
