// What the service point makes of the directory. Pure.
import type { AuthorityEntry, Directory, ServiceEntry, WaitRange } from "../core/protocol";

/** The authority to begin with: the first that has an open service, else the first. */
export function firstOpen(authorities: readonly AuthorityEntry[]): AuthorityEntry | undefined {
  return authorities.find(({ services }) => services.some(({ openNow }) => openNow)) ?? authorities[0];
}

/** Every language that some of these services is given in, in the order they are met. */
export function languagesOf(authorities: readonly AuthorityEntry[]): string[] {
  return [...new Set(authorities.flatMap(({ services }) => services.flatMap(({ languages }) => languages)))];
}

/** The language that a call to this service is answered in: the wanted one, else the service's first. */
export function answeredIn(service: ServiceEntry, wanted: string): string {
  return service.languages.includes(wanted) ? wanted : (service.languages[0] ?? "fi");
}

/** How long this place of the service's queue (1 = next) waits; undefined where nothing is known. */
export function waitAt({ waits }: ServiceEntry, place: number): WaitRange | undefined {
  return waits[place - 1];
}

/** The authority of a service; undefined where the directory does not have it. */
export function authorityOf({ authorities }: Directory, service: string): AuthorityEntry | undefined {
  return authorities.find(({ services }) => services.some((entry) => entry.service === service));
}

/** The entry of a service; undefined where the directory does not have it. */
export function entryOf({ authorities }: Directory, service: string): ServiceEntry | undefined {
  return authorities.flatMap(({ services }) => services).find((entry) => entry.service === service);
}
