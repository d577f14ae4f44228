import { describe, expect, it, vi } from "vitest";
import { FetchApi, toApiError } from "./api";

const answering = (response: Response | Error) => {
  const fetch = vi.fn(async (_path: string | URL | Request, _init?: RequestInit) => {
    if (response instanceof Error) throw response;
    return response;
  });
  return { api: new FetchApi("desk", fetch), fetch };
};

describe("the REST routes", () => {
  it("name the seat and send JSON", async () => {
    const { api, fetch } = answering(Response.json({ seat: "desk" }));
    await expect(api.post("/api/sign-in", { name: "a", password: "b" })).resolves.toEqual({ seat: "desk" });
    const [path, init] = fetch.mock.calls[0] ?? [];
    expect(path).toBe("/api/sign-in");
    expect(init).toMatchObject({ method: "POST", body: '{"name":"a","password":"b"}' });
    expect(new Headers(init?.headers).get("X-Etaluukku-Seat")).toBe("desk");
    expect(new Headers(init?.headers).get("Content-Type")).toBe("application/json");
  });

  it("send a file as it is, with its own headers", async () => {
    const { api, fetch } = answering(Response.json({}));
    await api.put("/api/x", new Blob(["%PDF"], { type: "application/pdf" }), { "X-Etaluukku-Name": "a" });
    const headers = new Headers(fetch.mock.calls[0]?.[1]?.headers);
    expect(headers.get("Content-Type")).toBe("application/pdf");
    expect(headers.get("X-Etaluukku-Name")).toBe("a");
  });

  it("tell the server's code and detail", async () => {
    const body = { error: { code: "unreadable", detail: "encrypted" } };
    const { api } = answering(Response.json(body, { status: 422 }));
    await expect(api.get("/api/x")).rejects.toMatchObject({ code: "unreadable", detail: "encrypted" });
  });

  it("know a proxy's own refusal of a large file", async () => {
    const { api } = answering(new Response("<html>", { status: 413 }));
    await expect(api.get("/api/x")).rejects.toMatchObject({ code: "too_large" });
  });

  it.each([
    ["no network", new TypeError("failed to fetch"), "network"],
    ["a page that is no JSON", new Response("<html>"), "network"],
    ["a proxy's error page", new Response("<html>", { status: 502 }), ""],
    ["a code of the future", Response.json({ error: { code: "teapot" } }, { status: 418 }), ""],
  ])("are unavailable for %s", async (_, response, detail) => {
    const { api } = answering(response);
    await expect(api.get("/api/x")).rejects.toMatchObject({ code: "unavailable", detail });
  });

  it("pass on that nobody waits any more", async () => {
    const { api } = answering(new DOMException("gone", "AbortError"));
    await expect(api.bytes("/api/x")).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("an error of the protocol", () => {
  it.each([undefined, null, "refused", {}, { code: 7 }, new Error("no")])(
    "is unavailable for %s",
    (value) => {
      expect(toApiError(value)).toMatchObject({ code: "unavailable", detail: "" });
    },
  );
});
