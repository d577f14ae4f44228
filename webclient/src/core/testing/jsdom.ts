// jsdom has no canvas and says so, at length, each time that axe-core looks for icon fonts with one.
if (globalThis.HTMLCanvasElement) HTMLCanvasElement.prototype.getContext = () => null;
// Nor does it scroll.
if (globalThis.Element) {
  Element.prototype.scrollTo ??= () => undefined;
  Element.prototype.scrollIntoView ??= () => undefined;
}

// Nor has it dialogs.
if (globalThis.HTMLDialogElement) {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute("open", "");
  };
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
    if (!this.hasAttribute("open")) return;
    this.removeAttribute("open");
    this.dispatchEvent(new Event("close"));
  };
}

export {};
