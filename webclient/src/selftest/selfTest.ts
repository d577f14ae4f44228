import { newId } from "../core/ids";
import type { SelfTestFindings } from "../core/protocol";
import type { PointState } from "../core/seats/point";
import type { Link } from "../core/socket";
import { type Readable, Store } from "../core/store";
import { Moment, type Standing } from "./moment";
import type { Probe } from "./probe";

/** Once a day, when nobody is there: it does not come with the first screen. */
const probed: Probe = async (signal) => (await import("./probe")).probe(signal);

const STEP_MS = 5_000;
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** What a service point that tests itself stands on; others than the browser's own for tests. */
export interface Surroundings {
  readonly link: Link;
  readonly point: Readable<PointState>;
  readonly probe?: Probe;
  /** The window is seen: a hidden one shows no picture to look at, and should make no sound. */
  readonly seen?: () => boolean;
  readonly nowMs?: () => number;
}

/** Tests camera, microphone, loudspeaker and line once a day, when nobody is there (F-30). */
export class SelfTest {
  readonly #running = new Store(false);
  /** A test goes on now. */
  readonly running: Readable<boolean> = this.#running;
  readonly #moment: Moment;
  #broken: AbortController | null = null;
  #stops: (() => void)[] = [];

  constructor(private readonly around: Surroundings) {
    this.#moment = new Moment(this.#nowMs());
  }

  /** Waits for the moment until it is closed. */
  start(): void {
    const { link, point } = this.around;
    const timer = setInterval(() => void this.#step(), STEP_MS);
    for (const event of TOUCHES) globalThis.addEventListener?.(event, this.#touched, { capture: true });
    this.#stops.push(
      () => clearInterval(timer),
      () => {
        for (const event of TOUCHES)
          globalThis.removeEventListener?.(event, this.#touched, { capture: true });
      },
      link.state.subscribe(() => {
        if (link.state.get() === "up") this.#moment.forget();
        else this.#breakOff();
      }),
      // A call that begins gets camera and microphone at once.
      point.subscribe(() => {
        if (this.#standing() === "taken") this.#breakOff();
      }),
    );
  }

  /** Ends a running test too; twice is once. */
  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#breakOff();
  }

  #touched = (): void => {
    this.#moment.touched(this.#nowMs());
    this.#breakOff();
  };

  #breakOff(): void {
    this.#broken?.abort();
  }

  #nowMs(): number {
    return (this.around.nowMs ?? (() => performance.now()))();
  }

  #standing(): Standing {
    const { phase, ticket, consultation } = this.around.point.get();
    const seen = (this.around.seen ?? (() => !document.hidden))();
    const up = this.around.link.state.get() === "up";
    return up && seen && phase === "ready" && !ticket && !consultation ? "free" : "taken";
  }

  async #step(): Promise<void> {
    if (this.#broken) return;
    switch (this.#moment.step(this.#standing(), this.#nowMs())) {
      case "wait":
        return;
      case "ask":
        return this.#ask();
      case "test":
        return this.#test();
    }
  }

  async #ask(): Promise<void> {
    try {
      const plan = await this.around.link.emit("point:self-test", {}, { once: true });
      this.#moment.planned(plan, this.#nowMs());
    } catch {
      // No plan, no test; it is asked for again.
    }
  }

  async #test(): Promise<void> {
    const broken = new AbortController();
    this.#broken = broken;
    this.#running.set(true);
    try {
      const findings = await (this.around.probe ?? probed)(broken.signal);
      if (broken.signal.aborted) this.#moment.brokenOff(this.#nowMs());
      else await this.#tell(findings);
    } catch {
      // A browser without what a test needs is no reason to fail anybody: the point shows as not tested.
      this.#moment.couldNot(this.#nowMs());
    } finally {
      this.#broken = null;
      this.#running.set(false);
    }
  }

  async #tell(findings: SelfTestFindings): Promise<void> {
    const plan = await this.around.link.emit("point:tested", { id: newId(), findings });
    this.#moment.planned(plan, this.#nowMs());
  }
}
