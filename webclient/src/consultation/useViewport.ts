import { type RefObject, useLayoutEffect, useState } from "react";
import type { Box } from "./layout";

const NOTHING: Box = { width: 0, height: 0 };

/** The window's size in CSS pixels, and whether people stand beside the papers in it rather than above them. */
export function useViewport(): Box & { readonly wide: boolean } {
  const [size, setSize] = useState(sizeOfWindow);
  useLayoutEffect(() => {
    const measure = () => setSize(sizeOfWindow());
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  // As in consultation.css.
  return { ...size, wide: size.width >= 960 && size.height >= 540 };
}

function sizeOfWindow(): Box {
  return { width: window.innerWidth, height: window.innerHeight };
}

/** The size that an element has now; nothing as long as `on` is false. */
export function useSize(element: RefObject<HTMLElement | null>, on: boolean): Box {
  const [size, setSize] = useState(NOTHING);
  useLayoutEffect(() => {
    const measured = element.current;
    // Whoever draws without a layout, as tests do, has no observer either.
    if (!on || !measured || typeof ResizeObserver === "undefined") return;
    const measure = () => {
      // Rounded down: half a pixel too much would bring scroll bars.
      const around = measured.getBoundingClientRect();
      const [width, height] = [Math.floor(around.width), Math.floor(around.height)];
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element, on]);
  return on ? size : NOTHING;
}
