import { useEffect, useRef } from "react";
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
  const mark = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the place, which is drawn by then
  useEffect(() => bringIntoView(mark.current), [x, y]);
  const colour = ROLE_COLOURS[role];
  // Near the right edge the label goes to the left of the tip, so that it stays on the page.
  const side = x > 0.8 ? "pointer pointer--left" : "pointer";
  return (
    <div ref={mark} className={side} data-testid={testId} style={{ left: `${x * 100}%`, top: `${y * 100}%` }}>
      <svg className="pointer__tip" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d="M2 2l7.500 19 3-8.500L21 9.500z" fill={colour} stroke="#fff" strokeWidth="1.500" />
      </svg>
      <span className="pointer__label" style={{ backgroundColor: colour }}>
        {label}
      </span>
    </div>
  );
}

const MARGIN_PX = 48; // room for the label beside the tip

/** Scrolls the page under a pointer that is out of view: what is pointed at is to be seen. */
function bringIntoView(mark: HTMLElement | null): void {
  const view = mark?.closest(".page-view");
  const sheet = mark?.parentElement;
  if (!mark || !view || !sheet) return;
  // From the style, not the box: the mark is still gliding to its new place.
  const page = sheet.getBoundingClientRect();
  const frame = view.getBoundingClientRect();
  const x = page.left + (Number.parseFloat(mark.style.left) / 100) * page.width;
  const y = page.top + (Number.parseFloat(mark.style.top) / 100) * page.height;
  const right = beyond(x, frame.left, frame.right);
  const down = beyond(y, frame.top, frame.bottom);
  if (right !== 0 || down !== 0) view.scrollBy(right, down);
}

function beyond(place: number, low: number, high: number): number {
  if (place < low) return place - low - MARGIN_PX;
  return place > high ? place - high + MARGIN_PX : 0;
}
