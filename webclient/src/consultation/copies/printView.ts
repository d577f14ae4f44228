/** What prints: a window, and object URLs, which only browsers have. */
export interface Printer {
  readonly document: Document;
  print(): void;
  addEventListener(event: "afterprint", heard: () => void, options: { once: true }): void;
}
export type ObjectUrls = Pick<typeof URL, "createObjectURL" | "revokeObjectURL">;

const PRINTING = "printing";

/**
 * Prints pictures out of this page's memory (F-25): a view that only the printer gets, gone with its addresses
 * as soon as the browser has printed or the person has called it off. No file, no navigation, no other window.
 */
export class PrintView {
  #view: HTMLElement | null = null;
  #addresses: string[] = [];

  constructor(
    private readonly printer: Printer,
    private readonly urls: ObjectUrls = URL,
  ) {}

  /** Opens the browser's print of these pictures, a sheet for each. */
  async print(pictures: readonly Blob[]): Promise<void> {
    this.close();
    const { document } = this.printer;
    const view = document.createElement("div");
    view.className = "print-view";
    const sheets = pictures.map((picture) => {
      const address = this.urls.createObjectURL(picture);
      this.#addresses.push(address);
      const image = document.createElement("img");
      image.alt = "";
      image.src = address;
      const sheet = document.createElement("div");
      sheet.className = "print-view__sheet";
      sheet.append(image);
      view.append(sheet);
      return image;
    });
    this.#view = view;
    document.body.append(view);
    try {
      await Promise.all(sheets.map((image) => image.decode()));
    } catch (error) {
      this.close();
      throw error;
    }
    if (this.#view !== view) return; // closed meanwhile: the call has ended, or the paper has gone
    document.documentElement.classList.add(PRINTING);
    this.printer.addEventListener("afterprint", () => this.#view === view && this.close(), { once: true });
    this.printer.print();
  }

  /** Takes away what the printer would get; twice is once. */
  close(): void {
    this.printer.document.documentElement.classList.remove(PRINTING);
    this.#view?.remove();
    this.#view = null;
    for (const address of this.#addresses.splice(0)) this.urls.revokeObjectURL(address);
  }
}
