// A notification of the desktop, for somebody whose eyes are on another program.
import { NOTICE_KEY } from "../core/reset";
import { type Readable, Store } from "../core/store";
import { Choice } from "./choice";

/** A later one takes the place of an earlier one: the desktop shows who waits now, not a heap. */
const TAG = "etaluukku-waiting";

/** none: this browser has no notifications, or the page is not served over https. denied: the browser forbids them. */
export type NoticeState = "none" | "off" | "on" | "denied";

/** What is asked of a browser. */
export type Notifications = Pick<typeof Notification, "permission" | "requestPermission"> &
  (new (
    title: string,
    options: NotificationOptions,
  ) => Pick<Notification, "close" | "onclick">);

/** Shows one notification at a time. The browser's permission is asked when the person turns it on, never before. */
export class DesktopNotice {
  readonly #choice = new Choice(NOTICE_KEY, false);
  readonly #store: Store<NoticeState>;
  readonly state: Readable<NoticeState>;
  #shown: Pick<Notification, "close" | "onclick"> | null = null;

  constructor(private readonly browser: Notifications | undefined = globalThis.Notification) {
    this.#store = new Store(this.#now());
    this.state = this.#store;
  }

  /** Call it in a press: the browser asks the person then, the first time. */
  async set(on: boolean): Promise<void> {
    if (on && this.browser?.permission === "default") await this.browser.requestPermission();
    this.#choice.set(on);
    this.#store.set(this.#now());
    if (!on) this.close();
  }

  /** Shows it where it is wanted and allowed; a press on it brings the page to the front. */
  show(title: string, body: string): void {
    if (this.#store.get() !== "on" || !this.browser) return;
    this.close();
    // Silent: the desk has a sound of its own, which people turn off where they do not want it.
    const shown = new this.browser(title, { body, tag: TAG, silent: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    this.#shown = shown;
  }

  /** Takes it away; twice is once. */
  close(): void {
    this.#shown?.close();
    this.#shown = null;
  }

  #now(): NoticeState {
    if (!this.browser) return "none";
    if (!this.#choice.state.get()) return "off";
    switch (this.browser.permission) {
      case "granted":
        return "on";
      case "denied":
        return "denied";
      default:
        return "off"; // it was forgotten, or never answered
    }
  }
}
