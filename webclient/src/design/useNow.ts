import { useEffect, useState } from "react";

const UPDATE_MS = 5_000; // waits are told in minutes: 5 s late is not seen

/** The Unix time (s), kept fresh enough for waits told in minutes. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), UPDATE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
