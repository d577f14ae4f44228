// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { ConsultationModel } from "../core/consultation";
import { Devices } from "../core/devices";
import { TestApi, TestConnection, TestMedia, TestStream } from "../core/testing/browser";
import { TestLink } from "../core/testing/link";
import { consultation, HERE, participant } from "../core/testing/messages";
import { startI18n } from "../i18n";
import { Consultation } from ".";

const ME = "e".repeat(32);
const OTHER = "a".repeat(32);
const text = (word: string) => ({ fi: word, sv: word, en: word });

// jsdom has no media; the pictures are still to come.
beforeAll(async () => {
  Object.assign(globalThis, { MediaStream: TestStream });
  await startI18n("fi");
});
afterEach(cleanup);

/** The room as this role sees it, with a guest in it; what the link is asked is there to be read. */
async function room(role: "client" | "expert" | "guest", may: readonly string[]): Promise<TestLink> {
  const link = new TestLink()
    .answer("consultation:device", () => ({}))
    .answer("consultation:remove", () => ({}))
    .answer("media:offer", () => ({ sdp: "answer" }))
    .answer("consultation:open", () =>
      consultation({
        me: ME,
        participants: [
          participant(ME, { role, label: text("Minä") }),
          participant(OTHER, { role: "guest", label: text("Vieras"), name: "Veli" }),
        ],
        may: [...may],
      }),
    );
  const media = new TestMedia();
  media.refuse = { audio: "NotFoundError", video: "NotFoundError" };
  const model = new ConsultationModel(
    {
      api: new TestApi(),
      link,
      devices: new Devices(media.devices),
      createConnection: () => new TestConnection() as unknown as RTCPeerConnection,
    },
    HERE,
  );
  model.start();
  render(<Consultation model={model} />);
  await waitFor(() => expect(document.querySelector(".room")).not.toBeNull());
  return link;
}

const press = (testId: string) => act(async () => void fireEvent.click(screen.getByTestId(testId)));

it("asks before somebody is shown out, and does it on the second press alone", async () => {
  const link = await room("expert", ["consultation:end", "consultation:remove"]);
  await press(`menu-${OTHER}`);
  await press(`remove-${OTHER}`);
  expect(link.requests("consultation:remove")).toHaveLength(0);
  expect(document.activeElement?.textContent).toBe("Poistetaanko Vieras, Veli puhelusta?");
  await press("confirm-remove");
  expect(link.requests("consultation:remove")).toMatchObject([{ participant: OTHER }]);
  expect(screen.queryByTestId("confirm-remove")).toBeNull();
  expect(document.activeElement?.textContent).toBe("Osallistujat");
});

it("removes nobody when the answer is no, and the focus is back on the button", async () => {
  const link = await room("expert", ["consultation:end", "consultation:remove"]);
  await press(`menu-${OTHER}`);
  await press(`remove-${OTHER}`);
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Älä poista" })));
  expect(link.requests("consultation:remove")).toHaveLength(0);
  expect(document.activeElement).toBe(screen.getByTestId(`menu-${OTHER}`));
});

it.each([
  ["client", "Lopetetaanko puhelu?", "Lopeta puhelu"],
  ["guest", "Poistutaanko puhelusta?", "Poistu puhelusta"],
] as const)("says what leaving does for the %s", async (role, title, confirm) => {
  await room(role, ["consultation:leave"]);
  await press("leave-consultation");
  expect(document.activeElement?.textContent).toBe(title);
  expect(screen.getByTestId("confirm-leave-consultation").textContent).toBe(confirm);
});
