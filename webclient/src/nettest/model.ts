// The course of a site test: ask, try every way at once, measure the best one.
import { type Api, ApiError } from "../core/api";
import type { OfferAnswer, SiteTest } from "../core/protocol";
import { type Readable, Store } from "../core/store";
import { type Ask, type Line, type Tried, tryWay } from "./line";
import { type Sources, startSources } from "./sources";
import { figuresOf, type Sample } from "./stats";
import { type Figures, type Judgement, judge } from "./verdict";
import { type Way, type WayKind, type Why, waysOf } from "./ways";

/** Sound alone: loss, jitter and delay of a line that the test itself does not fill. */
const QUIET_MS = 4_000;
/** With pictures: until the browser has found the rate that the line carries. */
const LOUD_MS = 6_000;
const SAMPLE_MS = 500;

export interface WayState {
  readonly kind: WayKind;
  readonly targets: readonly string[];
  readonly state: "trying" | "open" | "closed";
  readonly why: Why | null;
}

export interface Result {
  readonly judgement: Judgement;
  /** The way that was measured; null where none is open. Its figures are null where nothing came back. */
  readonly measured: { readonly kind: WayKind; readonly figures: Figures | null } | null;
  readonly at: Date;
}

export type Phase = "idle" | "asking" | "trying" | "measuring" | "done" | "failed";

export interface TestState {
  readonly phase: Phase;
  readonly ways: readonly WayState[];
  /** The way that is being measured. */
  readonly measuring: WayKind | null;
  readonly result: Result | null;
  readonly error: unknown;
}

/** What of the browser is used; another one for tests. */
export interface Browser {
  readonly startSources: () => Sources;
  readonly tryWay: (way: Way, ask: Ask, sources: Sources) => Promise<Tried>;
}

const NOTHING: TestState = { phase: "idle", ways: [], measuring: null, result: null, error: null };

/** One page's site test. */
export class NetTest {
  readonly #store = new Store<TestState>(NOTHING);
  readonly state: Readable<TestState> = this.#store;

  /** `apis`: the seats of this browser; the first that the server answers is taken. */
  constructor(
    private readonly apis: readonly Api[],
    private readonly browser: Browser = { startSources, tryWay },
  ) {}

  /** Runs one test from a press on; pressed again while it runs it does nothing. The signal breaks it off. */
  async start(signal?: AbortSignal): Promise<void> {
    const { phase } = this.#store.get();
    if (phase === "asking" || phase === "trying" || phase === "measuring") return;
    this.#store.set({ ...NOTHING, phase: "asking" });
    let sources: Sources | null = null;
    try {
      sources = this.browser.startSources();
      const { api, test } = await this.#ask();
      const ask: Ask = async (sdp) => (await api.post<OfferAnswer>("/api/nettest", { sdp })).sdp;
      const tried = await this.#try(waysOf(test), ask, sources);
      await this.#measure(tried, signal);
    } catch (error) {
      this.#store.patch({ phase: "failed", error });
    } finally {
      sources?.close();
    }
  }

  async #ask(): Promise<{ api: Api; test: SiteTest }> {
    let refusal: unknown = new ApiError("unauthenticated");
    for (const api of this.apis) {
      try {
        return { api, test: await api.get<SiteTest>("/api/nettest") };
      } catch (error) {
        refusal = error;
        if (!(error instanceof ApiError) || error.code !== "unauthenticated") break;
      }
    }
    throw refusal;
  }

  async #try(ways: readonly Way[], ask: Ask, sources: Sources): Promise<Tried[]> {
    this.#store.patch({
      phase: "trying",
      ways: ways.map(({ kind, targets }) => ({ kind, targets, state: "trying", why: null })),
    });
    const tries = ways.map(async (way, index) => {
      const tried = await this.browser.tryWay(way, ask, sources);
      this.#tell(index, tried);
      return tried;
    });
    const settled = await Promise.allSettled(tries);
    const tried = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const failed = settled.find((one) => one.status === "rejected");
    if (failed) {
      for (const { line } of tried) line?.close();
      throw failed.reason;
    }
    return tried;
  }

  #tell(index: number, { way, why }: Tried): void {
    const ways = this.#store.get().ways.map((known, at): WayState => {
      if (at !== index) return known;
      return { kind: way.kind, targets: way.targets, state: why === null ? "open" : "closed", why };
    });
    this.#store.patch({ ways });
  }

  /** The first open way is the best one: they stand in the order in which a call would take them. */
  async #measure(tried: readonly Tried[], signal?: AbortSignal): Promise<void> {
    const open = tried.filter(({ line }) => line !== null);
    const [best, ...others] = open;
    for (const { line } of others) line?.close();
    if (!best?.line) {
      this.#done({ judgement: { verdict: "nothing", limits: ["closed"] }, measured: null });
      return;
    }
    const { kind } = best.way;
    this.#store.patch({ phase: "measuring", measuring: kind });
    try {
      const figures = await measure(best.line, signal);
      const nothing: Judgement = { verdict: "nothing", limits: ["unmeasured"] };
      this.#done({ judgement: figures ? judge(figures) : nothing, measured: { kind, figures } });
    } finally {
      best.line.close();
    }
  }

  #done(result: Omit<Result, "at">): void {
    this.#store.patch({ phase: "done", measuring: null, result: { ...result, at: new Date() } });
  }
}

async function measure(line: Line, signal?: AbortSignal): Promise<Figures | null> {
  const quiet = await watch(line, QUIET_MS, signal);
  if (signal?.aborted) return null; // pictures would take the line from the call that begins
  await line.sendPictures();
  return figuresOf(quiet, await watch(line, LOUD_MS, signal));
}

async function watch(line: Line, forMs: number, signal?: AbortSignal): Promise<Sample[]> {
  const samples = [await line.sample()];
  const until = performance.now() + forMs;
  while (performance.now() < until && !signal?.aborted) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    samples.push(await line.sample());
  }
  return samples;
}
