import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsultationModel } from "../core/consultation";
import { useStore } from "../core/store";
import { useLanguage } from "../i18n";
import { SoundIcon } from "./Icons";
import { nameOf, ROLE_COLOURS } from "./people";

/**
 * Who speaks by role and name, and in a pause who spoke last: an interpreter cannot ask in the middle (F-48).
 * It is no live region: an interpreter who uses a screen reader hears the voices, and would hear it above them.
 */
export function SpeakerLine({ model }: { readonly model: ConsultationModel }) {
  const { t } = useTranslation("consultation");
  const { local } = useLanguage();
  const { speaking, participants, me } = useStore(model.state);
  const [last, setLast] = useState(speaking);
  if (speaking !== null && speaking !== last) setLast(speaking);
  // Who has left is no longer told of: the next one may sit in the same chair.
  const person = participants.find(({ participant }) => participant === (speaking ?? last));
  if (!person) return <p className="speaker-line">{t("speaker.nobody")}</p>;
  const own = person.participant === me;
  const when = speaking === null ? "before" : "now";
  return (
    <p
      className="speaker-line"
      data-testid="speaker-line"
      data-speaking={speaking !== null}
      style={{ borderLeftColor: ROLE_COLOURS[person.role] }}
    >
      <SoundIcon />
      <span>
        {t(own ? `speaker.${when}Own` : `speaker.${when}`)}{" "}
        {own ? null : <strong>{nameOf(person, local)}</strong>}
      </span>
    </p>
  );
}
