import { useEffect, useState } from "react";
import { holdBack } from "../core/backGuard";

/** How often somebody has pressed the browser's Back, which does not leave what is shown. */
export function useBackPresses(): number {
  const [presses, setPresses] = useState(0);
  useEffect(() => holdBack(() => setPresses((before) => before + 1)), []);
  return presses;
}
