import { useTranslation } from "react-i18next";
import type { Participant } from "../core/protocol";
import { useStore } from "../core/store";
import type { ParticipantRole } from "../core/types";
import type { Volatile } from "../core/volatile";
import { useLanguage } from "../i18n";
import { ROLE_COLOURS } from "./people";

interface PointersProps {
  readonly volatile: Volatile;
  readonly surface: string;
  readonly participants: readonly Participant[];
}

/** Where the others point on this surface, each with the role in words and in its colour. */
export function Pointers({ volatile, surface, participants }: PointersProps) {
  const { local } = useLanguage();
  const pointers = useStore(volatile.pointers);
  return pointers
    .filter((pointer) => pointer.surface === surface)
    .map((pointer) => {
      const person = participants.find(({ participant }) => participant === pointer.participant);
      // Of somebody who has left, or has not been told of yet: nobody to name, so nothing to show.
      if (!person) return null;
      return (
        <Mark
          key={pointer.participant}
          testId={`pointer-${pointer.participant}`}
          place={pointer}
          role={person.role}
          label={local(person.label)}
        />
      );
    });
}

/** The own pointer, when it is moved with the keyboard: a mouse has one of its own. */
export function OwnMark({ place, role }: { readonly place: Place; readonly role: ParticipantRole }) {
  const { t } = useTranslation("consultation");
  return <Mark place={place} role={role} label={t("people.own")} />;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface MarkProps {
  readonly place: Place;
  readonly role: ParticipantRole;
  readonly label: string;
  readonly testId?: string;
}

function Mark({ place: { x, y }, role, label, testId }: MarkProps) {
  const colour = ROLE_COLOURS[role];
  // Near the right edge the label goes to the left of the tip, so that it stays on the page.
  const side = x > 0.8 ? "pointer pointer--left" : "pointer";
  return (
    <div className={side} data-testid={testId} style={{ left: `${x * 100}%`, top: `${y * 100}%` }}>
      <svg className="pointer__tip" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d="M2 2l7.500 19 3-8.500L21 9.500z" fill={colour} stroke="#fff" strokeWidth="1.500" />
      </svg>
      <span className="pointer__label" style={{ backgroundColor: colour }}>
        {label}
      </span>
    </div>
  );
}
