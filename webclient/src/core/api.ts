import type { ErrorCode, Seat } from "./types";

const CODES: readonly ErrorCode[] = [
  "invalid",
  "unauthenticated",
  "refused",
  "conflict",
  "limit",
  "too_large",
  "unreadable",
  "unavailable",
];

/** Why a request was not done. `code` and `detail` choose the sentence that a person reads. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly code: ErrorCode,
    readonly detail: string = "",
  ) {
    super(detail ? `${code}: ${detail}` : code);
  }
}

/** The error that a server's `{code, detail}` tells; anything else is "unavailable". */
export function toApiError(value: unknown): ApiError {
  if (value instanceof ApiError) return value;
  if (typeof value === "object" && value !== null && "code" in value) {
    const code = CODES.find((known) => known === value.code);
    const detail = "detail" in value && typeof value.detail === "string" ? value.detail : "";
    if (code) return new ApiError(code, detail);
  }
  return new ApiError("unavailable");
}

/** Another window of the same person has the consultation (F-04). */
export function isElsewhere(error: unknown): boolean {
  return error instanceof ApiError && error.code === "conflict" && error.detail === "elsewhere";
}

/** The REST routes as one seat sees them. Every failure is an ApiError. */
export interface Api {
  readonly seat: Seat;
  get<Reply>(path: string, signal?: AbortSignal): Promise<Reply>;
  post<Reply>(path: string, body?: object): Promise<Reply>;
  /** Sends the bytes themselves; `headers` besides the ones of every request. */
  put<Reply>(path: string, body: Blob, headers?: Record<string, string>): Promise<Reply>;
  /** The bytes of the reply, as a blob of its media type. */
  bytes(path: string, signal?: AbortSignal): Promise<Blob>;
}

/** The routes over the browser's fetch; the session cookie goes along by itself (same origin). */
export class FetchApi implements Api {
  constructor(
    readonly seat: Seat,
    private readonly fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
  ) {}

  async get<Reply>(path: string, signal?: AbortSignal): Promise<Reply> {
    return json<Reply>(await this.#ask(path, signal ? { signal } : {}));
  }

  async post<Reply>(path: string, body?: object): Promise<Reply> {
    const init: RequestInit = { method: "POST" };
    if (body) {
      init.body = JSON.stringify(body);
      init.headers = { "Content-Type": "application/json" };
    }
    return json<Reply>(await this.#ask(path, init));
  }

  async put<Reply>(path: string, body: Blob, headers: Record<string, string> = {}): Promise<Reply> {
    const type = { "Content-Type": body.type || "application/octet-stream" };
    return json<Reply>(await this.#ask(path, { method: "PUT", body, headers: { ...type, ...headers } }));
  }

  async bytes(path: string, signal?: AbortSignal): Promise<Blob> {
    return (await this.#ask(path, signal ? { signal } : {})).blob();
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("X-Etaluukku-Seat", this.seat);
    let response: Response;
    try {
      response = await this.fetch(path, { ...init, headers, credentials: "same-origin", cache: "no-store" });
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
      throw new ApiError("unavailable", "network");
    }
    if (response.ok) return response;
    throw await refusal(response);
  }
}

async function json<Reply>(response: Response): Promise<Reply> {
  if (response.status === 204) return {} as Reply;
  try {
    return (await response.json()) as Reply;
  } catch {
    throw new ApiError("unavailable", "network");
  }
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null && "error" in body) return toApiError(body.error);
  } catch {
    // A proxy on the way answered with a page of its own: the status is all we know.
  }
  return new ApiError(response.status === 413 ? "too_large" : "unavailable");
}
