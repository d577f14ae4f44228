import { type Readable, Store } from "./store";

/** Between looks at whether the window is still there and still what was put into it. */
const LOOK_MS = 300;
/** Says to the page that is loaded again that there was a second window; cleared at the end (F-25). */
const OPEN_KEY = "etaluukku-second-window";
const NAME = "etaluukku-papers";

/** One of the computer's displays (W3C Window Management, ScreenDetailed), as far as it is used here. */
export interface Display {
  readonly availLeft: number;
  readonly availTop: number;
  readonly availWidth: number;
  readonly availHeight: number;
}

interface Displays {
  readonly screens: readonly Display[];
  readonly currentScreen: Display;
}

/** What the browser's window has of Window Management, where it has it. */
interface Managing {
  getScreenDetails?: () => Promise<Displays>;
}

export interface SecondWindowState {
  /** Where to draw what is shown there; null while there is no second window. */
  readonly root: HTMLElement | null;
  /** The browser did not let the window be opened. */
  readonly blocked: boolean;
}

/**
 * A second window of the same page, for another display (F-26).
 *
 * What it shows is drawn by this page: there is one call, one connection and one place in it, and nothing
 * in the second window is left when this page goes.
 */
export class SecondWindow {
  readonly #store = new Store<SecondWindowState>({ root: null, blocked: false });
  readonly state: Readable<SecondWindowState> = this.#store;
  #other: Window | null = null;
  #looking: ReturnType<typeof setInterval> | undefined;
  #mayPlace = false;
  #rules = -1;

  constructor(private readonly host: Window & Managing) {}

  /**
   * The screen is there. After the page was loaded again the window is as it was before, if the browser
   * lets a page open one by itself.
   */
  start(): void {
    this.host.addEventListener("pagehide", this.#pageGoes);
    void this.#askWhetherMayPlace();
    if (this.host.sessionStorage.getItem(OPEN_KEY) === null) return;
    this.#open(null);
    if (this.#other === null) this.bringBack();
  }

  /** Opens it: on another display where the browser lets the page see which there are, else anywhere. */
  async open(): Promise<void> {
    const display = this.#mayPlace ? await this.#anotherDisplay() : null;
    this.#open(display);
  }

  /** Closes it, and all of it is in the first window again; twice is once. */
  bringBack(): void {
    this.host.sessionStorage.removeItem(OPEN_KEY);
    this.#shut();
  }

  /** The screen is over, and the second window with it. */
  close(): void {
    this.host.removeEventListener("pagehide", this.#pageGoes);
    this.bringBack();
  }

  #open(display: Display | null): void {
    if (this.#other) {
      this.#other.focus();
      return;
    }
    const other = this.host.open("", NAME, featuresFor(display, this.host.screen));
    if (!other) {
      this.#store.patch({ blocked: true });
      return;
    }
    this.#other = other;
    this.host.sessionStorage.setItem(OPEN_KEY, "1");
    this.#attach(other);
    this.#looking = setInterval(() => this.look(), LOOK_MS);
  }

  #shut(): void {
    clearInterval(this.#looking);
    const other = this.#other;
    this.#other = null;
    this.#store.set({ root: null, blocked: false });
    other?.close();
  }

  /** Follows what has changed: the person may have closed or loaded it again, or chosen another language here. */
  look(): void {
    const other = this.#other;
    if (!other || other.closed) {
      this.bringBack();
      return;
    }
    if (!this.#store.get().root?.isConnected || this.#store.get().root?.ownerDocument !== other.document) {
      this.#attach(other);
    }
    other.document.documentElement.lang = this.host.document.documentElement.lang;
    this.#dress(other);
  }

  #attach(other: Window): void {
    const root = other.document.createElement("div");
    other.document.body.replaceChildren(root);
    this.#rules = -1;
    this.#dress(other);
    this.#store.set({ root, blocked: false });
  }

  /** The same styles as here. Copied as rules: those that components bring stand in no file. */
  #dress(other: Window): void {
    const sheets = [...this.host.document.styleSheets].filter(
      ({ href }) => href === null || ofHere(href, this.host),
    );
    const count = sheets.reduce((all, { cssRules }) => all + cssRules.length, 0);
    if (count === this.#rules) return;
    this.#rules = count;
    const text = sheets.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join("\n");
    const { CSSStyleSheet: Sheet } = other as Window & typeof globalThis;
    const sheet = new Sheet();
    sheet.replaceSync(text);
    other.document.adoptedStyleSheets = [sheet];
  }

  /** Asked beforehand: once a button is pressed, the window has to be opened at once. */
  async #askWhetherMayPlace(): Promise<void> {
    if (!this.host.getScreenDetails) return;
    try {
      const name = "window-management" as PermissionName;
      const status = await this.host.navigator.permissions.query({ name });
      this.#mayPlace = status.state === "granted";
    } catch {
      // A browser without this permission asks for none either.
    }
  }

  async #anotherDisplay(): Promise<Display | null> {
    try {
      const { screens, currentScreen } = (await this.host.getScreenDetails?.()) ?? NONE;
      return screens.find((screen) => screen !== currentScreen) ?? null;
    } catch {
      return null; // the permission was taken back
    }
  }

  /** What is drawn by a page that has gone would be dead, and the citizen's. */
  #pageGoes = (): void => {
    this.#shut();
  };
}

const NONE: Displays = {
  screens: [],
  currentScreen: { availLeft: 0, availTop: 0, availWidth: 0, availHeight: 0 },
};

function ofHere(href: string, host: Window): boolean {
  return new URL(href, host.location.href).origin === host.location.origin;
}

/** Where the window is opened and how large: the whole of another display, or half of this one. */
export function featuresFor(
  display: Display | null,
  here: Pick<Screen, "availWidth" | "availHeight">,
): string {
  const { availLeft, availTop, availWidth, availHeight } = display ?? {
    availLeft: Math.round(here.availWidth / 2),
    availTop: 0,
    availWidth: Math.round(here.availWidth / 2),
    availHeight: here.availHeight,
  };
  return `popup,left=${availLeft},top=${availTop},width=${availWidth},height=${availHeight}`;
}
