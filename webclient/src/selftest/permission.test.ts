import { expect, it, vi } from "vitest";
import { openUnasked } from "./permission";

const TRACK = { kind: "video" };

/** A browser with this answer about permission; null: it does not know the name. */
function browser(state: PermissionState | null, label = "", refuse?: string) {
  const getUserMedia = vi.fn(async () => {
    if (refuse) throw Object.assign(new Error(), { name: refuse });
    return { getTracks: () => [TRACK] };
  });
  const permissions = {
    query: async () => {
      if (state === null) throw new TypeError();
      return { state };
    },
  };
  const enumerateDevices = async () => [{ kind: "videoinput", label }];
  return { permissions, mediaDevices: { getUserMedia, enumerateDevices } };
}

const open = (made: ReturnType<typeof browser>) =>
  openUnasked("camera", made as unknown as Pick<Navigator, "mediaDevices" | "permissions">);

it("opens what a kiosk has granted", async () => {
  expect(await open(browser("granted"))).toBe(TRACK);
});

it.each(["prompt", "denied"] as const)("F-30: opens no question to a person: %s", async (state) => {
  const made = browser(state, "Camera");
  expect(await open(made)).toBe("denied");
  expect(made.mediaDevices.getUserMedia).not.toHaveBeenCalled();
});

it("goes by the names of devices where the browser cannot be asked", async () => {
  expect(await open(browser(null, "Camera"))).toBe(TRACK);
  const unnamed = browser(null);
  expect(await open(unnamed)).toBe("denied");
  expect(unnamed.mediaDevices.getUserMedia).not.toHaveBeenCalled();
});

it.each([
  ["NotFoundError", "missing"],
  ["NotReadableError", "busy"],
] as const)("says of %s that it is %s", async (error, problem) => {
  expect(await open(browser("granted", "", error))).toBe(problem);
});
