// jsdom has no canvas and says so, at length, each time that axe-core looks for icon fonts with one.
if (globalThis.HTMLCanvasElement) HTMLCanvasElement.prototype.getContext = () => null;
// Nor does it scroll.
if (globalThis.Element) Element.prototype.scrollTo ??= () => undefined;

export {};
