import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n";
import { clockOf, dayOf } from "./when";

interface TakenProps {
  /** The next free times, Unix time (s). */
  readonly instead: readonly number[];
  readonly onChoose: (startsAt: number) => void;
}

/** Somebody was quicker: the next free times, one press each. What was typed stays. */
export function Taken({ instead, onChoose }: TakenProps) {
  const { t } = useTranslation("booking");
  const { language } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="booking__taken" aria-labelledby="booking-taken">
      <h2 id="booking-taken" ref={heading} tabIndex={-1}>
        {t("taken.title")}
      </h2>
      <p>{instead.length > 0 ? t("taken.instead") : t("taken.none")}</p>
      <ul className="booking__times plain-list">
        {instead.map((at) => (
          <li key={at}>
            <button
              type="button"
              className="booking__time"
              data-testid="instead-time"
              onClick={() => onChoose(at)}
            >
              {dayOf(at, language)} {clockOf(at, language)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
