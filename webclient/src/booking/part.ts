import { Part } from "../design/part";
import { loadTexts } from "../i18n";

/** Booking with its texts: no seat begins with it. */
export const BOOKING = new Part(async () => {
  const [screens] = await Promise.all([import("."), loadTexts("booking")]);
  return screens;
});
