// Which services somebody may mean by everyday words. Pure.
import type { AuthorityEntry, LocalText, ServiceEntry } from "../core/protocol";
import type { Language } from "../core/types";

/** Most letters of an ending: "-llekin". */
const ENDING = 5;
/** Fewer letters in common are chance: "kela" and "keli". */
const STEM = 4;
/** Words as short as this are mostly "ja", "och", "my": beside longer ones they count for nothing. */
const SHORT = 3;

/** By its name, or a word that people look for it by, in any of the languages. */
const NAMED = 0;
/** By its description, or its authority's name. */
const TOLD = 1;
type Fit = typeof NAMED | typeof TOLD;

/**
 * The services that are meant by these words, the best first; every word counts, and in every language.
 *
 * Case and dots over letters do not matter, nor where a word ends: the beginning of a word is enough ("vuok"), an
 * inflected form finds the plain one ("vuokraan", "muuton"), and so does a part of a compound ("kortti"). Only
 * where that finds nothing, a longer compound finds what it begins or ends with ("passihakemus").
 */
export function foundBy(
  authorities: readonly AuthorityEntry[],
  words: string,
  language: Language,
): AuthorityEntry[] {
  const wanted = withoutShort(wordsOf(words));
  if (wanted.length === 0) return [];
  const found = search(authorities, wanted, language, isMeant);
  return found.length > 0 ? found : search(authorities, wanted, language, isPartOf);
}

type Meets = (wanted: string, word: string) => boolean;

function search(
  authorities: readonly AuthorityEntry[],
  wanted: readonly string[],
  language: Language,
  meets: Meets,
): AuthorityEntry[] {
  const ranked = authorities.map((authority) => {
    const services = authority.services
      .map((service) => ({ service, fit: fitOf(authority, service, wanted, language, meets) }))
      .filter((one): one is { service: ServiceEntry; fit: Fit } => one.fit !== null)
      .sort((one, other) => one.fit - other.fit);
    return { authority, services, fit: services[0]?.fit ?? null };
  });
  return ranked
    .filter((one): one is typeof one & { fit: Fit } => one.fit !== null)
    .sort((one, other) => one.fit - other.fit)
    .map(({ authority, services }) => ({ ...authority, services: services.map(({ service }) => service) }));
}

/** How well all of the words fit this service; null when one does not. */
function fitOf(
  authority: AuthorityEntry,
  { name, keywords, description }: ServiceEntry,
  wanted: readonly string[],
  language: Language,
  meets: Meets,
): Fit | null {
  const named = [...inAll(name), ...keywords.fi, ...keywords.sv, ...keywords.en].flatMap(wordsOf);
  const told = [description[language], ...inAll(authority.name)].flatMap(wordsOf);
  const fits = wanted.map((one): Fit | null => {
    if (named.some((word) => meets(one, word))) return NAMED;
    return told.some((word) => meets(one, word)) ? TOLD : null;
  });
  if (fits.includes(null)) return null;
  return fits.includes(TOLD) ? TOLD : NAMED;
}

function inAll({ fi, sv, en }: LocalText): string[] {
  return [fi, sv, en];
}

/** The words of a text in small letters without dots, rings and accents; hyphens part words. */
function wordsOf(text: string): string[] {
  const plain = text.toLocaleLowerCase("fi").normalize("NFD").replace(/\p{M}/gu, "");
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function withoutShort(words: string[]): string[] {
  const long = words.filter((word) => word.length > SHORT);
  return long.length > 0 ? long : words;
}

/** Is this the word, its beginning, a part of it, or a form of it? */
function isMeant(wanted: string, word: string): boolean {
  if (word.startsWith(wanted)) return true;
  if (wanted.length > SHORT && word.includes(wanted)) return true;
  const common = inCommon(wanted, word);
  const [rest, ending] = [wanted.length - common, word.length - common];
  if (ending === 0) return common >= SHORT && rest <= ENDING;
  // Both end otherwise, as "muuton" and "muutto": only as much as the stem can bear.
  return common >= STEM && rest + ending <= common;
}

/** Is the word the beginning or the end of a longer compound? */
function isPartOf(wanted: string, word: string): boolean {
  return word.length >= STEM && (wanted.startsWith(word) || wanted.endsWith(word));
}

/** How many letters both begin with. */
function inCommon(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}
