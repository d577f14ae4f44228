// What booking asks of the server. Every failure is an ApiError.
import { newId } from "../core/ids";
import type { Appointments, Booked, Contact, FreeTimes } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";

/** What is to be found a time for. */
export interface Wish {
  readonly service: string;
  /** Language of an interpreter; null: none is wanted. */
  readonly interpreted: string | null;
  /** The appointment that is being moved. */
  readonly moving?: string | undefined;
}

/** Free times of so many days from this one ("2026-11-30") on; from today where none is named. */
export function freeTimes(
  { api }: SeatContext,
  wish: Wish,
  from: string | null,
  days: number,
): Promise<FreeTimes> {
  const query = new URLSearchParams({ days: String(days) });
  if (from) query.set("from", from);
  if (wish.interpreted) query.set("interpreted", wish.interpreted);
  if (wish.moving) query.set("appointment", wish.moving);
  return api.get<FreeTimes>(`/api/services/${wish.service}/times?${query}`);
}

/** One's own appointments from today on. */
export function appointments({ api }: SeatContext): Promise<Appointments> {
  return api.get<Appointments>("/api/appointments");
}

/** What is told of an appointment that is to be. */
export interface Booking extends Omit<Wish, "moving"> {
  /** Made once for each choice of a time: pressed twice, one appointment. */
  readonly appointment: string;
  readonly startsAt: number;
  readonly language: string;
  readonly contact: Contact;
  readonly onBehalf: boolean;
  readonly consent: boolean;
}

/** Books; the reply has no appointment where somebody was quicker. */
export function book({ link }: SeatContext, booking: Booking): Promise<Booked> {
  return link.emit("booking:book", { id: newId(), ...booking });
}

/** Moves; the reply has no appointment where somebody was quicker. */
export function move({ link }: SeatContext, appointment: string, startsAt: number): Promise<Booked> {
  return link.emit("booking:move", { id: newId(), appointment, startsAt });
}

/** Gives the time back. */
export async function cancel({ link }: SeatContext, appointment: string): Promise<void> {
  await link.emit("booking:cancel", { id: newId(), appointment });
}
