// Days and times as people read them, by the clock on the wall in Finland wherever the browser is. Pure.
import type { ScreenLanguage } from "../core/types";
import { localeOf } from "../i18n/languages";

const HELSINKI = "Europe/Helsinki";

function format(at: number, language: ScreenLanguage, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat([localeOf(language)], { ...options, timeZone: HELSINKI }).format(at * 1000);
}

/** "maanantai 30. marraskuuta". `at`: Unix time (s). */
export function dayOf(at: number, language: ScreenLanguage): string {
  return format(at, language, { weekday: "long", day: "numeric", month: "long" });
}

/** "9.30". `at`: Unix time (s). */
export function clockOf(at: number, language: ScreenLanguage): string {
  return format(at, language, { hour: "numeric", minute: "2-digit" });
}

/** "2026-11-30", the day in Finland. */
export function dateOf(at: number): string {
  return new Intl.DateTimeFormat("sv", { timeZone: HELSINKI }).format(at * 1000);
}

/** The day after this one, both as "2026-11-30". */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T12:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** Appointments or times by the day that they begin on, in their order. */
export function byDay<T>(
  list: readonly T[],
  startOf: (one: T) => number,
): (readonly [string, readonly T[]])[] {
  const days = new Map<string, T[]>();
  for (const one of list) {
    const day = dateOf(startOf(one));
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
