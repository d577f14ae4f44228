import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextInput } from "suomifi-ui-components";
import { newId } from "../core/ids";
import type { AppointmentView } from "../core/protocol";
import type { SeatContext } from "../core/seats/seat";
import { Action } from "../design/Action";
import { ErrorNotice } from "../design/ErrorNotice";
import { PageHeading } from "../design/PageHeading";
import { missing } from "../design/useSubmit";
import { book } from "./line";
import { Summary } from "./Summary";
import { Taken } from "./Taken";
import { useOneByOne } from "./useAsking";

/** A free time that somebody wants. */
export interface Chosen {
  readonly startsAt: number;
  readonly minutes: number;
}

interface ContactPageProps {
  readonly context: SeatContext;
  readonly service: string;
  readonly where: string;
  readonly language: string;
  readonly interpreted: string | null;
  readonly chosen: Chosen;
  readonly onBooked: (appointment: AppointmentView) => void;
  readonly onBack: () => void;
}

interface Person {
  readonly name: string;
  readonly reach: string;
  readonly onBehalf: boolean;
  readonly consent: boolean;
}

const NOBODY: Person = { name: "", reach: "", onBehalf: false, consent: false };

/** Whom the time is for, and the press that books it. */
export function ContactPage({ chosen, where, interpreted, onBack, ...rest }: ContactPageProps) {
  const { t } = useTranslation("booking");
  const { person, setPerson, asked, submit, at, choose, instead, busy, error } = useBooking({
    chosen,
    interpreted,
    ...rest,
  });
  const endsAt = at.startsAt + chosen.minutes * 60;
  return (
    <div className="card booking">
      <PageHeading focus>{t("contact.title")}</PageHeading>
      {instead ? <Taken instead={instead} onChoose={choose} /> : null}
      {error ? <ErrorNotice error={error} /> : null}
      <Summary startsAt={at.startsAt} endsAt={endsAt} where={where} interpreted={interpreted} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Whose person={person} asked={asked} onPerson={setPerson} />
        <PersonFields person={person} asked={asked} onPerson={setPerson} />
        <div className="booking__actions">
          {instead ? null : (
            <Action type="submit" large aria-disabled={busy} data-testid="confirm-booking">
              {busy ? t("contact.booking") : t("contact.book")}
            </Action>
          )}
          <Action variant="secondaryNoBorder" large onClick={onBack}>
            {t("back")}
          </Action>
        </div>
      </form>
    </div>
  );
}

interface FieldsProps {
  readonly person: Person;
  readonly asked: boolean;
  readonly onPerson: (person: Person) => void;
}

function PersonFields({ person, asked, onPerson }: FieldsProps) {
  const { t } = useTranslation("booking");
  return (
    <>
      <TextInput
        labelText={t("contact.name")}
        hintText={t("contact.nameHint")}
        value={person.name}
        onChange={(value) => onPerson({ ...person, name: String(value ?? "") })}
        autoComplete="off"
        fullWidth
        maxLength={80}
        {...missing(asked && person.name.trim() === "", t("contact.nameMissing"))}
      />
      <TextInput
        labelText={t("contact.reach")}
        hintText={t("contact.reachHint")}
        value={person.reach}
        onChange={(value) => onPerson({ ...person, reach: String(value ?? "") })}
        autoComplete="off"
        fullWidth
        maxLength={120}
      />
    </>
  );
}

/** Whether it is one's own time; somebody else's needs that one's consent (F-18). */
function Whose({ person, asked, onPerson }: FieldsProps) {
  const { t } = useTranslation("booking");
  const lacking = asked && person.onBehalf && !person.consent;
  return (
    <fieldset className="booking__whose">
      <legend>{t("contact.whose")}</legend>
      {[false, true].map((onBehalf) => (
        <label key={String(onBehalf)} className="booking__choice">
          <input
            type="radio"
            name="booking-whose"
            checked={person.onBehalf === onBehalf}
            onChange={() => onPerson({ ...person, onBehalf, consent: false })}
          />
          {onBehalf ? t("contact.others") : t("contact.own")}
        </label>
      ))}
      {person.onBehalf ? (
        <label className="booking__choice">
          <input
            type="checkbox"
            data-testid="booking-consent"
            checked={person.consent}
            aria-invalid={lacking}
            aria-describedby={lacking ? "booking-consent-missing" : undefined}
            onChange={({ target }) => onPerson({ ...person, consent: target.checked })}
          />
          {t("contact.consent")}
        </label>
      ) : null}
      {lacking ? (
        <p id="booking-consent-missing" className="booking__missing" role="alert">
          {t("contact.consentMissing")}
        </p>
      ) : null}
    </fieldset>
  );
}

type Wanted = Omit<ContactPageProps, "where" | "onBack">;

/** One press, one appointment: its id is made with the choice of the time, and a second press waits. */
function useBooking({ context, service, language, interpreted, chosen, onBooked }: Wanted) {
  const [person, setPerson] = useState(NOBODY);
  const [asked, setAsked] = useState(false);
  const [at, setAt] = useState(() => ({ startsAt: chosen.startsAt, appointment: newId() }));
  const [instead, setInstead] = useState<readonly number[] | null>(null);
  const { busy, error, run } = useOneByOne();
  const submit = () => {
    setAsked(true);
    const { name, reach, onBehalf, consent } = person;
    if (name.trim() === "" || (onBehalf && !consent)) return;
    const contact = { name: name.trim(), reach: reach.trim() };
    run(async () => {
      const made = await book(context, {
        ...at,
        service,
        language,
        interpreted,
        contact,
        onBehalf,
        consent,
      });
      if (made.appointment) onBooked(made.appointment);
      else setInstead(made.instead);
    });
  };
  const choose = (startsAt: number) => {
    setAt({ startsAt, appointment: newId() });
    setInstead(null);
  };
  return { person, setPerson, asked, submit, at, choose, instead, busy, error };
}
