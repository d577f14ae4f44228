// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Advisor } from "../core/advisor";
import type { ConsultationModel } from "../core/consultation";
import { EMPTY } from "../core/consultationState";
import { Devices } from "../core/devices";
import type { Participant } from "../core/protocol";
import { Store } from "../core/store";
import { TestMedia } from "../core/testing/browser";
import { TestLink } from "../core/testing/link";
import { ANNA, HERE, ME, participant } from "../core/testing/messages";
import type { Fault } from "../core/watchers/notices";
import { startI18n } from "../i18n";
import { FaultNotice } from "./DeviceNotice";
import { OriginalSound } from "./OriginalSound";
import { SettingsPanel } from "./SettingsPanel";

let media: TestMedia;
let devices: Devices;
let advisor: Advisor;

function modelOf(participants: readonly Participant[]): ConsultationModel {
  const state = new Store({ ...EMPTY, me: ME, participants });
  return { devices, advisor, state } as unknown as ConsultationModel;
}

beforeAll(() => startI18n("fi"));
beforeEach(async () => {
  media = new TestMedia();
  devices = new Devices(media.devices);
  await devices.open();
  advisor = new Advisor({ link: new TestLink(), consultation: HERE });
});
afterEach(cleanup);

const press = (name: string) => act(async () => void fireEvent.click(screen.getByRole("button", { name })));

describe("a fault of a device (F-14)", () => {
  const settings = vi.fn();

  function told(fault: Fault, role: Participant["role"] = "expert") {
    const state = new Store<Fault | null>(fault);
    const watch = { state, dismiss: () => state.set(null) };
    render(
      <>
        <FaultNotice watch={watch} model={modelOf([participant(ME, { role })])} onSettings={settings} />
        <section id="actions" aria-label="Puhelun toiminnot" tabIndex={-1} />
      </>,
    );
    return state;
  }

  it("is told to the advisor at a service point, unless the advisor has left the room", () => {
    advisor.restart({ advisor: "present" });
    told("cameraCovered", "client");
    expect(screen.getByText("Neuvojalle: Kameran kuva on musta")).toBeTruthy();
    act(() => advisor.changed({ presence: "away" }));
    expect(screen.getByText("Kameran kuva on musta")).toBeTruthy();
  });

  it("of a closed microphone is mended by one press, and the notice goes", async () => {
    await devices.setMicrophone(false);
    told("microphoneOff");
    await press("Avaa mikrofoni");
    expect(devices.state.get().microphone).toMatchObject({ on: true, track: { enabled: true } });
    expect(screen.queryByTestId("device-notice")).toBeNull();
  });

  it("of a dead microphone leads to where another one is chosen", async () => {
    told("microphoneSilent");
    await press("Valitse mikrofoni");
    expect(settings).toHaveBeenCalledOnce();
  });

  it("of a dead microphone is told on the client's own screen too, which has no settings to open", () => {
    const watch = { state: new Store<Fault | null>("microphoneSilent"), dismiss: () => undefined };
    render(<FaultNotice watch={watch} model={modelOf([participant(ME, { role: "client" })])} />);
    expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).toEqual(["Sulje ilmoitus"]);
  });

  it("of a frozen camera opens the camera anew", async () => {
    const before = devices.state.get().camera.track;
    told("cameraFrozen");
    await press("Käynnistä kamera uudelleen");
    expect(before?.readyState).toBe("ended");
    expect(devices.state.get().camera).toMatchObject({ on: true, track: { readyState: "live" } });
  });

  it("that howls is stopped by holding the microphone", async () => {
    told("howl");
    await press("Estä äänen kierto");
    expect(devices.sound.get().echoingRoom).toBe(true);
  });

  it("that hands must mend has no other button than the one that closes it; the focus is kept", async () => {
    told("cameraCovered");
    const [close, ...others] = screen.getAllByRole("button");
    expect(others).toEqual([]);
    close?.focus();
    await press("Sulje ilmoitus");
    expect(document.activeElement?.id).toBe("actions");
  });

  it("that goes by itself keeps the focus too, and takes it from nobody", () => {
    const state = told("cameraCovered");
    act(() => state.set(null));
    expect(document.activeElement).toBe(document.body);
    act(() => state.set("cameraCovered"));
    screen.getByRole("button").focus();
    act(() => state.set(null));
    expect(document.activeElement?.id).toBe("actions");
  });
});

describe("the sound that the interpreter hears (F-52)", () => {
  const interpreter = participant(ANNA, { role: "interpreter" });

  it("is said to whoever speaks, who sends it as it is by one press", async () => {
    render(<OriginalSound model={modelOf([participant(ME), interpreter])} />);
    expect(screen.getByRole("status").textContent).toContain("taustaäänet on vaimennettu");
    await press("Lähetä ääni sellaisenaan");
    expect(devices.state.get().microphone.track?.getSettings()).toMatchObject({ noiseSuppression: false });
    expect(screen.getByRole("status").textContent).toBe("Tulkki kuulee äänesi sellaisenaan.");
  });

  it("is said to the interpreter in the words of the speakers' switch", () => {
    render(<OriginalSound model={modelOf([participant(ME, { role: "interpreter" }), participant(ANNA)])} />);
    expect(screen.getByText(/ottamaan laitteista pois ”Vaimenna taustaäänet”/)).toBeTruthy();
  });

  it.each([[[]], [[{ ...interpreter, state: "lobby" as const }]]])(
    "is nobody's matter without one",
    (others) => {
      const { container } = render(<OriginalSound model={modelOf([participant(ME), ...others])} />);
      expect(container.textContent).toBe("");
    },
  );
});

describe("the settings (F-52)", () => {
  it("switch what is done to the own sound, each by itself", async () => {
    render(<SettingsPanel devices={devices} />);
    const flip = (name: string) =>
      act(async () => void fireEvent.click(screen.getByRole("switch", { name })));
    await flip("Vaimenna taustaäänet");
    expect(devices.sound.get()).toEqual({
      noiseSuppression: false,
      echoCancellation: true,
      echoingRoom: false,
    });
    await flip("Poista kaiutinten ääni");
    await flip("Huone kaikuu");
    expect(devices.sound.get()).toEqual({
      noiseSuppression: false,
      echoCancellation: false,
      echoingRoom: true,
    });
    expect(screen.getByRole("switch", { name: "Huone kaikuu" }).getAttribute("aria-checked")).toBe("true");
  });
});
