// What the service point makes of the directory. Pure.
import type { AuthorityEntry, Directory, ServiceEntry } from "../core/protocol";
import type { Language } from "../core/types";

/** The services whose name or description, or whose authority's name, has every word; in the same order. */
export function foundBy(
  authorities: readonly AuthorityEntry[],
  words: string,
  language: Language,
): AuthorityEntry[] {
  const wanted = words.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  const matches = (authority: AuthorityEntry) => (service: ServiceEntry) => {
    const texts = [authority.name, service.name, service.description];
    const haystack = texts.map((text) => text[language].toLocaleLowerCase(language)).join(" ");
    return wanted.every((word) => haystack.includes(word));
  };
  return authorities
    .map((authority) => ({ ...authority, services: authority.services.filter(matches(authority)) }))
    .filter(({ services }) => services.length > 0);
}

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

/** The entry of a service; undefined where the directory does not have it. */
export function entryOf({ authorities }: Directory, service: string): ServiceEntry | undefined {
  return authorities.flatMap(({ services }) => services).find((entry) => entry.service === service);
}
