import { useCallback, useEffect, useRef, useState } from "react";
import type { AppointmentView } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { appointments } from "./line";

/** One thing at a time: a second press while the first is under way does nothing. */
export function useOneByOne() {
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = useCallback((deed: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    deed()
      .catch(setError)
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  return { busy, error, run };
}

/** One's own appointments, read again when one is another one and when the line is back; null: not yet. */
export function useAppointments(context: SeatContext) {
  const [list, setList] = useState<readonly AppointmentView[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = useCallback(() => {
    appointments(context).then((found) => {
      setList(found.appointments);
      setError(null);
    }, setError);
  }, [context]);
  useEffect(() => {
    read();
    const told = context.link.on("booking:changed", read);
    const line = context.link.state.subscribe(() => {
      if (context.link.state.get() === "up") read();
    });
    return () => {
      told();
      line();
    };
  }, [context, read]);
  return { list, error, read };
}
