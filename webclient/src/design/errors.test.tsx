// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it } from "vitest";
import { ApiError } from "../core/api";
import { startI18n } from "../i18n";
import { ErrorNotice } from "./ErrorNotice";

beforeAll(() => startI18n("fi"));
afterEach(cleanup);

it.each([
  [new ApiError("unreadable", "encrypted"), "Tiedosto on suojattu salasanalla"],
  [new ApiError("conflict", "busy"), "Toinen puhelu on vielä kesken"],
  [new ApiError("unavailable", "busy"), "Tiedostoja käsitellään nyt monta"],
  [new ApiError("limit", "connections"), "Sulje ikkunat, joita et tarvitse, odota puoli minuuttia"],
  [new ApiError("unavailable", "connections"), "Odota puoli minuuttia ja yritä uudelleen"],
  [new ApiError("unavailable", "a-word-of-tomorrow"), "Palvelu ei juuri nyt vastaa"],
  [new ApiError("conflict", "toString"), "Joku ehti ensin"],
  [new ApiError("refused"), "Tämä ei ole sallittua"],
  [new TypeError("ours"), "Tapahtui odottamaton virhe"],
])("%s has a sentence that says what happened", (error, sentence) => {
  render(<ErrorNotice error={error} />);
  expect(screen.getByRole("alert").textContent).toContain(sentence);
});
