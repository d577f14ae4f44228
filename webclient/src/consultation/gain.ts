import { createContext, useEffect, useState } from "react";
import { Amplifier } from "../core/amplifier";

/** The factor on everybody's sound; 1: as it comes. */
export const Gain = createContext(1);

/** What plays louder than an element may; null while nobody wants that, or the browser does not let it begin. */
export function useAmplifier(gain: number): Amplifier | null {
  const [amplifier, setAmplifier] = useState<Amplifier | null>(null);
  const wanted = gain > 1;
  useEffect(() => {
    if (!wanted) return;
    const made = new Amplifier();
    let open = true;
    void made.begin().then(() => {
      if (open) setAmplifier(made);
    });
    return () => {
      open = false;
      setAmplifier(null);
      made.close();
    };
  }, [wanted]);
  useEffect(() => amplifier?.set(gain), [amplifier, gain]);
  return amplifier;
}
