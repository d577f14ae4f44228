import type { Api } from "./api";
import { ApiError } from "./api";
import type { DemoRole, DemoRoles, Me, SessionEnded } from "./protocol";
import { type Readable, Store } from "./store";

/**
 * asking: not known yet. nobody: sign in, enrol or join first; `over` is why the session that this browser had
 * has ended, null where it had none.
 */
export type SessionState =
  | { readonly phase: "asking" }
  | { readonly phase: "nobody"; readonly over: SessionEnded["reason"] | null }
  | { readonly phase: "somebody"; readonly me: Me };

const REASONS: readonly SessionEnded["reason"][] = ["signed_out", "revoked", "expired"];

/** Who sits on this seat of this browser. Every action fails with an ApiError. */
export class Session {
  readonly #state = new Store<SessionState>({ phase: "asking" });
  readonly state: Readable<SessionState> = this.#state;

  constructor(private readonly api: Api) {}

  /** Asks the server who this is; null when nobody is signed in on this seat. */
  async load(): Promise<Me | null> {
    try {
      return this.#is(await this.api.get<Me>("/api/me"));
    } catch (error) {
      if (error instanceof ApiError && (error.code === "unauthenticated" || error.code === "refused")) {
        this.#state.set({ phase: "nobody", over: REASONS.find((reason) => reason === error.detail) ?? null });
        return null;
      }
      throw error;
    }
  }

  /** Signs in a member of staff. */
  async signIn(name: string, password: string): Promise<Me> {
    return this.#is(await this.api.post<Me>("/api/sign-in", { name, password }));
  }

  /** Makes this browser a service point's device by its one-time code. */
  async enrol(code: string): Promise<Me> {
    return this.#is(await this.api.post<Me>("/api/enrol", { code }));
  }

  /** Takes the place of a guest or an outside interpreter; `name` as the person wants to be called. */
  async join(code: string, name = ""): Promise<Me> {
    return this.#is(await this.api.post<Me>("/api/join", { code, name }));
  }

  /** Ends the session here and on the server. */
  async signOut(): Promise<void> {
    await this.api.post("/api/sign-out");
    this.forget();
  }

  /** The roles that the demo can be entered as; none where there is no demo. */
  async demoRoles(): Promise<readonly DemoRole[]> {
    return (await this.api.get<DemoRoles>("/api/demo/roles")).roles;
  }

  /** Enters the demo as this role. */
  async enterDemo(key: string): Promise<Me> {
    return this.#is(await this.api.post<Me>("/api/demo/enter", { key }));
  }

  /** The server has told that the session is over. */
  forget(): void {
    this.#state.set({ phase: "nobody", over: null });
  }

  #is(me: Me): Me {
    this.#state.set({ phase: "somebody", me });
    return me;
  }
}
