import type { DemoRole } from "../core/protocol";
import type { Seat } from "../core/types";

/** The order of the page: first the two that make a call. */
const ORDER: readonly Seat[] = ["point", "desk", "interpreter", "guest", "admin"];

/** Roles by seat, in the order of the page; seats without roles are left out. */
export function bySeat(roles: readonly DemoRole[]): { seat: Seat; roles: DemoRole[] }[] {
  return ORDER.map((seat) => ({ seat, roles: roles.filter((role) => role.seat === seat) })).filter(
    (group) => group.roles.length > 0,
  );
}

/** The address of a seat's screen. */
export function pathOf(seat: Seat): string {
  return seat === "guest" ? "/join" : `/${seat}`;
}
