import { useEffect } from "react";
import { keepAwake } from "../core/screenAwake";

/** Keeps the screen on while `wanted`. */
export function useScreenAwake(wanted: boolean): void {
  useEffect(() => (wanted ? keepAwake() : undefined), [wanted]);
}
